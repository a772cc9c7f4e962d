"""Several pieces made one, the newest of what each record says kept."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from coffret.search.sets import coding, gathering, segment
from coffret.search.sets.coding import Numbers
from coffret.search.sets.segment import WORDS, Block, Chunk, Segment

# A large piece keeps the words of one record in so many: rarer ones are quickly found without sets.
_LARGE = 100_000
_RARE = 2_000
# Members put in order at a time: some tens of megabytes of memory.
_AT_A_TIME = 1_000_000

Flags = NDArray[np.bool_]
_NONE = np.empty(0, dtype=np.uint32)


def masks(pieces: Sequence[Segment]) -> list[BitMap]:
    """Return, for each piece from the oldest, the places that newer ones took from it."""
    found, gone = [], BitMap()
    for piece in reversed(pieces):
        found.append(gone)
        gone = gone | piece.gone
    return found[::-1]


def merge(pieces: Sequence[Segment], path: Path, *, oldest: bool) -> None:
    """Write in ``path`` what these pieces say together, from the oldest; ``oldest``: there is none before them."""
    taken = masks(pieces)
    kept = [piece.every - gone for piece, gone in zip(pieces, taken, strict=True)]
    every = BitMap.union(*kept)
    gone = BitMap() if oldest else BitMap.union(*(piece.gone for piece in pieces))
    least = max(max(piece.least for piece in pieces), len(every) // _RARE if len(every) >= _LARGE else 1)
    segment.write(path, _Merger(pieces, kept, every, least).chunks(), every, gone, least)


class _Merger:
    def __init__(self, pieces: Sequence[Segment], kept: Sequence[BitMap], every: BitMap, least: int) -> None:
        self.pieces = pieces
        self.least = least
        self.partial = {at for at, piece in enumerate(pieces) if piece.least > 1}
        # Words of which all records are known, when some are not.
        self.common: set[str] = set()
        places = segment.numbers(every)
        self.moved = [_moved(piece.places, left, places) for piece, left in zip(pieces, kept, strict=True)]

    def chunks(self) -> Iterator[Chunk]:
        """Yield the sets of all pieces as one, in order of kind and value."""
        for kind in sorted({kind for piece in self.pieces for kind in piece.kinds}):
            values, held = _numbered(self.pieces, kind)
            kept = self._kept(kind, values, held)
            members = np.zeros(len(values), dtype=np.int64)
            for one in held:
                members[one.numbers] += one.counts
            for low, high in _spans(np.where(kept, members, 0)):
                if kept[low:high].any():
                    found = [one.members(low, high) for one in held]
                    yield self._chunk(kind, values[low:high], found, kept[low:high])

    def _kept(self, kind: str, values: Sequence[str], held: "Sequence[_Held]") -> Flags:
        """Say of each value whether it may be kept: no word that a piece which leaves rare words out leaves out."""
        if self.least == 1 or kind not in WORDS:
            return np.ones(len(values), dtype=np.bool_)
        if kind != segment.WORD:
            return np.fromiter((value in self.common for value in values), np.bool_, len(values))
        kept = np.ones(len(values), dtype=np.bool_)
        for at in self.partial:
            known = np.zeros(len(values), dtype=np.bool_)
            known[held[at].numbers] = True
            kept &= known
        return kept

    def _chunk(self, kind: str, values: Sequence[str], found: "Sequence[_Members]", kept: Flags) -> Chunk:
        """Return the sets of these values that are kept, from the members that each piece gives them."""
        parts = [self._pairs(at, part, kept) for at, part in enumerate(found)]
        numbers, ordinals = (np.concatenate(side) for side in zip(*parts, strict=True))
        number = np.cumsum(kept) - 1
        named = [value for value, one in zip(values, kept.tolist(), strict=True) if one]
        made = gathering.sets(kind, named, number[numbers], ordinals)
        made = _enough(made, self.least if kind == segment.WORD else 1)
        if kind == segment.WORD and self.least > 1:
            self.common.update(made.values)
        return made

    def _pairs(self, at: int, found: "_Members", kept: Flags) -> tuple[Numbers, NDArray[np.int64]]:
        """Return numbers of values and new ordinals of the members that a piece gives to the sets that are kept."""
        numbers, ordinals = found
        moved = self.moved[at][ordinals]
        left = (moved >= 0) & kept[numbers]
        return numbers[left], moved[left]


# Of each member of some sets of a piece, in any order: the number of its set, and its ordinal in the piece.
_Members = tuple[Numbers, Numbers]


class _Held(NamedTuple):
    """What a piece holds of a kind: numbers of its values among those of all pieces, rising, and members of each.

    ``firsts``: which of these values each block begins with, and how many there are.
    """

    piece: Segment
    numbers: Numbers
    counts: Numbers
    blocks: list[Block]
    firsts: list[int]

    def members(self, low: int, high: int) -> _Members:
        """Return the members of the values from number ``low``, which is 0 here, up to ``high``."""
        start, stop = np.searchsorted(self.numbers, (low, high)).tolist()
        numbers, counts = self.numbers[start:stop] - np.uint32(low), self.counts[start:stop]
        size = self.piece.size
        dense = coding.dense(counts.astype(np.int64), size)
        steps: list[bytes] = []
        bits: list[Numbers] = []
        at, reached = bisect_right(self.firsts, start) - 1, start
        while reached < stop:
            raw, first, end = self.piece.raw(self.blocks[at]), self.firsts[at], self.firsts[at + 1]
            if dense[reached - start]:
                bits.append(coding.from_bits(raw, size))
            else:
                steps.append(_cut(raw, self.counts[first:end], reached - first, min(stop, end) - first))
            at, reached = at + 1, end
        few = coding.from_steps(b"".join(steps), counts[~dense], size)
        which = [np.repeat(numbers[wanted], counts[wanted]) for wanted in (~dense, dense)]
        return np.concatenate(which), np.concatenate([few, *bits])


def _cut(raw: bytes, counts: Numbers, first: int, last: int) -> bytes:
    """Return those of the sets of a block, written as steps, from the first wanted up to the last."""
    if not first and last == len(counts):
        return raw
    ends = coding.ends(raw, counts)
    return raw[int(ends[first - 1]) if first else 0 : int(ends[last - 1])]


def _numbered(pieces: Sequence[Segment], kind: str) -> tuple[list[str], list[_Held]]:
    """Return the values of a kind in all pieces, in order, and what each piece holds of them by their numbers."""
    known = gathering.Numbered()
    held = [_listed(piece, kind, known) for piece in pieces]
    values, order = known.ordered()
    return values, [one._replace(numbers=order[one.numbers]) for one in held]


def _listed(piece: Segment, kind: str, known: gathering.Numbered) -> _Held:
    """Return what a piece holds of a kind, its values numbered as they come."""
    numbers, counts = [_NONE], [_NONE]
    blocks, firsts = [], [0]
    for block, head in piece.heads(kind):
        numbers.append(known.of(head.values))
        counts.append(head.counts)
        blocks.append(block)
        firsts.append(firsts[-1] + len(head.values))
    return _Held(piece, np.concatenate(numbers), np.concatenate(counts), blocks, firsts)


def _spans(members: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Part values in runs of so many members: yield the first of each run and the one after its last."""
    upto = np.cumsum(members)
    low = before = 0
    while low < len(upto):
        high = min(len(upto), int(np.searchsorted(upto, before + _AT_A_TIME)) + 1)
        yield low, high
        low, before = high, int(upto[high - 1])


def _moved(places: Numbers, kept: BitMap, every: Numbers) -> NDArray[np.int64]:
    """Return ordinal in a piece → ordinal among ``every``; -1 for what newer pieces took."""
    found = np.searchsorted(every, places)
    if len(kept) < len(places):
        found[~np.isin(places, segment.numbers(kept), assume_unique=True)] = -1
    return found


def _enough(chunk: Chunk, least: int) -> Chunk:
    """Return the sets that have members, and so many of them."""
    enough = chunk.counts >= least
    if enough.all():
        return chunk
    values = [value for value, kept in zip(chunk.values, enough.tolist(), strict=True) if kept]
    return Chunk(chunk.kind, values, chunk.counts[enough], chunk.ordinals[np.repeat(enough, chunk.counts)])
