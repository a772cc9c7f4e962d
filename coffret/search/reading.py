"""How what is typed is read: the records that have the words; when none has, their spelling mended, or fewer of them."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyroaring import BitMap
from tantivy import Query

from coffret.search import rescue
from coffret.search.builder import Builder
from coffret.search.parser import Unit, parse
from coffret.search.reader import Open
from coffret.search.sets import asking, places

# Records looked for at once by the index; when there are more, it is asked again.
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How the words were read in the end: ``words``, places of the records that have them, filters aside.

    ``typed``: the text of the units; ``least``: how many of the loose ones are enough, None when all are needed.
    """

    units: Sequence[Unit]
    typed: str
    words: BitMap
    corrected: str | None = None
    least: int | None = None

    @property
    def relaxed(self) -> bool:
        """Say whether some words were given up."""
        return self.least is not None


def read(opened: Open, typed: str, *, strictly: bool = False) -> Reading:
    """Read the words strictly; where no record at all has them, mend their spelling, then ask for fewer of them."""
    units = parse(typed)
    words = _having(opened, units, typed)
    if words or strictly:
        return Reading(units, typed, words)
    mended = rescue.corrected(opened, units, typed)
    if mended is not None:
        units, typed = parse(mended), mended
        if words := _having(opened, units, typed):
            return Reading(units, typed, words, mended)
    least, words = _fewer(opened, units)
    return Reading(units, typed, words, mended if words else None, least)


def query_of(opened: Open, reading: Reading) -> Query:
    """Return the index's query of what was read, which weighs records."""
    if not reading.units:
        return Query.all_query()
    return Builder(opened.searcher).query(reading.units, reading.typed, reading.least)


def _having(opened: Open, units: Sequence[Unit], typed: str) -> BitMap:
    """Return the places of the records that have all the units, or are what the whole text identifies.

    Exactly what Builder.query finds.
    """
    wanted = [_members(opened, unit) for unit in units if unit.sign != "-"]
    found = BitMap.intersection(*wanted) if wanted else opened.sets.every
    if wanted and (named := Builder(opened.searcher).identified(typed)) is not None:
        found = found | _found(opened, named)
    return _but(opened, found, units)


def _but(opened: Open, found: BitMap, units: Sequence[Unit]) -> BitMap:
    for unit in units:
        if unit.sign == "-":
            found = found - _members(opened, unit)
    return found


def _members(opened: Open, unit: Unit) -> BitMap:
    """Return the places of the records that have a unit: by sets when they can tell, else from the index."""
    found = asking.members(opened.sets, unit)
    if found is not None:
        return found
    told = (unit.shape, unit.tokens, unit.field.code if unit.field else "", unit.sign, unit.raw)
    return _kept(opened, told, lambda: Builder(opened.searcher).unit(unit))


def _kept(opened: Open, asked: object, query: Callable[[], Query]) -> BitMap:
    found: BitMap | None = opened.kept.places.get(asked)
    if found is None:
        found = _found(opened, query())
        opened.kept.places.put(asked, found)
    return found


def _found(opened: Open, query: Query) -> BitMap:
    """Return the places of the records that the index finds."""
    told: Any = opened.searcher.search(query, _AT_ONCE, order_by_field="s_rank")
    if told.count > _AT_ONCE:
        told = opened.searcher.search(query, told.count, order_by_field="s_rank", count=False)
    hits = told.hits
    ranks = np.fromiter((rank for rank, _address in hits), np.int64, len(hits))
    return BitMap(array("I", places.of_ranks(ranks).tobytes())) & opened.sets.every


def _fewer(opened: Open, units: Sequence[Unit]) -> tuple[int | None, BitMap]:
    """Return how many of the loose units some record has, and the places of those that have so many; None without any.

    At least one is given up.
    """
    firm = [_members(opened, unit) for unit in units if unit.sign != "-" and not unit.loose]
    within = _but(opened, BitMap.intersection(*firm) if firm else opened.sets.every, units)
    # reached[n]: records that have n of the units looked at so far.
    reached = [within]
    for unit in units:
        if unit.loose:
            members = _members(opened, unit)
            more = [one & members for one in reached]
            reached = [reached[0], *(a | b for a, b in zip(reached[1:], more, strict=False)), more[-1]]
            while len(reached) > 1 and not reached[-1]:
                reached.pop()
    least = min(len(reached), sum(unit.loose for unit in units)) - 1
    return (least, reached[least]) if least > 0 else (None, BitMap())
