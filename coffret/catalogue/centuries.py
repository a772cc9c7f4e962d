"""Reading centuries, millennia and their parts, in the official form or in what museums really write.

« 16ème siècle », « XIXe siècle (2ème moitié) », « 19e siècle (1er quart) », « 1ère moitié 2Oe siècle » (a letter O),
« av J.C. », « fin 18e - début 19e siècle » are read; the canonical form is that of the ministry's list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from coffret.base.dates import CENTURY, MILLENNIUM, OFFICIAL_PARTS, Certainty, Interval, part_of, period_name, roman
from coffret.base.text import fold


@dataclass(frozen=True, slots=True)
class Period:
    """One period: ``name`` in the official form (« » when not understood), its years, and the text it came from."""

    name: str
    interval: Interval | None
    raw: str
    understood: bool
    uncertain: bool = False
    part: str = ""  # « début », « fin », « 2e tiers »…: said, but unknown to the official list

    def __str__(self) -> str:
        return self.name or self.raw


_NUMBER = r"(?P<number>\d{1,2}|[ivx]{1,6}|premier|deuxieme|second|troisieme|quatrieme|cinquieme)"
_UNIT = r"(?P<unit>siecles?|siec|s\.|s(?![a-z])|millenaires?|mill\.)"
_ERA = r"(?P<era>\s*\(?\s*(?:avant|av)\s*\.?\s*(?:notre ere|j(?:esus)?\s*\.?\s*-?\s*c(?:hrist)?\b\.?)\s*\)?)?"
_AFTER = r"(?:\s*(?:apres|ap)\s*\.?\s*j\s*\.?\s*-?\s*c\b\.?)?"
_PART_NUMBER = r"(?P<nth>\d|[iv]{1,3}|premiere?|deuxieme|seconde?|troisieme|quatrieme|dernier[e]?)"
_TOKEN = re.compile(
    rf"{_PART_NUMBER}\s*(?:er|ere|re|eme|ieme|e|nd|nde|d|o)?\s*\.?\s*(?P<share>quarts?|moities?|tiers|qrt)\b"
    r"|(?P<word>debut|milieu|fin|courant)\b"
    rf"|(?<![a-z\d]){_NUMBER}\s*(?:er|ere|eme|ieme|e|è|o)?\s*{_UNIT}{_ERA}{_AFTER}"
)
# « 15e-16e siècle », « 17e ou 18e siècle », « 12e et 13e siècles »: the first number shares the unit of the second.
_SHARED = re.compile(
    r"(?<![a-z\d])(\d{1,2}|[ivx]{1,6})\s*(?:er|eme|ieme|e)?(\s*(?:-|/|et|ou|a|,|\u2013)\s*)"
    r"(?:(?:debut|milieu|fin)\s+)?((?:du\s+)?(?:\d{1,2}|[ivx]{1,6})\s*(?:er|eme|ieme|e)?\s*)(siecles?|millenaires?)"
    rf"{_ERA}"
)
# « 2e moitié XIXe », « début 20e »: a number without its unit is a century.
_BARE = re.compile(rf"(?<![a-z\d]){_NUMBER}\s?(?:er|eme|ieme|e)(?![a-z])(?!\s*(?:quart|moitie|tiers|s\.|s\b|mill))")
_SHARED_PART = re.compile(r"(\d)(?:er|ere|eme|e)?(\s*(?:-|/|et|ou|a|,)\s*)(\d)(?:eme|e)\s*(quart|tiers)s?")
_ZERO = re.compile(r"(?<=\d)o|(?<![a-z])o(?=\d)")
_ONE = re.compile(r"(?<![a-z])l(?=\d|er\b)|(?<=\d)l(?=e)")
# « sièce », « siècel », « siècles siècle »: the word, however it was typed.
_CENTURY_WORD = re.compile(r"\bs[ie]{1,3}c[el]{1,4}s?(?:\s+siecles?)?\b")
_WORDS = {"premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4,
          "cinquieme": 5}  # fmt: skip
_SHARES = {"quart": ("quart", 4), "moitie": ("moitié", 2), "tiers": ("tiers", 3), "qrt": ("quart", 4)}
_WHOLE = {"debut": "début", "milieu": "milieu", "fin": "fin", "courant": ""}
DOUBT = re.compile(r"\(\s*\?\s*\)|\?|\bincertain\w*|\bprobable(?:ment)?\b|\bpresume\w*|\bpeut[- ]etre\b")
_ABOUT = re.compile(r"\b(?:vers|environ|env\.?|ca\.?|circa)(?![a-z])")
_IDLE = re.compile(
    r"\b(?:du|de|des|le|la|les|l|et|ou|a|au|entre|puis|limite|tournant|transition|charniere|ere|chretienne|ap|jc)\b|[-–/,.()'’:\s]+"
)


@lru_cache(maxsize=4096)
def read_centuries(segment: str) -> tuple[Period, ...]:
    """Return the centuries and millennia a text without « ; » names, none when it names none.

    ``understood`` is false when words are left that are neither part, number, unit, era, doubt nor a small word.
    """
    folded = fold(segment)
    about = bool(_ABOUT.search(folded))
    parts, rest = _tokens(_spell_out(_ABOUT.sub(" ", folded)))
    if not any(isinstance(token, tuple) for token in parts):
        return ()
    doubt = bool(DOUBT.search(rest))
    understood = not _IDLE.sub("", DOUBT.sub("", rest))
    return tuple(
        _period(number, before, length, part, segment, understood, doubt, about)
        for part, (number, before, length) in _paired(parts)
    )


def _spell_out(folded: str) -> str:
    text = _ONE.sub("1", _ZERO.sub("0", folded))
    text = _CENTURY_WORD.sub("siecle", text.replace("°", "e").replace("sciecle", "siecle"))
    text = _SHARED_PART.sub(r"\1e \4\2\3e \4", text)
    if "siecle" not in text and "millenaire" not in text:
        text = _BARE.sub(r"\g<number>e siecle", text)
    for _ in range(4):
        match = _SHARED.search(text)
        if not match or text[: match.end(1)].endswith(("quart", "moitie")):
            break
        first, between, second, unit, era = match.group(1), match.group(2), match.group(3), match.group(4), match["era"]
        shared = f"{first}e {unit}{era or ''}{between}"
        text = text[: match.start()] + shared + text[match.start(2) + len(between) :]
        if _SHARED.search(text) is match:
            break
        if second.startswith("du"):
            break
    return text


Century = tuple[int, bool, int]


def _tokens(text: str) -> tuple[list[str | Century], str]:
    """Return the parts (names) and centuries in order of appearance, and the text left over."""
    tokens: list[str | Century] = []
    rest, end = [], 0
    for match in _TOKEN.finditer(text):
        token = _token(match)
        if token is None:
            continue
        rest.append(text[end : match.start()])
        end = match.end()
        tokens.append(token)
    return tokens, " ".join([*rest, text[end:]]).strip()


def _token(match: re.Match[str]) -> str | Century | None:
    if match["word"]:
        return _WHOLE[match["word"]]
    if match["share"]:
        return _share(match["nth"], match["share"])
    length = MILLENNIUM if match["unit"].startswith("mill") else CENTURY
    number = _number(match["number"])
    return (number, bool(match["era"]), length) if 0 < number < 100 else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS.get(text) or roman(text)


def _share(nth: str, share: str) -> str | None:
    name, count = _SHARES[share.rstrip("s") if share != "tiers" else share]
    number = count if nth.startswith("dernier") else _number(nth)
    if not 0 < number <= count:
        return None
    return "1ère moitié" if name == "moitié" and number == 1 else f"{'1er' if number == 1 else f'{number}e'} {name}"


def _paired(tokens: list[str | Century]) -> Iterator[tuple[str, Century]]:
    """Yield each century with its part, which stands before it (« 1er quart 19e siècle ») or after (« 19e siècle (fin) »)."""
    before = isinstance(tokens[0], str)
    ordered = tokens if before else tokens[::-1]
    pairs: list[tuple[str, Century]] = []
    waiting: list[str] = []
    for token in ordered:
        if isinstance(token, str):
            waiting.append(token)
            continue
        pairs.extend((part, token) for part in waiting or [""])
        waiting = []
    yield from pairs if before else reversed(pairs)


def _period(
    number: int, before: bool, length: int, part: str, raw: str, understood: bool, doubt: bool, about: bool
) -> Period:
    start, end = part_of(number, before, length, part)
    certainty = Certainty.UNCERTAIN if doubt else Certainty.ABOUT if about else Certainty.EXACT
    official = part if part in OFFICIAL_PARTS else ""
    name = period_name(number, before, length, official)
    text = name if official == part else f"{part} {name}"
    return Period(name, Interval(start, end, certainty, text), raw, understood, doubt, part)
