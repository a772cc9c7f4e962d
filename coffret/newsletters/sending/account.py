"""The account of a sending: every recipient is somewhere, and it is over only once none waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from coffret.newsletters.models import Delivery, DeliveryState, Sending, SendingAct, SendingState, SendingStep

State = DeliveryState
WAITING = (State.QUEUED, State.RETRY, State.SENDING)
# Bounces and complaints come after the relay's word: they left.
LEFT = (State.SENT, State.BOUNCED, State.COMPLAINED)
SKIPPED = (State.UNSUBSCRIBED, State.SUPPRESSED, State.CANCELLED)
_LATELY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """Where the deliveries of a sending stand. ``rate``: messages a minute, lately; ``left``: seconds at that rate."""

    total: int
    counts: dict[str, int]
    rate: float = 0.0
    left: float | None = None

    def of(self, *states: State) -> int:
        """Return how many are in one of these states."""
        return sum(self.counts.get(state.value, 0) for state in states)

    @property
    def sent(self) -> int:
        """Return how many the relay took."""
        return self.of(*LEFT)

    @property
    def refused(self) -> int:
        """Return how many it refused for good."""
        return self.of(State.REFUSED)

    @property
    def skipped(self) -> int:
        """Return how many were not to leave any more."""
        return self.of(*SKIPPED)

    @property
    def doubt(self) -> int:
        """Return how many nobody knows of."""
        return self.of(State.DOUBT)

    @property
    def waiting(self) -> int:
        """Return how many wait or are under way."""
        return self.of(*WAITING)

    @property
    def done(self) -> int:
        """Return how many are settled, doubts included."""
        return self.sent + self.refused + self.skipped + self.doubt

    @property
    def whole(self) -> bool:
        """Say whether none waits and all are accounted for."""
        return self.waiting == 0 and self.done == self.total


def of(sending: Sending, now: datetime | None = None) -> Account:
    """Return the account of a sending; two queries, three while it is under way."""
    rows = sending.deliveries.order_by().values_list("state").annotate(number=Count("pk"))
    account = Account(sending.total, dict(rows))
    if sending.state != SendingState.SENDING:
        return account
    rate = _rate(sending, now or timezone.now())
    left = account.of(State.QUEUED, State.SENDING) / rate * 60 if rate else None
    return Account(account.total, account.counts, rate, left)


def _rate(sending: Sending, now: datetime) -> float:
    """Return how many left a minute, over the last minute or since the beginning."""
    since = max(now - _LATELY, sending.started_at or now)
    seconds = (now - since).total_seconds()
    lately = sending.deliveries.filter(state=State.SENT, at__gt=since).count()
    return lately * 60 / seconds if seconds >= 1 else 0.0


def start(sendings: Iterable[int], now: datetime | None = None) -> None:
    """Note the hour of the first departure of sendings that have none."""
    Sending.objects.filter(pk__in=list(sendings), started_at=None).update(started_at=now or timezone.now())


def finish_all(now: datetime | None = None) -> int:
    """Finish the sendings under way of which nothing waits; return how many were finished."""
    under_way = Sending.objects.filter(state=SendingState.SENDING).order_by("pk")
    return sum(finish(pk, now) for pk in list(under_way.values_list("pk", flat=True)))


@transaction.atomic
def finish(sending: int, now: datetime | None = None) -> bool:
    """Finish a sending under way when its account is whole; return whether it is over."""
    at = now or timezone.now()
    held = Sending.objects.select_for_update().get(pk=sending)
    if held.state != SendingState.SENDING or Delivery.objects.filter(sending=held, state__in=WAITING).exists():
        return False
    found = of(held, at)
    if not found.whole:
        return False
    held.state, held.why, held.finished_at = SendingState.FINISHED, "", at
    held.save(update_fields=["state", "why", "finished_at"])
    note = " · ".join(f"{name} {number}" for name, number in sorted(found.counts.items()))
    SendingStep.objects.create(sending=held, act=SendingAct.FINISHED, at=at, note=note)
    return True
