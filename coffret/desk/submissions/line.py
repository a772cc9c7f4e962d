"""One line of a submission: what was found, what changes in each field, its images, its page before and after."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from coffret.accounts import access
from coffret.base.policy import policy
from coffret.catalogue import captions
from coffret.desk.guards import members
from coffret.desk.submissions import comparing, filters, pictures, seeing
from coffret.desk.submissions.filters import Filter
from coffret.submissions import sets
from coffret.submissions.models import Line, Outcome, SetName, Submission
from coffret.submissions.sides import Sides, sides


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands among those the reader came through: rank from 1, total, addresses of its neighbours."""

    rank: int
    total: int
    before: str
    after: str
    back: str


@require_GET
@members
def line(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Show one line; the address may say through which filter the reader came."""
    submission = seeing.visible_submission(request, number)
    row = get_object_or_404(submission.lines.select_related("submission"), pk=line)
    asked = filters.read(request.GET)
    kept = sets.of(submission.pk)
    both = sides(row)
    pairs = pictures.pairs(row, both)
    context = {
        "rail": "submissions",
        "submission": submission,
        "line": row,
        "title": captions.title({**both.before, **both.content.values}),
        "inventory": both.after.get("INV", ""),
        "record": both.record,
        "comparison": comparing.compare(both),
        "changed_pairs": [pair for pair in pairs if pair.fate is not pictures.Fate.SAME],
        "same_pairs": [pair for pair in pairs if pair.fate is pictures.Fate.SAME],
        "place": place(submission, row, asked, kept),
        "query": asked.query,
        "published": row.position in kept[SetName.PUBLISHED] and row.position not in kept[SetName.REVERTED],
        "waiting": row.position in sets.publishable(kept),
        "can_mend": access.can_mend(request.user, submission.concerned),
        "can_publish": access.can_publish(request.user, submission.concerned),
        **previewed(row, both),
    }
    response = render(request, "desk/submissions/line.html", context)
    # Its frames show the notice's page before and after.
    response["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def previewed(row: Line, both: Sides) -> dict[str, Any]:
    """Return which sides have a page to show: none after for a line that cannot be published."""
    return {"page_before": not both.new, "page_after": row.outcome != Outcome.REJECTED or bool(both.after.get("REF"))}


def place(submission: Submission, row: Line, asked: Filter, kept: filters.Sets) -> Place | None:
    """Return where a line stands in the filter; None when it is not in it (any more)."""
    wanted = asked.members(submission, kept)
    if row.position not in wanted:
        return None
    rank = wanted.rank(row.position)
    around = {index: wanted[index - 1] for index in (rank - 1, rank + 1) if 1 <= index <= len(wanted)}
    found = dict(submission.lines.filter(position__in=list(around.values())).order_by().values_list("position", "pk"))
    tail = f"?{asked.query}" if asked.query else ""

    def address(index: int) -> str:
        pk = found.get(around.get(index, -1))
        return f"{reverse('desk:line', args=[submission.pk, pk])}{tail}" if pk else ""

    page = (rank - 1) // seeing.PER_PAGE + 1
    said = "&".join(filter(None, (asked.query, f"page={page}" if page > 1 else "")))
    back = f"{reverse('desk:lines', args=[submission.pk])}{f'?{said}' if said else ''}#l{row.position}"
    return Place(rank, len(wanted), address(rank - 1), address(rank + 1), back)
