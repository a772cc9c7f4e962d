"""A piece of the sets: which records hold each value, as roaring bitmaps in one SQLite file that never changes.

A set has a kind (words, values of a facet, years…) and a value; its members are places: see places.py. Names of kinds are
short, they stand in every row.
"""

import os
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from pyroaring import BitMap

# Words anywhere, in what names a record, in its other strong fields; years begun and ended, by year and by decade.
WORD, NAMED, STRONG = "w", "w1", "w2"
BEGUN, ENDED, DECADE_BEGUN, DECADE_ENDED = "y0", "y1", "z0", "z1"
WORDS = frozenset({WORD, NAMED, STRONG})

# Bytes of members kept at hand by a process, for each piece.
_AT_HAND = 48_000_000
_PAGE = 8192

Entry = tuple[str, str, int, bytes]
Ranking = list[tuple[str, int]]


def facet(key: str) -> str:
    """Return the kind of the values of a facet."""
    return f"f:{key}"


class Segment:
    """An open piece. ``every``: its places; ``gone``: places of older pieces that it replaces or removes.

    ``least``: words of fewer records are not in it; 1 when all are.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._base = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        about = dict(self._base.execute("SELECT name, content FROM about"))
        self.every = BitMap.deserialize(about["every"])
        self.gone = BitMap.deserialize(about["gone"])
        self.least = int(about["least"])
        self._kept: dict[tuple[str, str], BitMap] = {}
        self._weight = 0
        self._rankings: dict[str, Ranking] = {}

    def members(self, kind: str, value: str) -> BitMap | None:
        """Return the places of a set, not to be changed; None when this piece has no such set."""
        found = self._kept.get((kind, value))
        if found is None:
            asked = "SELECT members FROM sets WHERE kind = ? AND value = ?"
            with self._lock:
                row = self._base.execute(asked, (kind, value)).fetchone()
            if row is None:
                return None
            found = self._keep(kind, value, row[0])
        return found

    def _keep(self, kind: str, value: str, raw: bytes) -> BitMap:
        found = BitMap.deserialize(raw)
        if self._weight > _AT_HAND:
            self._kept, self._weight = {}, 0
        self._kept[kind, value] = found
        self._weight += len(raw) + 200
        return found

    def ranking(self, kind: str) -> Ranking:
        """Return the values of a facet and how many places each has here, most first, equal ones in order of value."""
        if kind not in self._rankings:
            asked = "SELECT value, count FROM sets WHERE kind = ? ORDER BY count DESC, value"
            with self._lock:
                self._rankings[kind] = self._base.execute(asked, (kind,)).fetchall()
        return self._rankings[kind]

    def entries(self) -> Iterator[Entry]:
        """Yield kind, value, count and members of every set, in order of kind and value."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro&immutable=1", uri=True)) as base:
            yield from base.execute("SELECT kind, value, count, members FROM sets ORDER BY kind, value")


class Sum:
    """A sum of what a piece holds, in the order it was written: a block that the disk lost changes it."""

    def __init__(self, places: Iterable[bytes]) -> None:
        self.value = 0
        for held in places:
            self.value = zlib.crc32(held, self.value)

    def add(self, entry: Entry) -> None:
        """Add a set."""
        kind, value, count, members = entry
        self.value = zlib.crc32(members, zlib.crc32(f"{kind} {value} {count}".encode(), self.value))

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the sets, each added."""
        for entry in entries:
            self.add(entry)
            yield entry


def write(path: Path, entries: Iterable[Entry], every: BitMap, gone: BitMap, least: int) -> None:
    """Write a piece, whole or not at all; ``entries`` in order of kind and value."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    held = [every.serialize(), gone.serialize()]
    total = Sum(held)
    with closing(sqlite3.connect(part, isolation_level=None)) as base:
        base.execute(f"PRAGMA page_size = {_PAGE}")
        # Written beside, then moved: a journal would only write it twice.
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("BEGIN")
        base.execute("CREATE TABLE about (name TEXT PRIMARY KEY, content BLOB)")
        base.execute("CREATE TABLE sets (kind TEXT, value TEXT, count INTEGER, members BLOB)")
        base.executemany("INSERT INTO sets VALUES (?, ?, ?, ?)", total.through(entries))
        base.execute("CREATE UNIQUE INDEX by_value ON sets (kind, value)")
        base.execute("CREATE INDEX by_count ON sets (kind, count DESC, value) WHERE kind >= 'f:' AND kind < 'f;'")
        told = [("every", held[0]), ("gone", held[1]), ("least", least), ("sum", total.value)]
        base.executemany("INSERT INTO about VALUES (?, ?)", told)
        base.execute("COMMIT")
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.rename(path)
