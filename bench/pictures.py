"""Pictures for the measures of images, made from a seed: matter at every scale, flat grounds, grain, an object.

Their JPEGs weigh what photographs do (a 6 Mpx one at quality 92: 2 to 3 MB), which flat or noisy drawings do not.
"""

import io
from collections.abc import Iterator
from typing import Any

import numpy
import PIL.Image
import pyvips
import simplejpeg

Pixels = Any


def natural(width: int, height: int, seed: int, *, ground: bool = False) -> Pixels:
    """Return height × width × 3 bytes of a picture; ``ground``: an object before a flat studio ground."""
    matter = None
    for octave, cell in enumerate((400, 160, 64, 26, 11, 5)):
        noise = pyvips.Image.perlin(width, height, cell_size=cell, seed=seed + octave) * 0.7**octave
        matter = noise if matter is None else matter + noise
    tints = [pyvips.Image.perlin(width, height, cell_size=700, seed=seed + 90 + band) for band in range(3)]
    bands = [matter * 75 + tint * 80 + 125 for tint in tints]
    picture = bands[0].bandjoin(bands[1:]) + pyvips.Image.gaussnoise(width, height, sigma=3.5, mean=0, seed=seed)
    pixels = picture.cast("uchar").numpy()
    return _before_ground(pixels, seed) if ground else pixels


def _before_ground(pixels: Pixels, seed: int) -> Pixels:
    """Return the pixels seen through an oval, before a light ground that hardly varies."""
    height, width = pixels.shape[:2]
    down, across = numpy.mgrid[0:height, 0:width]
    oval = ((across - width / 2) / (width * 0.33)) ** 2 + ((down - height / 2) / (height * 0.36)) ** 2 < 1
    light = 238 - 10 * down / height + numpy.random.default_rng(seed).normal(0, 0.6, (height, width))
    return numpy.where(oval[:, :, None], pixels, light[:, :, None].astype(numpy.uint8))


def encoded(pixels: Pixels, kind: str, mode: str = "RGB", **options: Any) -> bytes:
    """Return the file Pillow makes of the pixels, in a mode of its own (RGB, L, CMYK, P, RGBA, 1, I;16)."""
    out = io.BytesIO()
    image = PIL.Image.fromarray(pixels)
    if mode == "I;16":
        image = PIL.Image.fromarray(numpy.asarray(image.convert("L")).astype(numpy.uint16) * 257)
    elif mode != "RGB":
        image = image.convert(mode)
    image.save(out, kind, **options)
    return out.getvalue()


def _with_pillow(pixels: Pixels) -> Iterator[tuple[str, bytes]]:
    for mode in ("RGB", "L", "CMYK"):
        for quality in (40, 75, 92, 100):
            yield "jpg", encoded(pixels, "JPEG", mode, quality=quality)
            yield "jpg", encoded(pixels, "JPEG", mode, quality=quality, optimize=True, subsampling=0)
            yield "jpg", encoded(pixels, "JPEG", mode, quality=quality, progressive=True)
        yield "jpg", encoded(pixels, "JPEG", mode, restart_marker_rows=1)
        yield "jpg", encoded(pixels, "JPEG", mode, restart_marker_blocks=7)
    for mode in ("RGB", "L", "RGBA", "P", "1", "I;16"):
        yield "png", encoded(pixels, "PNG", mode)
    for mode in ("RGB", "L", "CMYK", "1", "I;16"):
        for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
            yield "tif", encoded(pixels, "TIFF", mode, compression=compression)
    yield "tif", encoded(pixels, "TIFF", "1", compression="group4")
    yield "tif", encoded(pixels, "TIFF", compression="jpeg")
    for lossless in (False, True):
        yield "webp", encoded(pixels, "WEBP", lossless=lossless)
        yield "webp", encoded(pixels, "WEBP", "RGBA", lossless=lossless)
    yield "jp2", encoded(pixels, "JPEG2000")
    yield "jp2", encoded(pixels, "JPEG2000", "L", irreversible=True, quality_mode="rates", quality_layers=[20])
    yield "gif", encoded(pixels, "GIF", "P")
    yield "bmp", encoded(pixels, "BMP")
    yield "bmp", encoded(pixels, "BMP", "L")


def _with_vips(pixels: Pixels) -> Iterator[tuple[str, bytes]]:
    image = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb")
    for options in (
        {},
        {"interlace": True},
        {"optimize_coding": True},
        {"subsample_mode": "off"},
        {"restart_interval": 5},
    ):
        yield "jpg", image.jpegsave_buffer(Q=88, **options)
    yield "jpg", image.icc_export(output_profile="cmyk").jpegsave_buffer(Q=88)
    for options in ({}, {"interlace": True}, {"palette": True}, {"compression": 9}):
        yield "png", image.pngsave_buffer(**options)
    yield "png", (image.cast("ushort") << 8).copy(interpretation="rgb16").pngsave_buffer(interlace=True)
    for options in (
        {},
        {"tile": True},
        {"pyramid": True, "tile": True},
        {"bigtiff": True},
        {"predictor": "horizontal"},
    ):
        for compression in ("none", "lzw", "deflate", "jpeg"):
            yield "tif", image.tiffsave_buffer(compression=compression, **options)
    yield "tif", image.colourspace("lab").tiffsave_buffer(compression="deflate")
    yield "webp", image.webpsave_buffer(Q=80)
    yield "gif", image.gifsave_buffer()
    yield "avif", image.heifsave_buffer(compression="av1", effort=0)


def _with_turbo(pixels: Pixels) -> Iterator[tuple[str, bytes]]:
    whole = numpy.ascontiguousarray(pixels)
    for sampling in ("444", "422", "420", "440", "411"):
        yield "jpg", simplejpeg.encode_jpeg(whole, 85, "RGB", sampling)


def intact(count: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` whole files (extension, bytes): every format, mode and encoder at hand, many sizes."""
    sizes = numpy.random.default_rng(seed)
    while count > 0:
        width, height = (int(side) for side in sizes.integers(40, 700, 2))
        pixels = natural(width, height, int(sizes.integers(1 << 20)), ground=bool(sizes.integers(2)))
        for maker in (_with_pillow, _with_vips, _with_turbo):
            for made in maker(pixels):
                if count <= 0:
                    return
                count -= 1
                yield made
