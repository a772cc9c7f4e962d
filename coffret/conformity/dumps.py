"""The whole catalogue offered to everyone, every night: public fields alone, with its count, its date, its seals.

A dump is a folder of DATA/dumps, named after the moment it was begun; it appears whole or not at all. Downloads are
counted by a byte added to a file beside it: its size says how many, its date when the last was.
"""

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from coffret.base.errors import Refused, reason_of
from coffret.catalogue import log
from coffret.catalogue.store import dumps
from coffret.formats import open_data
from coffret.submissions.exporting import Published, Scope, published, shapes

KEPT = 7
CSV, JSON_LINES, MANIFEST, TAKEN = "notices.csv.gz", "notices.jsonl.gz", "export.json", "telechargements"
FILES = (CSV, JSON_LINES)
# Seconds after which an unfinished dump belongs to no process any more.
ABANDONED = 86_400

_KEY = re.compile(r"\d{8}-\d{6}")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dump: name, bytes, SHA-256 of what is downloaded."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump: ``at`` when it was begun, ``sequence`` of the change log that it holds at least, records, files."""

    key: str
    at: datetime
    sequence: int
    count: int
    files: tuple[File, ...]

    @property
    def taken(self) -> int:
        """Return how many times a file of it was downloaded."""
        path = self._taken
        return path.stat().st_size if path.exists() else 0

    @property
    def taken_at(self) -> datetime | None:
        """Return when a file of it was last downloaded, None when none was."""
        path = self._taken
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None

    @property
    def _taken(self) -> Path:
        return folder() / self.key / TAKEN


def folder() -> Path:
    """Return the directory of the dumps, made when it is not there."""
    path = Path(settings.DATA) / "dumps"
    path.mkdir(parents=True, exist_ok=True)
    return path


def every() -> list[Dump]:
    """Return the dumps kept, newest first."""
    keys = sorted((path.name for path in folder().iterdir() if _KEY.fullmatch(path.name)), reverse=True)
    return [found for key in keys if (found := read(key))]


def last() -> Dump | None:
    """Return the newest dump; None when there is none."""
    return next(iter(every()), None)


def read(key: str) -> Dump | None:
    """Return the dump of this key; None when it is not there, or not whole."""
    path = folder() / key / MANIFEST
    if not _KEY.fullmatch(key) or not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    files = tuple(File(one["name"], one["size"], one["sha256"]) for one in told["files"])
    return Dump(key, datetime.fromisoformat(told["at"]), told["sequence"], told["count"], files)


def opened(key: str, name: str) -> BinaryIO | None:
    """Return a file of a dump, and count its download; None when there is none of that name."""
    found = read(key)
    if found is None or name not in {one.name for one in found.files}:
        return None
    with (folder() / key / TAKEN).open("ab") as counted:
        counted.write(b".")
    return (folder() / key / name).open("rb")


def make() -> Dump:
    """Write a dump of what is published now, and remove the oldest beyond KEPT; return it. Raises Refused on a full disk."""
    _sweep()
    at = timezone.now()
    unfinished = folder() / f".{os.getpid()}-{time.time_ns()}"
    try:
        unfinished.mkdir()
        made = _write(unfinished, at)
        os.replace(unfinished, folder() / made.key)
    except OSError as error:
        raise Refused(
            f"L’export public n’a pas pu s’écrire ({reason_of(error)}). L’export précédent reste offert."
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for old in every()[KEPT:]:
        shutil.rmtree(folder() / old.key)
    return made


def _write(place: Path, at: datetime) -> Dump:
    sequence = log.last_sequence()
    with _packed(place / CSV) as table, _packed(place / JSON_LINES) as lines:
        records = _written(published(Scope()), lines)
        for text in open_data.rows(map(shapes.open_data, records)):
            table.write(text.encode("utf-8", "replace"))
    count = _lines(place / JSON_LINES)
    files = tuple(File(name, (place / name).stat().st_size, digest(place / name)) for name in FILES)
    made = Dump(f"{at:%Y%m%d-%H%M%S}", at, sequence, count, files)
    (place / MANIFEST).write_text(json.dumps(described(made), ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def described(dump: Dump) -> dict[str, Any]:
    """Return what is said of a dump as plain data, for its own folder and for machines."""
    files = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in dump.files]
    return {"at": dump.at.isoformat(), "sequence": dump.sequence, "count": dump.count, "files": files}


@contextlib.contextmanager
def _packed(path: Path) -> Iterator[gzip.GzipFile]:
    # No name nor date inside: the same records give the same bytes.
    with path.open("wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
        yield packed


def _written(records: Iterable[Published], lines: gzip.GzipFile) -> Iterator[Published]:
    """Yield the records, each written as a line of JSON on the way."""
    for one in records:
        values = {code: text for code, text in one.values.items() if code in shapes.OPEN}
        said = {"ref": one.ref, "title": one.title, "caption": one.caption, "updated": one.updated_on, "values": values}
        lines.write(f"{dumps(said)}\n".encode("utf-8", "replace"))
        yield one


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def verify(key: str = "") -> list[str]:
    """Return what is wrong with a dump (the newest when none is named), as sentences; none when it is whole.

    Raises Refused when there is no such dump.
    """
    found = read(key) if key else last()
    if found is None:
        raise Refused(f"Aucun export public {key}".rstrip() + ". Le faire : coffret dump make.")
    wrong = [said for one in found.files if (said := _fault(folder() / found.key / one.name, one))]
    if not wrong and (count := _lines(folder() / found.key / JSON_LINES)) != found.count:
        wrong.append(f"{JSON_LINES} : {count} notices au lieu de {found.count}.")
    return wrong


def _fault(path: Path, told: File) -> str:
    if not path.exists():
        return f"{told.name} : absent."
    if path.stat().st_size != told.size:
        return f"{told.name} : {path.stat().st_size} octets au lieu de {told.size}."
    if digest(path) != told.sha256:
        return f"{told.name} : son contenu a changé (SHA-256 différent)."
    return ""


def _lines(path: Path) -> int:
    with gzip.open(path, "rb") as handle:
        return sum(block.count(b"\n") for block in iter(lambda: handle.read(_BLOCK), b""))


def _sweep() -> None:
    """Remove what processes killed in the middle left behind, once it is a day old."""
    for left in folder().glob(".*"):
        if left.stat().st_mtime < time.time() - ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
