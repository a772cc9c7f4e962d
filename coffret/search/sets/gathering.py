"""Sets made from documents as they are indexed: a few microseconds each, written as a piece from time to time."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from pyroaring import BitMap

from coffret.catalogue.fields import FACETS
from coffret.search.facets import DECADE
from coffret.search.schema import NAMING, WEIGHTED
from coffret.search.schema import STRONG as STRONG_FIELDS
from coffret.search.sets import segment
from coffret.search.sets.segment import Entry, facet

_STRONG = tuple(name for name, _ in STRONG_FIELDS if name not in NAMING)
_OTHERS = tuple(name for name, _ in WEIGHTED if name not in {*NAMING, *_STRONG})
_FACETS = tuple((f"f_{field.key}", facet(field.key)) for field in FACETS)

Arrays = dict[str, array]


class Gathered(NamedTuple):
    """Sets on their way from one process to another: places held and, by kind, values, how many places each, places."""

    held: bytes
    sets: dict[str, tuple[list[str], array, array]]


class Batch:
    """Sets of the documents of a batch: value → places, by kind."""

    def __init__(self) -> None:
        self._held: list[int] = []
        self._sets: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def add(self, at: int, fields: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> None:
        """Add a document at this place, with the words of its text fields, both as documents.fields made them."""
        self._held.append(at)
        for kind, values in _members(fields, words):
            sets = self._sets[kind]
            for value in values:
                sets[value].append(at)

    def packed(self) -> Gathered:
        """Return what it holds, to be taken by a Gatherer."""
        return Gathered(BitMap(self._held).serialize(), {kind: _packed(sets) for kind, sets in self._sets.items()})


class Gatherer:
    """Sets of the documents taken since it was made: value → places, by kind."""

    def __init__(self) -> None:
        self.held = BitMap()
        self.gone = BitMap()
        self._sets: dict[str, Arrays] = {}

    def __len__(self) -> int:
        """Return how many documents it holds."""
        return len(self.held)

    def take(self, gathered: Gathered) -> BitMap:
        """Add what a batch gathered, at places that nothing holds here; return these."""
        for kind, (values, counts, places) in gathered.sets.items():
            sets, start = self._sets.setdefault(kind, {}), 0
            for value, count in zip(values, counts, strict=True):
                part = places[start : start + count]
                start += count
                if value in sets:
                    sets[value].extend(part)
                else:
                    sets[value] = part
        held = BitMap.deserialize(gathered.held)
        self.held |= held
        return held

    def write(self, path: Path) -> None:
        """Write the piece."""
        segment.write(path, self._entries(), self.held, self.gone, 1)

    def _entries(self) -> Iterator[Entry]:
        for kind in sorted(self._sets):
            sets = self._sets[kind]
            for value in sorted(sets):
                members = BitMap(sets[value])
                yield kind, value, len(members), members.serialize()


def _packed(sets: Mapping[str, list[int]]) -> tuple[list[str], array, array]:
    return list(sets), array("I", map(len, sets.values())), array("I", chain.from_iterable(sets.values()))


def _members(fields: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Iterable[str]]]:
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
