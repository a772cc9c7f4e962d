"""Images looked at and made in limited child processes: what kills or swells a child costs its file only.

``look`` and ``run`` are for one file, ``Prober.map`` and ``Prober.each`` for many: answers come in the order of the
questions, two children work at once, each with its next question already waiting, and memory stays flat.
"""

import atexit
import contextlib
import os
import threading
import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from errno import errorcode
from pathlib import Path
from typing import Any

from coffret.images.facts import Damage, Harm, Seen
from coffret.images.isolation.crew import Child, Limits, hire
from coffret.images.isolation.rounds import TURNS, GaveUp, Round

__all__ = ["GaveUp", "Prober", "look", "run", "shared"]

WORKERS = 2
# Bytes of its own that a child may hold. A progressive JPEG of 100 million pixels takes 600 million.
MEMORY = 1 << 30
# Seconds of processor, and on the clock, that one file may take: a hundred times what the largest honest one does.
PROCESSOR, CLOCK = 60, 120


def _seen(told: dict[str, Any]) -> Seen | GaveUp:
    try:
        return Seen.from_json(told)
    except (TypeError, ValueError, KeyError) as error:
        return GaveUp("failed", str(error))


class Prober:
    """A crew of children; safe to share between threads, to fork with, and to keep open for long.

    ``workers`` children work at once for each of ``map`` and ``each``, and for all ``run`` together. ``memory``: bytes
    each may hold; ``processor`` and ``clock``: seconds a file may take.
    """

    def __init__(
        self, workers: int = WORKERS, *, memory: int = MEMORY, processor: int = PROCESSOR, clock: float = CLOCK
    ) -> None:
        self._workers, self._limits = workers, Limits(memory, processor, clock)
        self._idle: list[Child] = []
        self._hired: weakref.WeakSet[Child] = weakref.WeakSet()
        self._turns = threading.BoundedSemaphore(workers)
        self._closed = False
        _PROBERS.add(self)

    def __enter__(self) -> "Prober":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the idle children; those at work end with their run."""
        self._closed = True
        while self._idle:
            self._idle.pop().end()

    def each(
        self, task: str, asked: Iterable[Mapping[str, Any]], *, workers: int = 0
    ) -> Iterator[dict[str, Any] | GaveUp]:
        """Yield, for each mapping of arguments in order, the task's result or the GaveUp that came of it.

        ``asked`` is read a little ahead, never whole. ``workers``: another number of children than the prober's.
        """
        work = Round(task, asked, workers or self._workers, self._borrow, self._give_back)
        try:
            yield from work.answers()
        finally:
            work.close()

    def run(self, task: str, **arguments: Any) -> dict[str, Any]:
        """Return the result of a task of child.TASKS; raises GaveUp, or OSError when its file cannot be opened."""
        with self._turns:
            (told,) = self.each(task, [arguments], workers=1)
        if isinstance(told, GaveUp):
            if told.reason == "system":
                raise OSError(told.errno, told.detail, str(arguments.get("path", "")))
            raise told
        return told

    def map(self, paths: Iterable[Path], *, strict: bool = True, digest: bool = True) -> Iterator[tuple[Path, Seen]]:
        """Yield each path with what its file is, in order; a file that a child could not survive says GAVE_UP."""
        coming: deque[Path] = deque()

        def asked() -> Iterator[dict[str, Any]]:
            for path in paths:
                coming.append(path)
                yield {"path": os.path.abspath(path), "strict": strict, "digest": digest}

        for told in self.each("look", asked()):
            path = coming.popleft()
            seen = told if isinstance(told, GaveUp) else _seen(told)
            yield path, self._without_pixels(path, seen) if isinstance(seen, GaveUp) else seen

    def look(self, path: Path, *, strict: bool = True, digest: bool = True) -> Seen:
        """Return what a file is; raises OSError when it cannot be opened."""
        try:
            seen = _seen(self.run("look", path=os.path.abspath(path), strict=strict, digest=digest))
        except GaveUp as gave_up:
            seen = gave_up
        return self._without_pixels(path, seen) if isinstance(seen, GaveUp) else seen

    def _without_pixels(self, path: Path, gave_up: GaveUp) -> Seen:
        """Return what the headers alone tell of a file whose decoding gave up."""
        damage = Damage(Harm.GAVE_UP, detail=gave_up.reason)
        size = 0
        with contextlib.suppress(OSError):
            size = path.stat().st_size
        if gave_up.reason == "system":
            return Seen(size, damages=(replace(damage, detail=errorcode.get(gave_up.errno, gave_up.detail)),))
        try:
            seen = Seen.from_json(self.run("look", path=os.path.abspath(path), strict=False, digest=True))
        except (GaveUp, OSError):
            return Seen(size, damages=(damage,))
        return replace(seen, damages=(*seen.damages, damage))

    def _borrow(self, fresh: bool) -> Child:
        """Return a child for one's own use, hired now when none is idle or when it must be new."""
        if not fresh:
            with contextlib.suppress(IndexError):
                return self._idle.pop()
        child = hire(self._limits)
        self._hired.add(child)
        return child

    def _give_back(self, child: Child) -> None:
        if self._closed or child.served >= TURNS or len(self._idle) >= self._workers:
            child.end()
        else:
            self._idle.append(child)

    def _after_fork(self) -> None:
        """In a forked process, the children are the other's: let go of them."""
        for child in list(self._hired):
            child.forget()
        self._idle, self._hired = [], weakref.WeakSet()
        self._turns = threading.BoundedSemaphore(self._workers)


_PROBERS: "weakref.WeakSet[Prober]" = weakref.WeakSet()
_shared: Prober | None = None
_sharing = threading.Lock()


def shared() -> Prober:
    """Return this process's own prober, made when first asked for; its children end with the process."""
    global _shared
    with _sharing:
        if _shared is None:
            _shared = Prober()
            atexit.register(_shared.close)
        return _shared


def run(task: str, **arguments: Any) -> dict[str, Any]:
    """Run one task in this process's shared children; raises GaveUp or OSError (see Prober.run)."""
    return shared().run(task, **arguments)


def look(path: Path, *, strict: bool = True, digest: bool = True) -> Seen:
    """Return what one file is, looked at in a shared child."""
    return shared().look(path, strict=strict, digest=digest)


def _after_fork() -> None:
    global _sharing
    _sharing = threading.Lock()
    for prober in list(_PROBERS):
        prober._after_fork()


os.register_at_fork(after_in_child=_after_fork)
