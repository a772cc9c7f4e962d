"""REC080-REC089: titles, and fields that should not be there at all."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.fields import FIELDS, Obligation

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021"

GENERATED = frozenset(field.code for field in FIELDS if field.obligation is Obligation.GENERATED)
_GENERATED_IN_ORDER = tuple(sorted(GENERATED))
DEPRECATED = tuple(field.code for field in FIELDS if field.obligation is Obligation.DEPRECATED)

_INSCRIBED = re.compile(r"\((?:titre|légende)[^)]*\)", re.IGNORECASE)
_ROLE = re.compile(r"\s*\(((?:autre |ancien |sous-)?titre(?:[ -][^()]{1,40})?)\)(?=\s*(?:;|$))")
_LETTERS = re.compile(r"[^\W\d_]+")
# Roman figures, initials and short names of units are capitals by right.
_SHOUTED = 6


@rule(
    "REC080",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("TITR", "DENO", "APPL", "DESC"),
    title=_("Texte tout en capitales"),
    message=_("Le champ {field} est écrit tout en capitales : « {value} »."),
    remedy=_("L’écrire en minuscules accentuées, majuscule initiale et noms propres exceptés."),
    source=f"{METHOD} ; demandes 42212 et 42214 des musées à POP",
    passes=Example({"TITR": "La mode illustrée (titre inscrit)"}),
    fails=Example({"TITR": "LA MODE ILLUSTRÉE (titre inscrit)"}),
    fix=lambda text: _calmed(text),
)
def capitals(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A title in capitals loses its accents, its proper names and its readers."""
    if text[:2].isupper() or not text[0].isalpha():
        bare = _INSCRIBED.sub("", text)
        if bare.isupper() and sum(map(len, _LETTERS.findall(bare))) >= _SHOUTED:
            yield Finding("REC080", code, text)


def _calmed(text: str) -> str:
    """Return the text in lower case with a capital at the head of each title; the roles in brackets stay."""
    parts = re.split(r"(\s*;\s*|\([^)]*\))", text)
    return "".join(part if part.startswith("(") else part.capitalize() for part in parts)


@rule(
    "REC081",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("TITR",),
    title=_("Nature du titre entre parenthèses"),
    message=_("La nature du titre est entre parenthèses : « {value} »."),
    remedy=_("L’écrire après un deux-points : « Titre : titre factice »."),
    source=f"{SPEC}, p. 15",
    passes=Example({"TITR": "La mode illustrée : titre inscrit"}),
    fails=Example({"TITR": "La mode illustrée (titre inscrit) ; Costumes (titre factice)"}),
    fix=lambda text: _ROLE.sub(r" : \1", text),
)
def title_role(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The precision of a title follows a colon since 2024; parentheses held it before."""
    if "(" in text:
        at = _ROLE.search(text)
        if at:
            yield Finding("REC081", code, text)


@rule(
    "REC082",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=DEPRECATED,
    title=_("Champ abandonné"),
    message=_("Le champ {field} n’est plus employé : il est conservé mais ne s’affiche pas."),
    remedy=_("Reporter l’information dans le champ actuel, puis ne plus exporter celui-ci."),
    source="Modèle de données de POP : champs dépréciés",
    passes=Example({"TITR": "Vénus"}),
    fails=Example({"TICO": "Vénus"}),
)
def deprecated(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Fields that the present schema no longer uses."""
    yield Finding("REC082", code)


@rule(
    "REC083",
    target="record",
    severity=Severity.SIGNALEMENT,
    title=_("Champs engendrés par la plateforme"),
    message=_("La plateforme calcule elle-même {value} : ce qui est versé n’est pas pris en compte."),
    remedy=_(
        "Rien à faire. Pour corriger le nom, la ville ou la région d’un musée, mettre à jour le répertoire Muséofile."
    ),
    source=f"{SPEC}, p. 7 ; modèle de données de POP",
    passes=Example({"MUSEO": "M0811"}),
    fails=Example({"MUSEO": "M0811", "REGION": "Normandie"}),
)
def generated(record: CheckedRecord) -> Iterator[Finding]:
    """What the directory or the platform says is not handed in."""
    values, given = record.values, record.given
    filled = [code for code in _GENERATED_IN_ORDER if values.get(code) and code in given]
    if filled:
        yield Finding("REC083", "", ", ".join(filled))


@rule(
    "REC084",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("TITR", "DENO", "APPL"),
    title=_("Dénomination ou titre interminable"),
    message=_("Le champ {field} compte {length} caractères : c’est une description."),
    remedy=_("Garder un titre court et reporter le reste dans DESC."),
    source=f"{METHOD} : le titre se distingue de la description",
    passes=Example({"TITR": "La lecture"}),
    fails=Example({"TITR": "Femme assise lisant une lettre devant une fenêtre ouverte sur un jardin clos, " * 8}),
)
def endless_title(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A title names, a description describes."""
    if len(text) > 500:
        yield Finding("REC084", code, text[:60], None, {"length": len(text)})
