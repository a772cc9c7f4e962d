"""EDI060-EDI062, INF036: publications: a title, a file, a date, what changed; files of other sites."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.editorial.proofing.days import days, written
from coffret.editorial.proofing.proof import Proof, found, words_found
from coffret.editorial.proofing.rules.sources import OURS, RGAA
from coffret.editorial.proofing.world import split

_FILE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|zip|csv)$", re.IGNORECASE)
_WEIGHT = re.compile(r"\d\s*(?:[kKMG]?[oO]|[kKMG][bB])\b")
_UPDATED = re.compile(r"\b(?:mise? à jour|actualisée?|version|édition)\s+(?:le|du)\s+", re.IGNORECASE)

WORDS = {
    "title": gettext_noop("titre"),
    "file": gettext_noop("fichier"),
    "date": gettext_noop("date"),
    "change": gettext_noop("mot sur ce qui a changé"),
}


@rule(
    "EDI060",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Publication sans titre ou sans fichier"),
    message=_("La publication {number} n’a pas de {what}."),
    remedy=_("Lui donner un titre et un fichier, ou la retirer."),
    source=OURS,
    passes=Example({"publications.0.title": "Les normes", "publications.0.editions.0.document": "1", "publications.0.editions.0.issued_on": "2026-05-11"}),
    fails=Example({"publications.0.title": "Les normes"}),
)  # fmt: skip
def incomplete(page: Proof) -> Iterator[Finding]:
    """What is offered for download is named, and there."""
    for index, one in enumerate(page.content.get("publications") or ()):
        if not one["title"]:
            yield Finding("EDI060", f"publications.{index}.title", facts={"number": index + 1, "what": WORDS["title"]})
        if not any(edition["document"] for edition in one["editions"]):
            yield Finding(
                "EDI060", f"publications.{index}.editions", facts={"number": index + 1, "what": WORDS["file"]}
            )


@rule(
    "EDI061",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Édition sans date, ou sans dire ce qui change"),
    message=_("L’édition la plus récente de « {value} » n’a pas de {what}."),
    remedy=_("Le dire : les lecteurs savent ainsi s’ils doivent la reprendre."),
    source=OURS,
    passes=Example({"publications.0.title": "Les normes", "publications.0.editions.0.document": "1", "publications.0.editions.0.issued_on": "2026-05-11"}),
    fails=Example({"publications.0.title": "Les normes", "publications.0.editions.0.document": "1"}),
)  # fmt: skip
def undated(page: Proof) -> Iterator[Finding]:
    """A publication says when it was issued, a new edition what changed."""
    for index, one in enumerate(page.content.get("publications") or ()):
        latest = one["editions"][0] if one["editions"] else None
        path = f"publications.{index}.editions.0"
        if latest and latest["document"] and not latest["issued_on"]:
            yield Finding("EDI061", f"{path}.issued_on", one["title"], facts={"what": WORDS["date"]})
        if latest and latest["document"] and len(one["editions"]) > 1 and not latest["changed"]:
            yield Finding("EDI061", f"{path}.changed", one["title"], facts={"what": WORDS["change"]})


@rule(
    "EDI062",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Fichier d’un autre site, sans type ni poids"),
    message=_("Le lien « {value} » télécharge un fichier {kind} sans le dire."),
    remedy=_("Écrire le type et le poids dans le lien : « (PDF, 2 Mo) ». Pour un document d’ici, c’est fait d’office."),
    source=f"{RGAA}, critère 13.3 ; règle de Coffret",
    passes=Example({"body": '<p><a href="https://example.org/normes.pdf">Les normes (PDF, 2\u00a0Mo)</a></p>'}),
    fails=Example({"body": '<p><a href="https://example.org/normes.pdf">Les normes</a></p>'}),
)
def untold(page: Proof) -> Iterator[Finding]:
    """Who clicks knows that a file comes, of which kind and weight."""
    for link in page.links:
        parts = split(link.href) if link.href.startswith(("http://", "https://")) else None
        match = _FILE.search(parts.path) if parts else None
        if match and not (match[1].lower() in link.text.lower() and _WEIGHT.search(link.text)):
            yield from words_found("EDI062", link, kind=match[1].upper())


@rule(
    "INF036",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Date de mise à jour qui n’est pas celle du document"),
    message=_("Le texte dit « {value} », et la dernière édition est du {today}."),
    remedy=_("Mettre la date de l’édition, ou retirer celle du texte : la page la montre."),
    source=OURS,
    passes=Example({"body": "<p>Mise à jour le 11 mai 2026.</p>", "publications.0.title": "Les normes", "publications.0.editions.0.document": "1", "publications.0.editions.0.issued_on": "2026-05-11"}),
    fails=Example({"body": "<p>Mise à jour le 3 mars 2025.</p>", "publications.0.title": "Les normes", "publications.0.editions.0.document": "1", "publications.0.editions.0.issued_on": "2026-05-11"}),
)  # fmt: skip
def stale_update(page: Proof) -> Iterator[Finding]:
    """The day of update told is that of the latest edition offered, where any is dated."""
    latest = _latest(page)
    if latest is None:
        return
    for text in page.texts:
        for match in _UPDATED.finditer(text.text) if "editions" not in text.path else ():
            day = next(iter(days(text.text[match.end() : match.end() + 40])), None)
            if day and day.start == 0 and day.date and day.date != latest:
                start, end = match.end(), match.end() + day.end
                yield found("INF036", text, start, end, written(latest), today=written(latest))


def _latest(page: Proof) -> date | None:
    issued = [
        date.fromisoformat(edition["issued_on"])
        for one in page.content.get("publications") or ()
        for edition in one["editions"][:1]
        if edition["issued_on"]
    ]
    return max(issued, default=None)
