"""MILL, MILU, DACQ, DDPT: years with what is said of them, and the interval of a whole record.

Museums write the precision after the year: « 1617 : vers » (spec 2024, p. 19), « 1822 entre ; 1880 et » (Méthode,
p. 31), « 1853 vers », « 1920 édité en », « 20/04/1903 de ». What a sentence needs (« entre 1822 et 1880 ») is made here.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from coffret.base.dates import MONTHS, Certainty, Interval, hull, year_name
from coffret.base.text import fold
from coffret.catalogue.centuries import read_centuries
from coffret.catalogue.precisions import (
    ABOUT,
    CERTAINTIES,
    CLOSES,
    DOUBT,
    KNOWN,
    LABELS,
    LATER,
    OPENS,
    UNKNOWN_DATES,
)
from coffret.catalogue.splitting import clean


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a field: its years (None when not understood), what is said of it, how it reads, the text as given."""

    interval: Interval | None
    precision: str
    label: str
    raw: str
    understood: bool
    later: bool = False  # a print, a restoration: it says nothing of the creation


_MONTH_NAMES = {fold(name): index for index, name in enumerate(MONTHS, 1)}
_MONTH = "|".join(_MONTH_NAMES)
_BC = r"(?P<bc>\s*(?:avant|av)\s*\.?\s*j(?:esus)?\s*\.?\s*-?\s*c(?:hrist)?\b\.?)?"
_RANGE = re.compile(
    r"(?<![\d/])(?P<a>\d{3,4})\s*(?P<qa>\?)?\s*(?:-|\u2013|\u2014|>)\s*(?P<b>\d{4}|\d{2}|\d{3})\s*(?P<qb>\?)?(?![\d/.])"
    + _BC
)
_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})\s*[/.-]\s*(?P<m>0?[1-9]|1[0-2])(?:\s*[/.-]\s*(?P<d>\d{1,2}))?(?!\d)(?:[ t]00:00(?::00)?)?"
)
_FRENCH = re.compile(r"(?<!\d)(?:(?P<d>\d{1,2})\s*[/.-]\s*)?(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})(?!\d)")
_WORDY = re.compile(rf"(?:(?P<d>\d{{1,2}})\s*(?:er)?\s+)?(?P<m>{_MONTH})\s+(?P<y>\d{{4}})(?!\d)")
_VAGUE = re.compile(r"(?<!\d)(?P<y>\d{2,3})(?P<dots>\.{1,2})(?!\d)")
_DECADE = re.compile(r"(?:annees|decennie)\s+(?P<y>\d{3}0)(?:\s*s)?(?!\d)")
_YEAR = re.compile(rf"(?<![\d/])(?P<minus>-\s?)?(?P<y>\d{{1,3}}(?: \d{{3}})+|\d{{1,7}}){_BC}(?!\d)")
# A year alone, or with one word said of it: most of what is written, which nothing else could read.
_PLAIN_YEAR = re.compile(r"([12]\d{3})(?: (?:vers|entre|et|ou|avant|après))?")
_TRAILING = re.compile(r"[\s:,;.()\[\]]+")


@lru_cache(maxsize=8192)
def year_parts(text: str) -> tuple[Dated, ...]:
    """Return the dates of a MILL-like field, pairs « entre … et … » made one; what is not understood keeps its text."""
    return tuple(_pair([_read(segment) for segment in _segments(clean(text))]))


@lru_cache(maxsize=4096)
def acquisition(text: str) -> tuple[Dated, ...]:
    """Return the dates of DACQ or DDPT: there the words after the year are free (« acquis », « entrée matérielle »)."""
    return tuple(replace(part, understood=True) if part.interval else part for part in year_parts(text))


@lru_cache(maxsize=8192)
def creation_interval(text: str) -> Interval | None:
    """Return the years MILL gives, prints and restorations left aside when something else is dated."""
    parts = [part for part in year_parts(text) if part.interval]
    first = [part for part in parts if not part.later] or parts
    return hull(part.interval for part in first if part.interval)


def _segments(text: str) -> list[str]:
    """Cut at « ; », « # » and « , »; what holds no figure joins the date before it."""
    segments: list[str] = []
    for piece in re.split(r"[;#|,]", text):
        piece = piece.strip()
        if not piece:
            continue
        if segments and not any(char.isdigit() for char in piece):
            segments[-1] += f", {piece}"
        else:
            segments.append(piece)
    return segments


@dataclass(frozen=True, slots=True)
class _Found:
    """A date read at a place of the text."""

    start: int | None
    end: int | None
    label: str
    certainty: Certainty
    span: tuple[int, int]


@lru_cache(maxsize=8192)
def _read(segment: str) -> tuple[list[_Found], str, str]:
    """Return the dates of a segment, the words around them (folded, « ? » kept), and the segment."""
    folded = _fold_same_length(segment)
    if plain := _PLAIN_YEAR.fullmatch(segment):
        year = int(plain[1])
        alone = _Found(year, year, year_name(year), Certainty.EXACT, plain.span(1))
        return [alone], "\x00" * plain.end(1) + folded[plain.end(1) :], segment
    found: list[_Found] = []
    rest = folded
    for reader in (_read_wordy, _read_decades, _read_slashes, _read_ranges, _read_vague, _read_years):
        rest = reader(rest, found)
    found.sort(key=lambda each: each.span)
    return found, rest, segment


def _fold_same_length(text: str) -> str:
    folded = fold(text)
    return folded.replace("’", "'")


def _erase(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + "\x00" * (match.end() - match.start()) + text[match.end() :]


def _day(day: str | None, month: str | int, year: str) -> str | None:
    number = int(month)
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    first = "1er" if day and int(day) == 1 else str(int(day)) if day else ""
    return " ".join(word for word in (first, MONTHS[number - 1], year) if word)


def _read_wordy(text: str, found: list[_Found]) -> str:
    for match in _WORDY.finditer(text):
        label = _day(match["d"], _MONTH_NAMES[match["m"]], match["y"])
        if label:
            found.append(_Found(int(match["y"]), int(match["y"]), label, Certainty.EXACT, match.span()))
            text = _erase(text, match)
    return text


def _read_slashes(text: str, found: list[_Found]) -> str:
    for pattern in (_FRENCH, _ISO):
        for match in pattern.finditer(text):
            if "-" in match[0] and not match["d"]:
                continue  # « 1905-08 » is a range of years
            label = _day(match["d"], match["m"], match["y"])
            if label:
                found.append(_Found(int(match["y"]), int(match["y"]), label, Certainty.EXACT, match.span()))
                text = _erase(text, match)
    return text


def _read_ranges(text: str, found: list[_Found]) -> str:
    for match in _RANGE.finditer(text):
        first = int(match["a"])
        last = int(match["a"][: max(0, len(match["a"]) - len(match["b"]))] + match["b"])
        if match["bc"]:
            first, last = -first, -int(match["b"])
        if last < first:
            continue
        doubt = Certainty.UNCERTAIN if match["qa"] or match["qb"] else Certainty.BETWEEN
        label = f"{first}-{last}" if first >= 0 else f"{-first}-{-last} av. J.-C."
        found.append(_Found(first, last, label, doubt, match.span()))
        text = _erase(text, match)
    return text


def _read_decades(text: str, found: list[_Found]) -> str:
    for match in _DECADE.finditer(text):
        first = int(match["y"])
        width = 99 if first % 100 == 0 else 9
        found.append(_Found(first, first + width, f"années {first}", Certainty.ABOUT, match.span()))
        text = _erase(text, match)
    return text


def _read_vague(text: str, found: list[_Found]) -> str:
    for match in _VAGUE.finditer(text):
        figures, missing = match["y"], 4 - len(match["y"])
        if missing < 1 or len(match["dots"]) < missing:
            continue
        first = int(figures) * 10**missing
        label = f"{figures}{'.' * missing}"
        found.append(_Found(first, first + 10**missing - 1, label, Certainty.UNCERTAIN, match.span()))
        text = _erase(text, match)
    return text


def _read_years(text: str, found: list[_Found]) -> str:
    for match in _YEAR.finditer(text):
        year = int(match["y"].replace(" ", ""))
        before = bool(match["bc"]) or (bool(match["minus"]) and not found)
        # Two figures alone are a slip more often than a year of the first century.
        if not year or (not before and not 100 <= year <= 2999):
            continue
        year = -year if before else year
        found.append(_Found(year, year, year_name(year), Certainty.EXACT, match.span()))
        text = _erase(text, match)
    return text


def _words(rest: str) -> tuple[list[str], bool]:
    """Return the precisions left around the dates, and whether a doubt was among them."""
    doubt = "?" in rest
    pieces = [_TRAILING.sub(" ", piece).strip() for piece in re.split(r"[\x00,?]+|\(|\)", rest)]
    words = [piece for piece in pieces if piece]
    known = [word for word in words if word not in DOUBT]
    return known, doubt or len(known) < len(words)


def _pair(reads: list[tuple[list[_Found], str, str]]) -> list[Dated]:
    """Join « 1822 entre » with « 1880 et », « 1867 vers » with « 1868 ou », and make each date."""
    made: list[Dated] = []
    index = 0
    while index < len(reads):
        taken, dated = _joined(reads, index)
        made.append(dated)
        index += taken
    return made


def _joined(reads: list[tuple[list[_Found], str, str]], index: int) -> tuple[int, Dated]:
    found, rest, raw = reads[index]
    words, doubt = _words(rest)
    following = reads[index + 1] if index + 1 < len(reads) else None
    if len(found) == 1 and following and len(following[0]) == 1:
        next_words, next_doubt = _words(following[1])
        pair = _as_pair(found[0], words, following[0][0], next_words, doubt or next_doubt, f"{raw} ; {following[2]}")
        if pair:
            return _with_third(reads, index, pair)
    if len(found) == 2:
        return 1, _inside(found, words, doubt, raw)
    return 1, _alone(found, words, doubt, raw)


def _as_pair(
    first: _Found, words: list[str], second: _Found, next_words: list[str], doubt: bool, raw: str
) -> Dated | None:
    """Make one interval of two dates that call each other; None when they stand alone."""
    opening, closing = " ".join(words), " ".join(next_words)
    if closing in ("ou", "ou vers") and opening in {"", *ABOUT}:
        about = opening in ABOUT
        label = f"{'vers ' if about else ''}{first.label} ou {second.label}"
        return _interval(first, second, Certainty.ABOUT if about else Certainty.BETWEEN, doubt, label, opening, raw)
    opens = opening == "entre" or (opening in OPENS and closing in ("a", "au", "date de fin", "fin"))
    if opening == "et" and closing == "entre":
        first, second, opens, opening, closing = second, first, True, "entre", "et"
    if opens and (closing in CLOSES or fold(closing) in CLOSES):
        between = "de {} à {}" if opening not in ("entre",) else "entre {} et {}"
        return _interval(
            first, second, Certainty.BETWEEN, doubt, between.format(first.label, second.label), "entre", raw
        )
    if opening in ABOUT and closing == "et":
        label = f"vers {first.label} et {second.label}"
        return _interval(first, second, Certainty.ABOUT, doubt, label, opening, raw)
    return None


def _interval(
    first: _Found, second: _Found, certainty: Certainty, doubt: bool, label: str, precision: str, raw: str
) -> Dated:
    ends = [year for each in (first, second) for year in (each.start, each.end) if year is not None]
    certainty = Certainty.UNCERTAIN if doubt else certainty
    label = f"{label} (?)" if doubt else label
    return Dated(Interval(min(ends), max(ends), certainty, label), precision, label, raw, True)


def _with_third(reads: list[tuple[list[_Found], str, str]], index: int, pair: Dated) -> tuple[int, Dated]:
    """Take « 1911 vers,1912 ou,1914 et »: a lone « et » after a pair widens it."""
    if index + 2 >= len(reads) or len(reads[index + 2][0]) != 1 or pair.interval is None:
        return 2, pair
    found, rest, raw = reads[index + 2]
    words, _doubt = _words(rest)
    third = found[0]
    if words not in (["et"], ["ou"]) or pair.interval.start is None or third.end is None:
        return 2, pair
    label = f"{pair.label} {words[0]} {third.label}"
    ends = (pair.interval.start, max(pair.interval.end or third.end, third.end))
    return 3, Dated(Interval(*ends, pair.interval.certainty, label), pair.precision, label, f"{pair.raw} ; {raw}", True)


def _inside(found: list[_Found], words: list[str], doubt: bool, raw: str) -> Dated:
    """Read two dates of one segment: « entre 1850 et 1860 », « de 1850 à 1860 », « 1850 ou 1851 », « 1850/1860 »."""
    first, second = found
    heard = set(words)
    joined = (
        "entre {} et {}" if "entre" in heard else "{} ou {}" if "ou" in heard else "{} et {}" if heard == {"et"} else ""
    )
    joined = joined or ("de {} à {}" if heard & {"a", "au"} else "{}-{}")
    understood = heard <= {"entre", "et", "ou", "a", "au", "de", "du", "en", "-", "/", "vers", "l'an"}
    certainty = Certainty.ABOUT if "vers" in heard else Certainty.BETWEEN
    label = joined.format(first.label, second.label)
    if "vers" in heard:
        label = f"vers {label}"
    dated = _interval(first, second, certainty, doubt, label, " ".join(words), raw)
    return dated if understood else replace(dated, understood=False, label=raw)


def _alone(found: list[_Found], words: list[str], doubt: bool, raw: str) -> Dated:
    if len(found) != 1:
        return _undated(found, words, raw)
    date, precision = found[0], " ".join(words)
    certainty = CERTAINTIES.get(precision) or next((CERTAINTIES[word] for word in words if word in CERTAINTIES), None)
    understood = precision in KNOWN or all(word in KNOWN for word in words)
    template = LABELS.get(precision) or (LABELS.get(words[0]) if len(words) == 1 else None)
    if date.label.startswith("années") and template in ("{}", None):
        template = "{}"
    label = template.format(date.label) if template else date.label if understood else f"{date.label} ({precision})"
    label = f"{label} (?)" if doubt else label
    start = None if certainty is Certainty.BEFORE else date.start
    end = None if certainty is Certainty.AFTER else date.end
    certainty = Certainty.UNCERTAIN if doubt else certainty or date.certainty
    return Dated(Interval(start, end, certainty, label), precision, label, raw, understood, precision in LATER)


def _undated(found: list[_Found], words: list[str], raw: str) -> Dated:
    folded = fold(raw)
    if folded in UNKNOWN_DATES:
        return Dated(None, "", raw, raw, True)
    read = () if found else read_centuries(raw)
    interval = hull(period.interval for period in read if period.interval)
    if interval and all(period.understood for period in read):
        return Dated(interval, "", raw, raw, True)
    spread = hull(Interval(each.start, each.end, Certainty.BETWEEN) for each in found)
    return Dated(replace(spread, text=raw) if spread else None, " ".join(words), raw, raw, False)
