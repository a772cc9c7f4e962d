"""Thumbnails, made in the limited child: upright, sRGB, never larger than their master, without metadata."""

import os
from pathlib import Path
from typing import Any

import pyvips

from coffret.images.tasks import Unable

QUALITY = 82


def thumbnail(path: str, target: str, width: int) -> dict[str, Any]:
    """Write the progressive JPEG at most ``width`` wide of the picture at ``path``, whole or not at all.

    Returns {"width", "height"}; raises Unable("damaged") when the picture does not decode.
    """
    place = Path(target)
    with open(path, "rb"):  # absent or forbidden: the system's answer, not libvips'
        pass
    try:
        image = _small(path, width)
        content = image.jpegsave_buffer(Q=QUALITY, interlace=True, optimize_coding=True, keep="none")
    except pyvips.Error as error:
        raise Unable("damaged", str(error).strip().splitlines()[-1][:200]) from error
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{os.getpid()}-{place.name}")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)
    return {"width": image.width, "height": image.height}


def _small(path: str, width: int) -> "pyvips.Image":
    # thumbnail() turns the picture as its camera says and converts to the sRGB profile; height is left free.
    profile = {"output_profile": "srgb"} if _profiled(path) else {}
    image = pyvips.Image.thumbnail(path, width, height=10_000_000, size="down", **profile)
    image = image.colourspace("srgb")
    return image.flatten(background=[255, 255, 255]) if image.hasalpha() else image


def _profiled(path: str) -> bool:
    """Say whether colours must go through a profile: six times slower, and for nothing where there is none."""
    image = pyvips.Image.new_from_file(path)
    return image.get_typeof("icc-profile-data") != 0 or image.interpretation == "cmyk"
