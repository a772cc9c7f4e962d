"""What an image file really is: format by content, pixels, integrity, dominant colour. The file is never trusted."""

import hashlib
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import PIL.Image
import pyvips
from django.utils.translation import gettext as _

from coffret.base.errors import Refused

# Read by content, whatever the name says.
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
# 400 million pixels is four times the largest scan of a museum; a bomb asks for billions.
PIXELS_LIMIT = 400_000_000
SIZE_LIMIT = 1 << 30
CHUNK = 1 << 20
# Side of the picture the dominant colour is taken from.
SAMPLE = 48
# What libvips mutters about damaged files is said by the findings.
logging.getLogger("pyvips").setLevel(logging.ERROR)
UNREADABLE = "unreadable"
TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found: address by content, format, pixels as they are shown, bytes, dominant colour."""

    sha256: str
    format: str
    width: int
    height: int
    size: int
    colour: str


def probe(path: Path) -> Probe:
    """Return what the file at ``path`` is; raises Refused (code « unreadable » or « too_large », facts value, reason)."""
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise _refused(TOO_LARGE, path, _("plus d’un gigaoctet"))
    kind, width, height = _header(path)
    colour = _sample(path)
    return Probe(_digest(path), kind, width, height, size, colour)


def _header(path: Path) -> tuple[str, int, int]:
    """Return format and pixels (turned as the camera says), from the header alone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(path, formats=FORMATS) as image:
                width, height = image.size
                kind = str(image.format)
                if width * height > PIXELS_LIMIT:
                    raise _refused(TOO_LARGE, path, _("{width} × {height} pixels").format(width=width, height=height))
                turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    except PIL.Image.DecompressionBombError as bomb:
        raise _refused(TOO_LARGE, path, _("nombre de pixels démesuré")) from bomb
    # Pillow's readers let every kind of error out of a damaged header.
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError) as damage:
        raise _refused(UNREADABLE, path, _("ni JPEG, ni PNG, ni TIFF, ni WebP lisible")) from damage
    return (kind, height, width) if turned else (kind, width, height)


def _sample(path: Path) -> str:
    """Decode the whole picture small: finds truncation, gives the dominant colour as #rrggbb."""
    try:
        small = pyvips.Image.thumbnail(str(path), SAMPLE, height=SAMPLE, fail_on="truncated")
        small = small.colourspace("srgb")
        if small.hasalpha():
            small = small.flatten(background=[255, 255, 255])
        return dominant(small)
    except pyvips.Error as damage:
        raise _refused(UNREADABLE, path, _("image tronquée ou endommagée")) from damage


def dominant(small: "pyvips.Image") -> str:
    """Return the commonest colour of a small sRGB picture: the mean of its fullest cell of 8 × 8 × 8."""
    cells: dict[tuple[int, int, int], list[int]] = {}
    pixels = small.cast("uchar").write_to_memory()
    for start in range(0, len(pixels) - 2, 3):
        red, green, blue = pixels[start : start + 3]
        cell = cells.setdefault((red >> 5, green >> 5, blue >> 5), [0, 0, 0, 0])
        cell[0] += 1
        cell[1] += red
        cell[2] += green
        cell[3] += blue
    fullest = max(cells.values())
    return "#" + "".join(f"{total // fullest[0]:02x}" for total in fullest[1:])


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _refused(code: str, path: Path, reason: str) -> Refused:
    sentence = _("Image {name} illisible : {reason}. Déposez-la de nouveau en JPEG, PNG, TIFF ou WebP.")
    return Refused(sentence.format(name=path.name, reason=reason), code=code, value=path.name, reason=reason)
