"""Those who mean harm: messages made to stop the reading, addresses that look like another's, links kept after a move."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr

import pytest
import reader_factories as read_factories
import test_returns_mailboxes as mailboxes
from factories import THEN
from letters_returned import TOKEN, delivery, sample
from reader_factories import newsletter, own_token, reader, sent_issue, subscription

from coffret import settings
from coffret.base.env import BadSetting
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.newsletters.models import Channel, Consent, ConsentAct, DeliveryState, Reader, Request, Return, SendingStep
from coffret.newsletters.readers import (
    confirming,
    erasing,
    importing,
    keys,
    people,
    preferences,
    subscribing,
    suspending,
)
from coffret.newsletters.readers.tables import Given
from coffret.newsletters.returns import events
from coffret.newsletters.returns.addresses import returns_domain
from coffret.newsletters.returns.reading import understand
from coffret.newsletters.returns.receiving import receive
from coffret.newsletters.returns.rounds import read_mailbox
from coffret.newsletters.sending import actions, deck, guard, message

pytestmark = pytest.mark.django_db

DAEMON = b"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n"


def tokens_to(address: str) -> list[str]:
    """Return the tokens of confirmation mailed to an address, the last one last."""
    texts = Mail.objects.filter(to=address).order_by("pk").values_list("text", flat=True)
    return [found for text in texts for found in re.findall(r"/lettres/confirmation/([a-z2-7]{26})", text)]


def confirm(token: str) -> Request:
    request = confirming.find(token)
    assert request is not None
    return confirming.confirm(request, THEN)


# What comes back -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: =?unicode_escape?q?=5Cud800?=\n\nx",
        b"Subject: =?utf-7?q?+2AA-?=\n\nx",
        DAEMON
        + b"Content-Type: text/plain; charset=unicode_escape\n\nHi. This is the qmail-send program\n\n\\ud800\\x00",
        DAEMON + b"Content-Type: text/plain; charset=rot13\n\nHi. This is the qmail-send program\n\n<a@b.fr>:\nno",
        DAEMON + b"Content-Type: text/plain; charset=undefined\n\nHi. This is the qmail-send program\n\n<a@b.fr>:\nno",
        sample("postfix-unknown-user").replace(b"5.1.1 <", b"5.1.1 \x00<"),
    ],
)
def test_half_letters_and_nul_are_kept_as_any_database_keeps_text(raw: bytes):
    delivery()
    kept = receive(raw, "maildir")
    said = Return.objects.get().said
    assert kept.new
    assert "\x00" not in said
    assert said.encode()


def test_events_with_half_letters_are_heard():
    one = {"id": "x", "event": "bounced", "token": TOKEN, "status": "5.1.1", "said": "\ud800\x00no"}
    (kept,) = events.take(json.dumps({"events": [one]}).encode())
    assert kept.new
    assert Return.objects.get().said == "?no"


def _heavy() -> Iterator[bytes]:
    yield b"To: " + b", ".join(b"retours+aaaaaaaaaaa%06d@b.fr" % n for n in range(30_000)) + b"\n\nx"
    yield b"Subject: " + b"=?a?q?" * 160_000 + b"\n\nx"
    yield b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\n\nx"
    yield DAEMON + b"\n" * 900_000
    parts = [b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(90)]
    yield b"".join(parts) + b"x\n" * 480_000


@pytest.mark.parametrize("raw", list(_heavy()), ids=["recipients", "coded", "words", "lines", "parts"])
def test_a_message_made_to_be_slow_is_soon_put_aside(raw: bytes, django_assert_max_num_queries: object):
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        receive(raw, "maildir")
    assert Return.objects.get().kind == "unknown"
    assert len(understand(raw).tokens) <= 10


def test_a_line_longer_than_any_does_not_close_a_pop_mailbox():
    sent = delivery()
    letters = [b"Subject: " + b"x" * 5000 + b"\n\n" + b"y" * 100_000 + b"\n", sample("postfix-unknown-user")]
    with mailboxes.served(mailboxes._Pop, letters) as (port, _flags):
        assert read_mailbox(f"pop3://retours:secret@127.0.0.1:{port}") == {"unknown": 1, "hard": 1}
        assert letters == []
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED


def test_the_journal_of_a_sending_names_no_address():
    doubtful = delivery(state=DeliveryState.DOUBT)
    receive(sample("postfix-unknown-user"), "maildir")
    (settled,) = SendingStep.objects.filter(sending=doubtful.sending)
    assert "@" not in settled.note
    type(doubtful.sending).objects.update(state="sending")
    assert actions.pause_because(doubtful.sending_id, "550 5.7.1 <anne@example.org>: rejected")
    doubtful.sending.refresh_from_db()
    assert doubtful.sending.why == "550 5.7.1 <…>: rejected"
    assert not SendingStep.objects.filter(note__contains="@").exists()


# Addresses -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["stra\u00dfe@example.org", "mi\u212ae@example.org", '"\x0b"@example.org'])
def test_an_address_that_folds_into_anothers_is_none(address: str):
    with pytest.raises(Refused):
        people.checked(address)


# Links -----------------------------------------------------------------------------------------------------------------


def test_the_links_of_a_former_address_open_nothing_after_a_move():
    newsletter()
    subscribing.ask("anne@ancien.example", ["nouveautes"], text="oui", now=THEN)
    (first,) = tokens_to("anne@ancien.example")
    anne = confirm(first).reader
    link = own_token(anne)
    preferences.ask_move(anne, "anne@musee.fr", THEN)
    moved = confirm(tokens_to("anne@musee.fr")[-1]).reader
    assert people.by_link(link) is None
    assert confirming.find(first) is None
    assert people.by_link(own_token(moved)) == Reader.objects.get()


def test_who_makes_a_reader_take_over_their_subscriptions_gets_no_link_of_theirs():
    newsletter()
    victim = reader("anne@musee.fr", newsletter())
    subscribing.ask("eve@example.org", ["nouveautes"], text="oui", now=THEN)
    (eves,) = tokens_to("eve@example.org")
    eve = confirm(eves).reader
    link = own_token(eve)
    preferences.ask_move(eve, "anne@musee.fr", THEN)
    done = confirm(tokens_to("anne@musee.fr")[-1])
    assert done.reader == victim
    assert confirming.find(eves) is None
    assert people.by_link(link) is None
    assert list(victim.requests.all()) == [done]


def test_a_letter_still_on_its_way_to_the_former_address_opens_nothing_of_its_readers():
    anne = reader("anne@ancien.example", newsletter())
    waiting = read_factories.delivery(
        read_factories.sending(sent_issue(newsletter())), anne.subscriptions.get(), "retry"
    )
    type(waiting.sending).objects.update(state="sending")
    preferences.ask_move(anne, "anne@musee.fr", THEN)
    moved = confirm(tokens_to("anne@musee.fr")[-1]).reader
    (job,) = deck.jobs(THEN, 0)
    assert job.recipient().address == "anne@ancien.example"
    assert people.by_link(job.recipient().reader) is None
    assert people.by_link(own_token(moved)) == moved


# What is kept of who is erased -----------------------------------------------------------------------------------------


def test_erased_the_words_of_servers_and_editors_go_with_the_reader():
    anne = reader("anne@example.org")
    subscription(anne, newsletter())
    suspending.suspend(anne, "L’adresse n’existe pas : « 550 5.1.1 <anne@example.org> »", now=THEN)
    people.note(anne, ConsentAct.ASKED, text="J’accepte de recevoir", now=THEN)
    erasing.erase(anne, now=THEN + timedelta(days=1))
    assert not Consent.objects.filter(text__contains="anne").exists()
    assert Consent.objects.filter(text="J’accepte de recevoir").exists()


# Keys and names --------------------------------------------------------------------------------------------------------


def test_with_another_key_nothing_leaves_and_nothing_is_imported(monkeypatch: pytest.MonkeyPatch):
    letter = newsletter()
    reader("anne@example.org", letter)
    given = [Given(2, "bob@example.org")]
    assert not guard.doubt(Channel(name="mail"))
    monkeypatch.setattr(keys, "_secret", lambda: b"another")
    assert "letter_key" in guard.doubt(Channel(name="mail"))
    with pytest.raises(Refused, match="letter_key"):
        importing.apply(given, letter, "Feuille signée à la journée du 5 juin 2026", "import:1")
    assert Reader.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["Culture, Musées", "Lettre : mai", "Eve <eve@evil.example>", 'Les "Musées"', "a@b.fr"]
)
def test_a_senders_name_never_makes_another_sender(name: str):
    sender = message.sender_of(name, "lettre@musees.example")
    assert parseaddr(sender) == (name, "lettre@musees.example")
    assert returns_domain(sender) == "musees.example"


def test_a_short_secret_is_refused():
    with pytest.raises(BadSetting):
        settings.long_enough("RETURNS_SECRET", "secret")
    assert settings.long_enough("RETURNS_SECRET", "") == ""
