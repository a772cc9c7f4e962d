"""Every byte of a PNG checked: the sum of each chunk, and the pixels inflated to their exact length."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from coffret.images.decoding.likeness import Pixels
from coffret.images.facts import Damage, Harm, Seen

STEP = 1 << 20
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: first column, first line, steps across and down, of each of the seven passes.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def check(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a PNG and a small copy of its pixels."""
    from coffret.images.decoding.strict_others import small_copy

    with path.open("rb") as stream:
        damage = _Reader(stream).damage()
    found, small = small_copy(path, seen)
    return ([damage] if damage else found), small


def expected(header: bytes) -> int:
    """Return how many bytes the pixels of a PNG fill, filters included, from the 13 bytes of its header."""
    width, height, depth, colour, _method, _filter, interlace = struct.unpack(">IIBBBBB", header)
    bits = depth * _CHANNELS.get(colour, 0)
    if not interlace:
        return height * (1 + (width * bits + 7) // 8)
    total = 0
    for left, top, across, down in _PASSES:
        columns, lines = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and lines > 0:
            total += lines * (1 + (columns * bits + 7) // 8)
    return total


class _Reader:
    """Walks the chunks once, keeping a megabyte at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._inflater = zlib.decompressobj()
        self._expected = 0
        self._inflated = 0

    def damage(self) -> Damage | None:
        """Return the first damage, None for a whole file."""
        self._stream.seek(8)
        while True:
            offset = self._stream.tell()
            head = self._stream.read(8)
            if len(head) < 8:
                return Damage(Harm.TRUNCATED, offset, "IEND")
            length, kind = struct.unpack(">I4s", head)
            name = kind.decode("ascii", "replace")
            try:
                harm = self._chunk(length, kind)
            except zlib.error as error:
                return Damage(Harm.CORRUPT, offset, f"{name} {error}")
            if harm:
                return Damage(harm, offset, name)
            if kind == b"IEND":
                return self._ended(offset)

    def _chunk(self, length: int, kind: bytes) -> Harm | None:
        """Read one chunk and its sum."""
        total = zlib.crc32(kind)
        for part in self._parts(length):
            total = zlib.crc32(part, total)
            if kind == b"IHDR":
                self._expected = expected(part) if len(part) == 13 else 0
            elif kind == b"IDAT":
                self._inflate(part)
            length -= len(part)
        stated = self._stream.read(4)
        if length or len(stated) < 4:
            return Harm.TRUNCATED
        return None if stated == struct.pack(">I", total) else Harm.CORRUPT

    def _parts(self, length: int) -> Iterator[bytes]:
        while length and (part := self._stream.read(min(length, STEP))):
            length -= len(part)
            yield part

    def _inflate(self, part: bytes) -> None:
        """Count the bytes that come out; they are never all held, and never more than what is announced plus some."""
        while part and self._inflated <= self._expected and not self._inflater.eof:
            self._inflated += len(self._inflater.decompress(part, STEP))
            part = self._inflater.unconsumed_tail

    def _ended(self, offset: int) -> Damage | None:
        while not self._inflater.eof and self._inflated <= self._expected:
            more = self._inflater.decompress(self._inflater.unconsumed_tail, STEP)
            if not more:
                break
            self._inflated += len(more)
        if self._inflated < self._expected:
            return Damage(Harm.TRUNCATED, offset, f"IDAT {self._inflated}/{self._expected}")
        if self._inflated > self._expected or not self._inflater.eof:
            return Damage(Harm.CORRUPT, offset, f"IDAT {self._inflated}/{self._expected}")
        return None
