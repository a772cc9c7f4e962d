"""Taking the place an invitation offers. Opening the link changes nothing; the form does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coffret.accounts import invitations
from coffret.accounts.models import Invitation
from coffret.base.errors import Refused
from coffret.desk.accounts.own_forms import JoinForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invitation offers; posted, take it: a new account, or one more place for an account that exists."""
    found = invitations.find(token)
    if found is None:
        return render(request, "desk/accounts/no_invitation.html", status=404)
    if invitations.account_of(found):
        return _one_more_place(request, found)
    form = JoinForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        return _taken(request, found, name=asked["name"], password=asked["password1"])
    return _shown(request, found, form)


def _one_more_place(request: HttpRequest, found: Invitation) -> HttpResponse:
    return _taken(request, found) if request.method == "POST" else _shown(request, found, None)


def _shown(request: HttpRequest, found: Invitation, form: JoinForm | None) -> HttpResponse:
    context = {"invitation": found, "places": invitations.places_in_words(found), "form": form}
    return render(request, "desk/accounts/invitation.html", context)


def _taken(request: HttpRequest, found: Invitation, *, name: str = "", password: str = "") -> HttpResponse:
    try:
        invitations.accept(found, name=name, password=password)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:sign_in")
    if request.user.is_authenticated:
        messages.success(request, _("Invitation acceptée."))
        return redirect("desk:home")
    messages.success(request, _("Invitation acceptée. Connectez-vous."))
    return redirect("desk:sign_in")
