"""Whether an index is as it was written: its files all there and, when asked, every byte of them.

A file cut or gone is seen on opening. A block that the disk lost is not: it answers wrongly, or fails one day for one
question; the sums that the library writes at the end of its files tell it, and the one kept with sets.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coffret.search import store
from coffret.search.sets import segment
from coffret.search.sets.columns import beside, whole

# What a segment of the index is made of.
PARTS = ("term", "idx", "pos", "fast", "fieldnorm", "store")
# Last bytes of a file of the index: length of the note before them, and a number that never changes.
_END, _MAGIC = struct.Struct("<II"), 1337
_BLOCK = 1 << 20


def fault(directory: Path, *, thorough: bool = False) -> str:
    """Return what is wrong with the index of ``directory``, « » when nothing is; ``thorough``: every byte is read."""
    try:
        return next(_faults(directory, thorough), "")
    except (OSError, ValueError, LookupError, TypeError, struct.error, zlib.error) as error:
        return str(error) or type(error).__name__


def _faults(directory: Path, thorough: bool) -> Iterator[str]:
    for name in _files(directory):
        path = directory / name
        if not path.exists():
            yield f"{name} manque"
        elif thorough and not _as_written(path):
            yield f"{name} est abîmé"
    told = store.progress(directory)
    for name in told.pieces if told else ():
        path = directory / name
        if not path.exists():
            yield f"{name} manque"
        elif thorough and (said := segment.fault(path)):
            yield f"{name} est abîmé ({said})"
        columns = beside(path)
        if not columns.exists():
            yield f"{columns.name} manque"
        elif thorough and not whole(columns):
            yield f"{columns.name} est abîmé"


def _files(directory: Path) -> Iterator[str]:
    """Yield the names of the files that the index says it is made of."""
    for held in json.loads((directory / "meta.json").read_text(encoding="utf-8"))["segments"]:
        name = held["segment_id"].replace("-", "")
        yield from (f"{name}.{part}" for part in PARTS)
        deletes: dict[str, Any] | None = held.get("deletes")
        if deletes:
            yield f"{name}.{deletes['opstamp']}.del"


def _as_written(path: Path) -> bool:
    """Say whether the sum of a file of the index is the one at its end."""
    size = path.stat().st_size
    with path.open("rb") as handle:
        handle.seek(max(0, size - _END.size))
        length, magic = _END.unpack(handle.read())
        start = size - _END.size - length
        if magic != _MAGIC or start < 0:
            return False
        handle.seek(start)
        try:
            wanted = json.loads(handle.read(length))["crc"]
        except (ValueError, LookupError):
            return False
        handle.seek(0)
        seen, left = 0, start
        while left and (block := handle.read(min(_BLOCK, left))):
            seen, left = zlib.crc32(block, seen), left - len(block)
    return not left and seen == wanted
