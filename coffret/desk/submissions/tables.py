"""The findings of a submission as a table for a spreadsheet program: one row per finding, formulas disarmed.

Streamed line after line from the submission, so that its size changes nothing to the memory it takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coffret.base.cells import MARK, csv_row
from coffret.base.rules import Finding
from coffret.catalogue.checking import plan
from coffret.desk.guards import members
from coffret.desk.submissions import filters, findings, seeing
from coffret.desk.submissions.filters import Filter
from coffret.desk.submissions.workbook import CELL, workbook
from coffret.submissions import lines
from coffret.submissions.models import Submission
from coffret.submissions.payload import unpack

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@members
def findings_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Give the findings asked for as CSV, in UTF-8 with the mark spreadsheet programs look for."""
    submission = seeing.visible_submission(request, number)
    table = (csv_row(cells) for cells in rows(submission, filters.read(request.GET)))
    response = StreamingHttpResponse((text.encode() for text in _after(MARK, table)), content_type="text/csv")
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{_name(submission)}.csv"'
    return response


@require_GET
@members
def findings_xlsx(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Give the findings asked for as a workbook, begun at once and written as it is sent."""
    submission = seeing.visible_submission(request, number)
    table = rows(submission, filters.read(request.GET))
    response = StreamingHttpResponse(workbook(_("Constats"), next(table), table), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_name(submission)}.xlsx"'
    return response


def rows(submission: Submission, asked: Filter) -> Iterator[list[str]]:
    """Yield the heads, what is said of the whole file, then each finding of the lines asked for that is asked for."""
    plan()  # the rules of records are declared: their sentences can be written
    yield heads()
    for group in asked.groups(submission).filter(findings.WHOLE).order_by("code", "-count", "pk"):
        one = Finding(group.code, group.field, group.value, facts=group.facts)
        yield _row(str(group.lines[0]) if group.lines else "", "", "", one)
    wanted = asked.members(submission)
    chosen = asked.groups(submission).get() if asked.group else None
    for batch in lines.at(submission.pk, wanted):
        for held in batch:
            content = unpack(held.payload)
            for code, field, value, line, facts in content.findings:
                one = Finding(code, field, value, line, facts)
                if _asked(one, asked) and (chosen is None or _alike(one, chosen)):
                    yield _row(str(line or held.number), held.ref, content.values.get("INV", ""), one)


def heads() -> list[str]:
    """Return the heads of the columns."""
    return [
        _("Ligne"),
        _("Référence"),
        _("Numéro d’inventaire"),
        _("Gravité"),
        _("Contrôle"),
        _("Champ"),
        _("Valeur"),
        _("Constat"),
        _("Que faire"),
    ]


def _row(line: str, ref: str, inventory: str, finding: Finding) -> list[str]:
    cells: Sequence[str] = (
        line,
        ref,
        inventory,
        finding.rule.severity.label,
        finding.code,
        finding.field,
        finding.value,
        finding.message(),
        finding.remedy(),
    )
    return [cell.replace("\0", "")[:CELL] for cell in cells]


def _asked(finding: Finding, asked: Filter) -> bool:
    """Say whether a finding of a line is asked for: the line may have others."""
    field = "" if asked.field == filters.NO_FIELD else asked.field
    return (
        (not asked.severities or finding.rule.severity in asked.severities)
        and asked.rule in {"", finding.code}
        and (not asked.field or finding.field == field)
        and asked.value in {"", finding.value}
    )


def _alike(finding: Finding, group: Any) -> bool:
    return (finding.code, finding.field, finding.value) == (group.code, group.field, group.value)


def _name(submission: Submission) -> str:
    return f"versement-{submission.pk}-constats"


def _after(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest
