"""P23: French typography, with « tout corriger »."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.editorial.proofing.rules.sources import TYPOGRAPHY
from coffret.editorial.proofing.rules.typography import TYPOGRAPHIC
from coffret.newsletters.proofing.file import FileProof
from coffret.newsletters.proofing.letter import LetterProof
from coffret.newsletters.proofing.rules.base import borrowed, letter_rule

# Three points in the place of one sign: said, never asked.
_SAID = "EDI048"


@letter_rule(
    "P23",
    severity=Severity.ALERTE,
    title=_("Typographie française"),
    message=_("À corriger dans « {value} »."),
    remedy=_("Corriger, ou tout corriger d’un geste."),
    source=TYPOGRAPHY,
    passes=Example({"body": "<p>L’émail, le 1er juin\u00a0: à voir.</p>"}),
    fails=Example({"body": "<p>L'émail de de Limoges, le 1 juin.</p>"}),
)
def typography(proof: LetterProof) -> Iterator[Finding]:
    """Spaces, quotation marks, apostrophes, ordinals: as the French set them."""
    if _french(proof):
        yield from borrowed("P23", proof, *(code for code in TYPOGRAPHIC if code != _SAID), weight=Severity.ALERTE)
        yield from borrowed("P23", proof, _SAID, weight=Severity.SIGNALEMENT)


def _french(proof: LetterProof) -> bool:
    """Say whether a letter is in French: a file says it, or nothing."""
    if isinstance(proof, FileProof):
        tag = proof.read.html_tag
        return (tag.get("lang") if tag else "").lower()[:2] in {"", "fr"}
    return proof.composed.language.startswith("fr")
