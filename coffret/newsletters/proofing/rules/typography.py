"""P23: French typography, with « tout corriger »."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.editorial.proofing import prose
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
        slips = borrowed("P23", proof, *(code for code in TYPOGRAPHIC if code != _SAID), weight=Severity.ALERTE)
        # « ?? » is a decision that is awaited, and P02 tells it.
        told = (one for one in slips if "??" not in one.value and not _on_one_line(proof, one))
        yield from (one for one in told if not (_foreign(proof, one) or _from_record(proof, one)))
        yield from borrowed("P23", proof, _SAID, weight=Severity.SIGNALEMENT)


def _on_one_line(proof: LetterProof, one: Finding) -> bool:
    """Say whether a file only lacks a no-break space where nothing breaks: subject, preheader, alternative."""
    broken = one.field == "body" and not one.facts.get("part")
    right = str(one.facts.get("right", "")).replace("\u00a0", " ").replace("\u202f", " ")
    return proof.file and not broken and one.facts.get("like") == "EDI040" and right == one.value


def _foreign(proof: LetterProof, one: Finding) -> bool:
    """Say whether a slip of a file stands in a part that says it is in another language."""
    if not isinstance(proof, FileProof) or one.field != "body" or one.facts.get("part"):
        return False
    text = proof.read.text
    at = prose.nth(text.text, one.value, one.facts.get("at", 0))
    here = next((passage for passage in proof.read.passages if passage.start <= at < passage.end), None)
    said = (node.get("lang") for node in [here.node, *here.node.above()] if node.get("lang")) if here else iter(())
    return not next(said, "fr").lower().startswith("fr")


def _from_record(proof: LetterProof, one: Finding) -> bool:
    """Say whether a slip of a file is word for word in a record of ours it leads to: it is put right there."""
    text = next((text for text in proof.texts if proof.file and text.path == one.field and not text.part), None)
    at = prose.nth(text.text, one.value, one.facts.get("at", 0)) if text else -1
    block = next((one for one in text.blocks if one.start <= at < one.start + len(one.text)), None) if text else None
    if text is None or block is None:
        return False
    low, high = max(block.start, at - 12), min(block.start + len(block.text), at + len(one.value) + 12)
    words = " ".join(text.text[low:high].split())
    return any(words in said for said in proof.world.said())


def _french(proof: LetterProof) -> bool:
    """Say whether a letter is in French: a file says it, or nothing."""
    if isinstance(proof, FileProof):
        tag = proof.read.html_tag
        return (tag.get("lang") if tag else "").lower()[:2] in {"", "fr"}
    return proof.composed.language.startswith("fr")
