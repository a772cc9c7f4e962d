"""Where the light of a JPEG jumps at one block and stays so: the trace of a decoder that lost step and found it again.

A block's mean light is coded as its difference from the block before. When a damage changes one difference, or makes
the decoder read a few blocks amiss, every later block is brighter or darker by the same amount. That shows in the two
lines of blocks around the place: a step of equal height across the join above the rest of its line, then across the
join above the beginning of the next, and none elsewhere. Nothing in a scene is drawn so, but for chance, which
``CERTAIN`` keeps away.
"""

from typing import Any

import numpy
from numpy.typing import NDArray

from coffret.images.decoding.likeness import Pixels

Floats = NDArray[numpy.float32]
# How many times its chance variation the step must be. Whole pictures stay under 15 (bench/faults.py measures them).
CERTAIN = 20.0
# Least step, in levels of 255, and least number of blocks on either side of the place.
LEAST, EDGE = 1.0, 4
# Levels that the scene itself may change by within the height of a group, over half a picture's width.
SLOPE = 10.0
# Lines looked at more closely.
CANDIDATES = 4
# Most that one point may weigh: the edges of the scene itself.
MOST = 120


def drift(pixels: Pixels, side: int, across: int, down: int) -> tuple[int, int, float] | None:
    """Return where the light jumps for good: line and column of the group of blocks, and by how many levels; or None.

    ``side``: points of ``pixels`` that a block's side covers; ``across`` and ``down``: blocks of a coded group.
    """
    steps = _steps(pixels, side * across, side * down)
    if steps.shape[0] < 2 or steps.shape[1] < 3 * EDGE:
        return None
    means = steps.mean(axis=1)
    # Both halves of a lasting step lie in two lines that follow each other: the others cannot hold it.
    lines = numpy.flatnonzero(numpy.abs(means[:-1] + means[1:]) >= LEAST * 0.8)
    if not lines.size:
        return None
    certainty, heights = _certainty(steps[lines], steps[lines + 1])
    for at in numpy.argsort(-certainty.max(axis=1))[:CANDIDATES]:
        column = int(certainty[at].argmax())
        if certainty[at, column] < CERTAIN:
            break
        line, height = int(lines[at]) + 1, float(heights[at, column])
        if _lasts(pixels, (line * side * down, (column + EDGE) * side * across), side * down):
            return line, column + EDGE, height
    return None


def _light(pixels: Pixels) -> NDArray[numpy.uint8]:
    """Return the green of the pixels, which carries most of the light, or their only channel."""
    light: NDArray[numpy.uint8] = pixels[:, :, min(1, pixels.shape[2] - 1)]
    return light


def _lasts(pixels: Pixels, place: tuple[int, int], tall: int) -> bool:
    """Say whether the light still differs a whole group further, below and above: a thin line of the scene steps up
    and down again.
    """
    light, (top, left) = _light(pixels), place
    if top + 2 * tall > light.shape[0]:
        return False

    def lasts(join: int, columns: slice) -> bool:
        far, near, below, beyond = (
            float(light[row, columns].mean()) for row in (join - tall, join - 1, join, join + tall - 1)
        )
        step = below - near
        return max(abs(beyond - near - step), abs(below - far - step)) <= max(abs(step) / 2, SLOPE)

    return lasts(top, slice(left, None)) and lasts(top + tall, slice(0, left))


def _steps(pixels: Pixels, wide: int, tall: int) -> Floats:
    """Return, for each join between lines of groups and each column of groups, the step of light across the join,
    less what the slopes on both sides explain.
    """
    light = _light(pixels)
    height, width = light.shape[0], light.shape[1] // wide * wide
    joins = numpy.arange(tall, height - 1, tall)
    joins = joins[joins >= 2]
    if not joins.size or not width:
        return numpy.zeros((0, 0), numpy.float32)
    far, near, below, beyond = (light[joins + shift, :width].astype(numpy.int16) for shift in (-2, -1, 0, 1))
    steps = 3 * (below - near) - (beyond - far)  # twice the step
    numpy.clip(steps, -MOST, MOST, out=steps)
    groups: Any = steps.reshape(len(joins), width // wide, wide).sum(axis=2, dtype=numpy.int32)
    return groups.astype(numpy.float32) / (2 * wide)


def _sums(values: Floats) -> tuple[Floats, Floats]:
    """Return the sums of each line up to each place, and from it on."""
    before = numpy.zeros((values.shape[0], values.shape[1] + 1), numpy.float32)
    numpy.cumsum(values, axis=1, out=before[:, 1:])
    kept = slice(EDGE, values.shape[1] - EDGE + 1)
    return before[:, kept], before[:, -1:] - before[:, kept]


def _certainty(line: Floats, following: Floats) -> tuple[Floats, Floats]:
    """Return, for each line and each place in it, how sure a lasting step there is, and its height."""
    count = line.shape[1]
    left = numpy.arange(EDGE, count - EDGE + 1, dtype=numpy.float32)
    right = count - left
    line_left, line_right = _sums(line)
    next_left, next_right = _sums(following)
    squares = _sums(following * following)[0] + _sums(line * line)[1]
    height = (line_right + next_left) / count
    spread = numpy.sqrt(numpy.maximum(squares / count - height * height, 0) + 0.1)
    here, there = line_right / right, next_left / left
    size = numpy.abs(height)
    lasting = (here * there > 0) & (numpy.abs(here - there) <= 0.5 * size + 0.3) & (size >= LEAST)
    elsewhere = (numpy.abs(line_left / left) <= 0.5 * size) & (numpy.abs(next_right / right) <= 0.5 * size)
    least = numpy.minimum(numpy.minimum(numpy.abs(here), numpy.abs(there)), size)
    certainty = numpy.where(lasting & elsewhere, least / spread * numpy.sqrt(numpy.float32(count)), 0)
    return certainty.astype(numpy.float32), height
