"""Colours brought to sRGB, and the two small profiles that derivatives carry. Runs in the limited child process."""

import struct
from functools import cache
from itertools import product
from typing import Any

import pyvips

SRGB, GREY = "srgb", "grey"
# A profile stands for sRGB when no colour differs by more, of 255, once converted: what rounding makes.
SAME_WITHIN = 2
_STEPS = (0, 32, 64, 96, 128, 160, 192, 224, 255)
_D50 = (0.9642, 1.0, 0.8249)
_GREYS = frozenset({"b-w", "grey16"})


def in_srgb(image: pyvips.Image, *, adobe_rgb: bool = False) -> tuple[pyvips.Image, list[str]]:
    """Return a picture in 8-bit sRGB or grey, alpha kept, and what it took: ["colours"] when hues had to be converted.

    Through its profile when it has one (relative colorimetric, black point compensated), through libvips' CMYK profile
    when inks come without; a profile that does not fit the picture is set aside, as every viewer does. ``adobe_rgb``:
    without a profile, its colours are Adobe RGB's.
    """
    if adobe_rgb and image.get_typeof("icc-profile-data") == 0 and image.interpretation == "srgb":
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", adobe_rgb_profile())
    grey = image.interpretation in _GREYS
    profiled = image.get_typeof("icc-profile-data") != 0
    if profiled or image.interpretation == "cmyk":
        try:
            converted = image.icc_transform(
                "srgb",
                embedded=profiled,
                input_profile="cmyk" if image.interpretation == "cmyk" else "srgb",
                intent="relative",
                black_point_compensation=True,
                depth=8,
            )
        except pyvips.Error:
            converted = _plain(image)
        return (_one_band(converted) if grey else converted), ["colours"]
    named = image.interpretation in {"srgb", "rgb", "rgb16"} or grey
    return _plain(image), [] if named else ["colours"]


def _plain(image: pyvips.Image) -> pyvips.Image:
    """Return a picture without profile in 8 bits, grey staying grey."""
    return image.colourspace("b-w" if image.interpretation in _GREYS else "srgb").cast("uchar")


def _one_band(image: pyvips.Image) -> pyvips.Image:
    """Return the grey of a picture whose red, green and blue are equal, with its alpha if any."""
    if image.bands < 3:
        return image
    grey = image.extract_band(0)
    if image.hasalpha():
        grey = grey.bandjoin(image.extract_band(image.bands - 1))
    return grey.copy(interpretation="b-w")


def flattened(image: pyvips.Image) -> pyvips.Image:
    """Return an 8-bit picture laid on white paper."""
    return image.flatten(background=[255] * (image.bands - 1))


@cache
def srgb_profile() -> bytes:
    """Return libvips' own sRGB profile: 480 bytes, in the public domain (Saucecontrol's Compact-ICC-Profiles)."""
    profile: Any = pyvips.Image.profile_load("srgb")
    return bytes(profile)


@cache
def grey_profile() -> bytes:
    """Return a profile for grey pictures with sRGB's curve (IEC 61966-2-1)."""
    numbers = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    curve = struct.pack(">4sIHH5i", b"para", 0, 3, 0, *map(_fixed, numbers))
    return _profile(b"GRAY", "sRGB grey", {b"kTRC": curve})


@cache
def adobe_rgb_profile() -> bytes:
    """Return the colours of Adobe RGB (1998), adapted to the D50 white: what cameras mean by « R03 »."""
    primaries = {
        b"rXYZ": (0.60974, 0.31111, 0.01947),
        b"gXYZ": (0.20528, 0.62567, 0.06087),
        b"bXYZ": (0.14919, 0.06322, 0.74457),
    }
    curve = struct.pack(">4sIHHi", b"para", 0, 0, 0, _fixed(563 / 256))
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"RGB ", "Adobe RGB", {**{name: _xyz(*light) for name, light in primaries.items()}, **curves})


def _profile(space: bytes, name: str, colours: dict[bytes, bytes]) -> bytes:
    """Return a display profile as ICC.1:2010 wants it (version 4.3): dated 2026-01-01, relative to the D50 white."""
    tags = {b"desc": _words(name), b"cprt": _words("CC0"), b"wtpt": _xyz(*_D50), **colours}
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += struct.pack(">4sII", tag, start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    kind = struct.pack(">I4s4s4s", 0x04300000, b"mntr", space, b"XYZ ")
    head = struct.pack(">I4s16s6H4s", start + len(body), b"", kind, 2026, 1, 1, 0, 0, 0, b"acsp")
    head += struct.pack(">28sI12s", b"", 1, _xyz(*_D50)[8:])
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(x: float, y: float, z: float) -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, _fixed(x), _fixed(y), _fixed(z))


def _fixed(number: float) -> int:
    return round(number * 65536)


def _words(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return struct.pack(">4sIII2s2sII", b"mluc", 0, 1, 12, b"en", b"US", len(data), 28) + data


def stands_for(profile: bytes, space: str) -> bool:
    """Say whether a profile means sRGB's colours, or sRGB's greys: judged by what it does, not by its name.

    One of the right kind that cannot be used stands for sRGB too: every viewer sets it aside.
    """
    if profile[16:20] != (b"RGB " if space == SRGB else b"GRAY") or profile[36:40] != b"acsp":
        return False
    patches = [bytes(one) for one in product(_STEPS, repeat=3)] if space == SRGB else [bytes((n,)) for n in range(256)]
    bands = len(patches[0])
    image = pyvips.Image.new_from_memory(b"".join(patches), len(patches), 1, bands, "uchar")
    image = image.copy(interpretation="srgb" if bands == 3 else "b-w")
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    try:
        imported = image.icc_import(embedded=True, intent="relative", pcs="xyz")
        shown = bytes(imported.icc_export(output_profile="srgb", intent="relative", depth=8).write_to_memory())
    except pyvips.Error:
        return False
    wanted = b"".join(one * (3 // bands) for one in patches)
    return all(abs(seen - meant) <= SAME_WITHIN for seen, meant in zip(shown, wanted, strict=True))
