"""EDI040-EDI049: French typography, with « tout corriger »: spaces, quotation marks, apostrophes, ordinals."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import NARROW_SPACE, NO_BREAK_SPACE
from coffret.editorial.proofing.proof import Proof, found
from coffret.editorial.proofing.prose import Prose
from coffret.editorial.proofing.rules.sources import TYPOGRAPHY

# Where, and what it becomes.
Fault = tuple[int, int, str]
_KEPT = f"{NO_BREAK_SPACE}{NARROW_SPACE}"
# Addresses and file names have a typography of their own.
_DOTTED = re.compile(r"(?<!\S)\S*[.@:\\]\S+")
_ADDRESS = re.compile(r"://|^www\.|\w@\w|\\|\w\.(?:fr|org|com|net|eu|pdf|jpe?g|csv|html?|odt|xlsx?)\b", re.IGNORECASE)

_HIGH = re.compile(r"[;!?]+(?=$|[\s»”)\]])", re.MULTILINE)
_COLON = re.compile(r":(?=\s|$)", re.MULTILINE)
_OPENING = re.compile(rf"«(?![{_KEPT}])( ?)(\S+)")
_CLOSING = re.compile(r"»")
_MONEY = re.compile(r"[%€](?!\w)")
_THOUSANDS = re.compile(r"(?<![\d.,/:-])(?<!\d )\d{1,3}(?: \d{3})+(?!\d| \d)")
_NUMBER = re.compile(r"\b([Nn]°)( ?)(\d+)")
_TITLE = re.compile(r"\b(MM?\.|Mmes?|Mlles?)( )(?=[A-ZÀ-Ý][a-zà-ÿ])(\S+)")
_QUOTES = re.compile(r'(?<![\w"])"([^"\n]{1,300}?)"(?![\w"])')
_APOSTROPHE = re.compile(r"(?<![\w'])([A-Za-zÀ-ÿŒœ]+)'(?=[A-Za-zÀ-ÿŒœ«])([\wÀ-ÿŒœ-]*)")
_DOUBLED = re.compile(r"(?<![\w’'-])([^\W\d_]+)([ \u00a0]+)\1(?![\w’'-])")
_SPACES = re.compile(rf"[ {_KEPT}]{{2,}}")
_ORDINAL = re.compile(r"(?<![\w-])(\d+|[IVX]{2,}(?=è)|[IVX]+(?!è\b))(?:ième|ieme|ème|eme|è)(s?)(?![\w-])")
_FIRST = re.compile(r"\b(1|I)(?:ière|iere|ère|ere)(s?)(?!\w)(?! moitié)")
_FIRST_M = re.compile(r"\b(1|I)(?:ier)(s?)(?!\w)")
_FIRST_DAY = re.compile(
    r"(?<![\d/.,-])(?<!\d )\b1 (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
_MISTER = re.compile(r"\bMr\.?( )(?=[A-ZÀ-Ý])")
_DOTS = re.compile(r"\.\.\.(?!\.)")
_ET_CETERA = re.compile(r"\betc ?\.*(?:\.\.\.|…)")
_BEFORE_COMMA = re.compile(rf"([^\s,.]+)[ {_KEPT}]+([,.])(?=\s|$)(?! ?\.)")
_AFTER_COMMA = re.compile(r"([a-zà-ÿ]{2,}),([a-zà-ÿ]{2,})")
# Small words written twice are a slip; « nous nous », « vous vous », « tout en en parlant » are not.
_TWICE = frozenset(
    [
        "le",
        "les",
        "de",
        "des",
        "du",
        "une",
        "et",
        "ou",
        "au",
        "aux",
        "dans",
        "par",
        "pour",
        "sur",
        "avec",
        "que",
        "ce",
        "cette",
        "ces",
        "son",
        "sa",
        "ses",
        "il",
        "elle",
        "ne",
    ]
)
_RIGHTLY_TWICE = frozenset(
    {"faire", "petit", "petite", "grand", "grande", "tellement", "beaucoup", "vraiment", "sapiens"}
)


@lru_cache(maxsize=512)
def masked(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a text that typography leaves alone."""
    return tuple(match.span() for match in _DOTTED.finditer(text) if _ADDRESS.search(match[0]))


def no_break(text: str) -> Iterator[Fault]:
    """Yield where a no-break space is missing: before ; : ! ? », after «, in numbers, after n° and M."""
    for pattern, space, before in _MARKS:
        for match in pattern.finditer(text):
            start = _lacking(text, match.start(), before)
            if start is not None:
                yield start, match.end(), text[start : match.start()].rstrip(" ") + space + match[0]
    yield from ((m.start(), m.end(), m[0].replace(" ", NARROW_SPACE)) for m in _THOUSANDS.finditer(text))
    yield from ((m.start(), m.end(), f"«{NARROW_SPACE}{m[2]}") for m in _OPENING.finditer(text) if m[2] != "»")
    for pattern in (_NUMBER, _TITLE):
        yield from ((m.start(), m.end(), f"{m[1]}{NO_BREAK_SPACE}{m[3]}") for m in pattern.finditer(text))


# A mark -> the space it asks for, and what may stand before one glued to it without being a fault.
_MARKS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (_HIGH, NARROW_SPACE, "([;:!?«"),
    (_COLON, NO_BREAK_SPACE, "([:0123456789"),
    (_CLOSING, NARROW_SPACE, "«"),
    (_MONEY, NO_BREAK_SPACE, ""),
)


def _lacking(text: str, at: int, fine: str) -> int | None:
    """Return where the word before a mark begins, when the space between the two is missing or may break; else None."""
    before = text[at - 1] if at else "\n"
    spaced = before == " "
    end = at - 1 if spaced else at
    held = text[end - 1] if end else "\n"
    if held.isspace() or held in _KEPT or held in "([«" or (not spaced and held in fine):
        return None
    if text[at] in "%€" and not held.isdigit():
        return None
    return _word_before(text, end)


def straight_quotes(text: str) -> Iterator[Fault]:
    """Yield "…" in the place of « … »; a lone inch mark is none."""
    for match in _QUOTES.finditer(text):
        if not (match.start() and text[match.start() - 1].isdigit()):
            yield match.start(), match.end(), f"«{NARROW_SPACE}{match[1].strip()}{NARROW_SPACE}»"


def straight_apostrophes(text: str) -> Iterator[Fault]:
    """Yield ' in the place of ’."""
    if "'" in text:
        for match in _APOSTROPHE.finditer(text):
            yield match.start(), match.end(), match[0].replace("'", "’")


def doubled_words(text: str) -> Iterator[Fault]:
    """Yield a word written twice by mistake: a small one, or a longer one without capital."""
    for match in _DOUBLED.finditer(text):
        word = match[1]
        if word in _TWICE or (len(word) > 4 and word.islower() and word not in _RIGHTLY_TWICE):
            yield match.start(), match.end(), word


def doubled_spaces(text: str) -> Iterator[Fault]:
    """Yield two spaces where one is meant, with the words on either side."""
    for match in _SPACES.finditer(text):
        left, right = _word_before(text, match.start()), _word_after(text, match.end())
        if left < match.start() and right > match.end():
            kept = next((char for char in match[0] if char in _KEPT), " ")
            yield left, right, text[left : match.start()] + kept + text[match.end() : right]


def _word_before(text: str, at: int) -> int:
    while at and not text[at - 1].isspace():
        at -= 1
    return at


def _word_after(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def ordinals(text: str) -> Iterator[Fault]:
    """Yield 2ème for 2e, 1ère for 1re, le 1 juin for le 1er juin; « 1ère moitié » is a term of the official list."""
    yield from ((m.start(), m.end(), f"{m[1]}e{m[2]}") for m in _ORDINAL.finditer(text) if m[1] not in {"1", "I"})
    yield from ((m.start(), m.end(), f"{m[1]}re{m[2]}") for m in _FIRST.finditer(text))
    yield from ((m.start(), m.end(), f"{m[1]}er{m[2]}") for m in _FIRST_M.finditer(text))
    yield from ((m.start(), m.end(), f"1er{m[0][1:]}") for m in _FIRST_DAY.finditer(text))


def abbreviations(text: str) -> Iterator[Fault]:
    """Yield Mr for M., etc... for etc."""
    yield from ((m.start(), m.end(), f"M.{NO_BREAK_SPACE}") for m in _MISTER.finditer(text))
    yield from ((m.start(), m.end(), "etc.") for m in _ET_CETERA.finditer(text))


def dots(text: str) -> Iterator[Fault]:
    """Yield ... for …."""
    for match in _DOTS.finditer(text):
        start = _word_before(text, match.start())
        word = text[start : match.start()]
        if "[" not in word and "(" not in word and "." not in word and not word.endswith("etc"):
            yield start, match.end(), f"{word}…"


def commas(text: str) -> Iterator[Fault]:
    """Yield a space before a comma or a full stop, and none after a comma between two words."""
    yield from ((m.start(), m.end(), m[1] + m[2]) for m in _BEFORE_COMMA.finditer(text))
    yield from ((m.start(), m.end(), f"{m[1]}, {m[2]}") for m in _AFTER_COMMA.finditer(text))


# Code -> what finds its faults in a text: (start, end, what it becomes).
TYPOGRAPHIC: dict[str, Callable[[str], Iterator[Fault]]] = {
    "EDI040": no_break,
    "EDI041": straight_quotes,
    "EDI042": straight_apostrophes,
    "EDI043": doubled_words,
    "EDI044": doubled_spaces,
    "EDI045": ordinals,
    "EDI046": abbreviations,
    "EDI047": commas,
    "EDI048": dots,
}


def faults(page: Proof, code: str) -> Iterator[Finding]:
    """Yield what a detector finds in the editor's own words, with what it becomes."""
    for text in page.own():
        yield from _faults(text, code, TYPOGRAPHIC[code])


def _faults(text: Prose, code: str, detect: Callable[[str], Iterator[Fault]]) -> Iterator[Finding]:
    apart = masked(text.text)
    for start, end, right in detect(text.text):
        clear = not any(start < high and low < end for low, high in apart)
        if clear and right != text.text[start:end]:
            yield found(code, text, start, end, right, right=right)


typographic = partial(rule, target="entry", source=TYPOGRAPHY)
_REMEDY: Any = _("Corriger, ou tout corriger d’un geste.")


@typographic(
    "EDI040",
    severity=Severity.ALERTE,
    title=_("Espace insécable absente"),
    message=_("Une espace insécable manque dans « {value} »."),
    remedy=_REMEDY,
    passes=Example({"body": f"<p>Que voir{NARROW_SPACE}? Un coffret{NO_BREAK_SPACE}: le voici.</p>"}),
    fails=Example({"body": "<p>Que voir ? Un coffret: le voici.</p>"}),
)
def spaces(page: Proof) -> Iterator[Finding]:
    """A mark never begins a line."""
    yield from faults(page, "EDI040")


@typographic(
    "EDI041",
    severity=Severity.ALERTE,
    title=_("Guillemets droits"),
    message=_("Les guillemets droits ne sont pas français : {value}."),
    remedy=_REMEDY,
    passes=Example({"body": f"<p>Le «{NARROW_SPACE}coffret{NARROW_SPACE}».</p>"}),
    fails=Example({"body": '<p>Le "coffret".</p>'}),
)
def quotes(page: Proof) -> Iterator[Finding]:
    """Quotation marks are « »."""
    yield from faults(page, "EDI041")


@typographic(
    "EDI042",
    severity=Severity.ALERTE,
    title=_("Apostrophe droite"),
    message=_("L’apostrophe est droite dans « {value} »."),
    remedy=_REMEDY,
    passes=Example({"body": "<p>L’émail.</p>"}),
    fails=Example({"body": "<p>L'émail.</p>"}),
)
def apostrophes(page: Proof) -> Iterator[Finding]:
    """The apostrophe is curved."""
    yield from faults(page, "EDI042")


@typographic(
    "EDI043",
    severity=Severity.ALERTE,
    title=_("Mot écrit deux fois"),
    message=_("Un mot est écrit deux fois : « {value} »."),
    remedy=_REMEDY,
    passes=Example({"body": "<p>Nous nous retrouvons à Fontainebleau.</p>"}),
    fails=Example({"body": "<p>Les notices de de ce musée.</p>"}),
)
def twice(page: Proof) -> Iterator[Finding]:
    """A word is written once."""
    yield from faults(page, "EDI043")


@typographic(
    "EDI044",
    severity=Severity.ALERTE,
    title=_("Espace double"),
    message=_("Deux espaces se suivent dans « {value} »."),
    remedy=_REMEDY,
    passes=Example({"title": "Préparer un versement"}),
    fails=Example({"title": "Préparer  un versement"}),
)
def double_spaces(page: Proof) -> Iterator[Finding]:
    """Words are parted by one space."""
    yield from faults(page, "EDI044")


@typographic(
    "EDI045",
    severity=Severity.ALERTE,
    title=_("Ordinal mal abrégé"),
    message=_("« {value} » s’abrège « {right} »."),
    remedy=_REMEDY,
    passes=Example({"body": "<p>Le 1er juin, la 2e journée, au XIXe siècle.</p>"}),
    fails=Example({"body": "<p>Le 1 juin, la 2ème journée, au XIXème siècle.</p>"}),
)
def ordinal_numbers(page: Proof) -> Iterator[Finding]:
    """Ordinals are 1er, 1re, 2e."""
    yield from faults(page, "EDI045")


@typographic(
    "EDI046",
    severity=Severity.ALERTE,
    title=_("Abréviation fautive"),
    message=_("« {value} » s’écrit « {right} »."),
    remedy=_REMEDY,
    passes=Example({"body": f"<p>M.{NO_BREAK_SPACE}Martin, Mme{NO_BREAK_SPACE}Petit, etc.</p>"}),
    fails=Example({"body": "<p>Mr Martin, Mme\u00a0Petit, etc…</p>"}),
)
def short_forms(page: Proof) -> Iterator[Finding]:
    """Monsieur is M., et cetera has one point."""
    yield from faults(page, "EDI046")


@typographic(
    "EDI047",
    severity=Severity.ALERTE,
    title=_("Espace mal placée autour d’une virgule ou d’un point"),
    message=_("L’espace est mal placée dans « {value} »."),
    remedy=_REMEDY,
    passes=Example({"body": "<p>Peintures, dessins, estampes.</p>"}),
    fails=Example({"body": "<p>Peintures , dessins,estampes .</p>"}),
)
def comma_spaces(page: Proof) -> Iterator[Finding]:
    """A comma keeps to the word before it."""
    yield from faults(page, "EDI047")


@typographic(
    "EDI048",
    severity=Severity.SIGNALEMENT,
    title=_("Trois points au lieu de points de suspension"),
    message=_("« {value} » s’écrit avec un seul signe : « {right} »."),
    remedy=_REMEDY,
    passes=Example({"body": "<p>Émaux, ivoires, tissus…</p>"}),
    fails=Example({"body": "<p>Émaux, ivoires, tissus...</p>"}),
)
def suspension(page: Proof) -> Iterator[Finding]:
    """Suspension points are one sign."""
    yield from faults(page, "EDI048")
