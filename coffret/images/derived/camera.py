"""What the camera wrote, kept for a derivative: exposure, lens, dates; never a place, a person or a serial number.

Only tags named here go on: a block of the maker (MakerNote) hides serial numbers, a thumbnail may show what was cropped.
EXIF 2.32 (CIPA DC-008-2019). Bounded, and silent on any bytes: what cannot be read is left out.
"""

import struct
from dataclasses import dataclass

from coffret.images.derived.marking import DPI, EXIF_HEAD, Marks

# Make, Model, Software, DateTime.
_MAIN = frozenset({0x010F, 0x0110, 0x0131, 0x0132})
_CAMERA = frozenset(
    {0x829A, 0x829D, 0x8822, 0x8827, 0x8830, 0x9003, 0x9004}
    | set(range(0x8831, 0x8836))  # sensitivities
    | set(range(0x9010, 0x9013))  # time zones
    | set(range(0x9201, 0x920B))  # shutter, aperture, brightness, bias, distance, metering, light, flash, focal length
    | set(range(0x9290, 0x9293))  # fractions of seconds
    | {0xA20E, 0xA20F, 0xA210, 0xA215, 0xA217}  # focal plane
    | set(range(0xA401, 0xA40B))  # processing: exposure mode, white balance, zoom, contrast…
    | {0xA40C, 0xA432, 0xA433, 0xA434}  # distance range, lens
)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_LONGEST_VALUE = 512
_MOST_TAGS = 1000


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as it stands in the file: number, type, how many, its bytes."""

    number: int
    kind: int
    count: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Shot:
    """The technical tags of a picture; ``order``: « < » or « > », the order of their bytes.

    ``adobe_rgb``: its colours are Adobe RGB's. Cameras say so in a tag (« R03 », DCF 2.0 § 4.4) and embed no profile.
    """

    order: str = "<"
    main: tuple[Tag, ...] = ()
    camera: tuple[Tag, ...] = ()
    adobe_rgb: bool = False


def shot(block: bytes) -> Shot:
    """Return what is kept of an EXIF block (the TIFF inside APP1, after « Exif »); an empty Shot for any other bytes."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4], "")
    if not order or len(block) < 8:
        return Shot()
    (start,) = struct.unpack_from(f"{order}I", block, 4)
    main = _directory(block, order, start)
    inner = _pointed(block, order, main.get(0x8769))
    told = _pointed(block, order, inner.get(0xA005)).get(0x0001)
    adobe_rgb = told is not None and told.data.startswith(b"R03")
    return Shot(order, _chosen(main, _MAIN), _chosen(inner, _CAMERA), adobe_rgb)


def _pointed(block: bytes, order: str, pointer: Tag | None) -> dict[int, Tag]:
    """Return the directory a tag points to, empty when it points nowhere."""
    if pointer is None or len(pointer.data) != 4:
        return {}
    return _directory(block, order, struct.unpack(f"{order}I", pointer.data)[0])


def _chosen(tags: dict[int, Tag], wanted: frozenset[int]) -> tuple[Tag, ...]:
    return tuple(tags[number] for number in sorted(tags) if number in wanted)


def _directory(block: bytes, order: str, start: int) -> dict[int, Tag]:
    """Return the readable tags of the directory at ``start``, the first of each number."""
    if start < 8 or start + 2 > len(block):
        return {}
    (count,) = struct.unpack_from(f"{order}H", block, start)
    tags: dict[int, Tag] = {}
    for place in range(start + 2, start + 2 + 12 * min(count, _MOST_TAGS), 12):
        if place + 12 > len(block):
            break
        tag = _tag(block, order, place)
        if tag:
            tags.setdefault(tag.number, tag)
    return tags


def _tag(block: bytes, order: str, place: int) -> Tag | None:
    number, kind, count = struct.unpack_from(f"{order}HHI", block, place)
    size = _SIZES.get(kind, 0) * count
    if not 0 < size <= _LONGEST_VALUE:
        return None
    offset = place + 8 if size <= 4 else struct.unpack_from(f"{order}I", block, place + 8)[0]
    data = block[offset : offset + size]
    return Tag(number, kind, count, data) if len(data) == size else None


def exif(marks: Marks, kept: Shot, width: int, height: int, *, grey: bool = False) -> bytes:
    """Return the payload of APP1: the marks, 72 dpi, upright, sRGB, ``width`` × ``height``, and what was kept."""
    order = kept.order
    main = [
        *kept.main,
        *_texts(((0x010E, marks.description or marks.title), (0x013B, marks.creator), (0x8298, marks.copyright))),
        _short(order, 0x0112, 1),
        Tag(0x011A, 5, 1, struct.pack(f"{order}II", DPI, 1)),
        Tag(0x011B, 5, 1, struct.pack(f"{order}II", DPI, 1)),
        _short(order, 0x0128, 2),
        *([] if grey else [_short(order, 0x0213, 1)]),
    ]
    inner = [
        *kept.camera,
        Tag(0x9000, 7, 4, b"0232"),
        Tag(0x9101, 7, 4, b"\1\0\0\0" if grey else b"\1\2\3\0"),
        Tag(0xA000, 7, 4, b"0100"),
        _short(order, 0xA001, 1),
        Tag(0xA002, 4, 1, struct.pack(f"{order}I", width)),
        Tag(0xA003, 4, 1, struct.pack(f"{order}I", height)),
    ]
    return EXIF_HEAD + _written(order, main, inner)


def _texts(texts: tuple[tuple[int, str], ...]) -> list[Tag]:
    encoded = [(number, text.encode() + b"\0") for number, text in texts if text]
    return [Tag(number, 2, len(data), data) for number, data in encoded]


def _short(order: str, number: int, value: int) -> Tag:
    return Tag(number, 3, 1, struct.pack(f"{order}H", value))


def _written(order: str, main: list[Tag], inner: list[Tag]) -> bytes:
    """Return a TIFF of two directories, the second one pointed to by the first."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    pointer = Tag(0x8769, 4, 1, b"\0\0\0\0")
    length = len(_packed(order, [*main, pointer], 8))
    pointer = Tag(0x8769, 4, 1, struct.pack(f"{order}I", 8 + length))
    return head + _packed(order, [*main, pointer], 8) + _packed(order, inner, 8 + length)


def _packed(order: str, tags: list[Tag], start: int) -> bytes:
    """Return a directory that stands at ``start``, its longer values after it, all on even offsets."""
    entries, beyond = [], b""
    base = start + 2 + 12 * len(tags) + 4
    for tag in sorted(tags, key=lambda one: one.number):
        data = tag.data.ljust(4, b"\0")
        if len(tag.data) > 4:
            data = struct.pack(f"{order}I", base + len(beyond))
            beyond += tag.data + b"\0" * (len(tag.data) % 2)
        entries.append(struct.pack(f"{order}HHI", tag.number, tag.kind, tag.count) + data)
    return struct.pack(f"{order}H", len(tags)) + b"".join(entries) + b"\0\0\0\0" + beyond
