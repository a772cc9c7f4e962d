"""The Photoshop resources of an image and the IPTC record they hold (Adobe Photoshop File Formats Specification;
IPTC IIM 4.2).
"""

from collections.abc import Iterator

from coffret.images.reading.window import Sketch, decoded, joined

RESOLUTION, IPTC, XMP, ICC, EXIF = 0x03ED, 0x0404, 0x0424, 0x040F, 0x0422
_SIGNATURES = {b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"}
_COUNT_LIMIT = 5_000
_UTF8 = b"\x1b%G"
# Datasets of the application record (2:…): our fields.
_FIELDS = {
    5: "title", 55: "taken", 65: "software", 80: "creator", 110: "credit", 115: "source", 116: "copyright",
    120: "description",
}  # fmt: skip


def resources(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and data of each resource of ``block``; stops where it makes no sense."""
    at = 0
    for _count in range(_COUNT_LIMIT):
        if block[at : at + 4] not in _SIGNATURES or at + 12 > len(block):
            return
        number = int.from_bytes(block[at + 4 : at + 6], "big")
        name = block[at + 6]
        at += 6 + (name + 2) // 2 * 2
        length = int.from_bytes(block[at : at + 4], "big")
        yield number, block[at + 4 : at + 4 + length]
        at += 4 + length + length % 2


def read_resources(block: bytes, found: Sketch) -> None:
    """Note what the Photoshop resources tell: resolution (always per inch) and IPTC."""
    for number, data in resources(block):
        if number == RESOLUTION and len(data) >= 16:
            x, y = (int.from_bytes(data[at : at + 4], "big") / 65536 for at in (0, 8))
            found.resolution("Photoshop", x, y)
        elif number == IPTC:
            read_record(data, found)


def read_record(data: bytes, found: Sketch) -> None:
    """Note the IPTC fields of ``data``; without a declared character set, UTF-8 or else Windows-1252."""
    values: dict[int, list[bytes]] = {}
    encodings: tuple[str, ...] = ()
    for record, number, value in _datasets(data):
        if (record, number) == (1, 90):
            encodings = ("utf-8",) if value.startswith(_UTF8) else ()
        elif record == 2 and (number in _FIELDS or number == 60):
            values.setdefault(number, []).append(value)
    for number, name in _FIELDS.items():
        text = joined(decoded(value, *encodings) for value in values.get(number, ()))
        if number == 55 and text and 60 in values:
            text += " " + decoded(values[60][0])
        found.say("IPTC", name, text)


def _datasets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for _count in range(_COUNT_LIMIT):
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        if data[at : at + 1] != b"\x1c" or length >= 0x8000 or at + 5 + length > len(data):
            return
        yield data[at + 1], data[at + 2], data[at + 5 : at + 5 + length]
        at += 5 + length
