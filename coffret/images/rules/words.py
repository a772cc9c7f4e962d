"""IMG030-IMG042: names, credits, and what the file tells besides its picture."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.images import credits, naming
from coffret.images.case import Case, holder
from coffret.images.norms import NAME_LIMIT, WORDS

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021"
POP = "betagouv/pop@d529e79"
OUR = "Règle de Coffret"


@rule(
    "IMG030",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Image sans crédit dans la notice"),
    message=_("La notice « {record} », qui nomme cette image, n’a pas de crédit photographique (PHOT)."),
    remedy=_("Écrire dans PHOT « Prénom Nom, agence ou service qui détient le cliché »."),
    source=f"{SPEC}, p. 13 et 24 : l’image n’est pas bloquée, elle est listée dans le rapport d’export",
    passes=Example({"nommée": "oui", "PHOT": "Albert Durand, musée Rolin"}),
    fails=Example({"nommée": "oui", "REF": "M0650000123", "PHOT": ""}),
)
def no_credit(case: Case) -> Iterator[Finding]:
    """PHOT is compulsory as soon as there is an image."""
    if case.named and case.credit is not None and not case.credit.strip():
        yield case.finding("IMG030", record=case.record)


@rule(
    "IMG031",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Crédit d’image sans valeur juridique"),
    message=_("Le crédit « {credit} » ({place}) n’a pas de valeur juridique."),
    remedy=_(
        "Écrire « Prénom Nom, service ou agence qui détient les droits », par exemple « Albert Durand, musée Rolin »."
    ),
    source=f"{METHOD}, p. 79 ; {SPEC}, p. 24",
    passes=Example({"nommée": "oui", "PHOT": "(c) Albert Durand, musée Rolin"}),
    fails=Example({"nommée": "oui", "PHOT": "cliché du musée Rolin"}),
)
def worthless_credit(case: Case) -> Iterator[Finding]:
    """A credit names the photographer: in the record, and in the file when it says something."""
    for place, credit in (("PHOT", case.credit or ""), ("IPTC/XMP/EXIF", holder(case.seen.metadata))):
        if credit.strip() and credits.worthless(credit):
            yield case.finding("IMG031", credit=credit[:120], place=place)


@rule(
    "IMG032",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Image nommée et absente"),
    message=_("La notice « {record} » nomme cette image dans REFIM, et le fichier n’y est pas."),
    remedy=_("Joindre le fichier sous ce nom exact, ou retirer ce nom de REFIM."),
    source=f"{SPEC}, p. 12 et 25 ; {POP} : « Image introuvable »",
    passes=Example({"nom": "vase.jpg", "nommée": "oui", "PHOT": "Albert Durand, musée Rolin"}),
    fails=Example({"nom": "vase.jpg", "nommée": "oui", "REF": "M0650000123", "absente": "oui"}),
)
def missing(case: Case) -> Iterator[Finding]:
    """An image named is handed in."""
    if case.missing:
        yield case.finding("IMG032", record=case.record)


@rule(
    "IMG033",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Image que REFIM ne nomme pas"),
    message=_("Aucune notice du fichier remis ne nomme cette image : elle ne sera pas publiée."),
    remedy=_("Ajouter son nom dans REFIM de la notice voulue, ou la laisser de côté."),
    source=f"{SPEC}, p. 5 : « export images seules bloqué - absence de notice Joconde »",
    passes=Example({"nommée": "oui", "PHOT": "Albert Durand, musée Rolin"}),
    fails=Example({"nommée": "non"}),
)
def not_named(case: Case) -> Iterator[Finding]:
    """An image belongs to a record."""
    if case.named is False:
        yield case.finding("IMG033")


@rule(
    "IMG034",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Deux noms presque pareils"),
    message=_("« {other} » ne diffère que par le dossier, la casse, les accents ou l’encodage du nom."),
    remedy=_("Donner à chaque image un nom qui diffère par ses lettres ou ses chiffres."),
    source=f"{OUR} : deux noms ne se confondent jamais ; Windows et macOS ne distinguent pas la casse",
    passes=Example({"nom": "vase_1.jpg"}),
    fails=Example({"nom": "Vase.jpg", "homonyme": "VASE.JPG"}),
)
def clash(case: Case) -> Iterator[Finding]:
    """Two names differ by more than case, accents or folder."""
    if case.clash:
        yield case.finding("IMG034", other=case.clash)


@rule(
    "IMG035",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Nom impossible dans REFIM"),
    message=_("REFIM ne peut pas citer ce nom : {what}."),
    remedy=_("Renommer le fichier avec des lettres, des chiffres, « - » et « _ », et corriger REFIM."),
    source=f"{SPEC}, p. 12 : noms séparés par « ; » sans espace ; forme ancienne séparée par des virgules",
    passes=Example({"nom": "RL_46-1-1.jpg"}),
    fails=Example({"nom": "vase, revers.jpg"}),
)
def impossible_name(case: Case) -> Iterator[Finding]:
    """A name can be written in a list of names."""
    fault = naming.fault(case.name, NAME_LIMIT)
    if fault:
        yield case.finding("IMG035", what=WORDS[fault])


@rule(
    "IMG036",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Deux noms que POP confond"),
    message=_("POP abrège ce nom et « {other} » de la même façon : l’une des deux images y remplacerait l’autre."),
    remedy=_("Éviter « _ » dans les noms, ou les verser en deux fois ; ici, les noms entiers sont gardés."),
    source=f"{POP}, convertLongNameToShort (27/06/2024) : préfixes « …_ » et suffixe « _x » retirés",
    passes=Example({"nom": "12-a.jpg"}),
    fails=Example({"nom": "inv_12_a.jpg", "homonyme pour POP": "inv_12_b.jpg"}),
)
def merged_by_pop(case: Case) -> Iterator[Finding]:
    """Two images keep two names once POP has shortened them."""
    if case.merged:
        yield case.finding("IMG036", other=case.merged)


@rule(
    "IMG040",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Lieu de prise de vue dans le fichier"),
    message=_("Le fichier dit où la photographie a été prise (GPS) : une réserve peut y être située."),
    remedy=_("Rien à faire : la copie de diffusion ne garde pas ce lieu. Ne pas publier l’original."),
    source=f"{OUR} : sécurité des réserves, données personnelles",
    passes=Example({"GPS": "non"}),
    fails=Example({"GPS": "oui"}),
)
def located(case: Case) -> Iterator[Finding]:
    """A picture does not tell where the storeroom is."""
    if case.seen.metadata.gps:
        yield case.finding("IMG040")


@rule(
    "IMG041",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Propriétaire ou numéro de l’appareil dans le fichier"),
    message=_("Le fichier garde le nom du propriétaire ou le numéro de l’appareil : {kept}."),
    remedy=_("Rien à faire : la copie de diffusion ne les garde pas."),
    source=f"{OUR} : données personnelles (RGPD, minimisation)",
    passes=Example({"auteur": "Albert Durand"}),
    fails=Example({"propriétaire": "A. Durand", "numéro d’appareil": "3021187"}),
)
def camera_owner(case: Case) -> Iterator[Finding]:
    """A picture credits its photographer, and says nothing of the owner of the camera."""
    metadata = case.seen.metadata
    kept = [text[:60] for text in (metadata.owner, metadata.serial) if text]
    if kept:
        yield case.finding("IMG041", kept=", ".join(kept))


@rule(
    "IMG042",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Crédit du fichier et crédit de la notice en désaccord"),
    message=_("Le fichier crédite « {embedded} », la notice « {credit} »."),
    remedy=_("Vérifier qui a pris la photographie, puis corriger PHOT ou le fichier."),
    source=f"{OUR} : le crédit suit l’image",
    passes=Example({"nommée": "oui", "PHOT": "Albert Durand, musée Rolin", "auteur": "Albert Durand"}),
    fails=Example({"nommée": "oui", "PHOT": "Albert Durand, musée Rolin", "auteur": "Jeanne Morel"}),
)
def credits_disagree(case: Case) -> Iterator[Finding]:
    """The file and the record credit the same person."""
    embedded = holder(case.seen.metadata)
    if credits.disagree(embedded, case.credit or ""):
        yield case.finding("IMG042", embedded=embedded[:120], credit=(case.credit or "")[:120])
