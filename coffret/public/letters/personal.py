"""Pages reached by a mailed link: its token is the key. They stay out of caches, search engines and other sites' journals."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
# Seconds an answer takes that must not tell who is subscribed: more than any of them needs.
PACE = 0.2


def personal(view: View) -> View:
    """Keep a page to who holds its link.

    No cookie is asked for: mail programs open links in windows that keep none. Nobody can make somebody else post here
    without their token, and browsers that say nothing of where they come from (« no-referrer ») are heard too.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept


@contextmanager
def unhurried() -> Iterator[None]:
    """Let what is done within take PACE, whatever there was to do: a clock in hand, nobody learns who is known."""
    begun = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, begun + PACE - time.monotonic()))


def no_link(request: HttpRequest) -> HttpResponse:
    """Say that a link leads to nothing, and how to get one."""
    return render(request, "public/letters/no_link.html", {"section": "letters"}, status=404)


def masked(address: str) -> str:
    """Return an address that its owner knows again and nobody else learns: « an…@example.org »."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:2]}…@{domain}"
