"""Reading our own pyramids: the tiles of each level as they stand in the file, never decoded here.

A pyramid is a tiled TIFF of JPEG tiles, largest level first (``cutting.py`` writes it; any TIFF reader opens it).
Level k holds the picture divided by 2^k, rounded up, as IIIF counts. TIFF pads the tiles of the right and bottom edges
to a whole tile; the same tiles cut to the picture stand after the TIFF's own data, where a trailer finds them.
"""

import os
import struct
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

MAGIC = b"COFFEDGE"
TRAILER = struct.Struct("<8sQQ")  # magic, where the index starts, how many cut tiles it holds
ENTRY = struct.Struct("<HIIQI")  # level, column, row, offset, length
# Only what libvips writes on the machines we know: little-endian, classic or big.
_CLASSIC, _BIG = b"II*\x00", b"II+\x00"
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 16: 8}
_LETTERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
WIDTH, LENGTH, SAMPLES, TILE_WIDTH, TILE_LENGTH, OFFSETS, COUNTS, TABLES = 256, 257, 277, 322, 323, 324, 325, 347
# No honest directory of ours is longer; levels of a picture of 2^31 pixels a side are fewer.
_TAGS_LIMIT, _LEVELS_LIMIT = 200, 32
# JFIF says aloud that colours are YCbCr and that a pixel is square, at the 72 dpi of what is shown on a screen.
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00"
_KEPT_OPEN = 256

Reader = Callable[[int, int], bytes]


class NotAPyramid(Exception):  # noqa: N818 - it is an answer, not a failure
    """The file is no pyramid of ours, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Level:
    """One size of the picture; ``places``: offset and length of each tile, row by row."""

    width: int
    height: int
    across: int
    down: int
    places: tuple[tuple[int, int], ...]
    tables: bytes


@dataclass(frozen=True, slots=True)
class Tag:
    """One entry of a directory: what its values are, and the byte of the file where they stand."""

    kind: int
    count: int
    at: int


class Pyramid:
    """An open pyramid; may be read by several threads at once, closes itself when nobody holds it any more.

    Raises OSError when the file cannot be opened, NotAPyramid when it is none. ``finished``: its cut tiles are there.
    """

    def __init__(self, path: Path, finished: bool = True) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size = os.fstat(self._fd).st_size
        try:
            self.levels = tuple(self._level(tags) for tags in directories(self.read, self.size))
            self._cut = self._index() if finished else {}
        except (struct.error, KeyError, IndexError, OverflowError) as damage:
            raise NotAPyramid(str(path)) from damage

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) >= 0:
            os.close(self._fd)
            self._fd = -1

    @property
    def width(self) -> int:
        """Return the width of the whole picture, in pixels."""
        return self.levels[0].width

    @property
    def height(self) -> int:
        """Return its height, in pixels."""
        return self.levels[0].height

    def read(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes from ``offset``, fewer at the end of the file."""
        return os.pread(self._fd, length, offset)

    def same_file(self, path: Path) -> bool:
        """Say whether what stands at ``path`` is the file that was opened, and no other put in its place."""
        try:
            return os.path.samestat(os.fstat(self._fd), path.stat())
        except FileNotFoundError:
            return False

    def tile(self, level: int, column: int, row: int) -> bytes | None:
        """Return a tile as a whole JPEG, edges cut to the picture; None when there is no such tile.

        Raises NotAPyramid when the file was damaged since it was opened: what stands there is no JPEG.
        """
        if not 0 <= level < len(self.levels):
            return None
        held = self.levels[level]
        if not (0 <= column < held.across and 0 <= row < held.down):
            return None
        cut = self._cut.get((level, column, row))
        found = self.read(*cut) if cut else self.padded(level, column, row)
        if not (found.startswith(b"\xff\xd8") and found.endswith(b"\xff\xd9")):
            raise NotAPyramid(str(self.path))
        return found

    def padded(self, level: int, column: int, row: int) -> bytes:
        """Return a tile as the TIFF holds it, edges padded: a whole JPEG; raises IndexError beyond the grid."""
        held = self.levels[level]
        offset, length = held.places[row * held.across + column]
        coded = self.read(offset, length)
        if not coded.startswith(b"\xff\xd8"):
            raise NotAPyramid(str(self.path))
        # Tables and tile are two streams, each with its own start and end marks.
        return b"".join((b"\xff\xd8", JFIF, held.tables[2:-2], coded[2:]))

    def partial(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield (level, column, row, width, height) of the tiles that the picture does not fill."""
        for number, held in enumerate(self.levels):
            for row in range(held.down):
                for column in range(held.across):
                    width = min(self.side, held.width - column * self.side)
                    height = min(self.side, held.height - row * self.side)
                    if width < self.side or height < self.side:
                        yield number, column, row, width, height

    def _index(self) -> dict[tuple[int, int, int], tuple[int, int]]:
        magic, start, count = TRAILER.unpack(self.read(max(0, self.size - TRAILER.size), TRAILER.size))
        if magic != MAGIC or start + count * ENTRY.size + TRAILER.size != self.size:
            raise NotAPyramid(str(self.path))
        entries = ENTRY.iter_unpack(self.read(start, count * ENTRY.size))
        return {(level, column, row): (offset, length) for level, column, row, offset, length in entries}

    def _level(self, tags: dict[int, Tag]) -> Level:
        width, height, tile_width, tile_height = (
            self._values(tags[code])[0] for code in (WIDTH, LENGTH, TILE_WIDTH, TILE_LENGTH)
        )
        if tile_width != tile_height or not tile_width or not width or not height:
            raise NotAPyramid(str(self.path))
        self.side = tile_width
        self.grey = self._values(tags[SAMPLES])[0] == 1
        across, down = -(-width // tile_width), -(-height // tile_width)
        places = tuple(zip(self._values(tags[OFFSETS]), self._values(tags[COUNTS]), strict=False))
        if len(places) != across * down:
            raise NotAPyramid(str(self.path))
        tables = self.read(tags[TABLES].at, tags[TABLES].count)
        return Level(width, height, across, down, places, tables)

    def _values(self, tag: Tag) -> tuple[int, ...]:
        size = tag.count * _SIZES[tag.kind]
        if size > self.size:
            raise NotAPyramid(str(self.path))
        values: tuple[int, ...] = struct.unpack(f"<{tag.count}{_LETTERS[tag.kind]}", self.read(tag.at, size))
        return values


def directories(read: Reader, size: int) -> Iterator[dict[int, Tag]]:
    """Yield the tags of each directory of a little-endian TIFF of ``size`` bytes; raises NotAPyramid for another file.

    ``read(offset, length)`` returns bytes of it.
    """
    start = read(0, 16)
    if start[:4] not in (_CLASSIC, _BIG) or len(start) < 16:
        raise NotAPyramid("not a little-endian TIFF")
    big = start[:4] == _BIG
    where = struct.unpack_from("<Q" if big else "<I", start, 8 if big else 4)[0]
    for _number in range(_LEVELS_LIMIT):
        if not where:
            return
        if where >= size:
            raise NotAPyramid("a directory stands outside the file")
        tags, where = _directory(read, where, big)
        yield tags
    raise NotAPyramid("too many directories")


def _directory(read: Reader, where: int, big: bool) -> tuple[dict[int, Tag], int]:
    """Return the tags of the directory at ``where``, and where the next one is (0: it was the last)."""
    head, entry, next_one = ("<Q", "<HHQ", "<Q") if big else ("<H", "<HHI", "<I")
    count = struct.unpack(head, read(where, struct.calcsize(head)))[0]
    if count > _TAGS_LIMIT:
        raise NotAPyramid("a directory is too long")
    inline, step = (8, 20) if big else (4, 12)
    start = where + struct.calcsize(head)
    body = read(start, count * step + inline)
    tags = {}
    for number in range(count):
        code, kind, values = struct.unpack_from(entry, body, number * step)
        place = number * step + step - inline
        if _SIZES.get(kind, 8) * values <= inline:
            tags[code] = Tag(kind, values, start + place)
        else:
            tags[code] = Tag(kind, values, struct.unpack_from(next_one, body, place)[0])
    return tags, struct.unpack_from(next_one, body, count * step)[0]


class Shelf:
    """The pyramids opened last, kept open: opening costs more than a tile. Shared by the threads of a process."""

    def __init__(self, room: int = _KEPT_OPEN) -> None:
        self._room = room
        self._held: OrderedDict[Path, Pyramid] = OrderedDict()
        self._lock = Lock()

    def open(self, path: Path) -> Pyramid:
        """Return the pyramid at ``path``; raises FileNotFoundError or NotAPyramid."""
        with self._lock:
            held = self._held.get(path)
            if held:
                self._held.move_to_end(path)
                return held
        opened = Pyramid(path)
        with self._lock:
            self._held[path] = opened
            while len(self._held) > self._room:
                self._held.popitem(last=False)
        return opened

    def forget(self, path: Path, damaged: Pyramid | None = None) -> None:
        """Let go of a pyramid that is no more, or is made anew; of ``damaged`` alone when it is given."""
        with self._lock:
            if damaged is None or self._held.get(path) is damaged:
                self._held.pop(path, None)
