"""Several pieces made one, the newest of what each record says kept."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pyroaring import BitMap

from coffret.search.sets import segment
from coffret.search.sets.segment import WORDS, Entry, Segment

# A large piece keeps the words of one record in so many: rarer ones are quickly found without sets.
_LARGE = 100_000
_RARE = 2_000


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
    every = BitMap.union(*(piece.every - gone for piece, gone in zip(pieces, taken, strict=True)))
    gone = BitMap() if oldest else BitMap.union(*(piece.gone for piece in pieces))
    least = max(max(piece.least for piece in pieces), len(every) // _RARE if len(every) >= _LARGE else 1)
    segment.write(path, _merged(pieces, taken, least), every, gone, least)


def _merged(pieces: Sequence[Segment], taken: Sequence[BitMap], least: int) -> Iterator[Entry]:
    streams = [_numbered(piece, at) for at, piece in enumerate(pieces)]
    partial = {at for at, piece in enumerate(pieces) if piece.least > 1}
    common: set[str] = set()
    for (kind, value), found in groupby(heapq.merge(*streams, key=itemgetter(0, 1, 2)), key=itemgetter(0, 1)):
        rows = list(found)
        if kind in WORDS and not _whole(kind, value, {row[2] for row in rows}, partial, common):
            continue
        members = _union(rows, taken)
        if kind == segment.WORD and least > 1:
            if len(members) < least:
                continue
            common.add(value)
        if members:
            yield kind, value, len(members), members.serialize()


def _whole(kind: str, value: str, held: set[int], partial: set[int], common: set[str]) -> bool:
    """Say whether a word may be kept: no piece that leaves rare words out leaves this one out."""
    if not partial and not common:
        return True
    return partial <= held if kind == segment.WORD else value in common


def _union(rows: Sequence[tuple[str, str, int, bytes]], taken: Sequence[BitMap]) -> BitMap:
    found = BitMap()
    for _kind, _value, at, raw in rows:
        members = BitMap.deserialize(raw)
        found |= members - taken[at] if taken[at] else members
    return found


def _numbered(piece: Segment, at: int) -> Iterator[tuple[str, str, int, bytes]]:
    for kind, value, _count, raw in piece.entries():
        yield kind, value, at, raw
