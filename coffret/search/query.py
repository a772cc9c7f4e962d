"""The read side: one request in, one result out. Nothing that is typed is an error."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tantivy import Occur, Query, Searcher

from coffret.base.text import fold
from coffret.catalogue.fields import FACETS
from coffret.search import facets, rescue
from coffret.search.builder import Builder, overlapping
from coffret.search.paging import hits
from coffret.search.parser import Unit, parse
from coffret.search.reader import searcher as live
from coffret.search.reader import total
from coffret.search.schema import SORTS, schema
from coffret.search.words import readings

RELEVANCE = "pertinence"
SORT_KEYS = (RELEVANCE, *SORTS)
FACET_KEYS = tuple(facet.key for facet in FACETS)
FACET_SIZE = 12
# Searching inside a facet looks at this many values.
FACET_DEPTH = 5_000

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked: words, chosen facet values by key (OR inside a facet, AND across), years, sort and page.

    ``sort``: pertinence, titre, auteur, date, date-desc, inventaire or recents; anything else is pertinence.
    ``facets``: whether to count; ``facet_size``: how many values of each.
    """

    words: str = ""
    filters: Filters = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    has_image: bool | None = None
    sort: str = RELEVANCE
    offset: int = 0
    limit: int = 24
    facets: bool = True
    facet_size: int = FACET_SIZE

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Return the filters that a facet knows, the image's with them, empty ones left out."""
        known = {key: tuple(values) for key, values in self.filters.items() if key in FACET_KEYS and values}
        if self.has_image is not None:
            known["image"] = ("oui" if self.has_image else "non",)
        return known


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found. ``ids`` and ``refs``: this page, in order; ``facets``: key → (value, count), most frequent first;
    ``histogram``: (first year of a decade, records whose years meet it); ``corrected``: the words searched instead, when
    those typed found nothing; ``relaxed``: some words were given up, when even that found nothing; ``stems``: what
    matched words are recognised by."""

    total: int
    ids: list[int]
    refs: list[str]
    facets: dict[str, list[tuple[str, int]]]
    histogram: list[tuple[int, int]]
    took_ms: float
    corrected: str | None = None
    relaxed: bool = False
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the words were read in the end."""

    query: Query
    units: Sequence[Unit]
    corrected: str | None = None
    relaxed: bool = False


def search(request: SearchRequest) -> SearchResult:
    """Return what ``request`` finds in the index as it is now."""
    start = time.perf_counter()
    index = live()
    reading = _read(index, request)
    filters = _filters(request)
    found, ids, refs = _page(index, request, _with(reading.query, filters), bool(reading.units))
    counts, decades = _beside(index, request, reading.query, filters) if request.facets else ({}, [])
    took = round((time.perf_counter() - start) * 1000, 1)
    stems = frozenset(
        stem for unit in reading.units if unit.sign != "-" for token in unit.tokens for stem in readings(token)
    )
    return SearchResult(found, ids, refs, counts, decades, took, reading.corrected, reading.relaxed, stems)


def count(request: SearchRequest) -> int:
    """Return how many records ``request`` finds."""
    return search(replace(request, limit=1, facets=False)).total


def every_id(request: SearchRequest, batch: int = 50_000) -> list[int]:
    """Return the ids of all that ``request`` finds, in order: what exports run through."""
    index = live()
    reading = _read(index, request)
    query = _with(reading.query, _filters(request))
    found = total(index, query)
    ids: list[int] = []
    for offset in range(0, found, batch):
        page = hits(index, query, request.sort, offset, batch, bool(reading.units))
        ids.extend(int(number or 0) for number in index.fast_field_values("id", page.addresses))
    return ids


def facet_values(request: SearchRequest, key: str, contains: str = "", limit: int = 100) -> list[tuple[str, int]]:
    """Return the values of one facet, counted as beside the results; ``contains`` narrows, accents and case aside."""
    if key not in FACET_KEYS:
        return []
    index = live()
    query = _with(_read(index, request).query, _without(_filters(request), key))
    found = facets.counted(index, query, [key], FACET_DEPTH)[key]
    wanted = fold(contains)
    return [(value, n) for value, n in found if wanted in fold(value)][:limit]


def _read(index: Searcher, request: SearchRequest) -> _Reading:
    """Read the words strictly; where no record at all has them, mend their spelling, then ask for fewer of them."""
    typed, units = request.words, parse(request.words)
    builder = Builder(index)
    if not units:
        return _Reading(Query.all_query(), ())
    query = builder.query(units, typed)
    if total(index, query):
        return _Reading(query, units)
    mended = rescue.corrected(index, units, typed)
    if mended is not None:
        units = parse(mended)
        query = builder.query(units, mended)
        if total(index, query):
            return _Reading(query, units, mended)
    return _fewer(index, builder, units, mended or typed, mended) or _Reading(query, units)


def _fewer(index: Searcher, builder: Builder, units: Sequence[Unit], typed: str, mended: str | None) -> _Reading | None:
    """Return the reading that asks for as many of the words as some record has; None when none has any."""
    enough, too_many, best = 0, sum(unit.loose for unit in units), None
    while too_many - enough > 1:
        least = (enough + too_many) // 2
        query = builder.query(units, typed, least)
        if total(index, query):
            enough, best = least, query
        else:
            too_many = least
    return _Reading(best, units, mended, relaxed=True) if best is not None else None


def _filters(request: SearchRequest) -> dict[str, Query]:
    """Return facet key → filter; years stand under « annees »."""
    made = {key: Query.term_set_query(schema(), f"f_{key}", list(v)) for key, v in request.chosen().items()}
    if request.year_from is not None or request.year_to is not None:
        first, last = _bounded(request.year_from), _bounded(request.year_to)
        if first is not None and last is not None and first > last:  # typed the other way round
            first, last = last, first
        made["annees"] = overlapping(first, last)
    return made


def _bounded(year: int | None) -> int | None:
    return None if year is None else max(-1_000_000, min(1_000_000, year))


def _without(filters: Mapping[str, Query], key: str) -> dict[str, Query]:
    return {name: query for name, query in filters.items() if name != key}


def _with(query: Query, filters: Mapping[str, Query]) -> Query:
    if not filters:
        return query
    kept = [(Occur.Must, Query.const_score_query(wanted, 0.0)) for wanted in filters.values()]
    return Query.boolean_query([(Occur.Must, query), *kept])


def _page(index: Searcher, request: SearchRequest, query: Query, scored: bool) -> tuple[int, list[int], list[str]]:
    found = hits(index, query, request.sort, request.offset, request.limit, scored)
    documents = [index.doc(address) for address in found.addresses]
    return found.total, [doc["id"][0] for doc in documents], [doc["ref"][0] for doc in documents]


def _beside(
    index: Searcher, request: SearchRequest, query: Query, filters: Mapping[str, Query]
) -> tuple[dict[str, facets.Counts], list[tuple[int, int]]]:
    """Return counts and decades; those of a request already answered in this state of the index are kept.

    Turning the page or changing the order does not change them.
    """
    chosen = tuple(sorted(request.chosen().items()))
    asked = (request.words, chosen, request.year_from, request.year_to, request.facet_size)
    kept = _Kept.of(index)
    if asked not in kept:
        decades = facets.histogram(index, _with(query, _without(filters, "annees")))
        kept[asked] = _counts(index, request, query, filters), decades
    counts, decades = kept[asked]
    return {key: list(pairs) for key, pairs in counts.items()}, list(decades)


class _Kept(dict[Any, Any]):
    """Answers kept for one searcher, that is one state of the index; a few hundred at most."""

    LIMIT = 400
    last: "tuple[Searcher | None, _Kept]"

    @classmethod
    def of(cls, index: Searcher) -> "_Kept":
        """Return what is kept for ``index``, empty when the index has moved on or there is too much of it."""
        searcher, kept = cls.last
        if searcher is not index or len(kept) > cls.LIMIT:
            kept = cls()
            cls.last = index, kept
        return kept


_Kept.last = None, _Kept()


def _counts(
    index: Searcher, request: SearchRequest, query: Query, filters: Mapping[str, Query]
) -> dict[str, list[tuple[str, int]]]:
    size = max(1, min(request.facet_size, FACET_DEPTH))
    free = [key for key in FACET_KEYS if key not in filters]
    counts = facets.counted(index, _with(query, filters), free, size)
    for key in filters.keys() & set(FACET_KEYS):
        found = facets.counted(index, _with(query, _without(filters, key)), [key], size)
        counts[key] = _keeping(found[key], index, _with(query, filters), key, request.chosen()[key])
    return {key: counts[key] for key in FACET_KEYS}


def _keeping(
    found: list[tuple[str, int]], index: Searcher, query: Query, key: str, chosen: tuple[str, ...]
) -> list[tuple[str, int]]:
    """Return the values with those chosen among them, however rare: one must be able to untick them."""
    missing = [value for value in chosen if value not in {seen for seen, _ in found}]
    kept = [
        (value, total(index, _with(query, {"": Query.term_query(schema(), f"f_{key}", value)}))) for value in missing
    ]
    return found + kept
