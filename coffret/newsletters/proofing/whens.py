"""When things happen, as French letters write it: days, and stretches of days (« du 5 au 20 mai », « jeudi 5 et vendredi 6 juin »)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coffret.base.text import fold
from coffret.editorial.proofing.days import WEEKDAYS, Day, days

# A day without a year is one of those months around the letter, or nobody can tell its year.
NEAR = 120
_WEEKDAYS = "|".join(WEEKDAYS)
_SPACE = r"[ \u00a0\u202f]"
# What stands before the last day of a stretch: « du jeudi 5 au », « 5 et ».
_HEAD = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAYS}){_SPACE}+)?(?<![\d/.-])(?P<day>\d{{1,2}})(?:er)?{_SPACE}*(?P<link>\bau\b|\bet\b|\bà\b|,|&|–|-)(?:{_SPACE}+le)?{_SPACE}*$",
    re.I,
)
_TO = re.compile(rf"{_SPACE}*(?:au|–|-|→){_SPACE}*", re.I)


@dataclass(frozen=True, slots=True)
class When:
    """A day, or a stretch of days: where it is written; first and last day, None when its year cannot be told.

    ``wrong``: (start, end, weekday that is right) for each weekday said that is not that of its day; ``disorder``: it
    ends before it begins; ``sure``: its year is said.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    sure: bool
    wrong: tuple[tuple[int, int, str], ...] = ()
    disorder: bool = False


def whens(text: str, today: date) -> list[When]:
    """Return the days and stretches of days written in a text, in order; a day without a year is the one near ``today``."""
    found = list(days(text))
    whole: list[When] = []
    skipped = False
    for number, day in enumerate(found):
        if skipped:
            skipped = False
            continue
        following = found[number + 1] if number + 1 < len(found) else None
        joined = following is not None and _TO.fullmatch(text[day.end : following.start])
        whole.append(_stretch(day, following, today) if joined and following else _day(text, day, today))
        skipped = bool(joined)
    return whole


def near(day: Day, today: date) -> date | None:
    """Return a day as a date: of its year when it is said, else the nearest to ``today``, when it is near."""
    if day.year:
        return day.date
    known = [one for year in (today.year - 1, today.year, today.year + 1) if (one := day.on(year))]
    nearest = min(known, key=lambda one: abs((one - today).days), default=None)
    return nearest if nearest and abs((nearest - today).days) <= NEAR else None


def _wrong(start: int, weekday: str, when: date | None, said: str = "") -> Iterator[tuple[int, int, str]]:
    if weekday and when and when.year > 1582 and WEEKDAYS[when.weekday()] != weekday:
        yield start, start + len(said or weekday), WEEKDAYS[when.weekday()]


def _day(text: str, day: Day, today: date) -> When:
    last = near(day, today)
    head = _HEAD.search(text[max(0, day.start - 40) : day.start])
    wrong = list(_wrong(day.start, day.weekday, last, day.said))
    if head is None or not 1 <= int(head["day"]) <= 31:
        return When(day.start, day.end, last, last, bool(day.year), tuple(wrong))
    start = day.start - len(head[0])
    first = _in_month(int(head["day"]), last)
    wrong = [*_wrong(start, fold(head["weekday"] or ""), first), *wrong]
    disorder = head["link"].lower() in {"au", "–"} and int(head["day"]) > day.day
    return When(start, day.end, first, last, bool(day.year), tuple(wrong), disorder)


def _in_month(number: int, month: date | None) -> date | None:
    try:
        return month.replace(day=number) if month else None
    except ValueError:
        return None


def _stretch(one: Day, other: Day, today: date) -> When:
    last = near(other, today)
    first = one.date if one.year else (one.on(last.year) if last else None)
    across = one.year is None and one.month >= 9 and other.month <= 6
    if across and last:
        first = one.on(last.year - 1)
    known = bool(first and last)
    disorder = bool(known and first and last and first > last)
    if not known and one.year is None:
        disorder = one.month == other.month and one.day > other.day
    wrong = [*_wrong(one.start, one.weekday, first, one.said), *_wrong(other.start, other.weekday, last, other.said)]
    return When(one.start, other.end, first, last, bool(other.year), tuple(wrong), disorder)
