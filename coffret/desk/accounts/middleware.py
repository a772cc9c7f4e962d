"""What the workshop asks of every request: kept by nobody, seen when, the second factor where it is required."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from coffret.accounts import access

Answer = Callable[[HttpRequest], HttpResponse]
# A session's « last seen » is this exact: a write per page would queue behind those of the catalogue.
EXACT_TO = timedelta(minutes=5)
# What stays open to somebody who has still to set up a second factor.
OPEN = ("/pro/compte/", "/pro/connexion/", "/pro/deconnexion/")

# Bytes of a form, for whoever is not signed in: the longest of the public site has a tenth of it.
LIGHT = 4 << 20


class LightUnlessSignedIn:
    """Refuse large forms of nobody known before their first byte is read: files of theirs would fill the disk.

    The token of a form is looked for in the whole of it, before any view asks who sends it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 413."""
        if request.method == "POST" and _length(request) > LIGHT and SESSION_KEY not in request.session:
            words = _("Un envoi de cette taille demande un compte. Se connecter, puis recommencer.")
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    # Without a number Django reads nothing.
    return int(text[:20]) if text.isascii() and text.isdecimal() else 0


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
