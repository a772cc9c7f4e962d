"""Sets of records as bytes, a great many at a time: a byte or so a member.

A member is written as its ordinal, the rank of its place among those of the piece: dense, so that the step from one member
to the next is small. Few of many: steps of seven bits a byte, the last byte of each below 128. More than one in eight:
one bit for every record of the piece.
"""

import struct
from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Numbers = NDArray[np.uint32]

_EIGHTH = 8
_MOST_BYTES = 5
# Roaring bitmaps as their format has it, without runs: a mark and how many parts of 65,536 members follow; of each part, its
# number and its members less one; where each starts; then 8,192 bytes of bits, or 16 bits a member up to 4,096 of them.
_ROARING = 12_346
_PART, _PART_BYTES, _LISTED = 1 << 16, 8_192, 4_096
# Bits go from the highest of a byte here, from the lowest there.
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def dense(count: Any, size: int) -> Any:
    """Say whether a set of so many members (or each of several) of a piece of ``size`` records is written as bits."""
    return count * _EIGHTH >= size


def bits(ordinals: Numbers, size: int) -> bytes:
    """Return one set as bits."""
    flags = np.zeros(size, dtype=np.uint8)
    flags[ordinals] = 1
    return np.packbits(flags).tobytes()


def from_bits(raw: bytes, size: int) -> Numbers:
    """Return the ordinals of a set written as bits; raises ValueError when it is not whole."""
    if len(raw) != (size + 7) // 8:
        raise ValueError("set cut short")
    return np.flatnonzero(np.unpackbits(np.frombuffer(raw, dtype=np.uint8), count=size)).astype(np.uint32)


def bitmap_from_bits(raw: bytes, size: int) -> BitMap:
    """Return the ordinals of a set written as bits, as a bitmap: its bits are taken as they are, twenty times as quick.

    Raises ValueError when it is not whole.
    """
    if len(raw) != (size + 7) // 8:
        raise ValueError("set cut short")
    turned = raw.translate(_TURNED).ljust(-(-len(raw) // _PART_BYTES) * _PART_BYTES, b"\0")
    words = np.frombuffer(turned, np.uint64).reshape(-1, _PART_BYTES // 8)
    counts = np.bitwise_count(words).sum(axis=1, dtype=np.int64).tolist()
    about, parts = b"", []
    for number, count in enumerate(counts):
        if count:
            about += struct.pack("<HH", number, count - 1)
            part = turned[number * _PART_BYTES : (number + 1) * _PART_BYTES]
            parts.append(part if count > _LISTED else _listed(part))
    start = 8 + 8 * len(parts)
    starts = [start + sum(map(len, parts[:place])) for place in range(len(parts))]
    head = struct.pack("<II", _ROARING, len(parts)) + about + struct.pack(f"<{len(parts)}I", *starts)
    return BitMap.deserialize(head + b"".join(parts))


def _listed(part: bytes) -> bytes:
    bits = np.unpackbits(np.frombuffer(part, np.uint8), bitorder="little")
    return np.flatnonzero(bits).astype("<u2").tobytes()


def bitmap(ordinals: Numbers) -> BitMap:
    """Return ordinals as a bitmap."""
    return BitMap(array("I", ordinals.tobytes()))


def steps(counts: Numbers, ordinals: Numbers) -> bytes:
    """Return sets one after the other as steps; ``ordinals``: those of each set, rising, ``counts``: how many in each."""
    found = ordinals.astype(np.int64)
    found[1:] -= ordinals[:-1]
    starts = _starts(counts)
    found[starts] = ordinals[starts]
    lengths = np.ones(len(found), dtype=np.int64)
    for more in range(1, _MOST_BYTES):
        lengths += found >= 1 << 7 * more
    at = np.cumsum(lengths) - lengths
    made = np.empty(int(lengths.sum()), dtype=np.uint8)
    made[at] = (found & 127) | np.where(lengths > 1, 128, 0)
    for more in range(1, int(lengths.max(initial=1))):
        longer = np.flatnonzero(lengths > more)
        follows = np.where(lengths[longer] > more + 1, 128, 0)
        made[at[longer] + more] = (found[longer] >> 7 * more & 127) | follows
    return made.tobytes()


def ends(raw: bytes, counts: Numbers) -> NDArray[np.int64]:
    """Return where each of the sets written as steps ends in ``raw``; raises ValueError when they are not whole."""
    last = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) < 128)
    upto = np.cumsum(counts, dtype=np.int64)
    if len(last) != (int(upto[-1]) if len(upto) else 0):
        raise ValueError("sets cut short")
    return last[upto - 1] + 1


def from_steps(raw: bytes, counts: Numbers, size: int) -> Numbers:
    """Return the ordinals of sets written as steps, one set after the other; raises ValueError beyond ``size``."""
    seen = np.frombuffer(raw, dtype=np.uint8)
    last = np.flatnonzero(seen < 128)
    if len(last) != int(counts.sum(dtype=np.int64)):
        raise ValueError("sets cut short")
    first = np.empty_like(last)
    first[:1], first[1:] = 0, last[:-1] + 1
    lengths = last - first + 1
    found = (seen[first] & 127).astype(np.int64)
    for more in range(1, min(int(lengths.max(initial=1)), _MOST_BYTES)):
        longer = np.flatnonzero(lengths > more)
        found[longer] |= (seen[first[longer] + more] & 127).astype(np.int64) << 7 * more
    summed = np.cumsum(found)
    starts = _starts(counts)
    summed -= np.repeat(summed[starts] - found[starts], counts)
    if len(summed) and int(summed.max()) >= size:
        raise ValueError("sets of other records")
    return summed.astype(np.uint32)


def _starts(counts: Numbers) -> NDArray[np.int64]:
    return np.cumsum(counts, dtype=np.int64) - counts
