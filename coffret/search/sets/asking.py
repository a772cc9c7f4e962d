"""What is asked, answered by sets: plain words, centuries, what is left out.

The index tells of stems too rare for them; the rest is its own to answer.
"""

from collections.abc import Callable, Sequence

from pyroaring import BitMap

from coffret.search.parser import Shape, Unit
from coffret.search.sets.segment import NAMED, STRONG, WORD
from coffret.search.sets.view import View
from coffret.search.words import PLAIN, STOP_WORDS, readings

# Stem → seats of the records that have it, for those too rare for sets: the index knows.
Rare = Callable[[str], BitMap]


def members(view: View, unit: Unit, rare: Rare) -> BitMap | None:
    """Return the seats of the records that have a unit, whatever its sign; None when sets cannot tell.

    What it returns is exactly what the query of the unit finds: builder.py.
    """
    if unit.field is not None or unit.sign == "+":
        return None
    if unit.shape is Shape.CENTURY and unit.years:
        word = word_in(view, unit.tokens[0], rare)
        return None if word is None else word | view.years(*unit.years)
    # A number may be that of an inventory, or a year.
    if unit.shape is not Shape.WORDS or any(char.isdigit() for char in unit.raw):
        return None
    found: BitMap | None = None
    for token in tokens(unit):
        having = word_in(view, token, rare)
        if having is None:
            return None
        found = having if found is None else found & having
    return found


def tokens(unit: Unit) -> list[str]:
    """Return the words that count: the little ones are passed over when others are there."""
    return [token for token in unit.tokens if PLAIN[token] not in STOP_WORDS] or list(unit.tokens)


def word_in(view: View, token: str, rare: Rare) -> BitMap | None:
    """Return the seats of the records that have the word in some reading; None when sets know it in none.

    The index is then as quick, and still tries bare letters.
    """
    held = [(stem, view.members(WORD, stem)) for stem in readings(token)]
    if not any(seats for _stem, seats in held):
        return None
    parts = [rare(stem) if seats is None else seats for stem, seats in held]
    return parts[0] if len(parts) == 1 else BitMap.union(*parts)


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
