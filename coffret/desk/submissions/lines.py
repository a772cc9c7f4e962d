"""The lines of a submission: filtered, any page found at once, with what each is about and what was found in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from pyroaring import BitMap

from coffret.accounts import access
from coffret.base.rules import REGISTRY, Severity
from coffret.catalogue import captions
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Record
from coffret.desk.guards import members
from coffret.desk.submissions import filters, seeing
from coffret.desk.submissions.filters import Filter
from coffret.desk.submissions.findings import Group
from coffret.submissions import sets
from coffret.submissions.models import Line, Outcome, SetName, Submission
from coffret.submissions.payload import Content, unpack

# Sets shown beside a line when it belongs to them: name → word.
MARKS = {
    SetName.PUBLISHED: _("publiée"),
    SetName.REVERTED: _("annulée"),
    SetName.MENDED: _("corrigée"),
    SetName.PICTURED: _("images"),
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in a list: what it is about, the findings of each gravity, what became of it."""

    line: Line
    title: str
    inventory: str
    gravities: list[tuple[Severity, int]]
    marks: list[str] = field(default_factory=list)
    selectable: bool = False

    @property
    def findings(self) -> int:
        """Return how many findings it has."""
        return sum(count for _severity, count in self.gravities)


@require_GET
@members
def lines(request: HttpRequest, number: int) -> HttpResponse:
    """List the lines of a submission that the address asks for."""
    submission = seeing.visible_submission(request, number)
    return render(request, "desk/submissions/lines.html", listed(request, submission, filters.read(request.GET)))


@require_GET
@members
def finding(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """List the lines that share one finding."""
    submission = seeing.visible_submission(request, number)
    row = get_object_or_404(submission.finding_groups, pk=group)
    asked = filters.read(request.GET).without(group=row.pk)
    context = {**listed(request, submission, asked), "finding": Group.of(row)}
    return render(request, "desk/submissions/lines.html", context)


def listed(request: HttpRequest, submission: Submission, asked: Filter) -> dict[str, Any]:
    """Return what the list shows: a page of the lines asked for, how many there are, how to ask for others."""
    kept = sets.of(submission.pk)
    wanted = asked.members(submission, kept)
    page = seeing.page_of(request, range(len(wanted)))
    shown = sets.page(wanted, page.number, seeing.PER_PAGE)
    can_publish = access.can_publish(request.user, submission.concerned)
    return {
        "rail": "submissions",
        "submission": submission,
        "asked": asked,
        "total": len(wanted),
        "page": page,
        "others": seeing.others_of(request),
        "rows": line_rows(sets.lines(submission, shown), kept),
        "outcomes": [(one, len(kept[one]), filters.in_words(one, len(kept[one]))) for one in Outcome],
        "dropped": {name: asked.without(**{name: ""}).query for name in ("rule", "field", "value")},
        "every": len(sets.every(kept)),
        "states": filters.STATES.items(),
        "gravities": list(Severity),
        "chosen_rule": REGISTRY.get(asked.rule),
        "chosen_field": BY_CODE.get(asked.field),
        "can_publish": can_publish,
        "can_mend": access.can_mend(request.user, submission.concerned),
        "selectable": can_publish and bool(wanted & (sets.publishable(kept) | kept[SetName.PUBLISHED])),
    }


def line_rows(rows: Iterable[Line], kept: Mapping[str, BitMap]) -> list[LineRow]:
    """Return lines as lists show them, each with the title its record has or will have."""
    read = [(line, unpack(bytes(line.payload))) for line in rows]
    records = [line.record for line, _content in read if line.record and line.outcome != Outcome.REJECTED]
    before = Record.objects.in_bulk(records)
    waiting = sets.publishable(kept)
    return [
        _row(line, content, before[line.record].values if line.record in before else {}, kept, waiting)
        for line, content in read
    ]


def _row(
    line: Line, content: Content, before: Mapping[str, str], kept: Mapping[str, BitMap], waiting: BitMap
) -> LineRow:
    values = {**before, **content.values}
    marks = [str(word) for name, word in MARKS.items() if line.position in kept[name]]
    published = line.position in kept[SetName.PUBLISHED] and line.position not in kept[SetName.REVERTED]
    return LineRow(
        line,
        captions.title(values),
        values.get("INV", ""),
        gravities(content),
        marks,
        line.position in waiting or published,
    )


def gravities(content: Content) -> list[tuple[Severity, int]]:
    """Return how many findings of each gravity a line has, the gravest first; those it has none of are left out."""
    counts = dict.fromkeys(Severity, 0)
    for code, *_rest in content.findings:
        counts[REGISTRY[code].severity] += 1
    return [(severity, count) for severity, count in counts.items() if count]
