"""Keeping the sets beside the index: a piece for what was written, and pieces made one as they grow in number.

Pieces are named by the index's progress, in one move with how far it has come: what a kill leaves behind is named by
nobody, and swept away.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

from pyroaring import BitMap

from coffret.search.sets.columns import beside
from coffret.search.sets.gathering import Gathered, Gatherer
from coffret.search.sets.merging import merge
from coffret.search.sets.places import BEST, PLACES, place
from coffret.search.sets.segment import Segment
from coffret.search.sets.view import View

# Documents gathered before a piece is written: some hundred megabytes of memory, where a million have one gigabyte.
MOST = 25_000
# A piece is made one with the newer ones when it is less than so many times as large as they are together.
_GROWTH = 4
_PATTERN = "sets-*.sets"


class SetWriter:
    """Writes the sets of one index; ``pieces`` are those it has, from the oldest."""

    def __init__(self, directory: Path, pieces: Iterable[str]) -> None:
        self.directory = directory
        self.pieces = list(pieces)
        self._gathered = Gatherer()
        self._every = View([Segment(directory / name) for name in self.pieces]).every
        self._ids = _ids(self._every)
        self._numbers = count(1 + max((_number(path) for path in directory.glob(_PATTERN)), default=0))

    def remove(self, numbers: Iterable[int]) -> None:
        """Take records out, by id; those that are not there are passed over."""
        known = self._ids & BitMap(numbers)
        if not known:
            return
        held = BitMap.union(BitMap(), *(known.shift(place(0, level)) for level in _levels(self._every))) & self._every
        # What was gathered is no older than this: it goes in a piece of its own, that the next one takes from.
        if not held.isdisjoint(self._gathered.held):
            self.flush()
        self._gathered.gone |= held
        self._every -= held
        self._ids -= known

    def add(self, gathered: Gathered) -> None:
        """Add the sets of documents, at places that nothing holds."""
        held = self._gathered.take(gathered)
        self._every |= held
        self._ids |= _ids(held)
        if len(self._gathered) >= MOST:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered as a piece; nothing when there is nothing."""
        if self._gathered or self._gathered.gone:
            path = self._new()
            self._gathered.write(path)
            self.pieces.append(path.name)
            self._gathered = Gatherer()

    def tidy(self) -> bool:
        """Make one the newest pieces that are near in size; return whether anything changed."""
        opened = [Segment(self.directory / name) for name in self.pieces]
        first = _first(opened)
        if len(opened) - first < 2:
            return False
        path = self._new()
        merge(opened[first:], path, oldest=first == 0)
        self.pieces[first:] = [path.name]
        return True

    def sweep(self) -> None:
        """Remove the files of pieces that are no longer named. Readers that hold one open go on reading it."""
        kept = {name for piece in self.pieces for name in (piece, beside(Path(piece)).name)}
        for path in self.directory.glob("sets-*"):
            if path.name not in kept:
                path.unlink()

    def _new(self) -> Path:
        return self.directory / f"sets-{next(self._numbers)}.sets"


def _first(pieces: Sequence[Segment]) -> int:
    """Return from which piece on they should be one."""
    first, newer = len(pieces) - 1, 0
    for at in range(len(pieces) - 1, -1, -1):
        size = len(pieces[at].every) + len(pieces[at].gone)
        if at < len(pieces) - 1 and size > _GROWTH * newer:
            break
        first, newer = at, newer + size
    return first


def _levels(every: BitMap) -> list[int]:
    """Return the levels that some record has."""
    return [one for one in range(BEST + 1) if every.range_cardinality(place(0, one), place(0, one) + PLACES)]


def _ids(places: BitMap) -> BitMap:
    """Return the ids of the records at these places."""
    parts = []
    for level in _levels(places):
        first = place(0, level)
        parts.append((places & BitMap(range(first, first + PLACES))).shift(-first))
    return BitMap.union(BitMap(), *parts)


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])
