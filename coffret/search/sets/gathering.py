"""Sets made from documents as they are indexed: a few microseconds each, written as a piece from time to time."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from coffret.catalogue.fields import FACETS
from coffret.search.facets import DECADE
from coffret.search.schema import NAMING, WEIGHTED
from coffret.search.schema import STRONG as STRONG_FIELDS
from coffret.search.sets import segment
from coffret.search.sets.coding import Numbers
from coffret.search.sets.segment import Chunk, facet

_STRONG = tuple(name for name, _ in STRONG_FIELDS if name not in NAMING)
_OTHERS = tuple(name for name, _ in WEIGHTED if name not in {*NAMING, *_STRONG})
_FACETS = tuple((f"f_{field.key}", facet(field.key)) for field in FACETS)

# Numbers up to here take two bytes.
_SHORT = 1 << 16
# Of one kind in one batch: values, each once, then pairs in any order: number of a value among them, and a place.
Packed = tuple[list[str], array, array]


class Gathered(NamedTuple):
    """Sets on their way from one process to another: places held and, by kind, who holds which values."""

    held: bytes
    sets: dict[str, Packed]


class Batch:
    """Sets of the documents of a batch, by kind: values as they come, put in order by whoever takes them."""

    def __init__(self) -> None:
        self._held: list[int] = []
        self._kinds: dict[str, tuple[list[str], list[int], list[int]]] = {}

    def add(self, at: int, fields: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> None:
        """Add a document at this place, with the words of its text fields, both as documents.fields made them."""
        self._held.append(at)
        for kind, found in _members(fields, words):
            if kind not in self._kinds:
                self._kinds[kind] = [], [], []
            values, places, counts = self._kinds[kind]
            values.extend(found)
            places.append(at)
            counts.append(len(found))

    def packed(self) -> Gathered:
        """Return what it holds, to be taken by a Gatherer."""
        return Gathered(BitMap(self._held).serialize(), {kind: _packed(*told) for kind, told in self._kinds.items()})


class Gatherer:
    """Sets of the documents taken since it was made, batch after batch, by kind."""

    def __init__(self) -> None:
        self.held = BitMap()
        self.gone = BitMap()
        self._batches: defaultdict[str, list[Packed]] = defaultdict(list)

    def __len__(self) -> int:
        """Return how many documents it holds."""
        return len(self.held)

    def take(self, gathered: Gathered) -> BitMap:
        """Add what a batch gathered, at places that nothing holds here; return these."""
        for kind, packed in gathered.sets.items():
            self._batches[kind].append(packed)
        held = BitMap.deserialize(gathered.held)
        self.held |= held
        return held

    def write(self, path: Path) -> None:
        """Write the piece."""
        segment.write(path, self._chunks(), self.held, self.gone, 1)

    def _chunks(self) -> Iterator[Chunk]:
        every = segment.numbers(self.held)
        for kind in sorted(self._batches):
            yield _chunk(kind, self._batches[kind], every)


def _chunk(kind: str, batches: Iterable[Packed], every: Numbers) -> Chunk:
    """Return the sets of all batches as one; ``every``: all places held, rising."""
    known: dict[str, int] = {}
    numbers: list[Numbers] = []
    places: list[Numbers] = []
    for values, which, found in batches:
        among = np.array([known.setdefault(value, len(known)) for value in values], dtype=np.uint32)
        numbers.append(among[np.frombuffer(which, dtype=which.typecode)])
        places.append(np.frombuffer(found, dtype=np.uint32))
    ordered = sorted(known)
    order = np.empty(len(known), dtype=np.uint32)
    order[[known[value] for value in ordered]] = np.arange(len(known))
    ordinals = np.searchsorted(every, np.concatenate(places)).astype(np.uint32)
    return sets(kind, ordered, order[np.concatenate(numbers)], ordinals)


def sets(kind: str, values: list[str], numbers: Any, ordinals: Any) -> Chunk:
    """Return sets from pairs in any order: the number of a value among ``values``, and the ordinal of a record."""
    pairs = numbers.astype(np.uint64)
    pairs <<= np.uint64(32)
    pairs |= ordinals.astype(np.uint32)
    pairs.sort()
    starts = np.searchsorted(pairs, np.arange(len(values) + 1, dtype=np.uint64) << np.uint64(32))
    return Chunk(kind, values, np.diff(starts).astype(np.uint32), pairs.astype(np.uint32))


def _packed(values: list[str], places: list[int], counts: list[int]) -> Packed:
    known = {value: number for number, value in enumerate(dict.fromkeys(values))}
    which = array("H" if len(known) <= _SHORT else "I", map(known.__getitem__, values))
    return list(known), which, array("I", np.repeat(np.array(places, dtype=np.uint32), counts).tobytes())


def _members(fields: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Collection[str]]]:
    naming, strong = _words(words, NAMING), _words(words, _STRONG)
    yield segment.NAMED, naming
    yield segment.STRONG, strong
    yield segment.WORD, _words(words, _OTHERS) | naming | strong
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


def _words(words: Mapping[str, Iterable[str]], names: Iterable[str]) -> set[str]:
    return set(chain.from_iterable([words[name] for name in names if name in words]))
