"""Files on their way into a store: written aside first, then named, so that nothing is ever there by halves."""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

CHUNK = 1 << 20
# Seconds after which a temporary file belongs to no process any more.
ABANDONED = 86_400


# The same for what a limited child writes: its life is counted in minutes.
UNFINISHED = 1_800


def swept(folder: Path) -> Path:
    """Return a folder of temporary files, without those that processes killed in the middle left a day ago."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, "incoming-*", ABANDONED)
    return folder


def sweep(folder: Path, pattern: str, seconds: float = UNFINISHED) -> None:
    """Delete the files of a folder whose name fits and that nobody has written to for so long."""
    for left in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - seconds:
                left.unlink()


def copied(source: Path | bytes, folder: Path) -> tuple[Path, str]:
    """Write a copy of ``source`` in ``folder``; returns it and its SHA-256, taken from the copy: what is kept is what
    its address says.
    """
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            if isinstance(source, bytes):
                out.write(source)
            else:
                with source.open("rb") as incoming:
                    shutil.copyfileobj(incoming, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
        with open(name, "rb") as copy:
            return Path(name), hashlib.file_digest(copy, "sha256").hexdigest()
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
