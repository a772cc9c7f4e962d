"""/pro/conformite/: the museums side by side, for those who may compare them; nobody else, and never in public."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coffret.accounts import access
from coffret.base.cells import MARK, csv_row
from coffret.conformity import overview
from coffret.conformity.overview import Standing
from coffret.desk.guards import members, opened_to

compares = opened_to(access.can_see_every_museum)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@members
def museums(request: HttpRequest) -> HttpResponse:
    """Show how the museums one may read stand, in the order asked; a single one has its own page."""
    everyone = access.can_see_every_museum(request.user)
    every = overview.standings(request.user)
    codes = access.seen_codes(request.user) if not everyone else set()
    if len(codes) == 1:
        return redirect("desk:museum_conformity", code=next(iter(codes)))
    region, by = request.GET.get("region", ""), request.GET.get("tri", "museum")
    reverse = request.GET.get("sens") == "inverse"
    rows = [row for row in every if region in ("", row.museum.region)]
    context = {
        "rail": "conformity",
        "rows": overview.ordered(rows, by, reverse=reverse),
        "heads": _heads(by, region, reverse=reverse),
        "regions": overview.regions(every),
        "region": region,
        "everyone": everyone,
        "total": _total(rows),
    }
    return render(request, "desk/conformity/table.html", context)


def _heads(by: str, region: str, *, reverse: bool) -> list[dict[str, Any]]:
    """Return the heads of the columns, each with the address that sorts by it."""
    return [
        {
            "label": label,
            "figure": name not in {"museum", "region"},
            "sorted": ("descending" if reverse else "ascending") if name == by else "",
            "url": "?" + urlencode({"tri": name, **_kept(region, turned=name == by and not reverse)}),
        }
        for name, label in _columns()
    ]


def _kept(region: str, *, turned: bool) -> dict[str, str]:
    return {**({"region": region} if region else {}), **({"sens": "inverse"} if turned else {})}


def _columns() -> list[tuple[str, str]]:
    return [
        ("museum", _("Musée")),
        ("region", _("Région")),
        ("online", _("En ligne")),
        ("minimum", _("Fiche minimum")),
        ("illustrated", _("Illustrées")),
        ("images_norm", _("Images à la norme")),
        ("erreur", _("Erreurs")),
        ("alerte", _("Alertes")),
        ("vocabulary", _("Termes inconnus")),
        ("duplicates", _("Doublons")),
    ]


def _total(rows: list[Standing]) -> dict[str, int]:
    return {
        name: sum(row.counts.get(name, 0) for row in rows)
        for name in ("online", "minimum", "illustrated", "erreur", "alerte", "vocabulary", "duplicates")
    }


@require_GET
@compares
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give the table as CSV, one museum a row, counts rather than shares."""
    response = HttpResponse(MARK + "".join(map(csv_row, _cells(request))), content_type="text/csv; charset=utf-8")
    return _attached(response, "csv")


@require_GET
@compares
def as_workbook(request: HttpRequest) -> HttpResponse:
    """Give the table as a workbook."""
    out = io.BytesIO()
    # Texts are texts: nothing of a museum's becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet(_("Conformité")), book.add_format({"bold": True})
        for number, row in enumerate(_cells(request)):
            sheet.write_row(number, 0, row, bold if number == 0 else None)
        sheet.freeze_panes(1, 2)
        sheet.set_column(1, 2, 32)
    return _attached(HttpResponse(out.getvalue(), content_type=WORKBOOK), "xlsx")


EXPORTED = (
    *("online", "withdrawn", "minimum", "illustrated", "images", "images_norm", "images_small", "images_good_credit"),
    *("images_licence", "sound", "erreur", "alerte", "signalement", "accepted", "vocabulary", "duplicates"),
)


def _names() -> dict[str, str]:
    return {
        "online": _("Notices en ligne"),
        "withdrawn": _("Notices retirées"),
        "minimum": _("Fiches minimum complètes"),
        "illustrated": _("Notices illustrées"),
        "images": _("Images"),
        "images_norm": _("Images à la norme"),
        "images_small": _("Images trop petites"),
        "images_good_credit": _("Images au crédit valable"),
        "images_licence": _("Images avec licence"),
        "sound": _("Notices sans erreur ni alerte"),
        "erreur": _("Notices avec une erreur"),
        "alerte": _("Notices avec une alerte"),
        "signalement": _("Notices avec un signalement"),
        "accepted": _("Notices aux alertes acceptées"),
        "vocabulary": _("Notices avec un terme inconnu"),
        "duplicates": _("Doublons probables"),
    }


def _cells(request: HttpRequest) -> Iterator[list[str | int]]:
    names = _names()
    yield [
        _("Code"), _("Musée"), _("Ville"), _("Région"), *(names[name] for name in EXPORTED), _("Mesuré le")
    ]  # fmt: skip
    for row in overview.standings(request.user, request.GET.get("region", "")):
        museum = row.museum
        counts: list[str | int] = [row.counts.get(name, 0) if row.measured_at else "" for name in EXPORTED]
        day = timezone.localtime(row.measured_at).date().isoformat() if row.measured_at else ""
        yield [museum.code, museum.official_name, museum.city, museum.region, *counts, day]


def _attached(response: HttpResponse, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="conformite-{timezone.localdate():%Y-%m-%d}.{ending}"'
    return response
