"""The read side: one request in, one result out. Nothing that is typed is an error."""

import time
from dataclasses import dataclass

from coffret.base.text import fold
from coffret.search import reader
from coffret.search.asked import Asked
from coffret.search.request import FACET_DEPTH, FACET_KEYS, RELEVANCE, SORT_KEYS, SearchRequest
from coffret.search.words import readings

__all__ = ("RELEVANCE", "SORT_KEYS", "SearchRequest", "SearchResult", "count", "every_id", "facet_values", "search")


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


@reader.mending
def search(request: SearchRequest) -> SearchResult:
    """Return what ``request`` finds in the index as it is now."""
    start = time.perf_counter()
    asked = Asked(reader.opened(), request)
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
    return len(Asked(reader.opened(), request, strictly=strictly).within())


@reader.mending
def every_id(request: SearchRequest, batch: int = 50_000) -> list[int]:
    """Return the ids of all that ``request`` finds, in order: what exports run through."""
    return Asked(reader.opened(), request).every_id(batch)


@reader.mending
def facet_values(request: SearchRequest, key: str, contains: str = "", limit: int = 100) -> list[tuple[str, int]]:
    """Return the values of one facet, counted as beside the results; ``contains`` narrows, accents and case aside."""
    if key not in FACET_KEYS:
        return []
    found = Asked(reader.opened(), request).values(key, FACET_DEPTH)
    wanted = fold(contains)
    return [(value, n) for value, n in found if wanted in fold(value)][:limit]
