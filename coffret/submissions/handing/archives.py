"""Archives handed in: opened by streams, bounded whatever they claim of themselves; anything odd refuses the whole."""

import contextlib
import io
import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.submissions.handing import paths
from coffret.submissions.handing.deliveries import FILES_LIMIT, KEPT_FREE

START = (b"PK\x03\x04", b"PK\x05\x06")
RATIO_LIMIT = 200
RATIO_FROM = 10 << 20  # a small file may shrink as it likes
BLOCK = 1 << 20
# Bytes of the list of entries at the end of an archive, which is read at once: 100 000 files, and their names.
LIST_LIMIT = 16 << 20
_UTF8, _ENCRYPTED = 0x800, 0x1
# What is a zip file itself and no archive: workbooks and documents, known by what they hold.
_DOCUMENT = frozenset({"[Content_Types].xml", "mimetype"})
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError)


class _TooLong(ValueError):  # noqa: N818 - it is an answer
    """The list of an archive's entries would fill the memory."""


class _Measured(io.BufferedReader):
    """A file that gives LIST_LIMIT bytes at once at most: what claims a longer list of entries is not read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next ``size`` bytes; raises _TooLong for too many."""
        if size is not None and size > LIST_LIMIT:
            raise _TooLong(size)
        return super().read(size)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with _Measured(io.FileIO(path)) as handle, zipfile.ZipFile(handle) as archive:
        yield archive


def is_archive(path: Path) -> bool:
    """Say whether a file is a zip archive that is no workbook nor document."""
    with path.open("rb") as handle:
        if not handle.read(4).startswith(START):
            return False
    try:
        with _opened(path) as archive:
            return not _DOCUMENT.intersection(archive.namelist())
    except _BROKEN:
        return path.suffix.lower() not in {".xlsx", ".ods", ".docx", ".odt"}


def unpack(source: Path, name: str, target: Path) -> list[str]:
    """Write the files of an archive under ``target``, by their own paths made safe; returns these paths.

    ``name`` is what the museum calls it. Raises Refused, with nothing left in ``target``, for one that is damaged, encrypted,
    made to hurt, or that holds another.
    """
    try:
        with _opened(source) as archive:
            return _unpack(archive, name, target)
    except (*_BROKEN, RuntimeError, OSError, Refused) as error:
        shutil.rmtree(target, ignore_errors=True)
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk, and not of the archive
        raise _said(error, name) from error


def _said(error: Exception, name: str) -> Refused:
    """Return in words why an archive does not open."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, _TooLong):
        return _too_many(name)
    # NotImplementedError, of a way to compress, is a RuntimeError too: the other one is said of a password.
    if isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError):
        return _encrypted(name)
    return _refused(name, _("elle ne s’ouvre pas jusqu’au bout"), _("Refaites-la, et envoyez-la à nouveau."))


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> list[str]:
    entries = dict(_entries(archive, name))
    _refuse_twofold(entries, name)
    root = paths.common_root(list(entries))
    total, written = 0, []
    for path, entry in entries.items():
        place = target / path.removeprefix(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        total += _write(archive, entry, place, name, total)
        _nested(place, path, name)
        written.append(path.removeprefix(root))
    return written


def _entries(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield safe path → entry of the files that are meant."""
    every = archive.infolist()
    if len(every) > FILES_LIMIT:
        raise _too_many(name)
    for entry in every:
        called = _name(entry)
        if entry.is_dir() or not paths.meant(called.replace("\\", "/")):
            continue
        path = paths.safe(called)
        if not path and not paths.climbs(called):
            problem = _("le nom de « {entry} » ne peut pas être gardé").format(entry=paths.shown(called))
            raise _refused(
                name, problem, _("Renommez ce fichier, ou ses dossiers, plus court et sans caractère invisible.")
            )
        if not path or stat.S_ISLNK(entry.external_attr >> 16):
            problem = _("« {entry} » mènerait hors de l’archive").format(entry=paths.shown(called))
            raise _refused(name, problem, _("Refaites-la avec des fichiers ordinaires."))
        if entry.flag_bits & _ENCRYPTED:
            raise _encrypted(name)
        yield path, entry


def _refuse_twofold(every: Collection[str], name: str) -> None:
    """Raise Refused when a file stands where another one has its folder."""
    folders = {str(parent) for path in every for parent in PurePosixPath(path).parents}
    if both := next((path for path in every if path in folders), None):
        problem = _("« {entry} » y est à la fois un fichier et un dossier").format(entry=both[:100])
        raise _refused(name, problem, _("Refaites-la avec des fichiers ordinaires."))


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; without the mark of UTF-8, Macs write UTF-8 all the same and Windows its old page."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, name: str, before: int) -> int:
    """Write an entry by blocks, counting what comes and not what is declared; returns its bytes."""
    size, limit = 0, settings.DELIVERY_LIMIT << 30
    room = shutil.disk_usage(place.parent).free - KEPT_FREE
    with archive.open(entry) as handle, place.open("wb") as out:
        while block := handle.read(BLOCK):
            size += len(block)
            if size > RATIO_FROM and size > RATIO_LIMIT * max(entry.compress_size, 1):
                problem = _("« {entry} » s’y décompresse plus de {n} fois").format(
                    entry=entry.filename[:100], n=RATIO_LIMIT
                )
                raise _refused(name, problem, _("Envoyez ce fichier à part."))
            if before + size > limit:
                problem = _("elle pèse plus de {limit} Go une fois ouverte").format(limit=settings.DELIVERY_LIMIT)
                raise _refused(name, problem, _("Faites-en plusieurs."))
            if size > room:
                raise _refused(name, _("la place manque sur le serveur pour l’ouvrir"), _("Prévenez le bureau."))
            out.write(block)
    return size


def _nested(place: Path, path: str, name: str) -> None:
    if is_archive(place):
        problem = _("elle en contient une autre, « {entry} »").format(entry=path[:100])
        raise _refused(name, problem, _("Décompressez-la, et envoyez le dossier."))


def _too_many(name: str) -> Refused:
    problem = _("elle compte plus de {limit} fichiers").format(limit=grouped(FILES_LIMIT))
    return _refused(name, problem, _("Faites-en plusieurs."))


def _encrypted(name: str) -> Refused:
    return _refused(
        name, _("un mot de passe la protège"), _("Refaites-la sans mot de passe : l’envoi, lui, est chiffré.")
    )


def _refused(name: str, problem: str, remedy: str) -> Refused:
    sentence = _("L’archive « {name} » n’est pas lue : {problem}. {remedy}")
    return Refused(sentence.format(name=name, problem=problem, remedy=remedy), value=name)
