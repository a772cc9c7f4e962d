"""REC140-REC159: where the object is, whose it is, and what became of it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.rules.identity import occurrences

SPEC = "Spécifications d’export Joconde, 25/03/2024"
MISSING = f"{SPEC}, p. 28-33 : biens manquants et volés"
STATUS = "Liste des termes du statut juridique, mai 2014"

# Words after the establishment, and the one to export (spec p. 30: « disparu » est impropre).
STATES = {"manquant", "volé", "présumé détruit", "retrouvé"}
_STATE_TAIL = re.compile(
    r"(?:;\s{0,3})?\b(manquante?s?|volée?s?|présumée?s? détruite?s?|retrouvée?s?|disparue?s?|pillée?s?|détruite?s?|perdue?s?|"
    r"non localisée?s?|localisation inconnue|lieu inconnu)\s{0,3}$", re.IGNORECASE
)  # fmt: skip
_IMPROPER = re.compile(
    r"(?<=[;,])\s{0,3}(disparue?s?|pillée?s?|perdue?s?|non localisée?s?|localisation inconnue|lieu inconnu|manquante?s|"
    r"volée|volées|volés|retrouvées?|retrouvés|détruite?s?)\s{0,3}$", re.IGNORECASE
)  # fmt: skip
_BRACKETED = re.compile(r"\([^()]*\)")
_CITY_COMMA = re.compile(r"^([^,;]{2,40}),\s*(?=\S)")
_MODES = re.compile(
    r"achat|don\b|dons?\b|donation|legs|dation|d[ée]p[ôo]t|saisie|[ée]change|cession|transfert|ancien fonds|attribution|"
    r"changement d'affectation|d[ée]volution|conqu[êe]te|mode d'acquisition|pr[ée]emption|fouille|collecte|commande|"
    r"mode d’acquisition|partage|prise|versement|affectation|r[ée]cup[ée]ration|souscription|production|d[ée]couverte|"
    r"nationalisation|acquisition", re.IGNORECASE
)  # fmt: skip
_COMMONEST = ("achat", "legs", "donation", "dépôt", "mode d'acquisition", "ancien fonds", "fouille", "saisie")
_PLACE_NOISE = re.compile(r"\b(?:saint|sainte|st|ste|le|la|les|l|d|de|du|des|sur|en|sous|lès)\b|\d+(?:e|er)?\b|[^a-z ]")


@rule(
    "REC140",
    target="value",
    severity=Severity.ALERTE,
    fields=("LOCA",),
    title=_("Localisation incomplète"),
    message=_("« {value} » ne donne pas à la fois une commune et un établissement."),
    remedy=_("Écrire « commune ; établissement » : « Brest ; musée des beaux-arts »."),
    source=f"{SPEC}, p. 23 ; Fiche minimum de diffusion",
    passes=Example({"LOCA": "Brest ; musée des beaux-arts"}),
    fails=Example({"LOCA": "musée des beaux-arts"}),
)
def location_shape(text: str, code: str, context: Context) -> Iterator[Finding]:
    """LOCA is « commune ; établissement »."""
    if len(occurrences(_STATE_TAIL.sub("", text))) < 2 and not _CITY_COMMA.match(text):
        yield Finding("REC140", code, text)


@rule(
    "REC141",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("LOCA",),
    title=_("Localisation séparée par une virgule"),
    message=_("Commune et établissement sont séparés par une virgule : « {value} »."),
    remedy=_("Les séparer par « ; » précédé et suivi d’une espace."),
    source=f"{SPEC}, p. 23",
    passes=Example({"LOCA": "Fécamp ; Les Pêcheries, musée de Fécamp"}),
    fails=Example({"LOCA": "Brest, musée des beaux-arts"}),
    fix=lambda text: _CITY_COMMA.sub(r"\1 ; ", text, count=1),
)
def location_comma(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The separator of LOCA is the semicolon."""
    if len(occurrences(_STATE_TAIL.sub("", text))) < 2 and _CITY_COMMA.match(text):
        yield Finding("REC141", code, text)


@rule(
    "REC142",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("LOCA", "MUSEO"),
    lacking=("DEPO",),
    title=_("Commune différente de celle du musée"),
    message=_("La commune de LOCA n’est pas celle du musée au répertoire : {value}."),
    remedy=_(
        "Vérifier le code du musée. Pour un dépôt, remplir aussi DEPO ; pour une commune nouvelle, ne rien changer."
    ),
    source=f"{SPEC}, p. 23 ; répertoire Muséofile",
    passes=Example({"LOCA": "Brest ; musée des beaux-arts", "MUSEO": "M0162"}, "musée situé à Brest au répertoire"),
    fails=Example({"LOCA": "Lille ; palais des beaux-arts", "MUSEO": "M0162"}, "musée situé à Brest au répertoire"),
)
def other_city(record: CheckedRecord) -> Iterator[Finding]:
    """The object is kept where its museum is, save for deposits."""
    museum = record.museum
    if museum is None or not museum.city or record.get("DEPO"):
        return
    city = record.values["LOCA"].partition(";")[0].strip()
    if city and not same_place(city, museum.city) and not city.casefold().startswith("dépôt"):
        yield Finding("REC142", "LOCA", f"{city} / {museum.city}")


@lru_cache(maxsize=4096)
def same_place(one: str, other: str) -> bool:
    """Say whether two names are one commune: accents, hyphens, articles and arrondissements left aside."""
    if one == other:
        return True
    first, second = (set(_PLACE_NOISE.sub(" ", fold(name).replace("-", " ")).split()) for name in (one, other))
    return first <= second or second <= first


@rule(
    "REC143",
    target="value",
    severity=Severity.ALERTE,
    fields=("LOCA",),
    title=_("Mot impropre pour un bien manquant"),
    message=_("« {value} » n’est pas un état prévu : un bien que l’on ne retrouve pas est « manquant »."),
    remedy=_("Terminer LOCA par « manquant », « volé », « présumé détruit » ou « retrouvé »."),
    source=MISSING,
    passes=Example({"LOCA": "Brest ; musée des beaux-arts ; manquant"}),
    fails=Example({"LOCA": "Brest ; musée des beaux-arts ; disparu"}),
    fix=lambda text: _IMPROPER.sub(lambda match: f" {_proper(match[1])}", text),
)
def improper_state(text: str, code: str, context: Context) -> Iterator[Finding]:
    """« disparu » is improper: export « manquant »; the word agrees with nothing."""
    at = _IMPROPER.search(text)
    if at:
        yield Finding("REC143", code, at[1])


def _proper(word: str) -> str:
    folded = fold(word)
    for start, proper in (("vol", "volé"), ("retrouv", "retrouvé"), ("detruit", "présumé détruit")):
        if folded.startswith(start):
            return proper
    return "manquant"


@rule(
    "REC144",
    target="value",
    severity=Severity.ALERTE,
    fields=("STAT",),
    title=_("Type de propriété absent"),
    message=_("Le statut commence par « {value} », sans type de propriété."),
    remedy=_("Commencer par « propriété de l’Etat », « propriété de la commune », « propriété du département »…"),
    source=f"{SPEC}, p. 23 ; {STATUS} ; Fiche minimum de diffusion",
    passes=Example({"STAT": "propriété de la commune ; achat ; Fécamp ; Les Pêcheries, musée de Fécamp"}),
    fails=Example({"STAT": "achat ; Fécamp ; Les Pêcheries, musée de Fécamp"}),
)
def property_type(text: str, code: str, context: Context) -> Iterator[Finding]:
    """STAT begins with the type of property."""
    if "propri" not in text.casefold():
        yield Finding("REC144", code, occurrences(text)[0] if occurrences(text) else text)


@rule(
    "REC145",
    target="value",
    severity=Severity.ALERTE,
    fields=("STAT",),
    title=_("Mode d’acquisition absent"),
    message=_("Le statut ne dit pas comment l’objet est entré : « {value} »."),
    remedy=_("Ajouter le mode d’acquisition après le type de propriété ; à défaut « mode d’acquisition inconnu »."),
    source=f"{SPEC}, p. 23 ; {STATUS} ; Fiche minimum de diffusion",
    passes=Example({"STAT": "propriété de la commune ; achat en vente publique ; Fécamp ; musée"}),
    fails=Example({"STAT": "propriété de la commune ; Fécamp ; musée"}),
)
def acquisition_mode(text: str, code: str, context: Context) -> Iterator[Finding]:
    """STAT says how the object was acquired."""
    if not any(mode in text for mode in _COMMONEST) and not _MODES.search(text):
        yield Finding("REC145", code, text)


@rule(
    "REC146",
    target="value",
    severity=Severity.ALERTE,
    fields=("STAT",),
    title=_("Propriétaire ou affectataire absent"),
    message=_("Le statut s’arrête avant le propriétaire et l’établissement affectataire : « {value} »."),
    remedy=_("Ajouter le propriétaire (le nom de la commune, par exemple) puis le nom du musée."),
    source=f"{SPEC}, p. 23 ; Fiche minimum de diffusion",
    passes=Example({"STAT": "propriété de la commune ; achat ; Fécamp ; musée"}),
    fails=Example({"STAT": "propriété de la commune ; achat"}),
)
def owner_missing(text: str, code: str, context: Context) -> Iterator[Finding]:
    """STAT ends with the owner and the museum."""
    named = [part for part in occurrences(text) if not part.casefold().startswith("propri") and not _MODES.match(part)]
    if len(named) < 1 or len(occurrences(text)) < 3:
        yield Finding("REC146", code, text)


@rule(
    "REC147",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("DEPO",),
    title=_("Lieu de dépôt incomplet"),
    message=_("« {value} » n’est pas de la forme « dépôt ; commune ; établissement »."),
    remedy=_("Écrire « dépôt ; Suresnes ; musée d’Histoire urbaine et sociale »."),
    source=f"{SPEC}, p. 23-24",
    passes=Example({"DEPO": "dépôt ; Suresnes ; musée d'Histoire urbaine et sociale"}),
    fails=Example({"DEPO": "Suresnes"}),
)
def deposit_shape(text: str, code: str, context: Context) -> Iterator[Finding]:
    """DEPO is the kind of deposit, the commune, the establishment."""
    if len(occurrences(text)) < 3:
        yield Finding("REC147", code, text)


@rule(
    "REC148",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("DEPO",),
    lacking=("DDPT",),
    title=_("Dépôt sans date"),
    message=_("L’objet est en dépôt ({value}) et la date du dépôt n’est pas donnée."),
    remedy=_("Remplir DDPT : « 1922 : déposé »."),
    source=f"{SPEC}, p. 24 ; Fiche minimum de diffusion",
    passes=Example({"DEPO": "dépôt ; Suresnes ; musée", "DDPT": "1922 : déposé"}),
    fails=Example({"DEPO": "dépôt ; Suresnes ; musée"}),
)
def deposit_undated(record: CheckedRecord) -> Iterator[Finding]:
    """A deposit has a date."""
    if not record.get("DDPT"):
        yield Finding("REC148", "DDPT", record.values["DEPO"])


@rule(
    "REC149",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("MANQUANT",),
    title=_("Situation inconnue"),
    message=_("« {value} » n’est pas une situation prévue : manquant, volé, présumé détruit, retrouvé."),
    remedy=_("Employer un de ces mots, au masculin singulier."),
    source=MISSING,
    passes=Example({"MANQUANT": "volé"}),
    fails=Example({"MANQUANT": "égaré"}),
)
def unknown_state(text: str, code: str, context: Context) -> Iterator[Finding]:
    """What became of the object is one of four words."""
    for word in occurrences(text):
        if word not in STATES:
            yield Finding("REC149", code, word)


@rule(
    "REC150",
    target="record",
    severity=Severity.ALERTE,
    fields=("LOCA",),
    lacking=("COMM",),
    title=_("Bien manquant sans commentaire"),
    message=_("L’objet est dit « {value} » et COMM ne dit ni quand ni comment cela a été constaté."),
    remedy=_("Ajouter dans COMM la date du constat et la mention « récolement décennal »."),
    source=MISSING,
    passes=Example({"LOCA": "Brest ; musée ; manquant", "COMM": "Constaté en 2014, récolement décennal."}),
    fails=Example({"LOCA": "Brest ; musée ; manquant"}),
)
def missing_uncommented(record: CheckedRecord) -> Iterator[Finding]:
    """A missing object comes with dates in COMM."""
    at = _STATE_TAIL.search(record.values["LOCA"])
    if at and not fold(at[1]).startswith("retrouv") and not record.get("COMM").strip():
        yield Finding("REC150", "COMM", at[1])


@rule(
    "REC151",
    target="record",
    severity=Severity.ALERTE,
    fields=("LOCA", "MANQUANT"),
    title=_("Localisation et situation en désaccord"),
    message=_("LOCA et MANQUANT se contredisent : {value}."),
    remedy=_(
        "Mettre les deux champs d’accord ; pour un bien revenu, « retrouvé » remplace « manquant » à la fin de LOCA."
    ),
    source=MISSING,
    passes=Example({"LOCA": "Brest ; musée ; volé", "MANQUANT": "volé"}),
    fails=Example({"LOCA": "Brest ; musée ; retrouvé", "MANQUANT": "manquant"}),
)
def state_contradiction(record: CheckedRecord) -> Iterator[Finding]:
    """LOCA and MANQUANT tell the same story."""
    at = _STATE_TAIL.search(record.values["LOCA"])
    if at and fold(_proper(at[1]))[:4] not in fold(record.values["MANQUANT"]):
        yield Finding("REC151", "MANQUANT", f"{at[1]} / {record.values['MANQUANT']}")


@rule(
    "REC152",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("LIEUX",),
    title=_("Lieux séparés par des virgules"),
    message=_("Les niveaux du lieu sont séparés par des virgules : « {value} »."),
    remedy=_("Écrire « Pays ; Région ; Département ; Commune (précision) », un lieu par groupe, séparés par « # »."),
    source=f"{SPEC}, p. 18",
    passes=Example({"LIEUX": "France ; Normandie ; Seine-Maritime ; Rouen (lieu de fabrication)"}),
    fails=Example({"LIEUX": "France, Saône-et-Loire, Autun (lieu de création)"}),
    fix=lambda text: re.sub(r"\s*,\s*(?![^()]*\))", " ; ", text),
)
def place_commas(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The levels of a place are separated by semicolons."""
    if "," in _BRACKETED.sub("", text):
        yield Finding("REC152", code, text)
