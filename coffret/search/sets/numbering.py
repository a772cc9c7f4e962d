"""Values counted in several pieces, made one list: each piece numbers its own values, in their order."""

import threading
from collections.abc import Sequence

import numpy as np

from coffret.search.facets import Counts
from coffret.search.sets.columns import Column, Numbers

# Numbers of values and how many records have each, in one piece.
Counted = tuple[Numbers, Numbers] | None
# A column of so many times fewer values than the largest is looked for in it one by one.
_SPARSE = 50


class Numbering:
    """The values of one facet over all pieces: those of the piece with most of them, then those that it lacks."""

    def __init__(self, columns: Sequence[Column | None]) -> None:
        self._columns = columns
        sizes = [column.size if column else 0 for column in columns]
        self._main = sizes.index(max(sizes)) if sizes else 0
        self._base = columns[self._main] if columns else None
        self._size = sizes[self._main] if sizes else 0
        self._more: list[str] = []
        self._maps: dict[int, Numbers] = {}
        self._lock = threading.Lock()

    def best(self, counted: Sequence[Counted], size: int) -> Counts:
        """Return the ``size`` most frequent values, most frequent first, equal ones in order of value."""
        numbers, counts = self._together(counted)
        if len(numbers) > size:
            kept = self._first(numbers, counts, size)
            numbers, counts = numbers[kept], counts[kept]
        return sorted(self._told(numbers, counts), key=lambda pair: (-pair[1], pair[0]))

    def all(self, counted: Sequence[Counted]) -> Counts:
        """Return all values that some record has, in no order."""
        return self._told(*self._together(counted))

    def _told(self, numbers: Numbers, counts: Numbers) -> Counts:
        return [(self._value(number), count) for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)]

    def _value(self, number: int) -> str:
        if number < self._size and self._base is not None:
            return self._base.value(number)
        return self._more[number - self._size]

    def _first(self, numbers: Numbers, counts: Numbers, size: int) -> Numbers:
        """Return where the ``size`` most frequent stand; of the last ones, equal, the first in order of value."""
        least = np.partition(counts, len(counts) - size)[len(counts) - size]
        above, level = np.flatnonzero(counts > least), np.flatnonzero(counts == least)
        places = size - len(above)
        if self._more and len(level) > places:
            # Numbers follow the order of values but for those that the largest piece lacks.
            own = np.searchsorted(numbers[level], self._size)
            near = [*level[:own][:places].tolist(), *level[own:].tolist()]
            level = np.array(sorted(near, key=lambda at: self._value(int(numbers[at]))), np.int64)
        return np.concatenate([above, level[:places]])

    def _together(self, counted: Sequence[Counted]) -> tuple[Numbers, Numbers]:
        parts = [(at, found) for at, found in enumerate(counted) if found is not None]
        if len(parts) == 1 and parts[0][0] == self._main:
            return parts[0][1]
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        numbers = np.concatenate([self._mapped(at)[found[0]] if at != self._main else found[0] for at, found in parts])
        found, which = np.unique(numbers, return_inverse=True)
        return found, np.bincount(which, np.concatenate([found[1] for _at, found in parts])).astype(np.int64)

    def _mapped(self, at: int) -> Numbers:
        """Return the numbers here of the values of another piece."""
        with self._lock:
            if at not in self._maps:
                self._maps[at] = self._made(at)
        return self._maps[at]

    def _made(self, at: int) -> Numbers:
        column = self._columns[at]
        values = column.values() if column else []
        known = {value: self._size + number for number, value in enumerate(self._more)}
        made = self._found(values)
        for place, value in enumerate(values):
            if made[place] < 0:
                if value not in known:
                    known[value] = self._size + len(self._more)
                    self._more.append(value)
                made[place] = known[value]
        return np.array(made, np.int64)

    def _found(self, values: Sequence[str]) -> list[int]:
        """Return the numbers of values in the largest piece, -1 for those it lacks."""
        if self._base is None:
            return [-1] * len(values)
        if len(values) * _SPARSE < self._size:
            return [self._base.find(value) for value in values]
        numbers = {value: number for number, value in enumerate(self._base.values())}
        return [numbers.get(value, -1) for value in values]
