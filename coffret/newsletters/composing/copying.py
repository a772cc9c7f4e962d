"""A new issue made of another: its structure, headings and words stay; what is over or gone does not."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.entries import references
from coffret.editorial.entries.content import clean
from coffret.editorial.entries.content import day as read_day
from coffret.editorial.entries.references import UNKNOWN, Ref, Standing, Target
from coffret.editorial.models import Event, Issue, KindName
from coffret.newsletters.composing.drafting import month_of

Content = dict[str, Any]


def copy(issue: Issue, day: date, now: datetime | None = None) -> Content:
    """Return the content of an issue that bears ``day``, made of ``issue`` as it was last written.

    Left out: events over or cancelled by then, things taken off the site or never published, pictures that are gone.
    Sections stay even empty, headings and words as they were but for the month's name in the subject and preheader.
    """
    source = issue.working.content if issue.working else issue.content
    content = clean(KindName.LETTER, source)
    at = max(now or timezone.now(), moments.midnight(day))
    leads = references.targets({ref for _field, ref in references.refs(KindName.LETTER, content)})
    over = _over(leads, at)
    for section in content["sections"]:
        section["items"] = [_kept(item, leads) for item in section["items"] if _stays(item, leads, over)]
    _turn_page(content, day, issue.newsletter.language if issue.newsletter else "fr")
    return clean(KindName.LETTER, content)


def _over(leads: Mapping[Ref, Target], at: datetime) -> set[str]:
    """Return the keys of the events that are past or cancelled at ``at``."""
    keys = [ref.key for ref, target in leads.items() if ref.kind == "entry" and target.row is not None]
    rows = Event.objects.filter(pk__in=keys).order_by("pk")
    return {str(row.pk) for row in rows if agenda.state(row, at).state not in agenda.AHEAD}


def _stays(item: Mapping[str, Any], leads: Mapping[Ref, Target], over: set[str]) -> bool:
    if item["thing"] == "words":
        return True
    if item["thing"] == "entry" and item["ref"] in over:
        return False
    return leads.get(Ref(item["thing"], item["ref"]), UNKNOWN).standing is Standing.ONLINE


def _kept(item: Content, leads: Mapping[Ref, Target]) -> Content:
    use = item["picture"]
    shown = use and leads.get(Ref("picture", str(use["picture"])), UNKNOWN).standing is Standing.ONLINE
    return {**item, "picture": use if shown else None}


def _turn_page(content: Content, day: date, language: str) -> None:
    """Date the content, and say the new month where the subject and the preheader say the old one."""
    old = read_day(content["day"])
    content["day"] = day.isoformat()
    if old is None:
        return
    with override(language):
        before, after = month_of(old), month_of(day)
    for name in ("title", "preheader"):
        content[name] = content[name].replace(before, after)
