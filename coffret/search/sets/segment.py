"""A piece of the sets: which records hold each value, in one file that never changes.

A set has a kind (words, values of a facet, years…) and a value; its members are places (see places.py), told as ordinals:
the rank of each among the places of the piece. Sets stand in blocks, in order of kind and value: some hundreds of values,
packed, then their members: see coding.py. The end of the file says where blocks are, and carries the sums that tell
whether the disk gave back what was written.
"""

import json
import os
import struct
import weakref
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from coffret.catalogue.fields import FACETS
from coffret.search.sets import coding
from coffret.search.sets.coding import Numbers
from coffret.search.sets.columns import Columns, Maker, beside

# Words anywhere, in what names a record, in its other strong fields; years begun and ended, by year and by decade.
WORD, NAMED, STRONG = "w", "w1", "w2"
BEGUN, ENDED, DECADE_BEGUN, DECADE_ENDED = "y0", "y1", "z0", "z1"
WORDS = frozenset({WORD, NAMED, STRONG})
FACET_KEYS = tuple(field.key for field in FACETS)

# Bytes of members kept at hand by a process, for each piece.
_AT_HAND = 48_000_000
# Heads of blocks kept at hand for each piece.
_HEADS = 64
# Sum and place of the directory, its length and its sum, and a mark.
_END = struct.Struct("<IQII8s")
_MARK = b"coffret1"
_COUNT = struct.Struct("<I")

Ranking = list[tuple[str, int]]


def facet(key: str) -> str:
    """Return the kind of the values of a facet."""
    return f"f:{key}"


class Chunk(NamedTuple):
    """Sets of one kind: values in order, how many members each has, and their members by ordinal, one after the other."""

    kind: str
    values: list[str]
    counts: Numbers
    ordinals: Numbers


class Head(NamedTuple):
    """What a block holds: values in order and how many members each has; their members are read apart."""

    values: list[str]
    counts: Numbers


class Held(NamedTuple):
    """One set of a piece as written: see coding.py."""

    value: str
    many: int
    raw: bytes


class Block(NamedTuple):
    """Where a block is: first value, place in the file, bytes of its head, bytes of its members."""

    first: str
    at: int
    head: int
    members: int


class Segment:
    """An open piece. ``every``: its places; ``gone``: places of older pieces that it replaces or removes.

    ``least``: words of fewer records are not in it; 1 when all are. Raises ValueError or OSError when it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        about = _directory(self._file)
        self.every, self.gone, self.least, self._blocks = about
        self.size = len(self.every)
        self._firsts = {kind: [block.first for block in blocks] for kind, blocks in self._blocks.items()}
        self._kept: dict[tuple[str, str], BitMap] = {}
        self._weight = 0
        self._rankings: dict[str, Ranking] = {}
        self._head = lru_cache(_HEADS)(self._read_head)
        self.columns = Columns(beside(path))

    @cached_property
    def places(self) -> Numbers:
        """Return the places of its records, rising: the n-th is that of ordinal n."""
        return numbers(self.every)

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of its sets, in order."""
        return sorted(self._blocks)

    def ordinals(self, places: BitMap) -> Numbers:
        """Return the ordinals of the records of this piece among those at these places, rising."""
        return np.searchsorted(self.places, numbers(places & self.every)).astype(np.uint32)

    def members(self, kind: str, value: str) -> BitMap | None:
        """Return the ordinals of a set, not to be changed; None when this piece has no such set."""
        found = self._kept.get((kind, value))
        if found is None:
            found = self._made(kind, value)
            if found is None:
                return None
            if self._weight > _AT_HAND:
                self._kept, self._weight = {}, 0
            self._kept[kind, value] = found
            self._weight += min(2 * len(found), self.size // 8) + 200
        return found

    def _made(self, kind: str, value: str) -> BitMap | None:
        blocks = self._blocks.get(kind)
        which = bisect_right(self._firsts[kind], value) - 1 if blocks else -1
        if blocks is None or which < 0:
            return None
        head = self._head(blocks[which])
        at = bisect_right(head.values, value) - 1
        if at < 0 or head.values[at] != value:
            return None
        return self._decoded(self._held(blocks[which], head, at))

    def _held(self, block: Block, head: Head, at: int) -> Held:
        raw = self._read(block.at + block.head, block.members)
        count = int(head.counts[at])
        if not coding.dense(count, self.size):
            ends = coding.ends(raw, head.counts)
            raw = raw[int(ends[at - 1]) if at else 0 : int(ends[at])]
        return Held(head.values[at], count, raw)

    def _decoded(self, held: Held) -> BitMap:
        if coding.dense(held.many, self.size):
            return coding.bitmap_from_bits(held.raw, self.size)
        return coding.bitmap(coding.from_steps(held.raw, np.array([held.many], dtype=np.uint32), self.size))

    def _read_head(self, block: Block) -> Head:
        try:
            raw = zlib.decompress(self._read(block.at, block.head))
            (many,) = _COUNT.unpack_from(raw)
            counts = np.frombuffer(raw, dtype=np.uint32, count=many, offset=_COUNT.size)
            values = json.loads(raw[_COUNT.size + counts.nbytes :])
        except (zlib.error, struct.error) as error:
            raise ValueError(f"{self.path.name}: {error}") from error
        if len(values) != many:
            raise ValueError(f"{self.path.name}: values cut short")
        return Head(values, counts)

    def _read(self, at: int, length: int) -> bytes:
        return _read(self._file, at, length)

    def ranking(self, kind: str) -> Ranking:
        """Return the values of a facet and how many places each has here, most first, equal ones in order of value."""
        if kind not in self._rankings:
            heads = [self._read_head(block) for block in self._blocks.get(kind, ())]
            found = [pair for head in heads for pair in zip(head.values, head.counts.tolist(), strict=True)]
            # Values stand in order: a sort that keeps equal ones as they are leaves them so.
            self._rankings[kind] = sorted(found, key=lambda pair: -pair[1])
        return self._rankings[kind]

    def heads(self, kind: str) -> Iterator[tuple[Block, Head]]:
        """Yield the blocks of a kind, with the values of each and how many members they have, in order of value."""
        for block in self._blocks.get(kind, ()):
            yield block, self._read_head(block)

    def raw(self, block: Block) -> bytes:
        """Return the members of a block as they are written: see coding.py."""
        return self._read(block.at + block.head, block.members)


def numbers(places: BitMap) -> Numbers:
    """Return the members of a bitmap, rising."""
    return np.frombuffer(places.to_array(), dtype=np.uint32) if places else np.empty(0, dtype=np.uint32)


def _read(file: int, at: int, length: int) -> bytes:
    found = os.pread(file, length, at)
    if len(found) != length:
        raise ValueError("sets cut short")
    return found


_About = tuple[BitMap, BitMap, int, dict[str, list[Block]]]


def _directory(file: int) -> _About:
    """Return every, gone, least and the blocks of an open piece; raises ValueError when it is not one."""
    _sum, at, length, wanted = end(file)
    raw = _read(file, at, length)
    if zlib.crc32(raw) != wanted:
        raise ValueError("damaged directory of sets")
    (many,) = _COUNT.unpack_from(raw)
    told = json.loads(zlib.decompress(raw[_COUNT.size : _COUNT.size + many]))
    start = _COUNT.size + many
    every = BitMap.deserialize(raw[start : start + told["every"]])
    gone = BitMap.deserialize(raw[start + told["every"] :])
    return every, gone, told["least"], {kind: list(map(Block._make, found)) for kind, found in told["blocks"].items()}


def end(file: int) -> tuple[int, int, int, int]:
    """Return sum of the blocks, place, length and sum of the directory of an open piece; raises ValueError."""
    size = os.fstat(file).st_size
    if size < _END.size:
        raise ValueError("sets cut short")
    found = _END.unpack(_read(file, size - _END.size, _END.size))
    if found[4] != _MARK or found[1] + found[2] + _END.size != size:
        raise ValueError("no sets")
    return found[:4]


def write(path: Path, chunks: Iterable[Chunk], every: BitMap, gone: BitMap, least: int) -> None:
    """Write a piece, whole or not at all; ``chunks`` in order of kind and value, ordinals those of ``every``."""
    part = path.with_suffix(".part")
    blocks: dict[str, list[Block]] = {}
    at = summed = 0
    size = len(every)
    columns = Maker(every, (*map(facet, FACET_KEYS), DECADE_BEGUN, DECADE_ENDED))
    with part.open("wb") as written:
        for chunk in chunks:
            columns.add(chunk.kind, chunk.values, chunk.counts, chunk.ordinals)
            for first, head, members in _blocks(chunk, size):
                written.write(head)
                written.write(members)
                summed = zlib.crc32(members, zlib.crc32(head, summed))
                blocks.setdefault(chunk.kind, []).append(Block(first, at, len(head), len(members)))
                at += len(head) + len(members)
        held = every.serialize()
        told = zlib.compress(json.dumps({"every": len(held), "least": least, "blocks": blocks}).encode())
        directory = _COUNT.pack(len(told)) + told + held + gone.serialize()
        written.write(directory + _END.pack(summed, at, len(directory), zlib.crc32(directory), _MARK))
        written.flush()
        os.fsync(written.fileno())
    columns.write(beside(path))
    part.rename(path)


# Values, and members, of a block: what is read to find one of them.
_VALUES, _MEMBERS = 256, 8_192


def _blocks(chunk: Chunk, size: int) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield first value, head and members of each block; a set written as bits has its own."""
    upto = np.cumsum(chunk.counts, dtype=np.int64)
    alone = iter([*np.flatnonzero(coding.dense(chunk.counts.astype(np.int64), size)).tolist(), len(chunk.values)])
    start, lonely = 0, next(alone)
    while start < len(chunk.values):
        before = int(upto[start - 1]) if start else 0
        if lonely == start:
            lonely, stop = next(alone), start + 1
            members = coding.bits(chunk.ordinals[before : int(upto[start])], size)
        else:
            full = int(np.searchsorted(upto, before + _MEMBERS, side="right"))
            stop = min(max(full, start + 1), start + _VALUES, lonely)
            ordinals = chunk.ordinals[before : int(upto[stop - 1])]
            members = coding.steps(chunk.counts[start:stop], ordinals)
        values, counts = chunk.values[start:stop], chunk.counts[start:stop].astype(np.uint32)
        head = _COUNT.pack(len(values)) + counts.tobytes() + json.dumps(values).encode()
        yield chunk.values[start], zlib.compress(head, 6), members
        start = stop


def fault(path: Path) -> str:
    """Return what is wrong with the bytes of a piece, « » when they are as written."""
    with path.open("rb") as opened:
        _directory(opened.fileno())
        wanted, left, _length, _told = end(opened.fileno())
        summed = 0
        while left and (found := opened.read(min(left, 1 << 20))):
            summed, left = zlib.crc32(found, summed), left - len(found)
    return "" if summed == wanted and not left else "autre contenu"
