"""The hand that writes: one thread, one database connection, each change durable before anything follows from it.

Connections to the relay wait here for their claims. Those that ask while a transaction is being written share the next
one: at fifty connections, a hundred claims and results cost one writing of the disk, and none is ever taken ahead of its
message. What the relay answered is kept until it is written, whatever happens to the disk meanwhile.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coffret.newsletters.models import Channel, Delivery, DeliveryState, Sending, SendingState
from coffret.newsletters.returns import scoring
from coffret.newsletters.sending.channel import NAME, LeaseLost
from coffret.newsletters.sending.claims import claim

T = TypeVar("T")
log = logging.getLogger("coffret.letters")

# Deliveries written in one transaction, and seconds before what could not be written is written again.
_MOST = 200
_AGAIN = 1.0
# Seconds given, at the end, to write what the relay answered.
_LAST_WORDS = 5.0
_WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)


class Unwritable(Exception):  # noqa: N818 - it passes
    """The database cannot be written now (disk full, away, locked): nothing was claimed."""


@dataclass(slots=True)
class Outcome:
    """What became of a delivery. ``claimed``: it was told after a claim, else of one refused before DATA.

    ``status``: enhanced status of an address that does not exist, for its score.
    """

    pk: int
    state: DeliveryState
    reply: str
    at: datetime
    next_at: datetime | None = None
    claimed: bool = True
    attempted: bool = False
    status: str = ""


@dataclass(slots=True)
class _Claim:
    pk: int
    carried: dict[str, Any] | None
    answer: asyncio.Future[tuple[int, datetime] | None]


@dataclass(slots=True)
class _Ask:
    act: Callable[[], Any]
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class _Turn:
    outcomes: list[Outcome] = field(default_factory=list)
    claims: list[_Claim] = field(default_factory=list)
    asks: list[_Ask] = field(default_factory=list)
    closing: bool = False


class Ledger:
    """Writes for one holder of the way out, from the event loop that made it."""

    def __init__(self, lease: str) -> None:
        self.lease = lease
        self._loop = asyncio.get_running_loop()
        self._inbox: queue.SimpleQueue[Outcome | _Claim | _Ask | None] = queue.SimpleQueue()
        self._unsaved: list[Outcome] = []
        # Results that were never written: nobody may take what is under way for not sent.
        self.lost = 0
        self._thread = threading.Thread(target=self._serve, name="letters-ledger", daemon=True)
        self._thread.start()

    async def claim(self, pk: int, carried: dict[str, Any] | None = None) -> tuple[int, datetime] | None:
        """Claim a delivery; return its attempts and the hour of the first, None when it is not to leave.

        Raises LeaseLost, Unwritable. ``carried``: what the throttle counted, written along.
        """
        answer: asyncio.Future[tuple[int, datetime] | None] = self._loop.create_future()
        self._inbox.put(_Claim(pk, carried, answer))
        return await answer

    def record(self, outcome: Outcome) -> None:
        """Keep what became of a delivery: written before any claim asked for after it."""
        self._inbox.put(outcome)

    async def ask(self, act: Callable[[], T]) -> T:
        """Run something else on the database; return what it returns, raise what it raises."""
        answer: asyncio.Future[T] = self._loop.create_future()
        self._inbox.put(_Ask(act, answer))
        return await answer

    async def close(self) -> None:
        """Write what is left, and end."""
        self._inbox.put(None)
        await asyncio.to_thread(self._thread.join)

    # In the thread -----------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        until, turn = None, _Turn()
        try:
            while True:
                turn = self._gather()
                self._write(turn)
                for ask in turn.asks:
                    self._answer(ask)
                if turn.closing and until is None:
                    until = time.monotonic() + _LAST_WORDS
                if until is not None and (not self._unsaved or time.monotonic() > until):
                    break
            self.lost = len(self._unsaved)
        except Exception as fault:
            log.exception("envoi : le livre des remises s'arrête")
            # Whatever the relay took meanwhile is not written: nobody may take it for not sent.
            self.lost = max(1, len(self._unsaved))
            self._give_up(turn, fault)
        finally:
            connection.close()
        if self.lost:
            log.error("%d résultats n'ont pas pu être écrits : remises incertaines", self.lost)

    def _give_up(self, turn: _Turn, fault: Exception) -> None:
        """Answer a fault of ours to all who wait, and to all who ask until we are told to end: nobody waits for ever."""
        while True:
            self._tell([(one.answer, fault) for one in turn.claims])
            self._tell([(ask.answer, fault) for ask in turn.asks])
            if turn.closing:
                return
            turn = _Turn()
            self._sort(self._inbox.get(), turn)

    def _gather(self) -> _Turn:
        """Wait for something to do; return all that waits by then, the results first."""
        turn = _Turn(self._unsaved)
        try:
            given = self._inbox.get(timeout=_AGAIN if self._unsaved else None)
            while True:
                self._sort(given, turn)
                if len(turn.claims) + len(turn.outcomes) >= _MOST:
                    break
                given = self._inbox.get_nowait()
        except queue.Empty:
            pass
        return turn

    def _sort(self, given: Outcome | _Claim | _Ask | None, turn: _Turn) -> None:
        match given:
            case Outcome():
                turn.outcomes.append(given)
            case _Claim():
                turn.claims.append(given)
            case _Ask():
                turn.asks.append(given)
            case None:
                turn.closing = True

    def _write(self, turn: _Turn) -> None:
        """Write results and claims in one durable transaction, and tell those who wait."""
        if not turn.outcomes and not turn.claims:
            return
        try:
            _durable()
            with transaction.atomic():
                granted = self._within(turn)
        except LeaseLost as lost:
            # Results of what was claimed under the lease are written all the same.
            self._tell([(one.answer, lost) for one in turn.claims])
            turn.claims = []
            self._write(turn)
        except (DatabaseError, OSError) as failure:
            log.warning("envoi : base non écrite (%s)", failure)
            connection.close()
            self._unsaved = turn.outcomes
            self._tell([(one.answer, Unwritable(str(failure))) for one in turn.claims])
        else:
            self._unsaved = []
            self._tell([(one.answer, granted.get(one.pk)) for one in turn.claims])

    def _within(self, turn: _Turn) -> dict[int, tuple[int, datetime]]:
        if turn.outcomes:
            write(turn.outcomes, self.lease)
        if not turn.claims:
            return {}
        way = Channel.objects.filter(name=NAME, lease=self.lease)
        if connection.vendor != "sqlite":
            way = way.select_for_update()
        if not way.exists():
            raise LeaseLost
        if turn.claims[-1].carried is not None:
            way.update(carried=turn.claims[-1].carried)
        return claim([one.pk for one in turn.claims], self.lease, timezone.now())

    def _answer(self, ask: _Ask) -> None:
        try:
            said: Any = ask.act()
        except (DatabaseError, OSError) as failure:
            connection.close()
            said = Unwritable(str(failure))
        except Exception as failure:  # noqa: BLE001 - raised where it was asked
            said = failure
        self._tell([(ask.answer, said)])

    def _tell(self, answers: Iterable[tuple[asyncio.Future[Any], Any]]) -> None:
        told = list(answers)
        if told:
            self._loop.call_soon_threadsafe(_resolve, told)


def _resolve(answers: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for answer, said in answers:
        if answer.done():
            continue
        if isinstance(said, Exception):
            answer.set_exception(said)
        else:
            answer.set_result(said)


def write(outcomes: list[Outcome], lease: str) -> None:
    """Write what became of deliveries, within the caller's transaction.

    A doubt of our own lease is settled by it: another holder believed us dead. What is to be tried again of a sending
    cancelled meanwhile is cancelled.
    """
    moment = connection.ops.adapt_datetimefield_value
    ours = [
        (one.state, one.reply, moment(one.at), moment(one.next_at), one.pk, lease) for one in outcomes if one.claimed
    ]
    before = [
        (one.state, one.reply, moment(one.at), moment(one.next_at), int(one.attempted), moment(one.at), one.pk)
        for one in outcomes
        if not one.claimed
    ]
    with connection.cursor() as cursor:
        if ours:
            cursor.executemany(
                "UPDATE newsletters_delivery SET state = %s, reply = %s, at = %s, next_at = %s"
                " WHERE id = %s AND state IN ('sending', 'doubt') AND lease = %s",
                ours,
            )
        if before:
            cursor.executemany(
                "UPDATE newsletters_delivery SET state = %s, reply = %s, at = %s, next_at = %s,"
                " attempts = attempts + %s, first_at = COALESCE(first_at, %s)"
                " WHERE id = %s AND state IN ('queued', 'retry')",
                before,
            )
    if again := [one.pk for one in outcomes if one.state in _WAITING]:
        over = Sending.objects.filter(state=SendingState.CANCELLED)
        Delivery.objects.filter(pk__in=again, state__in=_WAITING, sending__in=over).update(
            state=DeliveryState.CANCELLED, next_at=None
        )
    for one in outcomes:
        if one.status:
            scoring.refused(Delivery.objects.get(pk=one.pk), one.status, one.reply, one.at)


def _durable() -> None:
    """Have each transaction of this connection reach the disk before it is over."""
    if connection.vendor == "sqlite" and connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
