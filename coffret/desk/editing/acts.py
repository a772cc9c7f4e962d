"""The acts on an entry, each at its own address: what the form holds is saved first, then the act is done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coffret.base.errors import Refused
from coffret.desk.editing import conflict as editing_conflict
from coffret.desk.editing import steps as editing_steps
from coffret.desk.editing.checking import confirm_told
from coffret.desk.editing.form import read
from coffret.desk.editing.page import entry_of, writer
from coffret.desk.editing.saving import base_of, handled, sends_form
from coffret.desk.guards import editors
from coffret.editorial import moments
from coffret.editorial.entries import actions, content
from coffret.editorial.entries.journal import Overtaken
from coffret.editorial.kinds import kind_of
from coffret.editorial.models import Entry

# What an act does to an entry of which its author saw that revision; it returns what is said of it.
Deed = Callable[[HttpRequest, Entry, int], str]


def _act(deed: Deed) -> Callable[..., HttpResponseBase]:
    """Make the view of an act: save what the form holds, do the deed, say it; or say why not.

    An act asked without the form says by ``base`` which revision was read: another one is not approved in its place.
    """

    @require_POST
    @editors
    def view(request: HttpRequest, number: int) -> HttpResponse:
        entry = entry_of(number)
        base = base_of(request)
        if sends_form(request):
            answer = handled(request, entry)
            if answer is not None:
                return answer
            base = entry.working.number if entry.working else 0
        try:
            said = deed(request, entry, base)
        except actions.NotReady as found:
            messages.error(request, str(found))
            return redirect(f"{reverse('desk:entry', args=[number])}?retenu=oui")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect("desk:entry", number) if Entry.objects.filter(pk=number).exists() else redirect("desk:editing")

    view.__doc__ = deed.__doc__
    return view


def _submit(request: HttpRequest, entry: Entry, base: int) -> str:
    """Hand the entry to proof."""
    actions.submit(entry, writer(request), base=base)
    return _("Envoyé en relecture.")


def _send_back(request: HttpRequest, entry: Entry, base: int) -> str:
    """Send the entry back to its author with a word."""
    actions.send_back(entry, writer(request), request.POST.get("act.note", ""), base=base)
    return _("Renvoyé en brouillon.")


def _approve(request: HttpRequest, entry: Entry, base: int) -> str:
    """Approve the entry."""
    actions.approve(entry, writer(request), base=base)
    return _("Approuvé : il reste à publier.")


def _publish(request: HttpRequest, entry: Entry, base: int) -> str:
    """Put the entry online; the reasons typed beside its alertes confirm them."""
    confirm_told(request, entry)
    actions.publish(entry, writer(request), base=base)
    return _("En ligne.")


def _schedule(request: HttpRequest, entry: Entry, base: int) -> str:
    """Decide when the entry goes online, when it is taken off, or both."""
    confirm_told(request, entry)
    starts, ends = (_moment(request.POST.get(f"act.{name}", "")) for name in ("publish_at", "end_at"))
    actions.schedule(entry, writer(request), starts, ends, base=base)
    return _("Programmé.")


def _moment(text: str) -> datetime | None:
    read_as = moments.read(text)
    if text and read_as is None:
        raise Refused(_("« {text} » n’est pas une date : la choisir dans le calendrier.").format(text=text[:30]))
    return read_as


def _unschedule(request: HttpRequest, entry: Entry, base: int) -> str:
    """Forget what was decided for later."""
    actions.unschedule(entry, writer(request))
    return _("Plus rien n’est programmé.")


def _withdraw(request: HttpRequest, entry: Entry, base: int) -> str:
    """Take the entry off the site."""
    actions.withdraw(entry, writer(request), request.POST.get("act.reason", ""))
    return _("Retiré du site. Son adresse le dit ; le texte reste ici.")


def _delete(request: HttpRequest, entry: Entry, base: int) -> str:
    """Throw away a draft that was never online."""
    actions.delete(entry, writer(request))
    return _("Brouillon supprimé.")


submit, send_back, approve = _act(_submit), _act(_send_back), _act(_approve)
publish, schedule, unschedule = _act(_publish), _act(_schedule), _act(_unschedule)
withdraw, delete = _act(_withdraw), _act(_delete)


@require_POST
@editors
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Save what was chosen of two texts; show both again when somebody saved meanwhile."""
    entry, base = entry_of(number), base_of(request)
    theirs = get_object_or_404(entry.revisions, number=base)
    chosen = editing_conflict.settled(request, entry, theirs.content)
    try:
        actions.save(entry, chosen, writer(request), base)
    except Overtaken as late:
        actions.autosave(entry, chosen, writer(request), base)
        return editing_conflict.page(request, entry, chosen, base, late.revision)
    messages.success(request, _("Les deux textes sont réunis et enregistrés."))
    return redirect("desk:entry", number)


@require_POST
@editors
def autosave(request: HttpRequest, number: int) -> JsonResponse:
    """Keep what is being typed; answer when it was kept, who else writes here, and the latest revision's number."""
    entry = entry_of(number)
    if not sends_form(request):
        return JsonResponse({}, status=400)
    kept_at = _kept(
        entry, content.clean(entry.kind, read(kind_of(entry), request.POST)), writer(request), base_of(request)
    )
    working = entry.working
    answer = {
        "kept": _("gardé à {hour}").format(hour=moments.hour(kept_at)),
        "others": editing_steps.others(entry, writer(request), kept_at),
        "base": working.number if working else 0,
        "overtaken": editing_steps.overtaken(working, base_of(request)),
    }
    return JsonResponse(answer)


def _kept(entry: Entry, typed: dict[str, Any], by: Any, base: int) -> datetime:
    if entry.working and entry.working.number == base and entry.working.content == typed:
        actions.forget_autosave(entry, by)
        return timezone.now()
    return actions.autosave(entry, typed, by, base).at


@require_POST
@editors
def autosave_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Leave aside what was being typed and come back to what is saved."""
    actions.forget_autosave(entry_of(number), writer(request))
    return redirect("desk:entry", number)
