"""Finding, among the pictures of a batch, one that looks the same as another: by the 64 bits of their likeness.

Two hashes that differ by at most ``distance`` bits agree, on one of four bands of sixteen bits, but for a quarter of
them at most: looking up each band with up to that many bits turned finds them all, without comparing every pair.
"""

from itertools import combinations

from coffret.images.norms import LIKENESS_DISTANCE

_BANDS = (0, 16, 32, 48)
# A flat picture resembles every other flat one, and that says nothing.
_FLAT = "0" * 16
# A band shared by more pictures than this no longer tells them apart (a series on the same ground): the first ones do.
_SHARED = 2048


class Likes:
    """The likenesses met so far, each with the name it was first met under; about 400 bytes a picture."""

    def __init__(self, distance: int = LIKENESS_DISTANCE) -> None:
        """``distance``: how many bits of 64 two near duplicates may differ by (0 to 15)."""
        self._distance = distance
        self._turned = _masks(distance // len(_BANDS))
        self._names: dict[int, str] = {}
        self._bands: list[dict[int, list[int]]] = [{} for _shift in _BANDS]

    def find(self, likeness: str) -> tuple[str, int]:
        """Return the nearest picture met within the distance, and the bits that differ; ("", 0) when there is none.

        ``likeness``: sixteen hexadecimal digits, or « » for a picture that was not decoded.
        """
        if not likeness or likeness == _FLAT:
            return "", 0
        value = int(likeness, 16)
        if value in self._names:
            return self._names[value], 0
        best, least = None, self._distance + 1
        for other in self._candidates(value):
            bits = (value ^ other).bit_count()
            if bits < least:
                best, least = other, bits
        return ("", 0) if best is None else (self._names[best], least)

    def add(self, likeness: str, name: str) -> None:
        """Remember a picture; one that was not decoded, or is flat, is left out."""
        if not likeness or likeness == _FLAT:
            return
        value = int(likeness, 16)
        if value in self._names:
            return
        self._names[value] = name
        for shift, band in zip(_BANDS, self._bands, strict=True):
            shared = band.setdefault(value >> shift & 0xFFFF, [])
            if len(shared) < _SHARED:
                shared.append(value)

    def _candidates(self, value: int) -> set[int]:
        found: set[int] = set()
        for shift, band in zip(_BANDS, self._bands, strict=True):
            key = value >> shift & 0xFFFF
            for mask in self._turned:
                if shared := band.get(key ^ mask):
                    found.update(shared)
        return found


def _masks(bits: int) -> tuple[int, ...]:
    """Return every way of turning up to ``bits`` bits of a band."""
    places = [1 << place for place in range(16)]
    return tuple(sum(turned) for count in range(bits + 1) for turned in combinations(places, count))
