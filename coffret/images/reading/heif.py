"""HEIC and AVIF (ISO/IEC 23008-12; AV1 Image File Format): the properties of the main picture."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from coffret.images.facts import Harm
from coffret.images.reading import exif, hidden, icc, xmp
from coffret.images.reading.boxes import Box, boxes
from coffret.images.reading.window import BLOCK_LIMIT, PROFILE_LIMIT, Memory, Sketch, Window

_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_META_LIMIT = 1 << 22
# Pieces that all the items of a file lie in, together.
_PARTS_LIMIT = 100_000
_COMPRESSIONS = {b"hvc1": "hevc", b"av01": "av1", b"avc1": "avc", b"j2k1": "jpeg2000", b"jpeg": "jpeg"}
_COLOURS = {
    (1, 13): "sRGB",
    (12, 13): "Display P3",
    (1, 1): "Rec. 709",
    (9, 16): "Rec. 2100 PQ",
    (9, 18): "Rec. 2100 HLG",
}
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
# Rotations of a quarter turn, counted against the clock, and mirrors, as the orientations of EXIF.
_ROTATED = {0: 1, 1: 8, 2: 3, 3: 6}
_MIRRORED = {1: {0: 4, 1: 2}, 8: {0: 5, 1: 7}, 3: {0: 2, 1: 4}, 6: {0: 7, 1: 5}}


def brand(head: bytes) -> str:
    """Return AVIF or HEIC when the file type box that begins ``head`` says so, « » otherwise."""
    if head[4:8] != b"ftyp":
        return ""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF:
        return "AVIF"
    return "HEIC" if brands & _HEIC else ""


@dataclass(slots=True)
class _Items:
    """What the metadata box says of the pictures and blocks of the file."""

    main: int = 0
    kinds: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)  # kind, then media type
    places: dict[int, tuple[int, list[tuple[int, int]]]] = field(default_factory=dict)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    owned: dict[int, list[int]] = field(default_factory=dict)
    data: bytes = b""


def read(file: Window, found: Sketch) -> None:
    """Note what the HEIF in ``file`` is; raises Short, Broken."""
    found.mode, found.depth = "RGB", 8
    end = 0
    for box in boxes(file, 0, file.size):
        if box.kind == b"meta" and found.first("meta"):
            _metadata(file, box, found)
        elif box.kind == b"moov":
            found.animated = True
        end = box.end
    hidden.after_end(file, end, found)


def _metadata(file: Window, meta: Box, found: Sketch) -> None:
    block = Memory(meta.content(file, _META_LIMIT))
    items = _Items()
    for box in boxes(block, 4, block.size):
        data = box.content(block, _META_LIMIT)
        if box.kind == b"pitm":
            items.main = int.from_bytes(data[4:6] if data[:1] == b"\x00" else data[4:8], "big")
        elif box.kind == b"iinf":
            _kinds(data, items)
        elif box.kind == b"iloc":
            _places(data, items)
        elif box.kind == b"iprp":
            _properties(data, items)
        elif box.kind == b"idat":
            items.data = data
    _picture(items, found)
    _blocks(file, items, found)
    if any(start + length > file.size for _way, parts in items.places.values() if not _way for start, length in parts):
        found.harm(Harm.TRUNCATED, file.size, "data")


def _kinds(data: bytes, items: _Items) -> None:
    start = 6 if data[:1] == b"\x00" else 8
    for box in boxes(Memory(data), start, len(data)):
        entry = data[box.start : box.end]
        wide = 4 if entry[:1] == b"\x03" else 2
        at = 4 + wide + 2
        media = entry[at + 4 :].split(b"\x00")[1:2]
        items.kinds[int.from_bytes(entry[4 : 4 + wide], "big")] = (entry[at : at + 4], media[0] if media else b"")


def _places(data: bytes, items: _Items) -> None:
    """Read where the items lie: version 1 and 2 say in what (0: the file, 1: a box of the metadata)."""
    version, sizes = data[0] if data else 0, int.from_bytes(data[4:6], "big")
    widths = [sizes >> shift & 15 for shift in (12, 8, 4, 0)]
    numbers, budget = _Numbers(data, 6), _PARTS_LIMIT
    for _item in range(numbers.take(4 if version == 2 else 2)):
        if numbers.at >= len(data):
            return
        item = numbers.take(4 if version == 2 else 2)
        way = numbers.take(2) & 15 if version else 0
        numbers.take(2)
        base = numbers.take(widths[2])
        parts = []
        for _part in range(numbers.take(2)):
            budget -= 1
            if numbers.at >= len(data) or budget < 0:
                return
            numbers.take(widths[3] if version else 0)
            start = base + numbers.take(widths[0])
            parts.append((start, numbers.take(widths[1])))
        items.places[item] = (way, parts)


class _Numbers:
    """Reads numbers one after another; past the end they are zero."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def take(self, length: int) -> int:
        """Return the next number, of ``length`` bytes."""
        self.at += length
        return int.from_bytes(self.data[self.at - length : self.at], "big")


def _properties(data: bytes, items: _Items) -> None:
    block = Memory(data)
    for box in boxes(block, 0, len(data)):
        inside = data[box.start : box.end]
        if box.kind == b"ipco":
            items.properties = [
                (one.kind, inside[one.start : one.end]) for one in boxes(Memory(inside), 0, len(inside))
            ]
        elif box.kind == b"ipma":
            _owned(inside, items)


def _owned(data: bytes, items: _Items) -> None:
    version, wide = data[:1], bool(data[3:4] and data[3] & 1)
    numbers = _Numbers(data, 4)
    for _entry in range(numbers.take(4)):
        if numbers.at >= len(data):
            return
        item = numbers.take(2 if version == b"\x00" else 4)
        indexes = [numbers.take(2) & 0x7FFF if wide else numbers.take(1) & 0x7F for _one in range(numbers.take(1))]
        items.owned[item] = indexes


def _main(items: _Items) -> Iterator[tuple[bytes, bytes]]:
    for index in items.owned.get(items.main, []):
        if 0 < index <= len(items.properties):
            yield items.properties[index - 1]


def _picture(items: _Items, found: Sketch) -> None:
    kind = items.kinds.get(items.main, (b"", b""))[0]
    # A picture made of tiles, or of others, is compressed as they are.
    found.compression = _COMPRESSIONS.get(kind, "av1" if found.format == "AVIF" else "hevc")
    for name, data in _main(items):
        if name in _PROPERTIES:
            _PROPERTIES[name](data, found)
    found.alpha = any(name == b"auxC" and data[4:].split(b"\x00")[0] in _ALPHA for name, data in items.properties)


def _extents(data: bytes, found: Sketch) -> None:
    found.width, found.height = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")


def _aperture(data: bytes, found: Sketch) -> None:
    """Take the part of the picture that is shown."""
    if len(data) >= 16:
        wide, by, high, by_too = struct.unpack(">4I", data[:16])
        if by and by_too and 0 < wide // by <= found.width and 0 < high // by_too <= found.height:
            found.width, found.height = wide // by, high // by_too


def _rotation(data: bytes, found: Sketch) -> None:
    angle = data[0] & 3 if data else 0
    found.orientation = _ROTATED[angle]
    if angle % 2:
        found.width, found.height = found.height, found.width


def _mirror(data: bytes, found: Sketch) -> None:
    if data and found.orientation in _MIRRORED:
        found.orientation = _MIRRORED[found.orientation][data[0] & 1]


def _bits(data: bytes, found: Sketch) -> None:
    if len(data) > 5:
        found.depth = max(data[5:])
        found.mode = "GREY" if data[4] == 1 else "RGB"


def _colours(data: bytes, found: Sketch) -> None:
    if data[:4] in {b"prof", b"rICC"}:
        found.profile = icc.description(data[4 : 4 + PROFILE_LIMIT])
    elif data[:4] == b"nclx" and not found.profile and len(data) >= 8:
        found.profile = _COLOURS.get((int.from_bytes(data[4:6], "big"), int.from_bytes(data[6:8], "big")), "")


_PROPERTIES = {
    b"ispe": _extents, b"clap": _aperture, b"irot": _rotation, b"imir": _mirror, b"pixi": _bits, b"colr": _colours,
}  # fmt: skip


def _blocks(file: Window, items: _Items, found: Sketch) -> None:
    """Read EXIF and XMP; the orientation of EXIF is not that of the picture here (ISO/IEC 23008-12 annex A)."""
    turned = found.orientation
    for item, (kind, media) in items.kinds.items():
        if kind == b"Exif" and found.first("exif item"):
            block = _item(file, items, item)
            exif.read_block(block[4 + int.from_bytes(block[:4], "big") :], found)
        elif kind == b"mime" and media == b"application/rdf+xml" and found.first("xmp item"):
            xmp.read(_item(file, items, item), found)
    found.orientation = turned


def _item(file: Window, items: _Items, number: int) -> bytes:
    way, parts = items.places.get(number, (0, []))
    data = b""
    for start, length in parts[:16]:
        length = min(length, BLOCK_LIMIT - len(data))
        data += items.data[start : start + length] if way == 1 else file.at(start, length)
    return data
