"""A JPEG given one more line of known blocks, so that a decoder which lost count of bits shows it.

libjpeg warns of what it cannot read, not of what is left when it is done: up to eight bytes stay unseen in its
buffer. A flipped bit makes it lose step, then fall into step again with blocks too many or too few. So the picture is
made one line of blocks taller, and its data, their padding taken away to the bit, are followed by blocks whose light
is known: bright for the first half of the line, dark for the second. A decoder that reaches the end of the real data
at the right bit shows that line exactly; any other shows it moved, or says that data are missing.
"""

import struct
from dataclasses import dataclass, field
from typing import Any

import numpy

from coffret.images.decoding.likeness import Pixels

# Baseline, extended sequential and progressive, coded by Huffman.
_FRAMES = (0xC0, 0xC1, 0xC2)
_TALLEST = 65_500  # libjpeg's own limit
# Least difference of light, on 255, between the two halves of the line.
_STEP = 8
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(slots=True)
class _Component:
    key: int
    across: int
    down: int
    quantizer: int
    dc: int = 0
    ac: int = 0


@dataclass(slots=True)
class Plan:
    """Where things are in a JPEG, as the seal needs them."""

    progressive: bool = False
    tall_at: int = 0  # offset of the height in the frame's segment
    height: int = 0
    width: int = 0
    components: list[_Component] = field(default_factory=list)
    interval: int = 0  # blocks between restarts, 0: none
    first_quantizer: dict[int, int] = field(default_factory=dict)
    codes: dict[int, dict[int, str]] = field(default_factory=dict)  # table (class << 4 | key) → symbol → bits
    start: int = 0  # of the scan's data
    end: int = 0

    @property
    def across(self) -> int:
        """Return how many blocks wide a group is."""
        return max(one.across for one in self.components)

    @property
    def down(self) -> int:
        """Return how many blocks tall a group is."""
        return max(one.down for one in self.components)

    @property
    def columns(self) -> int:
        """Return how many groups of blocks make a line of the picture."""
        return -(-self.width // (8 * self.across))

    @property
    def lines(self) -> int:
        """Return how many lines of groups make the picture."""
        return -(-self.height // (8 * self.down))


def plan(data: Any, end: int = -1) -> Plan | None:
    """Return the plan of a JPEG up to its first scan, None when it has none that holds every component.

    ``end``: offset of the end marker, when it is known already.
    """
    found, at = Plan(), 2
    try:
        while at < len(data):
            if data[at] != 0xFF:
                return None
            kind = data[at + 1]
            if kind == 0xFF or kind in _ALONE:
                at += 1 if kind == 0xFF else 2
                continue
            (length,) = struct.unpack_from(">H", data, at + 2)
            if not _segment(found, kind, data, at + 4, bytes(data[at + 4 : at + 2 + length])):
                return None
            at += 2 + length
            if kind == 0xDA:
                return _ended(found, data, at, end)
    except (IndexError, ValueError, struct.error):
        return None
    return None


def _segment(found: Plan, kind: int, data: Any, at: int, body: bytes) -> bool:
    """Note one segment; False when the picture is of a kind that is not understood here."""
    if kind in _FRAMES:
        found.progressive, found.tall_at = kind == 0xC2, at + 1
        precision, found.height, found.width, count = struct.unpack_from(">BHHB", body)
        for one in range(count):
            key, sampling, quantizer = body[6 + 3 * one : 9 + 3 * one]
            found.components.append(_Component(key, sampling >> 4, sampling & 15, quantizer))
        return precision == 8 and bool(found.height and found.width)
    if 0xC3 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
        return False
    if kind == 0xC4:
        _huffman(found, body)
    elif kind == 0xDB:
        _quantizers(found, body)
    elif kind == 0xDD:
        found.interval = struct.unpack_from(">H", body)[0]
    elif kind == 0xDA:
        return _scan(found, body)
    return kind != 0xD9


def _huffman(found: Plan, body: bytes) -> None:
    at = 0
    while at + 17 <= len(body):
        counts, codes, code, symbol = body[at + 1 : at + 17], {}, 0, at + 17
        for length, count in enumerate(counts, 1):
            for _ in range(count):
                codes[body[symbol]] = f"{code:0{length}b}"
                code, symbol = code + 1, symbol + 1
            code <<= 1
        found.codes[body[at]] = codes
        at = symbol


def _quantizers(found: Plan, body: bytes) -> None:
    at = 0
    while at < len(body):
        wide = body[at] >> 4
        found.first_quantizer[body[at] & 15] = body[at + 1] << 8 | body[at + 2] if wide else body[at + 1]
        at += 129 if wide else 65


def _scan(found: Plan, body: bytes) -> bool:
    """Note the tables of the scan; False when it does not hold every component, in the frame's order."""
    if not found.components or body[0] != len(found.components):
        return False
    for number, one in enumerate(found.components):
        key, tables = body[1 + 2 * number : 3 + 2 * number]
        if key != one.key or not (1 <= one.across <= 4 and 1 <= one.down <= 4):
            return False
        one.dc, one.ac = tables >> 4, 0x10 | tables & 15
    if len(found.components) == 1:  # alone, a component's blocks follow each other whatever its sampling
        found.components[0].across = found.components[0].down = 1
    return True


def _ended(found: Plan, data: Any, start: int, end: int) -> Plan | None:
    end = end if end > 0 else data.find(b"\xff\xd9", start)
    if end <= start + 1 or data[end - 1] == 0xFF:
        return None
    found.start, found.end = start, end
    return found


def _step(found: Plan) -> int:
    """Return the category of light's difference that the known line uses, 0 when the table has none large enough."""
    first = found.components[0]
    quantizer = found.first_quantizer.get(first.quantizer, 1) or 1
    table = found.codes.get(first.dc, {})
    for category in range(1, 12):
        if (1 << category - 1) * quantizer >= 8 * _STEP and category in table:
            return category
    return 0


def _blocks(found: Plan, column: int, category: int, half: int) -> str:
    """Return the bits of one group of the known line: brighter at the first, darker at the middle, else unchanged."""
    bits = []
    for number, one in enumerate(found.components):
        dc, end = found.codes[one.dc], found.codes[one.ac][0]
        blocks = [dc[0] + end] * (one.across * one.down)
        if number == 0 and category:
            # The amplitude of a category c: 2^(c-1) is a one and zeros, -(2^c - 1) only zeros.
            dark = column == half and half > 0
            blocks[0] = dc[category] + ("0" * category if dark else "1" + "0" * (category - 1)) + end
        bits += blocks
    return "".join(bits)


def _length(found: Plan) -> int:
    """Return how many groups of the known line come before a restart cuts it."""
    if not found.interval:
        return found.columns
    done = found.columns * found.lines % found.interval
    return min(found.columns, found.interval - done)


def _line(found: Plan, category: int, before: str) -> bytes:
    """Return the data of the known line, continuing the bits ``before`` it, with its restarts."""
    length, out, bits = _length(found), bytearray(), [before]
    first = found.columns * found.lines
    plain = _blocks(found, -1, 0, 0)
    for column in range(found.columns):
        rank = first + column
        if found.interval and rank % found.interval == 0:
            out += _bytes("".join(bits)) + bytes([0xFF, 0xD0 + (rank // found.interval - 1) % 8])
            bits = []
        marked = column in {0, length // 2} and column < length
        bits.append(_blocks(found, column, category, length // 2) if marked else plain)
    return bytes(out + _bytes("".join(bits)))


def _bytes(bits: str) -> bytes:
    """Return bits as a scan holds them: filled up with ones, a zero after each byte of ones."""
    if not bits:
        return b""
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")


def _paddings(found: Plan, last: str) -> list[int]:
    """Return how many bits of the last byte may be padding, the likeliest first.

    Padding is ones (ITU-T T.81, F.1.2.3), after what is nearly always the end-of-block code of the last component;
    some encoders pad with zeros.
    """
    ones = min(7, len(last) - len(last.rstrip("1")))
    ending = found.codes[found.components[-1].ac][0]
    likely = ones - (len(ending) - len(ending.rstrip("1")))
    zeros = min(7, len(last) - len(last.rstrip("0")))
    return list(dict.fromkeys([max(likely, 0), *range(ones, -1, -1), *range(zeros, -1, -1)]))


class Seal:
    """The taller versions of one picture, and whether a decoder shows their last line as it is."""

    def __init__(self, data: Any, found: Plan, category: int, side: int) -> None:
        self._data, self._found, self._category, self._side = data, found, category, side
        stuffed = data[found.end - 2 : found.end] == b"\xff\x00"
        self._cut = found.end - (2 if stuffed else 1)
        self._last = f"{data[self._cut]:08b}"
        aligned = found.interval and found.columns * found.lines % found.interval == 0
        # A restart comes before the known line: libjpeg itself counts what is left there.
        self._paddings = [-1] if aligned else _paddings(found, self._last)

    def versions(self) -> Any:
        """Yield the picture made taller, for each padding that its last byte may have."""
        for padding in self._paddings:
            yield self._version(padding)

    def _version(self, padding: int) -> bytes:
        found, data = self._found, self._data
        tall = struct.pack(">H", (found.lines + 1) * 8 * found.down)
        end, before = (found.end, "") if padding < 0 else (self._cut, self._last[: 8 - padding])
        line = _line(found, self._category, before)
        return b"".join((data[: found.tall_at], tall, data[found.tall_at + 2 : end], line, b"\xff\xd9"))

    def whole(self, pixels: Pixels) -> bool:
        """Say whether the pixels of a version end with the known line."""
        found, side = self._found, self._side
        # Where colours are sampled less than light, points borrow from their neighbours: those above, those after.
        shared = 1 if side > 1 else 0
        top, length = found.lines * found.down * side + shared, _length(found)
        half = length // 2 * found.across * side
        line = pixels[top:, : length * found.across * side - shared].astype(numpy.int16)
        bright, dark = line[:, :half], line[:, half:]
        if not half or not dark.size:
            return bool((line == line[0, 0]).all())
        even = bool((bright == bright[0, 0]).all() and (dark == dark[0, 0]).all())
        return even and int(abs(bright[0, 0] - dark[0, 0]).max()) >= _STEP // 2

    def cropped(self, pixels: Pixels) -> Pixels:
        """Return the pixels of the picture itself."""
        return pixels[: -(-self._found.height * self._side // 8)]


def seal(data: Any, found: Plan, side: int) -> Seal | None:
    """Return the seal of a JPEG's data (bytes or a map of its file), None where the trick does not apply.

    ``side``: points that a block's side has in the pixels that will be shown to ``Seal.whole``.
    """
    if found.progressive or (found.lines + 1) * 8 * found.down > _TALLEST:
        return None
    tables = all(0 in found.codes.get(one.dc, {}) and 0 in found.codes.get(one.ac, {}) for one in found.components)
    category = _step(found)
    return Seal(data, found, category, side) if tables and category else None
