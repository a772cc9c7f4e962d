"""Decades beside the results: how many records were living in each, from how many began and ended."""

from collections.abc import Mapping

Counts = list[tuple[str, int]]

DECADE = 10
# Older than this, decades say nothing: periods of centuries fill them all alike.
FIRST_DECADE = 1000
# Later than this, a year is a slip of the pen: one of six figures would otherwise make a hundred thousand decades.
LAST_DECADE = 2190


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
