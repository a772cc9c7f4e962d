"""A plain border around a picture: bands of one colour on two opposite sides at least, each ended by a straight edge.

An object photographed before a seamless ground, or cut out on white, is no picture with a border: its outline leaves
the ground point by point, where the edge of a border is left all along at once. No Django here.
"""

import numpy

from coffret.images.decoding.likeness import Pixels

# Levels by which a plain band may vary: what JPEG does to one colour far from any edge.
CONSTANT = 1
# Levels by which matter differs from the band beside it, and the share of the edge along which it begins at once.
APART, STRAIGHT = 12, 0.85
# Lines over which compression blurs an edge, and lines a band has at least; a line stands for 8 pixels of a JPEG.
BLURRED, LEAST = 2, 2
# Shares of the surface under which a border is a trifle, and above which the ground is the picture.
SMALLEST, LARGEST = 0.01, 0.75


def border(small: Pixels) -> float | None:
    """Return the share of the surface that a plain border takes, None when there is none."""
    height, width = small.shape[:2]
    across = small.swapaxes(0, 1)
    top, bottom, left, right = _depth(small), _depth(small[::-1]), _depth(across), _depth(across[::-1])
    beside = (left, right), (top, bottom)
    if not _ended(small, top, bottom, beside[0]):
        top = bottom = 0
    if not _ended(across, left, right, beside[1]):
        left = right = 0
    share = 1 - (height - top - bottom) * (width - left - right) / (height * width)
    return share if SMALLEST <= share <= LARGEST else None


def _depth(lines: Pixels) -> int:
    """Return how many lines from the first are of one colour."""
    lowest, highest = lines[0, 0].astype(int), lines[0, 0].astype(int)
    for depth, line in enumerate(lines):
        lowest, highest = numpy.minimum(lowest, line.min(axis=0)), numpy.maximum(highest, line.max(axis=0))
        if (highest - lowest).max() > CONSTANT:
            return depth
    return len(lines)


def _ended(lines: Pixels, first: int, last: int, beside: tuple[int, int]) -> bool:
    """Say whether both bands end by a straight edge; ``beside``: the bands of the two other sides, left out."""
    within = lines[:, beside[0] : lines.shape[1] - beside[1]]
    return within.shape[1] > 0 and _edge(within, first) and _edge(within[::-1], last)


def _edge(lines: Pixels, depth: int) -> bool:
    """Say whether matter begins all along the line where a band ends."""
    if depth < LEAST or depth + BLURRED >= len(lines):
        return False
    ground = numpy.median(lines[:depth], axis=(0, 1))
    differing = numpy.abs(lines[depth : depth + BLURRED + 1].astype(int) - ground).max(axis=2).max(axis=0) > APART
    return bool(differing.mean() >= STRAIGHT)
