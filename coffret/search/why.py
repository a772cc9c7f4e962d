"""Why a record was found: which of its fields hold the words, and how each was recognised.

Read from the record itself, by the same folding and stems as the index: some dozens of microseconds a record.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coffret.catalogue.fields import BY_CODE, Field, Kind
from coffret.catalogue.models import Record
from coffret.search.parser import Shape, Unit, parse
from coffret.search.schema import TEXT_FIELDS
from coffret.search.sought import Found, How, Sought, recognised, telling, whole
from coffret.search.words import PLAIN, key, readings, split

_TEXTS = tuple(field.code for field in sorted(TEXT_FIELDS, key=lambda field: -field.weight))
_RANKS = {code: rank for rank, code in enumerate(_TEXTS)}
_ANYWHERE = frozenset(field.code for field in TEXT_FIELDS if field.weight)
_MUSEUM = re.compile(r"[Mm]\d{4}")
# Shorter beginnings of inventory numbers are not looked for: builder.py.
_SHORTEST_NUMBER = 4
_EVERYTHING = ""
# They repeat the museum and its town: told when no other field has their words.
_REPEATING = frozenset({"LOCA", "STAT"})

Hit = tuple[str, Found]


@dataclass(frozen=True, slots=True)
class Match:
    """A field of a record and what it holds of the search."""

    field: Field
    words: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """``matches``: the strongest fields first; ``lacking``: typed words that the record does not have."""

    matches: tuple[Match, ...]
    lacking: tuple[str, ...] = ()


def note(found: Found) -> str:
    """Return how a word was recognised, in words; nothing when it is written as typed."""
    if found.how is How.SAME:
        return ""
    notes = {
        How.ACCENT: _("« %(typed)s » aux accents près"),
        How.FORM: _("autre forme de « %(typed)s »"),
        How.SPELLING: _("orthographe proche de « %(typed)s »"),
        How.BEGINNING: _("commence par « %(typed)s »"),
        How.YEARS: _("dates pour « %(typed)s »"),
        How.NUMBER: _("même numéro que « %(typed)s »"),
    }
    return notes[found.how] % {"typed": found.typed}


class Explainer:
    """The words of a search, made ready to be looked for in the records it found; true when there are any."""

    def __init__(self, typed: str, corrected: str | None = None) -> None:
        self._read = corrected or typed
        self._units = [unit for unit in parse(self._read) if unit.sign != "-"]
        self._mended = _mended(typed, corrected)
        # Museums, domains, materials… say the same from one record of a page to the next.
        self._known: dict[str, tuple[Found, ...]] = {}
        self._everywhere, self._inside = Sought(), dict[str, Sought]()
        for unit in self._units:
            if unit.field is None:
                self._everywhere.add(unit)
            elif unit.field.code in _RANKS:
                self._inside.setdefault(unit.field.code, Sought()).add(unit)

    def __bool__(self) -> bool:
        """Say whether there is anything to explain."""
        return bool(self._units)

    def why(self, record: Record) -> Why:
        """Return why ``record``, its museum at hand, was found."""
        values = _completed(record)
        hits = _once(list(self._identified(record, values)), list(self._in_texts(values)))
        lacking = self._lacking(hits)
        if lacking:
            # An accent too many (« robé »): the bare letters may be there.
            bare = Sought(exact={PLAIN[token]: token for token in lacking})
            hits += [(code, found) for code in values if code in _ANYWHERE for found in _within(values[code], bare)]
            lacking = self._lacking(hits)
        return Why(self._matches(hits), lacking)

    def _matches(self, hits: list[Hit]) -> tuple[Match, ...]:
        words: dict[str, dict[Found, None]] = {}
        elsewhere = {found.what for code, found in hits if code not in _REPEATING}
        for code, found in hits:
            if code not in _REPEATING or found.what not in elsewhere:
                words.setdefault(code, {})[found] = None
        ordered = sorted(words, key=lambda code: _RANKS.get(code, -1))
        return tuple(Match(BY_CODE[code], tuple(map(self._typed, words[code]))) for code in ordered)

    def _typed(self, found: Found) -> Found:
        """Return what was found told by what was typed, when that was mended."""
        typed = self._mended.get(found.typed)
        return found if typed is None else found._replace(typed=typed, how=How.SPELLING)

    def _in_texts(self, values: Mapping[str, str]) -> Iterator[Hit]:
        for code, text in values.items():
            if code in _ANYWHERE and text and self._everywhere:
                known = self._known.get(text)
                if known is None:
                    known = self._known[text] = tuple(_within(text, self._everywhere))
                for found in known:
                    yield code, found
            if code in self._inside:
                for found in _within(text, self._inside[code]):
                    yield code, found

    def _identified(self, record: Record, values: Mapping[str, str]) -> Iterator[Hit]:
        """Yield what is recognised as a whole: reference, museum's code, inventory number, years, coded fields."""
        for code, written in (("REF", record.ref), ("MUSEO", record.museum_id)):
            if key(written) == key(self._read):
                yield code, Found(_EVERYTHING, written, self._read, _same(written, self._read))
        for part in values.get("INV", "").split(";"):
            yield from self._numbered(part.split(" : ")[0].strip())
        for unit in self._units:
            if unit.field is not None and (unit.field.code not in _RANKS or _names_museum(unit)):
                yield _coded(unit, record)
            elif unit.years and _dated(unit) and _meets(unit.years, record):
                code = "MILL" if values.get("MILL") else "PERI"
                yield code, Found(whole(unit), _span(record), unit.raw, How.YEARS)

    def _numbered(self, written: str) -> Iterator[Hit]:
        number = key(written)
        if not number:
            return
        if number == key(self._read):
            yield "INV", Found(_EVERYTHING, written, self._read, _same(written, self._read))
            return
        for unit in self._units:
            if (unit.field is None or unit.field.code == "INV") and any(map(str.isdigit, unit.raw)):
                sought = key(unit.raw)
                if number == sought:
                    yield "INV", Found(whole(unit), written, unit.raw, _same(written, unit.raw))
                elif len(sought) >= _SHORTEST_NUMBER and number.startswith(sought):
                    yield "INV", Found(whole(unit), written, unit.raw, How.BEGINNING)

    def _lacking(self, hits: list[Hit]) -> tuple[str, ...]:
        held = {found.what for _code, found in hits}
        if _EVERYTHING in held:
            return ()
        return tuple(lacking for unit in self._units if whole(unit) not in held for lacking in _missing(unit, held))


def _once(whole: list[Hit], words: list[Hit]) -> list[Hit]:
    """Return them together; a number recognised whole is not told again by its parts, nor years that are written."""
    written = {code for code, _found in words}
    kept = [(code, found) for code, found in whole if found.how is not How.YEARS or code not in written]
    named = {code for code, _found in kept}
    return kept + [(code, found) for code, found in words if code not in named]


def _missing(unit: Unit, held: set[str]) -> Iterator[str]:
    if unit.shape in {Shape.PHRASE, Shape.BEGINNING}:
        yield unit.raw
        return
    for token in telling(unit):
        if held.isdisjoint((PLAIN[token], *readings(token))):
            yield token


def _within(text: str, sought: Sought) -> Iterator[Found]:
    return sought.within(split(text)) if text else iter(())


def _same(written: str, typed: str) -> How:
    return How.SAME if recognised(written, typed) is How.SAME else How.NUMBER


def _names_museum(unit: Unit) -> bool:
    return unit.field is not None and unit.field.code == "NOMOFF" and bool(_MUSEUM.fullmatch(unit.raw))


def _coded(unit: Unit, record: Record) -> tuple[str, Found]:
    """Return what a field without words holds: the index asked for that very value."""
    code = unit.field.code if unit.field else "REF"
    if code == "REF":
        how = How.SAME if key(record.ref) == key(unit.raw) else How.BEGINNING
        return code, Found(whole(unit), record.ref, unit.raw, how)
    code = "MUSEO" if code == "NOMOFF" else code
    return code, Found(whole(unit), unit.raw, unit.raw, How.SAME)


def _dated(unit: Unit) -> bool:
    return unit.field is None or unit.field.kind in {Kind.DATES, Kind.PERIODS}


def _meets(years: tuple[int, int], record: Record) -> bool:
    if record.year_from is None or record.year_to is None:
        return False
    return record.year_from <= years[1] and record.year_to >= years[0]


def _span(record: Record) -> str:
    return str(record.year_from) if record.year_from == record.year_to else f"{record.year_from}–{record.year_to}"


def _completed(record: Record) -> Mapping[str, str]:
    """Return the values, the museum told as the directory does: what the index holds, see documents.py."""
    museum = record.museum
    told = {
        "NOMOFF": museum.usual_name or museum.official_name,
        "VILLE_M": museum.city,
        "DPT": museum.department,
        "REGION": museum.region,
    }
    return {**record.values, **{code: text for code, text in told.items() if text}}


def _mended(typed: str, corrected: str | None) -> dict[str, str]:
    """Return mended word → what was typed for it: rescue.py replaces words one by one, in their place."""
    if corrected is None:
        return {}
    before, after = split(typed), split(corrected)
    if len(before) != len(after):
        return {}
    return {read: was for was, read in zip(before, after, strict=True) if was != read}
