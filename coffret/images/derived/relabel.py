"""A JPEG given other labels without being compressed again: its coded picture goes on byte for byte.

What describes the picture (APPn, comments) is taken out, what draws it (tables, frame, scans) is kept as it stands; bytes
after the end marker are left behind. ITU-T T.81, annex B.
"""

import re
import struct
from dataclasses import dataclass, field

from coffret.images.derived.camera import Shot, exif, shot
from coffret.images.derived.marking import EXIF_HEAD, ICC_HEAD, Marks, icc, jfif, photoshop, xmp

_ADOBE = b"Adobe"
# The next marker inside coded data: 0xFF, but for stuffed zeros, restarts and padding.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive, all in Huffman's coding
_SOS, _EOI, _SOI = 0xDA, 0xD9, 0xD8


class Misshapen(ValueError):  # noqa: N818 - it is an answer, not a failure
    """The bytes are not a JPEG that can be followed from marker to marker to its end."""


@dataclass(slots=True)
class Coded:
    """A JPEG apart: ``parts`` draw the picture (from the first table to the end marker), the rest describes it.

    ``frame``: marker of the frame (0xC0 baseline, 0xC2 progressive…); ``components``: (identifier, sampling);
    ``transform``: what Adobe's segment says of the colours, None without one; ``end``: offset after the end marker.
    """

    parts: list[memoryview] = field(default_factory=list)
    frame: int = 0
    precision: int = 0
    width: int = 0
    height: int = 0
    components: tuple[tuple[int, int], ...] = ()
    jfif: bool = False
    transform: int | None = None
    exif: bytes = b""
    profile: bytes = b""
    end: int = 0

    @property
    def common(self) -> bool:
        """Say whether any reader shows it right once it carries a JFIF segment: grey or YCbCr, 8 bits, Huffman."""
        if self.frame not in _COMMON_FRAMES or self.precision != 8 or not self.width or not self.height:
            return False
        if len(self.components) == 1:
            return True
        # Coded as plain red, green, blue: JFIF would have it read as YCbCr.
        coded_rgb = self.transform == 0 or (
            not self.jfif and self.transform is None and bytes(one for one, _ in self.components) in (b"RGB", b"rgb")
        )
        return len(self.components) == 3 and not coded_rgb

    @property
    def coarse(self) -> bool:
        """Say whether the colours are coded at half the definition or less (4:2:0, 4:2:2)."""
        samplings = [sampling for _, sampling in self.components]
        return len(samplings) == 3 and samplings[0] != samplings[1]

    @property
    def shot(self) -> Shot:
        """Return the technical tags of its EXIF."""
        return shot(self.exif)


def coded(data: bytes) -> Coded:
    """Return a JPEG apart; raises Misshapen when it cannot be followed to its end marker."""
    if data[:2] != b"\xff\xd8":
        raise Misshapen("no start marker")
    view, found, place = memoryview(data), Coded(), 2
    chunks: dict[int, bytes] = {}
    while True:
        place, marker = _marker(data, place)
        if marker == _EOI:
            found.parts.append(memoryview(b"\xff\xd9"))
            found.end = place
            break
        length = _length(data, place)
        payload = view[place + 2 : place + length]
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            _describe(found, marker, payload, chunks)
        else:
            if marker in _FRAMES:
                _frame(found, marker, bytes(payload))
            stop = _after_scan(data, place + length) if marker == _SOS else place + length
            found.parts.append(view[place - 2 : stop])
            place = stop
            continue
        place += length
    if not found.frame:
        raise Misshapen("no frame")
    found.profile = b"".join(chunks[number] for number in sorted(chunks))
    return found


def _marker(data: bytes, place: int) -> tuple[int, int]:
    """Return the place after the marker at ``place`` (which padding may delay), and the marker."""
    if data[place : place + 1] != b"\xff":
        raise Misshapen(f"no marker at {place}")
    while data[place : place + 1] == b"\xff":
        place += 1
    if place >= len(data) or data[place] in (0, 1, _SOI) or 0xD0 <= data[place] <= 0xD7:
        raise Misshapen(f"no segment at {place}")
    return place + 1, data[place]


def _length(data: bytes, place: int) -> int:
    if place + 2 > len(data):
        raise Misshapen("truncated")
    length = int(struct.unpack_from(">H", data, place)[0])
    if length < 2 or place + length > len(data):
        raise Misshapen(f"segment beyond the end at {place}")
    return length


def _after_scan(data: bytes, place: int) -> int:
    found = _MARKER.search(data, place)
    if not found:
        raise Misshapen("no end marker")
    return found.start()


def _frame(found: Coded, marker: int, payload: bytes) -> None:
    if found.frame or len(payload) < 6 or len(payload) < 6 + 3 * payload[5]:
        raise Misshapen("frame")
    found.frame = marker
    found.precision, found.height, found.width, count = struct.unpack_from(">BHHB", payload)
    found.components = tuple((payload[6 + 3 * n], payload[7 + 3 * n]) for n in range(count))


def _describe(found: Coded, marker: int, payload: memoryview, chunks: dict[int, bytes]) -> None:
    """Keep what a descriptive segment says that matters to the colours or the camera."""
    head = bytes(payload[:14])
    if marker == 0xE0 and head.startswith(b"JFIF\0"):
        found.jfif = True
    elif marker == 0xE1 and head.startswith(EXIF_HEAD) and not found.exif:
        found.exif = bytes(payload[len(EXIF_HEAD) :])
    elif marker == 0xE2 and head.startswith(ICC_HEAD) and len(payload) > 14:
        chunks.setdefault(head[12], bytes(payload[14:]))
    elif marker == 0xEE and head.startswith(_ADOBE) and len(payload) >= 12:
        found.transform = payload[11]


def relabelled(picture: Coded, marks: Marks, kept: Shot, profile: bytes) -> list[bytes | memoryview]:
    """Return the pieces of the JPEG that shows the same picture under these marks, this profile and 72 dpi."""
    labels = [
        (0xE0, jfif()),
        (0xE1, exif(marks, kept, picture.width, picture.height, grey=len(picture.components) == 1)),
        (0xE1, xmp(marks)),
        *((0xE2, chunk) for chunk in icc(profile)),
        (0xED, photoshop(marks)),
    ]
    return [b"\xff\xd8", *(_segment(marker, payload) for marker, payload in labels), *picture.parts]


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload
