"""Coffret's own search(), in this process, on the index of its data directory."""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from peers.engine import Answer, Facets, size, timed
from peers.questions import LIMIT, Question, Reading
from peers.records import FACETS

if TYPE_CHECKING:
    from coffret.search.query import SearchResult


class Ours:
    """Coffret. Answers kept from one question to the next are forgotten before each turn."""

    name = "Coffret"

    def build(self, records: Path) -> int:
        """Return the size of the index as it is: it was made when the records were published."""
        from coffret.search import reader, store

        reader.opened()
        return size(store.current() or store.root())

    def ask(self, question: Question, reading: Reading, turns: int) -> Answer:
        """Answer as the site does: all facets, and decades beside."""
        answer = timed(lambda: self._once(question), turns)
        found = self._search(question)
        return replace(answer, otherwise=found.relaxed or found.corrected is not None)

    def again(self, question: Question) -> float:
        """Return the milliseconds of a question just asked: turning the page, another reader."""
        self._once(question)
        start = time.perf_counter()
        self._search(question)
        return (time.perf_counter() - start) * 1000

    def values(self, key: str) -> list[tuple[str, int]]:
        """Return the values of a facet and their counts, most frequent first."""
        from coffret.search.query import SearchRequest, facet_values

        return facet_values(SearchRequest(), key, limit=5_000)

    def count(self) -> int:
        """Return how many records there are."""
        from coffret.search.query import SearchRequest, count

        return count(SearchRequest())

    def _once(self, question: Question) -> tuple[int, list[str], Facets]:
        _forget()
        found = self._search(question)
        return found.total, found.refs, {key: found.facets.get(key, []) for key in FACETS}

    def _search(self, question: Question) -> "SearchResult":
        from coffret.search.query import SearchRequest, search

        first, last = question.years or (None, None)
        request = SearchRequest(
            words=question.words, filters=question.filters, year_from=first, year_to=last, sort=question.sort,
            offset=question.offset, limit=LIMIT, facets=question.facets,
        )  # fmt: skip
        return search(request)


def _forget() -> None:
    from coffret.search import reader

    opened = reader.opened()
    opened.kept.clear()
    opened.sets.forget()
