"""Counts beside the results: the values of each facet as if it were not chosen, and the decades.

The counts of a facet ignore its own filter (one may widen the choice) and obey all others. Facets without a filter share
one aggregation; each filtered one takes another.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query, Searcher

Counts = list[tuple[str, int]]

DECADE = 10
# Of each part of the index, values enough for their counts to be exact: by default each gives its most frequent ones only,
# and a value frequent in none of them is forgotten.
EVERY = 1_000_000
# Older than this, decades say nothing: periods of centuries fill them all alike.
FIRST_DECADE = 1000
# Later than this, a year is a slip of the pen: one of six figures would otherwise make a hundred thousand decades.
LAST_DECADE = 2190


def counted(searcher: Searcher, query: Query, keys: Sequence[str], size: int) -> dict[str, Counts]:
    """Return, for each facet key, its ``size`` most frequent values among what ``query`` finds, with their counts."""
    if not keys:
        return {}
    asked = {key: {"terms": {"field": f"f_{key}", "size": size, "segment_size": EVERY}} for key in keys}
    found = searcher.aggregate(query, asked)
    return {key: _sorted(found[key]["buckets"]) for key in keys}


def _sorted(buckets: list[dict[str, Any]]) -> Counts:
    """Return value and count, most frequent first, equal ones by value so that the order never dances."""
    return sorted(((str(b["key"]), int(b["doc_count"])) for b in buckets), key=lambda pair: (-pair[1], pair[0]))


def histogram(searcher: Searcher, query: Query) -> list[tuple[int, int]]:
    """Return (first year of the decade, records whose years meet it), as many as a filter on that decade would find.

    A record from 1822 to 1880 counts in seven decades. Computed from two plain histograms: those that have begun by the
    end of a decade, less those that were over before it.
    """
    asked = {
        name: {"histogram": {"field": name, "interval": DECADE, "min_doc_count": 1}}
        for name in ("year_from", "year_to")
    }
    found = searcher.aggregate(query, asked)
    return running(*(_by_decade(found[name]["buckets"]) for name in ("year_from", "year_to")))


def _by_decade(buckets: list[dict[str, Any]]) -> Mapping[int, int]:
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}


def running(began: Mapping[int, int], ended: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return (first year of a decade, records living then) from how many began and ended in each decade."""
    if not began or not ended:
        return []
    return [(decade, count) for decade, count in _living(began, ended) if count]


def _living(began: Mapping[int, int], ended: Mapping[int, int]) -> list[tuple[int, int]]:
    first, last = max(min(began), FIRST_DECADE), min(max(ended), LAST_DECADE)
    living = sum(n for decade, n in began.items() if decade < first) - sum(n for d, n in ended.items() if d < first)
    counts = []
    for decade in range(first, last + DECADE, DECADE):
        living += began.get(decade, 0)
        counts.append((decade, living))
        living -= ended.get(decade, 0)
    return counts
