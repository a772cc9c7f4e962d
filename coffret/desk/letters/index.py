"""/pro/lettres/: the newsletters, what is being written for them, what was sent; a new issue begins here."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coffret.accounts import access
from coffret.desk.guards import opened_to
from coffret.editorial.entries.content import day
from coffret.editorial.models import Entry, Issue, Newsletter

writers = opened_to(access.can_write_letters)
# Sent issues shown at once; the archive has them all.
SENT = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A newsletter, the issue being made that bears the nearest day, and the last one that was sent."""

    newsletter: Newsletter
    coming: Entry | None
    last: Issue | None


@require_GET
@writers
def index(request: HttpRequest) -> HttpResponse:
    """List the newsletters with their next and last issues, the issues being made, those that were sent."""
    newsletters = list(Newsletter.objects.order_by("position", "pk"))
    making = in_making()
    sent = list(Issue.objects.filter(sent_at__isnull=False).select_related("newsletter").order_by("-sent_at", "-pk"))
    context = {
        "rail": "letters",
        "lines": [Line(one, _next(one, making), _last(one, sent)) for one in newsletters if one.closed_at is None],
        "closed": [one for one in newsletters if one.closed_at],
        "making": _told(making, newsletters),
        "sent": sent[:SENT],
        "manages": access.can_manage_letters(request.user),
    }
    return render(request, "desk/letters/index.html", context)


def in_making() -> list[Issue]:
    """Return the issues that have not left, by the day they bear, those without one last."""
    rows = list(Issue.objects.filter(sent_at=None).select_related("working__by").order_by("-working__at", "-pk"))
    return sorted(rows, key=lambda issue: _day(issue) or "9999")


def _day(issue: Issue) -> str:
    return str(issue.working.content.get("day", "")) if issue.working else ""


def _slug(issue: Issue) -> str:
    return str(issue.working.content.get("newsletter", "")) if issue.working else ""


def _told(making: list[Issue], newsletters: list[Newsletter]) -> list[tuple[Issue, str, date | None]]:
    """Return each issue with the name of its newsletter and the day it bears."""
    names = {one.slug: one.name for one in newsletters}
    return [(issue, names.get(_slug(issue), ""), day(_day(issue))) for issue in making]


def _next(newsletter: Newsletter, making: list[Issue]) -> Entry | None:
    return next((issue for issue in making if _slug(issue) == newsletter.slug), None)


def _last(newsletter: Newsletter, sent: list[Issue]) -> Issue | None:
    return next((issue for issue in sent if issue.newsletter_id == newsletter.pk), None)
