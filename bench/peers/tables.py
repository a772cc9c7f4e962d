"""What the two databases share: values of facets as numbers, the records as rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peers.records import Line, read


class Values:
    """Facet and value → number, in the order met."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def of(self, line: Line) -> list[int]:
        """Return the numbers of the values of a record, each once."""
        return sorted({self.numbers.setdefault(pair, len(self.numbers) + 1) for pair in line.values()})

    def rows(self) -> Iterator[tuple[int, str, str]]:
        """Yield number, key and value."""
        return ((number, key, value) for (key, value), number in self.numbers.items())

    def chosen(self, filters: dict[str, tuple[str, ...]]) -> dict[str, list[int]]:
        """Return key → numbers of the chosen values."""
        return {key: [self.numbers.get((key, value), 0) for value in values] for key, values in filters.items()}


def rows(path: Path, values: Values) -> Iterator[tuple[Line, tuple[Any, ...], list[int]]]:
    """Yield, for each record: its line; id, REF, rank, date, first and last year; the numbers of its values."""
    for line in read(path):
        years = [int(year) if year else None for year in (line.year_from, line.year_to)]
        yield line, (int(line.id), line.ref, int(line.rank), int(line.date), *years), values.of(line)
