"""/pro/notices/<REF>/retrait: take a notice off the public site with its reason, or put it online again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coffret.base.errors import Refused
from coffret.base.numbers import row_number
from coffret.catalogue import actions
from coffret.catalogue.models import Record, Status
from coffret.desk.guards import members
from coffret.desk.records import history
from coffret.desk.records.seen import decided

JOURNAL = 20


@require_http_methods(["GET", "POST"])
@members
def withdrawal(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask why the notice leaves the site, then withdraw it."""
    record = decided(request, ref)
    if request.method != "POST":
        return _asked(request, record)
    version = row_number(request.POST.get("version", "")) or 0
    try:
        done = actions.withdraw(record.ref, request.POST.get("motif", ""), by=request.user, version=version)
    except actions.Changed as stale:
        return history.changed(request, record, version, str(stale))
    except Refused as refusal:
        return _asked(request, record, str(refusal))
    if done:
        messages.success(request, _("La notice est retirée du site. Son adresse en dit le motif."))
    else:
        messages.error(request, _("La notice était déjà retirée : rien n’a changé."))
    return redirect("desk:record_history", ref=ref)


def _asked(request: HttpRequest, record: Record, refusal: str = "") -> HttpResponse:
    context = {
        "rail": "notices",
        "record": record,
        "withdrawn": record.status == Status.WITHDRAWN,
        "reason": request.POST.get("motif", ""),
        "refusal": refusal,
        "limit": actions.REASON_LIMIT,
        "journal": record.withdrawals.select_related("by", "restored_by").order_by("-pk")[:JOURNAL],
    }
    return render(request, "desk/records/withdrawal.html", context, status=422 if refusal else 200)


@require_POST
@members
def putting_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a withdrawn notice online again, as it was."""
    record = decided(request, ref)
    version = row_number(request.POST.get("version", "")) or 0
    try:
        done = actions.put_back(record.ref, by=request.user, version=version)
    except actions.Changed as stale:
        return history.changed(request, record, version, str(stale))
    if done:
        messages.success(request, _("La notice est de nouveau en ligne."))
    else:
        messages.error(request, _("La notice est déjà en ligne : rien n’a changé."))
    return redirect("desk:record_history", ref=ref)
