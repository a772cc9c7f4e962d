"""/pro/lettres/<n>/destinataires: every recipient of an issue, where the mail stands, what the server said, when."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coffret.base.cells import MARK, csv_row
from coffret.desk.letters.issues import issue_of, reader_keepers, sending_of, tabs
from coffret.editorial.models import Issue
from coffret.newsletters.models import Delivery, DeliveryState, Sending
from coffret.newsletters.sending import account as ledger
from coffret.newsletters.sending import reading

PER_PAGE = 50
# Rows read at once from the database: a list of twenty thousand never stands whole in memory.
CHUNK = 2000
CSV_TYPE = "text/csv; charset=utf-8"
# What spreadsheet programs expect before UTF-8.


@require_GET
@reader_keepers
def account(request: HttpRequest, number: int) -> HttpResponse:
    """List the recipients, `?etat=` of one group of states, `?q=` by address."""
    issue, sending = _left(number)
    group, words, rows = _asked(request, sending)
    context = {
        "rail": "letters",
        "issue": issue,
        "sending": sending,
        "tabs": tabs(issue, "desk:letter_account", left=True),
        "groups": [
            (each, n) for each, n in reading.grouped_counts(ledger.of(sending).counts) if n or each.name == group
        ],
        "group": group,
        "asked": words,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kept": urlencode({name: value for name, value in (("etat", group), ("q", words)) if value}) + "&",
    }
    return render(request, "desk/letters/account.html", context)


@require_GET
@reader_keepers
def table(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give the same list as a table for spreadsheet programs, its formulas disarmed."""
    issue, sending = _left(number)
    _group, _words, rows = _asked(request, sending)
    slug = issue.newsletter.slug if issue.newsletter else ""
    name = f"destinataires-{slug}-{issue.day:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_lines(rows), content_type=CSV_TYPE, headers=headers)


def _left(number: int) -> tuple[Issue, Sending]:
    """Return an issue that has left, or is leaving, and its sending; raises Http404 before."""
    issue = issue_of(number)
    sending = sending_of(issue)
    if sending is None:
        raise Http404
    return issue, sending


def _asked(request: HttpRequest, sending: Sending) -> tuple[str, str, QuerySet[Delivery]]:
    group, words = request.GET.get("etat", ""), request.GET.get("q", "")[:100].replace("\x00", "").strip()
    group = group if group in reading.BY_NAME else ""
    return group, words, reading.recipients(sending, group, words)


def _lines(rows: QuerySet[Delivery]) -> Iterator[str]:
    """Yield the table in pieces."""
    heads = (_("Adresse"), _("État"), _("Réponse du serveur"), _("Essais"), _("Heure"), _("Prochain essai"))
    yield MARK + _written([heads])
    batch: list[Any] = []
    # In words once: of twenty thousand rows, translating each state takes longer than reading them.
    states = {one.value: str(one.label) for one in DeliveryState}
    for one in rows.iterator(chunk_size=CHUNK):
        batch.append(_cells(one, states[one.state]))
        if len(batch) == CHUNK:
            yield _written(batch)
            batch = []
    yield _written(batch)


def _cells(one: Delivery, state: str) -> tuple[str, ...]:
    def moment(at: Any) -> str:
        return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""

    said = (one.address or _("adresse effacée"), state, one.reply)
    return (*said, str(one.attempts), moment(one.at), moment(one.next_at))


def _written(rows: Any) -> str:
    return "".join(csv_row(" ".join(cell.split()) for cell in one) for one in rows)
