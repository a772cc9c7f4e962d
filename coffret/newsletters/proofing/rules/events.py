"""P13: what a letter says of registration, against the state of the event the minute it leaves."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import State
from coffret.editorial.models import Plan
from coffret.editorial.proofing.proof import found
from coffret.editorial.proofing.prose import Block, Prose
from coffret.editorial.proofing.rules.events import _SAID as SAID
from coffret.editorial.proofing.rules.events import REASONS, SOON_ENDS
from coffret.newsletters.proofing.letter import Item, LetterProof, Span
from coffret.newsletters.proofing.rules.base import OURS, gettext_noop, letter_rule
from coffret.newsletters.proofing.whens import When, whens

_SOON = re.compile(
    r"inscriptions? (?:(?:en ligne |est |sont |sera |seront ))?(?:bientôt|prochainement) (?:ouvertes?|disponibles?|possibles?)"
    r"|inscriptions? (?:s[’'])?(?:ouvrent|ouvriront|ouvrira|vont ouvrir) (?:bientôt|prochainement)|ouverture prochaine des inscriptions"
    r"|(?:bientôt|prochainement)\W{1,3}(?:ouverture des |les )?inscriptions?|inscriptions? (?:à venir|prochainement|bientôt)\b",
    re.I,
)  # fmt: skip
_OPEN = re.compile(
    r"(?<!bientôt )(?<!prochainement )inscriptions? (?:(?:est|sont) (?:désormais |maintenant |déjà )?)?ouvertes?"
    r"(?! (?:le|du|à partir|dès|prochain|bientôt))|inscrivez-vous dès|inscription ouverte|on s[’']inscrit dès",
    re.I,
)
# An opening told of the future, with its day just after.
_WILL_OPEN = re.compile(
    r"inscriptions? (?:en ligne )?(?:s[’'])?(?:ouvrent|ouvriront|ouvrira|seront ouvertes|sera ouverte)"
    r"(?=,?\s(?:à partir du|à compter du|dès le|le|du)\s)",
    re.I,
)
# What a last day to register is told by.
_UNTIL = re.compile(
    r"\binscri\w+\b[^.!?\n]{0,40}(?:jusqu[’']au|avant le|au plus tard le|limite\s*:?(?:\sle)?)\s*$"
    r"|limite d[’']inscription\W*(?:le|au|fixée au)?\s*$",
    re.I,
)
_ENDED = re.compile(r"étai|closes?\b|fermé|terminé|clôtur|ont été|prolong|report", re.I)
_OPENING = re.compile(
    r"(?:ouvertur\w*|ouvertes?|ouvr\w+|inscriptions?|à partir|à compter|dès)\b[^.!?\n]{0,40}$", re.I
)  # fmt: skip
_REGISTER = re.compile(r"inscri|réserv|formulaire|participer|register", re.I)
_WRITE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\b0\d(?:[ .]?\d\d){4}\b")

WRONG = {
    **REASONS,
    "link": gettext_noop("le lien d’inscription est déjà là"),
    "nowhere": gettext_noop("rien ne dit où s’inscrire"),
    "state": gettext_noop("l’agenda dit autre chose"),
    "closed": gettext_noop("la date limite est passée"),
}


@letter_rule(
    "P13",
    severity=Severity.ERREUR,
    title=_("État des inscriptions périmé"),
    message=_("« {value} » ne tient pas : {reason}."),
    remedy=_(
        "Donner la date d’ouverture ou l’adresse du formulaire, ou retirer ces mots : l’agenda les écrit de lui-même."
    ),
    source=OURS,
    passes=Example({"body": "<p>Journée du 19 juin 2026. Inscriptions bientôt ouvertes.</p>"}),
    fails=Example({"body": "<p>Journée du 19 juin 2026. Inscriptions bientôt ouvertes, le 4 mai 2026.</p>"}),
)
def stale(proof: LetterProof) -> Iterator[Finding]:
    """« Bientôt » has an opening to come, « ouvertes » a place to register; an event of the site says its own state."""
    for section in proof.sections:
        for item in section.items:
            if item.event is not None:
                yield from _of_event(proof, item)
            else:
                yield from _of_words(proof, item)
        for span in section.words:
            yield from _of_words(proof, Item((span,)))


# Events of the site ----------------------------------------------------------------------------------------------------


def _of_event(proof: LetterProof, item: Item) -> Iterator[Finding]:
    event: Any = item.event
    situation = agenda.state(event, proof.now)
    if situation.state is State.SOON and (reason := _not_soon(proof, agenda.facts(event))):
        path = next(path for path, ref in proof.refs() if ref.kind == "entry" and ref.key == str(event.pk))
        yield Finding("P13", f"{path}.ref", situation.label, facts={"reason": WRONG[reason]})
    for span in item.spans:
        for pattern, states in SAID:
            for match in pattern.finditer(str(span)):
                if situation.state not in states and situation.state not in {State.CANCELLED, State.POSTPONED}:
                    at = span.start + match.start()
                    yield found("P13", span.text, at, at + len(match[0]), reason=WRONG["state"])


def _not_soon(proof: LetterProof, known: agenda.Facts) -> str:
    if known.opens_at and known.opens_at <= proof.now:
        return "opened"
    answer = proof.world.answers.get(known.outside_url)
    if known.plan == Plan.OUTSIDE and answer is not None and answer.status == 200 and not known.opens_at:
        return "address"
    near = known.starts_at is not None and not known.opens_at and known.starts_at - proof.now < SOON_ENDS
    return "near" if near else ""


# Events told in words --------------------------------------------------------------------------------------------------


def _of_words(proof: LetterProof, item: Item) -> Iterator[Finding]:
    for span in item.spans:
        blocks = [block for block in span.text.blocks if span.start <= block.start < span.end and not block.quoted]
        for number, block in enumerate(blocks):
            for match in _SOON.finditer(block.text):
                if reason := _stale_soon(proof, item, span.text, blocks, number):
                    yield _about(span.text, block, match, reason)
            for match in _OPEN.finditer(block.text):
                overlapped = any(one.start() <= match.start() < one.end() for one in _SOON.finditer(block.text))
                if not overlapped and not _somewhere(proof.today, item, span, blocks, number):
                    yield _about(span.text, block, match, "nowhere")
            yield from _gone_by(proof, span.text, block)


def _gone_by(proof: LetterProof, text: Prose, block: Block) -> Iterator[Finding]:
    """Yield an opening told of the future and a last day to register that are both over."""
    over = [one for one in whens(block.text, proof.today) if one.last and one.last < proof.today]
    for match in _WILL_OPEN.finditer(block.text):
        if any(match.end() <= one.start <= match.end() + 16 for one in over):
            yield _about(text, block, match, "opened")
    for one in over:
        before = block.text[max(0, one.start - 80) : one.start]
        if _UNTIL.search(before) and not _ENDED.search(before):
            start = block.start + one.start
            yield found("P13", text, start, block.start + one.end, reason=WRONG["closed"])


def _about(text: Prose, block: Block, match: re.Match[str], reason: str) -> Finding:
    start = block.start + match.start()
    return found("P13", text, start, start + len(match[0]), reason=WRONG[reason])


def _stale_soon(proof: LetterProof, item: Item, text: Prose, blocks: list[Block], number: int) -> str:
    """Return why « soon » no longer holds (a key of WRONG), or « »."""
    low, high = _around(proof.today, blocks, number)
    near = [(block, one) for block in blocks[low : high + 1] for one in whens(block.text, proof.today)]
    openings = [one for block, one in near if _is_opening(block, one)]
    if any(one.last and one.last <= proof.today for one in openings):
        return "opened"
    start, end = blocks[low].start, blocks[high].start + len(blocks[high].text)
    links = [one for one in text.links if start <= one.start <= end]
    if any(_REGISTER.search(one.text) and one.attributes.get("href", "").startswith(("http", "/")) for one in links):
        return "link"
    starts = [one.first for block, one in near if not _is_opening(block, one) and one.first]
    soonest = min((day for day in starts if day >= proof.today), default=None)
    return "near" if soonest and not openings and soonest - proof.today < _days(SOON_ENDS) else ""


def _days(span: timedelta) -> timedelta:
    return timedelta(days=span.days)


def _is_opening(block: Block, one: When) -> bool:
    return bool(_OPENING.search(block.text[max(0, one.start - 80) : one.start]))


def _around(today: date, blocks: list[Block], number: int) -> tuple[int, int]:
    """Return the first and the last block that tell of the same event: back to the one with its day, down to the next."""
    low = number
    while low > 0 and not blocks[low].level and not _dated(today, blocks[low]):
        low -= 1
    if low and blocks[low - 1].level:
        low -= 1
    high = number
    while high + 1 < len(blocks) and not blocks[high + 1].level and not _dated(today, blocks[high + 1]):
        high += 1
    if high + 1 < len(blocks) and any(
        _is_opening(blocks[high + 1], one) for one in whens(blocks[high + 1].text, today)
    ):
        high += 1
    return low, high


def _dated(today: date, block: Block) -> bool:
    return any(not _is_opening(block, one) for one in whens(block.text, today))


def _somewhere(today: date, item: Item, span: Span, blocks: list[Block], number: int) -> bool:
    """Say whether an event's lines, or its title above them, say where to register: a link, an address, a number."""
    low, high = _around(today, blocks, number)
    start, end = blocks[max(0, low - 2)].start, blocks[high].start + len(blocks[high].text)
    linked = any(start <= one.start <= end for one in span.text.links)
    linked = linked or any(other.links for other in item.spans if other is not span)
    return linked or bool(_WRITE.search(span.text.text[start:end]))
