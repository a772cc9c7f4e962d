"""Answering an Image API request from a pyramid: a stored tile as it is, or a region decoded, scaled and coded anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import numpy
import numpy.typing
import pyvips
import simplejpeg

from coffret.images.iiif import Ask, Busy
from coffret.images.tiles import Level, Pyramid

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
# Where black ends and white begins in a bitonal answer.
MIDDLE = 128

Pixels = numpy.typing.NDArray[numpy.uint8]


# No answer is made twice from the same pixels: what libvips would keep of them is memory lost.
pyvips.cache_set_max(0)
# Requests are served side by side already.
pyvips.concurrency_set(1)


def answer(pyramid: Pyramid, ask: Ask) -> bytes:
    """Return the JPEG or PNG that ``ask`` wants; raises Busy."""
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
    number, box = source(pyramid, ask)
    weight = max(box[2] * box[3], ask.width * ask.height) * (PNG_WEIGHT if ask.format == "png" else 1)
    if weight <= HEAVY:
        return render(pyramid, ask, number, box)
    with _place(_line, 0), _place(_heavy, PATIENCE):
        return render(pyramid, ask, number, box)


@contextmanager
def _place(turns: BoundedSemaphore, patience: float) -> Iterator[None]:
    """Take a turn and give it back; raises Busy when none is free after ``patience`` seconds."""
    if not turns.acquire(timeout=patience):
        raise Busy
    try:
        yield
    finally:
        turns.release()


def source(pyramid: Pyramid, ask: Ask) -> tuple[int, tuple[int, int, int, int]]:
    """Return the level to read and the box of it: the smallest that has every pixel shown, never more than SOURCE."""
    number = 0
    while number + 1 < len(pyramid.levels):
        _x, _y, w, h = _box(pyramid, ask, number)
        _x, _y, next_w, next_h = _box(pyramid, ask, number + 1)
        if w * h <= SOURCE and (next_w < ask.width or next_h < ask.height):
            break
        number += 1
    return number, _box(pyramid, ask, number)


def _box(pyramid: Pyramid, ask: Ask, number: int) -> tuple[int, int, int, int]:
    """Return the region in the pixels of a level: at least one, never outside."""
    held = pyramid.levels[number]
    left, width = _span(ask.x, ask.w, number, pyramid.width, held.width)
    top, height = _span(ask.y, ask.h, number, pyramid.height, held.height)
    return left, top, width, height


def _span(start: int, length: int, number: int, whole: int, held: int) -> tuple[int, int]:
    half = (1 << number) >> 1
    first = min((start + half) >> number, held - 1)
    last = held if start + length >= whole else min((start + length + half) >> number, held)
    return first, max(1, last - first)


def render(pyramid: Pyramid, ask: Ask, number: int, box: tuple[int, int, int, int]) -> bytes:
    """Decode ``box`` of a level and make of it the answer."""
    grey = pyramid.grey or ask.quality in ("gray", "bitonal")
    pixels = _scaled(_decoded(pyramid, number, box, grey), ask.width, ask.height)
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


def _decoded(pyramid: Pyramid, number: int, box: tuple[int, int, int, int], grey: bool) -> Pixels:
    """Return the pixels of a box of a level, from the tiles it touches."""
    left, top, width, height = box
    side, right, bottom = pyramid.side, left + width, top + height
    pixels = numpy.empty((height, width, 1 if grey else 3), numpy.uint8)
    for row in range(top // side, (bottom - 1) // side + 1):
        for column in range(left // side, (right - 1) // side + 1):
            tile = simplejpeg.decode_jpeg(pyramid.tile(number, column, row), "GRAY" if grey else "RGB")
            x, y = column * side, row * side
            from_x, to_x, from_y, to_y = max(left, x), min(right, x + side), max(top, y), min(bottom, y + side)
            pixels[from_y - top : to_y - top, from_x - left : to_x - left] = tile[
                from_y - y : to_y - y, from_x - x : to_x - x
            ]
    return pixels


def _scaled(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return the pixels brought to exactly width × height."""
    high, wide, bands = pixels.shape
    if (wide, high) == (width, height):
        return pixels
    image = pyvips.Image.new_from_memory(pixels.data, wide, high, bands, "uchar")
    scaled = image.resize(width / wide, vscale=height / high)
    if (scaled.width, scaled.height) != (width, height):
        scaled = scaled.embed(0, 0, width, height, extend="copy")
    return numpy.frombuffer(scaled.write_to_memory(), numpy.uint8).reshape(height, width, bands)


def _png(pixels: Pixels, depth: int) -> bytes:
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width, height, bands, "uchar")
    image = image.copy(interpretation="b-w" if bands == 1 else "srgb")
    return bytes(image.pngsave_buffer(compression=PNG_COMPRESSION, bitdepth=depth, keep="none"))
