"""EDI040-EDI049: French typography, with « tout corriger »: spaces, quotation marks, apostrophes, ordinals."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import NARROW_SPACE, NO_BREAK_SPACE
from coffret.editorial.proof import Proof, found
from coffret.editorial.prose import Prose
from coffret.editorial.rules.sources import TYPOGRAPHY

# Where, and what it becomes.
Fault = tuple[int, int, str]
_KEPT = f"{NO_BREAK_SPACE}{NARROW_SPACE}"
# Addresses, file names and formulas have a typography of their own.
_MASKED = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+\.(?:fr|org|com|net|eu|pdf|jpe?g|csv|html?)\b\S*|\S*\\\S*")

_HIGH = re.compile(rf"([^\s;:!?({_KEPT}]*[^\s;:!?(\[{_KEPT}«])( ?)([;!?]+)(?=$|[\s»”)\]])", re.MULTILINE)
_COLON = re.compile(rf"([^\s:({_KEPT}]+)( ):(?=\s|$)|([^\W\d_]{{2,}}|»)():(?=\s|$)", re.MULTILINE)
_OPENING = re.compile(rf"«(?![{_KEPT}])( ?)(\S+)")
_CLOSING = re.compile(rf"([^\s{_KEPT}«]+)( ?)»")
_PERCENT = re.compile(r"(\d)( ?)([%€])(?!\w)")
_THOUSANDS = re.compile(r"(?<![\d.,/:-])(?<!\d )\d{1,3}(?: \d{3})+(?!\d| \d)")
_NUMBER = re.compile(r"\b([Nn]°)( ?)(\d+)")
_TITLE = re.compile(r"\b(MM?\.|Mmes?|Mlles?)( )(?=[A-ZÀ-Ý][a-zà-ÿ])(\S+)")
_QUOTES = re.compile(r'(?<![\w"])"([^"\n]{1,300}?)"(?![\w"])')
_APOSTROPHE = re.compile(r"(?<![\w'])([A-Za-zÀ-ÿŒœ]+)'(?=[A-Za-zÀ-ÿŒœ«])([\wÀ-ÿŒœ-]*)")
_DOUBLED = re.compile(r"(?<![\w’'-])([^\W\d_]+)([ \u00a0]+)\1(?![\w’'-])")
_SPACES = re.compile(rf"(\S+)([ {_KEPT}]{{2,}})(\S+)")
_ORDINAL = re.compile(r"\b(\d+|[IVXL]+)(?:ième|ieme|ème|eme|è)(s?)(?!\w)")
_FIRST = re.compile(r"\b(1|I)(?:ière|iere|ère|ere)(s?)(?!\w)(?! moitié)")
_FIRST_M = re.compile(r"\b(1|I)(?:ier)(s?)(?!\w)")
_FIRST_DAY = re.compile(
    r"(?<![\d/.,-])(?<!\d )\b1 (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
_MISTER = re.compile(r"\bMr\.?( )(?=[A-ZÀ-Ý])")
_DOTS = re.compile(r"([^\s.]*)\.\.\.(?!\.)")
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
_RIGHTLY_TWICE = frozenset({"faire", "petit", "petite", "grand", "grande", "tellement", "beaucoup", "vraiment"})


def masked(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that typography leaves alone."""
    return [match.span() for match in _MASKED.finditer(text)] if "." in text or "@" in text or "\\" in text else []


def no_break(text: str) -> Iterator[Fault]:
    """Yield where a no-break space is missing: before ; : ! ? », after «, in numbers, after n° and M."""
    for pattern, following in _WITH_SPACE:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), (match[1] or match[3]) + following(match)
    yield from ((m.start(), m.end(), m[0].replace(" ", NARROW_SPACE)) for m in _THOUSANDS.finditer(text))
    yield from ((m.start(), m.end(), f"«{NARROW_SPACE}{m[2]}") for m in _OPENING.finditer(text) if m[2] != "»")


_WITH_SPACE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_HIGH, lambda m: NARROW_SPACE + m[3]),
    (_COLON, lambda _m: f"{NO_BREAK_SPACE}:"),
    (_CLOSING, lambda _m: f"{NARROW_SPACE}»"),
    (_PERCENT, lambda m: NO_BREAK_SPACE + m[3]),
    (_NUMBER, lambda m: NO_BREAK_SPACE + m[3]),
    (_TITLE, lambda m: NO_BREAK_SPACE + m[3]),
)


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
    """Yield two spaces where one is meant."""
    for match in _SPACES.finditer(text):
        kept = next((char for char in match[2] if char in _KEPT), " ")
        yield match.start(), match.end(), f"{match[1]}{kept}{match[3]}"


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
        if "[" not in match[1] and "(" not in match[1] and match[1] != "etc":
            yield match.start(), match.end(), f"{match[1]}…"


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
