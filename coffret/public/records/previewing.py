"""The page of a record before and after a line of a submission: the same template and functions as online.

Shown to those who may read the submission alone, in frames of the workshop's page of the line. Nothing is saved.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base.policy import policy
from coffret.catalogue.derive import derive
from coffret.catalogue.models import Record
from coffret.images import rows
from coffret.images.models import Image
from coffret.images.rows import Rows
from coffret.public.records import notices
from coffret.submissions.models import Line, Submission
from coffret.submissions.sides import Sides, sides

BEFORE, AFTER = "avant", "apres"
_SCRIPTS = re.compile(r"<script\b[^>]*\bsrc=[^>]*></script>")


@require_safe
@login_required
@never_cache
@xframe_options_sameorigin
def preview(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Show the page a record has (``?cote=avant``) or will have (``?cote=apres``) by a line of a submission."""
    submission = get_object_or_404(Submission, pk=number)
    if not access.can_see_submission(request.user, submission.concerned):
        raise PermissionDenied
    row = get_object_or_404(submission.lines.select_related("submission"), pk=line)
    both = sides(row)
    side = AFTER if request.GET.get("cote") != BEFORE else BEFORE
    if side == BEFORE and both.new:
        raise Http404(row.ref)
    response = render(request, "public/notice.html", page(request, row, both, side))
    # Its frame runs nothing: there is nothing to enlarge, nor to copy, in what is not online.
    response.content = _SCRIPTS.sub("", response.content.decode()).encode()
    response["Content-Security-Policy"] = policy(frame_ancestors="'self'")
    response["X-Robots-Tag"] = "noindex"
    return response


def page(request: HttpRequest, row: Line, both: Sides, side: str) -> dict[str, Any]:
    """Return what the page shows of one side: its words and its images, without what only a published one has."""
    before = side == BEFORE
    values = both.before if before else both.after
    shown = _images(both, both.images_before if before else both.images_after)
    record = _record(row, both, values, pictured=bool(shown), before=before)
    # The workshop's own door gives pictures that nobody published.
    root = f"/pro/versements/{row.submission_id}/lignes/{row.pk}/images"
    pictures = [replace(one, root=root) for one in notices.pictures(record, shown)]
    nothing: dict[str, Any] = {"share": None, "neighbours": [], "walk": None, "conformity": [], "honours": []}
    # Nor are there tiles of them: the viewer has nothing to enlarge.
    return {**notices.told(request, record, shown, pictures), **nothing, "plates": []}


def _record(row: Line, both: Sides, values: Mapping[str, str], *, pictured: bool, before: bool) -> Record:
    """Return the record as that side has it, in memory alone."""
    museum = _museum(both, values)
    placed = values if values.get("LOCA") else {**values, "NOMOFF": museum.official_name, "VILLE_M": museum.city}
    now = timezone.now()
    known = both.record
    version = row.version_before or (known.version if known else 0)
    return Record(
        ref=row.ref or values.get("REF", ""),
        museum=museum,
        values=dict(values),
        version=version if before else version + 1,
        created_at=known.created_at if known else now,
        updated_at=known.updated_at if known and before else now,
        **derive(placed, pictured),
    )


def _museum(both: Sides, values: Mapping[str, str]) -> Museum:
    code = values.get("MUSEO", "")
    if both.record and both.record.museum_id == code:
        return both.record.museum
    found = Museum.objects.filter(code=code).first()
    return found or Museum(code=code, official_name=values.get("NOMOFF") or code, city=values.get("VILLE_M", ""))


def _images(both: Sides, held: Rows) -> list[Image]:
    """Return the images the public would see on that side, in memory alone; those kept from it are left out."""
    number = both.record.pk if both.record else 0
    journal = rows.withheld([number]) if number else {}
    kept = [row for row in map(rows.whole, held) if not rows.reason_withheld(number, row, journal)]
    return [Image(position=place, **dict(zip(rows.FIELDS, row, strict=True))) for place, row in enumerate(kept)]
