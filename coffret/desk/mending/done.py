"""What was corrected in a submission: each act with who, when and its lines, and how to take it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.base.rules import REGISTRY, Rule
from coffret.base.text import grouped
from coffret.catalogue.checking import plan
from coffret.catalogue.fields import BY_CODE, Field
from coffret.desk.guards import members
from coffret.desk.mending import asked as asking
from coffret.desk.mending import telling
from coffret.desk.mending.letters import marked_letters
from coffret.desk.submissions.seeing import page_of, visible_submission
from coffret.submissions import sets
from coffret.submissions.mending import undoing
from coffret.submissions.mending.undoing import Undone
from coffret.submissions.mending.writing import text_of
from coffret.submissions.models import Line, Means, Mending, SetName, Submission
from coffret.submissions.payload import unpack


@dataclass(frozen=True, slots=True)
class Row:
    """An act as lists show it: field, rule, both texts marked; ``exact``: one text replaced by one other."""

    mending: Mending
    field: Field | None
    rule: Rule | None
    exact: bool
    before: SafeString
    after: SafeString


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line that an act corrected: the text handed in, the text now, the letters that differ marked."""

    line: Line
    handed: SafeString
    now: SafeString
    absent: bool


def rows_of(mendings: Iterable[Mending]) -> list[Row]:
    """Return acts as sentences."""
    plan()  # the rules of records are declared
    return [_row(one) for one in mendings]


def _row(mending: Mending) -> Row:
    exact = mending.means == Means.HAND or bool(mending.before and mending.after)
    field, rule = BY_CODE.get(mending.field), REGISTRY.get(mending.code)
    return Row(mending, field, rule, exact or rule is None, *marked_letters(mending.before, mending.after))


def since(submission: Submission, seen: datetime | None, field: str) -> list[Row]:
    """Return the acts made or undone in ``field`` since a page was shown, the last first; all when nobody knows when."""
    found = submission.mendings.filter(field=field, count__gt=0).select_related("by").order_by("-pk")
    if seen:
        found = found.filter(Q(at__gte=seen) | Q(undone_at__gte=seen))
    return rows_of(found[:10])


@require_GET
@members
def corrections(request: HttpRequest, number: int) -> HttpResponse:
    """List what was corrected in a submission, the last first."""
    submission = visible_submission(request, number)
    # An act of no line is one being made.
    acts: QuerySet[Mending] = submission.mendings.filter(count__gt=0).select_related("by").order_by("-pk")
    context = {
        "rail": "submissions",
        "submission": submission,
        "page": (page := page_of(request, acts)),
        "rows": rows_of(page),
        "mended": len(sets.of(submission.pk)[SetName.MENDED]),
        "can_mend": access.can_mend(request.user, set(submission.museums)),
        "museums": sorted(submission.museums),
    }
    return render(request, "desk/mending/corrections.html", context)


@require_GET
@members
def mended_lines(request: HttpRequest, number: int, mending: int) -> HttpResponse:
    """List the lines that an act corrected: what was handed in, what they say now."""
    submission = visible_submission(request, number)
    act = get_object_or_404(submission.mendings.select_related("by"), pk=mending)
    positions = sets.load(act.members)
    page = page_of(request, range(len(positions)))
    shown = sets.page(positions, page.number, page.paginator.per_page)
    context = {
        "rail": "submissions",
        "submission": submission,
        "row": _named(act),
        "page": page,
        "lines": [_line_row(line, act.field) for line in sets.lines(submission, shown)],
    }
    return render(request, "desk/mending/mended_lines.html", context)


@require_GET
@members
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Give the fragment that says how far a mass correction is."""
    return render(request, "desk/mending/head.html", {"submission": visible_submission(request, number)})


@require_http_methods(["GET", "HEAD", "POST"])
@members
def undo(request: HttpRequest, number: int, mending: int) -> HttpResponse:
    """Show what taking an act back would do; POST takes it back."""
    submission = asking.mendable(request, number)
    act = get_object_or_404(submission.mendings.select_related("by", "correction"), pk=mending)
    if request.method == "POST":
        return _undone(request, submission, act)
    context = {
        "rail": "submissions",
        "submission": submission,
        "row": _named(act),
        "habits": reverse("desk:habits", args=[act.correction.museum_id]) if act.correction else "",
        **_foreseen(submission, act),
    }
    return render(request, "desk/mending/undoing.html", context)


# Lines that keep a later correction, shown; lines read to foresee, beyond which a page would make its reader wait.
KEPT_SHOWN = 20
MOST_READ = 2000


def _foreseen(submission: Submission, act: Mending) -> dict[str, Any]:
    """Return what undoing an act would do; of one too large to be read for a page, how many lines at most."""
    if act.count > MOST_READ:
        return {"at_most": act.count, "back": act.count, "published": 0, "kept": [], "kept_count": 0}
    foreseen = undoing.foresee(act)
    return {
        "at_most": 0,
        "back": len(foreseen.back),
        "published": len(foreseen.published),
        "kept": kept_lines(submission, foreseen, act.field),
        "kept_count": len(foreseen.kept),
    }


def kept_lines(submission: Submission, foreseen: Undone, field: str) -> list[LineRow]:
    """Return the first lines that would keep a later correction, with what they say now."""
    first = sets.page(foreseen.kept, 1, KEPT_SHOWN)
    return [_line_row(line, field) for line in sets.lines(submission, first)]


def _named(act: Mending) -> Row:
    return rows_of([act])[0]


def _line_row(line: Line, field: str) -> LineRow:
    content = unpack(bytes(line.payload))
    now = text_of(content, field) or ""
    handed = content.handed.get(field, now)
    return LineRow(line, *marked_letters(handed or "", now), handed is None)


def _undone(request: HttpRequest, submission: Submission, act: Mending) -> HttpResponse:
    before = telling.total(submission)
    try:
        done = undoing.undo(act, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:corrections", number=submission.pk)
    if isinstance(done, Job):
        telling.later(request)
    else:
        messages.success(request, _said(done, telling.difference(before, telling.total(submission))))
    return redirect("desk:corrections", number=submission.pk)


def _said(done: Undone, findings: str) -> str:
    n = len(done.back)
    parts = [
        ngettext("{n} ligne est revenue à ce qu’elle était.", "{n} lignes sont revenues à ce qu’elles étaient.", n)
    ]
    said = [parts[0].format(n=grouped(n)), findings]
    if kept := len(done.kept):
        words = ngettext("{n} garde une correction plus récente.", "{n} gardent une correction plus récente.", kept)
        said.append(words.format(n=grouped(kept)))
    if online := len(done.published):
        words = ngettext("{n}, déjà publiée, reste corrigée.", "{n}, déjà publiées, restent corrigées.", online)
        said.append(words.format(n=grouped(online)))
    return " ".join([*said, _("La correction reste dans la liste, marquée comme défaite.")])
