"""Many questions put to a crew of children: answers in order, the dead replaced, the file at fault set apart."""

import json
import logging
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from coffret.images.isolation.crew import Child, Job

log = logging.getLogger(__name__)

# Answers kept while an earlier one is awaited.
WINDOW = 256
# Files after which a child is replaced: what libraries leak is given back.
TURNS = 5000


class GaveUp(Exception):  # noqa: N818 - it is an answer, not a failure
    """A task was not done. ``reason``: "memory", "time", "died", "failed" (a bug, logged), "system" (the file cannot
    be opened; ``detail``: the system's words) or what the task itself says ("damaged"…, see child.Unable)."""

    def __init__(self, reason: str, detail: str = "", errno: int = 0) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail, self.errno = reason, detail, errno


class Round:
    """One run over many questions: feeds the crew, gathers answers, replaces the dead, keeps the order."""

    def __init__(
        self,
        task: str,
        asked: Iterable[Mapping[str, Any]],
        size: int,
        borrow: Callable[[bool], Child],
        give_back: Callable[[Child], None],
    ) -> None:
        """``borrow`` gives a child for this round alone (True: one that has done nothing yet)."""
        self._borrow, self._give_back = borrow, give_back
        self._task = task
        self._asked = enumerate(asked)
        self._size = size
        self._crew: list[Child] = []
        self._again: deque[Job] = deque()
        self._told: dict[int, dict[str, Any] | GaveUp] = {}
        self._next = 0
        self._ready: Job | None = None  # drawn, waiting for room
        self._exhausted = False

    def answers(self) -> Iterator[dict[str, Any] | GaveUp]:
        """Yield the answers in the order of the questions."""
        while True:
            self._feed()
            while self._next in self._told:
                self._next += 1
                yield self._told.pop(self._next - 1)
                self._feed()
            if not any(child.flight for child in self._crew):
                return
            self._gather()

    def close(self) -> None:
        """Give back the children that are free, end the others."""
        for child in self._crew:
            if child.flight:
                child.end()
            else:
                self._give_back(child)
        self._crew.clear()

    def _draw(self) -> Job | None:
        """Return the next question without taking it, if one may be put now."""
        if self._again:
            return self._again[0]
        if self._ready is None and not self._exhausted:
            rank, arguments = next(self._asked, (-1, {}))
            if rank < 0:
                self._exhausted = True
                return None
            line = json.dumps({"id": rank, "task": self._task, "arguments": dict(arguments)}).encode() + b"\n"
            self._ready = Job(rank, line)
        return self._ready if self._ready and self._ready.rank < self._next + WINDOW else None

    def _take(self, job: Job) -> None:
        if self._again and self._again[0] is job:
            self._again.popleft()
        else:
            self._ready = None

    def _feed(self) -> None:
        """Put questions to whoever has room, the least busy first; hire while someone is missing."""
        while job := self._draw():
            if len(self._crew) < self._size and all(child.flight for child in self._crew):
                self._crew.append(self._borrow(job.retried))
            child = min(self._crew, key=lambda one: len(one.flight))
            if job.retried and child.served:  # judged by a child that has done nothing else
                if child.flight:
                    return
                child = self._replace(child)
            if not child.room(job):
                return
            self._take(job)
            child.ask(job)

    def _replace(self, child: Child) -> Child:
        self._crew.remove(child)
        child.end()
        self._crew.append(self._borrow(True))
        return self._crew[-1]

    def _gather(self) -> None:
        """Wait for the first answers, death or end of patience."""
        busy = {child.fd: child for child in self._crew if child.flight}
        waiter = select.poll()
        for fd in busy:
            waiter.register(fd, select.POLLIN)
        patience = min(child.deadline for child in busy.values()) - time.monotonic()
        for fd, _event in waiter.poll(max(0, int(patience * 1000)) + 1):
            self._hear(busy.pop(fd))
        now = time.monotonic()
        for child in busy.values():
            if child.deadline <= now:
                self._bury(child, "time")

    def _hear(self, child: Child) -> None:
        lines = child.answers()
        if lines is None:
            self._bury(child)
            return
        for line in lines:
            said = _read(line)
            if not child.flight or said.get("id") != child.flight[0].rank:
                self._bury(child)  # it no longer speaks our language: whoever it read has taken it over
                return
            child.served += 1
            self._settle(child, child.flight.popleft(), said)
        if child.served >= TURNS and not child.flight:
            self._crew.remove(child)
            child.end()

    def _settle(self, child: Child, job: Job, said: dict[str, Any]) -> None:
        gave_up = _gave_up(said)
        if gave_up and gave_up.reason == "memory" and child.served > 1 and not job.retried:
            # Its elders may have left it little room: it is judged anew, alone.
            self._again.append(replace(job, retried=True))
            return
        self._told[job.rank] = gave_up or said["result"]

    def _bury(self, child: Child, reason: str = "") -> None:
        """End a child that died or overstayed; its file is at fault, unless others went through it before."""
        self._crew.remove(child)
        code = child.end()
        if not child.flight:
            return
        blamed = child.flight.popleft()
        self._again.extendleft(reversed(child.flight))
        idle = code == 0 and not reason
        if not blamed.retried and (child.served or idle):
            self._again.appendleft(replace(blamed, retried=True))
            return
        gave_up = GaveUp(reason or _reason(code), _signal(code))
        log.warning("a child that reads images ended on a file: %s %s", gave_up.reason, gave_up.detail)
        self._told[blamed.rank] = gave_up


def _read(line: bytes) -> dict[str, Any]:
    """Return an answer; an empty one for what is none."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _gave_up(said: dict[str, Any]) -> GaveUp | None:
    """Return what an answer that is no result says."""
    if "gave_up" in said:
        return GaveUp(*said["gave_up"])
    if "system" in said:
        return GaveUp("system", said["system"][1], said["system"][0])
    if "result" in said:
        return None
    bug = str(said.get("failed", "an answer without result"))
    log.error("a task on an image failed:\n%s", bug)
    return GaveUp("failed", bug.strip().splitlines()[-1])


def _reason(code: int) -> str:
    return "time" if code == -signal.SIGXCPU else "died"


def _signal(code: int) -> str:
    """Return the name of what ended a process."""
    try:
        return signal.Signals(-code).name if code < 0 else f"exit {code}"
    except ValueError:
        return f"signal {-code}"
