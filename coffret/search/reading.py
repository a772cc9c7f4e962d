"""How what is typed is read: the records that have the words; when none has, their spelling mended, or fewer of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap
from tantivy import Query

from coffret.search import begun, hits, rescue
from coffret.search.builder import Builder
from coffret.search.parser import Shape, Unit, parse
from coffret.search.reader import Open
from coffret.search.sets import asking
from coffret.search.words import PLAIN


@dataclass(frozen=True, slots=True)
class Reading:
    """How the words were read in the end: ``words``, seats of the records that have them, filters aside.

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
    """Return the seats of the records that have all the units, or are what the whole text identifies.

    Exactly what Builder.query finds.
    """
    wanted = [_members(opened, unit) for unit in units if unit.sign != "-"]
    found = BitMap.intersection(*wanted) if wanted else opened.sets.all
    if wanted and (named := Builder(opened.searcher).identified(typed)) is not None:
        found = found | hits.every(opened, named)
    return _but(opened, found, units)


def _but(opened: Open, found: BitMap, units: Sequence[Unit]) -> BitMap:
    for unit in units:
        if unit.sign == "-":
            found = found - _members(opened, unit)
    return found


def _members(opened: Open, unit: Unit) -> BitMap:
    """Return the seats of the records that have a unit: by sets when they can tell, else from the index."""
    found = asking.members(opened.sets, unit, lambda stem: hits.having(opened, stem))
    if found is not None:
        return found
    told = (unit.shape, unit.tokens, unit.field.code if unit.field else "", unit.sign, unit.raw)
    kept: BitMap | None = opened.kept.places.get(told)
    if kept is None:
        kept = _asked(opened, unit)
        opened.kept.places.put(told, kept)
    return kept


def _asked(opened: Open, unit: Unit) -> BitMap:
    found = _begun(opened, unit) if unit.shape is Shape.BEGINNING and unit.field is None else None
    return hits.every(opened, Builder(opened.searcher).unit(unit)) if found is None else found


def _begun(opened: Open, unit: Unit) -> BitMap | None:
    """Return the seats of the records that have a word beginning so, after all those before it."""
    *before, last = unit.tokens
    within = []
    for token in before:
        having = asking.word_in(opened.sets, token, lambda stem: hits.having(opened, stem))
        if having is None:
            return None
        within.append(having)
    found = begun.members(opened, PLAIN[last])
    return None if found is None else BitMap.intersection(found, *within)


def _fewer(opened: Open, units: Sequence[Unit]) -> tuple[int | None, BitMap]:
    """Return how many of the loose units some record has, and the seats of those that have so many; None without any.

    At least one is given up.
    """
    firm = [_members(opened, unit) for unit in units if unit.sign != "-" and not unit.loose]
    within = _but(opened, BitMap.intersection(*firm) if firm else opened.sets.all, units)
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
