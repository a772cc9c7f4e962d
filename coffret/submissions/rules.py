"""SUB050-SUB059 and SUB070-SUB079: what must be so when a record arrives among others, in a catalogue that already holds some.

The rules of the file itself (SUB010-SUB049) are in file_rules.py, those of its images in image_rules.py.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import REGISTRY, Example, Finding, Severity, rule, rules_for
from coffret.catalogue.checking import Context
from coffret.catalogue.fields import FIELDS, REQUIRED

SPEC = "Spécifications d’export Joconde, 25/03/2024"
POP = "Contrôles de l’import de POP"
PROPER = frozenset({*REQUIRED, "REFMIS"})
IMAGES_ONLY = frozenset({*PROPER, "REFIM", "PHOT"})


@dataclass(slots=True)
class Arrival:
    """A record of a submission, seen from the catalogue it enters.

    ``values``: the fields handed in; ``lacking``: the compulsory codes still empty once merged with what exists.
    ``exists``: the catalogue holds this reference; ``owner``: the code of the museum that holds it there.
    ``expected``: the museum the submission is made for (« » = any). ``twin``: "same" or "other" when an earlier
    record of the file has this reference with the same or other content, and ``twin_line`` where; else « ».
    ``adopted``: the record named no museum and was given that of the submission.
    ``left``: that record left the public site after the check, and nobody has said yet that publishing brings it back.
    ``other``: its reference was given here, and the catalogue holds by it the object of this inventory number, another.
    """

    values: Mapping[str, str]
    exists: bool = False
    owner: str = ""
    expected: str = ""
    twin: str = ""
    twin_line: int = 0
    withdrawn: bool = False
    left: bool = False
    proposed: str = ""
    cleared: Collection[str] = field(default_factory=tuple)
    adopted: bool = False
    other: str = ""


def other_object(handed: Mapping[str, str | None], values: Mapping[str, str], held: Mapping[str, str]) -> str:
    """Return the inventory number of the record ``held`` when it is not that of ``values``; « » when it is the same
    object, or when the reference that leads to it was handed in: who wrote it knows what it designates.

    ``handed``: code → text as handed in, of the fields corrected since.
    """
    given_here = "REF" in handed and not handed["REF"]
    number = held.get("INV", "")
    return number if given_here and number != values.get("INV", "") else ""


def refuses(finding: Finding) -> bool:
    """Say whether a finding keeps its record out: exactly the rules whose severity is « erreur » do."""
    return REGISTRY[finding.code].severity is Severity.ERREUR


def check_arrival(arrival: Arrival) -> list[Finding]:
    """Return what the rules of target "arrival" find."""
    found: list[Finding] = []
    for sign, check in _checks():
        if sign is None or sign(arrival):
            found += check(arrival)
    return found


@cache
def _checks() -> tuple[tuple[Callable[[Any], Any] | None, Callable[[Arrival], Iterable[Finding]]], ...]:
    return tuple((entry.sign, entry.check) for entry in rules_for("arrival"))


# Examples are written as fields, plus facts of the world between parentheses: arrival_of() reads them.
_HERE = {"REF": "M0162005384", "MUSEO": "M0162", "INV": "2004.1.1", "DOMN": "céramique", "STAT": "achat"}


def arrival_of(values: Mapping[str, str]) -> Arrival:
    """Return the arrival an example describes: « (notice existante) », « (versement du musée) », « (même référence) »."""
    fields = {code: text for code, text in values.items() if not code.startswith("(")}
    owner = values.get("(notice existante)", "")
    return Arrival(
        values=fields,
        exists=bool(owner),
        owner=owner,
        expected=values.get("(versement du musée)", ""),
        twin={"même contenu": "same", "autre contenu": "other"}.get(values.get("(même référence)", ""), ""),
        twin_line=int(values.get("(ligne)", "0")),
        withdrawn=values.get("(état)") == "retirée",
        left=values.get("(état)") == "retirée depuis le contrôle",
        proposed=values.get("(référence proposée)", ""),
        cleared=tuple(values.get("(effacés)", "").split()),
        adopted="(versement du musée)" in values and "MUSEO" not in values,
        other=values.get("(inventaire de cette référence)", ""),
    )


@rule(
    "SUB050",
    target="arrival",
    severity=Severity.ERREUR,
    sign=attrgetter("twin"),
    title=_("Référence répétée avec un autre contenu"),
    message=_("La référence {value} figure déjà à la ligne {twin_line} avec un autre contenu."),
    remedy=_("Garder une seule notice par référence : corriger la référence, ou réunir les deux notices."),
    source=f"{SPEC}, p. 14 ; {POP} : notices en double",
    passes=Example(_HERE),
    fails=Example({**_HERE, "(même référence)": "autre contenu", "(ligne)": "12"}),
)
def reference_repeated(arrival: Arrival) -> Iterator[Finding]:
    """A reference is unique: nobody can tell which of two contents is the right one."""
    if arrival.twin == "other":
        yield Finding("SUB050", "REF", arrival.values.get("REF", ""), None, {"twin_line": arrival.twin_line})


@rule(
    "SUB051",
    target="arrival",
    severity=Severity.SIGNALEMENT,
    sign=attrgetter("twin"),
    title=_("Notice répétée à l’identique"),
    message=_("La notice {value} répète mot pour mot celle de la ligne {twin_line} : elle n’est comptée qu’une fois."),
    remedy=_("Rien à faire ; ôter la répétition du prochain export."),
    source=f"{SPEC}, p. 14 ; {POP} : notices en double",
    passes=Example(_HERE),
    fails=Example({**_HERE, "(même référence)": "même contenu", "(ligne)": "12"}),
)
def record_repeated(arrival: Arrival) -> Iterator[Finding]:
    """An identical repeat is folded and said."""
    if arrival.twin == "same":
        yield Finding("SUB051", "REF", arrival.values.get("REF", ""), None, {"twin_line": arrival.twin_line})


@rule(
    "SUB052",
    target="arrival",
    severity=Severity.ERREUR,
    sign=attrgetter("expected"),
    title=_("Notice d’un autre musée que le versement"),
    message=_("La notice porte le code {value} alors que le versement est fait pour {expected}."),
    remedy=_("Verser cette notice avec celles de son musée, ou corriger MUSEO."),
    source="Droits de POP : un producteur n’écrit que les notices de ses musées",
    passes=Example({**_HERE, "(versement du musée)": "M0162"}),
    fails=Example({**_HERE, "(versement du musée)": "M0811"}),
)
def other_museum(arrival: Arrival) -> Iterator[Finding]:
    """A submission made for a museum holds that museum's records only."""
    museum = arrival.values.get("MUSEO", "")
    if arrival.expected and museum and museum != arrival.expected:
        yield Finding("SUB052", "MUSEO", museum, None, {"expected": arrival.expected})


@rule(
    "SUB053",
    target="arrival",
    severity=Severity.ERREUR,
    sign=attrgetter("exists"),
    title=_("Référence d’une notice d’un autre musée"),
    message=_("La référence {value} est celle d’une notice du musée {owner} : elle ne peut pas changer de main ainsi."),
    remedy=_("Donner une autre référence. Un transfert entre musées se demande à l’administration du catalogue."),
    source=f"{SPEC}, p. 14 : identifiant unique et non modifiable",
    passes=Example({**_HERE, "(notice existante)": "M0162"}),
    fails=Example({**_HERE, "(notice existante)": "M0811"}),
)
def reference_taken(arrival: Arrival) -> Iterator[Finding]:
    """The reference of a record belongs to the museum that published it."""
    museum = arrival.values.get("MUSEO", "")
    if arrival.exists and museum and arrival.owner != museum:
        yield Finding("SUB053", "REF", arrival.values.get("REF", ""), None, {"owner": arrival.owner})


@rule(
    "SUB054",
    target="arrival",
    severity=Severity.ERREUR,
    title=_("Images seules pour une notice absente"),
    message=_("Export images seules bloqué : aucune notice {value} n’est publiée à qui rattacher ces images."),
    remedy=_("Verser d’abord le texte de la notice, puis ses images."),
    source=f"{SPEC}, p. 8 et 26",
    passes=Example({**_HERE, "REFIM": "a.jpg", "PHOT": "Jeanne Morel", "(notice existante)": "M0162"}),
    fails=Example({**_HERE, "REFMIS": "M0162005384", "REFIM": "a.jpg", "PHOT": "Jeanne Morel"}),
)
def images_only(arrival: Arrival) -> Iterator[Finding]:
    """Images alone complete a record that exists."""
    if not arrival.exists and "REFIM" in arrival.values and IMAGES_ONLY.issuperset(arrival.values):
        yield Finding("SUB054", "REF", arrival.values.get("REF", ""))


@rule(
    "SUB055",
    target="arrival",
    severity=Severity.SIGNALEMENT,
    title=_("Nouvelle notice réduite aux champs obligatoires"),
    message=_("La notice {value} est nouvelle et n’a que ses champs obligatoires : rien ne décrit l’objet."),
    remedy=_("Compléter la fiche minimum : désignation, matériaux, mesures, localisation, date d’acquisition."),
    source="Fiche minimum de diffusion, décembre 2019",
    passes=Example({**_HERE, "DENO": "assiette"}),
    fails=Example(_HERE),
)
def nothing_but_compulsory(arrival: Arrival) -> Iterator[Finding]:
    """The five compulsory fields alone make an empty page."""
    if not arrival.exists and PROPER.issuperset(arrival.values):
        yield Finding("SUB055", "", arrival.values.get("REF", ""))


@rule(
    "SUB056",
    target="arrival",
    severity=Severity.ALERTE,
    title=_("Mise à jour d’une notice inconnue"),
    message=_("REFMIS annonce une mise à jour, mais la notice {value} n’existe pas encore : elle sera créée."),
    remedy=_("Vérifier la référence. S’il s’agit bien d’une nouvelle notice, ôter REFMIS."),
    source=f"{SPEC}, p. 26",
    passes=Example({**_HERE, "DENO": "assiette", "REFMIS": "M0162005384", "(notice existante)": "M0162"}),
    fails=Example({**_HERE, "DENO": "assiette", "REFMIS": "M0162005384"}),
)
def update_of_nothing(arrival: Arrival) -> Iterator[Finding]:
    """REFMIS proves a previous export: its record should be there."""
    if arrival.values.get("REFMIS") and not arrival.exists:
        yield Finding("SUB056", "REFMIS", arrival.values["REFMIS"])


@rule(
    "SUB057",
    target="arrival",
    severity=Severity.SIGNALEMENT,
    sign=attrgetter("withdrawn"),
    title=_("Notice retirée remise en ligne"),
    message=_("La notice {value} avait été retirée : la publication la remettra en ligne."),
    remedy=_("Ôter la notice du fichier si le retrait doit tenir."),
    source="Règle de Coffret : une adresse publiée répond toujours",
    passes=Example({**_HERE, "(notice existante)": "M0162"}),
    fails=Example({**_HERE, "(notice existante)": "M0162", "(état)": "retirée"}),
)
def restored(arrival: Arrival) -> Iterator[Finding]:
    """Handing in a withdrawn record again restores it, and says so."""
    if arrival.withdrawn:
        yield Finding("SUB057", "REF", arrival.values.get("REF", ""))


@rule(
    "SUB058",
    target="arrival",
    severity=Severity.SIGNALEMENT,
    sign=attrgetter("proposed"),
    title=_("Référence proposée"),
    message=_("La notice {value} n’a pas de référence ; {proposed} est libre."),
    remedy=_("Reporter cette référence dans le logiciel du musée, puis verser de nouveau."),
    source=f"{SPEC}, p. 14 : la référence est engendrée par l’outil d’export",
    passes=Example(_HERE),
    fails=Example({"MUSEO": "M0162", "INV": "2004.1.1", "(référence proposée)": "M0162000001"}),
)
def reference_proposed(arrival: Arrival) -> Iterator[Finding]:
    """A record without reference gets a proposed one."""
    if not arrival.values.get("REF") and arrival.proposed:
        facts = {"proposed": arrival.proposed, "proposal": arrival.proposed}
        yield Finding("SUB058", "REF", arrival.values.get("INV", ""), None, facts)


@rule(
    "SUB059",
    target="arrival",
    severity=Severity.ERREUR,
    sign=attrgetter("cleared"),
    title=_("Champ obligatoire effacé"),
    message=_("La mise à jour efface {value}, obligatoire : la notice est refusée."),
    remedy=_("Ôter ce champ du fichier pour n’y pas toucher, ou lui donner une valeur."),
    source=f"{SPEC}, p. 10 et 26",
    passes=Example({**_HERE, "(notice existante)": "M0162", "(effacés)": "DESC"}),
    fails=Example({"REF": "M0162005384", "MUSEO": "M0162", "(notice existante)": "M0162", "(effacés)": "INV"}),
)
def compulsory_cleared(arrival: Arrival) -> Iterator[Finding]:
    """Present and empty clears a field: never a compulsory one."""
    if arrival.exists and arrival.cleared:
        for code in REQUIRED:
            if code in arrival.cleared:
                yield Finding("SUB059", code, code)


@rule(
    "SUB072",
    target="arrival",
    severity=Severity.SIGNALEMENT,
    sign=attrgetter("adopted"),
    title=_("Code Muséofile repris du versement"),
    message=_("La notice ne dit pas de quel musée elle est : elle reçoit le code du versement, {value}."),
    remedy=_("Exporter aussi le champ MUSEO, pour que la notice se suffise à elle-même."),
    source=f"{SPEC}, p. 25 ; {POP} : MUSEO vide devient le code de qui verse",
    passes=Example({**_HERE, "(versement du musée)": "M0162"}),
    fails=Example({"REF": "M0162005384", "INV": "2004.1.1", "(versement du musée)": "M0162"}),
)
def museum_adopted(arrival: Arrival) -> Iterator[Finding]:
    """A record that names no museum belongs to the one that hands it in, and that is said."""
    if arrival.adopted:
        yield Finding("SUB072", "MUSEO", arrival.expected)


@rule(
    "SUB073",
    target="arrival",
    severity=Severity.ERREUR,
    sign=attrgetter("other"),
    title=_("Référence donnée ici, prise depuis par un autre objet"),
    message=_("La référence {value}, donnée ici à la notice, est depuis celle de l’objet {inventory}."),
    remedy=_("Donner à la notice une autre référence, encore libre."),
    source=f"{SPEC}, p. 14 : identifiant unique et non modifiable",
    passes=Example({**_HERE, "(notice existante)": "M0162"}),
    fails=Example({**_HERE, "(notice existante)": "M0162", "(inventaire de cette référence)": "2004.1.2"}),
)
def reference_given_twice(arrival: Arrival) -> Iterator[Finding]:
    """Two files without references may be given the same free one: the second never becomes an update of the first."""
    if arrival.other:
        yield Finding("SUB073", "REF", arrival.values.get("REF", ""), None, {"inventory": arrival.other})


@rule(
    "SUB074",
    target="arrival",
    severity=Severity.ERREUR,
    sign=attrgetter("left"),
    title=_("Notice retirée depuis le contrôle"),
    message=_("La notice {value} a été retirée après le contrôle de ce versement : elle n’est pas remise en ligne."),
    remedy=_("Lire la raison du retrait. Si la notice doit revenir, la remettre en ligne, puis la verser de nouveau."),
    source="Règle de Coffret : ce qui est publié est ce qui a été lu",
    passes=Example({**_HERE, "(notice existante)": "M0162", "(état)": "retirée"}),
    fails=Example({**_HERE, "(notice existante)": "M0162", "(état)": "retirée depuis le contrôle"}),
)
def withdrawn_since(arrival: Arrival) -> Iterator[Finding]:
    """A submission checked before a withdrawal does not undo it unsaid."""
    if arrival.left:
        yield Finding("SUB074", "REF", arrival.values.get("REF", ""))


# -- what the file is checked against -----------------------------------------------------------------------------

CHECKED_SCHEMES = tuple(sorted({field.scheme for field in FIELDS if field.checked}))


def check_against(context: Context) -> list[Finding]:
    """Return what must be said once per file of what its records are checked against (rules of target "context")."""
    return [finding for entry in rules_for("context") for finding in entry.check(context)]


@rule(
    "SUB070",
    target="context",
    severity=Severity.SIGNALEMENT,
    title=_("Vocabulaires non chargés"),
    message=_("Sans vocabulaire chargé, les termes de {value} n’ont pas été comparés."),
    remedy=_("Demander au bureau qui tient le catalogue de charger ces vocabulaires."),
    source=f"{SPEC}, p. 3 : les vocabulaires sont liés à chaque champ concerné",
    passes=Example({"(vocabulaires)": " ".join(CHECKED_SCHEMES)}),
    fails=Example({"(vocabulaires)": "DOMN PERI"}),
)
def vocabularies_missing(context: Context) -> Iterator[Finding]:
    """What could not be checked is said, once."""
    missing = [scheme for scheme in CHECKED_SCHEMES if not context.vocabularies.known(scheme)]
    if missing:
        yield Finding("SUB070", "", ", ".join(missing))


@rule(
    "SUB071",
    target="context",
    severity=Severity.SIGNALEMENT,
    title=_("Répertoire des musées non chargé"),
    message=_("Sans répertoire Muséofile chargé, les codes des musées n’ont pas été vérifiés."),
    remedy=_("Demander au bureau qui tient le catalogue de charger ce répertoire."),
    source=f"{SPEC}, p. 25",
    passes=Example({"(musées)": "M0162 M0811"}),
    fails=Example({"(musées)": ""}),
)
def directory_missing(context: Context) -> Iterator[Finding]:
    """Without a directory no code of museum can be known or unknown."""
    if not context.museums:
        yield Finding("SUB071", "MUSEO")
