"""What may be decided of a submission, and what was: the panel of its pages, and how far the worker is."""

from dataclasses import dataclass

from coffret.accounts import access
from coffret.base.models import Job
from coffret.submissions import publication_jobs, reviewing, sets
from coffret.submissions.models import Decision, Outcome, Review, SetName, Stage, Submission, Verdict

DECISIONS = 12


@dataclass(frozen=True, slots=True)
class Work:
    """A publication, or a taking back, done by the worker."""

    job: Job
    publishes: bool
    done: int
    total: int

    @property
    def waits(self) -> bool:
        """Say whether it has not ended."""
        return self.job.ended_at is None


@dataclass(frozen=True, slots=True)
class Panel:
    """What one may decide of a submission. ``ready``: lines to publish; ``online``: those published and not taken back."""

    submission: Submission
    ready: int
    online: int
    rejected: int
    can_publish: bool
    at_once: bool
    can_review: bool
    review: Review | None
    stale: bool
    answered: Review | None
    work: Work | None
    decisions: list[Decision]

    @property
    def busy(self) -> bool:
        """Say whether the worker is at it: nothing can be decided meanwhile."""
        return self.work is not None and self.work.waits

    @property
    def publishes(self) -> bool:
        """Say whether who reads may publish, or ask for it, now."""
        open_stage = self.submission.stage in {Stage.CHECKED, Stage.PARTLY}
        return self.can_publish and not self.busy and open_stage and bool(self.ready)

    @property
    def reverts(self) -> bool:
        """Say whether who reads may take back what is published, now."""
        return self.can_publish and not self.busy and bool(self.online)


def panel(user: access.Visitor, submission: Submission) -> Panel:
    """Return what ``user`` may decide of a submission. A fixed number of queries."""
    museums = submission.concerned
    kept = sets.of(submission.pk)
    can_publish = access.can_publish(user, museums)
    reviews = list(submission.reviews.select_related("asked_by", "answered_by").order_by("-pk")[:1])
    review = reviews[0] if reviews and reviews[0].verdict == Verdict.WAITING else None
    return Panel(
        submission=submission,
        ready=len(sets.publishable(kept)),
        online=len(kept[SetName.PUBLISHED] - kept[SetName.REVERTED]),
        rejected=len(kept[Outcome.REJECTED]),
        can_publish=can_publish,
        at_once=can_publish and access.publishes_at_once(user, museums),
        can_review=access.can_review(user),
        review=review,
        stale=review is not None and reviewing.is_stale(review),
        answered=reviews[0] if reviews and reviews[0].verdict == Verdict.SENT_BACK else None,
        work=work_of(submission),
        decisions=list(submission.decisions.select_related("by").order_by("-pk")[:DECISIONS]),
    )


def work_of(submission: Submission) -> Work | None:
    """Return what the worker does, or last failed to do, of a submission; None when all went well."""
    job = publication_jobs.last(submission)
    if job is None or (job.ended_at is not None and not (job.refusal or job.failure)):
        return None
    told = publication_jobs.progress(job)
    return Work(job, job.kind == publication_jobs.PUBLISH, told["done"], told["total"])
