"""Thumbnails, made in the limited child: upright, sRGB, never larger than their master, without metadata."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyvips

from coffret.images import headers
from coffret.images.colours import flattened, in_srgb
from coffret.images.facts import Seen
from coffret.images.pixels import opened
from coffret.images.tasks import Unable, mind_memory

QUALITY = 82
# Left free: a thumbnail is so wide at most, whatever its height.
_ANY = 10_000_000


def thumbnail(path: str, target: str, width: int) -> dict[str, Any]:
    """Write the progressive JPEG at most ``width`` wide of the picture at ``path``, whole or not at all.

    Returns {"width", "height"}; raises Unable("damaged") when the picture does not decode.
    """
    return thumbnails(path, {str(width): target})[str(width)]


def thumbnails(path: str, targets: Mapping[str, str]) -> dict[str, Any]:
    """Write thumbnails of one picture, ``targets`` by width: decoded once, each drawn from the larger one before it.

    Returns width → {"width", "height"}; raises Unable("damaged") when the picture does not decode.
    """
    with open(path, "rb") as file:
        seen = headers.read(file, os.fstat(file.fileno()).st_size)
    made, image = {}, None
    for width in sorted(map(int, targets), reverse=True):
        try:
            image = _smaller(image, width) if image else _small(path, seen, width)
            content = image.jpegsave_buffer(Q=QUALITY, interlace=True, optimize_coding=True, keep="none")
        except pyvips.Error as error:
            raise Unable("damaged", mind_memory(str(error)).strip().splitlines()[-1][:200]) from error
        _write(Path(targets[str(width)]), content)
        made[str(width)] = {"width": image.width, "height": image.height}
    return made


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{os.getpid()}-{place.name}")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)


def _small(path: str, seen: Seen, width: int) -> "pyvips.Image":
    if seen.format == "JP2" or seen.mode == "LAB":
        image, _changes = in_srgb(opened(Path(path), seen))
        return _smaller(flattened(image) if image.hasalpha() else image, width)
    # thumbnail() turns the picture as its camera says and converts to the sRGB profile.
    profile = {"output_profile": "srgb"} if _profiled(path) else {}
    image = pyvips.Image.thumbnail(path, width, height=_ANY, size="down", **profile)
    image = image.colourspace("srgb")
    image = image.flatten(background=[255, 255, 255]) if image.hasalpha() else image
    return image.copy_memory()


def _smaller(image: "pyvips.Image", width: int) -> "pyvips.Image":
    return image.thumbnail_image(width, height=_ANY, size="down").copy_memory()


def _profiled(path: str) -> bool:
    """Say whether colours must go through a profile: six times slower, and for nothing where there is none."""
    image = pyvips.Image.new_from_file(path)
    return image.get_typeof("icc-profile-data") != 0 or image.interpretation == "cmyk"
