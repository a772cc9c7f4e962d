"""What is asked, answered by sets alone: plain words, centuries, what is left out. The rest is the index's to answer."""

from collections.abc import Sequence

from pyroaring import BitMap

from coffret.search.parser import Shape, Unit
from coffret.search.sets.segment import NAMED, STRONG, WORD
from coffret.search.sets.view import View
from coffret.search.words import PLAIN, STOP_WORDS, readings


def members(view: View, unit: Unit) -> BitMap | None:
    """Return the places of the records that have a unit, whatever its sign; None when sets cannot tell.

    What it returns is exactly what the query of the unit finds: builder.py.
    """
    if unit.field is not None or unit.sign == "+":
        return None
    if unit.shape is Shape.CENTURY and unit.years:
        word = _word(view, unit.tokens[0])
        return None if word is None else word | view.years(*unit.years)
    # A number may be that of an inventory, or a year.
    if unit.shape is not Shape.WORDS or any(char.isdigit() for char in unit.raw):
        return None
    found: BitMap | None = None
    for token in tokens(unit):
        having = _word(view, token)
        if having is None:
            return None
        found = having if found is None else found & having
    return found


def tokens(unit: Unit) -> list[str]:
    """Return the words that count: the little ones are passed over when others are there."""
    return [token for token in unit.tokens if PLAIN[token] not in STOP_WORDS] or list(unit.tokens)


def _word(view: View, token: str) -> BitMap | None:
    """Return the records that have the word in some reading; None without any: the index still tries bare letters."""
    return union(view, (WORD,), token) or None


def union(view: View, kinds: Sequence[str], token: str) -> BitMap | None:
    """Return the records that have a reading of the word in one of these sets; None when it is not known."""
    parts = [view.members(kind, stem) for stem in readings(token) for kind in kinds]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else BitMap.union(*known)


def tiers(view: View, units: Sequence[Unit], within: BitMap) -> list[BitMap]:
    """Return ``within`` parted by where all the words are: in what names the record, in a strong field, elsewhere."""
    parts, left = [], within
    for kinds in ((NAMED,), (NAMED, STRONG)):
        part = left
        for unit in units:
            if unit.sign == "-" or unit.shape is not Shape.WORDS:
                continue
            for token in tokens(unit):
                part = part & (union(view, kinds, token) or BitMap())
        parts.append(part)
        left = left - part
    return [*parts, left]
