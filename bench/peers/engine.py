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
# Milliseconds that one engine may take for the turns of one round.
MOST = 1_500.0


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


def timed(ask: Callable[[], tuple[int, list[str], Facets]], turns: int) -> Answer:
    """Ask once unheard, then ``turns`` times, or as often as MOST allows; a first turn longer than that is the one heard."""
    taken: list[float] = []
    found = _noted(ask, taken)
    if taken[0] < MOST:
        taken.clear()
    while len(taken) < turns and sum(taken) < MOST:
        _noted(ask, taken)
    return Answer(*found, taken)


def _noted(ask: Callable[[], tuple[int, list[str], Facets]], taken: list[float]) -> tuple[int, list[str], Facets]:
    start = time.perf_counter()
    found = ask()
    taken.append((time.perf_counter() - start) * 1000)
    return found


def size(folder: Path) -> int:
    """Return the bytes of all the files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sorted_facets(rows: Any) -> Facets:
    """Return facets from rows of key, value, count, in the order given."""
    made: Facets = {}
    for key, value, count in rows:
        made.setdefault(key, []).append((value, int(count)))
    return made
