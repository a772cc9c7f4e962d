"""What people type, read without ever refusing: words, "phrases", -word, +word, field:word, beginning*, centuries, years.

Whatever cannot be read as a sign or a field name is read as words, so that no typing is an error and none is lost.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from coffret.base.text import fold
from coffret.catalogue.fields import BY_CODE, BY_KEY, Field, by_name
from coffret.search.schema import has_text
from coffret.search.words import PLAIN, STOP_WORDS, split

LONGEST = 1_000
MOST = 32

_UNIT = re.compile(r'(?P<sign>[+-](?=\S))?(?:(?P<field>[^\W\d]\w*):\s?)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "−": "-", "–": "-"})
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_CENTURY = re.compile(r"(\d{1,2})e|(1)er")
# Names people use that are nobody's code, column or label.
_MORE_NAMES = {
    "inventaire": "INV",
    "inv": "INV",
    "sujet": "REPR",
    "matiere": "TECH",
    "materiaux": "TECH",
    "musee": "NOMOFF",
    "commune": "VILLE_M",
    "lieu": "LIEUX",
    "date": "MILL",
    "annee": "MILL",
    "siecle": "PERI",
}


class Shape(StrEnum):
    """What a unit of the query is."""

    WORDS = "words"  # one word as typed: one token, or several (saint-omer)
    PHRASE = "phrase"
    BEGINNING = "beginning"
    CENTURY = "century"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing asked for. ``tokens``: its words as typed; ``field``: where, or None for everywhere; ``sign``: +, - or
    nothing; ``raw``: what was typed; ``years``: the interval that a year or a century names."""

    shape: Shape
    tokens: tuple[str, ...]
    field: Field | None = None
    sign: str = ""
    raw: str = ""
    years: tuple[int, int] | None = None

    @property
    def little(self) -> bool:
        """Say whether it is made of little words only (de, la…), which are passed over when others are there."""
        plain = self.shape is Shape.WORDS and self.field is None and not self.sign
        return plain and all(fold(token) in STOP_WORDS for token in self.tokens)

    @property
    def loose(self) -> bool:
        """Say whether it may be given up when nothing has all the words: neither a phrase, nor +, nor in a field."""
        return not self.sign and self.field is None and self.shape is not Shape.PHRASE


def parse(text: str) -> list[Unit]:
    """Return the units of what was typed; empty when there is not a letter or a digit in it. Never raises."""
    text = text[:LONGEST].replace("\x00", " ").translate(_QUOTES)
    units = [unit for found in _UNIT.finditer(text) if (unit := _unit(found))][:MOST]
    units = _with_centuries(units)
    telling = [unit for unit in units if not unit.little]
    return telling if any(unit.sign != "-" for unit in telling) else units


def field_named(name: str) -> Field | None:
    """Return the field called ``name``: code, key of addresses, column, label or common word; case does not count.

    None for a field that is not searched: its name is then a word like any other.
    """
    folded = fold(name)
    if folded in _MORE_NAMES:
        return BY_CODE[_MORE_NAMES[folded]]
    field = BY_KEY.get(folded) or BY_CODE.get(name.upper()) or by_name(name)
    searched = field is not None and (field.key or field.code == "REF" or has_text(field))
    return field if searched else None


def _unit(found: re.Match[str]) -> Unit | None:
    sign, name, phrase, word = found["sign"] or "", found["field"], found["phrase"], found["word"]
    field = field_named(name) if name else None
    text = phrase if phrase is not None else word
    if name and field is None:
        text = f"{name} {text}"
    tokens = tuple(split(text))
    if not tokens:
        # « auteur: » alone: the name itself is what was typed.
        tokens = tuple(split(name or ""))
        return Unit(Shape.WORDS, tokens, raw=name or "") if tokens else None
    if phrase is not None:
        return Unit(Shape.PHRASE, tokens, field, sign, text)
    if text.endswith("*"):
        return Unit(Shape.BEGINNING, tokens, field, sign, text)
    return Unit(Shape.WORDS, tokens, field, sign, text, _year(tokens))


def _year(tokens: tuple[str, ...]) -> tuple[int, int] | None:
    if len(tokens) == 1 and _YEAR.fullmatch(tokens[0]):
        return int(tokens[0]), int(tokens[0])
    return None


def _with_centuries(units: list[Unit]) -> list[Unit]:
    """Join « 18e » and « siècle » into one unit with its hundred years; « av. J.-C. » makes them plain words again."""
    made: list[Unit] = []
    skip = False
    for at, unit in enumerate(units):
        if skip:
            skip = False
            continue
        following = units[at + 1] if at + 1 < len(units) else None
        years = _century(unit, following, units[at + 2] if at + 2 < len(units) else None)
        if years and following:
            tokens = unit.tokens + following.tokens
            made.append(
                replace(unit, shape=Shape.CENTURY, tokens=tokens, raw=f"{unit.raw} {following.raw}", years=years)
            )
            skip = True
        else:
            made.append(unit)
    return made


def _century(unit: Unit, following: Unit | None, after: Unit | None) -> tuple[int, int] | None:
    if unit.shape is not Shape.WORDS or unit.field or unit.sign or len(unit.tokens) != 1 or following is None:
        return None
    found = _CENTURY.fullmatch(PLAIN[unit.tokens[0]])
    if not found or following.shape is not Shape.WORDS or PLAIN[following.tokens[0]] not in {"siecle", "siecles", "s"}:
        return None
    if after is not None and PLAIN[after.tokens[0]] in {"av", "avant"}:
        return None
    number = int(found[1] or found[2])
    return (number - 1) * 100 + 1, number * 100
