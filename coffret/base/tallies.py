"""How often things happened, counted without a row written each time: pages read, letters opened.

A process notes lines in memory, then in a file of its own, a few hundred at a time; the worker adds the files up and
hands the counts over. A process killed loses the lines of the last half minute: nothing may depend on them.
"""

import atexit
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

MOST = 200
LONGEST = 30.0  # seconds


class Tally:
    """The lines that this process has not written to its file yet; ``name`` is their folder in the data directory."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[str] = []
        self._since = 0.0
        self._lock = threading.Lock()
        atexit.register(self.write)

    def add(self, line: str) -> None:
        """Count one more ``line`` (ASCII, no line break); now and then, write those that wait."""
        with self._lock:
            if not self._lines:
                self._since = time.monotonic()
            self._lines.append(line)
            due = len(self._lines) >= MOST or time.monotonic() - self._since >= LONGEST
        if due:
            self.write()

    def write(self) -> None:
        """Append what waits to this process's file."""
        with self._lock:
            waiting, self._lines = self._lines, []
        if waiting:
            path = self.folder() / f"{os.getpid()}.txt"
            with path.open("a", encoding="ascii") as file:
                file.write("".join(f"{line}\n" for line in waiting))

    def folder(self) -> Path:
        """Return the directory of the files, made when it is not there."""
        path = Path(settings.DATA) / self._name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def add_up(self, keep: Callable[[Counter[str]], None]) -> None:
        """Give ``keep`` the counts of the files put aside by the call before, then put aside those of now.

        A file put aside for a minute is no longer being written to. It goes before the rows are committed: a kill
        between the two loses counts rather than inventing some.
        """
        counted: Counter[str] = Counter()
        put_aside = sorted(self.folder().glob("*.aside"))
        for path in put_aside:
            counted.update(path.read_text(encoding="ascii", errors="replace").splitlines())
        with transaction.atomic():
            keep(counted)
            for path in put_aside:
                path.unlink()
        for path in self.folder().glob("*.txt"):
            path.rename(path.with_suffix(f".{time.time_ns()}.aside"))
