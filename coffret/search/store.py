"""Where the index lives: one directory per index, a file naming the live one, a lock, and how far each has come."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from coffret.search.schema import fingerprint

# Seconds after which an interrupted build is begun anew: what it read of museums may have changed since.
RESUMED = 86_400


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an index has come: last sequence of the change log it holds, the analysis that made it, its sets.

    ``building``: id of the last record taken, in one that is being built from the records themselves.
    """

    sequence: int
    fingerprint: str
    pieces: tuple[str, ...] = ()
    building: int | None = None

    @property
    def readable(self) -> bool:
        """Say whether this code can read the index."""
        return self.fingerprint == fingerprint()


def root() -> Path:
    """Return the directory of everything that search keeps, made when it is not there."""
    path = settings.DATA / "search"
    path.mkdir(parents=True, exist_ok=True)
    return path


def current() -> Path | None:
    """Return the directory of the live index, or None when there is none."""
    try:
        name = (root() / "current").read_text().strip()
    except FileNotFoundError:
        return None
    path = root() / name
    return path if name and path.is_dir() else None


def progress(directory: Path | None) -> Progress | None:
    """Return how far the index of ``directory`` has come, or None when nothing says so."""
    if directory is None:
        return None
    try:
        told = json.loads((directory / "progress.json").read_text())
        building = told.get("building")
        return Progress(
            int(told["sequence"]),
            str(told["fingerprint"]),
            tuple(map(str, told["sets"])),
            None if building is None else int(building),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stamp() -> tuple[str, int]:
    """Return what changes whenever readers have something new to read: live index, time of its last progress."""
    directory = current()
    if directory is None:
        return "", 0
    try:
        return directory.name, (directory / "progress.json").stat().st_mtime_ns
    except FileNotFoundError:
        return directory.name, 0


def keep_progress(
    directory: Path, sequence: int, pieces: Sequence[str] | None = None, building: int | None = None
) -> Progress:
    """Write, in one move, that ``directory`` holds the log up to ``sequence``, and the pieces of its sets; return it.

    To be called after the commit. ``pieces``: names from the oldest; None leaves them as they are.
    """
    if pieces is None:
        held = progress(directory)
        pieces = held.pieces if held else ()
    told = Progress(sequence, fingerprint(), tuple(pieces), building)
    written = {"sequence": sequence, "fingerprint": told.fingerprint, "sets": list(pieces), "building": building}
    _replace(directory / "progress.json", json.dumps(written))
    return told


def condemn(directory: Path, reason: str) -> None:
    """Say that the index of ``directory`` is damaged: whoever writes next builds another."""
    if directory.is_dir():
        _replace(directory / "damaged", reason)


def condemned(directory: Path | None) -> str:
    """Return why the index of ``directory`` must be built anew, « » when nobody said so."""
    try:
        return (directory / "damaged").read_text() if directory else ""
    except OSError:
        return ""


def note_rebuilt(reason: str) -> None:
    """Keep why an index had to be built anew, for whoever asks how the instance is."""
    _replace(root() / "rebuilt", reason)


def rebuilt() -> tuple[float, str] | None:
    """Return when (seconds since 1970) and why an index had to be built anew, None when none had."""
    path = root() / "rebuilt"
    try:
        return path.stat().st_mtime, path.read_text()
    except OSError:
        return None


def new_directory() -> Path:
    """Return a new empty directory for an index that is not live yet; what other builds left is removed."""
    _sweep(current())
    path = root() / f"index-{time.time_ns()}"
    path.mkdir()
    return path


def unfinished() -> Path | None:
    """Return the directory of an index whose building was interrupted less than a day ago, None without any."""
    live, since = current(), time.time() - RESUMED
    for path in sorted(root().glob("index-*"), reverse=True):
        told = progress(path)
        if path != live and told is not None and told.readable and told.building is not None:
            return path if (path / "progress.json").stat().st_mtime > since else None
    return None


def make_live(directory: Path) -> None:
    """Make ``directory`` the live index in one move, then remove the others; open readers keep what they hold."""
    _replace(root() / "current", directory.name)
    _sweep(directory)


def _sweep(kept: Path | None) -> None:
    """Remove every index but one."""
    for other in root().glob("index-*"):
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    with beside.open("w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)


@contextmanager
def lock() -> Iterator[bool]:
    """Try to become the one writer; give True when it worked. The system frees it when the process ends, however."""
    with (root() / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
