"""What an address of /recherche asks for: read tolerantly, written back one way, so that a search has one permalink."""

from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from coffret.catalogue.fields import BY_KEY

SORTS = ("pertinence", "titre", "auteur", "date", "date-desc", "inventaire", "recents")
VIEWS = ("liste", "mosaique")
PER_PAGE = 24
LONGEST = 400
MOST_VALUES = 40
FIRST_YEAR, LAST_YEAR = -3_000_000, 9999

Filters = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as an address gives it. ``filters``: facet key → values, those of the field table only."""

    words: str = ""
    filters: Filters = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: str = "pertinence"
    view: str = "liste"
    page: int = 1

    @property
    def offset(self) -> int:
        """Return how many results come before the page."""
        return (self.page - 1) * PER_PAGE

    @property
    def bare(self) -> bool:
        """Say whether nothing is asked: the whole catalogue."""
        return not self.words and not self.narrowed

    @property
    def narrowed(self) -> bool:
        """Say whether anything but words is asked."""
        return bool(self.filters) or self.narrowed_years

    @property
    def narrowed_years(self) -> bool:
        """Say whether years are asked."""
        return self.year_from is not None or self.year_to is not None

    @property
    def query(self) -> str:
        """Return the query string, defaults left out, in one order."""
        pairs: list[tuple[str, str]] = [("q", self.words)] if self.words else []
        pairs += [(key, value) for key in BY_KEY for value in self.filters.get(key, ())]
        pairs += [(name, str(year)) for name, year in (("de", self.year_from), ("a", self.year_to)) if year is not None]
        pairs += [
            (name, value)
            for name, value, default in (("tri", self.sort, "pertinence"), ("vue", self.view, "liste"))
            if value != default
        ]
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return urlencode(pairs)

    @property
    def url(self) -> str:
        """Return the address of the search."""
        return f"/recherche?{self.query}" if self.query else "/recherche"

    def but(self, **changes: object) -> Self:
        """Return the same search with changes, back on its first page unless ``page`` is among them."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]

    def with_value(self, key: str, value: str) -> Self:
        """Return the search narrowed to one more value of a facet."""
        return self.but(filters={**self.filters, key: (*self.filters.get(key, ()), value)})

    def without(self, key: str, value: str) -> Self:
        """Return the search without one value of a facet."""
        left = tuple(kept for kept in self.filters.get(key, ()) if kept != value)
        others = {name: values for name, values in self.filters.items() if name != key}
        return self.but(filters={**others, key: left} if left else others)


def asked(query: QueryDict) -> Asked:
    """Return what a query string asks for; what cannot be read is left out, never an error."""
    first, last = _year(query.get("de")), _year(query.get("a"))
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Asked(
        words=" ".join(_clean(query.get("q")).split())[:LONGEST],
        filters=_filters(query),
        year_from=first,
        year_to=last,
        sort=_one_of(query.get("tri"), SORTS),
        view=_one_of(query.get("vue"), VIEWS),
        page=max(1, min(_number(query.get("page")) or 1, 10_000_000)),
    )


def from_text(text: str) -> Asked:
    """Return what a query string kept as text asks for (the search a reader came from)."""
    try:
        return asked(QueryDict(text[:4000]))
    except TooManyFieldsSent:
        return Asked()


def _filters(query: QueryDict) -> Filters:
    found: Filters = {}
    for key in BY_KEY:
        values = dict.fromkeys(value for raw in query.getlist(key)[:MOST_VALUES] if (value := _clean(raw).strip()))
        if values:
            found[key] = tuple(values)
    return found


def _clean(text: str | None) -> str:
    return (text or "").replace("\x00", "")


def _one_of(value: str | None, choices: tuple[str, ...]) -> str:
    return value if value in choices else choices[0]


def _number(text: str | None) -> int | None:
    text = (text or "").strip().replace("\u2212", "-")
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else None


def _year(text: str | None) -> int | None:
    year = _number(text)
    return None if year is None else max(FIRST_YEAR, min(year, LAST_YEAR))
