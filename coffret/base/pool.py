"""Work spread over the processors, in order, with a bounded number of pieces in flight: memory stays flat."""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from coffret.base import memory
from coffret.base.errors import Refused

Piece = TypeVar("Piece")
Result = TypeVar("Result")

# Pieces waiting per process: enough that none is ever idle.
AHEAD = 2
PR_SET_PDEATHSIG = 1


class Pool:
    """Runs a function over pieces in child processes, or here when ``processes`` is 0."""

    def __init__(self, executor: ProcessPoolExecutor | None, processes: int) -> None:
        self._executor = executor
        self._processes = processes

    def map(self, work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """Yield ``work(piece)`` in the order of the pieces; reads only a few pieces ahead."""
        if self._executor is None:
            yield from map(work, pieces)
            return
        waiting: deque[Future[Result]] = deque()
        for piece in pieces:
            waiting.append(self._executor.submit(work, piece))
            if len(waiting) > self._processes * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def processes() -> int:
    """Return how many child processes may help: 0 where forking is not safe or there is one processor.

    Children are forked so that they share the vocabularies already read, and touch no connection. A process with
    other threads (the web server) must not fork: a lock held by one of them would stay locked in the child.
    """
    if threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
        return 0
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return count if count > 1 else 0


def begin(parent: int) -> None:
    """Make this process a child that dies with its parent, which cannot stop it when killed, and keeps no lock of its (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGKILL)
        _let_go()
    # What was inherited is never collected here: looking at it would make this process a copy of it, page by page.
    gc.freeze()


def _let_go() -> None:
    """Close the lock files open when the process was forked: a lock lasts until every copy of its file is closed.

    The index's library locks a file, for a moment, in threads of its own: the parent would wait for it for ever.
    """
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/self/fd/{name}").endswith("lock"):
                os.close(int(name))


def apart(work: Callable[..., Result], *given: Any) -> Result:
    """Return what ``work(*given)`` returns, or raise what it raises, done in a process of its own: its memory goes with it.

    Done here where forking is not safe. No connection to a database may be open; what is given, returned and raised
    must pickle. Killed with the process that waits for it; raises Refused when it is killed alone.
    """
    if not processes():
        return work(*given)
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork"), begin, (os.getpid(),)) as executor:
            return executor.submit(work, *given).result()
    except BrokenProcessPool as broken:
        sentence = _("Un processus a été tué en plein travail, faute de mémoire peut-être : relancer la même commande.")
        raise Refused(sentence) from broken


@contextlib.contextmanager
def opened(install: Callable[..., None], *context: Any, parallel: bool = True) -> Iterator[Pool]:
    """Give a pool whose every process has run ``install(*context)`` first; ``parallel`` False works here."""
    count = processes() if parallel else 0
    install(*context)
    if not count:
        yield Pool(None, 0)
        return
    memory.release()
    parent = os.getpid()
    with ProcessPoolExecutor(count, multiprocessing.get_context("fork"), begin, (parent,)) as executor:
        try:
            # Forks every child now, before any transaction is open.
            executor.submit(os.getpid).result()
            yield Pool(executor, count)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
