"""The workshop: what was handed in, what was found in it, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.desk import todo
from coffret.desk.guards import members
from coffret.desk.submissions import reading
from coffret.submissions import actions
from coffret.submissions.models import Outcome, Submission

PER_PAGE = 50


def visible_submission(request: HttpRequest, number: int) -> Submission:
    """Return the submission when the account may read it; raises Http404 or PermissionDenied."""
    submission = get_object_or_404(Submission, pk=number)
    if not access.can_see_submission(request.user, set(submission.museums)):
        raise PermissionDenied
    return submission


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """Return the page of ``rows`` that the address asks for; a page too far is the last one."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@require_GET
@members
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the account, and its museums in figures."""
    context = {
        "rail": "home",
        "sections": todo.sections(request.user),
        "recent": reading.submissions_of(request.user)[:8],
        "museums": reading.museum_figures(request.user),
    }
    return render(request, "desk/home.html", context)


@require_GET
@members
def submissions(request: HttpRequest) -> HttpResponse:
    """List the submissions the account may read, newest first."""
    return render(
        request,
        "desk/submissions.html",
        {"rail": "submissions", "page": page_of(request, reading.submissions_of(request.user))},
    )


@require_GET
@members
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show a submission's report: counts, then findings by gravity, rule and term."""
    submission = visible_submission(request, number)
    context = {
        "rail": "submissions",
        "submission": submission,
        "form": reading.form_of(submission),
        "sections": reading.sections(submission),
        "can_publish": access.can_publish(request.user, set(submission.museums)),
        "outcomes": reading.outcomes(submission),
        "ready": submission.created + submission.updated,
    }
    return render(request, "desk/report.html", context)


@require_GET
@members
def finding(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Show the lines that share one finding."""
    submission = visible_submission(request, number)
    row = get_object_or_404(submission.finding_groups, pk=group)
    lines = reading.lines_at(submission, row.lines)
    context = {
        "rail": "submissions",
        "submission": submission,
        "finding": reading.Group.of(row),
        "page": (page := page_of(request, lines)),
        "rows": reading.line_rows(page.object_list),
    }
    return render(request, "desk/finding.html", context)


@require_GET
@members
def lines(request: HttpRequest, number: int) -> HttpResponse:
    """List the lines of a submission, all or those of one outcome."""
    submission = visible_submission(request, number)
    rows = submission.lines.order_by("number", "pk")
    asked = request.GET.get("effet", "")
    if asked in Outcome.values:
        rows = rows.filter(outcome=asked)
    context = {
        "rail": "submissions",
        "submission": submission,
        "page": (page := page_of(request, rows)),
        "rows": reading.line_rows(page.object_list),
        "asked": asked,
        "outcomes": reading.outcomes(submission),
    }
    return render(request, "desk/lines.html", context)


@require_GET
@members
def line(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Show one line: each field before and after, and what was found."""
    submission = visible_submission(request, number)
    row = get_object_or_404(submission.lines, pk=line)
    context = {"rail": "submissions", "submission": submission, "line": row, "comparison": reading.compare(row)}
    return render(request, "desk/line.html", context)


@require_GET
@members
def original(request: HttpRequest, number: int) -> FileResponse:
    """Give back the file handed in, byte for byte."""
    submission = visible_submission(request, number)
    return FileResponse(
        actions.original(submission),
        as_attachment=True,
        filename=submission.file_name,
        content_type="application/octet-stream",
    )


def decided(request: HttpRequest, number: int) -> Submission:
    """Return the submission when the account may decide of it; raises Http404 or PermissionDenied."""
    submission = visible_submission(request, number)
    if not access.can_publish(request.user, set(submission.museums)):
        raise PermissionDenied
    return submission


@require_POST
@members
def publication(request: HttpRequest, number: int) -> HttpResponse:
    """Publish the submission."""
    submission = decided(request, number)
    try:
        actions.publish(submission)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        count = submission.created + submission.updated
        said = ngettext("%(count)d notice publiée.", "%(count)d notices publiées.", count)
        messages.success(request, said % {"count": count})
    return redirect("desk:report", number=number)


@require_POST
@members
def annulation(request: HttpRequest, number: int) -> HttpResponse:
    """Take the submission back: what it changed and nobody changed since returns to what it was."""
    submission = decided(request, number)
    try:
        actions.revert(submission)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Versement annulé."))
    return redirect("desk:report", number=number)
