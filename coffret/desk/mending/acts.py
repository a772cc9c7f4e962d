"""Correcting what a finding offers: on every line of its group, on one line, on all that a rule found in a field."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.desk.guards import members
from coffret.desk.mending import asked as asking
from coffret.desk.mending import stale, telling
from coffret.desk.mending.asked import Asked
from coffret.submissions import sets
from coffret.submissions.mending import by_hand, fixing
from coffret.submissions.models import FindingGroup, Mending, SetName, Submission

Done = Mending | Job


@require_POST
@members
def group(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Correct every line that has a finding, as its form says; refuse when they are no more those it showed."""
    submission = asking.mendable(request, number)
    asked = asking.read(request)
    row = asking.group_of(submission, asked, group)
    if row is None or waiting(submission, row) != asked.count:
        return stale.page(request, submission, asked, row)
    return _answer(request, submission, f"constat-{row.pk}", lambda: _fixed(request, submission, asked, None))


@require_POST
@members
def line(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Correct a finding of a line, on it alone or on every line that has it; refuse when the line changed meanwhile."""
    submission = asking.mendable(request, number)
    asked = asking.read(request)
    row = get_object_or_404(submission.lines, pk=line)
    if by_hand.stamp(row) != asked.stamp:
        return stale.page(request, submission, asked, None, row)
    chosen = BitMap([row.position])
    if asked.scope == asking.LINE:
        return _answer(request, submission, "", lambda: _fixed(request, submission, asked, chosen))
    found = asking.group_of(submission, asked, 0)
    if found is None or waiting(submission, found) != asked.count:
        return stale.page(request, submission, asked, found, row)
    return _answer(request, submission, "", lambda: _fixed(request, submission, asked, None))


def waiting(submission: Submission, group: FindingGroup) -> int:
    """Return how many lines have a finding and are not published yet."""
    return len(sets.load(group.members) - sets.of(submission.pk)[SetName.PUBLISHED])


def _fixed(request: HttpRequest, submission: Submission, asked: Asked, chosen: BitMap | None) -> Done:
    return fixing.fix(
        submission,
        code=asked.code,
        field=asked.field,
        value=asked.value,
        after=asked.text,
        by=request.user,
        members=chosen,
        keep=asked.always,
    )


def _answer(request: HttpRequest, submission: Submission, place: str, act: Callable[[], Any]) -> HttpResponse:
    """Do an act and say what it did, or why it is refused; back to the page it was asked from."""
    before = telling.total(submission)
    try:
        done = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(asking.back(request, submission, place))
    telling.mended(request, submission, done, before)
    # What goes on by itself is followed on the report.
    return (
        redirect("desk:report", submission.pk) if isinstance(done, Job) else redirect(asking.back(request, submission))
    )
