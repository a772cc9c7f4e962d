"""The read side's one door: the live index, opened on first use in each process and reloaded when it has moved on."""

import os
import threading
from dataclasses import dataclass
from typing import Any

from tantivy import Index, Query, Searcher

from coffret.search import index as writing
from coffret.search import store
from coffret.search.sets.view import View


@dataclass(frozen=True, slots=True)
class Open:
    """An index as opened by one process: ``stamp`` says which state of which index; ``sets``: those of that state."""

    process: int
    stamp: tuple[str, int]
    index: Index
    searcher: Searcher
    sets: View


_open: Open | None = None
_opening = threading.Lock()


def searcher() -> Searcher:
    """Return a searcher on the live index as it is now; a missing or damaged index is rebuilt first."""
    return opened().searcher


def opened() -> Open:
    """Return the live index and its sets as they are now; a missing or damaged one is rebuilt first."""
    global _open
    held, stamp = _open, store.stamp()
    if held is not None and held.process == os.getpid() and held.stamp == stamp:
        return held
    with _opening:
        held = _open
        if held is None or held.process != os.getpid() or held.stamp != stamp:
            held = _open = _reopened(held, stamp)
    return held


def total(index: Searcher, query: Query) -> int:
    """Return how many records ``query`` finds."""
    # The library's type stubs forget the count.
    found: Any = index.search(query, limit=1)
    return int(found.count)


def _reopened(held: Open | None, stamp: tuple[str, int]) -> Open:
    same_index = held is not None and held.process == os.getpid() and held.stamp[0] == stamp[0]
    try:
        if held is not None and same_index:
            held.index.reload()
            return Open(
                held.process,
                stamp,
                held.index,
                held.index.searcher(),
                writing.open_sets(store.root() / stamp[0], held.sets),
            )
        return _opened()
    except writing.DAMAGE as damage:
        writing.repair(f"illisible ({damage})")
        return _opened()


def _opened() -> Open:
    told = store.progress(store.current())
    if told is None or not told.readable:
        writing.follow()
    stamp, directory = store.stamp(), store.current()
    if directory is None:
        raise FileNotFoundError(store.root() / "current")
    index = writing.open_index(directory)
    return Open(os.getpid(), stamp, index, index.searcher(), writing.open_sets(directory))
