"""REC071-REC079: fields filled with nothing, with too much, or with what must not be public."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import Context
from coffret.catalogue.rules.signs import LONGEST, says_nothing, unusual
from coffret.catalogue.rules.texts import OUR, SPEC, around

PUBLIC_TEXTS = ("DESC", "HIST", "COMM", "APTN", "ADPT", "DACQ", "STAT", "DEPO", "DDPT", "PINS", "PDEC", "PUTI", "EXPO")


@rule(
    "REC071",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    title=_("Champ rempli pour ne rien dire"),
    message=_("Le champ {field} ne contient que « {value} »."),
    remedy=_("Laisser le champ vide : il ne sera pas affiché."),
    source=f"{SPEC}, p. 10 : les champs vides ne s’exportent pas",
    passes=Example({"DESC": "Sans décor"}),
    fails=Example({"DESC": "Non renseigné"}),
    fix=lambda text: "",
)
def blank(text: str, code: str, context: Context) -> Iterator[Finding]:
    """« Non renseigné », « N/A », « ??? »: an empty field says it better."""
    if says_nothing(text):
        yield Finding("REC071", code, text)


@rule(
    "REC072",
    target="value",
    severity=Severity.SIGNALEMENT,
    sign=unusual,
    title=_("Champ démesuré"),
    message=_("Le champ {field} dépasse 10 000 caractères : un document entier y a peut-être été collé."),
    remedy=_("Garder l’essentiel et renvoyer au document par un lien (WWW) ou une référence (BIBL)."),
    source=f"{OUR} ; Muséofile limite ses textes à 7 000 caractères",
    passes=Example({"DESC": "Une longue description. " * 40}),
    fails=Example({"DESC": "Une description sans fin. " * 400}),
)
def oversize(text: str, code: str, context: Context) -> Iterator[Finding]:
    """No text of the national catalogue is that long."""
    if len(text) > LONGEST:
        yield Finding("REC072", code, text[:60])


def _may_be_private(text: str) -> bool:
    """Say whether a text has one of the cheap signs of what is private: most have none."""
    return (
        "@" in text
        or "assurance" in text
        or "éserve" in text
        or "vénale" in text
        or "ayonnage" in text
        or "tagère" in text
        or "ompactus" in text
        or "+33" in text
        or ("0" in text and any(start in text for start in _TELEPHONES))
    )


_TELEPHONES = ("01", "02", "03", "04", "05", "06", "07", "09")


@rule(
    "REC073",
    target="value",
    severity=Severity.ALERTE,
    sign=_may_be_private,
    fields=PUBLIC_TEXTS,
    title=_("Donnée à ne pas publier"),
    message=_("Le champ {field} semble contenir {what} : « {value} »."),
    remedy=_("Retirer ce qui touche aux personnes vivantes, à l’assurance ou à l’emplacement avant de verser."),
    source="Règlement général sur la protection des données ; inventaire : donateurs et valeurs ne sont pas publics",
    passes=Example({"APTN": "Collection Murat, Paris, 1905"}),
    fails=Example({"APTN": "Don de Mme Durand, tél. 02 98 00 00 00, valeur d'assurance 3 000 euros"}),
)
def private(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Addresses of living people, insurance values and storage places never leave by a public door."""
    at = _PRIVATE.search(text)
    if at:
        yield Finding("REC073", code, around(text, *at.span()), None, {"what": str(_PRIVATE_KINDS[at.lastgroup or ""])})


_PRIVATE = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+\.[a-z]{2,})|(?P<phone>(?<!\d)(?:\+33\s?|0)[1-9](?:[ .]\d{2}){4}(?!\d))"
    r"|(?P<insured>valeurs? d['’]assurance|valeur vénale|estimation d['’]assurance)"
    r"|(?P<stored>(?:réserve|rayonnage|étagère|compactus)\s+(?:n°|no?\.?)?\s*[A-Z]?\d)",
    re.IGNORECASE,
)
_PRIVATE_KINDS = {
    "mail": _("une adresse électronique"),
    "phone": _("un numéro de téléphone"),
    "insured": _("une valeur d’assurance"),
    "stored": _("un emplacement de réserve"),
}
