"""The read side's one door: the live index, opened on first use in each process and reloaded when it has moved on."""

import functools
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from tantivy import Index, Query, Searcher

from coffret.search import index as writing
from coffret.search import store
from coffret.search.sets.view import View

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

# How often what changes under one's eyes is opened again, and after how many seconds.
_TRIES, _PAUSE = 3, 0.05


class Lately:
    """What was answered lately, up to so many answers, forgotten all together."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, dict[Any, Any]()

    def get(self, asked: Any) -> Any:
        """Return the answer, None when it is not kept."""
        return self._held.get(asked)

    def put(self, asked: Any, answer: Any) -> None:
        """Keep an answer."""
        if len(self._held) >= self._most:
            self._held.clear()
        self._held[asked] = answer

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()


class Kept:
    """What one process keeps of the answers of one state of the index: counts, places, beginnings of words."""

    def __init__(self) -> None:
        self.answers, self.places, self.beginnings = Lately(400), Lately(60), Lately(200)

    def clear(self) -> None:
        """Forget all: what measures ask for."""
        self.answers.clear()
        self.places.clear()
        self.beginnings.clear()


@dataclass(frozen=True, slots=True)
class Open:
    """An index as opened by one process: ``stamp`` says which state of which index; ``sets``: those of that state."""

    process: int
    stamp: tuple[str, int]
    index: Index
    searcher: Searcher
    sets: View
    kept: Kept = field(default_factory=Kept)


_open: Open | None = None
_opening = threading.Lock()
# The last state of the index that was found whole.
_whole: tuple[str, int] | None = None


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
    for _turn in range(_TRIES):
        try:
            if held is not None and held.process == os.getpid() and held.stamp[0] == stamp[0]:
                return _moved_on(held, stamp)
            return _opened()
        except writing.DAMAGE as damage:
            # Another process may just have put another in the place of what was to be read.
            failure, held = damage, None
            time.sleep(_PAUSE)
    writing.repair(f"illisible ({failure})")
    return _opened()


def _moved_on(held: Open, stamp: tuple[str, int]) -> Open:
    held.index.reload()
    sets = writing.open_sets(store.root() / stamp[0], held.sets)
    return Open(held.process, stamp, held.index, held.index.searcher(), sets)


def _opened() -> Open:
    told = store.progress(store.current())
    if told is None or not told.readable or store.condemned(store.current()):
        writing.build_here()
    stamp, directory = store.stamp(), store.current()
    if directory is None:
        raise FileNotFoundError(store.root() / "current")
    index = writing.open_index(directory)
    return Open(os.getpid(), stamp, index, index.searcher(), writing.open_sets(directory))


def mending(ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Have ``ask`` answered once more when the index turns out to be damaged, after it was built anew.

    What fails for another reason fails: each state of an index is looked at once, every byte of it.
    """

    @functools.wraps(ask)
    def answered(*given: Asked.args, **named: Asked.kwargs) -> Answer:
        try:
            return ask(*given, **named)
        except BaseException as failure:
            if not _tells_of_damage(failure) or not _mended():
                raise
        return ask(*given, **named)

    return answered


def _tells_of_damage(failure: BaseException) -> bool:
    # The library panics on what it never wrote; its exception has no name to import.
    return isinstance(failure, (*writing.DAMAGE, LookupError)) or type(failure).__name__ == "PanicException"


def _mended() -> bool:
    global _open, _whole
    stamp = store.stamp()
    if stamp == _whole:
        return False
    said = writing.mend()
    if not said:
        _whole = stamp
        return False
    with _opening:
        _open = None
    writing.repair(said)
    return True
