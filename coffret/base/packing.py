"""Short texts packed small: JSON of records and lines, compressed against the words that nearly all of them hold.

A line or a record is about a kilobyte, too short to learn from: Zstandard is told beforehand the codes of the fields, the
shape of what is kept, how often French has each letter. As small as zlib makes it with a dictionary, in a quarter of the time.

A packed text is one byte, the number of its dictionary, then a Zstandard frame (RFC 8878) without magic number, which says
its size and has a checksum. A dictionary that was ever used stays beside this file for ever: docs/packing_dictionary.py
says what the first is made of. What zlib packed before begins otherwise: a zlib header is 8 in its low four bits.
"""

import threading
import zlib
from pathlib import Path

import zstandard

from coffret.base import packing_zlib

# Bytes of the largest text: a line of a file is of 4 MiB at most, what was found and mended stands beside it.
LIMIT = 64 << 20
# Number → dictionary. One of them packs. No number is 8 in its low four bits.
_FILES = {1: "packing-1.zdict"}
_CURRENT = 1
_LEVEL = 1
# Bits of the table of what was met, half of what the level has: it is read and written again for each text, which is short,
# and as small as this it stays near the processor. Packed texts are a thousandth larger.
_TABLE = 14
_ZLIB, _LOW = 8, 0x0F
_MAGICLESS = zstandard.FORMAT_ZSTD1_MAGICLESS


class Damaged(ValueError):  # noqa: N818 - said of the text
    """A packed text that cannot be read: damaged, cut short, too large, or of a dictionary that this version has not."""


def _read(name: str) -> zstandard.ZstdCompressionDict:
    raw = (Path(__file__).parent / "data" / name).read_bytes()
    return zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_FULLDICT)


_DICTIONARIES = {number: _read(name) for number, name in _FILES.items()}
_HEAD = bytes([_CURRENT])
_PARAMETERS = zstandard.ZstdCompressionParameters.from_level(
    _LEVEL,
    dict_size=len(_DICTIONARIES[_CURRENT]),
    hash_log=_TABLE,
    format=_MAGICLESS,
    write_content_size=True,
    write_checksum=True,
    write_dict_id=False,
)
_DICTIONARIES[_CURRENT].precompute_compress(compression_params=_PARAMETERS)


class _Tools(threading.local):
    """What this thread packs and unpacks with: the library's compressors are not to be shared."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(dict_data=_DICTIONARIES[_CURRENT], compression_params=_PARAMETERS).compress
        self.unpack = {
            number: zstandard.ZstdDecompressor(dict_data=one, format=_MAGICLESS).decompress
            for number, one in _DICTIONARIES.items()
        }


_tools = _Tools()


def pack(text: str) -> bytes:
    """Return ``text`` packed, lone surrogates included; raises ValueError beyond LIMIT bytes."""
    return pack_bytes(text.encode("utf-8", "surrogatepass"))


def pack_bytes(raw: bytes) -> bytes:
    """Return a text packed, given as UTF-8; raises ValueError beyond LIMIT bytes."""
    if len(raw) > LIMIT:
        raise ValueError(f"{len(raw)} bytes are more than a packed text holds")
    return _HEAD + _tools.pack(raw)


def unpack(packed: bytes) -> str:
    """Return the text of ``packed``, whichever version packed it; raises Damaged."""
    try:
        return unpack_bytes(packed).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise Damaged("packed text that is none") from error


def unpack_bytes(packed: bytes) -> bytes:
    """Return the UTF-8 of the text of ``packed``, lone surrogates as if they were characters; raises Damaged."""
    try:
        if packed[0] & _LOW == _ZLIB:
            return packing_zlib.unpack(packed, LIMIT)
        unpacker, frame = _tools.unpack[packed[0]], packed[1:]
        # Asked first: that much is taken from memory before a byte is read.
        if zstandard.get_frame_parameters(frame, format=_MAGICLESS).content_size > LIMIT:
            raise Damaged("packed text larger than any")
        return unpacker(frame, allow_extra_data=False)
    except (IndexError, KeyError, zlib.error, zstandard.ZstdError) as error:
        raise Damaged(f"packed text: {error}") from error
