"""Formats by their content: PNG, WebP, GIF, BMP, Photoshop, PDF, SVG, and what is no image."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from image_bytes import (
    SIZE,
    alternative,
    chunk,
    dataset,
    encoded,
    exif,
    harms,
    look,
    old_description,
    picture,
    places,
    png_with,
    profile,
    resolution_info,
    resource,
    srgb,
    xmp,
)  # fmt: skip

from coffret.images import norms
from coffret.images.facts import Damage, Harm, Seen
from coffret.images.reading import headers, png

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20">%s</svg>'


def several(kind: str, count: int = 3, **options: object) -> bytes:
    """Return an animation: pictures that differ from one another."""
    file = io.BytesIO()
    first, *others = [picture().rotate(40 * turn) for turn in range(count)]
    first.save(file, kind, save_all=True, append_images=others, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "name", "compression"),
    [
        ("JPEG", "JPEG", "jpeg"),
        ("PNG", "PNG", "deflate"),
        ("TIFF", "TIFF", "none"),
        ("WEBP", "WEBP", "webp"),
        ("JPEG2000", "JP2", "jpeg2000"),
        ("AVIF", "AVIF", "av1"),
        ("GIF", "GIF", "lzw"),
        ("BMP", "BMP", "none"),
    ],
)
def test_the_format_is_that_of_the_bytes(tmp_path: Path, kind: str, name: str, compression: str):
    path = tmp_path / "wrong.txt"
    path.write_bytes(encoded(kind))
    seen = headers.read_path(path)
    assert (seen.format, seen.width, seen.height, seen.compression) == (name, *SIZE, compression)
    assert (seen.damages, seen.pages, seen.animated, seen.alpha) == ((), 1, False, False)
    assert seen.depth == 8
    assert seen.mode == ("PALETTE" if kind == "GIF" else "RGB")
    assert Seen.from_json(seen.as_json()) == seen


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000"])
def test_a_file_cut_short_is_found(kind: str):
    data = encoded(kind)
    for end in range(len(data) // 3, len(data), max(1, len(data) // 60)):
        assert look(data[:end]).harmed(Harm.TRUNCATED, Harm.CORRUPT), end
    assert look(data[: len(data) // 2]).harmed(Harm.TRUNCATED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG2000", "AVIF"])
def test_bytes_after_the_end_are_found(kind: str):
    data = encoded(kind)
    assert look(data + b"\x00" * 7).damages == (Damage(Harm.TRAILING, len(data), "7"),)
    assert (Harm.POLYGLOT, "php") in harms(data + b"<?php echo 1; ?>")


def test_nothing_and_unknown():
    assert look(b"").damages == (Damage(Harm.EMPTY, 0),)
    assert look(b"Bonjour").damages == (Damage(Harm.UNKNOWN, 0),)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04rest", "zip"),
        (b"<!DOCTYPE html><html><svg></svg>", "html"),
        (b"MZ" + bytes(100) + b"PE\x00\x00", "exe"),
        (b"\x7fELF\x02\x01\x01", "elf"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"#!/bin/sh\n", "script"),
        (b"\xff\x0a\x00", "jxl"),
        (b"BM is how this text begins, and it is no bitmap.", ""),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
    ],
)
def test_what_is_no_image_is_named_where_it_can_be(data: bytes, kind: str):
    assert (look(data).format, harms(data)) == ("", [(Harm.UNKNOWN, kind)])


def test_a_pdf_is_one_even_a_little_further():
    assert (look(b"%PDF-1.7\n").format, harms(b"%PDF-1.7\n")) == ("PDF", [])
    assert look(b"\n\njunk%PDF-1.7\n").format == "PDF"


@pytest.mark.parametrize("beyond", [0, 1])
def test_limits_are_those_of_the_norms(beyond: int):
    wide = norms.PIXELS_LIMIT // 1000 + beyond
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, 1000, 8, 2, 0, 0, 0))
    seen = headers.read(io.BytesIO(png.SIGNATURE + header), norms.SIZE_LIMIT + beyond)
    assert (seen.width, seen.height) == (wide, 1000)
    assert bool(seen.harmed(Harm.TOO_MANY_PIXELS)) is bool(beyond)
    assert bool(seen.harmed(Harm.TOO_HEAVY)) is bool(beyond)


def test_a_file_too_heavy_is_told_by_its_size(tmp_path: Path):
    path = tmp_path / "heavy.png"
    path.write_bytes(encoded("PNG"))
    with path.open("r+b") as file:
        file.truncate((1 << 30) + 1)  # a hole: nothing is written
    assert headers.read_path(path).harmed(Harm.TOO_HEAVY)


def test_nothing_of_the_web_framework_is_loaded():
    source = (
        "import sys, coffret.images.reading.headers; sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0


# PNG


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("1", ("BITONAL", 1, False)),
        ("L", ("GREY", 8, False)),
        ("LA", ("GREY", 8, True)),
        ("P", ("PALETTE", 8, False)),
        ("RGB", ("RGB", 8, False)),
        ("RGBA", ("RGB", 8, True)),
        ("I;16", ("GREY", 16, False)),
    ],
)
def test_colours_of_png(mode: str, expected: tuple[str, int, bool]):
    seen = look(encoded("PNG", mode))
    assert (seen.mode, seen.depth, seen.alpha) == expected


def test_a_transparent_colour_of_png():
    assert look(encoded("PNG", "P", transparency=0)).alpha


@pytest.mark.parametrize(("dpi", "expected"), [(72, 72.01), (300, 300.0), (96, 96.01)])
def test_resolution_of_png(dpi: int, expected: float):
    assert places(encoded("PNG", dpi=(dpi, dpi))) == {"PNG": (expected, expected)}


def test_a_shape_of_pixels_is_no_resolution():
    assert places(png_with(chunk(b"pHYs", struct.pack(">IIB", 1, 1, 0)))) == {}


def test_profile_of_png():
    assert look(encoded("PNG", icc_profile=srgb())).profile == "sRGB built-in"
    assert look(png_with(chunk(b"sRGB", b"\x00"))).profile == "sRGB"
    named = chunk(b"iCCP", b"x\x00\x00" + zlib.compress(profile(old_description("Display P3"))))
    assert look(png_with(named)).profile == "Display P3"
    assert look(png_with(chunk(b"iCCP", b"x\x00\x00" + b"not compressed"))).profile == ""


def test_a_profile_that_swells_is_bounded():
    data = png_with(chunk(b"iCCP", b"x\x00\x00" + zlib.compress(bytes(100_000_000))))
    assert look(data).profile == ""


def test_blocks_of_png():
    block = exif([(274, 3, 8), (282, 5, [(300, 1)]), (283, 5, [(300, 1)]), (296, 3, 2)])
    packet = xmp(alternative("dc:title", ("x-default", "Vénus")))
    data = png_with(chunk(b"eXIf", block), chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + packet))
    seen = look(data)
    assert (seen.orientation, seen.width, seen.height) == (8, *SIZE[::-1])
    assert (seen.metadata.title, places(data)) == ("Vénus", {"EXIF": (300, 300)})


def test_texts_of_png():
    long = zlib.compress("Zoé".encode())
    data = png_with(
        chunk(b"tEXt", b"Title\x00V\xe9nus"),
        chunk(b"zTXt", b"Author\x00\x00" + zlib.compress(b"Durand")),
        chunk(b"iTXt", b"Copyright\x00\x01\x00fr\x00Droits\x00" + long),
        chunk(b"tEXt", b"Warning\x00nothing"),
    )
    told = look(data).metadata
    assert (told.title, told.creator, told.copyright) == ("Vénus", "Durand", "Zoé")


def test_profiles_that_imagemagick_writes_as_text():
    record = resource(0x0404, dataset(110, b"musee")).hex()
    text = f"\niptc\n{len(record) // 2:8d}\n{record}\n".encode()
    assert (
        look(png_with(chunk(b"zTXt", b"Raw profile type iptc\x00\x00" + zlib.compress(text)))).metadata.credit
        == "musee"
    )
    assert look(png_with(chunk(b"tEXt", b"Raw profile type iptc\x00\niptc\n 3\nzz"))).metadata.credit == ""


def test_a_program_in_a_text_of_png():
    assert harms(png_with(chunk(b"tEXt", b"Warning\x00<?php phpinfo(); ?>"))) == [(Harm.POLYGLOT, "php")]


def test_an_animated_png():
    seen = look(several("PNG"))
    assert (seen.animated, seen.pages, seen.damages) == (True, 3, ())


def test_png_that_contradicts_itself():
    data = encoded("PNG")
    assert harms(data[:8] + data[33:]) == [(Harm.CORRUPT, "chunk")]
    assert harms(data[:33] + b"\x00\x00\x00\x04\x00\x01\x02\x03" + data[33:]) == [(Harm.CORRUPT, "chunk")]
    assert harms(data[:25] + b"\x07" + data[26:]) == [(Harm.CORRUPT, "header")]
    assert harms(data[:16] + bytes(4) + data[20:]) == [(Harm.CORRUPT, "dimensions")]


# WebP


@pytest.mark.parametrize("lossless", [False, True])
def test_webp_in_both_manners(lossless: bool):
    seen = look(encoded("WEBP", lossless=lossless))
    assert (seen.width, seen.height, seen.alpha, seen.damages) == (*SIZE, False, ())


def clear(kind: str, **options: object) -> bytes:
    """Return a picture half of which is transparent."""
    image = picture("RGBA")
    image.putalpha(image.getchannel("R"))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("lossless", [False, True])
def test_transparent_webp(lossless: bool):
    assert look(clear("WEBP", lossless=lossless)).alpha


def test_blocks_of_webp():
    data = encoded("WEBP", exif=exif([(274, 3, 6)]), icc_profile=srgb(), xmp=xmp("", 'photoshop:Credit="Z"'))
    seen = look(data)
    assert (seen.orientation, seen.width, seen.profile, seen.metadata.credit) == (6, SIZE[1], "sRGB built-in", "Z")


def test_an_animated_webp():
    seen = look(several("WEBP", 4))
    assert (seen.animated, seen.pages, seen.damages) == (True, 4, ())


def test_webp_that_contradicts_itself():
    data = encoded("WEBP")
    assert harms(data[:16] + struct.pack("<I", 1 << 20) + data[20:]) == [(Harm.CORRUPT, "chunk")]
    assert harms(data[:23] + b"\x00\x00\x00" + data[26:]) == [(Harm.CORRUPT, "frame")]


# GIF, BMP, Photoshop


def test_an_animated_gif():
    seen = look(several("GIF"))
    assert (seen.animated, seen.pages, seen.damages) == (True, 3, ())
    assert look(several("GIF", transparency=0)).alpha


def test_gif_that_contradicts_itself():
    data = encoded("GIF")
    assert harms(data[:-1] + b"\x55") == [(Harm.CORRUPT, "block")]


def test_bmp():
    data = encoded("BMP", dpi=(96, 96))
    assert places(data) == {"BMP": (96.01, 96.01)}
    assert look(encoded("BMP", "L")).mode == "PALETTE"
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    long = (
        b"BM"
        + struct.pack("<IIIIiiHHIIiiII", 170, 0, 122, 108, 3, 4, 1, 32, 3, 48, 0, 0, 0, 0)
        + masks
        + bytes(52 + 48)
    )
    assert look(long).alpha
    assert not look(long.replace(masks, masks[:12] + bytes(4))).alpha
    assert look(data[:22] + struct.pack("<i", -48) + data[26:]).height == 48
    assert harms(data + b"<?php echo 1;") == [(Harm.TRAILING, "13"), (Harm.POLYGLOT, "php")]


def psd(mode: int = 3, channels: int = 3, resources: bytes = b"") -> bytes:
    head = b"8BPS\x00\x01" + bytes(6) + struct.pack(">HIIHH", channels, 48, 64, 8, mode)
    return head + bytes(4) + struct.pack(">I", len(resources)) + resources + bytes(4) + b"\x00\x00" + bytes(100)


def test_photoshop():
    blocks = (
        resolution_info(300, 300) + resource(0x040F, profile(old_description("ProPhoto")))
        + resource(0x0424, xmp("", 'photoshop:Credit="Z"')) + resource(0x0404, dataset(80, b"D"))
    )  # fmt: skip
    seen = look(psd(resources=blocks))
    assert (seen.format, seen.width, seen.height, seen.mode, seen.depth) == ("PSD", *SIZE, "RGB", 8)
    assert (seen.profile, seen.metadata.credit, seen.metadata.creator) == ("ProPhoto", "Z", "D")
    assert (places(psd(resources=blocks)), seen.damages) == ({"Photoshop": (300, 300)}, ())
    assert (look(psd(4, 5)).mode, look(psd(4, 5)).alpha) == ("CMYK", True)
    assert harms(psd(resources=blocks)[:200]) == [(Harm.TRUNCATED, "data")]


# SVG


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xef\xbb\xbf",
        b'<?xml version="1.0"?>\n',
        b"<!-- a - comment -->\n",
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">',
    ],
)
def test_svg_is_recognised(before: bytes):
    seen = look(before + SVG % b'<path d="M0 0"/>')
    assert (seen.format, seen.width, seen.height) == ("SVG", 10, 20)
    assert [(one.harm, one.detail) for one in seen.damages] == [(Harm.ACTIVE, "")]


def test_svg_in_sixteen_bits_and_with_a_prefix():
    assert look((SVG % b"").decode().encode("utf-16")).format == "SVG"
    assert look(b'<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 30 40"/>').width == 30


def test_a_page_with_a_drawing_is_no_svg():
    assert look(b"<html><body><svg></svg></body></html>").format == ""


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<rect onload="alert(1)"/>',
        b"<foreignObject/>",
        b'<image href="http://example.org/a.png"/>',
        b'<a xlink:href="javascript:alert(1)"/>',
        b"<style>@import 'http://example.org/x.css'</style>",
        b'<rect fill="url(https://example.org/a)"/>',
        b'<use href=" \n//example.org/a#b"/>',
    ],
)
def test_what_an_svg_can_run_or_fetch(inside: bytes):
    assert harms(SVG % inside) == [(Harm.ACTIVE, "script")]


@pytest.mark.parametrize(
    "inside", [b'<use href="#a"/>', b'<image href=" data:image/png;base64,AA"/>', b'<g fill="url(#b)"/>']
)
def test_what_an_svg_may_hold(inside: bytes):
    assert harms(SVG % inside) == [(Harm.ACTIVE, "")]
