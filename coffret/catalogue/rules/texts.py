"""REC060-REC070: what no field should hold, whatever it says: characters, markup, spaces."""

import html
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.mojibake import repaired
from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import Context
from coffret.catalogue.fields import BY_CODE, FIELDS, Kind
from coffret.catalogue.rules.signs import unusual

SPEC = "Spécifications d’export Joconde, 25/03/2024"
OUR = "Règle de Coffret"

# Kinds where « # » means something: a line break in free text, a new group, an anchor in an address.
_WITH_HASH = {Kind.TEXT, Kind.GROUPS, Kind.LINKS, Kind.FILES, Kind.GENERATED}
NO_HASH = tuple(field.code for field in FIELDS if field.kind not in _WITH_HASH)
STRUCTURED = tuple(field.code for field in FIELDS if field.kind not in {Kind.TEXT, Kind.GENERATED})

_SLASHES = re.compile(r"(?<![:/])//(?!/)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(
    r"</?(?:a|b|i|u|p|br|em|strong|span|div|font|ul|ol|li|sup|sub|table|tr|td|img|h[1-6]|script|style|iframe)\b[^<>]*>"
    r"|&(?:nbsp|amp|lt|gt|quot|apos|laquo|raquo|[a-z]{1,8}(?:acute|grave|circ|cedil|uml|lig)|#\d{2,5});",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_FORMULA = re.compile(r"\s*(?:[=@][A-Za-z(\"]|[+-][A-Z]+[0-9]*[(!])")
_DOUBLED = re.compile(r"[ \u00a0\u202f]{2}")
_ODD_SPACES = re.compile("[\u00a0\u2000-\u200d\u2028\u2029\u202f\u205f\u3000\ufeff\u00ad]")
_LOST = re.compile(r"\ufffd")
_ASKED = re.compile(r"[a-zà-ÿ]\?[a-zà-ÿ]")


def around(text: str, start: int, end: int, margin: int = 18) -> str:
    """Return the fault with a few characters either side: what a reader needs to find it again."""
    left, right = max(0, start - margin), min(len(text), end + margin)
    return ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")


@rule(
    "REC060",
    target="value",
    severity=Severity.ALERTE,
    sign=unusual,
    title=_("Tabulation dans un champ"),
    message=_("Le champ {field} contient une tabulation, interdite : « {value} »."),
    remedy=_("Remplacer la tabulation par une espace."),
    source=f"{SPEC}, p. 10",
    passes=Example({"DESC": "Vase à deux anses"}),
    fails=Example({"DESC": "Vase\tà deux anses"}),
    fix=lambda text: re.sub(r"[ ]*\t[ \t]*", " ", text).strip(),
)
def tab(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Tabs are forbidden in contents."""
    at = text.find("\t")
    if at >= 0:
        yield Finding("REC060", code, around(text, at, at + 1).replace("\t", "⇥"))


@rule(
    "REC061",
    target="value",
    severity=Severity.ALERTE,
    sign=unusual,
    title=_("Double barre oblique dans un champ"),
    message=_("Le champ {field} contient « // », qui sépare les notices : « {value} »."),
    remedy=_("Écrire une seule barre oblique, ou un point-virgule."),
    source=f"{SPEC}, p. 10",
    passes=Example({"BIBL": "Catalogue, 1905 / https://www.example.org/notice"}),
    fails=Example({"BIBL": "Catalogue, 1905 // Guide, 1910"}),
    fix=lambda text: _SLASHES.sub("/", text),
)
def double_slash(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The double slash separates records: contents cannot hold it, addresses apart."""
    if "//" in text:
        at = _SLASHES.search(text)
        if at:
            yield Finding("REC061", code, around(text, *at.span()))


@rule(
    "REC062",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    fields=NO_HASH,
    title=_("Dièse hors de propos"),
    message=_("Le champ {field} contient « # », qui y fera un retour à la ligne : « {value} »."),
    remedy=_(
        "Séparer les valeurs par « ; » : le dièse ne sert qu’entre groupes (TECH, LIEUX, REPR) et en texte libre."
    ),
    source=f"{SPEC}, p. 10 et 13",
    passes=Example({"DOMN": "céramique ; archéologie"}),
    fails=Example({"DOMN": "céramique#archéologie"}),
    fix=lambda text: " ; ".join(part.strip() for part in text.split("#") if part.strip()),
)
def hash_sign(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A hash is a line break: it has no place in a list of terms."""
    at = text.find("#")
    if at >= 0:
        yield Finding("REC062", code, around(text, at, at + 1))


@rule(
    "REC063",
    target="value",
    severity=Severity.ALERTE,
    sign=unusual,
    title=_("Texte mal décodé"),
    message=_("Le champ {field} a été lu dans un mauvais encodage : « {value} »."),
    remedy=_("Exporter de nouveau en UTF-8, ou accepter la relecture proposée."),
    source=f"{SPEC}, p. 10 : caractères codés en UTF-8",
    passes=Example({"AUTR": "Dürer Albrecht"}),
    fails=Example({"AUTR": "DÃ¼rer Albrecht"}),
    fix=lambda text: repaired(text),
)
def mojibake(text: str, code: str, context: Context) -> Iterator[Finding]:
    """UTF-8 read as Windows-1252 shows as Ã©: found when decoding again makes sense."""
    if not text.isascii():
        again = repaired(text)
        if again is not None:
            at = next(index for index, char in enumerate(text) if again[index : index + 1] != char)
            yield Finding("REC063", code, around(text, at, at + 2))


@rule(
    "REC064",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    title=_("Balises HTML dans un champ"),
    message=_("Le champ {field} contient du balisage, qui se lira tel quel : « {value} »."),
    remedy=_("Retirer les balises et écrire les caractères eux-mêmes."),
    source=f"{SPEC}, p. 10 : texte brut",
    passes=Example({"DESC": "Buste <fragment> d’homme & de femme"}),
    fails=Example({"DESC": "Buste <b>d’homme</b>&nbsp;barbu"}),
    fix=lambda text: plain(text),
)
def markup(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Values are plain text."""
    if "<" in text or "&" in text:
        at = _MARKUP.search(text)
        if at and BY_CODE[code].kind is not Kind.LINKS:
            yield Finding("REC064", code, around(text, *at.span()))


def plain(text: str) -> str:
    """Return ``text`` without tags nor entities; line breaks become « # », scripts go whole."""
    text = _BREAKS.sub("#", _SCRIPT.sub("", text))
    for _round in range(4):
        again = html.unescape(_MARKUP.sub(lambda match: match.group() if match.group()[0] == "&" else "", text))
        if again == text:
            break
        text = again
    return text.replace("\u00a0", " ").strip()


@rule(
    "REC065",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    title=_("Début de formule de tableur"),
    message=_("Le champ {field} commence comme une formule de tableur : « {value} »."),
    remedy=_("Vérifier que la cellule exportée contient bien du texte, pas une formule."),
    source=f"{OUR} : ce qui est versé sera rouvert dans un tableur",
    passes=Example({"TITR": "Étude pour « = Nature »", "MILL": "-450"}),
    fails=Example({"TITR": "=CONCATENER(A2;B2)"}),
)
def formula(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A cell whose formula was exported instead of its result, or a trap for the next reader."""
    if text[0] in "=@+- \t" and _FORMULA.match(text):
        yield Finding("REC065", code, text)


@rule(
    "REC066",
    target="value",
    severity=Severity.ALERTE,
    sign=unusual,
    title=_("Caractère de commande invisible"),
    message=_("Le champ {field} contient un caractère invisible ({name}) : « {value} »."),
    remedy=_("Retirer ce caractère ; s’il remplace une apostrophe ou un tiret, les rétablir."),
    source=f"{SPEC}, p. 10 : caractères codés en UTF-8",
    passes=Example({"TITR": "L’atelier"}),
    fails=Example({"TITR": "L\x92atelier"}),
    fix=lambda text: _CONTROL.sub(lambda match: _windows(match.group()), text),
)
def control(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Control characters say nothing; 0x80-0x9F are Windows punctuation read as Latin-1."""
    if not text.isprintable():
        at = _CONTROL.search(text)
        if at:
            shown = _CONTROL.sub("·", around(text, *at.span()))
            yield Finding("REC066", code, shown, None, {"name": f"U+{ord(at.group()):04X}"})


def _windows(char: str) -> str:
    """Return the Windows-1252 character a C1 control stands for, or nothing."""
    if "\x80" <= char <= "\x9f":
        return char.encode("latin-1").decode("cp1252", "ignore")
    return ""


@rule(
    "REC067",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    title=_("Espaces superflues"),
    message=_("Le champ {field} contient des espaces doublées, ou au début ou à la fin."),
    remedy=_("N’en garder qu’une entre deux mots."),
    source=f"{OUR} : « musée des beaux -arts » et « musée des  beaux-arts » ne se retrouvent pas",
    passes=Example({"TITR": "La lecture"}),
    fails=Example({"TITR": "La  lecture "}),
    fix=lambda text: re.sub(r"[ \u00a0\u202f]{2,}", " ", text).strip(),
)
def spaces(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Doubled blanks split what should be one value in lists and facets."""
    if "  " in text or text[0].isspace() or text[-1].isspace() or (not text.isascii() and _DOUBLED.search(text)):
        yield Finding("REC067", code)


@rule(
    "REC068",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    fields=STRUCTURED,
    title=_("Espace insécable ou invisible dans une liste"),
    message=_(
        "« {value} » contient une espace insécable ou invisible : la valeur ne se confond plus avec ses pareilles."
    ),
    remedy=_("La remplacer par une espace ordinaire."),
    source=f"{OUR} ; vu dans les exports (périodes et localisations)",
    passes=Example({"PERI": "16e siècle"}),
    fails=Example({"PERI": "16e\u00a0siècle"}),
    fix=lambda text: re.sub(" +", " ", _ODD_SPACES.sub(lambda match: _spaced(match.group()), text)).strip(),
)
def odd_spaces(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A no-break space makes two values of one in controlled fields."""
    if not text.isascii() and _ODD_SPACES.search(text):
        yield Finding("REC068", code, text)


def _spaced(char: str) -> str:
    return " " if unicodedata.category(char).startswith("Z") else ""


@rule(
    "REC069",
    target="value",
    severity=Severity.ALERTE,
    sign=unusual,
    title=_("Caractère perdu"),
    message=_("Le champ {field} contient un caractère perdu à la conversion : « {value} »."),
    remedy=_("Reprendre le texte d’origine : le caractère ne peut pas être deviné."),
    source=f"{SPEC}, p. 10 : caractères codés en UTF-8",
    passes=Example({"TITR": "Le musée imaginaire"}),
    fails=Example({"TITR": "Le mus\ufffde imaginaire"}),
)
def lost(text: str, code: str, context: Context) -> Iterator[Finding]:
    """U+FFFD stands where a character was lost for good."""
    at = text.find("\ufffd")
    if at >= 0:
        yield Finding("REC069", code, around(text, at, at + 1))


@rule(
    "REC070",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    title=_("Point d’interrogation au milieu d’un mot"),
    message=_("« {value} » : un point d’interrogation semble remplacer une lettre accentuée."),
    remedy=_("Reprendre le texte d’origine, exporté en UTF-8."),
    source=f"{SPEC}, p. 10 : caractères codés en UTF-8",
    passes=Example({"TITR": "Qui vient ? Le facteur"}),
    fails=Example({"TITR": "Le mus?e imaginaire"}),
)
def asked(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A conversion that knows no accent writes question marks."""
    if "?" in text and "://" not in text:
        at = _ASKED.search(text)
        if at:
            yield Finding("REC070", code, around(text, *at.span()))
