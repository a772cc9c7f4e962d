"""P27: documents: a file comes, of which kind and weight; it is there, of the day that is told."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.editorial import moments
from coffret.editorial.entries.references import Ref, Standing
from coffret.editorial.models import KindName
from coffret.editorial.proofing.days import days, written
from coffret.editorial.proofing.proof import found, link_found
from coffret.newsletters.proofing.letter import LetterProof, Span
from coffret.newsletters.proofing.rules.base import OURS, RGAA, as_like, borrowed, letter_rule
from coffret.newsletters.proofing.rules.links import own_ref

_WEIGHT = re.compile(r"\d\s*(?:[kKMG]?[oO]|[kKMG][bB])\b")
_UPDATED = re.compile(r"\b(?:mise?s? à jour|actualisée?s?)\s+(?:le|du)\s+", re.I)


@letter_rule(
    "P27",
    severity=Severity.ERREUR,
    title=_("Document annoncé sans type ni poids, ou absent"),
    message=_("Le document {name} n’existe pas ou plus."),
    remedy=_("Le déposer à nouveau, ou en choisir un autre."),
    source=f"{RGAA}, critère 13.3 ; {OURS}",
    passes=Example({"body": '<p><a href="https://example.org/normes.pdf">Les normes (PDF, 2\u00a0Mo)</a></p>'}),
    fails=Example({"body": '<p><a href="https://example.org/normes.pdf">Les normes</a></p>'}),
)
def documents(proof: LetterProof) -> Iterator[Finding]:
    """Who clicks knows that a file comes, of which kind and weight; the file is there, of the day that is told."""
    yield from (one for one in borrowed("P27", proof, "EDI062", weight=Severity.ALERTE) if not _told_after(proof, one))
    yield from borrowed("P27", proof, "INF023")
    for path, ref in proof.refs():
        target = proof.world.target(ref)
        if ref.kind == "document" and target.standing is not Standing.ONLINE:
            yield Finding("P27", f"{path}.ref", ref.key, facts={"name": target.title or ref.key})
    for link in proof.links:
        own = own_ref(proof, link)
        if own and own.kind == "document" and proof.world.target(own).standing is not Standing.ONLINE:
            yield link_found("P27", link, link.href, name=f"« {link.text or link.href} »")
    yield from _stale(proof)


def _told_after(proof: LetterProof, one: Finding) -> bool:
    """Say whether type and weight stand just after the words of the link."""
    text = next(text for text in proof.texts if text.path == one.field and not text.part)
    marks = [mark for mark in text.links if mark.text.strip() == one.value.strip()]
    around = [text.text[mark.start : mark.end + 30] for mark in marks]
    return bool(around) and all(
        str(one.facts["kind"]).lower() in said.lower() and _WEIGHT.search(said) for said in around
    )


def _stale(proof: LetterProof) -> Iterator[Finding]:
    """Yield the days of update told of a resource that are none of its own."""
    for index, section in enumerate(proof.content.get("sections") or () if not proof.file else ()):
        for place, item in enumerate(section["items"]):
            known = _days_of(proof, item) if item["thing"] == "entry" else []
            spans = proof.item(f"sections.{index}.items.{place}") if known else ()
            yield from (one for span in spans for one in _compared(span, known))


def _days_of(proof: LetterProof, item: dict[str, str]) -> list[date]:
    """Return the days a resource may be said to be updated on, the latest first."""
    row = proof.world.target(Ref("entry", item["ref"])).row
    if row is None or row.kind != KindName.RESOURCE:
        return []
    issued = [
        date.fromisoformat(edition["issued_on"])
        for one in row.content.get("publications") or ()
        for edition in one["editions"]
        if edition["issued_on"]
    ]
    told = [moments.local(at).date() for at in (row.changed_at, row.first_published_at) if at]
    return sorted({*issued, *told}, reverse=True)


def _compared(span: Span, known: list[date]) -> Iterator[Finding]:
    for match in _UPDATED.finditer(str(span)):
        start = span.start + match.end()
        day = next(iter(days(span.text.text[start : start + 40])), None)
        if day and day.start == 0 and day.date and day.date not in known:
            right = written(known[0])
            one = found("P27", span.text, start, start + day.end, right, today=right)
            yield from as_like("P27", "INF036", [one])
