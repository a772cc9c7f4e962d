"""How many readers there are, of what, and how many confirm: for the office, nobody told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coffret.editorial import moments
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import (
    Consent,
    ConsentAct,
    Reader,
    ReaderState,
    Request,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)

WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Counted:
    """A newsletter and its readers: those who receive it now, and those who do not, each for one reason."""

    newsletter: Newsletter
    active: int
    pending: int
    paused: int
    suspended: int
    left: int


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Of what was asked by the form lately: confirmed, still waiting, never confirmed."""

    asked: int
    confirmed: int
    waiting: int

    @property
    def lost(self) -> int:
        """Return how many were never confirmed."""
        return self.asked - self.confirmed - self.waiting

    @property
    def rate(self) -> int | None:
        """Return the share confirmed of those settled, in percent; None while none is."""
        settled = self.asked - self.waiting
        return round(100 * self.confirmed / settled) if settled else None


def by_newsletter(now: datetime | None = None) -> list[Counted]:
    """Return the readers of each newsletter that is not closed, and of those closed that have some."""
    today = moments.local(now or timezone.now()).date()
    counted = {
        "active": _subscribed() & ~_suspended() & ~_excluded() & ~_paused(today),
        "pending": Q(state=SubscriptionState.PENDING),
        "paused": _subscribed() & ~_suspended() & ~_excluded() & _paused(today),
        "suspended": _subscribed() & (_suspended() | _excluded()),
        "left": Q(state=SubscriptionState.LEFT),
    }
    sums = {name: Count("pk", filter=which) for name, which in counted.items()}
    rows = Subscription.objects.order_by().values("newsletter").annotate(**sums)
    found: dict[int, Any] = {row["newsletter"]: row for row in rows}
    none = dict.fromkeys(counted, 0)
    return [
        Counted(one, **{name: found.get(one.pk, none)[name] for name in counted})
        for one in Newsletter.objects.all()
        if one.closed_at is None or one.pk in found
    ]


def _subscribed() -> Q:
    return Q(state=SubscriptionState.ACTIVE)


def _suspended() -> Q:
    return Q(reader__state=ReaderState.SUSPENDED)


def _excluded() -> Q:
    return Q(Exists(Suppression.objects.filter(digest=OuterRef("reader__digest"))))


def _paused(today: date) -> Q:
    return Q(reader__paused_until__isnull=False, reader__paused_until__gt=today)


def readers() -> int:
    """Return how many addresses receive something."""
    followed = Subscription.objects.filter(reader=OuterRef("pk"), state=SubscriptionState.ACTIVE)
    return Reader.objects.filter(Exists(followed), state=ReaderState.ACTIVE).count()


def excluded() -> Mapping[str, int]:
    """Return reason, in words → how many addresses are written to no more."""
    rows = Suppression.objects.order_by().values_list("reason").annotate(n=Count("digest"))
    found = dict(rows)
    return {str(reason.label): found[reason] for reason in SuppressionReason if found.get(reason)}


def confirmations(now: datetime | None = None, window: timedelta = WINDOW) -> Confirmations:
    """Return what became of what was asked by the form since ``window``; one address counts once for a newsletter."""
    now = now or timezone.now()
    since = {"at__gt": now - window, "at__lte": now}
    asked = _pairs(Consent.objects.filter(act=ConsentAct.ASKED, **since))
    confirmed = asked & _pairs(Consent.objects.filter(act=ConsentAct.CONFIRMED, **since))
    return Confirmations(len(asked), len(confirmed), len((asked - confirmed) & _waiting(now)))


def _pairs(rows: QuerySet[Consent]) -> set[tuple[str, int | None]]:
    return set(rows.order_by().values_list("digest", "newsletter"))


def _waiting(now: datetime) -> set[tuple[str, int | None]]:
    numbers = dict(Newsletter.objects.order_by().values_list("slug", "pk"))
    open_ = Request.objects.filter(done_at=None, expires_at__gt=now).order_by()
    rows = open_.values_list("reader__digest", "newsletters")
    return {(digest, numbers.get(slug)) for digest, slugs in rows for slug in slugs}
