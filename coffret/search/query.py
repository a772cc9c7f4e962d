"""The read side: one request in, one result out. Nothing that is typed is an error."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pyroaring import BitMap
from tantivy import Occur, Query, Searcher

from coffret.base.text import fold
from coffret.catalogue.fields import FACETS
from coffret.search import facets, ranking, reader, rescue
from coffret.search.builder import Builder, overlapping
from coffret.search.paging import hits
from coffret.search.parser import Shape, Unit, parse
from coffret.search.reader import total
from coffret.search.schema import SORTS, schema
from coffret.search.sets.asking import matched, tiers
from coffret.search.sets.places import record
from coffret.search.sets.view import View
from coffret.search.words import PLAIN, STEMS, STOP_WORDS, readings

RELEVANCE = "pertinence"
SORT_KEYS = (RELEVANCE, *SORTS)
FACET_KEYS = tuple(facet.key for facet in FACETS)
FACET_SIZE = 12
# Searching inside a facet looks at this many values.
FACET_DEPTH = 5_000

# Up to so many records, the index counts and ranks them one by one sooner than sets do.
FEW = 10_000

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

    query: Query | None
    units: Sequence[Unit]
    corrected: str | None = None
    relaxed: bool = False


@reader.mending
def search(request: SearchRequest) -> SearchResult:
    """Return what ``request`` finds in the index as it is now."""
    start = time.perf_counter()
    asked = _Asked(reader.opened(), request)
    found, ids, refs = asked.page()
    counts, decades = asked.beside() if request.facets else ({}, [])
    reading = asked.reading
    took = round((time.perf_counter() - start) * 1000, 1)
    stems = frozenset(
        stem for unit in reading.units if unit.sign != "-" for token in unit.tokens for stem in readings(token)
    )
    return SearchResult(found, ids, refs, counts, decades, took, reading.corrected, reading.relaxed, stems)


@reader.mending
def count(request: SearchRequest, *, strictly: bool = False) -> int:
    """Return how many records ``request`` finds; ``strictly``: with the words as typed, all of them."""
    return _Asked(reader.opened(), request, strictly=strictly).total()


@reader.mending
def every_id(request: SearchRequest, batch: int = 50_000) -> list[int]:
    """Return the ids of all that ``request`` finds, in order: what exports run through."""
    asked = _Asked(reader.opened(), request)
    index, query = asked.index, asked.query()
    found = total(index, query)
    ids: list[int] = []
    for offset in range(0, found, batch):
        page = hits(index, query, request.sort, offset, batch, bool(asked.reading.units))
        ids.extend(int(number or 0) for number in index.fast_field_values("id", page.addresses))
    return ids


@reader.mending
def facet_values(request: SearchRequest, key: str, contains: str = "", limit: int = 100) -> list[tuple[str, int]]:
    """Return the values of one facet, counted as beside the results; ``contains`` narrows, accents and case aside."""
    if key not in FACET_KEYS:
        return []
    found = _Asked(reader.opened(), request).values(key, FACET_DEPTH)
    wanted = fold(contains)
    return [(value, n) for value, n in found if wanted in fold(value)][:limit]


class _Asked:
    """A request on one state of the index: by sets where they answer, else by the index's own query."""

    def __init__(self, opened: reader.Open, request: SearchRequest, *, strictly: bool = False) -> None:
        self.index, self.sets, self.request = opened.searcher, opened.sets, request
        self.chosen = request.chosen()
        units = parse(request.words)
        # Records that have the words, filters aside; None: only the index knows.
        self.words = matched(self.sets, units)
        known = _Reading(None, units) if strictly or self.words is not None else None
        self.reading = known or _read(self.index, request)
        self.narrowed = _narrowed(self.sets, request) if self.words is not None else {}
        self._filters: Mapping[str, Query] | None = None

    def within(self, but: str = "") -> BitMap:
        """Return the places found by sets, one filter left out."""
        kept = [members for key, members in self.narrowed.items() if key != but]
        words = self.words if self.words is not None else BitMap()
        return BitMap.intersection(words, *kept) if kept else words

    def query(self, but: str = "") -> Query:
        """Return the index's query of it all, one filter left out."""
        if self._filters is None:
            self._filters = _filters(self.request)
        return _with(self._spoken(), _without(self._filters, but))

    def _spoken(self) -> Query:
        units = self.reading.units
        if self.reading.query is None:
            made = Builder(self.index).query(units, self.request.words) if units else Query.all_query()
            self.reading = replace(self.reading, query=made)
        return self.reading.query or Query.all_query()

    def total(self) -> int:
        """Return how many records are found."""
        return len(self.within()) if self.words is not None else total(self.index, self.query())

    def page(self) -> tuple[int, list[int], list[str]]:
        """Return how many records are found; ids and references of those of the page."""
        request, scored = self.request, bool(self.reading.units)
        found = self.within() if self.words is not None else BitMap()
        offset, limit = max(0, request.offset), max(1, request.limit)
        if self.words is None or request.sort in SORTS or (scored and len(found) <= FEW):
            return _page(self.index, request, self.query(), scored)
        if scored:
            parts = tiers(self.sets, self.reading.units, found)
            ids = ranking.page(self.index, self.query(), parts, _whole(self.reading.units), offset, limit)
        else:
            ids = [record(place) for place in found[offset : offset + limit]]
        names = ranking.references(self.index, ids)
        # Opened between two commits, the index may already lack what its sets still name.
        ids = [number for number in ids if number in names]
        return len(found), ids, [names[number] for number in ids]

    def beside(self) -> tuple[dict[str, facets.Counts], list[tuple[int, int]]]:
        """Return counts and decades; those of a request already answered in this state of the index are kept.

        Turning the page or changing the order does not change them.
        """
        request = self.request
        chosen = tuple(sorted(self.chosen.items()))
        asked = (request.words, chosen, request.year_from, request.year_to, request.facet_size)
        kept = _Kept.of(self.index)
        if asked not in kept:
            kept[asked] = self._counts(), self._decades()
        counts, decades = kept[asked]
        return {key: list(pairs) for key, pairs in counts.items()}, list(decades)

    def _decades(self) -> list[tuple[int, int]]:
        if self.words is not None:
            return self.sets.decades(self.within("annees"))
        return facets.histogram(self.index, self.query("annees"))

    def _counts(self) -> dict[str, facets.Counts]:
        size = max(1, min(self.request.facet_size, FACET_DEPTH))
        free = [key for key in FACET_KEYS if key not in self.chosen]
        if self.words is not None and len(self.within()) > FEW:
            counts = {key: self.values(key, size) for key in free}
        else:
            counts = facets.counted(self.index, self.query(), free, size)
        for key in self.chosen:
            counts[key] = self._with_chosen(key, self.values(key, size))
        return {key: counts[key] for key in FACET_KEYS}

    def values(self, key: str, size: int) -> facets.Counts:
        """Return the most frequent values of a facet as if it were not chosen."""
        if self.words is not None:
            within = self.within(key)
            if len(within) > FEW:
                return self.sets.counts(key, None if len(within) == len(self.sets.every) else within, size)
        return facets.counted(self.index, self.query(key), [key], size)[key]

    def _with_chosen(self, key: str, found: facets.Counts) -> facets.Counts:
        """Return the values with those chosen among them, however rare: one must be able to untick them."""
        missing = [value for value in self.chosen[key] if value not in {seen for seen, _ in found}]
        return found + [(value, self._counted(key, value)) for value in missing]

    def _counted(self, key: str, value: str) -> int:
        if self.words is not None:
            return self.sets.count(key, value, self.within())
        return total(self.index, _with(self.query(), {"": Query.term_query(schema(), f"f_{key}", value)}))


def _narrowed(sets: View, request: SearchRequest) -> dict[str, BitMap]:
    """Return facet key → places of its chosen values; years stand under « annees »."""
    made = {key: BitMap.union(*(sets.value(key, one) for one in v)) for key, v in request.chosen().items()}
    if request.year_from is not None or request.year_to is not None:
        made["annees"] = sets.years(*_span(request))
    return made


def _span(request: SearchRequest) -> tuple[int | None, int | None]:
    """Return the years asked for, in their order even when typed the other way round, within what a year may be."""
    first, last = _bounded(request.year_from), _bounded(request.year_to)
    if first is not None and last is not None and first > last:
        return last, first
    return first, last


def _whole(units: Sequence[Unit]) -> str:
    """Return what the whole name of a record would be, made of all the words: see documents.whole."""
    spoken = [unit for unit in units if unit.sign != "-" and unit.shape is Shape.WORDS]
    return " ".join(
        sorted({STEMS[token] for unit in spoken for token in unit.tokens if PLAIN[token] not in STOP_WORDS})
    )


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
        made["annees"] = overlapping(*_span(request))
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
