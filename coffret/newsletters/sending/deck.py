"""Deliveries in hand: dealt to connections in their order, never more at once towards one domain than it bears."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, Value, When

from coffret.newsletters.models import Channel, Delivery, DeliveryState, Sending, SendingState
from coffret.newsletters.readers import keys
from coffret.newsletters.sending.message import Recipient

# Deliveries read at once, and how few are left when the next are read.
WINDOW = 5_000
LOW = 1_000
WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)


@dataclass(slots=True)
class Job:
    """A delivery in hand."""

    pk: int
    sending: int
    domain: str
    address: str
    token: str
    leave_nonce: str
    reader_nonce: str
    # How often a connection was lost under it, before its final dot, since it is in hand.
    lost: int = 0

    def recipient(self) -> Recipient:
        """Return whom it is for, the tokens of their links made."""
        return Recipient(
            self.address, self.token, keys.token("leave", self.leave_nonce), keys.token("reader", self.reader_nonce)
        )


def due(now: datetime, sending: int | None = None) -> QuerySet[Delivery]:
    """Return the deliveries that may leave at ``now``, of one sending or of all those under way.

    Looked for sending by sending, by the index of their states: asked every second, never over all that ever left.
    """
    under_way = Sending.objects.filter(state=SendingState.SENDING).order_by()
    under_way = under_way.filter(pk=sending) if sending else under_way
    return Delivery.objects.filter(
        Q(next_at__lte=now) | Q(next_at=None), state__in=WAITING, sending__in=under_way.values("pk")
    )


def jobs(now: datetime, after: int, sending: int | None = None) -> list[Job]:
    """Return the next deliveries due, of rows beyond ``after``; one query."""
    names = ("pk", "sending_id", "domain", "address", "token", "subscription__nonce")
    # A letter still on its way to the address its reader left opens nothing of theirs.
    own = Case(When(digest=F("subscription__reader__digest"), then="subscription__reader__nonce"), default=Value(""))
    rows = due(now, sending).filter(pk__gt=after).order_by("pk").values_list(*names, own)[:WINDOW]
    # Of those erased meanwhile only the claim is left to say so.
    return [Job(*row[:5], *(nonce or "" for nonce in row[5:])) for row in rows]


class Deck:
    """What connections take from, within one event loop."""

    def __init__(self, channel: Channel) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        # Domains with something waiting and room left; those taken from go to the end.
        self._ready: dict[str, None] = {}
        self._busy: Counter[str] = Counter()
        self._hands: set[int] = set()
        self._change = asyncio.Condition()
        self._over = False
        self.left = 0
        self.read(channel)

    def read(self, channel: Channel) -> None:
        """Take the limits by domain as they are set now."""
        self._most = channel.per_domain
        self._limits: Mapping[str, int] = channel.domains

    async def add(self, found: Iterable[Job]) -> int:
        """Add deliveries not in hand yet; return how many there were."""
        async with self._change:
            new = [job for job in found if job.pk not in self._hands]
            for job in new:
                self._hands.add(job.pk)
                self._put(job)
            self._change.notify_all()
        return len(new)

    async def take(self) -> Job | None:
        """Return the next delivery whose domain has room, once there is one; None when all is over."""
        async with self._change:
            while not self._over:
                if self._ready:
                    return self._pick()
                await self._change.wait()
        return None

    async def done(self, job: Job, again: bool = False) -> None:
        """Give a place back to its domain; ``again``: the delivery waits for another connection."""
        async with self._change:
            self._busy[job.domain] -= 1
            if again:
                self._put(job, first=True)
            else:
                self._hands.discard(job.pk)
                self._show(job.domain)
            self._change.notify_all()

    async def low(self) -> None:
        """Wait until few are left, or all is over."""
        async with self._change:
            await self._change.wait_for(lambda: self._over or self.left <= LOW)

    async def empty(self) -> None:
        """Wait until none is left nor under way, or all is over."""
        async with self._change:
            await self._change.wait_for(lambda: self._over or not self._hands)

    async def end(self) -> None:
        """Deal nothing more."""
        async with self._change:
            self._over = True
            self._change.notify_all()

    @property
    def over(self) -> bool:
        """Say whether nothing more is dealt."""
        return self._over

    def _room(self, domain: str) -> bool:
        limit = self._limits.get(domain, self._most)
        return not limit or self._busy[domain] < limit

    def _put(self, job: Job, first: bool = False) -> None:
        waiting = self._waiting.setdefault(job.domain, deque())
        (waiting.appendleft if first else waiting.append)(job)
        self.left += 1
        if len(waiting) == 1 or first:
            self._show(job.domain)

    def _show(self, domain: str) -> None:
        if self._waiting.get(domain) and self._room(domain):
            self._ready.setdefault(domain)

    def _pick(self) -> Job:
        domain = next(iter(self._ready))
        del self._ready[domain]
        job = self._waiting[domain].popleft()
        self._busy[domain] += 1
        self.left -= 1
        if not self._waiting[domain]:
            del self._waiting[domain]
        self._show(domain)
        return job
