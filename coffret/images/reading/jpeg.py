"""JPEG (ITU-T T.81, T.871 for JFIF): every segment up to the pixels, then the place where the image ends."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy

from coffret.images.facts import Harm
from coffret.images.reading import exif, hidden, icc, iptc, quality, xmp
from coffret.images.reading.window import BLOCK_LIMIT, PROFILE_LIMIT, Broken, Sketch, Window

SOI, EOI, SOS, DQT, DNL, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xFE
_APP = range(0xE0, 0xF0)
# Start of frame: every C0-CF but DHT (C4), JPG (C8) and DAC (CC).
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
_LOSSLESS = {0xC3, 0xC7, 0xCB, 0xCF}
# What may stand between two scans: tables, lines, restarts, comments, applications.
_BETWEEN = {0xC4, 0xCC, SOS, DQT, DNL, 0xDD, COM, *_APP}
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
# A file of ours has a few dozen; more is made to waste time.
_SEGMENTS_LIMIT = 5_000
_EXIF, _XMP = b"Exif\x00", b"http://ns.adobe.com/xap/1.0/\x00"
_ICC, _PHOTOSHOP = b"ICC_PROFILE\x00", b"Photoshop 3.0\x00"
# In compressed data, FF is followed by 00 or by a restart; anything else is a marker.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_CHUNK = 1 << 17
# Density unit of JFIF -> pixels per inch.
_UNITS = {1: 1.0, 2: 2.54}


@dataclass(slots=True)
class _Parts:
    """What is kept of the segments until all of them are there."""

    tables: dict[int, tuple[int, ...]] = field(default_factory=dict)
    profile: dict[int, bytes] = field(default_factory=dict)
    photoshop: list[bytes] = field(default_factory=list)
    first_table: int = 0
    components: int = 0
    identifiers: bytes = b""
    transform: int = -1  # of the Adobe segment; -1 when there is none
    jfif: bool = False
    several: bool = False  # the file announces other images after this one (CIPA DC-007)
    comments: int = 0  # bytes of comments read


def read(file: Window, found: Sketch) -> None:
    """Note what the JPEG in ``file`` is; raises Short when it stops before its pixels, Broken."""
    found.compression = "jpeg"
    parts, markers = _Parts(), _Markers(file)
    try:
        start = _headers(file, found, parts, markers)
    finally:  # what was read before the damage is known all the same
        _conclude(found, parts)
    end = _end(file, start, found, markers)
    if end < 0:
        found.harm(Harm.TRUNCATED, file.size, "end")
        return
    announced = parts.several and file.at(end, 1 << 16).lstrip(b"\x00\xff").startswith(b"\xd8\xff")
    hidden.after_end(file, end, found, "mpf" if announced else "")


def _headers(file: Window, found: Sketch, parts: _Parts, markers: "_Markers") -> int:
    """Read the segments before the pixels; return where these begin."""
    for marker, at, payload in _segments(file, found, markers):
        if marker in _FRAMES:
            _frame(marker, payload, found, parts)
        elif marker in _SEGMENTS:
            _SEGMENTS[marker](payload, found, parts)
        elif marker == SOS:
            if not parts.components:
                raise Broken(at, "frame")
            return at + 4 + len(payload)
        elif marker == EOI:
            raise Broken(at, "scan")
    raise Broken(file.size, "segments")


def _segments(file: Window, found: Sketch, markers: "_Markers") -> Iterator[tuple[int, int, bytes]]:
    """Yield marker, place and content of the segments; bytes between them are stepped over, and noted."""
    at = 2
    for _count in range(_SEGMENTS_LIMIT):
        first, marker = file.exactly(at, 2)
        if first == 0xFF and marker == 0xFF:
            at += 1
        elif first != 0xFF or marker in {0, SOI}:
            found.harm(Harm.CORRUPT, at, "marker")
            at = markers.after(at + 1)
            if at < 0:
                return
        elif marker in _STANDALONE:
            at += 2
        elif marker == EOI:
            yield marker, at, b""
            return
        else:
            length = file.number(at + 2, 2)
            if length < 2:
                raise Broken(at, "segment")
            yield marker, at, file.exactly(at + 4, length - 2)
            at += 2 + length


def _frame(marker: int, payload: bytes, found: Sketch, parts: _Parts) -> None:
    if parts.components or len(payload) < 6:
        return
    found.depth = payload[0]
    found.height, found.width = int.from_bytes(payload[1:3], "big"), int.from_bytes(payload[3:5], "big")
    found.progressive = marker in _PROGRESSIVE
    if marker in _LOSSLESS:
        found.compression = "jpeg-lossless"
    parts.components = payload[5]
    parts.identifiers = payload[6::3]
    parts.first_table = payload[8] if len(payload) > 8 else 0


def _jfif(payload: bytes, found: Sketch, parts: _Parts) -> None:
    if not payload.startswith(b"JFIF\x00") or len(payload) < 12 or parts.jfif:
        return
    parts.jfif = True
    unit = _UNITS.get(payload[7])
    if unit:
        x, y = int.from_bytes(payload[8:10], "big"), int.from_bytes(payload[10:12], "big")
        found.resolution("JFIF", x * unit, y * unit)


def _application1(payload: bytes, found: Sketch, parts: _Parts) -> None:
    if payload.startswith(_EXIF):
        exif.read_block(payload, found)
    elif payload.startswith(_XMP):
        xmp.read(payload[len(_XMP) :], found)


def _application2(payload: bytes, found: Sketch, parts: _Parts) -> None:
    if payload.startswith(_ICC) and len(payload) > 14:
        if sum(map(len, parts.profile.values())) < PROFILE_LIMIT:
            parts.profile.setdefault(payload[12], payload[14:])
    elif payload.startswith(b"MPF\x00"):
        parts.several = True


def _application13(payload: bytes, found: Sketch, parts: _Parts) -> None:
    if payload.startswith(_PHOTOSHOP) and sum(map(len, parts.photoshop)) < PROFILE_LIMIT:
        parts.photoshop.append(payload[len(_PHOTOSHOP) :])


def _adobe(payload: bytes, found: Sketch, parts: _Parts) -> None:
    if payload.startswith(b"Adobe") and len(payload) >= 12:
        parts.transform = payload[11]


def _tables(payload: bytes, found: Sketch, parts: _Parts) -> None:
    at = 0
    for _table in range(4):
        if at + 65 > len(payload):
            return
        wide, number = payload[at] >> 4, payload[at] & 15
        length = 128 if wide else 64
        values = payload[at + 1 : at + 1 + length]
        if len(values) == length:
            pairs = zip(values[::2], values[1::2], strict=True)
            parts.tables.setdefault(number, tuple(256 * a + b for a, b in pairs) if wide else tuple(values))
        at += 1 + length


def _comment(payload: bytes, found: Sketch, parts: _Parts) -> None:
    parts.comments += len(payload)
    kind = hidden.contained(payload) if parts.comments <= BLOCK_LIMIT else ""
    if kind:
        found.harm(Harm.POLYGLOT, -1, kind)


_SEGMENTS: dict[int, Callable[[bytes, Sketch, _Parts], None]] = {
    0xE0: _jfif, 0xE1: _application1, 0xE2: _application2, 0xED: _application13, 0xEE: _adobe, DQT: _tables,
    COM: _comment,
}  # fmt: skip


def _conclude(found: Sketch, parts: _Parts) -> None:
    """Note what several segments tell together."""
    found.mode = _mode(parts)
    if parts.first_table in parts.tables and found.compression == "jpeg":
        found.quality = quality.of_table(parts.tables[parts.first_table])
    if parts.photoshop:
        iptc.read_resources(b"".join(parts.photoshop), found)
    if parts.profile:
        found.profile = icc.description(b"".join(parts.profile[number] for number in sorted(parts.profile)))


def _mode(parts: _Parts) -> str:
    """Return the colours: Adobe's segment says how four components, or three, were written."""
    if parts.components == 4:
        return "YCCK" if parts.transform == 2 else "CMYK"
    return {1: "GREY", 3: "RGB"}.get(parts.components, "")


def _end(file: Window, at: int, found: Sketch, markers: "_Markers") -> int:
    """Return the place after the end marker of the pixels that begin at ``at``, -1 when there is none."""
    for _count in range(_SEGMENTS_LIMIT):
        at = markers.after(at)
        if at < 0:
            return -1
        marker = file.at(at + 1, 1)[0]
        if marker == EOI:
            return at + 2
        length = int.from_bytes(file.at(at + 2, 2), "big")
        if marker not in _BETWEEN or length < 2 or at + 2 + length > file.size:
            found.harm(Harm.CORRUPT, at, "marker")
            at += 2
            continue
        if marker == DNL and not found.height:
            found.height = int.from_bytes(file.at(at + 4, 2), "big")
        at += 2 + length
    raise Broken(at, "segments")


class _Markers:
    """Finds markers in compressed data, chunk by chunk, by numpy: a chunk where no FF is followed by something else
    than 00 has none.
    """

    __slots__ = ("_buffer", "_data", "_file", "_flags")

    def __init__(self, file: Window) -> None:
        self._file = file
        self._buffer = bytearray(_CHUNK)
        self._data = numpy.frombuffer(self._buffer, numpy.uint8)
        self._flags = numpy.empty(_CHUNK - 1, numpy.bool_)

    def after(self, at: int) -> int:
        """Return the place of the first marker from ``at`` on, -1 when the file has no other."""
        if _MARKER.match(self._file.at(at, 2)):  # segments follow one another
            return at
        stream, buffer = self._file.stream, self._buffer
        while at < self._file.size - 1:
            stream.seek(at)
            length = stream.readinto(buffer)  # type: ignore[attr-defined]
            if not length or length < 2:
                return -1
            match = _MARKER.search(buffer, 0, length) if self._any(length) else None
            if match:
                return at + match.start()
            at += length - 1
        return -1

    def _any(self, length: int) -> bool:
        """Say whether some FF is followed by something else than 00 in the chunk."""
        flags = self._flags[: length - 1]
        numpy.equal(self._data[: length - 1], 0xFF, out=flags)
        numpy.minimum(flags.view(numpy.uint8), self._data[1:length], out=flags.view(numpy.uint8))
        return bool(flags.any())
