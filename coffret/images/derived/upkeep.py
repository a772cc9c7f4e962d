"""What is made of the masters, thumbnails and pyramids: after a publication, in the background, and again when lost.

A publication writes what it awaits in its own transaction; what is made is taken off the list. A kill loses nothing:
what was not made is still awaited, and one process at a time works at it.
"""

import contextlib
import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F

from coffret.base.errors import Refused
from coffret.images import store
from coffret.images.delivery import pyramids
from coffret.images.incoming import sweep
from coffret.images.isolation.isolated import GaveUp
from coffret.images.models import Awaited, Image
from coffret.images.rows import await_all

# The limited children work two at a time; a batch is taken off the list in one short transaction.
THREADS, BATCH = 2, 16
# A picture that could not be made this many times is left aside: the doctor names it, « coffret rebuild --images » tries again.
ATTEMPTS = 3
FOR_EVER = float("inf")

log = logging.getLogger("coffret.images")


@dataclass(frozen=True, slots=True)
class Done:
    """How far a round has come: contents made, contents that failed, contents still awaited."""

    made: int
    failed: int
    left: int


def waiting() -> int:
    """Return how many contents are still to be made, those left aside not counted."""
    return Awaited.objects.filter(failures__lt=ATTEMPTS).count()


def work(
    seconds: float = FOR_EVER,
    *,
    watch: Callable[[Done], None] = lambda done: None,
    stop: Callable[[], bool] = lambda: False,
) -> Done:
    """Make what is awaited, for ``seconds`` at most; leaves at once when another process is at it.

    Raises Refused when the place of masters does not answer, OSError when the disk does not take what is made.
    """
    made = failed = 0
    deadline = time.monotonic() + seconds
    with _alone() as free, ThreadPoolExecutor(THREADS) as threads:
        while free and time.monotonic() < deadline and not stop():
            batch = _next()
            if not batch:
                break
            reasons = dict(zip(batch, threads.map(_made, batch), strict=True))
            _note(reasons)
            failed += sum(map(bool, reasons.values()))
            made += sum(not reason for reason in reasons.values())
            watch(Done(made, failed, waiting()))
    return Done(made, failed, waiting())


def refill() -> int:
    """Await whatever any image of the catalogue lacks, and try again what was left aside; returns how many.

    What was half made when a process was killed is deleted on the way.
    """
    lacking: list[str] = []
    for sha256 in _contents():
        for place in (pyramids.place(sha256), store.thumbnail_place(sha256, store.WIDTHS[0])):
            sweep(place.parent, ".*-*")
        if not whole(sha256):
            lacking.append(sha256)
    with transaction.atomic():
        Awaited.objects.filter(failures__gt=0).update(failures=0)
        await_all(lacking)
    return waiting()


def whole(sha256: str) -> bool:
    """Say whether everything made of a content is there."""
    return pyramids.has(sha256) and all(store.thumbnail_place(sha256, width).is_file() for width in store.WIDTHS)


def _contents() -> Iterator[str]:
    """Yield the contents of the catalogue, each once, by ascending address and without a cursor left open."""
    after = ""
    while True:
        page = Image.objects.filter(sha256__gt=after).order_by("sha256").values_list("sha256", flat=True).distinct()
        found = list(page[:1000])
        if not found:
            return
        yield from found
        after = found[-1]


def _next() -> list[str]:
    """Return a few contents to make, those that failed before last."""
    awaited = Awaited.objects.filter(failures__lt=ATTEMPTS).order_by("failures", "pk")
    return list(awaited.values_list("sha256", flat=True)[:BATCH])


def _made(sha256: str) -> str:
    """Make what a content lacks; returns why it could not be, « » when all is there."""
    try:
        store.thumbnails(sha256)
        if not pyramids.has(sha256):
            pyramids.make(sha256)
    except GaveUp as gave_up:
        return f"{gave_up.reason} {gave_up.detail}".strip()
    except FileNotFoundError:
        return "absent"
    return ""


def _note(reasons: dict[str, str]) -> None:
    """Take off the list what was made; write why the others were not."""
    with transaction.atomic():
        Awaited.objects.filter(sha256__in=[sha256 for sha256, reason in reasons.items() if not reason]).delete()
        for sha256, reason in reasons.items():
            if reason:
                log.warning("image %s : vignettes et pyramide à refaire (%s)", sha256, reason)
                Awaited.objects.filter(sha256=sha256).update(failures=F("failures") + 1, reason=reason[:500])


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Hold the upkeep of this data directory; gives False when another process has it. A kill lets it go."""
    place = Path(settings.DATA) / "images" / "upkeep.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


# Seconds between two looks at the list, and after a failure whose cause has to go away.
PAUSE, LONG_PAUSE = 2.0, 30.0


def follow(stop: Callable[[float], bool]) -> None:
    """Make what publications await, until ``stop(seconds)``, which waits that long, says so."""
    pause = 0.0
    while not stop(pause):
        try:
            close_old_connections()
            work(stop=lambda: stop(0))
            pause = PAUSE
        except Refused as refusal:
            log.error("%s", refusal)
            pause = LONG_PAUSE
        except (DatabaseError, OSError):
            log.exception("vignettes et pyramides attendent")
            pause = LONG_PAUSE
