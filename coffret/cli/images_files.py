"""The image files a command is given: folders walked, names made fit to be shown."""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from coffret.base.errors import Refused, reason_of
from coffret.base.text import grouped
from coffret.images.norms import NOT_PICTURES
from coffret.images.reading import hidden

# A folder that goes on for ever (a wrong mount) is refused.
LIMIT = 2_000_000
ARCHIVES = frozenset({"zip", "rar", "7z", "gzip"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to look at, and the name reports give it."""

    path: Path
    name: str


@dataclass(slots=True)
class Given:
    """The pictures a command was given, in order, and the files left aside in its folders."""

    pictures: list[Picture]
    aside: list[str]


def given(paths: Sequence[Path]) -> Given:
    """Return the pictures of these files and folders.

    A single folder names its files from itself; otherwise names are as typed. Hidden files, files of records, and links
    out of the folder are left aside; a file given by itself never is. Raises Refused for a path that leads nowhere.
    """
    for path in paths:
        if not path.exists():
            raise Refused(f"{path} n’existe pas. Donnez un dossier d’images ou des fichiers.", value=str(path))
        check_archive(path)
    found = Given([], [])
    for path in paths:
        if path.is_dir():
            _gather(path, found, root=path if len(paths) == 1 else None)
        else:
            found.pictures.append(Picture(path, shown(str(path))))
    return found


def check_archive(path: Path) -> None:
    """Raise Refused for an archive given instead of the folder it holds."""
    try:
        # A pipe is not waited for.
        with path.open("rb") if path.is_file() else io.BytesIO() as file:
            kind = hidden.kind_of(file.read(64))
    except OSError:
        return  # the reader of pictures tells it better
    if kind in ARCHIVES:
        raise Refused(f"{path} est une archive : décompressez-la, puis donnez le dossier obtenu.", value=str(path))


def shown(name: str) -> str:
    """Return a name as text: bytes that are no UTF-8 become « � »."""
    return os.fsencode(name).decode("utf-8", "replace")


def _gather(folder: Path, found: Given, root: Path | None) -> None:
    real = folder.resolve()
    start = len(os.path.join(root, "")) if root else 0
    for file in _walk(folder, found.aside):
        name = shown(file.path[start:])
        if os.path.splitext(file.name)[1].lower() in NOT_PICTURES or not _inside(file, real):
            found.aside.append(name)
        else:
            found.pictures.append(Picture(Path(file.path), name))
        if len(found.pictures) > LIMIT:
            raise Refused(f"Le dossier {folder} contient plus de {grouped(LIMIT)} fichiers : donnez celui des images.")


def _walk(folder: Path, aside: list[str]) -> Iterator["os.DirEntry[str]"]:
    """Yield the files under ``folder`` in order, its own first; hidden ones and links to folders are passed over, and
    so is what this instance keeps: « coffret images check . » would find there a secret and thumbnails.

    A folder that cannot be read is added to ``aside`` with the reason; raises Refused when it is the first.
    """
    waiting = [str(folder)]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as listed:
                entries = sorted((one for one in listed if not one.name.startswith(".")), key=lambda one: one.name)
        except OSError as error:
            if place == str(folder):
                sentence = f"Le dossier {folder} ne se laisse pas lire : {reason_of(error)}. Vérifiez ses droits."
                raise Refused(sentence, value=place) from error
            aside.append(f"{shown(place)} ({reason_of(error)})")
            continue
        yield from (one for one in entries if not _leads(one.is_dir))
        folders = [one.path for one in reversed(entries) if one.is_dir(follow_symlinks=False)]
        waiting += [path for path in folders if Path(path).resolve() != settings.DATA]


def _inside(file: "os.DirEntry[str]", root: Path) -> bool:
    """Say whether a file is where it seems to be: a link may lead out of the folder."""
    return not file.is_symlink() or (_leads(file.is_file) and Path(file.path).resolve().is_relative_to(root))


def _leads(there: Callable[[], bool]) -> bool:
    """Say what ``there`` says, and no for a link that leads nowhere one can go: to itself, behind a closed door."""
    try:
        return there()
    except OSError:
        return False
