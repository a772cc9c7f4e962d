"""Beside each piece of the sets, the same values the other way round: for each record, which it has of each facet.

A few thousand records are counted by looking at each, sooner than by meeting thousands of sets; many, by sets. A column
holds one number a record: 0 for no value, then a value, then a choice of several values that some record has. The file is
mapped, never read whole: processes share what is in memory. Rows go by id, blank where the piece has no such record.
"""

import json
import os
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from coffret.search.sets.places import ids

Numbers = NDArray[Any]

SUFFIX = ".columns"
_MAGIC = b"coffret columns 1\n"
# Rows left blank between the first id and the last, for each record; beyond, ids are kept and looked for.
_BLANKS = 4
# Values kept as text, for each column.
_AT_HAND = 4_000
_BLOCK = 1 << 20
# Numbers up to so many times as many as there are of them are summed in one array of them all; sorted, beyond.
_SPARSE = 4
_NONE = np.zeros(0, np.int64)


def beside(piece: Path) -> Path:
    """Return where the columns of a piece are."""
    return piece.with_suffix(SUFFIX)


class Column:
    """One facet: the value or values of each row. ``size``: how many values; ``top``: the highest number of a row."""

    def __init__(self, held: Mapping[str, Numbers]) -> None:
        self._codes = held["codes"]
        self._starts, self._several = held["starts"], held["several"]
        self._text, self._ends = held["text"], held["ends"]
        self.size = len(self._ends) - 1
        self.top = self.size + len(self._starts)
        self._known: dict[int, str] = {}
        self._read_codes: dict[int, tuple[str, ...]] = {}

    def values_of(self, rows: Numbers) -> Iterator[str]:
        """Yield each value of each of these rows: for a handful of them, sooner than arrays are set to work."""
        for code in self._codes[rows].tolist():
            found = self._read_codes.get(code)
            if found is None:
                if len(self._read_codes) > _AT_HAND:
                    self._read_codes.clear()
                found = self._read_codes[code] = self._of(code)
            yield from found

    def _of(self, code: int) -> tuple[str, ...]:
        if code <= self.size:
            return (self.value(code - 1),) if code else ()
        choice = code - self.size - 1
        return tuple(map(self.value, self._several[self._starts[choice] : self._starts[choice + 1]].tolist()))

    def value(self, number: int) -> str:
        """Return a value by its number: they are numbered in their own order, from 0."""
        found = self._known.get(number)
        if found is None:
            if len(self._known) > _AT_HAND:
                self._known.clear()
            found = self._known[number] = self._read(number)
        return found

    def values(self) -> list[str]:
        """Return all the values, in order."""
        text, ends = bytes(self._text), self._ends.tolist()
        return [text[start:end].decode() for start, end in pairwise(ends)]

    def find(self, value: str) -> int:
        """Return the number of a value, -1 when no record has it."""
        number = bisect_left(range(self.size), value, key=self._read)
        return number if number < self.size and self._read(number) == value else -1

    def _read(self, number: int) -> str:
        return bytes(self._text[self._ends[number] : self._ends[number + 1]]).decode()

    def counted(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Return the numbers of the values that these rows have, rising, and how many rows have each."""
        codes, counts = _tally(self._codes[rows], self.top)
        if len(codes) and not codes[0]:
            codes, counts = codes[1:], counts[1:]
        single = int(np.searchsorted(codes, self.size, "right"))
        if single == len(codes):
            return codes - 1, counts
        choices = codes[single:] - (self.size + 1)
        where, lengths = _spread(self._starts[choices], self._starts[choices + 1])
        numbers = np.concatenate([codes[:single] - 1, self._several[where]])
        return _summed(numbers, np.concatenate([counts[:single], np.repeat(counts[single:], lengths)]), self.size)


class Columns:
    """The columns of one piece. Raises OSError or ValueError when the file is not as it was written."""

    def __init__(self, path: Path) -> None:
        held, told = _opened(path)
        self._first, self._size, self._ids = int(told["first"]), int(told["size"]), held.get("ids")
        self._columns = {
            kind: Column({name: held[f"{at} {name}"] for name in ("codes", "starts", "several", "text", "ends")})
            for at, kind in enumerate(told["kinds"])
        }

    def rows(self, places: Numbers) -> Numbers:
        """Return the rows of the records at these places, all of this piece."""
        found = ids(places)
        if self._ids is not None:
            return np.searchsorted(self._ids, found)
        return found.astype(np.int64) - self._first

    def column(self, kind: str) -> Column | None:
        """Return the column of a kind of sets; None when no record of the piece has a value."""
        return self._columns.get(kind)


def _tally(codes: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Return the numbers among ``codes``, rising, and how often each stands there; all are less than ``size``."""
    if size > len(codes):
        codes = np.sort(codes).astype(np.int64)
        starts = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]])) if len(codes) else _NONE
        return codes[starts], np.diff(starts, append=len(codes))
    counts = np.bincount(codes)
    found = np.flatnonzero(counts)
    return found, counts[found]


def _summed(numbers: Numbers, counts: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Return the numbers, each once and rising, with the sum of its counts."""
    if size > _SPARSE * len(numbers):
        order = np.argsort(numbers)
        numbers = numbers[order]
        starts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]]))
        return numbers[starts], np.add.reduceat(counts[order], starts)
    # Exact: floats count up to 2**53.
    sums = np.bincount(numbers, counts)
    found = np.flatnonzero(sums)
    return found, sums[found].astype(np.int64)


def _spread(starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return every position from each start up to its end, in order, and how many each gives."""
    lengths = ends.astype(np.int64) - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum())), lengths


class Maker:
    """Makes the columns of a piece as its sets go by: ``every`` are its places, ``kinds`` those to keep."""

    def __init__(self, every: BitMap, kinds: Iterable[str]) -> None:
        found = ids(np.frombuffer(every.to_array(), np.uint32))
        known = np.unique(found)
        self._first = int(known[0]) if len(known) else 0
        self._size = int(known[-1]) - self._first + 1 if len(known) else 0
        sparse = self._size > _BLANKS * len(known)
        # The row of each ordinal, the rank of a place among those of the piece.
        self._places = np.searchsorted(known, found) if sparse else found - np.uint32(self._first)
        self._size = len(known) if sparse else self._size
        self._wanted, self._kinds = frozenset(kinds), list[str]()
        self._arrays: dict[str, Numbers] = {"ids": known} if sparse else {}
        self._kind, self._values = "", list[str]()
        self._rows, self._numbers = list[Numbers](), list[Numbers]()

    def add(self, kind: str, values: Sequence[str], counts: Numbers, ordinals: Numbers) -> None:
        """Note sets as they come, in order of kind and value: how many members each has, and their ordinals."""
        if kind != self._kind:
            self._end()
            self._kind = kind
        if kind in self._wanted:
            known = len(self._values)
            self._values += values
            self._rows.append(self._places[ordinals])
            self._numbers.append(np.repeat(np.arange(known, len(self._values)), counts))

    def _end(self) -> None:
        if not self._values:
            return
        rows, numbers = np.concatenate(self._rows), np.concatenate(self._numbers)
        codes, starts, several = _coded(rows, numbers, self._size, len(self._values))
        encoded = [value.encode() for value in self._values]
        ends = np.cumsum([0, *map(len, encoded)], dtype=np.uint32)
        text = np.frombuffer(b"".join(encoded), np.uint8)
        made = {"codes": codes, "starts": starts, "several": several, "text": text, "ends": ends}
        self._arrays |= {f"{len(self._kinds)} {name}": array for name, array in made.items()}
        self._kinds.append(self._kind)
        self._values, self._rows, self._numbers = [], [], []

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all; all sets have gone by."""
        self._end()
        told: dict[str, Any] = {"first": self._first, "size": self._size, "kinds": self._kinds, "arrays": {}}
        part = path.with_name(f"{path.name}.part")
        with part.open("wb") as handle:
            handle.write(_MAGIC)
            total, at = zlib.crc32(_MAGIC), len(_MAGIC)
            for name, array in self._arrays.items():
                blank = bytes(-at % 8)
                raw = array.tobytes()
                told["arrays"][name] = [at + len(blank), array.dtype.str, len(array)]
                handle.write(blank + raw)
                total, at = zlib.crc32(raw, zlib.crc32(blank, total)), at + len(blank) + len(raw)
            about = json.dumps(told).encode()
            handle.write(about + len(about).to_bytes(8, "little") + zlib.crc32(about, total).to_bytes(4, "little"))
            handle.flush()
            os.fsync(handle.fileno())
        part.rename(path)


def _coded(rows: Numbers, values: Numbers, size: int, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the code of each of ``size`` rows, and the choices of several values: where each starts, its values.

    ``values``: rising numbers less than ``count``, one for each of ``rows``.
    """
    held = np.bincount(rows, minlength=size)
    alone = held[rows] == 1
    codes = np.zeros(size, np.int64)
    codes[rows[alone]] = values[alone] + 1
    rows, values = rows[~alone], values[~alone]
    order = np.argsort(rows, kind="stable")
    rows, values = rows[order], values[order]
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    lengths = np.diff(firsts, append=len(rows))
    which, examples = _choices(values, firsts, lengths, count)
    codes[rows[firsts]] = which + 1 + count
    starts = np.concatenate([[0], np.cumsum(lengths[examples])])
    where, _lengths = _spread(firsts[examples], firsts[examples] + lengths[examples])
    return _narrow(codes), starts.astype(np.uint32), _narrow(values[where])


def _choices(values: Numbers, firsts: Numbers, lengths: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Return which choice each run of values is, and for each choice a run that is an example."""
    if not len(firsts):
        return _NONE, _NONE
    for seed in range(8):
        drawn = np.random.default_rng(seed).integers(0, 1 << 63, count, dtype=np.uint64)
        _sums, examples, which = np.unique(
            np.add.reduceat(drawn[values], firsts), return_index=True, return_inverse=True
        )
        # Two choices may have one sum, though never in practice: look.
        like = examples[which]
        if np.array_equal(lengths[like], lengths):
            where, _lengths = _spread(firsts[like], firsts[like] + lengths)
            if np.array_equal(values[where], values):
                return which, examples
    raise ValueError("no sum tells these choices apart")


def _narrow(numbers: Numbers) -> Numbers:
    """Return these numbers in as few bytes each as they may stand in."""
    most = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint8 if most < 1 << 8 else np.uint16 if most < 1 << 16 else np.uint32)


def _opened(path: Path) -> tuple[dict[str, Numbers], dict[str, Any]]:
    raw = np.memmap(path, np.uint8, mode="r")
    tail = bytes(raw[-12:])
    length = int.from_bytes(tail[:8], "little")
    if bytes(raw[: len(_MAGIC)]) != _MAGIC or length > len(raw):
        raise ValueError(f"{path.name} is not whole")
    told = json.loads(bytes(raw[-12 - length : -12]))
    plain = np.asarray(raw)
    return {
        name: plain[at : at + np.dtype(kind).itemsize * count].view(kind)
        for name, (at, kind, count) in told["arrays"].items()
    }, told


def whole(path: Path) -> bool:
    """Say whether every byte of the file is as it was written."""
    size, seen = path.stat().st_size, 0
    with path.open("rb") as handle:
        left = size - 12
        while left > 0 and (block := handle.read(min(_BLOCK, left))):
            seen, left = zlib.crc32(block, seen), left - len(block)
        tail = handle.read()
    return len(tail) == 12 and seen == int.from_bytes(tail[8:], "little")
