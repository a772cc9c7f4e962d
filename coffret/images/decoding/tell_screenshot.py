"""A picture of a screen: the file says so itself, or it has a screen's exact size, flat areas and full-width bars.

No Django here.
"""

import numpy
from numpy.typing import NDArray

from coffret.images.decoding.likeness import Pixels, grey
from coffret.images.facts import Seen

# What phones and computers write: EXIF UserComment (after its eight letters of encoding), the same in XMP.
_COMMENTS = (b"ASCII\x00\x00\x00Screenshot", b">Screenshot<", b'"Screenshot"')
# What the tools that capture screens call themselves.
_TOOLS = (
    *("gnome-screenshot", "spectacle", "ksnip", "flameshot", "shutter", "greenshot", "sharex", "snagit", "lightshot"),
    *("snipping tool", "screenshot", "screen capture", "xfce4-screenshooter", "mate-screenshot", "deepin-screenshot"),
)
# Bytes of the file in which what is written around the pixels stands.
HEAD = 1 << 16
# Sides of screens in pixels, the longer first: computers, then tablets and telephones.
SCREENS = frozenset(
    {
        *((1280, 720), (1280, 800), (1280, 1024), (1360, 768), (1366, 768), (1440, 900), (1536, 864), (1600, 900)),
        *((1680, 1050), (1920, 1080), (1920, 1200), (2256, 1504), (2560, 1080), (2560, 1440), (2560, 1600)),
        *((2736, 1824), (2880, 1620), (2880, 1800), (3024, 1964), (3440, 1440), (3456, 2234), (3840, 2160)),
        *((2048, 1536), (2160, 1620), (2224, 1668), (2388, 1668), (2732, 2048), (1334, 750), (1792, 828)),
        *((2436, 1125), (2532, 1170), (2556, 1179), (2688, 1242), (2778, 1284), (2796, 1290), (2220, 1080)),
        *((2280, 1080), (2340, 1080), (2400, 1080), (2960, 1440), (3040, 1440), (3200, 1440)),
    }
)
# Share of neighbours exactly alike: a screen is flat, grain and light make photographs uneven.
FLAT = 0.3
# Levels of a step from a line to the next, and the share of the width it must cross to be the edge of a bar.
STEP, ACROSS = 3.0, 0.97


def screenshot(head: bytes, seen: Seen, small: Pixels) -> float | None:
    """Return 1.0 for a picture of a screen, None otherwise; ``head``: the first bytes of the file."""
    return 1.0 if _says_so(head, seen) or _looks_so(seen, small) else None


def _says_so(head: bytes, seen: Seen) -> bool:
    software = seen.metadata.software.lower()
    return any(tool in software for tool in _TOOLS) or any(comment in head for comment in _COMMENTS)


def _looks_so(seen: Seen, small: Pixels) -> bool:
    """Judge by the pixels; a JPEG or a picture that names its camera is never told so."""
    sides = (max(seen.width, seen.height), seen.short_side)
    if seen.format not in {"PNG", "WEBP", "BMP"} or seen.metadata.taken or sides not in SCREENS:
        return False
    light = grey(small)
    return _flat(small) >= FLAT and (_bars(light) or _bars(light.T))


def _flat(small: Pixels) -> float:
    return float((small[:, 1:] == small[:, :-1]).all(axis=2).mean())


def _bars(light: NDArray[numpy.float32]) -> bool:
    """Say whether a straight edge crosses the whole picture."""
    steps = numpy.abs(numpy.diff(light, axis=0))
    return bool(((steps > STEP).mean(axis=1) >= ACROSS).any())
