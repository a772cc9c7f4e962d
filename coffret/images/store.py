"""Masters kept by their content under DATA/images, never touched; thumbnails made from them and kept beside."""

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import pyvips
from django.conf import settings

WIDTHS = (240, 480, 960, 1600)
QUALITY = 82
_SHA256 = re.compile(r"[0-9a-f]{64}")


def save(source: Path | bytes) -> str:
    """Keep a master, given as a file or as its bytes; returns its SHA-256. Kept once, whoever hands it in again."""
    folder = _root() / "masters"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            if isinstance(source, bytes):
                out.write(source)
            else:
                with source.open("rb") as incoming:
                    shutil.copyfileobj(incoming, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        # Hashed from the copy: what is kept is what its address says.
        with open(name, "rb") as copy:
            sha256 = hashlib.file_digest(copy, "sha256").hexdigest()
        place = master(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(name, 0o444)
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def master(sha256: str) -> Path:
    """Return where the master of this content is kept; raises ValueError for what is no SHA-256."""
    return _root() / "masters" / _fan(sha256) / sha256


def has(sha256: str) -> bool:
    """Say whether the master is kept here."""
    return master(sha256).is_file()


def thumbnail(sha256: str, width: int) -> Path:
    """Return the JPEG at most ``width`` wide of a master, made now when it is missing.

    Raises ValueError for a width that is not offered or what is no SHA-256, FileNotFoundError without master.
    """
    if width not in WIDTHS:
        raise ValueError(f"no thumbnail is {width} wide")
    place = _root() / "thumbnails" / _fan(sha256) / sha256 / f"{width}.jpg"
    if not place.is_file():
        _make(master(sha256), place, width)
    return place


def thumbnails(sha256: str) -> list[Path]:
    """Return the thumbnails of every width, made now when they are missing."""
    return [thumbnail(sha256, width) for width in WIDTHS]


def _make(source: Path, place: Path, width: int) -> None:
    """Write one thumbnail: turned upright, sRGB, never larger than its master, progressive, without metadata."""
    if not source.is_file():
        raise FileNotFoundError(source)
    # thumbnail() turns the picture as its camera says and converts to the sRGB profile; height is left free.
    profile = {"output_profile": "srgb"} if _profiled(source) else {}
    image = pyvips.Image.thumbnail(str(source), width, height=10_000_000, size="down", **profile)
    image = image.colourspace("srgb")
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{os.getpid()}-{place.name}")
    try:
        image.jpegsave(str(unfinished), Q=QUALITY, interlace=True, optimize_coding=True, keep="none")
        os.replace(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)


def _profiled(source: Path) -> bool:
    """Say whether colours must go through a profile: six times slower, and for nothing where there is none."""
    image = pyvips.Image.new_from_file(str(source))
    return image.get_typeof("icc-profile-data") != 0 or image.interpretation == "cmyk"


def _fan(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return f"{sha256[:2]}/{sha256[2:4]}"


def _root() -> Path:
    return Path(settings.DATA) / "images"
