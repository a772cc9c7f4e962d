"""Accepting an alert with its reason: its value for the whole museum, or on the notices that have it here."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.desk.guards import members
from coffret.desk.mending import asked as asking
from coffret.desk.mending import stale
from coffret.desk.mending.asked import Asked
from coffret.submissions import sets
from coffret.submissions.mending import accepting
from coffret.submissions.models import FindingGroup, Submission

NOTICE = "notice"


@require_POST
@members
def group(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Accept a finding wherever its value stands in the museum, or on the notices of this submission alone."""
    submission = asking.mendable(request, number)
    asked = asking.read(request)
    row = asking.group_of(submission, asked, group)
    if row is None:
        return stale.page(request, submission, asked, None)
    chosen = sets.load(row.members) if asked.scope == NOTICE else None
    return _answer(request, submission, f"constat-{row.pk}", lambda: _accept(request, submission, row, asked, chosen))


@require_POST
@members
def line(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Accept a finding of a line, for its notice alone or wherever its value stands."""
    submission = asking.mendable(request, number)
    asked = asking.read(request)
    row = get_object_or_404(submission.lines, pk=line)
    found = asking.group_of(submission, asked, 0)
    if found is None:
        return stale.page(request, submission, asked, None, row)
    chosen = BitMap([row.position]) if asked.scope == NOTICE else None
    return _answer(request, submission, "", lambda: _accept(request, submission, found, asked, chosen))


def _accept(
    request: HttpRequest, submission: Submission, row: FindingGroup, asked: Asked, chosen: BitMap | None
) -> None:
    accepting.accept(submission, row, asked.reason, request.user, members=chosen)


def _answer(request: HttpRequest, submission: Submission, place: str, act: Callable[[], None]) -> HttpResponse:
    """Do it and say so, or say why it is refused; back to the page it was asked from."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(asking.back(request, submission, place))
    messages.success(request, _("Accepté : le constat reste écrit, avec votre raison, et n’attend plus rien de vous."))
    return redirect(asking.back(request, submission))
