"""Years, centuries and the periods made of them, as French museums count them.

Years before our era are negative and there is no year 0: -199 is « 199 av. J.-C. ». A century is counted the norm's
way (Méthode de rédaction des notices, p. 30-31): 1500-1599 is the 16th century, -199 to -100 the 2nd before Christ.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Certainty(StrEnum):
    """How sure a date is."""

    EXACT = "exact"
    ABOUT = "about"  # vers
    BETWEEN = "between"  # entre … et …
    BEFORE = "before"
    AFTER = "after"
    UNCERTAIN = "uncertain"  # (?)


@dataclass(frozen=True, slots=True)
class Interval:
    """The years from ``start`` to ``end``, both included; None = open on that side. ``text``: how it reads in French."""

    start: int | None
    end: int | None
    certainty: Certainty = Certainty.EXACT
    text: str = ""

    @property
    def understood(self) -> bool:
        """Say whether it bounds anything."""
        return self.start is not None or self.end is not None

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Return both ends, an open one replaced by the known one; None when neither is known."""
        start = self.start if self.start is not None else self.end
        end = self.end if self.end is not None else self.start
        return None if start is None or end is None else (start, end)


CENTURY = 100
MILLENNIUM = 1000
# The share of a span that each part covers, in percent: « fin » is the last third, as the norm gives no figure.
PARTS = {
    "1er quart": (0, 25), "2e quart": (25, 50), "3e quart": (50, 75), "4e quart": (75, 100),
    "1ère moitié": (0, 50), "2e moitié": (50, 100),
    "1er tiers": (0, 33), "2e tiers": (33, 66), "3e tiers": (66, 100),
    "début": (0, 33), "milieu": (33, 66), "fin": (66, 100),
}  # fmt: skip
OFFICIAL_PARTS = frozenset(part for part in PARTS if part.endswith(("quart", "moitié")))
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ROMAN = re.compile(r"(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
# Before this year the official list knows only millennia (first « siècle » listed: 30e siècle av JC).
_FIRST_CENTURY = -2999


def span(number: int, before_christ: bool, length: int = CENTURY) -> tuple[int, int]:
    """Return the first and last year of a century (or millennium, by ``length``).

    Méthode p. 31: « de 1500 à 1599 = 16e siècle », « de -199 à -100 = 2e siècle av JC ».
    """
    first = (number - 1) * length
    if before_christ:
        return -(first + length - 1), -first or -1
    return first or 1, first + length - 1


def part_of(number: int, before_christ: bool, length: int, part: str) -> tuple[int, int]:
    """Return the first and last year of a part (a key of PARTS, or « » for the whole) of a century or millennium."""
    if not part:
        return span(number, before_christ, length)
    low, high = PARTS[part]
    origin = -(number * length - 1) if before_christ else (number - 1) * length
    start, end = origin + low * length // 100, origin + high * length // 100 - 1
    if before_christ:
        return start, end or -1
    return start or 1, end


def ordinal(number: int) -> str:
    """Return « 1er » or « 2e », as the official list writes them."""
    return "1er" if number == 1 else f"{number}e"


def period_name(number: int, before_christ: bool, length: int = CENTURY, part: str = "") -> str:
    """Return the official form: « 1er quart 2e siècle av JC », « 6e millénaire av JC »."""
    unit = "siècle" if length == CENTURY else "millénaire"
    words = [part, ordinal(number), unit, "av JC" if before_christ else ""]
    return " ".join(word for word in words if word)


def century_of(year: int, length: int = CENTURY) -> tuple[int, bool]:
    """Return the number of the century (or millennium) of a year and whether it is before Christ."""
    return abs(year) // length + 1, year < 0


def period_for(interval: Interval) -> str:
    """Return the official periods covering an interval: « 2e quart 18e siècle ; 2e moitié 18e siècle » for 1743-1789.

    Spec 2024 p. 19: PERI is generated from MILL when it is empty; Méthode p. 31: never finer than a quarter of a
    century, and an interval is cut into sub-periods. « incertain » follows a doubtful date. « » when nothing bounds it.
    """
    bounds = interval.bounds
    if bounds is None:
        return ""
    names = list(_cover(*sorted(bounds)))
    if interval.certainty is Certainty.UNCERTAIN:
        names.append("incertain")
    return " ; ".join(names)


def _cover(start: int, end: int) -> Iterator[str]:
    year = start
    while year <= end:
        length = MILLENNIUM if year < _FIRST_CENTURY else CENTURY
        number, before = century_of(year, length)
        _first, last = span(number, before, length)
        parts = _parts_between(number, before, year, min(end, last)) if length == CENTURY else [""]
        for part in parts:
            yield period_name(number, before, length, part)
        year = last + 1 or 1


def _parts_between(number: int, before_christ: bool, start: int, end: int) -> list[str]:
    touched = [index for index in range(4) if _touches(number, before_christ, f"{_nth(index)} quart", start, end)]
    if len(touched) == 4:
        return [""]
    halves = [{0, 1} <= set(touched), {2, 3} <= set(touched)]
    parts = [] if not halves[0] else ["1ère moitié"]
    parts += [f"{_nth(index)} quart" for index in touched if not halves[index // 2]]
    return parts + (["2e moitié"] if halves[1] else [])


def _nth(index: int) -> str:
    return ordinal(index + 1)


def _touches(number: int, before_christ: bool, part: str, start: int, end: int) -> bool:
    low, high = part_of(number, before_christ, CENTURY, part)
    return start <= high and low <= end


def year_name(year: int) -> str:
    """Return a year as written in a sentence: « 1850 », « 199 av. J.-C. »."""
    return f"{-year} av. J.-C." if year < 0 else str(year)


@lru_cache(maxsize=1024)
def roman(text: str) -> int:
    """Return the number written in Roman figures up to 39, or 0 when it is not one."""
    if not text or not _ROMAN.fullmatch(text):
        return 0
    figures = [_ROMAN_VALUES[letter] for letter in text.lower()]
    return sum(-a if a < b else a for a, b in zip(figures, [*figures[1:], 0], strict=True))


def hull(intervals: Iterable[Interval]) -> Interval | None:
    """Return the smallest interval holding them all, or None when there is none; the least sure certainty is kept."""
    known = [interval for interval in intervals if interval.understood]
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    starts = [each.start for each in known if each.start is not None]
    ends = [each.end for each in known if each.end is not None]
    start = min(starts) if starts and not any(each.start is None for each in known) else None
    end = max(ends) if ends and not any(each.end is None for each in known) else None
    if start is None and end is None:
        start, end = min(starts), max(ends)
    return Interval(start, end, _least_sure(known), ", ".join(each.text for each in known if each.text))


def _least_sure(intervals: list[Interval]) -> Certainty:
    order = (Certainty.UNCERTAIN, Certainty.ABOUT, Certainty.AFTER, Certainty.BEFORE, Certainty.BETWEEN)
    found = {interval.certainty for interval in intervals}
    for certainty in order:
        if certainty in found:
            return certainty
    return Certainty.BETWEEN
