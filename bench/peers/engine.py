"""What an engine of the comparison is: built from the file of records, asked questions, timed by itself."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from peers.questions import Question, Reading

Facets = dict[str, list[tuple[str, int]]]
FACET_SIZE = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found, and how long each turn took: ``ms``; ``refs``: the page.

    ``otherwise``: nothing has the words, and something else was looked for and shown.
    """

    total: int
    refs: list[str]
    facets: Facets
    ms: list[float]
    otherwise: bool = False

    @property
    def median(self) -> float:
        """Return the median of the turns, in milliseconds."""
        return statistics.median(self.ms)


class Engine(Protocol):
    """An engine: ``build`` makes its index once and returns its size in bytes; ``ask`` answers so many times over."""

    name: str

    def build(self, records: Path) -> int: ...

    def ask(self, question: Question, reading: Reading, turns: int) -> Answer: ...


def timed(ask: Callable[[], tuple[int, list[str], Facets]], turns: int, most: float = 1.5) -> Answer:
    """Ask once unheard, then ``turns`` times, or as many as ``most`` seconds allow; at least one is heard."""
    total, refs, facets = ask()
    taken: list[float] = []
    while len(taken) < turns and (not taken or sum(taken) < most * 1000):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return Answer(total, refs, facets, taken)


def size(folder: Path) -> int:
    """Return the bytes of all the files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sorted_facets(rows: Any) -> Facets:
    """Return facets from rows of key, value, count, in the order given."""
    made: Facets = {}
    for key, value, count in rows:
        made.setdefault(key, []).append((value, int(count)))
    return made
