"""One's own account: name, address, safety, open sign-ins, journal."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.accounts import access, people
from coffret.accounts.models import SignIn, User
from coffret.base.errors import Refused
from coffret.desk.accounts import addresses
from coffret.desk.accounts.agents import browser_of
from coffret.desk.accounts.own_forms import AddressForm, NameForm

JOURNAL = 30


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the account, and change the name."""
    user = _me(request)
    form = NameForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Nom enregistré."))
        return redirect("desk:account")
    context = {
        "rail": "account",
        "form": form,
        "places": access.places_of(user),
        "protected": access.has_second_factor(user),
        "required": access.must_add_second_factor(user),
        "attempts": _attempts(user),
        "sessions": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "desk/accounts/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another address: a link is sent there."""
    user = _me(request)
    form = AddressForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        addresses.ask(user, form.cleaned_data["email"])
        said = _("Un lien est parti à {email}. Ouvrez-le pour confirmer l’adresse.")
        messages.success(request, said.format(email=form.cleaned_data["email"]))
        return redirect("desk:account")
    return render(request, "desk/accounts/address.html", {"rail": "account", "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the new address, by the link sent there."""
    user = _me(request)
    try:
        email = addresses.read(user, token)
    except signing.BadSignature:
        return render(request, "desk/accounts/old_link.html", {"rail": "account"}, status=404)
    if request.method == "POST":
        try:
            addresses.change(user, email)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Votre adresse est maintenant {email}.").format(email=email))
        return redirect("desk:account")
    return render(request, "desk/accounts/new_address.html", {"rail": "account", "email": email})


@require_GET
@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """List the open sign-ins: browser, address, last seen."""
    rows = [
        {
            "session": each,
            "browser": browser_of(each.user_agent),
            "here": each.session_key == request.session.session_key,
        }
        for each in sorted(
            UserSession.objects.purge_and_list(_me(request)), key=lambda each: each.last_seen_at, reverse=True
        )
    ]
    others = sum(not row["here"] for row in rows)
    return render(request, "desk/accounts/sessions.html", {"rail": "account", "rows": rows, "others": others})


@require_POST
@login_required
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """Close one of one's own sign-ins."""
    session = get_object_or_404(UserSession, pk=number, user=_me(request))
    if session.session_key == request.session.session_key:
        raise Http404
    session.end()
    messages.success(request, _("Connexion fermée."))
    return redirect("desk:sessions")


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Close all one's other sign-ins."""
    count = people.end_sessions(_me(request), but=request.session.session_key or "")
    said = ngettext("%(n)d autre connexion fermée.", "%(n)d autres connexions fermées.", count) % {"n": count}
    messages.success(request, said)
    return redirect("desk:sessions")


def _me(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def _attempts(user: User) -> list[dict[str, Any]]:
    rows = SignIn.objects.filter(address=user.email)[:JOURNAL]
    return [{"attempt": row, "browser": browser_of(row.agent)} for row in rows]
