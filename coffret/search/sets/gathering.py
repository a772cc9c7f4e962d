"""Sets made from documents as they are indexed: a few microseconds each, written as a piece from time to time."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pyroaring import BitMap

from coffret.catalogue.fields import FACETS
from coffret.search.facets import DECADE
from coffret.search.schema import STRONG as STRONG_FIELDS
from coffret.search.schema import WEIGHTED
from coffret.search.sets import segment
from coffret.search.sets.segment import Entry, facet

# What a record is called, and by whom it was made: the first to show of those that hold a word.
_NAMING = ("t_TITR", "t_APPL", "t_DENO", "t_AUTR")
_STRONG = tuple(name for name, _ in STRONG_FIELDS if name not in _NAMING)
_OTHERS = tuple(name for name, _ in WEIGHTED if name not in {*_NAMING, *_STRONG})
_FACETS = tuple((f"f_{field.key}", facet(field.key)) for field in FACETS)

Arrays = dict[str, array]


class Gatherer:
    """Sets of the documents given since it was made: value → places, by kind."""

    def __init__(self) -> None:
        self.held = BitMap()
        self.gone = BitMap()
        self._sets: dict[str, Arrays] = {}

    def __len__(self) -> int:
        """Return how many documents it holds."""
        return len(self.held)

    def add(self, at: int, fields: Mapping[str, Any]) -> None:
        """Add a document, as documents.fields made it, at this place."""
        self.held.add(at)
        for kind, values in _members(fields):
            sets = self._sets.setdefault(kind, {})
            for value in values:
                try:
                    sets[value].append(at)
                except KeyError:
                    sets[value] = array("I", (at,))

    def write(self, path: Path) -> None:
        """Write the piece."""
        segment.write(path, self._entries(), self.held, self.gone, 1)

    def _entries(self) -> Iterator[Entry]:
        for kind in sorted(self._sets):
            sets = self._sets[kind]
            for value in sorted(sets):
                members = BitMap(sets[value])
                yield kind, value, len(members), members.serialize()


def _members(fields: Mapping[str, Any]) -> Iterator[tuple[str, Iterable[str]]]:
    naming = _words(fields, _NAMING)
    strong = _words(fields, _STRONG)
    yield segment.NAMED, naming
    yield segment.STRONG, strong
    yield segment.WORD, naming | strong | _words(fields, _OTHERS)
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


def _words(fields: Mapping[str, Any], names: tuple[str, ...]) -> set[str]:
    return set(" ".join([fields[name] for name in names if name in fields]).split())
