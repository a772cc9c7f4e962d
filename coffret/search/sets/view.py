"""The sets as one, whatever pieces they are in: members of a value, union of years, counts of a facet."""

from collections.abc import Iterable, Sequence
from heapq import heappush, heappushpop, nsmallest

from pyroaring import BitMap

from coffret.search.facets import DECADE, Counts, running
from coffret.search.sets import segment
from coffret.search.sets.merging import masks
from coffret.search.sets.segment import Segment, facet

# Ranges of years kept for one state of the sets.
_KEPT = 64


class View:
    """One state of the sets; ``pieces`` from the oldest, as the index names them."""

    def __init__(self, pieces: Sequence[Segment]) -> None:
        self.pieces = tuple(pieces)
        self._gone = masks(self.pieces)
        self.every = BitMap.union(BitMap(), *(p.every - gone for p, gone in self._each()))
        self._years: dict[tuple[int | None, int | None], BitMap] = {}

    def members(self, kind: str, value: str) -> BitMap | None:
        """Return the places of a set, not to be changed; None for a word that may be held by records unknown here."""
        parts = []
        for piece, gone in self._each():
            found = piece.members(kind, value)
            if found is not None:
                parts.append(found - gone if gone else found)
            elif piece.least > 1 and kind == segment.WORD:
                return None
        return parts[0] if len(parts) == 1 else BitMap.union(BitMap(), *parts)

    def value(self, key: str, value: str) -> BitMap:
        """Return the places of the records that have this value of a facet."""
        return self.members(facet(key), value) or BitMap()

    def years(self, first: int | None, last: int | None) -> BitMap:
        """Return the places of the records whose years meet the interval, an open end being None."""
        asked = (first, last)
        if asked not in self._years:
            if len(self._years) >= _KEPT:
                self._years.clear()
            found = self.every
            if last is not None:
                found = found & self._among(segment.BEGUN, segment.DECADE_BEGUN, None, last)
            if first is not None:
                found = found & self._among(segment.ENDED, segment.DECADE_ENDED, first, None)
            self._years[asked] = found
        return self._years[asked]

    def _among(self, exact: str, decade: str, first: int | None, last: int | None) -> BitMap:
        """Return the union of years from ``first`` or up to ``last``: whole decades, then the years of the one cut."""
        edge = last if last is not None else first
        cut = (edge or 0) // DECADE * DECADE
        decades = [int(value) for value in self._values(decade)]
        whole = [year for year in decades if (year < cut if last is not None else year > cut)]
        single = range(cut, last + 1) if last is not None else range(edge or 0, cut + DECADE)
        parts = [self.members(decade, str(year)) for year in whole]
        parts += [self.members(exact, str(year)) for year in single]
        return BitMap.union(BitMap(), *(part for part in parts if part))

    def _values(self, kind: str) -> set[str]:
        return {value for piece in self.pieces for value, _count in piece.ranking(kind)}

    def count(self, key: str, value: str, within: BitMap) -> int:
        """Return how many of these places have the value."""
        return sum(self._parts(facet(key), value, self._shares(within)))

    def counts(self, key: str, within: BitMap | None, size: int) -> Counts:
        """Return the ``size`` most frequent values of a facet among these places (None: all), most frequent first."""
        kind = facet(key)
        if within is None and len(self.pieces) == 1:
            return [(value, count) for value, count in self.pieces[0].ranking(kind)[:size]]
        return self._best(kind, self._shares(self.every if within is None else within), size)

    def _best(self, kind: str, shares: list[BitMap], size: int) -> Counts:
        """Look at values by falling number of records, until none that remains can be among the best."""
        rankings = [piece.ranking(kind) for piece in self.pieces]
        ahead = [0] * len(rankings)
        seen: set[str] = set()
        found: list[tuple[int, str]] = []
        best: list[int] = []  # the highest counts, the least of them first
        while True:
            left = [ranking[at][1] if at < len(ranking) else 0 for ranking, at in zip(rankings, ahead, strict=True)]
            if not any(left) or (len(best) == size and sum(left) < best[0]):
                return [(value, -count) for count, value in nsmallest(size, found)]
            richest = left.index(max(left))
            value = rankings[richest][ahead[richest]][0]
            ahead[richest] += 1
            if value in seen:
                continue
            seen.add(value)
            if count := sum(self._parts(kind, value, shares)):
                found.append((-count, value))
                (heappush if len(best) < size else heappushpop)(best, count)

    def _parts(self, kind: str, value: str, shares: list[BitMap]) -> Iterable[int]:
        for piece, share in zip(self.pieces, shares, strict=True):
            if share and (members := piece.members(kind, value)) is not None:
                yield members.intersection_cardinality(share)

    def _shares(self, within: BitMap) -> list[BitMap]:
        """Return, for each piece, the places it may answer for."""
        return [within - gone if gone else within for gone in self._gone]

    def decades(self, within: BitMap) -> list[tuple[int, int]]:
        """Return (first year of a decade, records among these places whose years meet it): see facets.histogram."""
        shares = self._shares(within)
        began, ended = (
            {int(value): sum(self._parts(kind, value, shares)) for value in self._values(kind)}
            for kind in (segment.DECADE_BEGUN, segment.DECADE_ENDED)
        )
        return running({d: n for d, n in began.items() if n}, {d: n for d, n in ended.items() if n})

    def _each(self) -> Iterable[tuple[Segment, BitMap]]:
        return zip(self.pieces, self._gone, strict=True)
