"""/pro/notices/<REF>/versions: the life of a notice, two of its versions compared, any of them brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.base.numbers import row_number
from coffret.catalogue.actions import Changed
from coffret.catalogue.models import Record, Status
from coffret.desk import thumbnails
from coffret.desk.guards import members
from coffret.desk.records import comparing
from coffret.desk.records.seen import decided, seen
from coffret.images import rows
from coffret.submissions import history as lives
from coffret.submissions import restoring
from coffret.submissions.forming import Stale


@require_GET
@members
def history(request: HttpRequest, ref: str) -> HttpResponse:
    """Show every version of a notice; ``?de=1&a=3`` compares two of them."""
    record = seen(request, ref)
    return page(request, record, row_number(request.GET.get("de", "")), row_number(request.GET.get("a", "")))


def page(
    request: HttpRequest,
    record: Record,
    old: int | None = None,
    new: int | None = None,
    *,
    stale: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a notice's life, two versions compared when both are there; ``stale``: why nothing was done."""
    found = lives.versions(record)
    numbers = {one.number: one for one in found}
    compared = None
    if old in numbers and new in numbers and old != new:
        first, last = sorted((old, new))
        compared = comparing.compare(record, numbers[first], numbers[last], lives.pictures(record, found))
    context = {
        "rail": "notices",
        "record": record,
        "versions": found,
        "compared": compared,
        "before_last": found[1].number if len(found) > 1 else None,
        "withdrawn": record.status == Status.WITHDRAWN,
        "can_decide": access.can_withdraw(request.user, record.museum_id),
        "can_mend": access.can_mend(request.user, {record.museum_id}),
        "at_once": access.publishes_at_once(request.user, {record.museum_id}),
        "stale": stale,
        "label": comparing.label,
    }
    return render(request, "desk/records/history.html", context, status=status)


def changed(request: HttpRequest, record: Record, seen_at: int, said: str) -> HttpResponse:
    """Answer a page older than the notice: nothing was done, and both versions are shown."""
    fresh = Record.objects.select_related("museum").get(pk=record.pk)
    return page(request, fresh, seen_at, fresh.version, stale=said, status=409)


@require_POST
@members
def restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring a version of a notice back, as a submission of one line; read by the office first where it chose to."""
    record = decided(request, ref)
    number, version = (row_number(request.POST.get(name, "")) or 0 for name in ("numero", "version"))
    at_once = access.publishes_at_once(request.user, {record.museum_id})
    try:
        submission = restoring.restore(record, number, by=request.user, version=version, publication=at_once)
    except (Changed, Stale) as stale:
        return changed(request, record, version, str(stale))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:record_history", ref=ref)
    return _restored(request, record, number, submission)


def _restored(request: HttpRequest, record: Record, number: int, submission: Any) -> HttpResponse:
    if submission.rejected:
        said = _("La version {n} ne passe plus les contrôles d’aujourd’hui : la corriger avant de la publier.")
        messages.error(request, said.format(n=number))
        return redirect("desk:report", number=submission.pk)
    if not submission.published_at:
        said = _("La version {n} est prête : demander sa publication au bureau.")
        messages.success(request, said.format(n=number))
        return redirect("desk:report", number=submission.pk)
    messages.success(request, _("La version {n} est rétablie et publiée.").format(n=number))
    return redirect("desk:record_history", ref=record.ref)


@require_GET
@members
def image(request: HttpRequest, ref: str, sha256: str, width: int) -> HttpResponse:
    """Answer a small image of some version of a notice, public or not; 404 for any other content."""
    record = seen(request, ref)
    if not record.images.filter(sha256=sha256).exists() and sha256 not in contents(record):
        raise Http404(sha256)
    return thumbnails.answer(sha256, width)


def contents(record: Record) -> set[str]:
    """Return the contents of the images of every version of a notice."""
    kept = lives.pictures(record, lives.versions(record)).values()
    return {str(rows.of(row, "sha256")) for images in kept for row in images}
