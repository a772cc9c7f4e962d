"""Answering an Image API request from a pyramid: a stored tile as it is, or a region decoded, scaled and coded anew."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

import numpy
import numpy.typing
import pyvips
import simplejpeg

from coffret.images.delivery.iiif import Ask, Busy
from coffret.images.delivery.tiles import Level, NotAPyramid, Pyramid

QUALITY = 85
# Pixels read or written above which an answer is rare and heavy. In a process one is made at a time and one waits;
# more are sent away, so that threads are left for pages.
HEAVY = 4_000_000
PATIENCE = 20.0
_heavy = BoundedSemaphore(1)
_line = BoundedSemaphore(2)
# A PNG takes that many times longer than a JPEG, at the quickest compression that still makes it smaller.
PNG_WEIGHT, PNG_COMPRESSION = 4, 2
# Pixels read at most: a size that crushes one side only is made from a smaller level.
SOURCE = 20_000_000
# Pixels read on either side at most, to find where scaled pixels fall on whole ones; what is near enough to look no
# further, and what is near enough not to show, in pixels of the answer.
REACH, EXACT, CLOSE = 12, 0.03, 0.1
# Where black ends and white begins in a bitonal answer.
MIDDLE = 128

Pixels = numpy.typing.NDArray[numpy.uint8]


# No answer is made twice from the same pixels: what libvips would keep of them is memory lost.
pyvips.cache_set_max(0)
# Requests are served side by side already.
pyvips.concurrency_set(1)


def answer(pyramid: Pyramid, ask: Ask) -> bytes:
    """Return the JPEG or PNG that ``ask`` wants; raises Busy, and NotAPyramid when a tile it needs is damaged."""
    return stored(pyramid, ask) or _guarded(pyramid, ask)


def stored(pyramid: Pyramid, ask: Ask) -> bytes | None:
    """Return the tile of the pyramid that ``ask`` coincides with, without decoding it; None when there is none."""
    plain = "gray" if pyramid.grey else "color"
    if ask.mirrored or ask.rotation or ask.format != "jpg" or ask.quality not in ("default", plain):
        return None
    for number, held in enumerate(pyramid.levels):
        span = pyramid.side << number
        if ask.x % span or ask.y % span:
            return None
        column, row = ask.x // span, ask.y // span
        if _whole(ask, span, pyramid) and _same(ask, held, column, row, pyramid.side):
            return pyramid.tile(number, column, row)
    return None


def _whole(ask: Ask, span: int, pyramid: Pyramid) -> bool:
    """Say whether the region is one cell of a grid of ``span`` pixels, or what the picture leaves of it."""
    return ask.w == min(span, pyramid.width - ask.x) and ask.h == min(span, pyramid.height - ask.y)


def _same(ask: Ask, held: Level, column: int, row: int, side: int) -> bool:
    """Say whether a tile has the size asked for; a side left free takes the tile's, which is its size rounded up."""
    width, height = min(side, held.width - column * side), min(side, held.height - row * side)
    return (ask.width == width or ask.free == "w") and (ask.height == height or ask.free == "h")


def _guarded(pyramid: Pyramid, ask: Ask) -> bytes:
    """Render light answers at once, heavy ones in turn."""
    number = level_for(pyramid, ask)
    read = (ask.w >> number) * (ask.h >> number)
    weight = max(read, ask.width * ask.height) * (PNG_WEIGHT if ask.format == "png" else 1)
    if weight <= HEAVY:
        return render(pyramid, ask, number)
    with _place(_line, 0), _place(_heavy, PATIENCE):
        return render(pyramid, ask, number)


@contextmanager
def _place(turns: BoundedSemaphore, patience: float) -> Iterator[None]:
    """Take a turn and give it back; raises Busy when none is free after ``patience`` seconds."""
    if not turns.acquire(timeout=patience):
        raise Busy
    try:
        yield
    finally:
        turns.release()


def level_for(pyramid: Pyramid, ask: Ask) -> int:
    """Return the smallest level that has every pixel shown and places the region to a tenth of a pixel; one that is
    small enough to be read whole (SOURCE) in any case.
    """
    number = 0
    while number + 1 < len(pyramid.levels) and (_enough(ask, number + 1) or not _readable(ask, number)):
        number += 1
    while number and _readable(ask, number - 1) and max(one.miss for one in _axes(pyramid, ask, number)) > CLOSE:
        number -= 1
    return number


def _enough(ask: Ask, number: int) -> bool:
    return _ceiled(ask.w, number) >= ask.width and _ceiled(ask.h, number) >= ask.height


def _readable(ask: Ask, number: int) -> bool:
    return (ask.w >> number) * (ask.h >> number) <= SOURCE


def _ceiled(length: int, number: int) -> int:
    return -(-length >> number)


@dataclass(frozen=True, slots=True)
class Axis:
    """How one side is made: ``length`` pixels of a level from ``first``, times ``scale``, of which ``skip`` are dropped
    to keep ``size``. Reading more than the region, beyond the picture if need be, lets it begin between two pixels:
    ``miss`` is what is left, in pixels of the answer.
    """

    first: int
    length: int
    scale: float
    size: int
    skip: int = 0
    miss: float = 0.0


def axis(start: int, length: int, size: int, number: int, held: int) -> Axis:
    """Return how ``length`` pixels of the whole picture from ``start`` become ``size``, from a level of ``held``."""
    begin, span = start / (1 << number), length / (1 << number)
    first, whole = int(begin), min(_ceiled(length, number), held - int(begin))
    if begin == first and whole == size:
        return Axis(first, size, 1.0, size)
    if size > span:
        return Axis(first, max(1, whole), size / max(1, whole), size, miss=(begin - first) * size / span)
    scale = size / span
    first, miss = _fit(range(first, first - REACH, -1), begin, scale)
    last, _miss = _fit(range(math.ceil(begin + span), math.ceil(begin + span) + REACH), first, scale)
    return Axis(first, last - first, scale, size, round((begin - first) * scale), miss)


def _fit(places: range, origin: float, scale: float) -> tuple[int, float]:
    """Return the first place that lies a whole number of scaled pixels from ``origin``, or the closest; and the miss."""
    misses = []
    for place in places:
        gap = abs(place - origin) * scale
        misses.append((abs(gap - round(gap)), place))
        if misses[-1][0] < EXACT:
            break
    miss, place = min(misses, key=lambda one: one[0])
    return place, miss


def _axes(pyramid: Pyramid, ask: Ask, number: int) -> tuple[Axis, Axis]:
    held = pyramid.levels[number]
    across = axis(ask.x, ask.w, ask.width, number, held.width)
    return across, axis(ask.y, ask.h, ask.height, number, held.height)


def render(pyramid: Pyramid, ask: Ask, number: int) -> bytes:
    """Decode what a level has of the region and make of it the answer."""
    grey = pyramid.grey or ask.quality in ("gray", "bitonal")
    across, down = _axes(pyramid, ask, number)
    pixels = _scaled(_decoded(pyramid, number, across, down, grey), across, down)
    if ask.mirrored:
        pixels = pixels[:, ::-1]
    pixels = numpy.rot90(pixels, -ask.rotation // 90)
    if ask.quality == "bitonal":
        pixels = numpy.where(pixels < MIDDLE, numpy.uint8(0), numpy.uint8(255))
    pixels = numpy.ascontiguousarray(pixels)
    if ask.format == "png":
        return _png(pixels, 1 if ask.quality == "bitonal" else 8)
    space, sampling = ("GRAY", "Gray") if grey else ("RGB", "420")
    return bytes(simplejpeg.encode_jpeg(pixels, QUALITY, space, sampling))


def _decoded(pyramid: Pyramid, number: int, across: Axis, down: Axis, grey: bool) -> Pixels:
    """Return the pixels of a box of a level, from the tiles it touches; beyond the picture its last ones are repeated."""
    held, side = pyramid.levels[number], pyramid.side
    left, right = max(0, across.first), min(held.width, across.first + across.length)
    top, bottom = max(0, down.first), min(held.height, down.first + down.length)
    pixels = numpy.empty((bottom - top, right - left, 1 if grey else 3), numpy.uint8)
    for row in range(top // side, (bottom - 1) // side + 1):
        for column in range(left // side, (right - 1) // side + 1):
            tile = _tile(pyramid, (number, column, row), "GRAY" if grey else "RGB")
            x, y = column * side, row * side
            from_x, to_x, from_y, to_y = max(left, x), min(right, x + side), max(top, y), min(bottom, y + side)
            pixels[from_y - top : to_y - top, from_x - left : to_x - left] = tile[
                from_y - y : to_y - y, from_x - x : to_x - x
            ]
    if pixels.shape[:2] == (down.length, across.length):
        return pixels
    before, above = left - across.first, top - down.first
    around = ((above, down.length - above - bottom + top), (before, across.length - before - right + left), (0, 0))
    return numpy.pad(pixels, around, "edge")


def _tile(pyramid: Pyramid, place: tuple[int, int, int], space: str) -> Pixels:
    """Return the pixels of a tile (level, column, row); raises NotAPyramid when it does not decode to its size."""
    number, column, row = place
    held, side = pyramid.levels[number], pyramid.side
    try:
        pixels: Pixels = simplejpeg.decode_jpeg(pyramid.tile(*place), space)
    except ValueError as damage:
        raise NotAPyramid(str(pyramid.path)) from damage
    if pixels.shape[:2] != (min(side, held.height - row * side), min(side, held.width - column * side)):
        raise NotAPyramid(str(pyramid.path))
    return pixels


def _scaled(pixels: Pixels, across: Axis, down: Axis) -> Pixels:
    """Return the pixels brought to exactly the size asked for: made smaller first, then larger."""
    if across.scale == down.scale == 1:
        return pixels
    high, wide, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, wide, high, bands, "uchar")
    if min(across.scale, down.scale) < 1:
        image = image.resize(min(1.0, across.scale), vscale=min(1.0, down.scale))
        kept = (one.size if one.scale < 1 else one.length for one in (across, down))
        # Exact whatever the rounding of the scale.
        image = image.embed(-across.skip, -down.skip, *kept, extend="copy")
    if max(across.scale, down.scale) > 1:
        image = image.affine(
            [max(1.0, across.scale), 0, 0, max(1.0, down.scale)],
            # Pixels are squares whose middle stays in place.
            idx=0.5,
            idy=0.5,
            odx=-0.5,
            ody=-0.5,
            oarea=[0, 0, across.size, down.size],
            interpolate=pyvips.Interpolate.new("bicubic"),
            extend="copy",
        )
    return numpy.frombuffer(image.write_to_memory(), numpy.uint8).reshape(down.size, across.size, bands)


def _png(pixels: Pixels, depth: int) -> bytes:
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width, height, bands, "uchar")
    image = image.copy(interpretation="b-w" if bands == 1 else "srgb")
    return bytes(image.pngsave_buffer(compression=PNG_COMPRESSION, bitdepth=depth, keep="none"))
