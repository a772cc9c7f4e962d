"""Formats that a museum may hold and that are not published as they are: GIF (89a), BMP, Photoshop's PSD."""

from collections.abc import Iterator

from coffret.images.facts import Harm
from coffret.images.reading import exif, hidden, icc, iptc, xmp
from coffret.images.reading.window import PROFILE_LIMIT, Broken, Memory, Sketch, Window

# Blocks of 255 bytes and less that a GIF is made of: a quarter of a gigabyte.
_BLOCKS_LIMIT = 1_000_000
_INCH = 0.0254
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
_PSD_MODES = {0: "BITONAL", 1: "GREY", 2: "PALETTE", 3: "RGB", 4: "CMYK", 7: "RGB", 8: "GREY", 9: "LAB"}
# Channels of the colours themselves; one more is transparency.
_PSD_CHANNELS = {"BITONAL": 1, "GREY": 1, "PALETTE": 1, "RGB": 3, "CMYK": 4, "LAB": 3}


def read_gif(file: Window, found: Sketch) -> None:
    """Note what the GIF in ``file`` is, its frames counted; raises Short, Broken."""
    head = file.exactly(0, 13)
    found.width, found.height = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    found.mode, found.depth, found.compression = "PALETTE", 8, "lzw"
    at, frames = 13 + _palette(head[10]), 0
    steps = iter(range(_BLOCKS_LIMIT))
    for _step in steps:
        kind = file.exactly(at, 1)
        if kind == b"\x3b":
            found.pages, found.animated = max(1, frames), frames > 1
            hidden.after_end(file, at + 1, found)
            return
        if kind == b"\x21":
            found.alpha |= file.exactly(at + 1, 1) == b"\xf9" and bool(file.exactly(at + 3, 1)[0] & 1)
            at = _after_blocks(file, at + 2, steps)
        elif kind == b"\x2c":
            frames += 1
            at = _after_blocks(file, at + 11 + _palette(file.exactly(at + 9, 1)[0]), steps)
        else:
            raise Broken(at, "block")
    raise Broken(at, "blocks")


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(file: Window, at: int, steps: Iterator[int]) -> int:
    for _step in steps:
        length = file.exactly(at, 1)[0]
        at += 1 + length
        if not length:
            return at
    raise Broken(at, "blocks")


def is_bmp(head: bytes) -> bool:
    """Say whether ``head`` begins a BMP: two letters alone would take too many others."""
    return head[:2] == b"BM" and len(head) >= 26 and int.from_bytes(head[14:18], "little") in _BMP_HEADERS


def read_bmp(file: Window, found: Sketch) -> None:
    """Note what the BMP in ``file`` is; raises Short."""
    head = file.at(0, 54)
    old = int.from_bytes(head[14:18], "little") == 12
    places = ((18, 20), (20, 22), (24, 26)) if old else ((18, 22), (22, 26), (28, 30))
    width, height, bits = (int.from_bytes(head[start:end], "little", signed=not old) for start, end in places)
    found.width, found.height = abs(width), abs(height)
    found.mode, found.depth = ("PALETTE" if bits <= 8 else "RGB"), (5 if bits == 16 else 8)
    # The mask of transparency stands in the longer headers.
    longer = int.from_bytes(head[14:18], "little") >= 56
    found.alpha = bits == 32 and longer and file.at(66, 4) not in {b"", bytes(4)}
    way = 0 if old else int.from_bytes(file.exactly(0, 54)[30:34], "little")
    found.compression = {0: "none", 1: "rle", 2: "rle", 3: "none", 4: "jpeg", 5: "png", 6: "none"}.get(way, "?")
    if not old:
        x, y = (int.from_bytes(head[start : start + 4], "little", signed=True) for start in (38, 42))
        found.resolution("BMP", x * _INCH, y * _INCH)
    start = int.from_bytes(head[10:14], "little")
    if found.compression == "none":
        end = start + (found.width * bits + 31) // 32 * 4 * found.height
        _bmp_end(file, end, found)


def _bmp_end(file: Window, end: int, found: Sketch) -> None:
    if end > file.size:
        found.harm(Harm.TRUNCATED, file.size, "data")
    # A profile may follow the pixels, and two bytes of padding.
    elif file.size > end + 2 and int.from_bytes(file.at(2, 4), "little") < file.size:
        hidden.after_end(file, max(end, int.from_bytes(file.at(2, 4), "little")), found)


def read_psd(file: Window, found: Sketch) -> None:
    """Note what the Photoshop document in ``file`` is, by its header and resources; raises Short."""
    head = file.exactly(0, 30)
    channels, depth, mode = (int.from_bytes(head[at : at + 2], "big") for at in (12, 22, 24))
    found.height, found.width = int.from_bytes(head[14:18], "big"), int.from_bytes(head[18:22], "big")
    found.mode, found.depth, found.compression = _PSD_MODES.get(mode, ""), depth, "psd"
    found.alpha = channels > _PSD_CHANNELS.get(found.mode, channels)
    start = 30 + int.from_bytes(head[26:30], "big")
    block = file.exactly(start + 4, min(file.number(start, 4), 2 * PROFILE_LIMIT))
    iptc.read_resources(block, found)
    for number, data in iptc.resources(block):
        if number == iptc.ICC:
            found.profile = icc.description(data)
        elif number == iptc.XMP:
            xmp.read(data, found)
        elif number == iptc.EXIF:
            exif.read_block(Memory(data).at(0, len(data)), found)
            found.orientation = 1
    layers = start + 4 + file.number(start, 4)
    file.exactly(layers, 4)
