"""What follows a sign-in or a change of password: the journals, and the browser known by."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from coffret.accounts import guesses
from coffret.accounts.models import Doing, User
from coffret.accounts.people import note
from coffret.desk.accounts.places import place_of, remember_device


@receiver(user_logged_in)
def came_in(request: HttpRequest, response: HttpResponse, user: User, **_more: Any) -> None:
    """Keep the sign-in in the journal, and leave the browser the number it is known by."""
    records = get_authentication_records(request, user)
    method = " + ".join(str(record["method"]) for record in records) or "password"
    remember_device(request, response, user)
    guesses.note_attempt(user.email, succeeded=True, place=place_of(request, user.email), method=method[:30])


@receiver([password_changed, password_set, password_reset])
def changed_password(user: User, **_more: Any) -> None:
    """Keep the change in the account's journal."""
    note(user, Doing.PASSWORD, by=user)
