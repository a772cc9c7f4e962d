"""Correcting what a finding offers: on one line, on every line of a group, on all that a rule found in a field."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.submissions import sets
from coffret.submissions.examination import SMALL
from coffret.submissions.mending import keeping
from coffret.submissions.mending.proposing import corrected
from coffret.submissions.mending.rejudging import Result, Watch, quiet, rejudge
from coffret.submissions.mending.writing import refuse_platform, write
from coffret.submissions.models import FindingGroup, Means, Mending, SetName, Submission
from coffret.submissions.payload import VALUE_LIMIT, Content
from coffret.submissions.tally import OTHERS

# The job of what is too large for a request; its key is the submission's number.
KIND = "mend"


def fix(
    submission: Submission,
    *,
    code: str,
    field: str,
    value: str,
    after: str | None = None,
    by: Any = None,
    members: BitMap | None = None,
    keep: bool = False,
) -> Mending | Job:
    """Correct the findings of this rule, field and value on these lines (None: all that have it).

    ``after``: what to write instead of the value, « » to take it away, None for what the rule itself proposes on each
    line. ``keep``: do it always for the museum. Returns the act; above two thousand lines, the job that will do it.
    Raises Refused when nothing can be corrected.
    """
    asked = _Asked(code, field, value, after, keep)
    return _done_or_asked(submission, asked, members, by)


def fix_rule(
    submission: Submission, code: str, field: str, by: Any = None, members: BitMap | None = None, *, keep: bool = False
) -> Mending | Job:
    """Correct all that a rule found in a field, each value as its finding or the rule proposes; else as ``fix``."""
    return _done_or_asked(submission, _Asked(code, field, "", None, keep), members, by)


def is_busy(submission: Submission) -> bool:
    """Say whether a large correction of a submission waits or runs."""
    return jobs.is_busy(KIND, str(submission.pk))


def refuse_busy(submission: Submission) -> None:
    """Raise Refused while a large correction waits or runs: what it changes is not settled yet."""
    if is_busy(submission):
        sentence = _("Une correction du versement {number} est en cours. Attendre qu’elle se termine.")
        raise Refused(sentence.format(number=submission.pk))


class _Asked:
    """What is asked for: findings of a rule, a field, a value (« »: all), and what to write."""

    def __init__(self, code: str, field: str, value: str, after: str | None, keep: bool) -> None:
        refuse_platform(field)
        if keep:
            keeping.refuse_identity(field)
        self.code, self.field, self.value, self.after, self.keep = code, field, value, after, keep
        # A long value is kept cut: the whole of it, once a line told it.
        self.whole = value if len(value) < VALUE_LIMIT else ""

    def groups(self, submission: Submission) -> QuerySet[FindingGroup]:
        """Return the groups of what is to be corrected."""
        found = FindingGroup.objects.filter(submission=submission, code=self.code, field=self.field).order_by("pk")
        return found.filter(value=self.value) if self.value else found

    def arguments(self) -> dict[str, Any]:
        """Return what a job needs to do the same."""
        return {"code": self.code, "field": self.field, "value": self.value, "after": self.after, "keep": self.keep}

    def change(self, content: Content, held: Mapping[str, str], act: str) -> bool:
        """Correct a line; say whether that changed it."""
        text = corrected(content, held, code=self.code, field=self.field, value=self.value, after=self.after)
        if text is None:
            return False
        self.whole = self.whole or content.values.get(self.field, "")
        return write(content, self.field, text, Means.FIX, act)


def _done_or_asked(submission: Submission, asked: _Asked, members: BitMap | None, by: Any) -> Mending | Job:
    refuse_busy(submission)
    positions = _positions(submission, asked, members)
    if len(positions) > SMALL:
        chosen = None if members is None else sets.dump(members).hex()
        return jobs.ask(
            KIND, str(submission.pk), by=by.pk if by else None, act="fix", members=chosen, **asked.arguments()
        )
    return _do(submission, asked, positions, by, quiet)


def do_asked(submission: Submission, arguments: Mapping[str, Any], by: Any, watch: Watch) -> Mending:
    """Do what a job was asked: the arguments are those ``fix`` wrote. Raises Refused when nothing is left to correct."""
    asked, positions = _read(submission, arguments)
    # What a kill left: an act that changed nothing.
    Mending.objects.filter(submission=submission, count=0).delete()
    return _do(submission, asked, positions, by, watch)


def total_of(submission: Submission, arguments: Mapping[str, Any]) -> int:
    """Return how many lines a job will read."""
    return len(_read(submission, arguments)[1])


def _read(submission: Submission, arguments: Mapping[str, Any]) -> tuple[_Asked, BitMap]:
    asked = _Asked(*(arguments[name] for name in ("code", "field", "value", "after", "keep")))
    members = sets.load(bytes.fromhex(arguments["members"])) if arguments["members"] else None
    return asked, _positions(submission, asked, members)


def _positions(submission: Submission, asked: _Asked, members: BitMap | None) -> BitMap:
    """Return the lines concerned: those that have the findings, published ones aside."""
    found = sets.members(asked.groups(submission))
    if members is not None:
        # Each line says what it holds: a group may stand for the values beyond the thousandth.
        return members
    if asked.value and not found:
        found = sets.members(_others(submission, asked))
    positions = found - sets.of(submission.pk)[SetName.PUBLISHED]
    if not positions:
        raise _nothing(submission)
    return positions


def _others(submission: Submission, asked: _Asked) -> QuerySet[FindingGroup]:
    return FindingGroup.objects.filter(submission=submission, code=asked.code, field=asked.field, value=OTHERS)


def _do(submission: Submission, asked: _Asked, positions: BitMap, by: Any, watch: Watch) -> Mending:
    mending = Mending(
        submission=submission,
        means=Means.FIX,
        code=asked.code,
        field=asked.field,
        before=asked.value,
        after=asked.after or "",
        by=by,
        at=timezone.now(),
    )

    def change(content: Content, held: Mapping[str, str]) -> bool:
        return asked.change(content, held, str(mending.pk))

    def conclude(held: Submission, result: Result) -> None:
        if not result.changed:
            raise _nothing(submission)
        if asked.keep:
            mending.correction = keeping.keep_for(
                held, code=asked.code, field=asked.field, before=asked.whole if asked.value else "",
                after=asked.after, by=by,
            )  # fmt: skip
        mending.members, mending.count = sets.dump(result.changed), len(result.changed)
        mending.save()

    try:
        rejudge(
            submission, positions, change, prepare=lambda _held, _result: mending.save(), conclude=conclude, watch=watch
        )
    except Exception:
        if not connection.in_atomic_block:
            # When lines are many, it was written before them, for them to name it.
            Mending.objects.filter(pk=mending.pk, count=0).delete()
        raise
    return mending


def _nothing(submission: Submission) -> Refused:
    sentence = _("Plus rien à corriger ici dans le versement {number} : ces lignes ont changé. Actualiser la page.")
    return Refused(sentence.format(number=submission.pk))
