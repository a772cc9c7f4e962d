"""The sender: holds the way out, deals deliveries to its connections, and writes down what became of each.

One event loop for the connections, one thread for the database (ledger.py). Told to stop, it claims nothing more and
finishes what is under way: nothing is left in doubt.
"""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import lru_cache, partial

from django.core.mail.utils import DNS_NAME
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.newsletters.models import DeliveryState, Sending
from coffret.newsletters.sending import account, actions, channel, files, recovery
from coffret.newsletters.sending.deck import Deck, Job, jobs
from coffret.newsletters.sending.files import Files
from coffret.newsletters.sending.ledger import Ledger, Outcome, Unwritable
from coffret.newsletters.sending.message import Template, dated
from coffret.newsletters.sending.relay import Barred, Link, Lost, Refused, Where
from coffret.newsletters.sending.retries import Meaning, Refusals, Reply, again, meaning
from coffret.newsletters.sending.throttle import Gate

log = logging.getLogger("coffret.letters")

# Seconds a connection is tried again before the sending is paused: a relay that restarts is back by then.
PATIENCE = 60.0
_BETWEEN = (0.2, 0.5, 1.0, 2.0, 5.0)
# Seconds given, once told to stop, to what is under way.
GRACE = 9.0
_TICK = 0.1
# Seconds before a database that could not be written is tried again, and a relay unused so long is called anew.
_UNWRITTEN = 2.0
_FAULT = 30.0
_LOOK = 1.0
_IDLE = 60.0
# Connections lost one after the other under the same message: from the third on it waits as after a refusal.
_LOST = 3
_NO_ADDRESS = Reply(553, "5.6.7 adresse que le relais ne sait pas écrire")


class Sender:
    """Sends what is due, until nothing is left or it is told to stop."""

    def __init__(self, stop: threading.Event | None = None, sending: int | None = None) -> None:
        """Take the event that tells to stop, and the sending to carry, all of them when none is named."""
        self.stop = stop or threading.Event()
        self.only = sending
        self.lost_lease = False

    def run(self) -> bool:
        """Take the way out and send; return False when another process holds it."""
        recovery.hold_doubtful()
        lease = channel.acquire()
        if not lease:
            return False
        try:
            recovery.recover(lease)
            # A thread of its own: the caller's may have a loop under way.
            with ThreadPoolExecutor(1, "letters-sender") as thread:
                thread.submit(lambda: asyncio.run(self._send(lease))).result()
            if not self.ledger.lost:
                recovery.put_back(lease)
        finally:
            channel.release(lease)
        return True

    # What runs beside the connections ----------------------------------------------------------------------------------

    async def _send(self, lease: str) -> None:
        self.ledger = Ledger(lease)
        try:
            way = await self.ledger.ask(lambda: channel.beat(lease))
            self.deck, self.gate, self.refusals = Deck(way), Gate(way), Refusals()
            self.ended = asyncio.Event()
            self.known: dict[int, set[str]] = {}
            self.paused: set[int] = set()
            self._templates: dict[tuple[int, bool, bool], Template] = {}
            lines = [asyncio.create_task(_Line(self).run()) for _number in range(channel.connections(way))]
            beside = [asyncio.create_task(act()) for act in (self._beat, self._watch)]
            await self._fill()
            await self.deck.end()
            await self._gather(lines)
            self.ended.set()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        finally:
            await self.ledger.close()

    async def _fill(self) -> None:
        """Keep the deck full, from the first row to the last, then once more for what was put back meanwhile."""
        after = 0
        while not self.deck.over:
            try:
                found = await self.ledger.ask(partial(jobs, timezone.now(), after, self.only))
                if not found and not after:
                    await self.ledger.ask(account.finish_all)
                    return
            except Unwritable:
                await asyncio.sleep(_UNWRITTEN)
                continue
            if found:
                # One that somebody resumed is under way again.
                self.paused -= {job.sending for job in found}
                await self.ledger.ask(partial(account.start, {job.sending for job in found}))
                new = await self.deck.add(found)
                after = found[-1].pk
                await (self.deck.low() if new else asyncio.sleep(_TICK))
            else:
                await self.deck.empty()
                after = 0

    async def _beat(self) -> None:
        """Say that we live; stop once the way out is another's."""
        while not self.ended.is_set():
            await asyncio.sleep(channel.HEARTBEAT)
            try:
                way = await self.ledger.ask(lambda: channel.beat(self.ledger.lease))
            except channel.LeaseLost:
                await self.lease_lost()
                return
            except Unwritable:
                continue
            self.gate.read(way)
            self.deck.read(way)

    async def _watch(self) -> None:
        while not self.stop.is_set():
            await asyncio.sleep(_TICK)
        await self.deck.end()

    async def _gather(self, lines: list["asyncio.Task[None]"]) -> None:
        """Wait for the connections; those still busy some seconds after we were told to stop are cut."""
        while not all(line.done() for line in lines):
            if self.stop.is_set():
                _done, late = await asyncio.wait(lines, timeout=GRACE)
                for line in late:
                    line.cancel()
                break
            await asyncio.wait(lines, timeout=_TICK * 5)
        for said in await asyncio.gather(*lines, return_exceptions=True):
            if isinstance(said, Exception):
                raise said

    # What connections ask ----------------------------------------------------------------------------------------------

    async def lease_lost(self) -> None:
        """Deal nothing more: another process sends."""
        log.warning("envoi : un autre processus a pris la suite")
        self.lost_lease = True
        await self.deck.end()

    async def pause(self, sending: int, why: str) -> None:
        """Pause a sending with the server's words."""
        if sending not in self.paused:
            self.paused.add(sending)
            with suppress(Unwritable):
                await self.ledger.ask(lambda: actions.pause_because(sending, why))

    async def refusing(self, sending: int) -> set[str]:
        """Return the domains whose refusal of us somebody already saw, and sent on."""
        if sending not in self.known:
            self.known[sending] = await self.ledger.ask(lambda: recovery.refusing(sending))
        return self.known[sending]

    async def template(self, sending: int, eight_bit: bool, wire: bool) -> Template:
        """Return the message of a sending, made once."""
        key = (sending, eight_bit, wire)
        if key not in self._templates:
            self._templates[key] = await self.ledger.ask(
                lambda: Template(Sending.objects.get(pk=sending), eight_bit=eight_bit, wire=wire)
            )
        return self._templates[key]


class _Line:
    """One connection and the deliveries it carries, one after the other."""

    def __init__(self, sender: Sender) -> None:
        self.sender, self.deck, self.ledger = sender, sender.deck, sender.ledger
        self.link: Link | Files | None = None
        self.used = 0.0

    async def run(self) -> None:
        """Carry deliveries until there are none."""
        try:
            while (job := await self.deck.take()) is not None:
                kept = False
                try:
                    kept = await self._carry(job)
                except channel.LeaseLost:
                    await self.sender.lease_lost()
                except Unwritable:
                    # The disk is full, or the database away: nothing was claimed, nothing leaves until it is back.
                    self._drop()
                    kept = True
                    await asyncio.sleep(_UNWRITTEN)
                finally:
                    await asyncio.shield(self.deck.done(job, again=kept))
        except Exception:
            # A fault of ours: the others finish what they carry, and it is told, rather than waited for.
            await self.deck.end()
            raise
        finally:
            if self.link:
                await self.link.close()

    async def _carry(self, job: Job) -> bool:
        """Send one delivery; return whether it is to be dealt again."""
        if not job.address:
            # Erased meanwhile: the claim says so.
            await self.ledger.claim(job.pk)
            return False
        await self._place()
        if self.deck.over or not await self._connect(job):
            return not self.deck.over and job.sending not in self.sender.paused
        link = self.link
        assert link is not None
        template = await self.sender.template(job.sending, link.eight_bit, link.wire)
        claimed: tuple[int, datetime] | None = None
        try:
            recipient = job.recipient()
            if not job.address.isascii() and not link.international:
                raise Refused(_NO_ADDRESS, claimed=False)
            await link.offer(template.envelope(recipient), _routed(job), template.size, template.eight_bit)
            claimed = await self.ledger.claim(job.pk, self.sender.gate.carried() if self.sender.gate.limited else None)
            if claimed is None:
                await link.take_back()
                return False
            reply = await link.put(template.written(recipient, _date()))
        except Refused as refused:
            return await self._refused(job, refused.reply, claimed)
        except Lost as lost:
            return await self._lost(job, lost, claimed)
        except Barred as barred:
            await self._barred(job, barred, claimed)
            return False
        except asyncio.CancelledError:
            # Told to stop, and the relay took too long: what it was given whole, nobody knows.
            if link.past:
                self._record(job, DeliveryState.DOUBT, _("arrêt pendant l’envoi"), claimed)
            self._drop()
            raise
        self._record(job, DeliveryState.SENT, str(reply), claimed)
        self.sender.refusals.say()
        self.used = asyncio.get_running_loop().time()
        return False

    async def _place(self) -> None:
        """Wait for a place in what may leave now."""
        while not self.deck.over:
            wait = self.sender.gate.take(timezone.now())
            if not wait:
                return
            await asyncio.sleep(min(wait, 1.0))

    async def _connect(self, job: Job) -> bool:
        """Have a connection; return False when none can be had, the sending then paused, or all is over."""
        now = asyncio.get_running_loop().time
        if self.link is not None and now() - self.used > _IDLE and not isinstance(self.link, Files):
            self._drop()
        until, tries = now() + PATIENCE, 0
        while self.link is None and not self.deck.over:
            try:
                self.link = Files() if files.chosen() else await Link.open(Where.set(), str(DNS_NAME))
                self.used = now()
            except Barred as barred:
                if not barred.passing or now() > until:
                    await self.sender.pause(job.sending, _("le relais ne prend rien : {words}").format(words=barred))
                    return False
                await asyncio.sleep(_BETWEEN[min(tries, len(_BETWEEN) - 1)])
                tries += 1
        return self.link is not None and job.sending not in self.sender.paused

    # What the relay says -----------------------------------------------------------------------------------------------

    async def _refused(self, job: Job, reply: Reply, claimed: tuple[int, datetime] | None) -> bool:
        means = meaning(reply)
        if means is Meaning.LATER:
            await self._later(job, str(reply), claimed)
            return False
        if means is Meaning.OURS and job.domain not in await self.sender.refusing(job.sending):
            # It says more of us than of them: nothing is held against the delivery.
            self._record(job, DeliveryState.QUEUED, str(reply), claimed)
            await self.sender.pause(job.sending, str(reply))
            return False
        status = (reply.status or str(reply.code)) if means is Meaning.ADDRESS else ""
        self._record(job, DeliveryState.REFUSED, str(reply), claimed, status=status)
        if self.sender.refusals.say("" if means is Meaning.ADDRESS else job.domain):
            self.sender.refusals = Refusals()
            await self.sender.pause(job.sending, _("plusieurs domaines refusent : {words}").format(words=reply))
        return False

    async def _later(self, job: Job, words: str, claimed: tuple[int, datetime] | None) -> None:
        now = timezone.now()
        attempts: int
        first: datetime | None
        attempts, first = claimed if claimed else await self.ledger.ask(partial(recovery.next_attempt, job.pk))
        state, at = again(first, attempts, now)
        self._record(job, state, words, claimed, next_at=at)

    async def _lost(self, job: Job, lost: Lost, claimed: tuple[int, datetime] | None) -> bool:
        """Note a connection lost: a doubt after the final dot; before it the delivery waits, or is dealt again."""
        self._drop()
        if lost.past:
            self._record(job, DeliveryState.DOUBT, str(lost), claimed)
            return False
        job.lost += 1
        if lost.late or job.lost >= _LOST:
            await self._later(job, str(lost), claimed)
            return False
        if claimed:
            self._record(job, DeliveryState.QUEUED, str(lost), claimed)
        return True

    async def _barred(self, job: Job, barred: Barred, claimed: tuple[int, datetime] | None) -> None:
        self._drop()
        if claimed:
            self._record(job, DeliveryState.QUEUED, str(barred), claimed)
        await self.sender.pause(job.sending, str(barred))

    def _record(
        self,
        job: Job,
        state: DeliveryState,
        reply: str,
        claimed: tuple[int, datetime] | None,
        *,
        next_at: datetime | None = None,
        status: str = "",
    ) -> None:
        now = timezone.now()
        if state is DeliveryState.QUEUED:
            next_at = now
        self.ledger.record(
            Outcome(job.pk, state, reply[:500], now, next_at, claimed is not None, claimed is None, status)
        )

    def _drop(self) -> None:
        if self.link:
            self.link.drop()
        self.link = None


def _routed(job: Job) -> str:
    """Return an address as the relay is told it: its domain in IDNA."""
    return f"{job.address.rpartition('@')[0]}@{job.domain}"


def _date() -> str:
    return _dated(timezone.now().replace(microsecond=0))


@lru_cache(maxsize=4)
def _dated(now: datetime) -> str:
    return dated(timezone.localtime(now))


def follow(stop: threading.Event) -> None:
    """Send what is due, as it becomes due, until ``stop``: a thread of the worker."""
    while not stop.is_set():
        try:
            if recovery.waiting():
                Sender(stop).run()
        except (DatabaseError, OSError):
            log.exception("envoi des lettres : nouvel essai dans %g s", _UNWRITTEN)
            stop.wait(_UNWRITTEN)
        except Exception:
            # A fault of ours: said each time, and letters wait; the thread dead, they would wait in silence.
            log.exception("envoi des lettres : arrêt imprévu, nouvel essai dans %g s", _FAULT)
            stop.wait(_FAULT)
        finally:
            connection.close()
        stop.wait(_LOOK)
