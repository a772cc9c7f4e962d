"""The sets as one, whatever pieces they are in: members of a value, union of years, counts of a facet.

Here members are seats: the ordinal of a record in its piece, after the seats of the pieces before. Places are spread over
sixteen levels, where seats leave no gap: half of a million is counted among another half in two microseconds, twenty times
sooner. In a piece seats rise as places do; pieces are put together where an order is asked for.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import heappush, heappushpop, nsmallest
from itertools import accumulate

import numpy as np
from pyroaring import BitMap

from coffret.search.facets import DECADE, Counts, running
from coffret.search.sets import coding, segment
from coffret.search.sets.columns import Numbers
from coffret.search.sets.merging import masks
from coffret.search.sets.numbering import Counted, Numbering
from coffret.search.sets.places import record
from coffret.search.sets.segment import Ranking, Segment, facet, numbers

# Up to so many records, looking at the values of each is quicker than meeting sets; so is it when so many values are asked
# for. Beyond, what takes least is chosen, facet by facet.
FEW = 20_000
_MANY = 100
# Up to so many records, values are counted one by one.
_HANDFUL = 100
# What both take, in thousandths of a microsecond: to meet one set, for one record of them all besides; to find the row of a
# record, once for all facets; to look at one and at one value, or at one record of which there are fewer than values.
_MEETING, _OF_ALL, _FINDING, _LOOKING, _A_VALUE, _SORTING = 2_400, 0.012, 3, 3, 8, 40
# A share of a piece is nearly all of it when the piece is less than so many times as large.
_NEARLY = 1.2
# Ranges of years kept for one state of the sets.
_KEPT = 64
# The seats of a piece begin where a part of a bitmap does: moved there, its sets are copied, not made anew.
_PART = 1 << 16
# Places are numbers of 32 bits.
_PLACES = 1 << 32


class View:
    """One state of the sets; ``pieces`` from the oldest, as the index names them. ``all``: the seats of every record."""

    def __init__(self, pieces: Sequence[Segment]) -> None:
        self.pieces = tuple(pieces)
        whole = [-(-piece.size // _PART) * _PART for piece in self.pieces]
        self._starts = [0, *accumulate(whole)][: len(whole)]
        taken = zip(self.pieces, masks(self.pieces), strict=True)
        # Ordinals of the records that newer pieces took.
        self._gone = [coding.bitmap(piece.ordinals(gone)) for piece, gone in taken]
        self.all = BitMap.union(
            BitMap(), *((BitMap(range(piece.size)) - gone).shift(start) for piece, start, gone in self._each())
        )
        self._years: dict[tuple[int | None, int | None], BitMap] = {}
        self._numberings: dict[str, Numbering] = {}

    @cached_property
    def every(self) -> BitMap:
        """Return the places of every record: what those who write pieces go by."""
        taken = zip(self.pieces, masks(self.pieces), strict=True)
        return BitMap.union(BitMap(), *(piece.every - gone for piece, gone in taken))

    def members(self, kind: str, value: str) -> BitMap | None:
        """Return the seats of a set, not to be changed; None for a word that may be held by records unknown here."""
        parts = []
        for piece, start, gone in self._each():
            found = piece.members(kind, value)
            if found is not None:
                found = found - gone if gone else found
                parts.append(found.shift(start) if start else found)
            elif piece.least > 1 and kind == segment.WORD:
                return None
        return parts[0] if len(parts) == 1 else BitMap.union(BitMap(), *parts)

    def seats(self, places: Numbers) -> BitMap:
        """Return the seats of the records at these places; those that are not there are passed over."""
        wanted = np.sort(places)
        parts = []
        for piece, start, gone in self._each():
            at = np.searchsorted(piece.places, wanted)
            known = at < piece.size
            known[known] = piece.places[at[known]] == wanted[known]
            found = coding.bitmap(at[known].astype(np.uint32)) - gone
            parts.append(found.shift(start) if start else found)
        return parts[0] if len(parts) == 1 else BitMap.union(BitMap(), *parts)

    def places(self, seats: Iterable[int]) -> list[int]:
        """Return the place of each of these seats."""
        pieces, starts = self.pieces, self._starts
        at = ((seat, bisect_right(starts, seat) - 1) for seat in seats)
        return [int(pieces[number].places[seat - starts[number]]) for seat, number in at]

    def records(self, seats: Iterable[int]) -> list[int]:
        """Return the id of the record of each of these seats."""
        return list(map(record, self.places(seats)))

    def ordered(self, found: BitMap, offset: int, count: int) -> list[int]:
        """Return up to ``count`` of the seats found, in the order of their places, from the ``offset``-th on."""
        if len(self.pieces) == 1:
            return list(found[offset : offset + count])
        parts = self.shares(found)
        near: list[tuple[int, int]] = []
        for piece, start, part, skipped in zip(
            self.pieces, self._starts, parts, self._skipped(parts, offset), strict=True
        ):
            near += [(int(piece.places[at]), start + at) for at in part[skipped : skipped + count]]
        return [seat for _place, seat in sorted(near)[:count]]

    def _skipped(self, parts: Sequence[BitMap], offset: int) -> list[int]:
        """Return how many members of each part come before the ``offset``-th of them all."""

        def before(place: int) -> list[int]:
            wanted = np.uint32(place)
            upto = [int(np.searchsorted(piece.places, wanted)) for piece in self.pieces]
            return [part.rank(at - 1) if at else 0 for part, at in zip(parts, upto, strict=True)]

        if not offset:
            return [0] * len(parts)
        return before(bisect_right(range(_PLACES), offset, key=lambda place: sum(before(place))) - 1)

    def value(self, key: str, value: str) -> BitMap:
        """Return the seats of the records that have this value of a facet."""
        return self.members(facet(key), value) or BitMap()

    def years(self, first: int | None, last: int | None) -> BitMap:
        """Return the seats of the records whose years meet the interval, an open end being None."""
        asked = (first, last)
        if asked not in self._years:
            if len(self._years) >= _KEPT:
                self._years.clear()
            found = self.all
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

    def forget(self) -> None:
        """Forget the years kept: what measures ask for."""
        self._years.clear()

    def among(self, within: BitMap) -> "Among":
        """Return what counts the values of the records in these seats."""
        return Among(self, within)

    def numbering(self, kind: str) -> Numbering:
        """Return the numbers that values of a kind have in all pieces together."""
        if kind not in self._numberings:
            self._numberings[kind] = Numbering([piece.columns.column(kind) for piece in self.pieces])
        return self._numberings[kind]

    def shares(self, found: BitMap) -> list[BitMap]:
        """Return, for each piece, the ordinals of those of its records that are among the seats found."""
        if len(self.pieces) == 1:
            return [found]
        spans = zip(self._starts, self.pieces, strict=True)
        return [(found & BitMap(range(start, start + piece.size))).shift(-start) for start, piece in spans]

    def _each(self) -> Iterable[tuple[Segment, int, BitMap]]:
        """Yield each piece, its first seat, and the ordinals that newer ones took from it."""
        return zip(self.pieces, self._starts, self._gone, strict=True)


class Among:
    """Some records of one state of the sets, whose values are counted: by columns or by sets, whichever takes less."""

    def __init__(self, view: View, within: BitMap) -> None:
        self._view, self._within, self._count = view, within, len(within)

    @property
    def _everything(self) -> bool:
        """Say whether they are all the records, told by one piece: it knows how many have each value."""
        return self._count == len(self._view.all) and len(self._view.pieces) == 1

    def counts(self, key: str, size: int) -> Counts:
        """Return the ``size`` most frequent values of a facet among them, most frequent first, equal ones by value."""
        kind, view = facet(key), self._view
        if self._everything:
            return view.pieces[0].ranking(kind)[:size]
        if self._count <= _HANDFUL:
            return sorted(self._by_hand(kind).items(), key=lambda pair: (-pair[1], pair[0]))[:size]
        if size > _MANY or self._looked_at(kind, size):
            return view.numbering(kind).best(self._counted(kind), size)
        return self._best(kind, size)

    def count(self, key: str, value: str) -> int:
        """Return how many of them have a value of a facet."""
        return self._view.value(key, value).intersection_cardinality(self._within)

    def decades(self) -> list[tuple[int, int]]:
        """Return (first year of a decade, records among them whose years meet it), as many as a filter on it would find.

        A record from 1822 to 1880 counts in seven decades: those that have begun by the end of a decade, less those that
        were over before it.
        """
        return running(self._by_decade(segment.DECADE_BEGUN), self._by_decade(segment.DECADE_ENDED))

    def _by_decade(self, kind: str) -> dict[int, int]:
        if self._everything:
            return {int(value): count for value, count in self._view.pieces[0].ranking(kind)}
        if self._count <= _HANDFUL:
            return {int(value): count for value, count in self._by_hand(kind).items()}
        if self._looked_at(kind, None):
            numbering = self._view.numbering(kind)
            return {int(value): count for value, count in numbering.all(self._counted(kind))}
        values = {value for piece in self._view.pieces for value, _count in piece.ranking(kind)}
        counts = {int(value): sum(self._parts(kind, value)) for value in values}
        return {decade: count for decade, count in counts.items() if count}

    def _by_hand(self, kind: str) -> Counter[str]:
        """Return how many of a handful of records have each value."""
        columns = (piece.columns.column(kind) for piece in self._view.pieces)
        found = Counter[str]()
        for column, rows in zip(columns, self._rows, strict=True):
            if column is not None and len(rows):
                found.update(column.values_of(rows))
        return found

    def _looked_at(self, kind: str, size: int | None) -> bool:
        """Say whether looking at each record tells the ``size`` most frequent values (None: all) sooner than meeting sets."""
        if self._count <= FEW:
            return True
        largest = max(self._view.pieces, key=lambda piece: piece.size)
        column, ranking = largest.columns.column(kind), largest.ranking(kind)
        if column is None or not ranking:
            return False
        many = column.top < self._count
        looking = self._count * _LOOKING + column.top * _A_VALUE if many else self._count * _SORTING
        if "_rows" not in self.__dict__:
            looking += self._count * _FINDING
        return looking < self._met(ranking, size) * (_MEETING + len(self._view.all) * _OF_ALL)

    def _met(self, ranking: Ranking, size: int | None) -> int:
        """Return about how many sets have to be met: those that may hold more of these records than the last one told."""
        if size is None or size >= len(ranking):
            return len(ranking)
        least = ranking[size - 1][1] * self._count / len(self._view.all)
        return bisect_right(ranking, -least, key=lambda pair: -pair[1])

    @cached_property
    def _shares(self) -> list[BitMap]:
        return self._view.shares(self._within)

    @cached_property
    def _rests(self) -> list[BitMap | None]:
        """Return the other ordinals of each piece, where they are few: the less is met, the sooner; None elsewhere."""
        shares = zip(self._view.pieces, self._shares, strict=True)
        return [
            BitMap(range(piece.size)) - share if piece.size < len(share) * _NEARLY else None for piece, share in shares
        ]

    @cached_property
    def _rows(self) -> list[Numbers]:
        shares = zip(self._view.pieces, self._shares, strict=True)
        return [piece.columns.rows(piece.places[numbers(share)]) for piece, share in shares]

    def _counted(self, kind: str) -> list[Counted]:
        columns = (piece.columns.column(kind) for piece in self._view.pieces)
        return [
            column.counted(rows) if column and len(rows) else None
            for column, rows in zip(columns, self._rows, strict=True)
        ]

    def _best(self, kind: str, size: int) -> Counts:
        """Look at values by falling number of records, until none that remains can be among the best."""
        if len(self._view.pieces) == 1:
            return self._best_of_one(kind, size)
        rankings = [piece.ranking(kind) for piece in self._view.pieces]
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
            if count := sum(self._parts(kind, value)):
                found.append((-count, value))
                (heappush if len(best) < size else heappushpop)(best, count)

    def _best_of_one(self, kind: str, size: int) -> Counts:
        """Do the same where there is one piece: half of the time, there being nothing to add up."""
        piece, (rest,) = self._view.pieces[0], self._rests
        found: list[tuple[int, str]] = []
        best: list[int] = []
        for value, held in piece.ranking(kind):
            if len(best) == size and held < best[0]:
                break
            members = piece.members(kind, value) or BitMap()
            if rest is None:
                count = members.intersection_cardinality(self._within)
            else:
                count = held - members.intersection_cardinality(rest)
            if count:
                found.append((-count, value))
                (heappush if len(best) < size else heappushpop)(best, count)
        return [(value, -count) for count, value in nsmallest(size, found)]

    def _parts(self, kind: str, value: str) -> Iterable[int]:
        for piece, share, rest in zip(self._view.pieces, self._shares, self._rests, strict=True):
            if share and (members := piece.members(kind, value)) is not None:
                if rest is None:
                    yield members.intersection_cardinality(share)
                else:
                    yield len(members) - members.intersection_cardinality(rest)
