"""Thumbnails, made in the limited child: upright, sRGB, never larger than their master, without metadata."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyvips

from coffret.images.decoding import by_name
from coffret.images.decoding.pixels import opened
from coffret.images.derived.colours import flattened, in_srgb
from coffret.images.facts import Seen
from coffret.images.isolation.tasks import Unable, mind_memory
from coffret.images.reading import headers

QUALITY = 82
# What a light version may lose, step by step, until it weighs no more than was asked.
LIGHTER = (82, 76, 70, 64, 56, 48, 40, 30)


def fitted(width: int, height: int, most: int) -> tuple[int, int]:
    """Return the pixels of the thumbnail, ``most`` wide at most, of a picture of width × height."""
    wide = min(most, width)
    return wide, max(1, round(height * wide / width))


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
    if not seen.width or not seen.height:
        raise Unable("damaged", "no dimensions")
    made, image = {}, None
    for width in sorted(map(int, targets), reverse=True):
        size = fitted(seen.width, seen.height, width)
        try:
            image = _brought(image, size) if image else _small(path, seen, size)
            content = image.jpegsave_buffer(Q=QUALITY, interlace=True, optimize_coding=True, keep="none")
        except pyvips.Error as error:
            raise Unable("damaged", mind_memory(str(error)).strip().splitlines()[-1][:200]) from error
        _write(Path(targets[str(width)]), content)
        made[str(width)] = {"width": image.width, "height": image.height}
    return made


def light(path: str, target: str, width: int, most: int) -> dict[str, Any]:
    """Write the baseline JPEG at most ``width`` wide of a picture, of the best quality that weighs ``most`` bytes at most.

    One that weighs more at the lowest quality is made narrower. Returns {"width", "height", "quality", "size"}; raises
    Unable("damaged") when the picture does not decode.
    """
    with open(path, "rb") as file:
        seen = headers.read(file, os.fstat(file.fileno()).st_size)
    if not seen.width or not seen.height:
        raise Unable("damaged", "no dimensions")
    try:
        image = _small(path, seen, fitted(seen.width, seen.height, width))
        content, quality = _light_enough(image, most)
        while len(content) > most and image.width > 1:
            image = _brought(image, fitted(image.width, image.height, max(1, image.width * 3 // 4)))
            content, quality = _light_enough(image, most)
    except pyvips.Error as error:
        raise Unable("damaged", mind_memory(str(error)).strip().splitlines()[-1][:200]) from error
    _write(Path(target), content)
    return {"width": image.width, "height": image.height, "quality": quality, "size": len(content)}


def _light_enough(image: "pyvips.Image", most: int) -> tuple[bytes, int]:
    """Return the picture coded at the best quality that weighs ``most`` bytes at most, else at the lowest."""
    content, quality = b"", LIGHTER[0]
    for quality in LIGHTER:
        content = image.jpegsave_buffer(Q=quality, optimize_coding=True, keep="none")
        if len(content) <= most:
            break
    return content, quality


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{os.getpid()}-{place.name}")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)


def _small(path: str, seen: Seen, size: tuple[int, int]) -> "pyvips.Image":
    whole = None if seen.format == "JP2" or seen.mode == "LAB" else by_name.from_file(path)
    if whole is None or _orientation(whole) != seen.orientation:
        image, _changes = in_srgb(opened(Path(path), seen))
        return _brought(flattened(image) if image.hasalpha() else image, size)
    # thumbnail() turns the picture as its camera says and converts to the sRGB profile.
    profile = {"output_profile": "srgb"} if _profiled(whole) else {}
    image = by_name.thumbnail(path, size[0], height=size[1], size="force", **profile)
    image = image.colourspace("srgb")
    image = image.flatten(background=[255, 255, 255]) if image.hasalpha() else image
    return image.copy_memory()


def _brought(image: "pyvips.Image", size: tuple[int, int]) -> "pyvips.Image":
    # To the very pixel: left to itself, libvips rounds as its shortcuts have it, and manifests tell sizes beforehand.
    return image.thumbnail_image(size[0], height=size[1], size="force").copy_memory()


def _orientation(image: "pyvips.Image") -> int:
    return int(image.get("orientation")) if image.get_typeof("orientation") else 1


def _profiled(image: "pyvips.Image") -> bool:
    """Say whether colours must go through a profile: six times slower, and for nothing where there is none."""
    return image.get_typeof("icc-profile-data") != 0 or image.interpretation == "cmyk"
