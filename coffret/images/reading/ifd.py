"""The directories of tags that TIFF and EXIF are made of (TIFF 6.0; BigTIFF; EXIF 2.32)."""

import struct
from dataclasses import dataclass

from coffret.images.reading.window import Broken, Short, Window

# Type of a value -> its bytes and its letter for struct; 5 and 10 are ratios of two.
_TYPES = {
    1: (1, "B"), 2: (1, "B"), 3: (2, "H"), 4: (4, "I"), 5: (8, "I"), 6: (1, "b"), 7: (1, "B"), 8: (2, "h"),
    9: (4, "i"), 10: (8, "i"), 11: (4, "f"), 12: (8, "d"), 13: (4, "I"), 16: (8, "Q"), 17: (8, "q"), 18: (8, "Q"),
}  # fmt: skip
_RATIOS = {5, 10}
_ENTRIES_LIMIT = 65_535
# Longest value read, and most numbers: a million strips. Nobody writes more.
_VALUE_LIMIT = 1 << 23
_NUMBERS_LIMIT = 1 << 20
# Tags read in one file, all directories together: these may overlap in a file made to waste time.
_TAGS_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag: type and number of its values, and the place of the first."""

    kind: int
    count: int
    at: int


Directory = dict[int, Entry]


class Tree:
    """A TIFF structure in a window: byte order, width of its offsets, first directory."""

    __slots__ = ("_big", "_budget", "_entry", "_order", "file", "first")

    def __init__(self, file: Window) -> None:
        """Read the eight or sixteen first bytes; raises Broken when they are no TIFF header, Short."""
        head = file.exactly(0, 8)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        version = struct.unpack(f"{order or '<'}H", head[2:4])[0]
        if order is None or version not in {42, 43}:
            raise Broken(0, "tiff")
        self.file = file
        self._order, self._big, self._budget = order, version == 43, _TAGS_LIMIT
        self._entry = struct.Struct(order + ("HHQ8x" if self._big else "HHI4x"))
        if self._big:
            self.first = self._number(8, "Q")
        else:
            self.first = struct.unpack(f"{order}I", head[4:8])[0]

    def directory(self, at: int) -> tuple[Directory, int]:
        """Return the tags of the directory at ``at`` and the place of the next one (0: none); raises Short, Broken."""
        head, width = (8, 20) if self._big else (2, 12)
        count = self._number(at, "Q" if self._big else "H")
        self._budget -= count
        if count > _ENTRIES_LIMIT or at < 8 or self._budget < 0:
            raise Broken(at, "directory")
        data = self.file.exactly(at + head, count * width)
        place = at + head + (12 if self._big else 8)
        tags: Directory = {}
        for index, (tag, kind, number) in enumerate(self._entry.iter_unpack(data)):
            if kind in _TYPES and tag not in tags:
                tags[tag] = self._located(kind, number, place + width * index)
        end = at + head + count * width
        return tags, self._next(end)

    def numbers(self, entry: Entry | None, most: int = _NUMBERS_LIMIT) -> tuple[float, ...]:
        """Return the ``most`` first values of ``entry``, ratios divided (0 when by nothing); none when it is absent."""
        if entry is None or (raw := self.raw(Entry(entry.kind, min(entry.count, most), entry.at))) is None:
            return ()
        letter = _TYPES[entry.kind][1]
        values = struct.unpack(f"{self._order}{len(raw) // struct.calcsize('=' + letter)}{letter}", raw)
        if entry.kind in _RATIOS:
            return tuple(
                above / under if under else 0.0 for above, under in zip(values[::2], values[1::2], strict=True)
            )
        return values

    def number(self, entry: Entry | None, otherwise: int = 0) -> int:
        """Return the first value of ``entry`` as a whole number, or ``otherwise``."""
        if entry is None or entry.count == 0:
            return otherwise
        values = self.numbers(entry, 1)
        return int(values[0]) if values and abs(values[0]) < 2**63 else otherwise

    def raw(self, entry: Entry | None, limit: int = _VALUE_LIMIT) -> bytes | None:
        """Return the bytes of ``entry``, None when it is absent or longer than ``limit``; raises Short."""
        if entry is None:
            return None
        length = entry.count * _TYPES[entry.kind][0]
        return None if length > limit else self.file.exactly(entry.at, length)

    def _located(self, kind: int, count: int, place: int) -> Entry:
        """Return the entry: its value stands in the directory when it is short, elsewhere otherwise."""
        room = 8 if self._big else 4
        if _TYPES[kind][0] * count <= room:
            return Entry(kind, count, place)
        return Entry(kind, count, self._number(place, "Q" if self._big else "I"))

    def _next(self, end: int) -> int:
        try:
            return self._number(end, "Q" if self._big else "I")
        except Short:  # the last directory of EXIF often ends with its block
            return 0

    def _number(self, at: int, letter: str) -> int:
        length = {"H": 2, "I": 4, "Q": 8}[letter]
        return int(struct.unpack(self._order + letter, self.file.exactly(at, length))[0])
