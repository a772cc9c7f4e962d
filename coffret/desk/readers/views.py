"""/pro/lettres/abonnes/: who receives the letters, in counts; one reader by their address, and what is decided of them."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.desk.guards import opened_to
from coffret.desk.readers.forms import SearchForm
from coffret.desk.submissions.seeing import page_of
from coffret.newsletters.models import Delivery, Reader, ReaderState, Subscription, SubscriptionState, Suppression
from coffret.newsletters.readers import erasing, figures, keys, leaving, mails, people, preferences, sources, suspending

seers = opened_to(access.can_see_readers)
managers = opened_to(access.can_manage_letters)

DELIVERIES = 30


# The list --------------------------------------------------------------------------------------------------------------


@require_GET
@seers
def index(request: HttpRequest) -> HttpResponse:
    """Show the readers of each newsletter, in counts, and those a search finds."""
    form = SearchForm(request.GET)
    words = form.words()
    context = {
        "rail": "letters",
        "newsletters": figures.by_newsletter(),
        "readers": figures.readers(),
        "confirmations": figures.confirmations(),
        "excluded": figures.excluded(),
        "form": form,
        "words": words,
        "page": page_of(request, found(form)) if form.given else None,
        "asked": form.asked(),
        "alone": _excluded_alone(words),
        "can_manage": access.can_manage_letters(request.user),
    }
    return render(request, "desk/readers/index.html", context)


def found(form: SearchForm) -> QuerySet[Reader]:
    """Return the readers a search asks for: a part of the address, a newsletter, a state."""
    rows = Reader.objects.prefetch_related(
        Prefetch("subscriptions", Subscription.objects.select_related("newsletter").order_by("pk"))
    ).order_by("address", "pk")
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    rows = rows.filter(address__icontains=asked["q"].strip())
    if asked["lettre"]:
        rows = rows.filter(subscriptions__newsletter__slug=asked["lettre"])
    state = asked["etat"]
    if state in ReaderState.values:
        return rows.filter(state=state).distinct()
    held = Q(subscriptions__newsletter__slug=asked["lettre"]) if asked["lettre"] else Q()
    left = Q(subscriptions__state=SubscriptionState.LEFT) & held
    return rows.filter(left).distinct() if state == "left" else rows.distinct()


def _excluded_alone(words: str) -> Suppression | None:
    """Return the exclusion of an address that is typed whole and has no reader: only its hash is known."""
    try:
        key = people.checked(words)
    except Refused:
        return None
    digest = keys.digest(key)
    known = Reader.objects.filter(digest=digest).exists()
    return None if known else Suppression.objects.filter(digest=digest).first()


# One reader ------------------------------------------------------------------------------------------------------------


@require_GET
@seers
def reader(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a reader receives, the proofs, and what left for them."""
    one = get_object_or_404(Reader, id=number)
    received = Delivery.objects.filter(subscription__reader=one).select_related("sending").order_by("-pk")
    # A letter weighs a hundred kilobytes: its subject is enough.
    received = received.defer("sending__html", "sending__text")
    context = {
        "rail": "letters",
        "reader": one,
        "subscriptions": [
            (row, sources.said(row.source))
            for row in one.subscriptions.select_related("newsletter").order_by("newsletter__position", "pk")
        ],
        "proofs": [
            (row, sources.said(row.source)) for row in one.consents.select_related("newsletter", "by").order_by("-pk")
        ],
        "deliveries": received[:DELIVERIES],
        "excluded": Suppression.objects.filter(digest=one.digest).first(),
        "paused": preferences.paused(one),
        "waiting": one.requests.filter(done_at=None, expires_at__gt=timezone.now()).order_by("pk").last(),
        "can_manage": access.can_manage_letters(request.user),
    }
    return render(request, "desk/readers/reader.html", context)


@require_POST
@seers
def suspension(request: HttpRequest, number: int) -> HttpResponse:
    """Send a reader nothing more, for a reason, until they or an editor say otherwise."""
    return _act(request, number, suspending.suspend, _("Les envois à {address} sont suspendus."))


@require_POST
@seers
def revival(request: HttpRequest, number: int) -> HttpResponse:
    """Send again to a reader, suspended or excluded, for a reason."""
    return _act(request, number, suspending.revive, _("Les envois à {address} reprennent."))


@require_POST
@seers
def exclusion(request: HttpRequest, number: int) -> HttpResponse:
    """Write to an address no more, for a reason: an editor alone lifts it."""
    return _act(request, number, suspending.exclude, _("{address} est exclue des envois et des imports."))


@require_POST
@seers
def leaving_one(request: HttpRequest, number: int, subscription: int) -> HttpResponse:
    """Unsubscribe a reader from one newsletter, as they asked by another way."""
    row = get_object_or_404(Subscription.objects.select_related("reader", "newsletter"), id=subscription, reader=number)
    if leaving.leave_row(row, "desk", by=_me(request)):
        said = _("{address} ne reçoit plus « {name} ».")
        messages.success(request, said.format(address=row.reader.address, name=row.newsletter.name))
    return redirect("desk:reader", number=number)


@require_POST
@seers
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Mail a reader their own link."""
    one = get_object_or_404(Reader, id=number)
    if mails.allowed(one.digest):
        mails.own_link(one, timezone.now())
        messages.success(request, _("Le lien personnel part à {address}.").format(address=one.address))
    else:
        messages.error(request, _("Cette adresse a déjà reçu plusieurs courriels aujourd’hui. Réessayer demain."))
    return redirect("desk:reader", number=number)


@require_POST
@managers
def erasure(request: HttpRequest, number: int) -> HttpResponse:
    """Erase a reader who asks for it."""
    one = get_object_or_404(Reader, id=number)
    if request.POST.get("sur") != "oui":
        messages.error(request, _("Cocher la case pour confirmer l’effacement : il ne se reprend pas."))
        return redirect("desk:reader", number=number)
    erasing.erase(one, by=_me(request))
    messages.success(
        request, _("Ce lecteur est effacé. Seule son empreinte reste, pour qu’aucun import ne le remette.")
    )
    return redirect("desk:readers")


@require_POST
@seers
def lifting(request: HttpRequest) -> HttpResponse:
    """Take off the excluded ones an address that has no reader: it may subscribe or be imported again."""
    address = request.POST.get("adresse", "")
    try:
        lifted = suspending.lift(keys.digest(people.checked(address)), request.POST.get("motif", ""), _me(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if lifted:
            messages.success(request, _("{address} n’est plus exclue.").format(address=address.strip()))
    return redirect("desk:readers")


def _act(request: HttpRequest, number: int, act: Callable[[Reader, str, User], bool], done: str) -> HttpResponse:
    one = get_object_or_404(Reader, id=number)
    try:
        changed = act(one, request.POST.get("motif", ""), _me(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if changed:
            messages.success(request, done.format(address=one.address))
    return redirect("desk:reader", number=number)


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)
