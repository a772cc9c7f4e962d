"""A detector of enlarged pictures, measured by bench/tells.py and kept out of the checks: it is not sound enough.

Interpolation leaves a beat: the mean strength of the second derivative, column by column, swings with the factor
(Gallagher, « Detection of linear and cubic interpolation in JPEG compressed images », 2005). The beat must show at one
frequency across and down; those that the blocks of JPEG make themselves (multiples of 1/8) say nothing, which hides
the factors 2, 4 and 4/3.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import PIL.Image
from numpy.typing import NDArray

Values = NDArray[numpy.float32]

# Pixels of the square looked at, in the middle; levels above which an edge weighs no more than texture.
SQUARE, EDGE = 1536, 40
# How far above what surrounds it the beat stands.
BEAT = 15.0
NORM = 1500
FACTORS = (1.3, 1.5, 2.0, 3.0)
_KERNELS = (PIL.Image.Resampling.BILINEAR, PIL.Image.Resampling.BICUBIC, PIL.Image.Resampling.LANCZOS)
_GRID = numpy.arange(0.1, 0.5, 0.0005)


def beat(light: Values) -> float:
    """Return how far the beat of an interpolation stands out of a luminance, at full size."""
    height, width = (min(side, SQUARE) for side in light.shape)
    top, left = ((light.shape[0] - height) // 2) & ~7, ((light.shape[1] - width) // 2) & ~7
    square = light[top : top + height, left : left + width]
    return float(numpy.minimum(_spectrum(square), _spectrum(square.T)).max())


def _spectrum(light: Values) -> NDArray[Any]:
    """Return, for each frequency of the grid, the strength beside the median around it."""
    bent = numpy.abs(2 * light[:, 1:-1] - light[:, :-2] - light[:, 2:]).clip(0, EDGE).mean(axis=0)
    count = len(bent)
    bent = bent - numpy.convolve(numpy.pad(bent, 8, mode="edge"), numpy.ones(17) / 17, "valid")[:count]
    strength = numpy.abs(numpy.fft.rfft(bent * numpy.hanning(count), 2 * count))
    around = [numpy.median(strength[max(0, at - 64) : at + 65]) for at in range(0, len(strength), 8)]
    strength /= numpy.maximum(numpy.repeat(around, 8)[: len(strength)], 1e-6)
    frequency = numpy.arange(len(strength)) / (2 * count)
    strength[(numpy.abs(frequency * 8 - numpy.rint(frequency * 8)) < 0.048) | (frequency < 0.1)] = 0
    at = numpy.searchsorted(frequency, _GRID)
    nearest = [strength[numpy.clip(at + step, 0, len(strength) - 1)] for step in range(-3, 4)]
    return numpy.max(nearest, axis=0)


def light_of(path: Path) -> Values:
    """Return the luminance of a file."""
    with PIL.Image.open(path) as image:
        return numpy.asarray(image.convert("L"), dtype=numpy.float32)


def copies(picture: PIL.Image.Image) -> Iterator[tuple[str, PIL.Image.Image]]:
    """Yield what to call it, and a copy: made smaller to the norm's 1500 pixels; a sharp one enlarged, by each factor."""
    short = min(picture.size)
    if short >= 1.1 * NORM:
        yield f"made smaller, to {NORM} pixels of short side", _resized(picture, NORM / short)
    sharp = picture.resize((picture.width // 2, picture.height // 2), PIL.Image.Resampling.BOX).crop((0, 0, 700, 700))
    for factor in FACTORS:
        yield f"enlarged × {factor}", _resized(sharp, factor)


def _resized(picture: PIL.Image.Image, factor: float) -> PIL.Image.Image:
    return picture.resize((round(picture.width * factor), round(picture.height * factor)), random.choice(_KERNELS))
