"""What the workshop asks of every request: kept by nobody, seen when, the second factor where it is required."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control

from coffret.accounts import access

Answer = Callable[[HttpRequest], HttpResponse]
# A session's « last seen » is this exact: a write per page would queue behind those of the catalogue.
EXACT_TO = timedelta(minutes=5)
# What stays open to somebody who has still to set up a second factor.
OPEN = ("/pro/compte/", "/pro/connexion/", "/pro/deconnexion/")


class Visits:
    """Note when each session was last seen."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note the visit when the workshop was asked for by somebody signed in."""
        response = self.get_response(request)
        if request.path.startswith("/pro/") and request.user.is_authenticated and request.session.session_key:
            key = request.session.session_key
            if cache.add(f"seen:{key}", 1, EXACT_TO.total_seconds()):
                UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
        return response


class Private:
    """Keep the workshop out of every cache, and what somebody signed in is shown out of those that several share."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a view that says how long it may be kept is believed, outside the workshop."""
        response = self.get_response(request)
        if request.path.startswith("/pro/"):
            add_never_cache_headers(response)
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response


class PlacesOnce:
    """Have the places of who reads a page of the workshop read once for all the rights it asks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what changes something asks again each time."""
        if request.path.startswith("/pro/") and request.method in {"GET", "HEAD"}:
            access.remember(request.user)
        return self.get_response(request)


class SecondFactorFirst:
    """Lead those who must have a second factor to set it up before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the page of the second factor; elsewhere, show what anybody is shown."""
        if not request.path.startswith(OPEN) and access.must_add_second_factor(request.user):
            if request.path.startswith("/pro/"):
                return redirect("mfa_index")
            request.user = AnonymousUser()
        return self.get_response(request)
