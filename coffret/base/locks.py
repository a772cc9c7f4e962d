"""Locks between processes, on files of the data directory: the system lets go of them when a process dies, however."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock ``path`` for the time of a block, its file removed at the end; gives False when another has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        # Its last holder removed it between our opening and our locking: what we hold is nobody's lock, and the file
        # that now bears the name is somebody else's. It is not ours to remove.
        if not _is_at(path, handle.fileno()):
            yield False
            return
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(descriptor))
