"""Files handed in, kept by their content: gzip streams under DATA/received, given back byte for byte.

A stream is of pieces of a megabyte, each whole by itself, packed side by side: zlib lets go of Python while it works.
"""

import contextlib
import gzip
import hashlib
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

CHUNK = 1 << 20
# Pieces packed at a time.
THREADS = 2
# Seconds after which a temporary file belongs to no command any more.
ABANDONED = 86_400


class Kept(NamedTuple):
    """What is known of a kept file: SHA-256 of its bytes, size."""

    sha256: str
    size: int


def keep(source: Path) -> Kept:
    """Keep a copy of ``source``; returns its SHA-256 and size. Kept once, whoever hands it in again."""
    digest, size = hashlib.sha256(), 0
    folder = _folder()
    _sweep(folder)
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
    try:
        with source.open("rb") as incoming, os.fdopen(handle, "wb") as out:
            with ThreadPoolExecutor(THREADS) as threads:
                waiting: deque[Future[bytes]] = deque()
                while block := incoming.read(CHUNK):
                    waiting.append(threads.submit(gzip.compress, block, 1, mtime=0))
                    digest.update(block)
                    size += len(block)
                    if len(waiting) > THREADS:
                        out.write(waiting.popleft().result())
                for packed in waiting:
                    out.write(packed.result())
            out.flush()
            os.fsync(out.fileno())
        place = address(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Kept(digest.hexdigest(), size)


def address(sha256: str) -> Path:
    """Return where the file of this content is kept."""
    return _folder() / sha256[:2] / sha256[2:4] / f"{sha256}.gz"


def opened(sha256: str) -> BinaryIO:
    """Return a stream of the bytes received; raises FileNotFoundError."""
    return gzip.open(address(sha256), "rb")  # type: ignore[return-value]


@contextlib.contextmanager
def unpacked(sha256: str, name: str) -> Iterator[Path]:
    """Give a temporary file with the bytes received, bearing the name it was handed in under."""
    with tempfile.TemporaryDirectory(prefix="reading-", dir=_folder()) as folder:
        path = Path(folder) / (Path(name).name or "fichier")
        with opened(sha256) as packed, path.open("wb") as out:
            shutil.copyfileobj(packed, out, CHUNK)
        yield path


def drop(sha256: str) -> None:
    """Remove a kept file that no submission names any more."""
    address(sha256).unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what commands killed in the middle left behind, once it is a day old."""
    for pattern in ("incoming-*", "reading-*"):
        for left in folder.glob(pattern):
            with contextlib.suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - ABANDONED:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def _folder() -> Path:
    folder = Path(settings.DATA) / "received"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
