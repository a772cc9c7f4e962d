"""PERI, PERU, PEOC: the periods of a field, in the official form when they are understood."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from coffret.base.dates import MILLENNIUM, OFFICIAL_PARTS, Certainty, Interval, hull, period_for, period_name
from coffret.base.text import fold
from coffret.catalogue.centuries import DOUBT, Period, read_centuries
from coffret.catalogue.dating import year_parts
from coffret.catalogue.epochs import epochs
from coffret.catalogue.precisions import UNKNOWN_DATES
from coffret.catalogue.splitting import clean, take_parentheses

_OTHERS = {"ere chretienne": Interval(1, None, Certainty.AFTER, "ère chrétienne")}


@lru_cache(maxsize=4096)
def periods(text: str) -> tuple[Period, ...]:
    """Return the periods a field names, in order; « incertain » and « ? » make the one before them uncertain."""
    found: list[Period] = []
    for segment in re.split(r"[;#|]", clean(text)):
        if not segment.strip():
            continue
        if _is_affix(segment):
            found[-1:] = [_doubtful(found[-1])] if found else [Period("", None, segment.strip(), True, uncertain=True)]
        else:
            found.extend(_read(segment.strip()))
    return tuple(found)


def _is_affix(segment: str) -> bool:
    return not DOUBT.sub("", fold(segment)).strip()


def _doubtful(period: Period) -> Period:
    interval = period.interval
    if interval is not None:
        interval = Interval(interval.start, interval.end, Certainty.UNCERTAIN, interval.text)
    return Period(period.name, interval, period.raw, period.understood, True, period.part)


@lru_cache(maxsize=4096)
def period_interval(text: str) -> Interval | None:
    """Return the years that a field of periods covers, or None."""
    return hull(period.interval for period in periods(text) if period.interval)


def _read(segment: str) -> tuple[Period, ...]:
    folded = fold(segment)
    if folded in UNKNOWN_DATES:
        return (Period("", None, segment, True),)
    if folded in _OTHERS:
        return (Period(segment, _OTHERS[folded], segment, True),)
    read = read_centuries(segment)
    if read and not all(period.understood for period in read):
        return _narrowed(segment) or read
    return read or _read_years(segment) or _read_epoch(segment) or (Period("", None, segment, False),)


def _narrowed(segment: str) -> tuple[Period, ...]:
    """Read « 20e siècle (années 1950) », « 18e siècle (Louis XV) »: what stands in parentheses gives the years."""
    outside, inside = take_parentheses(segment)
    read = read_centuries(outside)
    interval = next((found for held in inside if (found := _years_in(held))), None)
    if not read or interval is None or not all(period.understood for period in read):
        return ()
    return tuple(replace(period, interval=interval, raw=segment) for period in read)


def _years_in(held: str) -> Interval | None:
    given = [part.interval for part in year_parts(held) if part.understood]
    return hull(each for each in [*given, *(epoch.interval for epoch in epochs(held))] if each)


def _read_epoch(segment: str) -> tuple[Period, ...]:
    """Read an epoch given for a period (« Second Empire »): it keeps its name, the list has none for it."""
    read = [epoch for epoch in epochs(segment) if epoch.interval]
    if len(read) != 1:
        return ()
    (epoch,) = read
    return (Period(segment, epoch.interval, segment, True),)


def _read_years(segment: str) -> tuple[Period, ...]:
    """Read years given as a period (« vers 1850 », « 1850-1860 »): the official name is made from them."""
    parts = year_parts(segment)
    if not parts or not all(part.understood and part.interval for part in parts):
        return ()
    read = []
    for part in parts:
        assert part.interval is not None
        doubt = part.interval.certainty is Certainty.UNCERTAIN
        for name in period_for(part.interval).split(" ; "):
            if name != "incertain":
                read.append(Period(name, part.interval, segment, True, doubt))
    return tuple(read)


def official_forms() -> Iterator[str]:
    """Yield the forms of the ministry's list (May 2014): millennia, centuries, and the parts it gives to each.

    It knows centuries from the 30th before Christ to the 21st, and cuts them from the 20th before Christ on.
    """
    for number in [*range(35, 11, -1), *range(10, 0, -1)]:
        yield period_name(number, True, MILLENNIUM)
        if number <= 6:
            yield from (period_name(number, True, MILLENNIUM, part) for part in ("1ère moitié", "2e moitié"))
    yield period_name(2, False, MILLENNIUM)
    for number, before in [(each, True) for each in range(30, 0, -1)] + [(each, False) for each in range(1, 22)]:
        yield period_name(number, before)
        if number <= 20:
            yield from (period_name(number, before, part=part) for part in sorted(OFFICIAL_PARTS))
