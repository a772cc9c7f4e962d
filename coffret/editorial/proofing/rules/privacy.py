"""EDI050-EDI051: what concerns a person and may not be for everyone: a number, an address of their own."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.editorial.proofing.proof import Proof, found
from coffret.editorial.proofing.rules.sources import OURS

_PHONE = re.compile(
    r"(?<![\w/.,-])(?:\+33[ .\u00a0\u202f]?(?:\(0\))?|0)(?:[1-9])(?:[ .\u00a0\u202f-]?\d{2}){4}(?![\d-])"
)
# Where people, not institutions, have their mail.
_PRIVATE = re.compile(
    r"[\w.+-]+@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|orange|wanadoo|free|sfr|neuf|laposte|bbox|numericable"
    r"|icloud|me|aol|gmx|proton|protonmail|pm)\.(?:com|fr|net|me|de|ch)\b",
    re.IGNORECASE,
)
_LAW = "Règlement général sur la protection des données, article 5"


@rule(
    "EDI050",
    target="entry",
    severity=Severity.SIGNALEMENT,
    title=_("Numéro de téléphone dans un texte"),
    message=_("Ce texte donne un numéro : {value}."),
    remedy=_("Vérifier que c’est celui d’un service, et que la personne est d’accord si c’est le sien."),
    source=f"{_LAW} ; {OURS}",
    passes=Example({"body": "<p>Écrire au bureau du récolement.</p>"}),
    fails=Example({"body": "<p>Appeler le 06 39 98 12 34.</p>"}),
)
def phone(page: Proof) -> Iterator[Finding]:
    """A number online is called by anybody."""
    for text in page.texts:
        yield from (found("EDI050", text, *match.span()) for match in _PHONE.finditer(text.text))


@rule(
    "EDI051",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Adresse de courriel personnelle"),
    message=_("Cette adresse paraît personnelle : {value}."),
    remedy=_("Donner celle du service, ou confirmer que la personne est d’accord."),
    source=f"{_LAW} ; {OURS}",
    passes=Example({"body": "<p>Écrire à catalogue@musees.example.org.</p>"}),
    fails=Example({"body": "<p>Écrire à m.petit@gmail.com.</p>"}),
)
def private_address(page: Proof) -> Iterator[Finding]:
    """An institution answers from its own address."""
    for text in page.texts:
        yield from (found("EDI051", text, *match.span()) for match in _PRIVATE.finditer(text.text))
    contact = page.text("contact")
    if _PRIVATE.fullmatch(contact):
        yield Finding("EDI051", "contact", contact)
