"""Photographs drawn for the tests: with detail, so that a compression shows; and what cameras write around them."""

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from coffret.images.facts import Seen
from coffret.images.reading import headers

# Rights and places that must never leave with a derivative.
OWNER, SERIAL = "Jeanne Propriétaire", "SN-4711-XY"


def photograph(width: int = 800, height: int = 600, seed: int = 1) -> Image.Image:
    """Return a picture of large shapes with fine grain over them."""
    rng = np.random.default_rng(seed)
    shapes = Image.fromarray(rng.integers(0, 255, (9, 12, 3), dtype=np.uint8)).resize((width, height), Image.BICUBIC)
    grain = rng.integers(-6, 7, (height, width, 1))
    return Image.fromarray((np.asarray(shapes).astype(int) + grain).clip(0, 255).astype(np.uint8))


def camera_exif(**tags: Any) -> Image.Exif:
    """Return what a camera writes: its model, exposure and lens; its owner, its serial number and the place."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "EOS 5D"
    exif.get_ifd(0x8769).update({0x8827: 200, 0x9003: "2024:05:12 10:11:12", 0xA430: OWNER, 0xA431: SERIAL})
    exif.get_ifd(0x8769)[0xA434] = "EF 50mm f/1.4"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)}
    for number, value in tags.items():
        exif[int(number.removeprefix("t"), 16)] = value
    return exif


def saved(path: Path, picture: Image.Image | None = None, **options: Any) -> Path:
    """Write a picture at ``path`` in the format its ending tells; returns the path."""
    (picture or photograph()).save(path, **options)
    return path


def patch(colour: Any, mode: str = "RGB", size: tuple[int, int] = (700, 500)) -> Image.Image:
    """Return a picture of one colour."""
    return Image.new(mode, size, colour)


def matrix_profile(name: str, primaries: tuple[tuple[float, float, float], ...], gamma: float) -> bytes:
    """Return an ICC profile (version 2.1) of these primaries, in XYZ of the D50 white, and this gamma."""
    white = struct.pack(">4sI3i", b"XYZ ", 0, *(round(n * 65536) for n in (0.9642, 1.0, 0.8249)))
    curve = struct.pack(">4sIIH2x", b"curv", 0, 1, round(gamma * 256))
    described = name.encode() + b"\0"
    words = struct.pack(">4sII", b"desc", 0, len(described)) + described + b"\0" * 78
    tags = {b"desc": words, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": white}
    for letter, primary in zip((b"r", b"g", b"b"), primaries, strict=True):
        tags[letter + b"XYZ"] = struct.pack(">4sI3i", b"XYZ ", 0, *(round(n * 65536) for n in primary))
        tags[letter + b"TRC"] = curve
    table, body, start = b"", b"", 132 + 12 * len(tags)
    for tag, data in tags.items():
        table += struct.pack(">4sII", tag, start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s12x4s", start + len(body), b"", 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + struct.pack(">3i", *(round(n * 65536) for n in (0.9642, 1.0, 0.8249)))
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


# Adobe RGB (1998), adapted to D50; its gamma is 563/256.
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
_SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))


def adobe_profile() -> bytes:
    """Return Adobe RGB (1998) as a profile."""
    return matrix_profile("Adobe RGB (1998)", ADOBE_RGB, 563 / 256)


def adobe_in_srgb(colour: tuple[int, int, int]) -> list[float]:
    """Return, worked out apart from any library, what a colour of Adobe RGB is in sRGB (0-255)."""
    linear = (np.array(colour) / 255) ** (563 / 256)
    light = np.linalg.inv(np.array(_SRGB).T) @ (np.array(ADOBE_RGB).T @ linear)
    light = light.clip(0, 1)
    shown = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return [float(n) for n in shown * 255]


def scan_of(data: bytes) -> bytes:
    """Return what draws a JPEG: from its first table to its end marker, segments that only describe it left out."""
    kept, place = [], 2
    while True:
        marker = data[place + 1]
        length = 2 + struct.unpack_from(">H", data, place + 2)[0]
        segment = data[place : place + length]
        place += length
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
        if marker == 0xDA:
            return b"".join([*kept, data[place : data.rindex(b"\xff\xd9") + 2]])


def pixels(source: Path | bytes) -> "np.ndarray[Any, Any]":
    """Return the decoded pixels of an image."""
    with Image.open(BytesIO(source) if isinstance(source, bytes) else source) as image:
        return np.asarray(image).astype(int)


def look(data: bytes) -> Seen:
    """Return what the headers of ``data`` say."""
    return headers.read(BytesIO(data), len(data))
