"""/pro/signalements/: what readers say is wrong, and the four answers to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.base.marking import marked
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Status
from coffret.desk.guards import opened_to
from coffret.submissions import reviewing
from coffret.submissions.forming import Stale as FormingStale
from coffret.submissions.models import Remark, RemarkState, Submission
from coffret.submissions.remarks import answering, reading

PER_PAGE = 50


readers = opened_to(access.can_read_remarks)


@require_GET
@readers
def remarks(request: HttpRequest) -> HttpResponse:
    """List the remarks, those that wait first, or those of one state."""
    asked = request.GET.get("etat", RemarkState.WAITING)
    rows = reading.visible_to(request.user)
    if asked in RemarkState.values:
        rows = rows.filter(state=asked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rail": "remarks",
        "page": page,
        "rows": [(row, BY_CODE.get(row.field)) for row in page.object_list],
        "states": RemarkState.choices,
        "asked": asked,
    }
    return render(request, "desk/remarks/list.html", context)


@require_GET
@readers
def remark(request: HttpRequest, number: int) -> HttpResponse:
    """Show a remark: the text seen then, the one of today, the one proposed, and what may be answered."""
    return _page(request, visible_remark(request, number))


@require_POST
@readers
def correction(request: HttpRequest, number: int) -> HttpResponse:
    """Correct the notice as proposed, or as edited."""
    row = answered(request, number)
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    shown, words = request.POST.get("shown", ""), request.POST.get("answer", "")
    try:
        submission = answering.accept(row, text, by=_person(request), shown=shown, answer=words)
    except FormingStale:
        messages.error(request, _("La notice vient de changer : relire son texte d’aujourd’hui, puis recommencer."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _done(submission))
        return redirect("desk:remark", number=number)
    return _page(request, visible_remark(request, number), text=text, answer=words, status=409)


@require_POST
@readers
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the reader."""
    return _settled(request, number, answering.answer, "answer", _("Réponse gardée."))


@require_POST
@readers
def refusal(request: HttpRequest, number: int) -> HttpResponse:
    """Leave the notice as it is, with a reason."""
    return _settled(request, number, answering.decline, "reason", _("Signalement non retenu."))


@require_POST
@readers
def spam(request: HttpRequest, number: int) -> HttpResponse:
    """Set aside what is no remark."""
    row = answered(request, number)
    try:
        answering.set_aside(row, by=_person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Signalement mis de côté."))
    return redirect("desk:remarks")


def visible_remark(request: HttpRequest, number: int) -> Remark:
    """Return a remark the account may read; raises Http404 or PermissionDenied."""
    row = Remark.objects.filter(pk=number).select_related("record__museum", "answered_by", "submission").first()
    if row is None:
        raise Http404(number)
    if not reading.visible_to(request.user).filter(pk=number).exists():
        raise PermissionDenied
    return row


def answered(request: HttpRequest, number: int) -> Remark:
    """Return a remark the account may answer; raises Http404 or PermissionDenied."""
    row = visible_remark(request, number)
    if not access.can_answer_remarks(request.user, row.record.museum_id):
        raise PermissionDenied
    return row


def _settled(request: HttpRequest, number: int, act: Callable[..., None], name: str, done: str) -> HttpResponse:
    row, words = answered(request, number), request.POST.get(name, "")
    try:
        act(row, words, by=_person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        kept = {"answer" if name == "answer" else "reason": words}
        return _page(request, visible_remark(request, number), status=422, **kept)
    messages.success(request, done + (" " + _("Le lecteur la recevra par courriel.") if row.email else ""))
    return redirect("desk:remark", number=number)


def _done(submission: Submission) -> str:
    if submission.published_at is not None:
        return _("Correction publiée (versement {n}).").format(n=submission.pk)
    if reviewing.waiting(submission):
        return _("Correction préparée : sa publication est demandée au bureau (versement {n}).").format(n=submission.pk)
    return _("Correction préparée : elle attend d’être publiée, dans le versement {n}.").format(n=submission.pk)


def _page(
    request: HttpRequest, row: Remark, *, text: str | None = None, answer: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    record, field = row.record, BY_CODE.get(row.field)
    now = record.values.get(row.field, "") if field else ""
    waits = row.state == RemarkState.WAITING
    context: dict[str, Any] = {
        "rail": "remarks",
        "remark": row,
        "record": record,
        "field": field,
        "now": now,
        "moved": field is not None and now != row.seen,
        "then": marked(row.seen, now),
        "proposed": marked(now, row.proposed) if row.proposed else None,
        "changed": [(one, marked(one.before, one.after)) for one in reading.changed_since(row)],
        "online": record.status == Status.PUBLISHED,
        "can_answer": waits and access.can_answer_remarks(request.user, record.museum_id),
        "at_once": waits and access.publishes_at_once(request.user, {record.museum_id}),
        "text": text if text is not None else (row.proposed or now),
        "answer": answer,
        "reason": reason,
    }
    return render(request, "desk/remarks/remark.html", context, status=status)


def _person(request: HttpRequest) -> Any:
    return request.user
