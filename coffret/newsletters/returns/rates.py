"""How many of those who received a letter called it unwanted, against what Gmail and Yahoo bear."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from coffret.newsletters.models import Delivery, DeliveryState, Sending

# Below 0.10 % mail is welcome; from 0.30 % on it is treated as unwanted (Gmail, rules of senders, 2024).
WATCH = 0.0010
MOST = 0.0030
PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rate:
    """``complaints`` among ``received`` letters."""

    received: int
    complaints: int

    @property
    def share(self) -> float:
        """Return the share of complaints, 0 when nothing was received."""
        return self.complaints / self.received if self.received else 0.0

    @property
    def level(self) -> str:
        """Return « good » below 0.10 %, « watch » from there, « bad » from 0.30 %."""
        if self.share < WATCH:
            return "good"
        return "watch" if self.share < MOST else "bad"


def of_issue(sending: Sending) -> Rate:
    """Return the rate of one issue: complaints over what was received, mail that came back left out."""
    return _rate(Q(sending=sending))


def of_days(now: datetime | None = None, period: timedelta = PERIOD) -> Rate:
    """Return the rate of what left in the last thirty days, all letters together."""
    return _rate(Q(at__gte=(now or timezone.now()) - period))


def _rate(those: Q) -> Rate:
    rows = Delivery.objects.filter(those, state__in=(DeliveryState.SENT, DeliveryState.COMPLAINED)).order_by()
    complaints = Count("pk", filter=Q(state=DeliveryState.COMPLAINED))
    found = rows.aggregate(received=Count("pk"), complaints=complaints)
    return Rate(found["received"], found["complaints"])
