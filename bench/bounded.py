"""Commands under a limit of memory that the kernel enforces: control groups, of the first version or of the second.

All that the processes of a group make the kernel hold counts together: what they allocate, the files they read or write,
the kernel's own buffers. At the limit the kernel takes pages of files back; when none is left, it kills a process.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT, OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
MEMORY = "memory"
MIB = 1 << 20
# A process that has ended may hold its group a moment longer: how many times to look again, seconds apart.
LOOKS, APART = 100, 0.1
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """The files of a version of control groups: limit, what forbids swapping by « 0 », peak, and two counts.

    A count is told by the line of a name in a file, or is all that the file holds (no name).
    """

    limit: str
    swap: str
    peak: str
    reached: tuple[str, str]
    killed: tuple[str, str]


FIRST = Names(
    "memory.limit_in_bytes",
    "memory.swappiness",
    "memory.max_usage_in_bytes",
    ("memory.failcnt", ""),
    ("memory.oom_control", "oom_kill"),
)
SECOND = Names("memory.max", "memory.swap.max", "memory.peak", ("memory.events", "max"), ("memory.events", "oom_kill"))


@dataclass(frozen=True, slots=True)
class Group:
    """A group of processes whose memory is limited: its folder, its limit in bytes, the names of its files."""

    folder: Path
    limit: int
    names: Names

    def command(self, words: list[str]) -> list[str]:
        """Return the words of a command that enters the group, then becomes the one given, under the same number."""
        return ["sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *words]

    def told(self) -> Row:
        """Return the limit, the peak in MiB, how many times the limit was reached, and whether a process was killed.

        What this kernel does not tell is None.
        """
        peak, killed = self._count(self.names.peak, ""), self._count(*self.names.killed)
        return {
            "limit_mb": self.limit // MIB,
            "peak_mb": None if peak is None else -(-peak // MIB),
            "reached": self._count(*self.names.reached),
            "killed": None if killed is None else killed > 0,
        }

    def _count(self, name: str, line: str) -> int | None:
        with contextlib.suppress(OSError):
            for said in (self.folder / name).read_text().splitlines():
                *before, number = said.split()
                if before == ([line] if line else []):
                    return int(number)
        return None


def place(root: Path = ROOT, own: Path = OWN) -> tuple[Path, Names] | None:
    """Return the folder where a group of memory can be made, and the names of its files; None when there is none.

    Beneath the group this process is in, so that the limits it already has hold. Groups of the second version that have
    processes have no groups beneath them that count memory: the nearest one above that may have some.
    """
    try:
        groups = {controllers: path for _n, controllers, path in (one.split(":", 2) for one in _lines(own))}
    except OSError:
        return None
    for controllers, path in groups.items():
        if MEMORY in controllers.split(","):
            return root / MEMORY / path.strip("/"), FIRST
    mine = root / groups.get("", "").strip("/")
    for folder in (mine, *mine.parents):
        if folder.is_relative_to(root) and _shares_memory(folder):
            return folder, SECOND
    return None


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def _shares_memory(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return MEMORY in (folder / "cgroup.subtree_control").read_text().split()
    return False


@contextlib.contextmanager
def group(limit: int) -> Iterator[Group | None]:
    """Make a group limited to so many bytes, without swap; give it, or None when it cannot be had or limit is 0.

    Processes still in the group at the end are killed: they were started in it. The group is removed.
    """
    made = _made(limit) if limit else None
    try:
        yield made
    finally:
        if made:
            _removed(made.folder)


def _made(limit: int) -> Group | None:
    if (found := place()) is None:
        return None
    folder, names = found[0] / f"coffret-{os.getpid()}-{time.monotonic_ns()}", found[1]
    try:
        folder.mkdir()
    except OSError:  # not allowed to, or not there
        return None
    try:
        (folder / names.limit).write_text(str(limit))
        if (folder / names.swap).exists():  # not there when the kernel knows no swap
            (folder / names.swap).write_text("0")
    except OSError:
        folder.rmdir()
        return None
    return Group(folder, limit, names)


def _removed(folder: Path) -> None:
    for _look in range(LOOKS):
        for number in _lines(folder / "cgroup.procs"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        with contextlib.suppress(OSError):  # busy
            return folder.rmdir()
        time.sleep(APART)
    return folder.rmdir()


def unread(path: Path) -> None:
    """Have the kernel let go of the pages it holds of a file: a group counts those that it makes it read."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
