"""What came back lately, counted; and whether the mailbox is read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from coffret.base.models import DutyRun
from coffret.newsletters.models import Return, ReturnKind

PERIOD = timedelta(days=30)
# A worker reads it every minute.
LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Round:
    """The last reading of the mailbox: « none » set, « never » read, « late », « failed » (in its words) or « read »."""

    standing: str
    at: datetime | None = None
    said: str = ""


def last_round(now: datetime | None = None) -> Round:
    """Return how the last reading of the mailbox went."""
    if not settings.RETURNS_URL:
        return Round("none")
    run = DutyRun.objects.filter(name="returns").first()
    if run is None or run.ended_at is None:
        return Round("never")
    if run.failed:
        return Round("failed", run.ended_at, run.said)
    late = run.ended_at < (now or timezone.now()) - LATE
    return Round("late" if late else "read", run.ended_at)


def of_days(now: datetime | None = None, period: timedelta = PERIOD) -> list[tuple[str, int]]:
    """Return how many messages of each kind came back in the last thirty days, in words; kinds that did not are left out."""
    since = (now or timezone.now()) - period
    rows = Return.objects.filter(at__gte=since).order_by().values_list("kind").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(str(kind.label), counts[kind.value]) for kind in ReturnKind if kind.value in counts]
