"""Views that any site may read, by its visitors' browsers (CORS)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]


def for_anyone(view: View) -> View:
    """Let any site read the answers, and say so to browsers that ask first."""

    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    @wraps(view)
    def opened(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        response = _permission() if request.method == "OPTIONS" else view(request, **parts)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


def _permission() -> HttpResponseBase:
    response = HttpResponse(status=204)
    del response["Content-Type"]
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Max-Age"] = "86400"
    return response
