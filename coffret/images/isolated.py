"""Images looked at and made in limited child processes: what kills or swells a child costs its file only.

``look`` and ``run`` are for one file, ``Prober.map`` and ``Prober.each`` for many: answers come in the order of the
questions, two children work at once, each with its next question already waiting, and memory stays flat.
"""

import atexit
import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coffret.images.facts import Damage, Harm, Seen

log = logging.getLogger(__name__)

WORKERS = 2
# Bytes of its own that a child may hold. A progressive JPEG of 100 million pixels takes 600 million.
MEMORY = 1 << 30
# Seconds of processor, and on the clock, that one file may take: a hundred times what the largest honest one does.
PROCESSOR, CLOCK = 60, 120
# Seconds without work after which a child ends by itself: an idle server keeps none.
IDLE = 60.0
# Questions waiting in a child besides the one it works on: it is never idle while the parent reads.
AHEAD = 2
# Bytes of questions that may wait in a pipe without blocking the writer (Linux keeps 65,536).
PIPE = 48 << 10
# Answers kept while an earlier one is awaited.
WINDOW = 256
LONGEST_ANSWER = 8 << 20
# Files after which a child is replaced: what libraries leak is given back.
TURNS = 5000
_HOME = Path(__file__).resolve().parents[2]


class GaveUp(Exception):  # noqa: N818 - it is an answer, not a failure
    """A task was not done. ``reason``: "memory", "time", "died", "failed" (a bug, logged), "system" (the file cannot
    be opened; ``detail``: the system's words) or what the task itself says ("damaged"…, see child.Unable)."""

    def __init__(self, reason: str, detail: str = "", errno: int = 0) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail, self.errno = reason, detail, errno


@dataclass(slots=True)
class _Job:
    """A question: its rank, and whether it has already killed a child that had worked before."""

    rank: int
    line: bytes
    retried: bool = False


@dataclass(eq=False)
class _Child:
    """One process, what it has been asked, and what it has begun to answer."""

    process: "subprocess.Popen[bytes]"
    clock: float
    flight: deque[_Job] = field(default_factory=deque)
    served: int = 0
    deadline: float = 0.0
    _said: bytes = b""

    @property
    def fd(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def room(self, job: _Job) -> bool:
        """Say whether one more question may be put without waiting."""
        waiting = sum(len(one.line) for one in self.flight)
        return not self.flight or (len(self.flight) <= AHEAD and waiting + len(job.line) < PIPE)

    def ask(self, job: _Job) -> None:
        """Put a question; a child already dead is found out by ``answers``."""
        assert self.process.stdin is not None
        if not self.flight:
            self.deadline = time.monotonic() + self.clock
        self.flight.append(job)
        left = memoryview(job.line)
        with contextlib.suppress(BrokenPipeError):
            while left:
                left = left[self.process.stdin.write(left) or 0 :]

    def answers(self) -> list[bytes] | None:
        """Return the lines that came, or None when the child is no more."""
        more = os.read(self.fd, 1 << 18)
        if not more or len(self._said) > LONGEST_ANSWER:
            return None
        *lines, self._said = (self._said + more).split(b"\n")
        self.deadline = time.monotonic() + self.clock
        return lines

    def end(self) -> int:
        """Kill it if need be; returns its exit code (minus the signal that killed it)."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self.process.kill()
        return self.process.wait()

    def forget(self) -> None:
        """Let go of a process that is another's child (after a fork), without touching it."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process.returncode = 0


def _environment() -> dict[str, str]:
    """Return the child's whole environment: one thread, libvips' trusted readers only, nothing of ours."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_HOME),
        "PYTHONNOUSERSITE": "1",
        "MALLOC_ARENA_MAX": "1",
        "VIPS_CONCURRENCY": "1",
        "VIPS_BLOCK_UNTRUSTED": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


class _Round:
    """One run over many questions: feeds the crew, gathers answers, replaces the dead, keeps the order."""

    def __init__(self, prober: "Prober", task: str, asked: Iterable[Mapping[str, Any]], size: int) -> None:
        self._prober = prober
        self._task = task
        self._asked = enumerate(asked)
        self._size = size
        self._crew: list[_Child] = []
        self._again: deque[_Job] = deque()
        self._told: dict[int, dict[str, Any] | GaveUp] = {}
        self._next = 0
        self._ready: _Job | None = None  # drawn, waiting for room
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
                self._prober._give_back(child)
        self._crew.clear()

    def _draw(self) -> _Job | None:
        """Return the next question without taking it, if one may be put now."""
        if self._again:
            return self._again[0]
        if self._ready is None and not self._exhausted:
            rank, arguments = next(self._asked, (-1, {}))
            if rank < 0:
                self._exhausted = True
                return None
            line = json.dumps({"id": rank, "task": self._task, "arguments": dict(arguments)}).encode() + b"\n"
            self._ready = _Job(rank, line)
        return self._ready if self._ready and self._ready.rank < self._next + WINDOW else None

    def _take(self, job: _Job) -> None:
        if self._again and self._again[0] is job:
            self._again.popleft()
        else:
            self._ready = None

    def _feed(self) -> None:
        """Put questions to whoever has room, the least busy first; hire while someone is missing."""
        while job := self._draw():
            if len(self._crew) < self._size and all(child.flight for child in self._crew):
                self._crew.append(self._prober._borrow(fresh=job.retried))
            child = min(self._crew, key=lambda one: len(one.flight))
            if job.retried and child.served:  # judged by a child that has done nothing else
                if child.flight:
                    return
                child = self._replace(child)
            if not child.room(job):
                return
            self._take(job)
            child.ask(job)

    def _replace(self, child: _Child) -> _Child:
        self._crew.remove(child)
        child.end()
        self._crew.append(self._prober._borrow(fresh=True))
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

    def _hear(self, child: _Child) -> None:
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

    def _settle(self, child: _Child, job: _Job, said: dict[str, Any]) -> None:
        gave_up = _gave_up(said)
        if gave_up and gave_up.reason == "memory" and child.served > 1 and not job.retried:
            # Its elders may have left it little room: it is judged anew, alone.
            self._again.append(replace(job, retried=True))
            return
        self._told[job.rank] = gave_up or said["result"]

    def _bury(self, child: _Child, reason: str = "") -> None:
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


def _seen(told: dict[str, Any]) -> Seen | GaveUp:
    try:
        return Seen.from_json(told)
    except (TypeError, ValueError, KeyError) as error:
        return GaveUp("failed", str(error))


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


class Prober:
    """A crew of children; safe to share between threads, to fork with, and to keep open for long.

    ``workers`` children work at once for each of ``map`` and ``each``, and for all ``run`` together. ``memory``: bytes
    each may hold; ``processor`` and ``clock``: seconds a file may take.
    """

    def __init__(
        self, workers: int = WORKERS, *, memory: int = MEMORY, processor: int = PROCESSOR, clock: float = CLOCK
    ) -> None:
        self._workers, self._memory, self._processor, self._clock = workers, memory, processor, clock
        self._idle: list[_Child] = []
        self._hired: weakref.WeakSet[_Child] = weakref.WeakSet()
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
        work = _Round(self, task, asked, workers or self._workers)
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
            return Seen(size, damages=(replace(damage, detail=gave_up.detail),))
        try:
            seen = Seen.from_json(self.run("look", path=os.path.abspath(path), strict=False, digest=True))
        except (GaveUp, OSError):
            return Seen(size, damages=(damage,))
        return replace(seen, damages=(*seen.damages, damage))

    def _borrow(self, *, fresh: bool = False) -> _Child:
        """Return a child for one's own use, hired now when none is idle or when it must be new."""
        if not fresh:
            with contextlib.suppress(IndexError):
                return self._idle.pop()
        command = [sys.executable, "-P", "-m", "coffret.images.child"]
        limits = [f"--memory={self._memory}", f"--seconds={self._processor}", f"--idle={IDLE}"]
        process = subprocess.Popen(  # noqa: S603 - our own command line
            command + limits,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        child = _Child(process, self._clock)
        self._hired.add(child)
        return child

    def _give_back(self, child: _Child) -> None:
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
