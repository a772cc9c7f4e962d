"""The boxes that HEIF, AVIF and JPEG 2000 are made of (ISO/IEC 14496-12 § 4.2; ISO/IEC 15444-1 annex I)."""

from collections.abc import Iterator
from dataclasses import dataclass

from coffret.images.reading.window import Broken, Short, Window

_BOXES_LIMIT = 20_000
# Kinds that stand at the top of these files: one that passes the end was cut. Others there are free bytes, read as
# if they were a box.
_TOP = {
    b"ftyp", b"meta", b"mdat", b"moov", b"moof", b"mfra", b"free", b"skip", b"uuid", b"idat", b"jP  ", b"jp2h",
    b"jp2c", b"jp2i", b"xml ", b"asoc", b"rreq", b"jpch", b"jplh",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind, where it begins, where its content begins and ends."""

    kind: bytes
    at: int
    start: int
    end: int

    def content(self, file: Window, limit: int) -> bytes:
        """Return what is in it, ``limit`` bytes at most."""
        return file.at(self.start, min(self.end - self.start, limit))


def boxes(file: Window, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places; one that passes the end is cut there, then Short is raised. Bytes that are
    no box end the walk.
    """
    at = start
    for _count in range(_BOXES_LIMIT):
        if at + 8 > end:
            return
        head = file.exactly(at, min(16, end - at))
        length, kind, begin = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), at + 16
        elif length == 0:
            length = end - at
        if length < begin - at or not all(32 <= letter < 127 or letter == 0xA9 for letter in kind):
            return
        if at + length > end and kind not in _TOP:
            return
        yield Box(kind, at, begin, min(at + length, end))
        at += length
        if at > end:
            raise Short(end)
    raise Broken(at, "boxes")
