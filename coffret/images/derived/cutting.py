"""Making pyramids: a picture, upright and in sRGB, cut into JPEG tiles at every size. Runs in the limited child.

libvips writes the TIFF as a stream, so memory does not grow with the picture. Its levels halve and round down where
IIIF rounds up; the picture is therefore extended, by copies of its last pixels, to a multiple of what the levels
divide it by, and the true sizes are written into the directories afterwards: every tile stays where it was.
"""

import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

import pyvips
import simplejpeg

from coffret.images.decoding.pixels import opened
from coffret.images.delivery.tiles import ENTRY, LENGTH, MAGIC, TRAILER, WIDTH, Pyramid, Tag, directories
from coffret.images.derived.colours import flattened, in_srgb
from coffret.images.facts import Seen
from coffret.images.incoming import sweep
from coffret.images.isolation.tasks import Unable
from coffret.images.reading import headers

SIDE = 512
QUALITY = 85
# Classic TIFF holds 4 GiB; JPEG tiles take under 3 bits a sample at this quality, and never this much.
_BIG_ABOVE = 1 << 31
# Pixels a side of what JPEG codes at once when colours are halved.
BLOCK = 16


def pyramid(path: str, target: str, side: int = SIDE) -> dict[str, Any]:
    """Write at ``target`` the pyramid of the picture at ``path``, tiles ``side`` pixels wide; all of it or nothing.

    Returns width, height, levels and bytes. Raises Unable("damaged") when the picture does not decode, OSError.
    """
    place = Path(target)
    with open(path, "rb") as file:
        seen = headers.read(file, os.fstat(file.fileno()).st_size)
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{os.getpid()}-{place.name}")
    # A picture that kills whoever cuts it would fill the disk, a try after the other.
    sweep(place.parent, f".*-{place.name}")
    try:
        _make(Path(path), seen, unfinished, side)
        made = Pyramid(unfinished)
        os.replace(unfinished, place)
    except pyvips.Error as error:
        raise Unable("damaged", str(error).strip().splitlines()[-1][:200]) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return {"width": made.width, "height": made.height, "levels": len(made.levels), "bytes": made.size}


def _make(source: Path, seen: Seen, target: Path, side: int) -> None:
    picture, _changes = in_srgb(opened(source, seen))
    if picture.hasalpha():
        picture = flattened(picture)
    while max(picture.width, picture.height) > side * side:
        side *= 2
    _write(picture, target, side)
    _correct(target, picture.width, picture.height)
    _cut_edges(target)


def _write(picture: "pyvips.Image", target: Path, side: int) -> None:
    step = 1
    while max(picture.width, picture.height) > side * step:
        step *= 2
    # Whole blocks of 16 pixels at every level as far as a tile allows: the black that TIFF fills tiles with never stands
    # in the same block as the picture, whose edge it would blur.
    unit = min(BLOCK * step, side)
    wide, high = (-(-size // unit) * unit for size in (picture.width, picture.height))
    extended = picture.embed(0, 0, wide, high, extend="copy")
    extended.tiffsave(
        str(target),
        tile=True,
        tile_width=side,
        tile_height=side,
        pyramid=True,
        compression="jpeg",
        Q=QUALITY,
        bigtiff=wide * high * picture.bands > _BIG_ABOVE,
        keep="none",
    )


def _correct(target: Path, width: int, height: int) -> None:
    """Write the true sizes over those of the extended picture."""
    with target.open("r+b") as file:
        found = list(directories(_reader(file), target.stat().st_size))
        for number, tags in enumerate(found):
            for tag, size in ((tags[WIDTH], width), (tags[LENGTH], height)):
                _overwrite(file, tag, -(-size // (1 << number)))


def _reader(file: BinaryIO) -> Any:
    return lambda offset, length: os.pread(file.fileno(), length, offset)


def _overwrite(file: BinaryIO, tag: Tag, value: int) -> None:
    """Write one whole number where a directory keeps it: never larger than the one it replaces."""
    file.seek(tag.at)
    file.write(struct.pack("<H" if tag.kind == 3 else "<I", value))


def _cut_edges(target: Path) -> None:
    """Add, after the TIFF, its partial tiles cut to the picture, each a JPEG of its own, and their index."""
    made = Pyramid(target, finished=False)
    entries = []
    with target.open("ab") as file:
        where = made.size
        for level, column, row, width, height in made.partial():
            cut = _cut(made.padded(level, column, row), width, height, made.grey)
            file.write(cut)
            entries.append(ENTRY.pack(level, column, row, where, len(cut)))
            where += len(cut)
        file.write(b"".join(entries) + TRAILER.pack(MAGIC, where, len(entries)))
        file.flush()
        os.fsync(file.fileno())


def _cut(jpeg: bytes, width: int, height: int, grey: bool) -> bytes:
    """Return the left top of a tile as a JPEG coded with the same tables on the same grid: nothing more is lost."""
    space, sampling = ("GRAY", "Gray") if grey else ("RGB", "420")
    pixels = simplejpeg.decode_jpeg(jpeg, space, fastdct=False, fastupsample=True)
    kept = pixels[:height, :width].copy()
    return bytes(simplejpeg.encode_jpeg(kept, QUALITY, space, sampling, fastdct=False))
