"""Logos of museums: files the operator puts in the data directory, ``logos/<code>.png`` or ``.jpg``."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

KINDS = {"png": "image/png", "jpg": "image/jpeg"}


def path_of(code: str) -> str:
    """Return the path of the museum's logo on the site, nothing when it has none."""
    kind = next((kind for kind in KINDS if _file(code, kind).is_file()), "")
    return f"/musees/{code}/logo.{kind}" if kind else ""


@require_safe
def logo(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Answer the museum's logo."""
    place = _file(code, kind)
    if kind not in KINDS or not code.isalnum() or not place.is_file():
        raise Http404(code)
    response = HttpResponse(place.read_bytes(), content_type=KINDS[kind])
    response["Cache-Control"] = "public, max-age=86400"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _file(code: str, kind: str) -> Path:
    return Path(settings.DATA) / "logos" / f"{code}.{kind}"
