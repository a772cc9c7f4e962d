"""The acts on an issue that leaves, each at its own address: approved, proofed, sent, paused, cancelled, settled."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.numbers import row_number
from coffret.base.text import grouped
from coffret.desk.editing.checking import confirm_told
from coffret.desk.editing.saving import base_of
from coffret.desk.letters.issues import issue_of, person, senders, sending_of
from coffret.editorial import moments
from coffret.editorial.entries import actions as entries
from coffret.editorial.models import Issue
from coffret.newsletters.models import Delivery, Sending
from coffret.newsletters.sending import actions, freezing, proofs, scheduling

# What an act does; it returns what is said of it.
Deed = Callable[[HttpRequest, Issue, User], str]
Turn = Callable[[HttpRequest, Sending, User], str]


def _act(deed: Deed) -> Callable[..., HttpResponseBase]:
    """Make the view of an act on an issue: do it and say it, or say why not; back to the page of its sending."""

    @require_POST
    @senders
    def view(request: HttpRequest, number: int) -> HttpResponse:
        issue = issue_of(number)
        try:
            said = deed(request, issue, person(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect("desk:letter_sending", number)

    view.__doc__ = deed.__doc__
    return view


def _turn(turn: Turn) -> Callable[..., HttpResponseBase]:
    """Make the view of an act on a sending; 404 for an issue that nobody sent."""

    def deed(request: HttpRequest, issue: Issue, by: User) -> str:
        found = sending_of(issue)
        if found is None:
            raise Http404
        return turn(request, found, by)

    deed.__doc__ = turn.__doc__
    return _act(deed)


# Before ---------------------------------------------------------------------------------------------------------------


def _confirm(request: HttpRequest, issue: Issue, by: User) -> str:
    """Keep that the account lets alertes be, and why."""
    confirm_told(request, issue)
    return _("Les raisons données sont gardées à votre nom.")


def _proof(request: HttpRequest, issue: Issue, by: User) -> str:
    """Send a proof of the latest version."""
    copy = proofs.send_proof(issue, [request.POST.get("to", "")[:2000]], by)
    said = ngettext("L’épreuve part à {who}.", "Les épreuves partent à {who}.", len(copy.to))
    return said.format(who=", ".join(copy.to))


def _submit(request: HttpRequest, issue: Issue, by: User) -> str:
    """Ask for somebody else's approval."""
    entries.submit(issue, by, base=base_of(request))
    return _("Envoyé en relecture : une autre personne du bureau le voit à l’accueil de l’atelier.")


def _approve(request: HttpRequest, issue: Issue, by: User) -> str:
    """Approve what somebody else wrote."""
    entries.approve(issue, by, base=base_of(request))
    return _("Approuvé : il reste à envoyer.")


def _send_back(request: HttpRequest, issue: Issue, by: User) -> str:
    """Send the issue back to its author with a word."""
    entries.send_back(issue, by, request.POST.get("note", ""), base=base_of(request))
    return _("Renvoyé en brouillon.")


def _send(request: HttpRequest, issue: Issue, by: User) -> str:
    """Freeze the issue as it is, and let it leave."""
    found = freezing.freeze(issue, by, base=base_of(request))
    said = ngettext("La lettre part à {count} personne.", "La lettre part à {count} personnes.", found.total)
    return said.format(count=grouped(found.total))


def _schedule(request: HttpRequest, issue: Issue, by: User) -> str:
    """Decide when the issue leaves."""
    text = request.POST.get("at", "")
    at = moments.read(text)
    if at is None:
        raise Refused(_("« {text} » n’est pas une date : la choisir dans le calendrier.").format(text=text[:30]))
    scheduling.schedule(issue, by, at, base=base_of(request))
    return _("Programmé pour le {when}.").format(when=date_format(localtime(at), "DATETIME_FORMAT"))


def _unschedule(request: HttpRequest, issue: Issue, by: User) -> str:
    """Forget the hour decided."""
    scheduling.unschedule(issue, by)
    return _("Plus rien n’est programmé.")


confirm, proof, submit, approve, send_back = (
    _act(_confirm),
    _act(_proof),
    _act(_submit),
    _act(_approve),
    _act(_send_back),
)
send, schedule, unschedule = _act(_send), _act(_schedule), _act(_unschedule)


# While it leaves, and after -------------------------------------------------------------------------------------------


def _pause(request: HttpRequest, found: Sending, by: User) -> str:
    """Pause a sending."""
    actions.pause(found, by)
    return _("En pause : ce qui était en route finit d’arriver.")


def _resume(request: HttpRequest, found: Sending, by: User) -> str:
    """Go on with a paused sending."""
    actions.resume(found, by)
    return _("L’envoi reprend.")


def _confirm_held(request: HttpRequest, found: Sending, by: User) -> str:
    """Let a held sending leave."""
    actions.confirm(found, by)
    return _("Confirmé : l’envoi part d’ici.")


def _cancel(request: HttpRequest, found: Sending, by: User) -> str:
    """Give up what has not left."""
    account = actions.cancel(found, by)
    said = ngettext("Annulé : {count} personne l’a reçu.", "Annulé : {count} personnes l’ont reçu.", account.sent)
    return said.format(count=grouped(account.sent))


def _settle(request: HttpRequest, found: Sending, by: User) -> str:
    """Send again to those in doubt, or leave them: those the page named."""
    doubts = _named(request, found)
    if request.POST.get("act") == "resend":
        count = actions.resend(doubts, by)
        return ngettext("{count} renvoi part.", "{count} renvois partent.", count).format(count=count)
    count = actions.leave(doubts, by)
    return ngettext("{count} remise incertaine laissée.", "{count} remises incertaines laissées.", count).format(
        count=count
    )


def _named(request: HttpRequest, found: Sending) -> list[Delivery]:
    numbers = [number for text in request.POST.getlist("doubt")[:1000] if (number := row_number(text)) is not None]
    rows: Any = found.deliveries.filter(pk__in=numbers)
    return list(rows)


def _missed(request: HttpRequest, found: Sending, by: User) -> str:
    """Send again to those who did not receive it."""
    count = actions.resend_missed(found, by)
    return ngettext("{count} renvoi part.", "{count} renvois partent.", count).format(count=grouped(count))


pause, resume, confirm_held, cancel = _turn(_pause), _turn(_resume), _turn(_confirm_held), _turn(_cancel)
settle, missed = _turn(_settle), _turn(_missed)
