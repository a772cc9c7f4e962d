"""/lettres/preferences/<secret>: a reader's own page. Reading it changes nothing; each act is a POST of its own."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coffret.base.errors import Refused
from coffret.editorial import identity, moments
from coffret.newsletters.models import Reader, ReaderState
from coffret.newsletters.readers import erasing, leaving, people, preferences, subscribing
from coffret.public.letters.forms import MoveForm
from coffret.public.letters.personal import no_link, personal

Act = Callable[[Reader], str]


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show every newsletter with its state; POST receives those ticked, and no others."""
    if request.method != "POST":
        return _page(request, token, said=_told(request.GET.get("fait", "")))
    chosen = request.POST.getlist("lettres")
    return _act(request, token, lambda reader: _saved(*preferences.save(reader, chosen)))


@require_POST
@personal
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Leave every newsletter."""

    def leave(reader: Reader) -> str:
        leaving.leave_all(reader, preferences.SOURCE)
        return "arret"

    return _act(request, token, leave)


@require_POST
@personal
def pause(request: HttpRequest, token: str) -> HttpResponse:
    """Receive nothing for some months (« mois »), or end a pause (« 0 »)."""
    months = request.POST.get("mois", "")

    def hold(reader: Reader) -> str:
        if months == "0":
            preferences.resume(reader)
            return "reprise"
        preferences.pause(reader, int(months) if months.isascii() and months.isdigit() and len(months) < 3 else 0)
        return "pause"

    return _act(request, token, hold)


@require_POST
@personal
def revival(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a reader whose letters are suspended to confirm their address again."""

    def ask(reader: Reader) -> str:
        if reader.state == ReaderState.SUSPENDED:
            subscribing.ask_again(reader)
        return "confirmer"

    return _act(request, token, ask)


@require_POST
@personal
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a new address to confirm that letters come to it."""
    form = MoveForm(request.POST)
    reader = people.by_link(token)
    if reader is None:
        return no_link(request)
    if form.is_valid():
        try:
            preferences.ask_move(reader, form.cleaned_data["adresse"])
        except Refused as refusal:
            form.add_error("adresse", str(refusal))
        else:
            return _done(token, "adresse")
    return _page(request, token, form=form, status=400)


@require_safe
@personal
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Give everything kept of a reader, as JSON."""
    reader = people.by_link(token)
    if reader is None:
        return no_link(request)
    body = json.dumps(preferences.data(reader), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="mes-abonnements.json"'}
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def erasure(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to erase a reader; POST does it."""
    reader = people.by_link(token)
    if reader is None:
        return no_link(request)
    context = {"section": "letters", "reader": reader, "token": token}
    if request.method != "POST":
        return render(request, "public/letters/erasure.html", context)
    erasing.erase(reader)
    return render(request, "public/letters/erased.html", {"section": "letters"})


def _act(request: HttpRequest, token: str, act: Act) -> HttpResponse:
    reader = people.by_link(token)
    if reader is None:
        return no_link(request)
    try:
        done = act(reader)
    except Refused as refusal:
        return _page(request, token, refusal=str(refusal), status=409)
    return _done(token, done)


def _done(token: str, what: str) -> HttpResponse:
    return redirect(f"{reverse('public:letters_mine', args=[token])}?fait={what}")


def _saved(added: int, removed: int) -> str:
    return f"{added}-{removed}"


def _told(what: str) -> str:
    """Return what was just done, in words; « » for nothing known."""
    known = {
        "arret": _("Vous êtes désabonné de toutes nos lettres."),
        "pause": _("La pause est notée."),
        "reprise": _("La pause est finie : les prochaines lettres arriveront."),
        "confirmer": _("Un courriel vient de partir : le lien qu’il porte reprend les envois."),
        "adresse": _("Un courriel part à la nouvelle adresse : le lien qu’il porte confirme le changement."),
        "0-0": _("Rien n’a changé."),
    }
    added, dash, removed = what[:9].partition("-")
    if what in known or not dash or not (added + removed).isascii() or not (added.isdigit() and removed.isdigit()):
        return known.get(what, "")
    parts = [
        ngettext("{n} lettre ajoutée", "{n} lettres ajoutées", int(added)).format(n=added) if int(added) else "",
        ngettext("{n} lettre retirée", "{n} lettres retirées", int(removed)).format(n=removed) if int(removed) else "",
    ]
    return _("C’est enregistré : {changes}.").format(changes=", ".join(filter(None, parts)))


def _page(
    request: HttpRequest,
    token: str,
    *,
    said: str = "",
    refusal: str = "",
    form: MoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = people.by_link(token)
    if reader is None:
        return no_link(request)
    now = timezone.now()
    choices = preferences.choices(reader)
    context = {
        "section": "letters",
        "reader": reader,
        "token": token,
        "choices": choices,
        "some": any(one.active for one in choices),
        "suspended": reader.state == ReaderState.SUSPENDED,
        "barred": people.barred(reader.digest),
        "paused_until": reader.paused_until if preferences.paused(reader, now) else None,
        "pauses": [(n, moments.day(preferences.pause_end(n, now))) for n in preferences.PAUSES],
        "moving_to": preferences.moving_to(reader, now),
        "agreed": subscribing.words(),
        "contact": identity.site().contact_email,
        "form": form or MoveForm(),
        "said": said,
        "refusal": refusal,
    }
    return render(request, "public/letters/preferences.html", context, status=status)
