"""Masters kept by their content, never touched; thumbnails made from them and kept under DATA/images, rebuildable."""

import contextlib
import os
import re
from pathlib import Path

from django.conf import settings

from coffret.images.backends import Local, masters
from coffret.images.derived.onrequest import Makers
from coffret.images.incoming import copied
from coffret.images.isolation import isolated

WIDTHS = (240, 480, 960, 1600)
# Versions that mails show: twice as wide as they stand there, light enough for a telephone far from everything.
LIGHT_WIDTHS = range(80, 1201, 40)
LIGHT_MOST = 200_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
# A page asks for a score of thumbnails at once, each made in an instant: one waits a little for its place.
_makers = Makers(threads=2, patience=2)


def save(source: Path | bytes) -> str:
    """Keep a master, given as a file or as its bytes; returns its SHA-256. Kept once, whoever hands it in again.

    Whole or not at all; raises Refused when the place of masters does not take it, OSError for the source.
    """
    place = masters()
    copy, sha256 = copied(source, place.incoming())
    try:
        place.keep(copy, sha256)
    finally:
        copy.unlink(missing_ok=True)
    return sha256


def opened(sha256: str) -> contextlib.AbstractContextManager[Path]:
    """Give a file of this machine that holds the master, for the time of a ``with``: it is not to be written to.

    Raises ValueError for what is no SHA-256, FileNotFoundError without master, Refused when its place does not answer.
    """
    return masters().opened(_sound(sha256))


def has(sha256: str) -> bool:
    """Say whether the master is kept; raises ValueError for what is no SHA-256, Refused when nobody answers."""
    return masters().has(_sound(sha256))


def master(sha256: str) -> Path:
    """Return where the master of this content is in the local folder; raises ValueError for what is no SHA-256.

    For whoever looks at the folder itself: what reads a master uses ``opened``, which a bucket has too.
    """
    return Local(_root() / "masters").place(_sound(sha256))


def thumbnail(sha256: str, width: int) -> Path:
    """Return the JPEG at most ``width`` wide of a master, made now when it is missing.

    Raises ValueError for a width that is not offered or what is no SHA-256, FileNotFoundError without master,
    isolated.GaveUp when the master does not decode, iiif.Busy when this process is making too many.
    """
    if width not in WIDTHS:
        raise ValueError(f"no thumbnail is {width} wide")
    place = thumbnail_place(sha256, width)
    if not place.is_file():
        _makers.make(f"{sha256}/{width}", place.is_file, lambda: _make(sha256, place, width))
    return place


def thumbnail_place(sha256: str, width: int) -> Path:
    """Return where the thumbnail of this width is, or is to be; raises ValueError for what is no SHA-256."""
    return _root() / "thumbnails" / fan(sha256) / sha256 / f"{width}.jpg"


def thumbnails(sha256: str) -> list[Path]:
    """Return the thumbnails of every width, the missing ones made now, together; raises what ``thumbnail`` raises."""
    places = {width: thumbnail_place(sha256, width) for width in WIDTHS}
    missing = {str(width): os.path.abspath(place) for width, place in places.items() if not place.is_file()}
    if missing:
        with opened(sha256) as source:
            isolated.run("thumbnails", path=os.path.abspath(source), targets=missing)
    return list(places.values())


def light(sha256: str, width: int) -> Path:
    """Return the JPEG at most ``width`` wide and LIGHT_MOST bytes of a master, made now when it is missing.

    Raises ValueError for a width that is not of LIGHT_WIDTHS, and what ``thumbnail`` raises.
    """
    if width not in LIGHT_WIDTHS:
        raise ValueError(f"no light version is {width} wide")
    place = thumbnail_place(sha256, width).with_name(f"light-{width}.jpg")
    if not place.is_file():
        _makers.make(f"{sha256}/light-{width}", place.is_file, lambda: _make_light(sha256, place, width))
    return place


def _make_light(sha256: str, place: Path, width: int) -> None:
    with opened(sha256) as source:
        paths = {"path": os.path.abspath(source), "target": os.path.abspath(place)}
        isolated.run("light", **paths, width=width, most=LIGHT_MOST)


def _make(sha256: str, place: Path, width: int) -> None:
    """Write one thumbnail, in the limited child: a master's decoding may be what its maker wanted of us."""
    with opened(sha256) as source:
        isolated.run("thumbnail", path=os.path.abspath(source), target=os.path.abspath(place), width=width)


def fan(sha256: str) -> str:
    """Return the two folders that spread contents, « ab/cd »; raises ValueError for what is no SHA-256."""
    _sound(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}"


def _sound(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return sha256


def _root() -> Path:
    return Path(settings.DATA) / "images"
