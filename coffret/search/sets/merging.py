"""Several pieces made one, the newest of what each record says kept."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from coffret.search.sets import coding, gathering, segment
from coffret.search.sets.coding import Numbers
from coffret.search.sets.segment import WORDS, Chunk, Held, Segment

# A large piece keeps the words of one record in so many: rarer ones are quickly found without sets.
_LARGE = 100_000
_RARE = 2_000
# Members put in order at a time: some tens of megabytes of memory.
_AT_A_TIME = 1_000_000

# A set, and the number of the piece it is in.
_Row = tuple[str, int, Held]


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
            rows: list[list[_Row]] = []
            waiting = 0
            for found in self._rows(kind):
                rows.append(found)
                waiting += sum(held.many for _value, _at, held in found)
                if waiting >= _AT_A_TIME:
                    yield self._chunk(kind, rows)
                    rows, waiting = [], 0
            if rows:
                yield self._chunk(kind, rows)

    def _rows(self, kind: str) -> Iterator[list[_Row]]:
        """Yield what pieces hold of each value, those left out that some piece may not know in whole."""
        streams = [_numbered(piece, kind, at) for at, piece in enumerate(self.pieces)]
        for value, found in groupby(heapq.merge(*streams, key=itemgetter(0, 1)), key=itemgetter(0)):
            rows = list(found)
            if kind not in WORDS or self._whole(kind, value, {row[1] for row in rows}):
                yield rows

    def _whole(self, kind: str, value: str, held: set[int]) -> bool:
        """Say whether a word may be kept: no piece that leaves rare words out leaves this one out."""
        if self.least == 1:
            return True
        return self.partial <= held if kind == segment.WORD else value in self.common

    def _chunk(self, kind: str, rows: Sequence[Sequence[_Row]]) -> Chunk:
        by_piece: list[list[tuple[int, Held]]] = [[] for _piece in self.pieces]
        for number, found in enumerate(rows):
            for _value, at, held in found:
                by_piece[at].append((number, held))
        parts = [self._pairs(at, found) for at, found in enumerate(by_piece) if found]
        numbers, ordinals = (np.concatenate(side) for side in zip(*parts, strict=True))
        made = gathering.sets(kind, [found[0][0] for found in rows], numbers, ordinals)
        kept = _enough(made, self.least if kind == segment.WORD else 1)
        if kind == segment.WORD and self.least > 1:
            self.common.update(kept.values)
        return kept

    def _pairs(self, at: int, found: Sequence[tuple[int, Held]]) -> tuple[Numbers, NDArray[np.int64]]:
        """Return numbers of values and new ordinals of the members that a piece gives to these sets."""
        size = self.pieces[at].size
        few = [(number, held) for number, held in found if not coding.dense(held.many, size)]
        counts = np.array([held.many for _number, held in few], dtype=np.uint32)
        numbers = [np.repeat(np.array([number for number, _held in few], dtype=np.uint32), counts)]
        ordinals = [coding.from_steps(b"".join([held.raw for _number, held in few]), counts, size)]
        for number, held in found:
            if coding.dense(held.many, size):
                ordinals.append(coding.from_bits(held.raw, size))
                numbers.append(np.full(len(ordinals[-1]), number, dtype=np.uint32))
        moved = self.moved[at][np.concatenate(ordinals)]
        left = moved >= 0
        return np.concatenate(numbers)[left], moved[left]


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


def _numbered(piece: Segment, kind: str, at: int) -> Iterator[_Row]:
    for held in piece.sets(kind):
        yield held.value, at, held
