"""Days written in French: « vendredi 5 juin 2026 », « 1er mai », « le 05/06/2026 », « jeu. 04.06.2026 », read where they stand in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache

from coffret.base.dates import MONTHS
from coffret.base.text import fold

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# First year of the calendar in which weekdays are counted as today, in France (December 1582).
GREGORIAN = 1583
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, 1)}
_SPACE = r"[ \u00a0\u202f]"
_SHORT = {name[:3]: name for name in WEEKDAYS}
# In figures between points or in two figures for the year, only what can be a day is one: the rest is a number.
_DAY = re.compile(
    rf"""
    (?:\b(?P<weekday>{"|".join(WEEKDAYS)}|(?:{"|".join(_SHORT)})\.),?{_SPACE}+(?:le{_SPACE}+)?)?
    (?:(?<![\d/.-])(?P<day>\d{{1,2}})(?:er)?(?:{_SPACE}+(?P<month>{"|".join(MONTHS)}|fevrier|aout|decembre)\b
    (?:{_SPACE}+(?P<year>\d{{4}})\b(?![\d-]))?
    |/(?P<digits>\d{{1,2}})/(?P<figures>\d{{4}})(?![\d/])
    |/(?P<slashed>0?[1-9]|1[0-2])/(?P<brief>[2-4]\d)(?![\d/])
    |\.(?P<pointed>0?[1-9]|1[0-2])\.(?P<full>(?:19|20)\d\d)(?!\.?\d))
    |(?<![\w/.-])(?P<first>(?:19|20)\d\d)-(?P<second>0[1-9]|1[0-2])-(?P<third>0[1-9]|[12]\d|3[01])(?![\w-]))
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written: its place, its parts; ``weekday`` « » and ``year`` None when nothing is said.

    ``said``: the weekday as it is written (« jeu. »).
    """

    start: int
    end: int
    weekday: str
    day: int
    month: int
    year: int | None
    said: str = ""

    @property
    def possible(self) -> bool:
        """Say whether the calendar has such a day: « 30 février », « 29 février 2026 » and « 32 mai » it has not."""
        if not (1 <= self.month <= 12 and 1 <= self.day <= _LONGEST[self.month - 1]):
            return False
        return self.year is None or self.on(self.year) is not None

    def on(self, year: int) -> date | None:
        """Return it as a day of this year, or None where that year has none."""
        try:
            return date(year, self.month, self.day) if 1 <= year <= MAXYEAR else None
        except ValueError:
            return None

    @property
    def date(self) -> date | None:
        """Return the day, when its year is said and it exists."""
        return self.on(self.year) if self.year else None


@lru_cache(maxsize=512)
def days(text: str) -> tuple[Day, ...]:
    """Return the days written in a text, in order."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Day]:
    for match in _DAY.finditer(text):
        said = match["weekday"] or ""
        weekday = _SHORT.get(fold(said).rstrip("."), fold(said))
        yield Day(match.start(), match.end(), weekday, *_numbers(match), said)


def _numbers(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Return the day, the month and the year of a match; None for a year that is not said."""
    day = int(match["day"] or match["third"])
    figures = match["digits"] or match["slashed"] or match["pointed"] or match["second"]
    month = _NUMBERS[fold(match["month"])] if match["month"] else int(figures)
    year = match["year"] or match["figures"] or match["full"] or match["first"]
    if match["brief"]:
        year = f"20{match['brief']}"
    return day, month, int(year) if year else None


def weekday_of(day: date) -> str:
    """Return the weekday's name."""
    return WEEKDAYS[day.weekday()]


def month_name(number: int) -> str:
    """Return the month's name."""
    return MONTHS[number - 1]


def written(day: date) -> str:
    """Return « 1er mai 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
