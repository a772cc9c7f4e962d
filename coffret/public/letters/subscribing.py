"""/lettres/abonnement: asking to receive letters; /lettres/mon-lien: asking for one's own link; the page that confirms.

What a page answers never tells who is subscribed: a mail does.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coffret.base import counts
from coffret.base.errors import Refused
from coffret.editorial import identity
from coffret.newsletters.models import Request
from coffret.newsletters.readers import confirming, mails, people, preferences, subscribing
from coffret.public.agenda.attending import private, visitor_address
from coffret.public.agenda.attending_forms import Guarded
from coffret.public.letters.forms import OwnLinkForm, SubscribeForm
from coffret.public.letters.personal import no_link, personal, unhurried

# Forms one network address may send, and in how many seconds: a museum's people share theirs.
MOST, WINDOW = 30, 600
METHODS = ["GET", "HEAD", "POST"]


def block() -> dict[str, Any]:
    """Return what « public/letters/subscribe_form.html » shows, for any page that includes it."""
    return {"subscribe": SubscribeForm(), "agreed": subscribing.words(), "contact": identity.site().contact_email}


@require_http_methods(METHODS)
@private
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, or note what is asked: the same answer whoever asks."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    if form.trapped:
        return redirect("public:letters_asked")
    if form.is_valid() and _within_rate(request, form):
        data = form.cleaned_data
        try:
            with unhurried():
                subscribing.ask(data["email"], data["lettres"], text=subscribing.words(), language=_language())
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect("public:letters_asked")
    return _page(request, form, status=400)


@require_safe
@private
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail leaves: it alone says more."""
    return render(request, "public/letters/asked.html", {"section": "letters"})


@require_http_methods(METHODS)
@private
def own_link(request: HttpRequest) -> HttpResponse:
    """Send somebody their own link again: the same answer whoever asks."""
    form = OwnLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.trapped:
        return redirect("public:letters_own_link_sent")
    if request.method == "POST" and form.is_valid() and _within_rate(request, form):
        try:
            with unhurried():
                preferences.send_link(form.cleaned_data["email"])
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect("public:letters_own_link_sent")
    status = 400 if request.method == "POST" else 200
    return render(request, "public/letters/own_link.html", {"section": "letters", "form": form}, status=status)


@require_safe
@private
def own_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail leaves, if the address receives our letters."""
    return render(request, "public/letters/own_link_sent.html", {"section": "letters"})


@require_http_methods(METHODS)
@personal
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what waits to be confirmed; POST confirms it."""
    found = confirming.find(token)
    if found is None:
        return no_link(request)
    if request.method != "POST":
        return _waiting(request, found)
    try:
        done = confirming.confirm(found)
    except Refused as refusal:
        return _waiting(request, found, str(refusal), status=409)
    newsletters = confirming.newsletters(done)
    context = {
        "section": "letters",
        "found": done,
        "newsletters": newsletters,
        "issues": mails.last_issues(newsletters),
        "own_link": people.link(done.reader),
    }
    return render(request, "public/letters/confirmed.html", context)


def _waiting(request: HttpRequest, found: Request, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "section": "letters",
        "found": found,
        "newsletters": confirming.newsletters(found),
        "over": confirming.is_over(found, timezone.now()),
        "refusal": refusal,
    }
    return render(request, "public/letters/confirmation.html", context, status=status)


def _page(request: HttpRequest, form: SubscribeForm, status: int = 200) -> HttpResponse:
    context = {"section": "letters", **block(), "subscribe": form}
    return render(request, "public/letters/subscribe.html", context, status=status)


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _within_rate(request: HttpRequest, form: Guarded) -> bool:
    """Count a form sent; say on it when there were too many. The network address is kept hashed, ten minutes."""
    if counts.within("letters-form", visitor_address(request), MOST, WINDOW):
        return True
    form.add_error(None, _("Trop de demandes d’affilée depuis ce réseau. Réessayer dans dix minutes."))
    return False
