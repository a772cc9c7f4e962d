"""REC001-REC019: what a record must hold, and what the minimum sheet asks for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import CheckedRecord

SPEC = "Spécifications d’export Joconde, 25/03/2024"
SHEET = "Fiche minimum de diffusion, décembre 2019"

COMPLETE = {
    "REF": "M0162005384",
    "MUSEO": "M0162",
    "INV": "2004.1.1",
    "DOMN": "céramique",
    "STAT": "propriété de la commune ; achat ; Brest ; musée des beaux-arts",
}
SHEET_COMPLETE = {
    **COMPLETE,
    "DENO": "assiette",
    "TECH": "faïence",
    "DIMS": "H. 3 ; D. 25",
    "LOCA": "Brest ; musée des beaux-arts",
    "DACQ": "1905 : date d'acquisition",
}


def without(values: dict[str, str], *codes: str) -> Example:
    """Return an example made of ``values`` less some fields."""
    return Example({code: text for code, text in values.items() if code not in codes})


def missing(code: str, field: str, severity: Severity, values: dict[str, str], source: str, **sentences: Any) -> None:
    """Register the rule that a field must be filled."""

    @rule(
        code,
        target="record",
        severity=severity,
        source=source,
        passes=Example(values),
        fails=without(values, field),
        lacking=(field,),
        **sentences,
    )
    def check(record: CheckedRecord) -> Iterable[Finding]:
        return () if record.get(field).strip() else found

    found = (Finding(code, field),)


def _required(code: str, field: str, page: int, title: Promise, remedy: Promise) -> None:
    missing(
        code,
        field,
        Severity.ERREUR,
        COMPLETE,
        f"{SPEC}, p. 10 et {page}",
        title=title,
        message=_("Le champ obligatoire {field} est vide : la notice est refusée."),
        remedy=remedy,
    )


_required(
    "REC001",
    "REF",
    14,
    _("Référence absente"),
    _(
        "Donner à la notice une référence unique et définitive : code Muséofile puis six chiffres au moins (M0162005384)."
    ),
)
_required(
    "REC002",
    "INV",
    14,
    _("Numéro d’inventaire absent"),
    _("Reporter dans INV le numéro inscrit au registre d’inventaire."),
)
_required(
    "REC003",
    "DOMN",
    14,
    _("Domaine absent"),
    _("Choisir un à trois domaines dans la liste (peinture, céramique, ethnologie…)."),
)
_required(
    "REC004",
    "STAT",
    23,
    _("Statut juridique absent"),
    _(
        "Remplir STAT : type de propriété ; mode d’acquisition ; propriétaire ; établissement affectataire. "
        "À défaut, écrire « mode d’acquisition inconnu »."
    ),
)
_required(
    "REC005",
    "MUSEO",
    25,
    _("Code Muséofile absent"),
    _("Écrire dans MUSEO le code du musée, une lettre et quatre chiffres (M0811)."),
)


@rule(
    "REC010",
    target="record",
    severity=Severity.ALERTE,
    lacking=("DENO", "TITR", "APPL"),
    title=_("Désignation absente"),
    message=_("Ni dénomination, ni appellation, ni titre : rien ne dit ce qu’est l’objet."),
    remedy=_("Remplir au moins un des champs DENO, APPL ou TITR."),
    source=SHEET,
    passes=Example(SHEET_COMPLETE),
    fails=without(SHEET_COMPLETE, "DENO"),
)
def designation(record: CheckedRecord) -> Iterator[Finding]:
    """The minimum sheet wants one of object name, local name, title."""
    if not (record.get("DENO") or record.get("TITR") or record.get("APPL")):
        yield Finding("REC010", "DENO")


def _minimum(code: str, field: str, title: Promise, remedy: Promise) -> None:
    missing(
        code,
        field,
        Severity.ALERTE,
        SHEET_COMPLETE,
        f"{SHEET} ; {SPEC}, p. 13",
        title=title,
        message=_("Le champ {field}, indispensable dans la fiche minimum, est vide."),
        remedy=remedy,
    )


_minimum("REC011", "TECH", _("Matériaux et techniques absents"), _("Indiquer au moins la matière principale."))
_minimum(
    "REC012", "DIMS", _("Mesures absentes"), _("Indiquer les dimensions principales en centimètres (H. 23 ; l. 28).")
)
_minimum("REC013", "LOCA", _("Localisation absente"), _("Écrire « commune ; nom du musée »."))
_minimum(
    "REC014",
    "DACQ",
    _("Date d’acquisition absente"),
    _("Indiquer l’année d’acquisition ou, à défaut, celle de la première inscription connue."),
)


@rule(
    "REC015",
    target="record",
    severity=Severity.ALERTE,
    lacking=("PHOT",),
    fields=("REFIM",),
    title=_("Crédit photographique absent"),
    message=_("La notice a une image mais aucun crédit photographique."),
    remedy=_(
        "Écrire dans PHOT le prénom et le nom du photographe, puis l’agence ou le service qui détient les droits."
    ),
    source=f"{SPEC}, p. 24 et 26 ; {SHEET}",
    passes=Example({**COMPLETE, "REFIM": "2004_1_1.jpg", "PHOT": "Jeanne Morel, musée des beaux-arts de Brest"}),
    fails=Example({**COMPLETE, "REFIM": "2004_1_1.jpg"}),
)
def credit_missing(record: CheckedRecord) -> Iterator[Finding]:
    """A picture is credited: PHOT is compulsory as soon as there is one."""
    if not record.get("PHOT").strip():
        yield Finding("REC015", "PHOT")


@rule(
    "REC016",
    target="record",
    severity=Severity.SIGNALEMENT,
    lacking=("REFIM",),
    title=_("Notice sans image"),
    message=_("Aucune image n’accompagne la notice."),
    remedy=_("Joindre une photographie, sauf si l’œuvre est encore protégée ; nommer le fichier dans REFIM."),
    source=SHEET,
    passes=Example({**COMPLETE, "REFIM": "2004_1_1.jpg"}),
    fails=Example(COMPLETE),
)
def image_missing(record: CheckedRecord) -> Iterator[Finding]:
    """The minimum sheet calls a photograph indispensable, save for works in copyright."""
    if not record.get("REFIM"):
        yield Finding("REC016", "REFIM")
