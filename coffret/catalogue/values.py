"""Values understood, raw kept: one door to the reading of every field. What is not understood stays as text.

Each result says ``.understood``; nothing here ever raises on a text, whatever it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from coffret.base.dates import Certainty, Interval, period_for
from coffret.catalogue.authors import Author, attributions, authors
from coffret.catalogue.centuries import Period
from coffret.catalogue.dating import Dated, acquisition, creation_interval, year_parts
from coffret.catalogue.epochs import Epoch, epoch_interval, epochs
from coffret.catalogue.fields import BY_CODE, Field, Kind
from coffret.catalogue.measures import Measure, dimensions
from coffret.catalogue.periods import period_interval, periods
from coffret.catalogue.places import Location, Status, legal_status, location, state
from coffret.catalogue.splitting import before_precision, clean, split_outside
from coffret.catalogue.techniques import Term, techniques

__all__ = [
    "Author", "Certainty", "Dated", "Epoch", "Interval", "Location", "Measure", "Period", "Status", "Term",
    "acquisition", "attributions", "authors", "dimensions", "epochs", "legal_status", "location", "period_for", "periods",
    "scenes", "state", "techniques", "terms", "year_parts", "years",
]  # fmt: skip

# Fields whose vocabulary holds no comma: there a comma is an old separator.
COMMA_SPLIT = frozenset({"DOMN", "LIEUX", "REPR", "TECH", "ECOL", "INSC", "GENE"})
# One value, not a list; seldom twice the same, so not kept.
_WHOLE = frozenset({Kind.TEXT, Kind.CODE, Kind.GENERATED})
_FIGURES_ONLY = re.compile(r"[\d\s.,xX+?-]+")
_REPR_MARKS = re.compile(r"[(),;:#|]")


def years(values: Mapping[str, str]) -> Interval | None:
    """Return the years a record's object was made: MILL, else PERI, else EPOQ; None when none of them says.

    A date open on one side (« après 1984 ») is closed by PERI when PERI bounds it.
    """
    interval = creation_interval(values.get("MILL", ""))
    if interval is None:
        return period_interval(values.get("PERI", "")) or epoch_interval(values.get("EPOQ", ""))
    if interval.start is None or interval.end is None:
        return _close(interval, period_interval(values.get("PERI", "")))
    return interval


def _close(interval: Interval, wide: Interval | None) -> Interval:
    if wide is None or wide.bounds is None:
        return interval
    start, end = wide.bounds
    if interval.start is None and interval.end is not None and start <= interval.end:
        return replace(interval, start=start)
    if interval.end is None and interval.start is not None and end >= interval.start:
        return replace(interval, end=end)
    return interval


@lru_cache(maxsize=4096)
def scenes(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the scenes of REPR, each its terms: « # » between scenes, everything else cuts terms (as POP does)."""
    found = [_unique(_REPR_MARKS.split(scene)) for scene in split_outside(clean(text), "#")]
    return tuple(tuple(scene) for scene in found if scene)


def terms(text: str, field: str | Field) -> list[str]:
    """Return the bare terms of a field's text: what a vocabulary is asked about and what a facet shows.

    Names come without dates or roles, materials without what parentheses add, periods in the official form when they
    are understood. ``field``: a code of the field table or its Field; raises KeyError on another code.
    """
    declared = field if isinstance(field, Field) else BY_CODE[field]
    if declared.kind in _WHOLE:
        whole = clean(text)
        return [whole] if whole else []
    return list(_terms(text, declared.code, declared.kind))


@lru_cache(maxsize=32768)
def _terms(text: str, code: str, kind: Kind) -> tuple[str, ...]:
    if not text or not text.strip():
        return ()
    if kind is Kind.AUTHORS:
        return tuple(_unique(author.name for author in authors(text)))
    if code == "ATTR":
        return tuple(_unique(author.name for author in attributions(text)))
    if kind is Kind.PERIODS:
        return tuple(_unique(period.name or ("" if period.uncertain else period.raw) for period in periods(text)))
    if code == "TECH":
        return tuple(_unique(term.name for group in techniques(text) for term in group))
    if code == "REPR":
        return tuple(_unique(term for scene in scenes(text) for term in scene))
    if kind is Kind.PLACE or code == "DEPO":
        return _place_terms(text)
    return tuple(_unique(_plain_terms(text, code, kind)))


def _place_terms(text: str) -> tuple[str, ...]:
    place = location(text)
    return tuple(_unique(["dépôt" if place.deposit else "", place.city, place.place]))


def _plain_terms(text: str, code: str, kind: Kind) -> list[str]:
    if kind in (Kind.DATES, Kind.MEASURES):
        return split_outside(clean(text), ";#")
    if kind in (Kind.LINKS, Kind.FILES):
        return [part.strip() for part in text.split(";")]
    separators = ";#|," if code in COMMA_SPLIT else ";#|"
    bare = [_bare(piece) for piece in split_outside(clean(text), separators)]
    # « tasse ; 6 ; soucoupe ; 6 »: a count is no term; an inventory number may well be figures only.
    return bare if kind is Kind.PRECISE else [piece for piece in bare if not _FIGURES_ONLY.fullmatch(piece)]


def _bare(piece: str) -> str:
    """Return a term without what parentheses or « : » add."""
    value = before_precision(piece)[0]
    if value.endswith(")") and (cut := value.find(" (")) > 0:
        value = value[:cut].strip()
    return value


def _unique(pieces: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(piece.strip() for piece in pieces if piece and piece.strip()))
