"""From a record to a document of the index, driven by the field table.

Built for speed: a value seen before (domain, museum, place…) is looked up, not analysed again; what remains is a few
dozen microseconds a record. A value repeated inside a record counts once.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import BinaryField, ExpressionWrapper, F, QuerySet, TextField

from coffret.authorities.models import Museum
from coffret.base import packing, quick_json
from coffret.base.text import fold
from coffret.catalogue import values as understood
from coffret.catalogue.fields import BY_CODE, FACETS
from coffret.catalogue.models import Record, State
from coffret.search.schema import EXACT, FACET, POSITIONED, TEXT_FIELDS, WEAK, placed
from coffret.search.sets import places
from coffret.search.words import PLAIN, STEMS, STOP_WORDS, key, split, stems, unaccented

# Longer values are seldom twice the same.
_SHORT = 160
_LONGEST_FACET = 200
_LONGEST_SUGGESTION = 90
# Beginnings under which a name is suggested.
_ROTATIONS = 5
# Records without a year come last whichever way dates are sorted.
_NO_YEAR = 20_000_000
# After every letter: a record without title, author or number.
_LAST = "\U0010fffd"
# Makers who are nobody: neither suggested nor a likeness.
NOBODY = frozenset({"anonyme", "inconnu", "auteur inconnu", "non identifie"})

# As they are in the database: whoever makes the documents reads them, not the one process that feeds them all.
_AS_KEPT = {
    "packed": ExpressionWrapper(F("values"), output_field=BinaryField()),
    "moment": ExpressionWrapper(F("updated_at"), output_field=TextField()),
}
_COLUMNS = (
    "id",
    "ref",
    "museum_id",
    "packed",
    "status",
    "title",
    "year_from",
    "year_to",
    "state",
    "has_image",
    "sort_title",
    "sort_author",
    "sort_inventory",
    "moment",
)


class Row(NamedTuple):
    """What the index needs of a record, in the order of _COLUMNS."""

    id: int
    ref: str
    museum: str
    values: Mapping[str, str]
    status: str
    title: str
    year_from: int | None
    year_to: int | None
    state: str
    has_image: bool
    sort_title: str
    sort_author: str
    sort_inventory: str
    updated_at: datetime


# Name of a text field → stems of its words.
Words = dict[str, list[str]]


class Place(NamedTuple):
    """What the directory says of a museum, as far as search goes."""

    name: str
    city: str
    department: str
    region: str


def directory() -> dict[str, Place]:
    """Return code → place of every museum of the directory, in one query."""
    rows = Museum.objects.order_by("code").values_list(
        "code", "usual_name", "official_name", "city", "department", "region"
    )
    return {code: Place(usual or official, *rest) for code, usual, official, *rest in rows}


def fields(row: Row, museums: Mapping[str, Place], words: Words | None = None) -> dict[str, Any]:
    """Return the fields of a record's document by name; ``museums`` is what ``directory`` gave.

    ``words`` takes the stems of each text field, by name.
    """
    values = _completed(row, museums)
    made: dict[str, Any] = {"id": row.id, "ref": row.ref, "ref_key": key(row.ref)}
    _add_words(made, values, {} if words is None else words)
    facets = _add_facets(made, row, values)
    made["inv_key"] = list(_inventory_keys(row.values.get("INV", "")))
    made["whole"] = _wholes(values)
    made["suggest"] = _suggestions(row, values, facets)
    _add_sorts(made, row)
    return made


def indexed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as the index takes them, changed in place: the values of all facets in one of them."""
    made: list[str] = []
    for name, mark in _MARKS:
        made += [mark + value for value in fields.pop(name, ())]
    fields[FACET] = made
    return fields


def level(row: Row) -> int:
    """Return how early the record comes when nothing tells records apart: see sets/places.py."""
    return places.level(len(row.values), has_image=row.has_image)


def _completed(row: Row, museums: Mapping[str, Place]) -> Mapping[str, str]:
    """Return the values with what the directory says of the museum, which the record only repeats, often stale."""
    place = museums.get(row.museum)
    if place is None:
        return row.values
    told = {"NOMOFF": place.name, "VILLE_M": place.city, "DPT": place.department, "REGION": place.region}
    return {**row.values, **{code: text for code, text in told.items() if text}}


def _add_words(fields: dict[str, Any], values: Mapping[str, str], words: Words) -> None:
    exact, weak = [], []
    for code, text in values.items():
        name = _TEXTS.get(code)
        if name is None or not text:
            continue
        stemmed, folded, words[name] = _analysed(text) if len(text) <= _SHORT else _analyse(text)
        if name in POSITIONED:
            fields[name] = stemmed
        elif stemmed:
            mark = f" {code}="
            weak.append(mark + mark.join(dict.fromkeys(words[name])))
        if code in _SEARCHED:
            exact.append(folded)
    # Apart, so that no phrase runs from one field into the next.
    fields[EXACT] = exact
    fields[WEAK] = "".join(weak)


_TEXTS = {field.code: f"t_{field.code}" for field in TEXT_FIELDS}
_SEARCHED = frozenset(field.code for field in TEXT_FIELDS if field.weight)


def _analyse(text: str) -> tuple[str, str, list[str]]:
    """Return the stems of a text as one text, its folded words as another, and the stems."""
    found = split(text)
    stemmed = list(map(_stem_of, found))
    stemmed += unaccented(found)
    return " ".join(stemmed), " ".join(map(_plain_of, found)), stemmed


# A look-up by word, without the cost of a loop around it.
_stem_of, _plain_of = STEMS.__getitem__, PLAIN.__getitem__
_analysed = lru_cache(maxsize=8_000)(_analyse)


@lru_cache(maxsize=50_000)
def facet_values(code: str, text: str) -> tuple[str, ...]:
    """Return the bare terms of ``text``, a value of field ``code``: each once, in order, none overlong."""
    terms = dict.fromkeys(term.strip() for term in understood.terms(text, BY_CODE[code]))
    return tuple(term for term in terms if term and len(term) <= _LONGEST_FACET)


def _add_facets(fields: dict[str, Any], row: Row, values: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    facets = {}
    for code, name in _FACETS:
        found = _facet(code, row, values)
        if found:
            fields[name] = list(found)
            facets[code] = found
    return facets


_FACETS = tuple((field.code, f"f_{field.key}") for field in FACETS)
_MARKS = tuple((name, placed(name, "")[1]) for _code, name in _FACETS)
_WHOLE_VALUES = frozenset({"VILLE_M", "REGION"})


def _facet(code: str, row: Row, values: Mapping[str, str]) -> tuple[str, ...]:
    if code == "MUSEO":
        return (row.museum,)
    if code == "CONTIENT_IMAGE":
        return ("oui",) if row.has_image else ("non",)
    if code == "MANQUANT":
        return (str(State(row.state).label),) if row.state else ()
    text = values.get(code)
    if not text:
        return ()
    return (text[:_LONGEST_FACET],) if code in _WHOLE_VALUES else facet_values(code, text)


@lru_cache(maxsize=4096)
def _inventory_keys(text: str) -> tuple[str, ...]:
    numbers = (occurrence.split(" : ")[0] for occurrence in text.split(";"))
    return tuple(dict.fromkeys(found for number in numbers if (found := key(number)[:200])))


def _wholes(values: Mapping[str, str]) -> list[str]:
    """Return titles, names and makers as whole values, words in alphabetical order: typed alone they come first."""
    texts = [part for code in ("TITR", "DENO", "APPL") for part in values.get(code, "").split(";")]
    texts.extend(facet_values("AUTR", values.get("AUTR", "")))
    return list(dict.fromkeys(found for text in texts if (found := whole(text))))


@lru_cache(maxsize=50_000)
def whole(text: str) -> str:
    """Return the stems of a title or name in alphabetical order, little words left out: « monet claude »."""
    bare = text.split(" : ")[0].split("(")[0]
    return " ".join(sorted({stem for stem in stems(bare) if stem not in STOP_WORDS}))[:200]


def _suggestions(row: Row, values: Mapping[str, str], facets: Mapping[str, tuple[str, ...]]) -> str:
    """Return the lines of names, which are few; titles are too many, and found by their words: suggest.py."""
    lines: list[str] = []
    for code, kind in (("AUTR", "auteur"), ("DENO", "denomination"), ("LIEUX", "lieu"), ("VILLE_M", "ville")):
        lines.extend(suggestion_lines(kind, label) for label in facets.get(code, ()))
    if name := values.get("NOMOFF"):
        city = values.get("VILLE_M", "")
        known = fold(city) in fold(name)
        lines.append(suggestion_lines("musee", f"{row.museum} {name}" + ("" if known else f", {city}")))
    return "\n".join(line for line in lines if line)


def _rotated(kind: str, label: str) -> str:
    """Return one line per beginning under which ``label`` is suggested: « claude monet ⇥auteur⇥ Monet Claude »."""
    if len(label) > _LONGEST_SUGGESTION or fold(label) in NOBODY:
        return ""
    label = " ".join(label.split())
    found = [fold(word) for word in split(label)]
    starts = [at for at, word in enumerate(found) if at == 0 or (word not in STOP_WORDS and len(word) > 1)]
    turned = (" ".join(found[at:] + found[:at]) for at in starts[:_ROTATIONS])
    return "\n".join(f"{beginning}\t{kind}\t{label}" for beginning in turned)


suggestion_lines = lru_cache(maxsize=50_000)(_rotated)


def _add_sorts(fields: dict[str, Any], row: Row) -> None:
    # The record's number ends every key: no two are equal, so pages never overlap.
    number = f"\x01{row.id:012d}"
    for name, text in (
        ("s_title", row.sort_title),
        ("s_author", row.sort_author),
        ("s_inventory", row.sort_inventory),
    ):
        ordered = (text or _LAST) + number
        fields[name] = ordered
        fields[f"{name}_start"] = int.from_bytes(ordered.encode()[:7], "big")
    first, last = row.year_from, row.year_to
    fields["s_date"] = ((_NO_YEAR if first is None else first) << 32) + row.id
    fields["s_date_desc"] = ((-_NO_YEAR if last is None else last) << 32) + row.id
    fields["s_recent"] = (int(row.updated_at.timestamp()) << 28) + row.id % (1 << 28)
    if first is not None:
        fields["year_from"] = first
    if last is not None:
        fields["year_to"] = last
    fullness = min(len(row.values), 40)
    fields["s_rank"] = (level(row) << 32) + (1 << 31) - row.id
    # A pictured, well-filled record goes a little before its twin, the maker's own before what is after or attributed;
    # the last part only tells equal ones apart.
    own = _own(row.values.get("AUTR", ""))
    tie = 0.004 * (row.id * 2654435761 % 65536) / 65536
    fields["quality"] = 0.10 * row.has_image + 0.15 * own + 0.002 * fullness + tie


@lru_cache(maxsize=50_000)
def _own(text: str) -> bool:
    """Say whether AUTR names makers without reserve: neither after, nor attributed, nor school…"""
    found = understood.authors(text)
    return bool(found) and not any(author.qualifiers or author.anonymous for author in found)


def columns(records: QuerySet[Record]) -> list[tuple[Any, ...]]:
    """Return what the index needs of these records, as the database keeps it: to be given to ``rows``."""
    return list(records.annotate(**_AS_KEPT).values_list(*_COLUMNS))


def rows(found: Iterable[tuple[Any, ...]]) -> Iterable[Row]:
    """Return as Row what ``columns`` gave."""
    for number, ref, museum, packed, *others, moment in found:
        yield Row._make((number, ref, museum, _unpacked(packed), *others, _moment(moment)))


def _unpacked(kept: Any) -> Mapping[str, str]:
    return quick_json.read(packing.unpack_bytes(bytes(kept)))


def _moment(kept: datetime) -> datetime:
    """Return the moment that a column keeps: SQLite tells it without its zone, which is universal time."""
    return kept if kept.tzinfo else kept.replace(tzinfo=UTC)
