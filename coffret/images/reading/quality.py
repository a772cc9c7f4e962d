"""The quality a JPEG was written with, from its quantization tables.

libjpeg scales two tables, those of annex K of ITU-T T.81, by a number made of the quality asked for (jcparam.c,
``jpeg_quality_scaling``). A table that is one of the hundred scaled ones tells its quality; others (Photoshop,
cameras) are given that of the scaled table nearest in strength.
"""

from functools import cache

_LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
# The order of the values in the file: (row, column) of the n-th.
_ZIGZAG = tuple(
    8 * row + column
    for total in range(15)
    for row, column in (
        (total - other, other) if total % 2 == 0 else (other, total - other)
        for other in range(max(0, total - 7), min(7, total) + 1)
    )
)


def of_table(table: tuple[int, ...]) -> int:
    """Return the quality, 1-100, of the luminance ``table`` (64 numbers in the order of the file)."""
    limited = tuple(min(value, 255) for value in table) if max(table) > 255 else table
    exact = _scaled().get(limited)
    return exact if exact else _nearest(sum(limited))


@cache
def _scaled() -> dict[tuple[int, ...], int]:
    """Return the hundred tables of libjpeg, limited to eight bits, with their quality."""
    tables: dict[tuple[int, ...], int] = {}
    for quality in range(1, 101):
        scale = 5000 // quality if quality < 50 else 200 - 2 * quality
        values = [min(max((value * scale + 50) // 100, 1), 255) for value in _LUMINANCE]
        tables[tuple(values[place] for place in _ZIGZAG)] = quality
    return tables


def _nearest(strength: int) -> int:
    return min(_scaled().items(), key=lambda item: abs(sum(item[0]) - strength))[1]
