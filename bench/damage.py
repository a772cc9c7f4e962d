"""The damages of the fault table: each makes a broken file from whole ones, from a seed."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import pictures
import PIL.Image

BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage. ``chance``: it falls at random places, so it is tried many times. ``maker``: random numbers
    and whole files by extension → bytes of the broken file."""

    name: str
    extension: str
    maker: Callable[[Random, dict[str, list[bytes]]], bytes]
    chance: bool = False


def whole_files(seed: int = 11) -> dict[str, list[bytes]]:
    """Return whole files by extension: textured and before a flat ground, several qualities and samplings."""
    files: dict[str, list[bytes]] = {}
    for turn in range(4):
        pixels = pictures.natural(1200, 800, seed + turn, ground=turn % 2 == 1)
        files.setdefault("jpg", []).extend(
            [
                pictures.encoded(pixels, "JPEG", quality=92, subsampling=0),
                pictures.encoded(pixels, "JPEG", quality=80),
                pictures.encoded(pixels, "JPEG", quality=88, optimize=True),
            ]
        )
        files.setdefault("progressive", []).append(pictures.encoded(pixels, "JPEG", quality=88, progressive=True))
        small = pixels[:300, :400]
        files.setdefault("png", []).append(pictures.encoded(small, "PNG"))
        files.setdefault("tif", []).append(pictures.encoded(small, "TIFF", compression="tiff_lzw"))
        files.setdefault("raw", []).append(pictures.encoded(small, "TIFF", compression="raw"))
        files.setdefault("webp", []).append(pictures.encoded(small, "WEBP", quality=85))
        files.setdefault("jp2", []).append(pictures.encoded(small, "JPEG2000"))
        files.setdefault("gif", []).append(pictures.encoded(small, "GIF", "P"))
    return files


def _data_of(whole: bytes) -> int:
    """Return where the pixels' data begin: after the scan's header of a JPEG, past the heads of the others."""
    at = whole.find(b"\xff\xda")
    return at + 14 if whole[:2] == b"\xff\xd8" and at > 0 else min(400, len(whole) // 4)


def _cut(kind: str, share: float) -> Callable[..., bytes]:
    return lambda chance, files: (whole := chance.choice(files[kind]))[: int(len(whole) * share)]


def _cut_anywhere(kind: str) -> Callable[..., bytes]:
    def cut(chance: Random, files: dict[str, list[bytes]]) -> bytes:
        whole = chance.choice(files[kind])
        return whole[: chance.randrange(_data_of(whole), len(whole) - 2)]

    return cut


def _edited(kind: str, edit: Callable[[Random, bytearray, int], Any]) -> Callable[..., bytes]:
    """Return a maker that edits the bytes of a whole file, told where its pixels' data begin."""

    def make(chance: Random, files: dict[str, list[bytes]]) -> bytes:
        whole = chance.choice(files[kind])
        broken = bytearray(whole)
        while bytes(broken) == whole:  # zeroing zeros is no damage
            edit(chance, broken, _data_of(whole))
        return bytes(broken)

    return make


def _flip_bit(chance: Random, data: bytearray, start: int) -> None:
    data[chance.randrange(start, len(data) - 2)] ^= 1 << chance.randrange(8)


def _flip_three_apart(chance: Random, data: bytearray, start: int) -> None:
    for _ in range(3):
        data[chance.randrange(start, len(data) - 2)] ^= chance.randrange(1, 256)


def _flip_three_together(chance: Random, data: bytearray, start: int) -> None:
    at = chance.randrange(start, len(data) - 5)
    for place in range(at, at + 3):
        data[place] ^= chance.randrange(1, 256)


def _zero_block(chance: Random, data: bytearray, start: int) -> None:
    at = chance.randrange(start, len(data) - BLOCK - 2)
    data[at : at + BLOCK] = bytes(BLOCK)


def _zero_tail(chance: Random, data: bytearray, start: int) -> None:
    at = chance.randrange(start, len(data) - 2)
    data[at:] = bytes(len(data) - at)


def _swap_blocks(chance: Random, data: bytearray, start: int) -> None:
    one = chance.randrange(start, len(data) - 2 * BLOCK - 2)
    other = chance.randrange(one + BLOCK, len(data) - BLOCK - 1)
    data[one : one + BLOCK], data[other : other + BLOCK] = data[other : other + BLOCK], data[one : one + BLOCK]


def _drop_byte(chance: Random, data: bytearray, start: int) -> None:
    del data[chance.randrange(start, len(data) - 2)]


def _break_huffman(chance: Random, data: bytearray, start: int) -> None:
    at = data.find(b"\xff\xc4")
    data[at + 5 : at + 21] = bytes(chance.randrange(256) for _ in range(16))


def _html(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    return b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body>Not Found</body></html>\n"


def _with_zip(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    import zipfile

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("run.js", "alert(1)")
    return chance.choice(files["jpg"]) + archive.getvalue()


def _trailing(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    return chance.choice(files["jpg"]) + chance.randbytes(500)


def _by_ftp(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    return chance.choice(files["jpg"]).replace(b"\n", b"\r\n")


def _svg(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _bomb(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _png_sum(chance: Random, data: bytearray, start: int) -> None:
    at = data.rfind(b"IEND") - 8  # the sum of the last chunk of pixels
    data[at + chance.randrange(4)] ^= 0xFF


def _png_short(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    """Fewer lines than announced, every sum right: written again by a tool that was cut short."""
    header = struct.pack(">IIBBBBB", 200, 200, 8, 2, 0, 0, 0)
    body = zlib.compress(chance.randbytes(601 * 150))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _animated(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    out = io.BytesIO()
    frames = [PIL.Image.new("RGB", (80, 60), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def _tiff_outside(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    data = bytearray(chance.choice(files["raw"]))
    _point(data, 273, len(data) + 10_000)
    return bytes(data)


def _tiff_loop(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    data = bytearray(chance.choice(files["raw"]))
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<I", data, first + 2 + 12 * count, first)
    return bytes(data)


def _point(data: bytearray, tag: int, offset: int) -> None:
    """Make the first value of a tag, in place or where the tag points, another number."""
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    for place in range(first + 2, first + 2 + 12 * count, 12):
        key, kind, number, value = struct.unpack_from("<HHII", data, place)
        if key == tag:
            struct.pack_into("<I", data, place + 8 if number * (2 if kind == 3 else 4) <= 4 else value, offset)


def _exif_loop(chance: Random, files: dict[str, list[bytes]]) -> bytes:
    """EXIF whose second directory is its first."""
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, 1, 0, 8)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + chance.choice(files["jpg"])[2:]


KINDS = (
    Kind("nothing in it (0 bytes)", "jpg", lambda chance, files: b""),
    Kind("JPEG cut at 10 %", "jpg", _cut("jpg", 0.1)),
    Kind("JPEG cut at 50 %", "jpg", _cut("jpg", 0.5)),
    Kind("JPEG cut at 99 %", "jpg", _cut("jpg", 0.99)),
    Kind("JPEG cut anywhere", "jpg", _cut_anywhere("jpg"), chance=True),
    Kind("progressive JPEG cut anywhere", "jpg", _cut_anywhere("progressive"), chance=True),
    Kind("JPEG without its end marker", "jpg", lambda chance, files: chance.choice(files["jpg"])[:-2]),
    Kind("JPEG, a block of 4 KB zeroed", "jpg", _edited("jpg", _zero_block), chance=True),
    Kind("JPEG, zeroed from a point on", "jpg", _edited("jpg", _zero_tail), chance=True),
    Kind("JPEG, two blocks of 4 KB swapped", "jpg", _edited("jpg", _swap_blocks), chance=True),
    Kind("JPEG, one byte lost", "jpg", _edited("jpg", _drop_byte), chance=True),
    Kind("JPEG, three bytes changed, together", "jpg", _edited("jpg", _flip_three_together), chance=True),
    Kind("JPEG, three bytes changed, apart", "jpg", _edited("jpg", _flip_three_apart), chance=True),
    Kind("progressive JPEG, three bytes changed, apart", "jpg", _edited("progressive", _flip_three_apart), chance=True),
    Kind("JPEG, one bit changed", "jpg", _edited("jpg", _flip_bit), chance=True),
    Kind("JPEG, Huffman table broken", "jpg", _edited("jpg", _break_huffman), chance=True),
    Kind("JPEG sent as text (LF made CR LF)", "jpg", _by_ftp),
    Kind("JPEG with an archive behind it", "jpg", _with_zip),
    Kind("JPEG with 500 bytes behind it", "jpg", _trailing),
    Kind("PNG named .jpg", "jpg", lambda chance, files: chance.choice(files["png"])),
    Kind("page of error saved as .jpg", "jpg", _html),
    Kind("SVG with a script", "svg", _svg),
    Kind("PNG, wrong sum of a chunk", "png", _edited("png", _png_sum)),
    Kind("PNG, one bit changed", "png", _edited("png", _flip_bit), chance=True),
    Kind("PNG cut anywhere", "png", _cut_anywhere("png"), chance=True),
    Kind("PNG with fewer lines than it says, sums right", "png", _png_short),
    Kind("PNG, animated", "png", _animated),
    Kind("PNG bomb of 60,000 × 60,000", "png", _bomb),
    Kind("TIFF (LZW) cut anywhere", "tif", _cut_anywhere("tif"), chance=True),
    Kind("TIFF (LZW), a block of 4 KB zeroed", "tif", _edited("tif", _zero_block), chance=True),
    Kind("TIFF (no compression), three bytes changed", "tif", _edited("raw", _flip_three_together), chance=True),
    Kind("TIFF, a strip outside the file", "tif", _tiff_outside),
    Kind("TIFF whose directories turn in circles", "tif", _tiff_loop),
    Kind("JPEG 2000 cut anywhere", "jp2", _cut_anywhere("jp2"), chance=True),
    Kind("WebP cut anywhere", "webp", _cut_anywhere("webp"), chance=True),
    Kind("GIF cut anywhere", "gif", _cut_anywhere("gif"), chance=True),
    Kind("JPEG whose EXIF turns in circles", "jpg", _exif_loop),
)
