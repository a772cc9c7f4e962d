"""One limited child process that reads images: how it is started, asked, heard and ended."""

import contextlib
import os
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

# Seconds without work after which a child ends by itself: an idle server keeps none.
IDLE = 60.0
# Questions waiting in a child besides the one it works on: it is never idle while the parent reads.
AHEAD = 2
# Bytes of questions that may wait in a pipe without blocking the writer (Linux keeps 65,536).
PIPE = 48 << 10
LONGEST_ANSWER = 8 << 20
_HOME = Path(__file__).resolve().parents[3]


@dataclass(slots=True)
class Job:
    """A question: its rank, and whether it has already killed a child that had worked before."""

    rank: int
    line: bytes
    retried: bool = False


@dataclass(eq=False)
class Child:
    """One process, what it has been asked, and what it has begun to answer."""

    process: "subprocess.Popen[bytes]"
    clock: float
    flight: deque[Job] = field(default_factory=deque)
    served: int = 0
    deadline: float = 0.0
    _said: bytes = b""

    @property
    def fd(self) -> int:
        """Return the descriptor its answers come by."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def room(self, job: Job) -> bool:
        """Say whether one more question may be put without waiting."""
        waiting = sum(len(one.line) for one in self.flight)
        return not self.flight or (len(self.flight) <= AHEAD and waiting + len(job.line) < PIPE)

    def ask(self, job: Job) -> None:
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What each child may use: bytes of memory, seconds of processor and on the clock for one file."""

    memory: int
    processor: int
    clock: float


def hire(limits: Limits) -> Child:
    """Start a child and return it."""
    command = [sys.executable, "-P", "-m", "coffret.images.isolation.child"]
    told = [f"--memory={limits.memory}", f"--seconds={limits.processor}", f"--idle={IDLE}"]
    process = subprocess.Popen(  # noqa: S603 - our own command line
        command + told,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_environment(),
        start_new_session=True,
    )
    return Child(process, limits.clock)
