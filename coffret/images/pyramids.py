"""Pyramids kept under DATA/images/pyramids, one by content: made from the master in the limited child, rebuildable."""

import logging
import threading
import time
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from coffret.images import isolated, store
from coffret.images.iiif import Busy
from coffret.images.isolated import GaveUp
from coffret.images.tiles import NotAPyramid, Pyramid, Shelf

# Seconds during which a picture whose pyramid could not be made is not tried again.
RESPITE = 300.0
REMEMBERED = 1000
# Threads of a process that may wait for pyramids to be made: the others serve pages.
MAKERS = 2

log = logging.getLogger(__name__)

_shelf = Shelf()
_making: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_makers = threading.BoundedSemaphore(MAKERS)
_failed: dict[str, tuple[float, GaveUp]] = {}


def place(sha256: str) -> Path:
    """Return where the pyramid of a content is, or is to be; raises ValueError for what is no SHA-256."""
    return Path(settings.DATA) / "images" / "pyramids" / store.fan(sha256) / f"{sha256}.tif"


def has(sha256: str) -> bool:
    """Say whether the pyramid of a content is made; raises ValueError for what is no SHA-256."""
    return place(sha256).is_file()


def make(sha256: str) -> Path:
    """Make the pyramid of a content now, over the one there may be, and return where it is.

    Raises GaveUp when the child did not come through, FileNotFoundError without master, Refused when the place of
    masters does not answer, OSError when the disk does not take it, ValueError for what is no SHA-256.
    """
    target = place(sha256)
    with store.opened(sha256) as source:
        isolated.run("pyramid", path=str(source), target=str(target))
    _shelf.forget(target)
    return target


def opened(sha256: str) -> Pyramid:
    """Return the pyramid of a content, made now when it is missing or not whole.

    Raises what ``make`` raises, and Busy when this process is already making some.
    """
    target = place(sha256)
    try:
        return _shelf.open(target)
    except (FileNotFoundError, NotAPyramid):
        _make_once(sha256)
        return _shelf.open(target)


def _make_once(sha256: str) -> None:
    """Make a pyramid that several ask for at once a single time; a failure is told again without a new try."""
    if not _makers.acquire(blocking=False):
        raise Busy
    try:
        with _making[sha256]:
            if not _whole(place(sha256)):
                _try(sha256)
    finally:
        _making.pop(sha256, None)
        _makers.release()


def _whole(target: Path) -> bool:
    try:
        _shelf.open(target)
    except (FileNotFoundError, NotAPyramid):
        return False
    return True


def _try(sha256: str) -> None:
    when, failure = _failed.get(sha256, (0.0, GaveUp("")))
    if when and time.monotonic() - when < RESPITE:
        raise failure
    try:
        make(sha256)
    except GaveUp as failure:
        log.warning("no pyramid of %s: %s %s", sha256, failure.reason, failure.detail)
        if len(_failed) >= REMEMBERED:
            _failed.clear()
        _failed[sha256] = (time.monotonic(), failure)
        raise
    _failed.pop(sha256, None)
