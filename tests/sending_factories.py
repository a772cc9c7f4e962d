"""Sendings for the tests: a newsletter, its readers and an issue frozen, made row by row; and a relay that misbehaves."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any

from django.utils import timezone

from coffret.accounts.models import User
from coffret.editorial.entries import actions as editing
from coffret.editorial.models import Entry, Issue, Newsletter
from coffret.editorial.proofing import preflight
from coffret.newsletters.marks import LEAVE, READER
from coffret.newsletters.models import Delivery, Reader, ReaderState, Sending, Subscription, SubscriptionState
from coffret.newsletters.readers import keys
from coffret.newsletters.sending import message
from coffret.newsletters.sending.freezing import token

_numbers = count(1)
TEXT = f"Les notices du mois.\n.Un point en tête de ligne.\nSe désabonner : https://lettre.example/d/{LEAVE}\n"
HTML = f'<!doctype html>\n<p>Les notices du mois de juin à l’honneur.</p>\n<a href="https://lettre.example/p/{READER}">Préférences</a>\n'


def newsletter(slug: str = "lettre", **fields: Any) -> Newsletter:
    """Return the newsletter ``slug``, made when it is not there."""
    defaults = {"name": "La lettre de Joconde", "created_at": timezone.now(), **fields}
    return Newsletter.objects.get_or_create(slug=slug, defaults=defaults)[0]


def readers(number: int, letter: Newsletter, domains: int = 20) -> list[Subscription]:
    """Return so many active subscriptions, their addresses spread over some domains."""
    now, first = timezone.now(), next(_numbers)
    made, subscribed = [], []
    for at in range(number):
        address = f"lecteur{first}.{at}@domaine{at % domains}.example"
        nonce = keys.nonce()
        made.append(
            Reader(
                address=address, key=address, digest=keys.digest(address), state=ReaderState.ACTIVE, nonce=nonce,
                link_hash=keys.hashed(keys.token("reader", nonce)), created_at=now, confirmed_at=now,
            )
        )  # fmt: skip
    for reader in Reader.objects.bulk_create(made, batch_size=2000):
        nonce = keys.nonce()
        subscribed.append(
            Subscription(
                reader=reader, newsletter=letter, state=SubscriptionState.ACTIVE, source="form", nonce=nonce,
                leave_hash=keys.hashed(keys.token("leave", nonce)), at=now,
            )
        )  # fmt: skip
    return Subscription.objects.bulk_create(subscribed, batch_size=2000)


def sending(
    number: int = 3, *, now: datetime | None = None, domains: int = 20, text: str = TEXT, html: str = HTML
) -> Sending:
    """Return the sending of an issue to so many readers, frozen by hand, nothing sent yet."""
    at, letter = now or timezone.now(), newsletter()
    day = timezone.localdate(at)
    issue = Issue.objects.create(kind="letter", title="Les notices de juin", newsletter=letter, day=day, created_at=at)
    kept = Sending.objects.create(
        issue=issue,
        subject="Les notices de juin à l’honneur",
        html=html,
        text=text,
        headers=message.headers(
            message.sender_of("Musées de France", "lettre@musees.example"), name=letter.name, slug=letter.slug,
            archive=f"https://musees.example/lettres/lettre/{day}",
        ),
        sha256=sha256(html.encode()).hexdigest(),
        frozen_at=at,
        total=number,
    )  # fmt: skip
    rows = [
        Delivery(
            sending=kept, subscription=one, address=one.reader.address, address_key=one.reader.key,
            digest=one.reader.digest, domain=keys.domain_of(one.reader.key), token=token(), next_at=at,
        )
        for one in readers(number, letter, domains)
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, batch_size=2000)
    return kept


def approved_issue(letter: Newsletter, writer: User, reads: User, **content: Any) -> Entry:
    """Return an issue written by one person and approved by the other, who confirmed what asked for it."""
    item = {"thing": "words", "title": "Un mot du bureau", "words": "<p>Les notices du mois sont en ligne.</p>"}
    given = {
        "newsletter": letter.slug,
        "day": timezone.localdate().isoformat(),
        "title": "Des nouvelles du catalogue collectif",
        "preheader": "Les notices et les musées du mois.",
        "body": "<p>Bonne lecture.</p>",
        "sections": [{"one": "À lire", "many": "À lire", "items": [item]}],
        **content,
    }
    made = editing.create("letter", given, writer)
    editing.submit(made, writer)
    editing.approve(made, reads)
    assert made.working is not None
    for one in preflight.unconfirmed(made, preflight.check("letter", made.working.content, entry=made)):
        editing.confirm(made, *preflight.key(one), "C’est voulu.", reads)
    return Entry.objects.get(pk=made.pk)


def states(kept: Sending) -> dict[str, int]:
    """Return how many deliveries are in each state."""
    return dict(Counter(Delivery.objects.filter(sending=kept).order_by().values_list("state", flat=True)))


def first_of(kept: Sending) -> Delivery:
    """Return its first delivery."""
    return kept.deliveries.order_by("pk")[0]


# A relay ---------------------------------------------------------------------------------------------------------------

Answer = Callable[[str], str | None]


@dataclass
class Post:
    """A relay: what it took (envelope recipient → messages), and how it answers each word, given the recipient.

    An answer is a line, None for the usual one, « drop » to hang up there, « sink » to hang up after having taken.
    """

    port: int = 0
    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SIZE 10000000")
    delay: float = 0.0
    mail: Answer = lambda _to: None
    rcpt: Answer = lambda _to: None
    data: Answer = lambda _to: None
    end: Answer = lambda _to: None
    taken: dict[str, list[bytes]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    # Recipients for whom it says nothing more, of DATA or of the final dot.
    silent_data: set[str] = field(default_factory=set)
    silent_end: set[str] = field(default_factory=set)
    greeting: str = "220 relais"
    open_at_once: int = 0
    most_at_once: int = 0
    on_take: Callable[[str], None] = lambda _to: None

    @property
    def number(self) -> int:
        """Return how many messages it took."""
        return sum(map(len, self.taken.values()))


class _Hung(Exception):
    pass


class _Talk:
    def __init__(self, post: Post, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.post, self.reader, self.writer = post, reader, writer
        self.to = ""

    async def run(self) -> None:
        self.post.open_at_once += 1
        self.post.most_at_once = max(self.post.most_at_once, self.post.open_at_once)
        try:
            self.say(self.post.greeting)
            while line := await self.reader.readline():
                self.post.words.append(line.decode().rstrip())
                await self.hear(line)
        except (_Hung, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.post.open_at_once -= 1
            self.writer.transport.abort()

    async def hear(self, line: bytes) -> None:
        word = line[:4].upper()
        if self.post.delay:
            await asyncio.sleep(self.post.delay)
        if word in {b"EHLO", b"HELO"}:
            lines = ["relais", *self.post.extensions]
            for each in lines[:-1]:
                self.say(f"250-{each}")
            self.say(f"250 {lines[-1]}")
        elif word == b"MAIL":
            self.answer(self.post.mail, "250 2.1.0 ok")
        elif word == b"RCPT":
            self.to = line.decode().split("<")[1].split(">")[0]
            self.answer(self.post.rcpt, "250 2.1.5 ok")
        elif word == b"DATA" and self.to in self.post.silent_data:
            await self.reader.read()
        elif word == b"DATA":
            if self.answer(self.post.data, "354 go on"):
                await self.take()
        elif word == b"QUIT":
            self.say("221 bye")
            raise _Hung
        else:
            self.say("250 2.0.0 ok")

    async def take(self) -> None:
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        said = self.post.end(self.to)
        if said in (None, "sink"):
            self.post.taken.setdefault(self.to, []).append(raw[:-3])
            self.post.on_take(self.to)
        if self.post.delay:
            await asyncio.sleep(self.post.delay)
        if self.to in self.post.silent_end:
            await self.reader.read()
        if said in ("sink", "drop"):
            raise _Hung
        self.say(said or "250 2.0.0 queued")

    def answer(self, ask: Answer, usual: str) -> bool:
        said = ask(self.to)
        if said == "drop":
            raise _Hung
        self.say(said or usual)
        return said is None

    def say(self, line: str) -> None:
        self.writer.write(f"{line}\r\n".encode())


@contextmanager
def post_office(port: int = 0, ssl: Any = None, **answers: Any) -> Iterator[Post]:
    """Run a relay for the time of a ``with``, in a thread of its own."""
    post, ready, loop = Post(**answers), threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Talk(post, reader, writer).run()

    async def serve() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", port, limit=1 << 24, ssl=ssl)
        post.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield post
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
