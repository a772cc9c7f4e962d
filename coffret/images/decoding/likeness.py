"""What two pictures have in common, and the colour of one, from a small copy of its pixels.

The perceptual hash is the one of discrete cosines (« pHash »): of the picture brought to 32 × 32 grey levels, the sign
of its 64 slowest variations beside their median. A difference hash (9 × 8) is quicker to compute, but the small copy
is already there, both take microseconds, and the slow cosines survive what museums do to their pictures (another
quality, another size, a little contrast, a thin border) where neighbouring differences flip in flat backgrounds.
"""

from typing import Any

import numpy
from numpy.typing import NDArray

Pixels = NDArray[numpy.uint8]

SIDE, LOW = 32, 8
# Points along the longest side that a colour is counted from.
SAMPLE = 96
# Weights of the eye (Rec. 601), as every converter to grey uses.
_GREY = numpy.array([0.299, 0.587, 0.114], dtype=numpy.float32)
_AT = numpy.arange(SIDE)
# The first LOW cosines of a line of SIDE points.
_COSINES = numpy.cos(numpy.pi / SIDE * (_AT[None, :] + 0.5) * numpy.arange(LOW + 1)[:, None]).astype(numpy.float32)


def grey(pixels: Pixels) -> NDArray[numpy.float32]:
    """Return the luminance (height × width, 0-255) of pixels of one, three or four channels."""
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return pixels.reshape(pixels.shape[:2]).astype(numpy.float32)
    luminance: NDArray[numpy.float32] = pixels[:, :, :3].astype(numpy.float32) @ _GREY
    return luminance


def _shrink(values: Any, length: int) -> Any:
    """Return the lines of ``values`` averaged to ``length`` lines: the mean of what each covers, fractions included."""
    count = values.shape[0]
    sums = numpy.concatenate([numpy.zeros((1, values.shape[1])), numpy.cumsum(values, axis=0, dtype=numpy.float64)])
    edges = numpy.linspace(0, count, length + 1)
    whole = numpy.minimum(edges.astype(int), count - 1)
    at_edges = sums[whole] + (edges - whole)[:, None] * (sums[whole + 1] - sums[whole])
    return numpy.diff(at_edges, axis=0) * (length / count)


def likeness(pixels: Pixels) -> str:
    """Return the perceptual hash of a small picture: 16 hexadecimal digits, alike for pictures alike.

    A picture without any variation (one flat colour) resembles nothing: « 0000000000000000 ».
    """
    square = _shrink(_shrink(grey(pixels), SIDE).T, SIDE).T
    waves = (_COSINES @ square @ _COSINES.T)[:LOW, :LOW].ravel()
    slow = waves[1:]  # the first is the mean light: it says nothing of the shapes
    if numpy.abs(slow).max() < 1.0:
        return "0" * 16
    bits = waves > numpy.median(slow)
    bits[0] = False
    return f"{int.from_bytes(numpy.packbits(bits).tobytes(), 'big'):016x}"


def distance(one: str, other: str) -> int:
    """Return how many of the 64 signs differ between two perceptual hashes."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def dominant(pixels: Pixels) -> str:
    """Return the commonest colour of a small sRGB picture, as #rrggbb: the mean of its fullest cell of 8 × 8 × 8."""
    step = max(1, max(pixels.shape[:2]) // SAMPLE)
    flat = pixels[::step, ::step, :3].reshape(-1, 3).astype(numpy.int32)
    cells = (flat[:, 0] >> 5 << 6) | (flat[:, 1] >> 5 << 3) | flat[:, 2] >> 5
    fullest = numpy.bincount(cells, minlength=512).argmax()
    red, green, blue = flat[cells == fullest].mean(axis=0)
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
