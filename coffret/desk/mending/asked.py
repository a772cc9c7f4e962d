"""What a form of correction asks for, and whether the submission is still as its reader saw it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from coffret.accounts import access
from coffret.desk.submissions.seeing import visible_submission
from coffret.submissions.models import FindingGroup, Submission

LONGEST = 2000
YES = "oui"
LINE = "ligne"


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction as its form gives it: the finding it speaks of, the new text, how far it reaches, what was seen.

    ``count``: the lines that had the finding when the form was made, at ``seen``; ``stamp``: the line as it was then.
    """

    code: str
    field: str
    value: str
    after: str
    by_rule: bool
    always: bool
    scope: str
    reason: str
    count: int
    seen: datetime | None
    stamp: str

    @property
    def text(self) -> str | None:
        """Return the text to write, « » to take the value away; None when the rule writes it."""
        return None if self.by_rule else self.after


def read(request: HttpRequest) -> Asked:
    """Return what a posted form asks; what makes no sense in it reads as nothing."""
    given = request.POST

    def text(name: str, limit: int = LONGEST) -> str:
        return given.get(name, "").replace("\x00", "")[:limit]

    count = text("nombre", 9)
    return Asked(
        code=text("code", 10),
        field=text("champ", 30),
        value=text("valeur"),
        after=text("apres").strip(),
        by_rule=given.get("regle") == YES,
        always=given.get("toujours") == YES,
        scope=text("portee", 10),
        reason=" ".join(text("raison", 1000).split()),
        count=int(count) if count.isascii() and count.isdecimal() else 0,
        seen=_moment(text("vu", 20)),
        stamp=text("empreinte", 100),
    )


def _moment(text: str) -> datetime | None:
    """Return the moment a form was made, from milliseconds since 1970; None when it says none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 15):
        return None
    return datetime.fromtimestamp(int(text) / 1000, tz=UTC)


def mendable(request: HttpRequest, number: int) -> Submission:
    """Return the submission when the account may correct its lines; raises Http404 or PermissionDenied."""
    submission = visible_submission(request, number)
    if not access.can_mend(request.user, set(submission.museums)):
        raise PermissionDenied
    return submission


_FINDING = re.compile(r"/pro/versements/\d+/constats/(\d{1,15})(?:\?|$)")


def back(request: HttpRequest, submission: Submission, place: str = "") -> str:
    """Return where the form came from, a page of this submission, at ``place`` of it; else the report.

    The page of a finding that no line has any more is gone: the report again.
    """
    given = request.POST.get("retour") or request.GET.get("retour") or ""
    report = reverse("desk:report", args=[submission.pk])
    ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None) and (
        given == report or given.startswith((f"{report}/", f"{report}?"))
    )
    kept = given.split("#")[0][:2000] if ours else report
    finding = _FINDING.match(kept)
    if finding and not submission.finding_groups.filter(pk=int(finding[1])).exists():
        kept = report
    return f"{kept}#{place}" if place else kept


def group_of(submission: Submission, asked: Asked, number: int) -> FindingGroup | None:
    """Return the finding a form speaks of, if lines still have it: by its number, else by its rule, field and value.

    A finding whose last line was corrected goes; undone, it comes back under another number.
    """
    row = submission.finding_groups.filter(pk=number).first()
    if row or not asked.code:
        return row
    return submission.finding_groups.filter(code=asked.code, field=asked.field, value=asked.value).first()
