"""The pages of handing in: choose and drop, follow, close, give up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.desk.guards import members, opened_to
from coffret.desk.handing import showing
from coffret.submissions.handing import deliveries, pieces
from coffret.submissions.handing.deliveries import BATCH, Announced
from coffret.submissions.models import DeliveredFile, Delivery

BEGUN_SHOWN = 10
MISSING_SHOWN = 20

handers = opened_to(access.hands_in)


def delivery_of(request: HttpRequest, number: int) -> Delivery:
    """Return a delivery the account may add to; raises Http404 or PermissionDenied."""
    delivery = get_object_or_404(Delivery.objects.select_related("museum", "by"), pk=number)
    if not access.can_hand_in(request.user, delivery.museum_id):
        raise PermissionDenied
    return delivery


def chosen(request: HttpRequest) -> Museum:
    """Return the museum a form names; raises Refused for none, PermissionDenied for one of somebody else."""
    code = request.POST.get("museum", "")
    museum = Museum.objects.filter(pk=code).first()
    if museum is None:
        raise Refused(_("Choisissez le musée pour lequel vous versez."))
    if not access.can_hand_in(request.user, museum.pk):
        raise PermissionDenied
    return museum


@require_http_methods(["GET", "POST"])
@handers
def handing(request: HttpRequest) -> HttpResponse:
    """Show where a folder is dropped; without script, take the files chosen there."""
    if request.method == "POST":
        return _sent(request)
    return _page(request)


def _page(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    museums = showing.museums_of(request.user)
    begun = deliveries.begun({museum.pk for museum in museums}, request.user)[:BEGUN_SHOWN]
    asked = request.POST.get("museum") or request.GET.get("musee", "")
    context = {
        "rail": "handing",
        "museums": museums,
        "asked": asked if len(museums) > 1 else museums[0].pk if museums else "",
        "begun": [(delivery, showing.kept_until(delivery)) for delivery in begun],
        "refusal": refusal,
        "table": showing.table(),
    }
    return render(request, "desk/handing/index.html", context, status=status)


def _sent(request: HttpRequest) -> HttpResponse:
    """Take files sent by the form itself, at once, along the same road as those sent by pieces."""
    try:
        museum = chosen(request)
        files = request.FILES.getlist("files")
        if not files:
            raise Refused(_("Choisissez au moins un fichier à verser."))
        delivery = deliveries.begin(museum, request.user)
        _take(delivery, files)
        deliveries.finish(delivery, by=request.user)
    except Refused as refusal:
        return _page(request, str(refusal), 422)
    return redirect("desk:delivery", number=delivery.pk)


def _take(delivery: Delivery, files: list[UploadedFile]) -> None:
    try:
        # A form sends names without their folders: of two namesakes the last one would take the other's place.
        named = {str(file.name): file for file in files}
        if len(named) < len(files):
            raise Refused(_("Deux fichiers portent le même nom. Mettez-les dans une archive zip, avec leurs dossiers."))
        for first in range(0, len(files), BATCH):
            asked = [Announced(str(file.name), file.size or 0) for file in files[first : first + BATCH]]
            for answer in deliveries.announce(delivery, asked):
                _receive(answer, named[answer.path])
    except Refused:
        deliveries.drop(delivery)
        raise


def _receive(answer: deliveries.Answer, file: UploadedFile) -> None:
    if answer.refusal:
        raise Refused(f"« {answer.path} » : {answer.refusal}")
    row, size = DeliveredFile.objects.get(pk=answer.file), file.size or 0
    for offset in range(0, size, pieces.PIECE):
        row = pieces.append(row, offset, file.read, min(pieces.PIECE, size - offset))


def visible(request: HttpRequest, number: int) -> Delivery:
    """Return a delivery the account may read of; raises Http404 or PermissionDenied."""
    delivery = get_object_or_404(Delivery.objects.select_related("museum", "by"), pk=number)
    if not access.can_see_museum(request.user, delivery.museum_id):
        raise PermissionDenied
    return delivery


@require_GET
@members
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a delivery is; while it arrives, where the browser goes on sending."""
    found = visible(request, number)
    missing = deliveries.missing(found)[:MISSING_SHOWN] if found.state == "arriving" else []
    context = {
        "rail": "handing",
        **showing.context(found),
        "missing": list(missing),
        "kept_until": showing.kept_until(found),
        "may_send": access.can_hand_in(request.user, found.museum_id),
        "table": showing.table() if found.state == "arriving" else {},
    }
    return render(request, "desk/handing/delivery.html", context)


@require_GET
@members
def state(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the part of the page that says how far a delivery is, its state in a header."""
    found = visible(request, number)
    answer = render(request, "desk/handing/state.html", showing.context(found))
    answer["X-Delivery-State"] = found.state
    return answer


def _acted(request: HttpRequest, number: int, refusal: Refused | None, said: str = "") -> HttpResponse:
    if refusal:
        messages.error(request, str(refusal))
    elif said:
        messages.success(request, said)
    return redirect("desk:delivery", number=number)


@require_POST
@members
def finish(request: HttpRequest, number: int) -> HttpResponse:
    """Close a delivery: its examination is asked for."""
    return _finished(request, delivery_of(request, number))


def _finished(request: HttpRequest, found: Delivery, said: str = "") -> HttpResponse:
    try:
        deliveries.finish(found, by=request.user)
    except Refused as refusal:
        return _acted(request, found.pk, refusal)
    return _acted(request, found.pk, None, said)


@require_POST
@members
def leave_out(request: HttpRequest, number: int) -> HttpResponse:
    """Close a delivery without the files that did not come whole."""
    found = delivery_of(request, number)
    try:
        count = deliveries.leave_out(found)
    except Refused as refusal:
        return _acted(request, number, refusal)
    said = ngettext("%(n)d fichier laissé de côté.", "%(n)d fichiers laissés de côté.", count)
    return _finished(request, found, said % {"n": count} if count else "")


@require_POST
@members
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Give up a delivery that is not examined."""
    found = delivery_of(request, number)
    try:
        deliveries.drop(found)
    except Refused as refusal:
        return _acted(request, number, refusal)
    messages.success(request, _("Envoi abandonné : ce qui était arrivé est effacé."))
    return redirect("desk:handing")


def as_json(answer: deliveries.Answer) -> dict[str, Any]:
    """Return what is expected of a file, as the browser reads it."""
    return {
        "path": answer.path,
        "file": answer.file,
        "offset": answer.offset,
        "known": answer.known,
        "refusal": answer.refusal,
    }
