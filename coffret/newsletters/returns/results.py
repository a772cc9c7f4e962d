"""What became of an issue: how many left, came back, complained, unsubscribed; how often its web version was opened.

Nobody's reading is followed: opens are not counted, and a visit belongs to no reader.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, QuerySet, Sum

from coffret.editorial.models import Issue, Newsletter
from coffret.newsletters.models import (
    Consent,
    ConsentAct,
    Delivery,
    DeliveryState,
    Sending,
    SubscriptionState,
    Visits,
)
from coffret.newsletters.sending.account import Account

# Who leaves later than that, or after the next issue left, does not leave because of this one.
ATTRIBUTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of a sending, each a number of recipients but ``web`` and ``pages``, numbers of visits.

    ``accepted``: taken by the relay, those that came back since (``bounced``) or complained among them.
    ``skipped``: left or excluded before their turn, or of a sending that was cancelled. ``left``: unsubscribed after.
    """

    sending: Sending
    total: int
    accepted: int
    refused: int
    skipped: int
    doubt: int
    waiting: int
    bounced: int
    complained: int
    left: int
    web: int
    pages: int


def results(sending: Sending) -> Results:
    """Return the figures of a sending; four queries."""
    return of([sending])[0]


def of_newsletter(newsletter: Newsletter, last: int = 24) -> list[Results]:
    """Return the figures of the last issues of a newsletter that left, the latest first."""
    sendings = Sending.objects.filter(issue__newsletter=newsletter).select_related("issue__newsletter")
    sendings = sendings.defer("html", "text", "issue__frozen")
    return of(list(sendings.order_by("-frozen_at", "-pk")[:last]))


def of(sendings: list[Sending]) -> list[Results]:
    """Return the figures of sendings, in their order."""
    states = _states(sendings)
    visited = _visited([sending.issue_id for sending in sendings])
    return [_results(sending, states[sending.pk], visited.get(sending.issue_id, (0, 0))) for sending in sendings]


def _results(sending: Sending, states: dict[str, int], visits: tuple[int, int]) -> Results:
    account = Account(sending.total, states)
    return Results(
        sending,
        total=sending.total,
        accepted=account.sent,
        refused=account.refused,
        skipped=account.skipped,
        doubt=account.doubt,
        waiting=account.waiting,
        bounced=account.of(DeliveryState.BOUNCED),
        complained=account.of(DeliveryState.COMPLAINED),
        left=left_after(sending),
        web=visits[0],
        pages=visits[1],
    )


def _states(sendings: list[Sending]) -> dict[int, dict[str, int]]:
    counted: dict[int, dict[str, int]] = {sending.pk: {} for sending in sendings}
    rows = Delivery.objects.filter(sending__in=list(counted)).order_by().values("sending", "state")
    for row in rows.annotate(n=Count("pk")):
        counted[row["sending"]][row["state"]] = row["n"]
    return counted


def _visited(issues: list[int]) -> dict[int, tuple[int, int]]:
    rows = Visits.objects.filter(issue__in=issues).order_by().values("issue").annotate(w=Sum("web"), p=Sum("pages"))
    return {row["issue"]: (row["w"], row["p"]) for row in rows}


def left_after(sending: Sending) -> int:
    """Return how many received the issue then left its newsletter, or were erased, within thirty days and before the
    next issue; complaints are counted apart.
    """
    start, end = sending.frozen_at, _until(sending)
    received = sending.deliveries.filter(state__in=[DeliveryState.SENT, DeliveryState.DOUBT])
    unsubscribed = received.filter(
        subscription__state=SubscriptionState.LEFT, subscription__left_at__gte=F("at"), subscription__left_at__lt=end
    )
    erased = Consent.objects.filter(
        act=ConsentAct.ERASED,
        at__gte=start,
        at__lt=end,
        digest__in=received.filter(subscription=None).order_by().values("digest"),
    )
    return unsubscribed.count() + erased.order_by().values("digest").distinct().count()


def _until(sending: Sending) -> datetime:
    limit = (sending.finished_at or sending.frozen_at) + ATTRIBUTED
    following = Sending.objects.filter(
        issue__newsletter=sending.issue.newsletter_id, frozen_at__gt=sending.frozen_at
    ).order_by("frozen_at", "pk")
    after = following.values_list("frozen_at", flat=True).first()
    return min(limit, after) if after else limit


def visits_by_day(issue: Issue, days: int = 30) -> list[tuple[date, int, int]]:
    """Return (day, openings of the web version, our pages from its links) of the first days after it left.

    Days without a visit are there; those to come are not.
    """
    rows: QuerySet[Visits] = Visits.objects.filter(issue=issue).order_by("day")
    counted = {row.day: (row.web, row.pages) for row in rows}
    if not counted:
        return []
    first, last = min(counted), min(max(counted), min(counted) + timedelta(days=days - 1))
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, *counted.get(day, (0, 0))) for day in every]
