"""Mail promised leaves once, by real SMTP; a relay that refuses or is away delays it and loses nothing."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from smtp_relay import Relay, relay

from coffret.base import outbox
from coffret.base.models import Mail


@pytest.fixture
def post(settings):
    with relay() as kept:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        yield kept


@pytest.fixture
def real_mail(monkeypatch):
    """The test runner swaps the backend for one in memory: here mail really leaves."""
    from django.core.mail.backends.smtp import EmailBackend

    monkeypatch.setattr(outbox, "get_connection", lambda: EmailBackend())


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_mail")]


def due_now() -> None:
    Mail.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_a_mail_arrives_whole(post: Relay):
    calendar = outbox.Attachment("journee.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    outbox.queue(
        "event:1", "lectrice@example.org", "Journée d’étude", "À bientôt.", html="<p>À bientôt.</p>",
        attachments=[calendar],
    )  # fmt: skip
    assert outbox.deliver() == 1
    mail = read(post.taken[0])
    assert mail["Subject"] == "Journée d’étude"
    assert mail.get_body(("plain",)).get_content().strip() == "À bientôt."
    assert mail.get_body(("html",)).get_content().strip() == "<p>À bientôt.</p>"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["journee.ics"]
    assert outbox.waiting() == (0, 0)


def test_one_promised_twice_is_sent_once(post: Relay):
    assert outbox.queue("registration:1", "a@example.org", "Inscription", "Oui")
    assert not outbox.queue("registration:1", "a@example.org", "Inscription", "Oui")
    assert (outbox.deliver(), outbox.deliver()) == (1, 0)
    assert len(post.taken) == 1


def test_a_transaction_undone_promises_nothing(post: Relay):
    with transaction.atomic():
        outbox.queue("registration:2", "a@example.org", "Inscription", "Oui")
        transaction.set_rollback(True)
    assert outbox.deliver() == 0
    assert not post.taken


def test_a_subject_cannot_add_headers(post: Relay):
    outbox.queue("one", "a@example.org", "Bonjour\r\nBcc: victime@example.org", "Oui")
    outbox.deliver()
    mail = read(post.taken[0])
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Bonjour Bcc: victime@example.org"


def test_a_relay_that_says_later_is_asked_again(post: Relay):
    post.refused["a@example.org"] = "451 4.3.2 later"
    outbox.queue("one", "a@example.org", "Bonjour", "Oui")
    outbox.queue("two", "b@example.org", "Bonjour", "Oui")
    assert outbox.deliver() == 1  # the other one left all the same
    kept = Mail.objects.get(key="one")
    assert (kept.attempts, kept.given_up, kept.sent_at) == (1, False, None)
    assert "451" in kept.error
    assert kept.next_at > timezone.now()
    assert outbox.deliver() == 0  # not before its time
    post.refused.clear()
    due_now()
    assert outbox.deliver() == 1


def test_an_address_refused_for_good_is_given_up(post: Relay):
    post.refused["a@example.org"] = "550 5.1.1 unknown"
    outbox.queue("one", "a@example.org", "Bonjour", "Oui")
    assert outbox.deliver() == 0
    assert outbox.waiting() == (0, 1)
    due_now()
    assert outbox.deliver() == 0


def test_a_relay_away_loses_nothing_and_is_given_up_after_days(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    outbox.queue("one", "a@example.org", "Bonjour", "Oui")
    for _attempt in outbox.WAITS:
        assert outbox.deliver() == 0
        assert outbox.waiting() == (1, 0)
        due_now()
    outbox.deliver()
    assert outbox.waiting() == (0, 1)


def test_a_mail_claimed_by_a_worker_that_died_is_sent_again_under_the_same_name(post: Relay):
    outbox.queue("one", "a@example.org", "Bonjour", "Oui")
    Mail.objects.update(claimed_at=timezone.now())
    assert outbox.deliver() == 0
    Mail.objects.update(claimed_at=timezone.now() - outbox.LEASE - timedelta(seconds=1))
    assert outbox.deliver() == 1
    Mail.objects.update(sent_at=None, claimed_at=None)  # killed between the relay's word and ours
    assert outbox.deliver() == 1
    first, second = (read(raw)["Message-ID"] for raw in post.taken)
    assert {read(raw)["Auto-Submitted"] for raw in post.taken} == {"auto-generated"}
    assert first == second


def test_what_is_forgotten_does_not_leave(post: Relay):
    outbox.queue("event:7:1", "a@example.org", "Rappel", "Demain")
    outbox.queue("event:70:1", "a@example.org", "Rappel", "Demain")
    assert outbox.forget("event:7:") == 1
    assert outbox.deliver() == 1


def test_a_mail_that_cannot_be_written_stops_no_other(post: Relay):
    outbox.queue("domain", "a@xn--é.fr", "Bonjour", "Oui")
    outbox.queue("header", "b@example.org", "Bonjour", "Oui", headers={"Reply-To": "c@example.org\nBcc: d@example.org"})
    outbox.queue("good", "e@example.org", "Bonjour", "Oui")
    assert outbox.deliver() == 1
    assert [read(raw)["To"] for raw in post.taken] == ["e@example.org"]
    assert outbox.waiting() == (0, 2)
