"""What the pages of handing in show: the state of a delivery in words, its submissions, what the browser judges by."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base import jobs
from coffret.base.models import Job
from coffret.base.rules import REGISTRY
from coffret.images import judging, norms  # noqa: F401 - judging declares the rules of pictures
from coffret.submissions.handing import deliveries, telling
from coffret.submissions.models import Delivery, DeliveryState, Stage, Submission


def museums_of(user: access.Visitor) -> list[Museum]:
    """Return the museums ``user`` may hand in for, by city: all of those that take part, for an administrator."""
    rows = Museum.objects.order_by("city", "code")
    if not access.is_administrator(user):
        return list(rows.filter(pk__in=access.handed_in_codes(user)))
    return list(rows.filter(participation__isnull=False).distinct())


def table() -> dict[str, Any]:
    """Return what the browser judges pictures by, in the reader's language: numbers and rules."""
    return {
        "norms": norms.as_json(),
        "rules": {
            one.code: {"severity": one.severity.value, "message": str(one.message), "remedy": str(one.remedy)}
            for one in REGISTRY.values()
            if one.target == "picture"
        },
    }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the examination of a delivery is, for who waits: a step in words, counts, whether it stopped for good."""

    step: str
    done: int
    total: int
    waiting: bool
    failed: bool

    @classmethod
    def of(cls, job: Job | None) -> "Progress":
        """Return the progress of a job, or of one that nobody asked for any more."""
        if job is None:
            return cls("", 0, 0, waiting=False, failed=True)
        told = job.progress or {}
        return cls(
            told.get("step", ""),
            told.get("done", 0),
            told.get("total", 0),
            waiting=job.began_at is None,
            failed=job.ended_at is not None,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A submission that came of a delivery: its file, what it would do in one sentence, whether it was refused."""

    submission: Submission
    name: str
    said: str
    refused: bool


def context(delivery: Delivery) -> dict[str, Any]:
    """Return what shows the state of a delivery, whole page or fragment alike."""
    busy = delivery.state == DeliveryState.RECEIVED
    return {
        "delivery": delivery,
        "standing": deliveries.standing(delivery),
        "progress": Progress.of(jobs.last("examine", str(delivery.pk))) if busy else None,
        "made": [_made(one) for one in delivery.submissions.order_by("pk")] if not busy else [],
        "troubles": delivery.refusal.splitlines(),
        "examined": delivery.state in {DeliveryState.READ, DeliveryState.REFUSED},
    }


def _made(submission: Submission) -> Made:
    refused = submission.stage == Stage.REFUSED
    return Made(submission, Path(submission.file_name).name, telling.said(submission), refused)


def kept_until(delivery: Delivery) -> str:
    """Return the day a delivery begun and left alone is given up, in words."""
    return date_format(timezone.localtime(delivery.touched_at + deliveries.ABANDONED), "DATE_FORMAT")


RECENT = timedelta(days=14)


def unsettled(user: access.Visitor) -> list[tuple[Delivery, str]]:
    """Return the deliveries of ``user`` that are no submission yet, newest first, each with what to know of it.

    Those begun, those being examined, those refused lately; two queries.
    """
    begun = list(deliveries.begun(access.handed_in_codes(user), user)) if access.hands_in(user) else []
    rows = Delivery.objects.filter(by=user).select_related("museum").order_by("-pk")
    others = rows.filter(
        Q(state=DeliveryState.RECEIVED) | Q(state=DeliveryState.REFUSED, touched_at__gt=timezone.now() - RECENT)
    )
    return [(one, _to_go_on(one)) for one in begun] + [(one, one.get_state_display()) for one in others]


def _to_go_on(delivery: Delivery) -> str:
    return _("à reprendre avant le {day}").format(day=kept_until(delivery))
