"""What every answer carries: the content policy, and the language the reader chose."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.defaults import bad_request

from coffret.base.policy import policy
from coffret.search.index import Unready

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = policy()


class ContentSecurityPolicy:
    """Nothing comes from elsewhere, nothing inline runs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class NoText:
    """The sign NUL is in no text, and PostgreSQL refuses even to look for it: an address that holds it is nobody's, it is
    left out of what is asked, and a form that sends it is answered 400.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        while "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Raise Http404 for such an address."""
        if "\x00" in request.path_info:
            raise Http404(request.path)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Answer 400 where PostgreSQL refused a text for it."""
        refused = isinstance(failure, DataError) and "NUL (0x00)" in str(failure)
        return bad_request(request, failure) if refused else None


class SearchUnready:
    """While the index is built anew, pages that need it say so and when to come back; the others go on."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Answer 503 when there is no index to read yet."""
        if not isinstance(failure, Unready):
            return None
        answer = render(request, "503.html", {"told": str(failure)}, status=503)
        answer["Retry-After"] = "60"
        return answer


class ChosenLanguage:
    """French unless `?lang=` or the cookie it leaves says otherwise: an address never depends on the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = next((code for code in (asked, kept) if code in self.known), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response["Content-Language"] = language
        if asked in self.known and asked != kept:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, asked, max_age=31_536_000, samesite="Lax", secure=settings.SECURE
            )
        return response
