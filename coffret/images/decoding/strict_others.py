"""Every pixel of the other formats decoded strictly: by libvips told to fail at the first warning, or by Pillow."""

import logging
import warnings
from pathlib import Path
from typing import Any

import numpy
import PIL.Image
import PIL.ImageFile
import pyvips

from coffret.images.decoding.by_name import from_file
from coffret.images.decoding.likeness import Pixels
from coffret.images.decoding.pixels import in_rgb, its_fault
from coffret.images.facts import Damage, Harm, Seen
from coffret.images.isolation.tasks import mind_memory

# Longest side of the small copy.
SMALL = 384
# What libvips mutters about damaged files is said by the damages.
logging.getLogger("pyvips").setLevel(logging.CRITICAL)
# One picture after the other: nothing is worth keeping.
pyvips.cache_set_max(0)
pyvips.concurrency_set(1)
# The limit is ours, checked before; an image cut short is never filled with grey.
PIL.Image.MAX_IMAGE_PIXELS = None
PIL.ImageFile.LOAD_TRUNCATED_IMAGES = False


def check(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a file that libvips reads line after line, and a small copy of its first picture."""
    return small_copy(path, seen)


def check_tiff(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of every page of a TIFF."""
    found, small = small_copy(path, seen)
    if found and seen.mode == "LAB":
        # libvips refuses some L*a*b* that Pillow reads, Pillow others that libvips reads: one reader is enough.
        found, small = check_with_pillow(path, seen)
    for page in range(1, min(seen.pages, 1000)):
        if found:
            break
        found = _fully(path, page=page)
    return found, small


def small_copy(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Decode the whole picture once, strictly, shrinking it as its lines come."""
    try:
        image = from_file(path, access="sequential", fail_on="warning")
        return [], _pixels(image)
    except pyvips.Error as error:
        return [_damage(str(error), path)], None


def small_copy_of(data: bytes, **options: Any) -> tuple[list[Damage], Pixels | None]:
    """Do as ``small_copy`` with the bytes of a file; ``options`` are the reader's (shrink…)."""
    try:
        return [], _pixels(pyvips.Image.new_from_buffer(data, "", access="sequential", fail_on="warning", **options))
    except pyvips.Error as error:
        return [_damage(str(error))], None


def _fully(path: Path, **options: Any) -> list[Damage]:
    try:
        from_file(path, access="sequential", fail_on="warning", **options).avg()
    except pyvips.Error as error:
        return [_damage(str(error), path)]
    return []


def _pixels(image: "pyvips.Image") -> Pixels:
    """Return a small 8-bit sRGB copy, read in one pass from the first line to the last."""
    longest = max(image.width, image.height)
    if longest > SMALL:
        factor = longest / SMALL
        image = image.shrink(min(factor, image.width), min(factor, image.height))
    if image.format in {"ushort", "uint"} and image.interpretation in {"b-w", "srgb", "multiband"}:
        image = (image >> (8 if image.format == "ushort" else 24)).cast("uchar")
    if image.interpretation == "cmyk" or image.bands not in {1, 3}:
        image = image.colourspace("srgb")
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    if image.interpretation not in {"srgb", "multiband"}:
        image = image.colourspace("srgb")
    return _array(image)


def _array(image: "pyvips.Image") -> Pixels:
    array: Pixels = numpy.asarray(image.cast("uchar").numpy())
    if array.ndim == 2:
        array = array[:, :, None]
    return numpy.repeat(array, 3, axis=2) if array.shape[2] < 3 else array[:, :, :3]


def _damage(words: str, path: Path | None = None) -> Damage:
    """Return the damage that libvips' words tell; where the file is stays out of them: reports are sent to others."""
    words = words.replace(str(path), "…") if path else words
    if "not a known file format" in words or "not in a known format" in words:
        return Damage(Harm.CORRUPT, detail="unidentified")
    lines = [line.strip() for line in mind_memory(words).strip().splitlines() if line] or ["?"]
    short = any(sign in words.lower() for sign in ("truncated", "premature", "not enough data", "end of", "eof"))
    return Damage(Harm.TRUNCATED if short else Harm.CORRUPT, detail=lines[-1][:200])


def check_with_pillow(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a JPEG 2000, a BMP or a TIFF in L*a*b*: libvips' wheel has no reader for them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(path, formats=("JPEG2000", "BMP", "TIFF")) as image:
                image.load()
                image.thumbnail((SMALL, SMALL))
                return [], numpy.asarray(in_rgb(image))
    except PIL.UnidentifiedImageError:
        return [Damage(Harm.CORRUPT, detail="unidentified")], None
    # Pillow's readers let every kind of error out of a damaged file.
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError) as error:
        words = its_fault(seen, error)
        return [Damage(Harm.TRUNCATED if "truncated" in words.lower() else Harm.CORRUPT, detail=words[:200])], None
