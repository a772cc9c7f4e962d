"""The images of a letter read from a file: how large they really are, in which format, whether the dark hides them."""

import base64
import binascii
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from PIL import Image, UnidentifiedImageError

# Larger than that, a file beside the letter is not opened.
LARGEST = 30_000_000
# Pixels above which transparency is not looked for.
_LOOKED_AT = 4_000_000
# Of 255: a drawing darker than that on a clear ground vanishes on a dark one.
_DARK = 80
Finder = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Pixels:
    """What an image file is: pixels (0 when it cannot be read), bytes, format in capitals, dark drawing on no ground."""

    width: int
    height: int
    size: int
    format: str
    vanishing: bool = False


def read(content: bytes) -> Pixels:
    """Return what an image is; one that cannot be read has no size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as image:
                return Pixels(image.width, image.height, len(content), image.format or "", _vanishing(image))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Pixels(0, 0, len(content), "")


def _vanishing(image: Image.Image) -> bool:
    """Say whether an image is a dark drawing with nothing behind it."""
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if not clear or image.width * image.height > _LOOKED_AT:
        return False
    drawn = image.convert("RGBA").resize((48, 48))
    pixels = [drawn.getpixel((x, y)) for x in range(48) for y in range(48)]
    inked = [pixel for pixel in pixels if isinstance(pixel, tuple) and pixel[3] > 128]
    if not inked or len(inked) > 0.97 * len(pixels):
        return False
    light = sum(0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue, _alpha in inked) / len(inked)
    return light < _DARK


def beside(letter: Path) -> Finder:
    """Return what finds an image by an address relative to a letter's file; nothing outside its directory is opened."""
    home = letter.resolve().parent

    def find(src: str) -> bytes | None:
        try:
            parts = urlsplit(src)
            if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
                return None
            path = (home / unquote(parts.path)).resolve()
            if not path.is_relative_to(home) or not path.is_file() or path.stat().st_size > LARGEST:
                return None
            return path.read_bytes()
        except (OSError, ValueError):
            return None

    return find


def inside(parts: Mapping[str, bytes]) -> Finder:
    """Return what finds an image among the parts of a mail: by « cid: », or by the address its part gives."""
    return lambda src: (
        parts.get(src.removeprefix("cid:").strip()) or parts.get(unquote(src.removeprefix("cid:").strip()))
    )


def written_in(src: str) -> bytes | None:
    """Return the content of a « data: » address; None for another, or one that cannot be read."""
    if not src.startswith("data:"):
        return None
    head, comma, content = src.partition(",")
    try:
        return base64.b64decode(content) if head.endswith(";base64") else unquote_to_bytes(content) if comma else None
    except (binascii.Error, ValueError):
        return None
