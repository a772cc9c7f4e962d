"""The columns of Record that come from its values. They can be rebuilt at any time; nothing else writes them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from coffret.base.text import fold
from coffret.catalogue import captions
from coffret.catalogue.authors import authors
from coffret.catalogue.places import state
from coffret.catalogue.splitting import before_precision, clean, split_outside
from coffret.catalogue.values import years

SORT_LENGTH = 80
_DIGITS = re.compile(r"\d+")
# Most inventory numbers: one number, without precision, and often figures alone.
_PLAIN_NUMBER = re.compile(r"[0-9A-Za-z._/-]+")
_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)*")
# Articles do not count when titles are put in order.
_ARTICLE = re.compile(r"^(?:l'|d'|les? |la |une? |des )")
_MARKS = re.compile(r"^[^\w]+")
_YEAR_LIMIT = 10_000_000
_PADDING = 8


def derive(values: Mapping[str, str], has_image: bool) -> dict[str, Any]:
    """Return every derived column of a record, ready for the database."""
    title = captions.title(values)
    year_from, year_to = _bounds(values)
    number = values.get("INV", "")
    return {
        "title": title,
        "caption": captions.caption(values),
        "credit": captions.credit(values),
        "authors": author_names(values.get("AUTR", "")),
        "inventory_number": first_number(number),
        "year_from": year_from,
        "year_to": year_to,
        "state": state(values).value,
        "has_image": has_image,
        "sort_title": title_key(title),
        "sort_author": author_key(values.get("AUTR", "")),
        "sort_inventory": natural_key(first_number(number)),
    }


def _bounds(values: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Return both years; a side left open takes the known one, so that a search between two years finds the record."""
    interval = years(values)
    bounds = interval.bounds if interval else None
    if bounds is None or not all(-_YEAR_LIMIT < year < _YEAR_LIMIT for year in bounds):
        return None, None
    return min(bounds), max(bounds)


@lru_cache(maxsize=16384)
def author_names(text: str) -> str:
    """Return the names of AUTR joined with « ; », without dates or roles."""
    return " ; ".join(dict.fromkeys(author.name for author in authors(text) if author.name))


@lru_cache(maxsize=1024)
def first_number(text: str) -> str:
    """Return the first inventory number of INV, without its precision."""
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    parts = split_outside(clean(text), ";#")
    return before_precision(parts[0])[0] if parts else ""


def title_key(title: str) -> str:
    """Return what titles are put in order by: folded, without a leading article or mark."""
    return _ARTICLE.sub("", _MARKS.sub("", fold(title[: SORT_LENGTH * 2])))[:SORT_LENGTH]


@lru_cache(maxsize=16384)
def author_key(text: str) -> str:
    """Return what records are put in order of author by; anonymous ones come last, and those without author too."""
    first = next((author for author in authors(text) if author.name), None)
    if first is None or first.anonymous:
        return "~"
    return fold(first.name)[:SORT_LENGTH]


@lru_cache(maxsize=1024)
def natural_key(number: str) -> str:
    """Return what inventory numbers are put in order by: « 2.10 » after « 2.9 », digits padded."""
    if _FIGURES.fullmatch(number):
        return ".".join([part.lstrip("0").rjust(_PADDING, "0") for part in number.split(".")])[:SORT_LENGTH]
    return _DIGITS.sub(lambda match: match[0].lstrip("0").rjust(_PADDING, "0"), fold(number))[:SORT_LENGTH]
