"""REC020-REC039: references, museum codes and inventory numbers."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import CheckedRecord, Context

SPEC = "Spécifications d’export Joconde, 25/03/2024"
ORDER = "Arrêté du 25 mai 2004, annexe 2"

# A reference is an address for ever (/notices/<REF>), at most as long as its column.
REF_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,59}")
MUSEO_SHAPE = re.compile(r"[A-Z][0-9]{4}")
REF_LENGTH = 11

_PLAIN_REF = re.compile(r"[0-9A-Z]{11}")
_YEARLY = re.compile(r"(?:1[0-9]{3}|200[0-9])(?:\.[0-9]+){0,3}")
_YEAR_FIRST = re.compile(r"(?:D\s?)?(\d{4})\.\d+\.\d+(?:\.\d+)?")
_BIS = re.compile(r"\b(?:bis|ter|quater)\b", re.IGNORECASE)
_DEPOSIT = re.compile(r"D\s?\d{4}\.\d+(?:\.\d+)*")


def occurrences(text: str) -> list[str]:
    """Return what stands between the semicolons of a field, blanks and empty ones left out."""
    return [part.strip() for part in text.split(";") if part.strip()]


def numbers(text: str) -> list[str]:
    """Return the numbers of an INV field, without their precisions (« 92 : Cat. Beyer » → « 92 »)."""
    return [part.split(" : ")[0].strip() for part in occurrences(text)]


def _not_plain(text: str) -> bool:
    """Say whether a reference is anything but eleven capitals and digits, as nearly all are."""
    return _PLAIN_REF.fullmatch(text) is None


def _not_yearly(text: str) -> bool:
    """Say whether an inventory number is anything but a year gone by and figures, as most are."""
    return _YEARLY.fullmatch(text) is None


@rule(
    "REC006",
    target="value",
    severity=Severity.ERREUR,
    fields=("MUSEO",),
    title=_("Code Muséofile impossible"),
    message=_("« {value} » n’a pas la forme d’un code Muséofile : la notice ne peut être rattachée à aucun musée."),
    remedy=_("Écrire une lettre majuscule et quatre chiffres, comme M0811, d’après le répertoire Muséofile."),
    source=f"{SPEC}, p. 25",
    passes=Example({"MUSEO": "M0811"}),
    fails=Example({"MUSEO": "m0811"}),
    fix=lambda text: text.strip().upper() if MUSEO_SHAPE.fullmatch(text.strip().upper()) else None,
)
def museum_code_shape(text: str, code: str, context: Context) -> Iterator[Finding]:
    """MUSEO is five characters, a letter and four digits."""
    if not MUSEO_SHAPE.fullmatch(text):
        yield Finding("REC006", code, text)


@rule(
    "REC020",
    target="value",
    severity=Severity.ERREUR,
    sign=_not_plain,
    fields=("REF",),
    title=_("Référence inutilisable"),
    message=_("La référence « {value} » ne peut pas servir d’adresse permanente à la notice."),
    remedy=_("Employer 60 caractères au plus : lettres sans accent, chiffres, point, tiret ou tiret bas, sans espace."),
    source=f"{SPEC}, p. 14 : identifiant unique et non modifiable",
    passes=Example({"REF": "M0162005384"}),
    fails=Example({"REF": "M0162/005 384"}),
    fix=lambda text: _addressable(text),
)
def ref_unusable(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A reference becomes a permalink: it holds what an address can hold."""
    if not REF_SHAPE.fullmatch(text):
        yield Finding("REC020", code, text)


def _addressable(text: str) -> str | None:
    kept = re.sub(r"[^0-9A-Za-z._-]+", "", text)
    return kept if REF_SHAPE.fullmatch(kept) else None


@rule(
    "REC021",
    target="value",
    severity=Severity.ALERTE,
    sign=_not_plain,
    fields=("REF",),
    title=_("Référence trop courte"),
    message=_("La référence « {value} » a moins de onze caractères."),
    remedy=_("Composer la référence du code Muséofile (cinq caractères) et d’un numéro d’au moins six chiffres."),
    source=f"{SPEC}, p. 14",
    passes=Example({"REF": "M0162005384"}),
    fails=Example({"REF": "M016253"}),
)
def ref_short(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A reference has at least eleven characters."""
    if len(text) < REF_LENGTH:
        yield Finding("REC021", code, text)


@rule(
    "REC022",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_not_plain,
    fields=("REF",),
    title=_("Référence de plus de onze caractères"),
    message=_("La référence « {value} » dépasse onze caractères : elle est admise, mais POP la signale."),
    remedy=_("Ne rien changer si la notice est déjà publiée ; sinon préférer onze caractères exactement."),
    source=f"{SPEC}, p. 14 ; contrôle REF_LENGTH_11 de POP",
    passes=Example({"REF": "M0162005384"}),
    fails=Example({"REF": "M01620000123"}),
)
def ref_long(text: str, code: str, context: Context) -> Iterator[Finding]:
    """POP flags any reference that is not eleven characters long."""
    if len(text) > REF_LENGTH:
        yield Finding("REC022", code, text)


@rule(
    "REC023",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("REF", "MUSEO"),
    title=_("La référence ne commence pas par le code du musée"),
    message=_("La référence ne commence pas par le code Muséofile : {value}."),
    remedy=_("Ne rien changer si la notice est déjà publiée : une référence est définitive. Sinon, la reprendre."),
    source=f"{SPEC}, p. 14",
    passes=Example({"REF": "M0162005384", "MUSEO": "M0162"}),
    fails=Example({"REF": "08120020599", "MUSEO": "M0812"}),
)
def ref_prefix(record: CheckedRecord) -> Iterator[Finding]:
    """The five first characters of a reference are the museum's code."""
    ref, museum = record.values["REF"], record.values["MUSEO"]
    if not ref.startswith(museum):
        yield Finding("REC023", "REF", f"{ref[:5]} ≠ {museum}")


@rule(
    "REC024",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_not_plain,
    fields=("REF",),
    title=_("Référence avec minuscules ou ponctuation"),
    message=_("La référence « {value} » contient des minuscules ou des signes : elle se recopie mal."),
    remedy=_("Pour les nouvelles notices, n’employer que des majuscules et des chiffres."),
    source=f"{SPEC}, p. 14",
    passes=Example({"REF": "5002E001385"}),
    fails=Example({"REF": "m0162-05384"}),
)
def ref_plain(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A reference is made of capitals and digits."""
    if not (text.isalnum() and text.upper() == text) and REF_SHAPE.fullmatch(text):
        yield Finding("REC024", code, text)


@rule(
    "REC025",
    target="record",
    severity=Severity.ALERTE,
    fields=("REF", "REFMIS"),
    title=_("Référence de mise à jour différente"),
    message=_("REFMIS porte « {value} », qui n’est pas la référence de la notice ({ref})."),
    remedy=_("REFMIS répète REF. S’il s’agit d’une autre notice, vérifier laquelle doit être mise à jour."),
    source=f"{SPEC}, p. 26",
    passes=Example({"REF": "M0162005384", "REFMIS": "M0162005384"}),
    fails=Example({"REF": "M0162005384", "REFMIS": "M0162005385"}),
)
def refmis_differs(record: CheckedRecord) -> Iterator[Finding]:
    """REFMIS is identical to REF: it proves a previous export."""
    ref, other = record.values["REF"], record.values["REFMIS"]
    if ref != other:
        yield Finding("REC025", "REFMIS", other, None, {"ref": ref, "proposal": ref})


@rule(
    "REC030",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_not_yearly,
    fields=("INV",),
    title=_("Numéro d’inventaire en bis ou ter"),
    message=_("Le numéro « {value} » est un bis ou un ter."),
    remedy=_("Un numéro déjà inscrit ne change pas ; pour un nouvel objet, attribuer le numéro suivant de la série."),
    source=ORDER,
    passes=Example({"INV": "2004.3.2"}),
    fails=Example({"INV": "2004.3.1 bis"}),
)
def inventory_bis(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Numbers in bis and ter are ruled out."""
    for number in numbers(text):
        if _BIS.search(number):
            yield Finding("REC030", code, number)


@rule(
    "REC031",
    target="value",
    severity=Severity.ALERTE,
    sign=_not_yearly,
    fields=("INV",),
    title=_("Numéro d’inventaire d’une année à venir"),
    message=_("Le numéro « {value} » commence par une année qui n’est pas encore commencée."),
    remedy=_("Corriger l’année : le numéro commence par le millésime de l’acquisition."),
    source=ORDER,
    passes=Example({"INV": "2004.3.2"}),
    fails=Example({"INV": "2984.5.12"}),
)
def inventory_future(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The first element of a number is the year of acquisition: it cannot be later than today."""
    for number in numbers(text):
        year = _YEAR_FIRST.match(number)
        if year and int(year[1]) > context.today.year:
            yield Finding("REC031", code, number)


@rule(
    "REC032",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_not_yearly,
    fields=("INV",),
    title=_("Numéro de dépôt seul"),
    message=_("« {value} » est un numéro de dépôt : il n’a pas valeur de numéro d’inventaire."),
    remedy=_("Ajouter le numéro d’inventaire du déposant : « D 2001.3 ; RF.1965.75 »."),
    source=f"Arrêté du 25 mai 2004, art. 9 et annexe 4 ; {SPEC}, p. 14",
    passes=Example({"INV": "D 2001.3 ; RF.1965.75"}),
    fails=Example({"INV": "D 2001.3"}),
)
def deposit_number_alone(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A deposit's number comes with the number its owner gave."""
    given = numbers(text)
    if given and all(_DEPOSIT.fullmatch(number) for number in given):
        yield Finding("REC032", code, text)


@rule(
    "REC033",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=_not_yearly,
    fields=("INV",),
    title=_("Numéro répété dans la notice"),
    message=_("Le numéro « {value} » figure plusieurs fois dans INV."),
    remedy=_("N’écrire chaque numéro qu’une fois."),
    source=f"{SPEC}, p. 14",
    passes=Example({"INV": "2001.4.12 ; 92 : Cat. Beyer"}),
    fails=Example({"INV": "2001.4.12 ; 92 : Cat. Beyer ; 2001.4.12"}),
    fix=lambda text: " ; ".join(dict.fromkeys(occurrences(text))),
)
def inventory_repeated(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Each number is given once."""
    if ";" in text:
        for part, times in Counter(occurrences(text)).items():
            if times > 1:
                yield Finding("REC033", code, part)
