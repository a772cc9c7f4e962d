"""Pyramids kept under DATA/images/pyramids, one by content: made from the master in the limited child, rebuildable."""

import logging
from pathlib import Path

from django.conf import settings

from coffret.images import store
from coffret.images.delivery.tiles import NotAPyramid, Pyramid, Shelf
from coffret.images.derived.onrequest import Makers
from coffret.images.isolation import isolated
from coffret.images.isolation.isolated import GaveUp

log = logging.getLogger(__name__)

_shelf = Shelf()
# Making one takes seconds when the picture is large: whoever would wait is sent away.
_makers = Makers(threads=2, patience=0)


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
        _makers.make(sha256, lambda: _whole(target), lambda: make(sha256))
        return _shelf.open(target)


def mended(sha256: str, damaged: Pyramid) -> Pyramid:
    """Return the pyramid that stands in place of one whose tiles were found damaged: made anew, now and then at most.

    Raises what ``opened`` raises.
    """
    target = place(sha256)
    _shelf.forget(target, damaged)
    if damaged.same_file(target):
        _makers.make(sha256, lambda: not damaged.same_file(target), lambda: make(sha256))
        log.warning("the pyramid of %s was damaged: made anew", sha256)
        # Damaged again before long, it would be made without end.
        _makers.refuse(sha256, GaveUp("damaged", "its pyramid was damaged twice"))
    return opened(sha256)


def _whole(target: Path) -> bool:
    try:
        _shelf.open(target)
    except (FileNotFoundError, NotAPyramid):
        return False
    return True
