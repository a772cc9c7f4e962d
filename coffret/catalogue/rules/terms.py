"""REC090-REC099: lists of terms, measures and the maker's gender, whatever the vocabularies say."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.measures import dimensions
from coffret.catalogue.rules.identity import occurrences
from coffret.catalogue.splitting import clean

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021"

# The closed list of NSDA (spec 2024 p. 16-17).
GENDERS = frozenset({"féminin", "masculin", "inconnu", "autre"})
# The commonest way of writing, which needs no reading: « H. 21 cm, D. 69,5 cm ».
_PLAIN = re.compile(
    r"(?:(?:H|L|l|D|E|P|Pds|Ep|EP|Dia|diam)\.? ?\d+(?:[.,]\d+)?(?: ?(?:mm|cm|m|g|kg))?(?: \([^();,]{1,40}\))?"
    r"(?: *[;,] *| |$))+"
)
# That and the next commonest, « Hauteur en cm 89 ; Largeur en cm 30 » and « 81 H ; 64.8 L », with no zero: nothing to
# find in any of them.
_KIND = r"(?:(?:H|L|l|P|Ep)\.|[Hh]auteur|[Ll]argeur|[Ll]ongueur|[Pp]rofondeur|[Dd]iamètre)"
_NUMBER = r"(?:[1-9]\d*(?:[.,]\d+)?|0[.,]\d*[1-9]\d*)"
_SOUND = re.compile(
    rf"(?:(?:H|L|l|D|E|P|Pds|Ep|EP|Dia|diam)\.? ?{_NUMBER}(?: ?(?:mm|cm|m|g|kg))?(?: \([^();,\d]{{1,40}}\))?"
    rf"(?: *[;,] *| |$))+|{_KIND}(?: en [cm]?m)? {_NUMBER}(?: ?[;,] {_KIND}(?: en [cm]?m)? {_NUMBER})*"
    rf"|{_NUMBER} [HLlDP](?: ?; ?{_NUMBER} [HLlDP])*"
)
LISTS = ("DOMN", "ECOL", "EPOQ", "UTIL", "GENE", "INSC", "PERI", "PERU", "PEOC")

# What cuts measures in segments: coffret.catalogue.measures.
_CUT = re.compile(r"[;#|/]")
_GLUED = re.compile(r"(?<!\d),(?=\S)|,(?=[^\s\d])")
_SITE = re.compile(r"\d|site", re.IGNORECASE)
_MEASURE_WORDS = r"H|L|l|D|E|P|Pds|Ep|Ech|Diam|hauteur|largeur|longueur|profondeur|diam[èe]tre|[ée]paisseur|poids"
_NO_NUMBER = re.compile(rf"(?:^|[;,]\s*)((?:{_MEASURE_WORDS})\b\.?(?:[^\d;,:(]*))(?=[;,]|$)", re.IGNORECASE)
_ZERO = re.compile(rf"\b(?:{_MEASURE_WORDS})\.?\s*(?:en\s+\w+\s+)?0+(?:[.,]0+)?(?![.,]?\d)", re.IGNORECASE)


def _to_be_read(text: str) -> bool:
    """Say whether a text of measures is written otherwise than most are."""
    return _SOUND.fullmatch(text) is None


@rule(
    "REC090",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=LISTS,
    title=_("Terme répété"),
    message=_("« {value} » figure plusieurs fois dans {field}."),
    remedy=_("N’écrire chaque terme qu’une fois."),
    source=f"{SPEC}, p. 14-21",
    passes=Example({"DOMN": "ethnologie ; costume"}),
    fails=Example({"DOMN": "ethnologie ; costume ; ethnologie"}),
    fix=lambda text: " ; ".join(dict.fromkeys(occurrences(text))),
)
def repeated(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A term is given once."""
    if text.count(";"):
        for term, times in Counter(occurrences(text)).items():
            if times > 1 and term != "incertain":
                yield Finding("REC090", code, term)


@rule(
    "REC091",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("DOMN", "DENO", "ECOL", "EPOQ", "UTIL", "GENE", "INSC"),
    title=_("Termes séparés par une virgule"),
    message=_("Les termes de {field} sont séparés par des virgules : « {value} »."),
    remedy=_("Les séparer par « ; » précédé et suivi d’une espace."),
    source=f"{SPEC}, p. 13 ; ancien usage encore lu",
    passes=Example({"DOMN": "histoire ; costume - accessoires du costume"}),
    fails=Example({"DOMN": "histoire,costume - accessoires du costume"}),
    fix=lambda text: _GLUED.sub(" ; ", text),
)
def comma_list(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The separator of a list is the semicolon; older exports glued commas."""
    if "," in text and "(" not in text and _GLUED.search(text):
        yield Finding("REC091", code, text)


@rule(
    "REC092",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_to_be_read,
    fields=("DIMS",),
    title=_("Mesure sans valeur"),
    message=_("Une mesure est nommée sans valeur : « {value} »."),
    remedy=_("Ajouter le nombre, ou retirer la mesure."),
    source=f"{SPEC}, p. 21",
    passes=Example({"DIMS": "H. 1.64 ; L. 6.6"}),
    fails=Example({"DIMS": "Hauteur en cm 1.64 ; Epaisseur en cm"}),
    fix=lambda text: " ; ".join(part for part in occurrences(text) if not _NO_NUMBER.search(part)) or None,
)
def measure_without_value(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A measure is a kind and a number."""
    for match in _NO_NUMBER.finditer(text):
        yield Finding("REC092", code, match[1].strip())


@rule(
    "REC093",
    target="value",
    severity=Severity.ALERTE,
    sign=_to_be_read,
    fields=("DIMS",),
    title=_("Mesure nulle"),
    message=_("Une mesure vaut zéro : « {value} »."),
    remedy=_("Corriger la mesure, ou la retirer si elle n’est pas connue."),
    source=f"{METHOD} : mesures de l’objet",
    passes=Example({"DIMS": "H. 0.5 ; L. 3"}),
    fails=Example({"DIMS": "H. 0 ; L. 3"}),
)
def measure_zero(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Nothing measures zero: the form wrote it for an empty box."""
    for match in _ZERO.finditer(text):
        yield Finding("REC093", code, match.group())


@rule(
    "REC094",
    target="value",
    severity=Severity.ALERTE,
    fields=("NSDA",),
    title=_("Genre hors de la liste fermée"),
    message=_("« {value} » n’est pas un genre de la liste : féminin, masculin, inconnu, autre."),
    remedy=_("Employer un des quatre termes, dans l’ordre des auteurs."),
    source=f"{SPEC}, p. 16-17",
    passes=Example({"NSDA": "masculin ; inconnu"}),
    fails=Example({"NSDA": "homme"}),
    fix=lambda text: _gendered(text),
)
def gender_closed(text: str, code: str, context: Context) -> Iterator[Finding]:
    """NSDA holds the words of its closed list."""
    if not _SITE.search(text):
        for term in occurrences(text):
            if term not in GENDERS:
                yield Finding("REC094", code, term)


_GENDER_WORDS = {
    "homme": "masculin", "m": "masculin", "m.": "masculin", "masculin": "masculin", "h": "masculin",
    "femme": "féminin", "f": "féminin", "f.": "féminin", "feminin": "féminin",
    "inconnu": "inconnu", "inconnue": "inconnu", "indetermine": "inconnu", "autre": "autre",
}  # fmt: skip


def _gendered(text: str) -> str | None:
    words = [_GENDER_WORDS.get(fold(term)) for term in occurrences(text)]
    return " ; ".join(word for word in words if word) if words and all(words) else None


@rule(
    "REC095",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("NSDA",),
    title=_("Ancien numéro de site"),
    message=_("NSDA contient un numéro de site : « {value} »."),
    remedy=_("Reporter ce numéro dans PDEC : depuis 2022, NSDA dit le genre de l’auteur."),
    source=f"{SPEC}, p. 16 et 22 ; nomenclature de 2022",
    passes=Example({"NSDA": "féminin"}),
    fails=Example({"NSDA": "80-7 (N° de site)"}),
)
def old_site_number(text: str, code: str, context: Context) -> Iterator[Finding]:
    """NSDA was the number of an excavation site until 2022."""
    if _SITE.search(text):
        yield Finding("REC095", code, text)


@rule(
    "REC096",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("TECH", "REPR", "LIEUX"),
    title=_("Groupes mal séparés"),
    message=_("Les groupes de {field} ont des espaces autour du « # » ou un groupe vide."),
    remedy=_("Écrire le dièse sans espace devant ni derrière, et un seul entre deux groupes."),
    source=f"{SPEC}, p. 13, 18, 20 et 22",
    passes=Example({"TECH": "ivoire ; gravé#laiton"}),
    fails=Example({"TECH": "ivoire ; gravé # laiton##"}),
    fix=lambda text: "#".join(part.strip() for part in text.split("#") if part.strip()),
)
def loose_groups(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Groups are separated by # with no space."""
    if "#" in text and any(part != part.strip() or not part for part in text.split("#")):
        yield Finding("REC096", code)


@rule(
    "REC097",
    target="value",
    severity=Severity.SIGNALEMENT,
    title=_("Parenthèses ou séparateurs dépareillés"),
    fields=("AUTR", "TECH", "LIEUX", "DECV", "DENO", "DOMN", "PERI", "STAT", "LOCA", "DEPO"),
    message=_("Dans {field}, une parenthèse n’est pas fermée ou un séparateur ne sépare rien : « {value} »."),
    remedy=_("Refermer la parenthèse ; ôter les « ; » en trop."),
    source=f"{SPEC}, p. 13",
    passes=Example({"TECH": "papier (bleu) ; imprimé"}),
    fails=Example({"TECH": "papier (bleu ; imprimé ;"}),
)
def unpaired(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Separators separate and parentheses close."""
    bare = text.strip()
    if bare.count("(") != bare.count(")") or bare[:1] == ";" or bare[-1:] == ";" or _EMPTY.search(bare):
        yield Finding("REC097", code, text)


_EMPTY = re.compile(r";\s*;")


@rule(
    "REC098",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("DENO", "TITR"),
    title=_("Titre qui répète la dénomination"),
    message=_("Le titre « {value} » ne dit rien de plus que la dénomination."),
    remedy=_("Laisser TITR vide : la dénomination servira de titre."),
    source=f"{METHOD} : le titre se rapporte au décor porté",
    passes=Example({"DENO": "assiette", "TITR": "Le retour de chasse"}),
    fails=Example({"DENO": "assiette", "TITR": "Assiette"}),
)
def title_repeats(record: CheckedRecord) -> Iterator[Finding]:
    """A title that only names the type of object adds nothing."""
    title, name = record.values["TITR"], record.values["DENO"]
    if len(title) == len(name) and fold(title) == fold(name):
        yield Finding("REC098", "TITR", title)


@rule(
    "REC099",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_to_be_read,
    fields=("DIMS",),
    title=_("Mesure non comprise"),
    message=_("« {value} » n’a pas été compris comme une mesure."),
    remedy=_(
        "Écrire « H. 23 ; L. 61 ; l. 28 : planche » : abréviation, nombre, en centimètres et en grammes sans unité."
    ),
    source=f"{SPEC}, p. 21 ; {METHOD}, p. 39-41",
    passes=Example({"DIMS": "H. 23 ; L. 61 ; l. 28 : planche à repasser"}),
    fails=Example({"DIMS": "dimensions du cadre"}),
)
def measure_unread(text: str, code: str, context: Context) -> Iterator[Finding]:
    """What is not understood stays as text, and is said."""
    # Of one segment alone, each measure is the whole text: either all that is unread is said by REC092, or nothing is.
    if _PLAIN.fullmatch(text) or (not _CUT.search(text) and _NO_NUMBER.search(clean(text))):
        return
    for measure in dimensions(text):
        if not measure.understood and not _NO_NUMBER.search(measure.raw):
            yield Finding("REC099", code, measure.raw)
