"""JPEG 2000 (ISO/IEC 15444-1): the boxes of a JP2, and the codestream, alone or in its box."""

from coffret.images.facts import Harm
from coffret.images.reading import exif, hidden, icc, iptc, xmp
from coffret.images.reading.boxes import Box, boxes
from coffret.images.reading.window import BLOCK_LIMIT, PROFILE_LIMIT, Broken, Short, Sketch, Window

SIGNATURE = b"\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a"
CODESTREAM = b"\xff\x4f\xff\x51"
_SOT, _EOC = b"\xff\x90", b"\xff\xd9"
_PARTS_LIMIT = 70_000
# Content of a small box: 16,384 components have one byte each.
_BOX_LIMIT = 1 << 14
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EXIF = b"JpgTiffExif->JP2"
_IPTC = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
# Enumerated colour space -> colours and the space they are told in.
_SPACES = {
    0: ("BITONAL", ""),
    12: ("CMYK", ""),
    14: ("LAB", ""),
    15: ("BITONAL", ""),
    16: ("RGB", "sRGB"),
    17: ("GREY", ""),
    18: ("RGB", "sRGB"),
}
_INCH = 0.0254


def read(file: Window, found: Sketch) -> None:
    """Note what the JPEG 2000 in ``file`` is; raises Short, Broken."""
    found.compression = "jpeg2000"
    if file.at(0, 4) == CODESTREAM:
        hidden.after_end(file, _codestream(file, 0, file.size, found), found)
        return
    end = 0
    for box in boxes(file, 0, file.size):
        if box.kind == b"jp2h" and found.first("header"):
            _header(file, box, found)
        elif box.kind == b"jp2c" and found.first("codestream"):
            _check(file, box, found)
        elif box.kind == b"uuid":
            _block(file, box, found)
        end = box.end
    hidden.after_end(file, end, found)


def _check(file: Window, box: Box, found: Sketch) -> None:
    """Follow the codestream; a box that lasts to the end of the file may be followed by other bytes."""
    end = _codestream(file, box.start, box.end, found)
    if end < box.end == file.size:
        hidden.after_end(file, end, found)


def _header(file: Window, header: Box, found: Sketch) -> None:
    for box in boxes(file, header.start, header.end):
        data = box.content(file, PROFILE_LIMIT if box.kind == b"colr" else _BOX_LIMIT)
        if box.kind == b"ihdr" and len(data) >= 11:
            _picture(data, found)
        elif box.kind == b"bpcc" and data:
            found.depth = max((value & 0x7F) + 1 for value in data)
        elif box.kind == b"colr":
            _colours(data, found)
        elif box.kind == b"pclr":
            found.mode, found.depth = "PALETTE", 8
        elif box.kind == b"cdef":
            kinds = [int.from_bytes(data[at : at + 2], "big") for at in range(4, len(data), 6)]
            found.alpha = bool({1, 2} & set(kinds))
        elif box.kind == b"res ":
            _resolutions(file, box, found)


def _picture(data: bytes, found: Sketch) -> None:
    found.height, found.width = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
    _channels(int.from_bytes(data[8:10], "big"), found)
    if data[10] != 255:
        found.depth = (data[10] & 0x7F) + 1


def _channels(count: int, found: Sketch) -> None:
    found.mode, found.alpha = "GREY" if count < 3 else "RGB", count in {2, 4}


def _colours(data: bytes, found: Sketch) -> None:
    if data[:1] in {b"\x02", b"\x03"}:
        found.profile = found.profile or icc.description(data[3:])
        if data[19:23] == b"CMYK":
            found.mode, found.alpha = "CMYK", False
    elif data[:1] == b"\x01":
        mode, space = _SPACES.get(int.from_bytes(data[3:7], "big"), ("", ""))
        found.profile = found.profile or space
        if mode and found.mode != "PALETTE":
            found.mode, found.alpha = mode, found.alpha and mode != "CMYK"


def _resolutions(file: Window, parent: Box, found: Sketch) -> None:
    """Read capture (resc) and display (resd) resolutions: points per metre, as a ratio and a power of ten."""
    for box in boxes(file, parent.start, parent.end):
        data = box.content(file, 10)
        if box.kind in {b"resc", b"resd"} and len(data) == 10:
            vertical, under, horizontal, under_too = (int.from_bytes(data[at : at + 2], "big") for at in (0, 2, 4, 6))
            powers = [10.0 ** int.from_bytes(data[at : at + 1], "big", signed=True) for at in (8, 9)]
            if under and under_too:
                x, y = horizontal / under_too * powers[1], vertical / under * powers[0]
                found.resolution("JP2", x * _INCH, y * _INCH)


def _block(file: Window, box: Box, found: Sketch) -> None:
    name = file.at(box.start, 16)
    if name not in {_XMP, _EXIF, _IPTC} or not found.first(name.hex()):
        return
    data = box.content(file, BLOCK_LIMIT)[16:]
    if name == _XMP:
        xmp.read(data, found)
    elif name == _EXIF:
        # The codestream of a JPEG 2000 is shown as it is: EXIF does not turn it.
        exif.read_block(data, found)
        found.orientation = 1
    else:
        iptc.read_record(data, found)


def _codestream(file: Window, start: int, end: int, found: Sketch) -> int:
    """Follow the tile-parts of the codestream, each of which tells its length; return the place after the end marker."""
    at = _main_header(file, start, found)
    for _count in range(_PARTS_LIMIT):
        head = file.at(at, 12)
        if head[:2] == _EOC and at + 2 <= end:
            return at + 2
        if at >= end or len(head) < 12 or end - at < 12:
            found.harm(Harm.TRUNCATED, end, "end")
            return end
        if head[:2] != _SOT:
            raise Broken(at, "marker")
        length = int.from_bytes(head[6:10], "big")
        if length == 0:  # the last one, up to the end marker
            return _last(file, at, end, found)
        if length < 14:
            raise Broken(at, "tile")
        at += length
    raise Broken(at, "tiles")


def _last(file: Window, at: int, end: int, found: Sketch) -> int:
    if file.at(end - 2, 2) != _EOC:
        found.harm(Harm.TRUNCATED, end, "end")
    return end


def _main_header(file: Window, start: int, found: Sketch) -> int:
    """Read the main header; return the place of the first tile-part."""
    if file.exactly(start, 4) != CODESTREAM:
        raise Broken(start, "codestream")
    size = file.exactly(start + 4, 38)
    if not found.width:
        width, height, left, top = (int.from_bytes(size[at : at + 4], "big") for at in (4, 8, 12, 16))
        found.width, found.height = max(0, width - left), max(0, height - top)
        _channels(int.from_bytes(size[36:38], "big"), found)
    found.depth = found.depth or (file.number(start + 42, 1) & 0x7F) + 1
    at = start + 2
    for _count in range(1000):
        marker, length = file.exactly(at, 2), file.number(at + 2, 2)
        if marker == _SOT:
            return at
        if marker[0] != 0xFF or length < 2:
            raise Broken(at, "marker")
        at += 2 + length
    raise Short(file.size)
