"""Sets made from documents as they are indexed: a few microseconds each, written as a piece from time to time."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from coffret.catalogue.fields import FACETS
from coffret.search.facets import DECADE
from coffret.search.schema import NAMING, WEIGHTED
from coffret.search.schema import STRONG as STRONG_FIELDS
from coffret.search.sets import segment
from coffret.search.sets.coding import Numbers
from coffret.search.sets.segment import Chunk, facet

# Where words stand: in what names a record, in its other strong fields, in any other that words are looked for in.
_STRONG = tuple(name for name, _ in STRONG_FIELDS if name not in NAMING)
_OTHERS = tuple(name for name, _ in WEIGHTED if name not in {*NAMING, *_STRONG})
_STANDS = {name: at for at, names in enumerate((NAMING, _STRONG, _OTHERS)) for name in names}
_FACETS = tuple((f"f_{field.key}", facet(field.key)) for field in FACETS)

# Numbers up to here take two bytes.
_SHORT = 1 << 16
# Two numbers in one: the first in the high half.
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)
Pairs = NDArray[np.uint64]
# Of one kind in one batch: values, each once, then pairs in any order: number of a value among them, and of a document.
Packed = tuple[list[str], array, array]


class Gathered(NamedTuple):
    """Sets on their way from one process to another: places of the documents and, by kind, which hold which values."""

    held: array
    sets: dict[str, Packed]


class Numbered(dict[str, int]):
    """Values, each numbered as it is first asked for."""

    def __missing__(self, value: str) -> int:
        number = self[value] = len(self)
        return number

    def of(self, values: Collection[str]) -> Numbers:
        """Return the number of each of these values."""
        return np.fromiter(map(self.__getitem__, values), np.uint32, len(values))

    def ordered(self) -> tuple[list[str], Numbers]:
        """Return the values in order, and for each number the place of its value in that order."""
        values = sorted(self)
        order = np.empty(len(values), dtype=np.uint32)
        order[self.of(values)] = np.arange(len(values))
        return values, order


class Batch:
    """Sets of the documents of a batch, by kind: values as they come, put in order by whoever takes them."""

    def __init__(self) -> None:
        self._held: list[int] = []
        self._kinds: dict[str, tuple[list[str], list[int], list[int]]] = {}
        self._stems = Numbered()
        # By where words stand: numbers of stems, as often as they are said; and up to where those of each document go.
        self._said: tuple[list[int], ...] = ([], [], [])
        self._upto: tuple[list[int], ...] = ([], [], [])

    def add(self, at: int, fields: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> None:
        """Add a document at this place, with the words of its text fields, both as documents.fields made them."""
        self._held.append(at)
        number, said = self._stems.__getitem__, self._said
        for name, stems in words.items():
            stands = _STANDS.get(name)
            if stands is not None:
                said[stands].extend(map(number, stems))
        for numbers, upto in zip(said, self._upto, strict=True):
            upto.append(len(numbers))
        for kind, found in _members(fields):
            if kind not in self._kinds:
                self._kinds[kind] = [], [], []
            values, documents, counts = self._kinds[kind]
            values.extend(found)
            documents.append(len(self._held) - 1)
            counts.append(len(found))

    def packed(self) -> Gathered:
        """Return what it holds, to be taken by a Gatherer."""
        size = len(self._held)
        made = {kind: _packed(*told, size) for kind, told in self._kinds.items()}
        if not size:
            return Gathered(array("I"), made)
        named, strong, others = (self._pairs(stands) for stands in range(len(self._said)))
        words = {segment.NAMED: named, segment.STRONG: strong, segment.WORD: np.concatenate([named, strong, others])}
        stems = list(self._stems)
        made |= {kind: _worded(pairs, stems, size) for kind, pairs in words.items()}
        return Gathered(array("I", self._held), made)

    def _pairs(self, stands: int) -> Pairs:
        """Return a pair for each word said there, in any order: number of its stem, then which document says it."""
        upto = np.array([0, *self._upto[stands]], dtype=np.int64)
        which = np.repeat(np.arange(len(self._held)), upto[1:] - upto[:-1])
        return np.array(self._said[stands], dtype=np.uint64) << _HALF | which.astype(np.uint64)


class Gatherer:
    """Sets of the documents taken since it was made, batch after batch, by kind."""

    def __init__(self) -> None:
        self.held = BitMap()
        self.gone = BitMap()
        # Places of the documents of each batch; by kind, what batches gathered, and which batch it was.
        self._places: list[Numbers] = []
        self._batches: defaultdict[str, list[tuple[int, Packed]]] = defaultdict(list)

    def __len__(self) -> int:
        """Return how many documents it holds."""
        return len(self.held)

    def take(self, gathered: Gathered) -> BitMap:
        """Add what a batch gathered, at places that nothing holds here; return these."""
        for kind, packed in gathered.sets.items():
            self._batches[kind].append((len(self._places), packed))
        self._places.append(np.frombuffer(gathered.held, dtype=np.uint32))
        held = BitMap(gathered.held)
        self.held |= held
        return held

    def write(self, path: Path) -> None:
        """Write the piece."""
        segment.write(path, self._chunks(), self.held, self.gone, 1)

    def _chunks(self) -> Iterator[Chunk]:
        every = segment.numbers(self.held)
        ordinals = [np.searchsorted(every, places).astype(np.uint32) for places in self._places]
        for kind in sorted(self._batches):
            yield _chunk(kind, [(ordinals[batch], packed) for batch, packed in self._batches[kind]])


def _chunk(kind: str, batches: Iterable[tuple[Numbers, Packed]]) -> Chunk:
    """Return the sets of all batches as one; of each, the ordinals of its documents and what it gathered."""
    known = Numbered()
    numbers: list[Numbers] = []
    members: list[Numbers] = []
    for ordinals, (said, which, documents) in batches:
        among = known.of(said)
        numbers.append(among[np.frombuffer(which, dtype=which.typecode)])
        members.append(ordinals[np.frombuffer(documents, dtype=documents.typecode)])
    values, order = known.ordered()
    return sets(kind, values, order[np.concatenate(numbers)], np.concatenate(members))


def sets(kind: str, values: list[str], numbers: Any, ordinals: Any) -> Chunk:
    """Return sets from pairs in any order: the number of a value among ``values``, and the ordinal of a record."""
    pairs = numbers.astype(np.uint64)
    pairs <<= np.uint64(32)
    pairs |= ordinals.astype(np.uint32)
    pairs.sort()
    starts = np.searchsorted(pairs, np.arange(len(values) + 1, dtype=np.uint64) << np.uint64(32))
    return Chunk(kind, values, np.diff(starts).astype(np.uint32), pairs.astype(np.uint32))


def _packed(values: list[str], documents: list[int], counts: list[int], size: int) -> Packed:
    """Return the sets of values: ``documents``, of so many, and how many of the values each of them has."""
    known = Numbered()
    which = known.of(values)
    return list(known), _numbers(which, len(known)), _numbers(np.repeat(np.array(documents), counts), size)


def _worded(pairs: Pairs, stems: list[str], size: int) -> Packed:
    """Return the sets of stems from pairs, in which one of so many documents may say a stem several times."""
    pairs = np.sort(pairs)
    pairs = pairs[_changes(pairs)]
    numbers = pairs >> _HALF
    firsts = _changes(numbers)
    known = numbers[firsts].tolist()
    return (
        [stems[number] for number in known],
        _numbers(np.cumsum(firsts) - 1, len(known)),
        _numbers(pairs & _LOW, size),
    )


def _changes(rising: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Say of each number whether it is another than the one before it."""
    return np.concatenate([[True], rising[1:] != rising[:-1]]) if len(rising) else np.zeros(0, np.bool_)


def _numbers(found: NDArray[Any], size: int) -> array:
    """Return numbers less than ``size`` in as few bytes as they may stand in."""
    short = size <= _SHORT
    return array("H" if short else "I", found.astype(np.uint16 if short else np.uint32).tobytes())


def _members(fields: Mapping[str, Any]) -> Iterator[tuple[str, Collection[str]]]:
    for name, kind in _FACETS:
        if found := fields.get(name):
            yield kind, found
    for name, exact, decade in (
        ("year_from", segment.BEGUN, segment.DECADE_BEGUN),
        ("year_to", segment.ENDED, segment.DECADE_ENDED),
    ):
        if (year := fields.get(name)) is not None:
            yield exact, (str(year),)
            yield decade, (str(year // DECADE * DECADE),)
