"""Standing corrections as a table: taken away, and loaded back after a look at what it would do."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE
from coffret.desk.guards import members
from coffret.desk.mending import museums
from coffret.desk.mending.letters import marked_letters
from coffret.editorial.files import receiving
from coffret.submissions.mending import tables
from coffret.submissions.mending.tables import Reading, Row

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Rows shown before they are kept; the others are counted.
SHOWN = 100
# Seconds during which what was shown may be kept.
LASTING = 86_400
# A form longer than this would not come back whole.
LARGEST = 2_000_000


@require_GET
@members
def export(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Give a museum's standing corrections as a table, CSV or workbook."""
    museum = museums.seen(request, code)
    name = f"corrections-{museum.code}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "xlsx":
        return HttpResponse(tables.as_workbook(museum.code), content_type=XLSX_TYPE, headers=headers)
    return StreamingHttpResponse(tables.as_csv(museum.code), content_type=CSV_TYPE, headers=headers)


@require_POST
@members
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show what loading a table would do, line by line; nothing is kept yet."""
    museum = museums.mended(request, code)
    try:
        reading = _read(request, museum)
        kept = _sealed(reading, museum)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:habits", code=museum.code)
    context = {
        "rail": "submissions",
        "museum": museum,
        "new": len(reading.rows),
        "held": reading.held,
        "bad": reading.bad[:SHOWN],
        "bad_count": len(reading.bad),
        "rows": [_shown(row) for row in reading.rows[:SHOWN]],
        "kept": kept,
    }
    return render(request, "desk/mending/table.html", context)


@require_POST
@members
def load(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the corrections of a table that was shown."""
    museum = museums.mended(request, code)
    try:
        rows = signing.loads(request.POST.get("table", ""), salt=_salt(museum), max_age=LASTING)
    except signing.BadSignature:
        messages.error(request, _("Ce tableau a été lu il y a plus d’un jour : le charger de nouveau."))
        return redirect("desk:habits", code=museum.code)
    count = tables.load(Reading([Row(*row) for row in rows]), museum, request.user)
    said = ngettext(
        "{n} correction habituelle ajoutée.", "{n} corrections habituelles ajoutées.", count
    ).format(n=grouped(count))  # fmt: skip
    messages.success(request, said)
    return redirect("desk:habits", code=museum.code)


def _read(request: HttpRequest, museum: Museum) -> Reading:
    """Return what the table sent says; raises Refused for what is no table, or when none was sent."""
    given = request.FILES.get("fichier")
    if given is None:
        raise Refused(_("Choisir le tableau à charger : un fichier .csv ou .xlsx."))
    with receiving.aside() as folder:
        path = folder / "corrections"
        receiving.received(given, path, tables.MOST_BYTES)
        return tables.read(path, museum.code)


def _sealed(reading: Reading, museum: Museum) -> str:
    """Return the rows to keep as a form carries them, so that what is kept is what was shown."""
    rows = [[row.line, row.field, row.before, row.after, row.code] for row in reading.rows]
    sealed = signing.dumps(rows, salt=_salt(museum), compress=True)
    if len(sealed) > LARGEST:
        raise Refused(_("Ce tableau est trop long pour être montré d’un coup : le couper en deux."))
    return sealed


def _salt(museum: Museum) -> str:
    return f"coffret.corrections.{museum.code}"


def _shown(row: Row) -> dict[str, Any]:
    before, after = marked_letters(row.before, row.after)
    return {"row": row, "field": BY_CODE.get(row.field), "before": before, "after": after}
