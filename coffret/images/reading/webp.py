"""WebP (RFC 9649): the chunks of its RIFF container."""

from collections.abc import Iterator

from coffret.images.facts import Harm
from coffret.images.reading import exif, hidden, icc, xmp
from coffret.images.reading.window import BLOCK_LIMIT, PROFILE_LIMIT, Broken, Sketch, Window

_CHUNKS_LIMIT = 100_000
_ALPHA, _ANIMATION = 0x10, 0x02


def read(file: Window, found: Sketch) -> None:
    """Note what the WebP in ``file`` is; raises Short, Broken."""
    found.compression, found.mode, found.depth = "webp", "RGB", 8
    declared = 8 + int.from_bytes(file.exactly(4, 4), "little")
    frames = 0
    for kind, at, length in _chunks(file, declared):
        frames += kind == b"ANMF"
        _chunk(kind, file, at, length, found)
    found.pages, found.animated = max(1, frames), frames > 1
    if declared > file.size:
        found.harm(Harm.TRUNCATED, file.size, "data")
    else:
        hidden.after_end(file, declared + declared % 2, found)


def _chunks(file: Window, declared: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, place and length of the content of each chunk, the last even when the file is cut inside it."""
    at, end = 12, min(declared, file.size)
    for _count in range(_CHUNKS_LIMIT):
        if at + 8 > end:
            return
        head = file.exactly(at, 8)
        length = int.from_bytes(head[4:], "little")
        yield head[:4], at + 8, length
        at += 8 + length + length % 2
        # The last chunk may lack its padding; one that passes the end of a whole file contradicts it.
        if at > end + 1 and declared <= file.size:
            raise Broken(end, "chunk")
    raise Broken(at, "chunks")


def _chunk(kind: bytes, file: Window, at: int, length: int, found: Sketch) -> None:
    if kind == b"VP8X":
        data = file.exactly(at, 10)
        found.alpha = bool(data[0] & _ALPHA)
        found.width, found.height = (1 + int.from_bytes(data[place : place + 3], "little") for place in (4, 7))
    elif kind == b"VP8 " and not found.width:
        _lossy(file.exactly(at, 10), found)
    elif kind == b"VP8L" and not found.width:
        _lossless(file.exactly(at, 5), found)
    elif kind == b"ICCP" and length <= PROFILE_LIMIT and found.first("profile"):
        found.profile = icc.description(file.at(at, length))
    elif kind == b"EXIF" and length <= BLOCK_LIMIT:
        exif.read_block(file.at(at, length), found)
    elif kind == b"XMP " and length <= BLOCK_LIMIT:
        xmp.read(file.at(at, length), found)


def _lossy(data: bytes, found: Sketch) -> None:
    if data[3:6] != b"\x9d\x01\x2a":
        raise Broken(20, "frame")
    found.width, found.height = (int.from_bytes(data[place : place + 2], "little") & 0x3FFF for place in (6, 8))


def _lossless(data: bytes, found: Sketch) -> None:
    if data[0] != 0x2F:
        raise Broken(20, "frame")
    bits = int.from_bytes(data[1:], "little")
    found.width, found.height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    found.alpha = bool(bits >> 28 & 1)
