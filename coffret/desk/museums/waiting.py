"""What the submissions of one's museums wait for: the office's answer to read, lines to mend, something to publish.

Each submission stands in one group alone: the first that asks something of whoever reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from coffret.accounts import access
from coffret.accounts.models import Role
from coffret.submissions import sets
from coffret.submissions.models import Review, SetName, Stage, Submission, Verdict

OPEN = (Stage.CHECKED, Stage.PARTLY, Stage.PUBLISHED)
# Beyond so many open submissions, the oldest wait without being told apart.
MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits: how many lines may be published, are refused; the office's last answer, if any."""

    submission: Submission
    ready: int
    refused: int
    review: Review | None = None


@dataclass(slots=True)
class Groups:
    """The submissions that wait, by what they wait for; ``by_museum`` counts them."""

    sent_back: list[Waiting] = field(default_factory=list)
    to_mend: list[Waiting] = field(default_factory=list)
    to_publish: list[Waiting] = field(default_factory=list)
    to_read: list[Waiting] = field(default_factory=list)
    asked: list[Waiting] = field(default_factory=list)
    by_museum: dict[str, int] = field(default_factory=dict)

    def count(self, submission: Submission) -> None:
        """Count one that asks something of its museums."""
        for code in submission.concerned:
            self.by_museum[code] = self.by_museum.get(code, 0) + 1


def groups(user: Any) -> Groups:
    """Return what waits for ``user``, who hands in for museums: a fixed number of queries."""
    managed = access.museum_codes(user, Role.MANAGER)
    mine = access.museum_codes(user, Role.CONTRIBUTOR, Role.MANAGER)
    found = Groups()
    rows = [one for one in _open(mine) if one.concerned and one.concerned <= mine]
    ready = _ready(rows)
    reviews = _last_reviews(rows)
    for submission in rows:
        _place(found, submission, ready.get(submission.pk, 0), reviews.get(submission.pk), managed)
    return found


def _open(museums: set[str]) -> QuerySet[Submission]:
    """Return the latest submissions that may wait for somebody, of these museums or of several museums at once."""
    rows = Submission.objects.filter(Q(museum__in=museums) | Q(museum=""), stage__in=OPEN)
    # Once published whole, what was refused is old news: it is told by the report.
    return rows.exclude(stage=Stage.PUBLISHED).select_related("submitted_by").order_by("-pk")[:MOST]


def _ready(rows: Iterable[Submission]) -> dict[int, int]:
    kept = sets.LineSet.objects.filter(
        submission__in=[row.pk for row in rows], name__in=(SetName.CREATED, SetName.UPDATED, SetName.PUBLISHED)
    )
    by_submission: dict[int, dict[str, Any]] = {}
    for number, name, raw in kept.order_by("submission_id", "name").values_list("submission_id", "name", "members"):
        by_submission.setdefault(number, {})[name] = sets.load(raw)
    nothing = sets.load(b"")
    return {
        number: len(
            (found.get(SetName.CREATED, nothing) | found.get(SetName.UPDATED, nothing))
            - found.get(SetName.PUBLISHED, nothing)
        )
        for number, found in by_submission.items()
    }


def _last_reviews(rows: Iterable[Submission]) -> dict[int, Review]:
    """Return the last question asked of the office about each submission."""
    reviews = Review.objects.filter(submission__in=[row.pk for row in rows]).order_by("pk")
    return {review.submission_id: review for review in reviews.select_related("answered_by")}


def _place(found: Groups, submission: Submission, ready: int, review: Review | None, managed: set[str]) -> None:
    waiting = Waiting(submission, ready, submission.rejected, review)
    if review and review.verdict == Verdict.WAITING:
        found.asked.append(waiting)
        return
    if review and review.verdict == Verdict.SENT_BACK:
        found.sent_back.append(waiting)
    elif submission.rejected:
        found.to_mend.append(waiting)
    elif ready and submission.concerned <= managed:
        found.to_publish.append(waiting)
    elif ready:
        found.to_read.append(waiting)
    else:
        return
    found.count(submission)
