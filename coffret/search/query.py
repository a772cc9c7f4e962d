"""The read side: one request in, one result out. Nothing that is typed is an error."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tantivy import Occur, Order, Query, Searcher

from coffret.base.text import fold
from coffret.catalogue.fields import FACETS
from coffret.search import facets, rescue
from coffret.search.builder import Builder, overlapping
from coffret.search.parser import Unit, parse
from coffret.search.reader import searcher as live
from coffret.search.reader import total
from coffret.search.schema import SORTS, schema
from coffret.search.words import STEMS

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
    counts = _counts(index, request, reading.query, filters) if request.facets else {}
    decades = facets.histogram(index, _with(reading.query, _without(filters, "annees"))) if request.facets else []
    took = round((time.perf_counter() - start) * 1000, 1)
    stems = frozenset(STEMS[token] for unit in reading.units if unit.sign != "-" for token in unit.tokens)
    return SearchResult(found, ids, refs, counts, decades, took, reading.corrected, reading.relaxed, stems)


def count(request: SearchRequest) -> int:
    """Return how many records ``request`` finds."""
    return search(replace(request, limit=1, facets=False)).total


def every_id(request: SearchRequest, batch: int = 5_000) -> list[int]:
    """Return the ids of all that ``request`` finds, in order: what exports run through."""
    index = live()
    reading = _read(index, request)
    query = _with(reading.query, _filters(request))
    found = total(index, query)
    ids: list[int] = []
    for offset in range(0, found, batch):
        hits = _hits(index, replace(request, offset=offset, limit=batch), query, bool(reading.units)).hits
        ids.extend(int(i or 0) for i in index.fast_field_values("id", [address for _, address in hits]))
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
    wanted = sum(unit.loose for unit in units)
    for least in range(wanted - 1, 0, -1):
        query = builder.query(units, typed, least)
        if total(index, query):
            return _Reading(query, units, mended, relaxed=True)
    return None


def _filters(request: SearchRequest) -> dict[str, Query]:
    """Return facet key → filter; years stand under « annees »."""
    made = {key: Query.term_set_query(schema(), f"f_{key}", list(v)) for key, v in request.chosen().items()}
    if request.year_from is not None or request.year_to is not None:
        made["annees"] = overlapping(_bounded(request.year_from), _bounded(request.year_to))
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
    found = _hits(index, request, query, scored)
    documents = [index.doc(address) for _, address in found.hits]
    return found.count, [doc["id"][0] for doc in documents], [doc["ref"][0] for doc in documents]


def _hits(index: Searcher, request: SearchRequest, query: Query, scored: bool) -> Any:
    """Search one page in the order asked: every order is total, so that pages neither overlap nor leave gaps."""
    offset, limit = max(0, request.offset), max(1, request.limit)
    if request.sort in SORTS:
        name, rising = SORTS[request.sort]
        order = Order.Asc if rising else Order.Desc
        return index.search(query, limit, offset=offset, order_by_field=name, order=order)
    if scored:
        return index.search(query, limit, offset=offset, weight_by_field="quality")
    return index.search(query, limit, offset=offset, order_by_field="s_rank")


def _counts(
    index: Searcher, request: SearchRequest, query: Query, filters: Mapping[str, Query]
) -> dict[str, list[tuple[str, int]]]:
    free = [key for key in FACET_KEYS if key not in filters]
    counts = facets.counted(index, _with(query, filters), free, request.facet_size)
    for key in filters.keys() & set(FACET_KEYS):
        found = facets.counted(index, _with(query, _without(filters, key)), [key], request.facet_size)
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
