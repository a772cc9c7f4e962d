"""How many times the page of each record was read, and nothing of who read it.

A page that is read writes nothing in the database: processes that serve pages note record numbers in memory, then in a
file of their own, a few hundred at a time; the worker adds the files to the rows (RecordViews). A process killed loses
the views of the last half minute: nothing depends on them.
"""

import atexit
import os
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.catalogue.models import Record

MOST = 200
LONGEST = 30.0  # seconds
_ADD = (
    "INSERT INTO editorial_recordviews (record_id, count) VALUES (%s, %s)"
    " ON CONFLICT (record_id) DO UPDATE SET count = editorial_recordviews.count + excluded.count"
)


class Tally:
    """The views that this process has not written to its file yet."""

    def __init__(self) -> None:
        self._records: list[int] = []
        self._since = 0.0
        self._lock = threading.Lock()

    def add(self, record: int) -> None:
        """Count one view of a record (its id); now and then, write those that wait."""
        with self._lock:
            if not self._records:
                self._since = time.monotonic()
            self._records.append(record)
            due = len(self._records) >= MOST or time.monotonic() - self._since >= LONGEST
        if due:
            self.write()

    def write(self) -> None:
        """Append what waits to this process's file."""
        with self._lock:
            waiting, self._records = self._records, []
        if waiting:
            path = folder() / f"{os.getpid()}.txt"
            with path.open("a", encoding="ascii") as file:
                file.write("".join(f"{record}\n" for record in waiting))


TALLY = Tally()
atexit.register(TALLY.write)


def folder() -> Path:
    """Return the directory of the files, made when it is not there."""
    path = Path(settings.DATA) / "readings"
    path.mkdir(parents=True, exist_ok=True)
    return path


@duty("pages lues", every=timedelta(minutes=1))
def add_up() -> str:
    """Add to the rows the files put aside by the run before, then put aside those of now; say how many views.

    A file put aside for a minute is no longer being written to. It goes before the rows are committed: a kill between
    the two loses views rather than inventing some.
    """
    counted: Counter[int] = Counter()
    put_aside = sorted(folder().glob("*.aside"))
    for path in put_aside:
        counted.update(int(line) for line in path.read_text(encoding="ascii").split() if line.isdecimal())
    with transaction.atomic():
        _add(counted)
        for path in put_aside:
            path.unlink()
    for path in folder().glob("*.txt"):
        path.rename(path.with_suffix(f".{time.time_ns()}.aside"))
    return (
        ngettext("{count} page de notice lue", "{count} pages de notices lues", counted.total()).format(
            count=counted.total()
        )
        if counted
        else ""
    )


def _add(counted: Counter[int]) -> None:
    known = set(Record.objects.filter(pk__in=list(counted)).order_by().values_list("pk", flat=True))
    rows = [(record, n) for record, n in counted.items() if record in known]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
