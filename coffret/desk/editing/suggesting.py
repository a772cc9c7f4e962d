"""/pro/redaction/suggestions: what might be put forward in a month, and why; one choice adds it to the month's page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coffret.base.errors import Refused
from coffret.desk.editing.page import writer
from coffret.desk.guards import editors
from coffret.editorial.entries.content import clean, day
from coffret.editorial.featuring.putting import page_of, put_forward
from coffret.editorial.featuring.suggestions import Suggestion, suggested_museums, suggested_records
from coffret.editorial.models import Entry, Genre, KindName

THUMB = 480
MONTHLY = (Genre.NOTICE, Genre.MUSEUM)


@require_safe
@editors
def suggestions(request: HttpRequest) -> HttpResponse:
    """List suggestions for ``?genre=`` (notice, museum) and ``?month=`` (« 2026-12 »), each with its reasons; as JSON
    with ``?format=json``.
    """
    genre, month = asked(request.GET)
    found = suggested_museums(month) if genre is Genre.MUSEUM else suggested_records(month)
    if request.GET.get("format") == "json":
        told = [as_json(one) for one in found]
        return JsonResponse({"genre": genre.value, "month": f"{month:%Y-%m}", "suggestions": told})
    page = page_of(genre, month)
    context = {
        "rail": "editing",
        "genre": genre.value,
        "genres": [(one.value, one.label) for one in MONTHLY],
        "month": month,
        "before": _beside(month, -1),
        "after": _beside(month, 1),
        "entry": page,
        "chosen": _chosen(page),
        "suggestions": [(one, one.ref or one.code, picture_of(one)) for one in found],
    }
    return render(request, "desk/editing/suggestions.html", context)


@require_POST
@editors
def choose(request: HttpRequest) -> HttpResponse:
    """Add the record or the museum posted as ``key`` to the page of the month, and go back to its suggestions."""
    genre, month = asked(request.POST)
    try:
        put_forward(genre, month, request.POST.get("key", "").replace("\x00", "")[:60], writer(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ajouté à la page du mois : il reste à écrire pourquoi."))
    response = redirect("desk:suggestions")
    response["Location"] += f"?genre={genre.value}&month={month:%Y-%m}"
    return response


def asked(given: Mapping[str, str]) -> tuple[Genre, date]:
    """Return the genre and the month asked for; notices and the present month where they cannot be read."""
    read = clean(KindName.FEATURE, {"genre": given.get("genre"), "month": given.get("month")})
    genre = Genre.MUSEUM if read["genre"] == Genre.MUSEUM else Genre.NOTICE
    return genre, day(read["month"]) or timezone.localdate().replace(day=1)


def as_json(one: Suggestion) -> dict[str, Any]:
    """Return a suggestion as scripts read it."""
    told = {name: getattr(one, name) for name in ("ref", "code", "title", "museum", "caption", "credit", "reasons")}
    shown = picture_of(one)
    return {**told, "picture": shown["url"] if shown else ""}


def picture_of(one: Suggestion) -> dict[str, Any] | None:
    """Return the address and size of the picture that would show it; None without one."""
    if one.image is None:
        return None
    width = min(THUMB, one.image.width)
    height = round(one.image.height * width / max(1, one.image.width))
    return {"url": f"/images/{one.image.sha256}/{THUMB}.jpg", "width": width, "height": height}


def _chosen(page: Entry | None) -> set[str]:
    items = page.working.content["items"] if page and page.working else []
    return {one.get("record") or one.get("museum") or "" for one in items}


def _beside(month: date, step: int) -> str:
    number = month.year * 12 + month.month - 1 + step
    return f"{number // 12}-{number % 12 + 1:02d}"
