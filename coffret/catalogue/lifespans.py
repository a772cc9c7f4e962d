"""The dates of a person: « 1809-? », « ?-1996 », « vers 1790-1862 », « 17..-1830? », « actif 1881-1900 », « AAAA-.... ».

Spec 2024, p. 15-16: AA?-AA?, AA..-AA.., avant, vers, AAAA-après AAAA, actif AAAA-AAAA, AAAA-.... for the living.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from coffret.base.dates import Certainty, Interval, hull
from coffret.base.text import fold
from coffret.catalogue.centuries import read_centuries


@dataclass(frozen=True, slots=True)
class Life:
    """Years of birth, death or activity; ``text`` as written."""

    text: str
    birth: Interval | None = None
    death: Interval | None = None
    active: Interval | None = None


_POINT = r"(?:(?:vers|ca\.?|apres|avant|env\.?|environ|c\.|v\.)\s*)?(?:\d{1,4}\s?[.?]{0,4}(?:\s?\(\?\))?|\?|\.{2,4})"
_WHOLE_POINT = re.compile(_POINT)
_SPAN = re.compile(rf"(?P<birth>{_POINT})?\s*(?:-|\u2013|\u2014|/)\s*(?P<death>{_POINT})?")
_ACTIVE = re.compile(
    r"(?:actifs?|actives?|active?s?|en activite|act\.|fl\.|floruit|mentionnee?|connue?|travaille|travaillant|documentee?"
    r"|attestee?|expose|fonde[e]?|reg(?:ne|nant)|exerce|repertoriee?)\b\.?\s*(?:de|en|entre|au|a|vers|depuis|a partir de)?\s*"
)
_EVENT = re.compile(
    r"(?P<kind>nee?|naissance|mort|morte|deces|decede|decedee|m\.|n\.|\u2020|\*|\+)\s*(?:a\s+[a-z' -]+?,?\s*)?(?:en|vers|le)?\s*"
    rf"(?P<point>{_POINT})"
)
_YEARS_BETWEEN = re.compile(rf"({_POINT})\s*(?:-|\u2013|et|a|au|,)\s*({_POINT})")
_PLACED = re.compile(r"[^\d?.,]+,\s*(?P<a>\d{4}\??)\s*(?:-|\u2013|;|,)\s*[^\d?.]+,\s*(?P<b>\d{4}\??)")
_FIGURES = re.compile(r"\d+")
_MARKS = re.compile(r"\s*[;,]\s*$")


@lru_cache(maxsize=8192)
def life_dates(text: str) -> Life | None:
    """Return the dates a text is made of, or None when it is anything else (a lone « ? » is a doubt, not a date)."""
    if not any(char.isdigit() for char in text) and not _SPAN.fullmatch(text.strip()):
        return None
    folded = _MARKS.sub("", fold(text))
    if folded in ("", "-", "?", "."):
        return None
    return _span(folded, text) or _active(folded, text) or _event(folded, text) or _century(text) or _lone(folded, text)


def _span(folded: str, text: str) -> Life | None:
    match = _SPAN.fullmatch(folded) or None
    if match and (match["birth"] or match["death"]):
        return Life(text, birth=_point(match["birth"]), death=_point(match["death"]))
    placed = _PLACED.fullmatch(folded)
    if placed:
        return Life(text, birth=_point(placed["a"]), death=_point(placed["b"]))
    return None


def _active(folded: str, text: str) -> Life | None:
    match = _ACTIVE.match(folded)
    if not match:
        return None
    rest = folded[match.end() :].strip()
    pair = _YEARS_BETWEEN.fullmatch(rest)
    points = [_point(pair[1]), _point(pair[2])] if pair else [_point(rest)] if _WHOLE_POINT.fullmatch(rest) else []
    interval = hull(point for point in points if point)
    if interval is None:
        interval = hull(period.interval for period in read_centuries(rest) if period.interval and period.understood)
    return Life(text, active=interval) if interval else None


def _event(folded: str, text: str) -> Life | None:
    match = _EVENT.fullmatch(folded)
    if not match:
        return None
    point = _point(match["point"])
    born = match["kind"].startswith(("n", "*"))
    return Life(text, birth=point) if born else Life(text, death=point)


def _century(text: str) -> Life | None:
    read = read_centuries(text)
    if not read or not all(period.understood for period in read):
        return None
    return Life(text, active=hull(period.interval for period in read if period.interval))


def _lone(folded: str, text: str) -> Life | None:
    """A year alone in parentheses is when the author worked, as far as anyone can tell."""
    if not _WHOLE_POINT.fullmatch(folded) or not _FIGURES.search(folded):
        return None
    point = _point(folded)
    return Life(text, active=point) if point and len(_FIGURES.findall(folded)[0]) > 1 else None


def _point(text: str | None) -> Interval | None:
    """Return the years of one end: « vers 1790 », « 17.. » (a century), « 166? » (ten years), « 1830? » (doubtful)."""
    match = _FIGURES.search(text or "")
    if not text or not match:
        return None
    figures = match[0]
    missing = 4 - len(figures)
    first = int(figures) * 10**missing if missing in (1, 2) and text[match.end() :].strip() else int(figures)
    width = 10**missing - 1 if missing in (1, 2) and text[match.end() :].strip() else 0
    start: int | None = first or 1
    end: int | None = first + width
    certainty = Certainty.UNCERTAIN if "?" in text or "." in text[match.end() :] else Certainty.EXACT
    if "apres" in text:
        end, certainty = None, Certainty.AFTER
    elif "avant" in text:
        start, certainty = None, Certainty.BEFORE
    elif match.start():
        certainty = Certainty.ABOUT
    return Interval(start, end, certainty, text.strip())
