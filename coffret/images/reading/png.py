"""PNG (W3C, third edition, with animation): its chunks one by one, their pixels left compressed."""

import zlib
from collections.abc import Callable, Iterator

from coffret.images.facts import Harm
from coffret.images.reading import exif, hidden, icc, iptc, xmp
from coffret.images.reading.window import BLOCK_LIMIT, PROFILE_LIMIT, Broken, Short, Sketch, Window, decoded

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# A gigabyte in the pieces of 8 KiB that libpng writes.
_CHUNKS_LIMIT = 150_000
_MODES = {0: "GREY", 2: "RGB", 3: "PALETTE", 4: "GREY", 6: "RGB"}
_INCH = 0.0254  # metre
# Chunks that tell something: a file of ours has a few.
_TOLD_LIMIT = 100
# How far a program is looked for in a text.
_SEARCHED = 1 << 16
_XMP = "XML:com.adobe.xmp"
_FIELDS = {
    "Title": "title", "Author": "creator", "Description": "description", "Copyright": "copyright",
    "Creation Time": "taken", "Software": "software", "Source": "source",
}  # fmt: skip


def read(file: Window, found: Sketch) -> None:
    """Note what the PNG in ``file`` is; raises Short, Broken."""
    found.compression = "deflate"
    end, told = 8, 0
    for index, (kind, at, length) in enumerate(_chunks(file)):
        if (index == 0) != (kind == b"IHDR"):
            raise Broken(at - 8, "chunk")
        if kind in _CHUNKS and length <= PROFILE_LIMIT and told < _TOLD_LIMIT:
            told += 1
            _CHUNKS[kind](file.exactly(at, length), found)
        end = at + length + 4
    hidden.after_end(file, end, found)


def _chunks(file: Window) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, place and length of the content of each chunk, the last one included."""
    at = 8
    for _count in range(_CHUNKS_LIMIT):
        head = file.exactly(at, 8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if not kind.isalpha() or length > 0x7FFFFFFF:
            raise Broken(at, "chunk")
        if at + 12 + length > file.size:
            raise Short(file.size)
        yield kind, at + 8, length
        if kind == b"IEND":
            return
        at += 12 + length
    raise Broken(at, "chunks")


def _header(data: bytes, found: Sketch) -> None:
    if len(data) < 13 or data[9] not in _MODES:
        raise Broken(8, "header")
    found.width, found.height = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
    kind = data[9]
    found.mode, found.alpha = _MODES[kind], kind in {4, 6}
    # The channels of a palette's colours have eight bits, however few its index takes.
    found.depth = 8 if kind == 3 else data[8]
    if kind == 0 and data[8] == 1:
        found.mode = "BITONAL"


def _density(data: bytes, found: Sketch) -> None:
    if len(data) >= 9 and data[8] == 1:
        found.resolution("PNG", *(int.from_bytes(data[at : at + 4], "big") * _INCH for at in (0, 4)))


def _animation(data: bytes, found: Sketch) -> None:
    frames = int.from_bytes(data[:4], "big")
    found.pages, found.animated = max(1, frames), frames > 1


def _transparency(data: bytes, found: Sketch) -> None:
    found.alpha = True


def _profile(data: bytes, found: Sketch) -> None:
    if not found.first("profile"):
        return
    _name, _nul, rest = data.partition(b"\x00")
    found.profile = icc.description(inflated(rest[1:], PROFILE_LIMIT)) or found.profile


def _srgb(data: bytes, found: Sketch) -> None:
    found.profile = found.profile or "sRGB"


def _text(data: bytes, found: Sketch) -> None:
    key, _nul, text = data.partition(b"\x00")
    _tell(key.decode("latin-1"), text[:BLOCK_LIMIT], found)


def _compressed_text(data: bytes, found: Sketch) -> None:
    key, _nul, rest = data.partition(b"\x00")
    _tell(key.decode("latin-1"), inflated(rest[1:], BLOCK_LIMIT), found)


def _international_text(data: bytes, found: Sketch) -> None:
    key, _nul, rest = data.partition(b"\x00")
    compressed, languages = rest[:1] == b"\x01", rest[2:].split(b"\x00", 2)
    if len(languages) == 3:
        text = inflated(languages[2], BLOCK_LIMIT) if compressed else languages[2][:BLOCK_LIMIT]
        _tell(key.decode("latin-1"), text, found)


def _tell(key: str, text: bytes, found: Sketch) -> None:
    if key == _XMP:
        xmp.read(text, found)
    elif key.startswith("Raw profile type "):
        _raw_profile(key.removeprefix("Raw profile type "), text, found)
    elif key in _FIELDS:
        found.say("TEXT", _FIELDS[key], decoded(text))
    kind = hidden.contained(text[:_SEARCHED]) if key != _XMP else ""
    if kind:
        found.harm(Harm.POLYGLOT, -1, kind)


def _raw_profile(kind: str, text: bytes, found: Sketch) -> None:
    """Note what ImageMagick keeps so: a line for its name, one for its length, then the bytes in hexadecimal."""
    try:
        block = bytes.fromhex("".join(text.decode("ascii").strip().split("\n")[2:]))
    except ValueError:
        return
    if kind in {"exif", "app1"}:
        exif.read_block(block, found)
    elif kind in {"iptc", "8bim"}:
        iptc.read_resources(block, found)
        iptc.read_record(block, found)
    elif kind == "xmp":
        xmp.read(block, found)


def inflated(data: bytes, limit: int) -> bytes:
    """Return ``data`` decompressed, ``limit`` bytes of it at most, none when it is damaged."""
    try:
        return zlib.decompressobj().decompress(data, limit)
    except zlib.error:
        return b""


_CHUNKS: dict[bytes, Callable[[bytes, Sketch], None]] = {
    b"IHDR": _header, b"pHYs": _density, b"acTL": _animation, b"tRNS": _transparency, b"iCCP": _profile,
    b"sRGB": _srgb, b"tEXt": _text, b"zTXt": _compressed_text, b"iTXt": _international_text, b"eXIf": exif.read_block,
}  # fmt: skip
