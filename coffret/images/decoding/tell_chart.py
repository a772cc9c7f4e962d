"""A colour chart: a row of flat patches of one width, evenly spaced, of colours far apart. No Django here.

The small copy is cut into runs of one colour, line by line then column by column. Six runs in a row that are alike in
width, set at one pitch and of three hues at least, seen over enough neighbouring lines, are a row of patches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from coffret.images.decoding.likeness import Pixels

# Levels by which neighbours of one patch differ (grain included), and by which two patches beside each other do.
GRAIN, APART = 14, 24
# Points of the narrowest patch; patches of the shortest row (a ColorChecker has six a row, a Kodak patch strip nine).
NARROWEST, ROW = 3, 6
# How alike the widths of two neighbours are, and how far apart they stand for their width.
ALIKE, PARTED = 0.67, 0.7
# The largest spread of the pitch within a row.
UNEVEN = 0.15
# A colour is vivid when its channels are this far apart; a row has vivid patches in so many of the six sectors of hue.
VIVID, HUES = 60, 3
# A chart is laid beside the object: its row takes less than this share of the side.
WIDEST = 0.7
# Lines that show a row, for the pitch of its patches.
TALL = 0.4
# Bands tried as a chart: a picture made of patches must not cost more than others.
TRIED = 4
# The largest charts have fewer patches (IT8.7: 288); what has more is a pattern.
MOST = 300


@dataclass(frozen=True, slots=True)
class _Row:
    """Runs of one line that may be patches: the line, where they begin and end, how many, how many hues."""

    line: int
    first: int
    last: int
    patches: int
    pitch: float
    hues: int


def chart(small: Pixels) -> float | None:
    """Return how many patches the chart in a picture shows, about; None when there is no chart."""
    count = max(_patches(lines) for lines in (small, small.swapaxes(0, 1)))
    return float(count) if 0 < count <= MOST else None


def _patches(lines: Pixels) -> int:
    """Return the patches of the best row of lines, and of those above and below it."""
    rows = list(_rows(lines))
    bands = _bands([row for row in rows if row.hues >= HUES])
    tall = [band for band in bands if len(band) >= max(2, TALL * band[0].pitch)]
    tall.sort(key=lambda band: len(band) * band[0].patches, reverse=True)
    return max((_together(band[0], rows) for band in tall[:TRIED]), default=0)


def _together(one: _Row, rows: list[_Row]) -> int:
    """Return the patches of a row of lines, and of those of its pitch above and below it."""
    like = [
        row
        for row in rows
        if row.first < one.last and row.last > one.first and abs(row.pitch - one.pitch) <= one.pitch / 5
    ]
    total, next_line = 0, -1.0
    for band in sorted((band for band in _bands(like) if len(band) >= 2), key=lambda band: band[0].line):
        if band[0].line >= next_line:
            total += max(row.patches for row in band)
            next_line = band[0].line + 0.8 * one.pitch
    return total


def _bands(rows: list[_Row]) -> list[list[_Row]]:
    """Return the rows grouped: those of neighbouring lines that begin and end at the same places."""
    groups: list[list[_Row]] = []
    open_ones: list[list[_Row]] = []
    for row in sorted(rows, key=lambda one: one.line):
        open_ones = [group for group in open_ones if row.line - group[-1].line <= 2]
        group = next((group for group in open_ones if _goes_on(group[-1], row)), None)
        if group is None:
            group = []
            groups.append(group)
            open_ones.append(group)
        group.append(row)
    return groups


def _goes_on(above: _Row, row: _Row) -> bool:
    """Say whether a row shows the patches of one above it."""
    near = max(1.0, row.pitch / 3)
    return row.line > above.line and row.patches == above.patches and abs(row.first - above.first) <= near


def _rows(lines: Pixels) -> Iterator[_Row]:
    """Yield what may be a row of patches, line after line."""
    line, start, length = _runs(lines)
    if len(line) < ROW:
        return
    colours = lines[line, start + length // 2].astype(int)
    shorter, longer = numpy.minimum(length[1:], length[:-1]), numpy.maximum(length[1:], length[:-1])
    linked = (
        (line[1:] == line[:-1])
        & (shorter >= ALIKE * longer - 1)
        & (start[1:] - start[:-1] - length[:-1] <= numpy.maximum(2, PARTED * longer))
        & (numpy.abs(colours[1:] - colours[:-1]).max(axis=1) >= APART)
    )
    for first, last in _stretches(linked):
        row = _row(lines.shape[1], line[first], start[first : last + 1], length[first : last + 1], colours, first)
        if row:
            yield row


def _runs(lines: Pixels) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the line, start and length of each run of one colour wide enough for a patch, but for what parts two."""
    count, width = lines.shape[:2]
    broken = numpy.ones((count, width + 1), dtype=bool)
    broken[:, 1:-1] = False
    for channel in range(3):
        values = numpy.ascontiguousarray(lines[:, :, channel], dtype=numpy.int16)
        broken[:, 1:-1] |= numpy.abs(values[:, 1:] - values[:, :-1]) > GRAIN
    at = numpy.flatnonzero(broken)
    length = numpy.diff(at)
    kept = (length >= NARROWEST) & (length <= width * WIDEST / ROW)
    # What lies between the end of a line and the beginning of the next is no run.
    at, length = at[:-1][kept], length[kept]
    line, start = at // (width + 1), at % (width + 1)
    whole = (start < width) & ~_parting(line, length)
    return line[whole], start[whole], length[whole]


def _parting(line: NDArray[Any], length: NDArray[Any]) -> NDArray[numpy.bool_]:
    """Return which runs are narrow between two wide ones: the ground on which patches are laid."""
    found = numpy.zeros(len(length), dtype=bool)
    beside = numpy.minimum(length[2:], length[:-2])
    found[1:-1] = (2 * length[1:-1] <= beside) & (line[2:] == line[:-2])
    return found


def _stretches(linked: NDArray[numpy.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each stretch of runs linked one to the next, long enough for a row."""
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[False], linked, [False]]).astype(numpy.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        if last - first + 1 >= ROW:
            yield first, last


def _row(
    width: int, line: int, start: NDArray[Any], length: NDArray[Any], colours: NDArray[Any], first: int
) -> _Row | None:
    """Return the row that these runs make, None when they are set unevenly."""
    pitches = numpy.diff(start + length / 2)
    whole = int(start[-1] + length[-1] - start[0])
    if pitches.std() > UNEVEN * pitches.mean() + 0.25 or whole > WIDEST * width:
        return None
    hues = _hues(colours[first : first + len(start)])
    return _Row(int(line), int(start[0]), int(start[0]) + whole, len(start), float(pitches.mean()), hues)


def _hues(colours: NDArray[Any]) -> int:
    """Return in how many of the six sectors of hue (which channel is strongest, which weakest) vivid colours lie."""
    vivid = colours[colours.max(axis=1) - colours.min(axis=1) >= VIVID]
    return len({(int(one.argmax()), int(one.argmin())) for one in vivid})
