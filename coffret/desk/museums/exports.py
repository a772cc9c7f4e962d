"""/pro/musees/<code>/exports and modele.xlsx: a museum's notices in every format at any time, and the sheet to fill in."""

import io
from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coffret.authorities.lookup import usable_terms
from coffret.authorities.models import Museum
from coffret.authorities.schemes import scheme_code
from coffret.base.errors import Refused
from coffret.catalogue.models import Record, Status
from coffret.desk.guards import members
from coffret.desk.museums.guard import museum_for
from coffret.formats import model
from coffret.submissions.exporting import FORMATS, Format, Scope, exported

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 500


@require_GET
@members
def exports(request: HttpRequest, code: str) -> HttpResponse:
    """Show the formats, and what may be chosen: all the notices online, those of a search, those changed since a day."""
    return _page(request, museum_for(request, code))


@require_GET
@members
def export(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """Give the notices asked for as a file, streamed: ``?q=`` what a search finds, ``?depuis=`` changed since that day."""
    museum = museum_for(request, code)
    if name not in FORMATS:
        raise Http404(name)
    try:
        pieces = exported(FORMATS[name], _scope(request, museum))
        # Written before anything is answered: a refusal still finds its page.
        first = next(pieces, b"")
    except Refused as refusal:
        return _page(request, museum, str(refusal), 422)
    return _file(FORMATS[name], museum, chain([first], pieces))


@require_GET
@members
def chosen(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the file that the page's form asks for (``?format=``)."""
    return export(request, code, request.GET.get("format", ""))


@require_GET
@members
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    """Give the spreadsheet model of the museum, with the terms of the vocabularies as they are loaded today."""
    museum = museum_for(request, code)
    schemes = {entry.scheme for entry in model.columns() if entry.scheme}
    terms = {scheme: usable_terms(scheme_code(scheme), model.TERMS) for scheme in sorted(schemes)}
    out = io.BytesIO()
    model.write(out, museum.code, museum.official_name, terms)
    response = HttpResponse(out.getvalue(), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="coffret_modele_{museum.code}.xlsx"'
    return response


def _scope(request: HttpRequest, museum: Museum) -> Scope:
    """Return what is asked for; raises Refused for a day that is none."""
    text = request.GET.get("depuis", "").strip()
    try:
        since = date.fromisoformat(text) if text else None
    except ValueError:
        sentence = _("« {text} » n’est pas un jour : l’écrire comme 2026-06-19.")
        raise Refused(sentence.format(text=text[:40])) from None
    return Scope(museum.code, request.GET.get("q", "").replace("\0", "").strip()[:LONGEST], since)


def _file(asked: Format, museum: Museum, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=asked.media_type)
    name = f"{museum.code}_{asked.name}_{timezone.localdate():%Y-%m-%d}{asked.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(request: HttpRequest, museum: Museum, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "rail": "museums",
        "museum": museum,
        "formats": FORMATS.values(),
        "chosen": request.GET.get("format", "ajout_pilote"),
        "online": Record.objects.filter(museum=museum, status=Status.PUBLISHED).count(),
        "q": request.GET.get("q", ""),
        "since": request.GET.get("depuis", ""),
        "refusal": refusal,
    }
    return render(request, "desk/museums/exports.html", context, status=status)
