"""A correction asked for from a page that is no more true: refused, with what was wanted and what changed, nothing lost."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from pyroaring import BitMap

from coffret.base.rules import Finding
from coffret.catalogue.fields import BY_CODE
from coffret.desk.mending import asked as asking
from coffret.desk.mending import done, showing
from coffret.desk.mending.asked import Asked
from coffret.desk.mending.letters import marked_letters
from coffret.desk.mending.showing import Page, Part
from coffret.submissions.mending import proposing
from coffret.submissions.models import FindingGroup, Line, Submission
from coffret.submissions.payload import unpack

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the refused form asked: the value, the text to write, on how many lines."""

    field: str
    before: SafeString
    after: SafeString
    text: str
    count: int


def page(
    request: HttpRequest, submission: Submission, asked: Asked, group: FindingGroup | None, line: Line | None = None
) -> HttpResponse:
    """Answer 409: what was wanted, what was corrected since, and the same correction on what is there now, if anything."""
    back = asking.back(request, submission)
    shown = Page(submission, request.user, back)
    before, after = marked_letters(asked.value, asked.after)
    context = {
        "rail": "submissions",
        "submission": submission,
        "field": BY_CODE.get(asked.field),
        "wanted": Wanted(asked.field, before, after, asked.after, 1 if line else asked.count),
        "by_rule": asked.by_rule,
        "since": done.since(submission, asked.seen, asked.field)[:SHOWN],
        "now": _text(submission, asked, line),
        "again": _again(shown, asked, group, line),
        "scope": asked.scope,
        "always": asked.always,
        "back": back,
    }
    return render(request, "desk/mending/stale.html", context, status=409)


def _again(shown: Page, asked: Asked, group: FindingGroup | None, line: Line | None) -> Part | None:
    """Return the same finding as it stands now; None when nothing has it any more."""
    if line is None or asked.scope != asking.LINE:
        return showing.of_groups(shown, {group.pk: group}).get(group.pk) if group else None
    found = [
        Finding(*row)
        for row in unpack(bytes(line.payload)).findings
        if (row[0], row[1], row[2]) == (asked.code, asked.field, asked.value)
    ]
    return next(iter(showing.of_line(shown, line, found)), None)


def _text(submission: Submission, asked: Asked, line: Line | None) -> str:
    """Return the text of the field of a line as it stands now; « » when the form was about many lines."""
    if line is None:
        return ""
    values: dict[str, Any] = proposing.texts_of(submission, BitMap([line.position])).get(line.position, {})
    return str(values.get(asked.field, ""))
