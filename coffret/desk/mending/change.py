"""« Ce qui va changer »: what a rule would write in texts that differ from line to line, shown before it does."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.base.rules import REGISTRY
from coffret.catalogue import store
from coffret.catalogue.checking import plan
from coffret.catalogue.fields import BY_CODE
from coffret.desk.guards import members
from coffret.desk.mending import asked as asking
from coffret.desk.mending import telling
from coffret.desk.mending.choices import IDENTITY
from coffret.desk.mending.letters import marked_letters
from coffret.submissions import lines, sets
from coffret.submissions.lines import Held
from coffret.submissions.mending import fixing, proposing
from coffret.submissions.mending.preparing import values_of
from coffret.submissions.mending.writing import resulting
from coffret.submissions.models import FindingGroup, Mending, SetName, Submission
from coffret.submissions.payload import unpack

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A line that a rule would correct: both texts, the letters that differ marked; not ``fixed``: it stays as it is."""

    line: Held
    before: SafeString
    after: SafeString
    fixed: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What is asked for: a rule and a field of a submission, one value alone when ``value`` is not « »."""

    submission: Submission
    code: str
    field: str
    value: str

    @property
    def members(self) -> BitMap:
        """Return the lines that have the finding and are not published."""
        rows = FindingGroup.objects.filter(submission=self.submission, code=self.code, field=self.field).order_by()
        found = sets.members(rows.filter(value=self.value) if self.value else rows)
        return found - sets.of(self.submission.pk)[SetName.PUBLISHED]

    def rows(self, positions: BitMap) -> list[Row]:
        """Return what the first of these lines would become."""
        found = []
        for batch in lines.at(self.submission.pk, BitMap(positions[:SHOWN])):
            there = store.stored(line.ref for line in batch if line.ref)
            found += [self._row(line, values_of(there.get(line.ref), self.submission.museums)) for line in batch]
        return found

    def _row(self, line: Held, held: dict[str, str]) -> Row:
        content = unpack(line.payload)
        before = resulting(content, held).get(self.field, "")
        after = proposing.corrected(content, held, code=self.code, field=self.field, value=self.value)
        return Row(line, *marked_letters(before, before if after is None else after), after is not None, after == "")

    def fix(self, request: HttpRequest, *, always: bool) -> Mending | Job:
        """Correct them all; raises Refused when nothing can be."""
        if self.value:
            return fixing.fix(
                self.submission, code=self.code, field=self.field, value=self.value, by=request.user, keep=always
            )
        return fixing.fix_rule(self.submission, self.code, self.field, request.user, keep=always)


@require_http_methods(["GET", "HEAD", "POST"])
@members
def change(request: HttpRequest, number: int, code: str, field: str) -> HttpResponse:
    """Show what would change, a rule's findings in a field (``?constat=``: one of them); POST changes it."""
    submission = asking.mendable(request, number)
    plan()
    if code not in REGISTRY or field not in BY_CODE:
        raise Http404(f"{code} {field}")
    reach = Reach(submission, code, field, _value(submission, request.GET.get("constat", "")))
    positions = reach.members
    if request.method == "POST":
        if asking.read(request).count == len(positions):
            return _changed(request, reach)
        said = _(
            "Ces lignes ont changé depuis que la page était ouverte : rien n’a été corrigé. Voici ce qu’il en est maintenant."
        )
        messages.warning(request, said)
    context = {
        "rail": "submissions",
        "submission": submission,
        "rule": REGISTRY[code],
        "field": BY_CODE[field],
        "rows": reach.rows(positions),
        "total": len(positions),
        "habitual": field not in IDENTITY,
        "back": asking.back(request, submission),
    }
    return render(request, "desk/mending/change.html", context, status=409 if request.method == "POST" else 200)


def _value(submission: Submission, group: str) -> str:
    """Return the value of the finding an address names, « » when it names none; raises Http404 for one that is gone."""
    if not group:
        return ""
    if not (group.isascii() and group.isdecimal() and len(group) < 16):
        raise Http404(group)
    return get_object_or_404(submission.finding_groups, pk=int(group)).value


def _changed(request: HttpRequest, reach: Reach) -> HttpResponse:
    before = telling.total(reach.submission)
    try:
        done = reach.fix(request, always=asking.read(request).always)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        telling.mended(request, reach.submission, done, before)
    return redirect(asking.back(request, reach.submission))
