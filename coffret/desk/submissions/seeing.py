"""What every page of a submission begins with: the submission, for those who may read it; a page of a list."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from coffret.accounts import access
from coffret.submissions.models import Submission

PER_PAGE = 50


def visible_submission(request: HttpRequest, number: int) -> Submission:
    """Return the submission when the account may read it; raises Http404 or PermissionDenied."""
    submission = get_object_or_404(Submission.objects.select_related("submitted_by"), pk=number)
    if not access.can_see_submission(request.user, submission.concerned):
        raise PermissionDenied
    return submission


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = PER_PAGE) -> Page[Any]:
    """Return the page of ``rows`` that the address asks for; a page too far is the last one."""
    return Paginator(rows, size).get_page(request.GET.get("page", "")[:9])


def others_of(request: HttpRequest) -> str:
    """Return what the address says beside the page, as the links to other pages begin with: « effet=C& »."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
