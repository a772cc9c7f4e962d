"""Work that outlives a request: asked for by a page, done by the worker, begun again after a kill.

A job is a row. Whoever runs it holds a lock on a file that the system lets go when the process dies: a job begun whose
lock is free was killed, and is begun again. So a job's function must be safe to begin again: what it decides, it decides
in one transaction. Rooms declare theirs in a module ``jobs.py``, loaded with the application.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from coffret.base import locks
from coffret.base.errors import Refused
from coffret.base.models import Job

log = logging.getLogger("coffret.jobs")

# Minutes before each new attempt after a failure that is a bug or a passing trouble (disk full, locked database).
WAITS = (1, 5, 30)
# Seconds between two looks at what waits; after a failure to look, time for its cause to go away.
PAUSE, LONG_PAUSE = 0.4, 2.0
# Seconds between two writings of the progress.
TOLD_EVERY = 1.0


class Telling:
    """What a job's function is given: its row, and ``tell`` to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._began = time.monotonic()
        self._told = 0.0

    def tell(self, step: str, done: int, total: int = 0) -> None:
        """Write how far it is, at most once a second; never inside the transaction that decides."""
        now = time.monotonic()
        if now - self._told < TOLD_EVERY and done != total:
            return
        self._told = now
        progress = {"step": step, "done": done, "total": total, "seconds": round(now - self._began, 1)}
        if not connection.in_atomic_block:
            Job.objects.filter(pk=self.job.pk).update(progress=progress)
        self.job.progress = progress


Act = Callable[[Telling], Mapping[str, Any] | None]
JOBS: dict[str, Act] = {}
# Kinds that may last: the worker does them beside the others, which never wait for them.
SLOW: set[str] = set()


def job(kind: str, *, slow: bool = False) -> Callable[[Act], Act]:
    """Register the decorated function as what does jobs of ``kind``; it returns facts kept as the job's result.

    ``slow``: it has its own lane. It raises Refused for what no new attempt would change. Raises ValueError when the
    kind is taken.
    """

    def register(act: Act) -> Act:
        if kind in JOBS:
            raise ValueError(f"job {kind} is declared twice")
        JOBS[kind] = act
        if slow:
            SLOW.add(kind)
        return act

    return register


def ask(kind: str, key: str, *, by: int | None = None, **arguments: Any) -> Job:
    """Ask for work; returns its row, the one that waits or runs already when there is one. Runs in any transaction."""
    now = timezone.now()
    there = Job.objects.filter(kind=kind, key=key, ended_at__isnull=True).first()
    if there:
        return there
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, key=key, arguments=arguments, asked_by=by, asked_at=now, next_at=now)
    except IntegrityError:
        return Job.objects.get(kind=kind, key=key, ended_at__isnull=True)


def last(kind: str, key: str) -> Job | None:
    """Return the newest job of this kind about ``key``."""
    return Job.objects.filter(kind=kind, key=key).order_by("-pk").first()


def is_busy(kind: str, key: str) -> bool:
    """Say whether a job of this kind about ``key`` waits or runs."""
    return Job.objects.filter(kind=kind, key=key, ended_at__isnull=True).exists()


def run_waiting(limit: int = 100, *, slow: bool | None = None) -> int:
    """Run the jobs that wait, those due first; returns how many. One held by another process is left to it.

    ``slow``: those of the slow lane alone, or those of the other one alone.
    """
    done = 0
    for pk in _due(slow)[:limit]:
        done += _run(pk)
    return done


def follow(stop: threading.Event, *, slow: bool) -> None:
    """Run the jobs of a lane as they come, until ``stop``; the one under way is begun again by whoever follows next."""
    while not stop.is_set():
        try:
            busy = run_waiting(slow=slow)
        except (DatabaseError, OSError):
            log.exception("les travaux n'ont pas pu être lus ; nouvel essai dans %g s", LONG_PAUSE)
            connection.close()
            stop.wait(LONG_PAUSE)
        else:
            stop.wait(0 if busy else PAUSE)


def _due(slow: bool | None) -> list[int]:
    """Return the jobs due, in the order they are: one index is read, whatever was ever done."""
    due = Job.objects.filter(ended_at__isnull=True, next_at__lte=timezone.now()).order_by("next_at", "pk")
    return [pk for pk, kind in due.values_list("pk", "kind") if slow is None or slow == (kind in SLOW)]


def _run(pk: int) -> bool:
    with _held(pk) as free:
        row = Job.objects.filter(pk=pk, ended_at__isnull=True).first() if free else None
        if row is None:
            return False
        row.began_at, row.attempts = timezone.now(), row.attempts + 1
        row.save(update_fields=["began_at", "attempts"])
        _do(row)
    return True


def _do(row: Job) -> None:
    try:
        result = JOBS[row.kind](Telling(row))
    except Refused as refusal:
        _end(row, refusal=str(refusal))
    except Exception as failure:
        log.exception("travail %s (%s) : échec", row.kind, row.key)
        _failed(row, failure)
    else:
        _end(row, result=dict(result or {}))


def _end(row: Job, **facts: Any) -> None:
    # Saved whole as the function left it: what it was told last is the truth of the end. A failure that passed is none.
    ended = {"ended_at": timezone.now(), "progress": row.progress, "failure": ""}
    Job.objects.filter(pk=row.pk).update(**ended | facts)


def _failed(row: Job, failure: Exception) -> None:
    said = f"{type(failure).__name__} : {failure}"[:2000]
    if row.attempts > len(WAITS):
        _end(row, failure=said)
        return
    wait = timedelta(minutes=WAITS[row.attempts - 1])
    Job.objects.filter(pk=row.pk).update(next_at=timezone.now() + wait, failure=said)


def _held(pk: int) -> contextlib.AbstractContextManager[bool]:
    """Hold a job for the time of its work; gives False when another process holds it. A kill lets it go."""
    return locks.held(Path(settings.DATA) / "jobs" / f"{pk}.lock")
