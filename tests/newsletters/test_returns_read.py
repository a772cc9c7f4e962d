"""Messages that came back, as mail systems really write them: what each says, and what becomes of the delivery."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters_returned import LEAVING, SAMPLES, SENT, TOKEN, delivery, reader, sample, subscription

from coffret.newsletters.models import (
    Consent,
    Delivery,
    DeliveryState,
    Reader,
    ReaderState,
    Return,
    ReturnKind,
    SendingStep,
    Subscription,
    SubscriptionState,
    Suppression,
)
from coffret.newsletters.returns.reading import understand
from coffret.newsletters.returns.receiving import TooEarly, receive
from coffret.newsletters.returns.status import kind_of, precise, status_in

NOW = SENT + timedelta(minutes=5)
# message, what it says, status, then how the delivery and the score of its reader end
EXPECTED = [
    ("postfix-unknown-user", "hard", "5.1.1", "bounced", 1.0),
    ("postfix-delayed", "delayed", "4.4.1", "sent", 0),
    ("postfix-expired", "soft", "4.4.1", "bounced", 0.5),
    ("postfix-relayed", "delivered", "2.0.0", "sent", 0),
    ("exim-delivered", "delivered", "2.0.0", "sent", 0),
    ("exim-plain", "hard", "5.1.1", "bounced", 1.0),
    ("exchange-not-found", "hard", "5.1.10", "bounced", 1.0),
    ("exchange-verp-lost", "hard", "5.1.1", "bounced", 1.0),
    ("exchange-full", "soft", "5.2.2", "bounced", 0.5),
    ("gmail-inactive", "hard", "5.2.1", "bounced", 1.0),
    ("gmail-unauthenticated", "policy", "5.7.26", "bounced", 0),
    ("orange-invalid", "hard", "5.1.1", "bounced", 1.0),
    ("orange-blocked", "policy", "5.7.1", "bounced", 0),
    ("alias-half-failed", "delivered", "2.0.0", "sent", 0),
    ("utf8-global", "hard", "5.1.1", "bounced", 1.0),
    ("sendmail-expanded", "delivered", "2.0.0", "sent", 0),
    ("qmail-unknown", "hard", "5.1.1", "bounced", 1.0),
    ("qmail-full", "soft", "5.2.2", "bounced", 0.5),
    ("yahoo-old", "hard", "", "bounced", 1.0),
    ("yahoo-complaint", "complaint", "", "complained", 0),
    ("signalspam-complaint", "complaint", "", "complained", 0),
    ("not-spam-report", "unknown", "", "sent", 0),
    ("mdn-read", "automatic", "", "sent", 0),
    ("absence-outlook", "automatic", "", "sent", 0),
    ("absence-zimbra", "automatic", "", "sent", 0),
    ("absence-subject-only", "automatic", "", "sent", 0),
    ("acknowledgement", "automatic", "", "sent", 0),
    ("challenge", "automatic", "", "sent", 0),
    ("reply-of-a-person", "unknown", "", "sent", 0),
    ("token-in-text-only", "hard", "5.1.1", "sent", 0),
    ("leave-by-mail", "automatic", "", "sent", 0),
    ("leave-by-subject", "automatic", "", "sent", 0),
]


def test_every_sample_has_its_line() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.eml")) == sorted(row[0] for row in EXPECTED)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kind", "status", "state", "score"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_a_message_that_came_back(name: str, kind: str, status: str, state: str, score: float) -> None:
    sent = delivery()
    kept = receive(sample(name), "maildir", NOW)
    row = Return.objects.get()
    assert (row.kind, row.status) == (kind, status)
    assert kept.new
    sent.refresh_from_db()
    assert sent.state == state
    assert Reader.objects.get().score == score
    # Read again, nothing more happens.
    again = receive(sample(name), "maildir", NOW)
    assert not again.new
    assert again.understood == kept.understood
    assert Return.objects.count() == 1
    assert Reader.objects.get().score == score


@pytest.mark.django_db
def test_what_speaks_of_no_letter_of_ours_touches_none() -> None:
    sent = delivery()
    for name in ("postfix-unknown-user", "yahoo-complaint", "qmail-unknown"):
        kept = receive(sample(name).replace(TOKEN.encode(), b"z" * 26), "imap", NOW)
        assert kept.delivery is None
        assert not kept.understood
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT
    assert not Suppression.objects.exists()


@pytest.mark.django_db
def test_the_address_it_came_back_to_says_more_than_the_message_it_gives_back() -> None:
    first, second = delivery(), delivery("b" * 26, to=reader("autre@example.org"))
    raw = sample("postfix-unknown-user").replace(f"Message-ID: <i12.{TOKEN}".encode(), b"Message-ID: <i12." + b"b" * 26)
    receive(raw, "maildir", NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (DeliveryState.BOUNCED, DeliveryState.SENT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "state"),
    [("postfix-relayed", "sent"), ("postfix-delayed", "sent"), ("postfix-unknown-user", "bounced")],
)
def test_a_doubt_is_settled_by_what_comes_back(name: str, state: str) -> None:
    sent = delivery(state=DeliveryState.DOUBT)
    receive(sample(name), "maildir", NOW)
    sent.refresh_from_db()
    assert sent.state == state
    assert sent.at == NOW
    step = SendingStep.objects.get()
    assert step.act == "settled"
    assert "éclaircie" in step.note


@pytest.mark.django_db
def test_a_letter_to_be_tried_again_that_left_all_the_same_leaves_no_more() -> None:
    sent = delivery(state=DeliveryState.RETRY, attempts=1, next_at=NOW + timedelta(minutes=5))
    receive(sample("postfix-relayed"), "maildir", NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.next_at) == (DeliveryState.SENT, None)


@pytest.mark.django_db
def test_a_message_about_a_letter_that_leaves_this_instant_waits() -> None:
    delivery(state=DeliveryState.SENDING)
    with pytest.raises(TooEarly):
        receive(sample("postfix-unknown-user"), "maildir", NOW)
    assert not Return.objects.exists()
    Delivery.objects.update(state=DeliveryState.SENT)
    assert receive(sample("postfix-unknown-user"), "maildir", NOW).kind == ReturnKind.HARD


@pytest.mark.django_db
def test_a_complaint_leaves_every_newsletter_and_excludes_the_address() -> None:
    from letters_returned import newsletter

    sent = delivery()
    other = subscription(reader(), newsletter("recolement"))
    receive(sample("yahoo-complaint"), "imap", NOW)
    assert {row.state for row in Subscription.objects.all()} == {SubscriptionState.LEFT}
    assert Suppression.objects.get(pk=sent.digest).reason == "complaint"
    assert Consent.objects.filter(act="complained", newsletter=other.newsletter).exists()


@pytest.mark.django_db
def test_a_complaint_about_somebody_erased_excludes_the_address_all_the_same() -> None:
    sent = delivery()
    Reader.objects.all().delete()
    receive(sample("yahoo-complaint"), "imap", NOW)
    assert Suppression.objects.get(pk=sent.digest).reason == "complaint"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["leave-by-mail", "leave-by-subject"])
def test_a_message_leaves_one_newsletter(name: str) -> None:
    from letters_returned import newsletter

    row = subscription(reader(), token=LEAVING)
    other = subscription(reader(), newsletter("recolement"))
    kept = receive(sample(name), "maildir", NOW)
    row.refresh_from_db()
    other.refresh_from_db()
    assert kept.understood
    assert (row.state, other.state) == (SubscriptionState.LEFT, SubscriptionState.ACTIVE)
    # The same message read again does not undo a subscription asked for since.
    Subscription.objects.filter(pk=row.pk).update(state=SubscriptionState.ACTIVE)
    receive(sample(name), "maildir", NOW)
    row.refresh_from_db()
    assert row.state == SubscriptionState.ACTIVE


@pytest.mark.django_db
def test_who_asks_to_leave_with_a_token_nobody_holds_is_left_for_somebody_to_read() -> None:
    assert not receive(sample("leave-by-mail"), "maildir", NOW).understood


@pytest.mark.django_db
def test_what_comes_back_for_somebody_erased_does_not_keep_their_address() -> None:
    sent = delivery()
    receive(sample("postfix-unknown-user").replace(TOKEN.encode(), b"z" * 26), "maildir", NOW)
    Delivery.objects.filter(pk=sent.pk).update(address="")
    receive(sample("postfix-unknown-user"), "maildir", NOW)
    said = list(Return.objects.order_by("pk").values_list("said", flat=True))
    assert len(said) == 2
    assert [one for one in said if "lecteur@" in one or "<…>" not in one] == []


@pytest.mark.django_db
def test_an_absence_is_nobodys_business() -> None:
    delivery()
    receive(sample("absence-outlook"), "maildir", NOW)
    assert Return.objects.get().said == ""
    assert Reader.objects.get().state == ReaderState.ACTIVE


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", "hard"),
        ("5.1.10", "hard"),
        ("5.2.1", "hard"),
        ("5.2.2", "soft"),
        ("4.2.2", "soft"),
        ("4.4.7", "soft"),
        ("5.7.1", "policy"),
        ("5.7.509", "policy"),
        ("4.7.0", "policy"),
        ("5.1.8", "policy"),
        ("5.6.1", "policy"),
        ("5.3.4", "policy"),
        ("5.0.0", "soft"),
        ("", "soft"),
    ],
)
def test_what_a_status_says_of_an_address(status: str, kind: str) -> None:
    assert kind_of(status) == kind


def test_a_status_is_told_from_addresses_and_versions() -> None:
    assert status_in("host mx[5.1.1.7] said 550 5.1.1 no") == "5.1.1"
    assert status_in("Postfix 3.5.1.2026, le 5.1.2026") == ""
    assert precise("5.0.0", "550 5.7.1 refused") == "5.7.1"
    assert precise("5.1.1 (bad)", "550 5.7.1") == "5.1.1"
    assert precise("5.0.0", "no words") == "5.0.0"


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_no_message_stops_the_reader(raw: bytes) -> None:
    assert understand(raw).kind in ReturnKind.values


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damaged_message_stops_the_reader(data: st.DataObject) -> None:
    raw = bytearray(sample(data.draw(st.sampled_from(EXPECTED))[0]))
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(raw) - 1))
        size = data.draw(st.integers(0, 60))
        raw[place : place + size] = data.draw(st.binary(max_size=40))
        raw = raw or bytearray(b"\n")
    assert understand(bytes(raw)).kind in ReturnKind.values


def test_parts_within_parts_without_end_are_not_understood() -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))
    assert understand(raw).kind == ReturnKind.UNKNOWN
    assert understand(b"Content-Type: message/rfc822\n\n" * 3000).kind == ReturnKind.UNKNOWN
