"""Scores: what comes back adds up, once per issue; what stays lowers it; a reader may begin anew."""

from datetime import timedelta

import pytest
from letters_returned import SENT, day, delivery, reader, sample, sending

from coffret.newsletters.models import Consent, ConsentAct, Delivery, DeliveryState, Reader, ReaderState, Return
from coffret.newsletters.readers import people, suspending
from coffret.newsletters.returns import rates, scoring
from coffret.newsletters.returns.receiving import receive

pytestmark = pytest.mark.django_db
FULL = "exchange-full"


def come_back(sent: Delivery, name: str = FULL, extra: bytes = b"") -> Reader:
    raw = sample(name).replace(b"k3q7w2m5x6r4t6y2p7n5b3v5c7", sent.token.encode()) + extra
    receive(raw, "maildir", sent.sending.frozen_at + timedelta(minutes=5))
    return Reader.objects.get()


def test_one_hard_return_suspends_with_its_date_and_reason() -> None:
    suspended = come_back(delivery(), "postfix-unknown-user")
    assert suspended.state == ReaderState.SUSPENDED
    assert suspended.suspended_at == SENT + timedelta(minutes=5)
    assert "User unknown" in suspended.suspended_why
    assert Consent.objects.get().act == ConsentAct.SUSPENDED


def test_four_full_mailboxes_suspend_and_three_do_not() -> None:
    for month in (1, 2, 3):
        held = come_back(delivery("", of=sending(day(month))))
    assert (held.score, held.state) == (1.5, ReaderState.ACTIVE)
    held = come_back(delivery("", of=sending(day(4))))
    assert (held.score, held.state) == (2.0, ReaderState.SUSPENDED)


def test_an_issue_counts_once_however_often_it_comes_back() -> None:
    sent = delivery()
    come_back(sent)
    come_back(sent, extra=b"\nautre copie\n")
    assert Reader.objects.get().score == 0.5
    assert Return.objects.count() == 2
    # Worse news of the same issue count instead, not besides.
    assert come_back(sent, "postfix-unknown-user").score == 1.0


def test_a_letter_that_stays_lowers_the_score_once_the_next_one_left() -> None:
    come_back(delivery("", of=sending(day(1))))
    come_back(delivery("", of=sending(day(2))))
    delivery("", of=sending(day(3)))
    now = day(3) + timedelta(hours=1)
    assert scoring.settle(now) == 0
    assert Reader.objects.get().score == 1.0
    delivery("", of=sending(day(4)), state=DeliveryState.QUEUED)
    assert scoring.settle(day(4)) == 1
    assert Reader.objects.get().score == 0


def test_a_letter_that_stayed_five_days_lowers_the_score_and_never_below_zero() -> None:
    come_back(delivery("", of=sending(day(1))))
    delivery("", of=sending(day(2)))
    assert scoring.settle(day(2) + timedelta(days=4)) == 0
    assert scoring.settle(day(2) + timedelta(days=6)) == 1
    assert Reader.objects.get().score == 0
    assert scoring.settle(day(2) + timedelta(days=7)) == 0


def test_our_own_fault_is_never_held_against_anybody() -> None:
    for month in range(1, 7):
        held = come_back(delivery("", of=sending(day(month))), "gmail-unauthenticated")
    assert (held.score, held.state) == (0, ReaderState.ACTIVE)


def test_a_refusal_at_once_counts_as_a_return() -> None:
    sent = delivery(state=DeliveryState.REFUSED, reply="550 5.1.1 No such user here")
    scoring.refused(sent, "5.1.1", now=SENT)
    scoring.refused(sent, "5.1.1", "550 5.1.1 No such user", SENT)
    held = Reader.objects.get()
    assert (held.score, held.state) == (1.0, ReaderState.SUSPENDED)
    assert held.suspended_why == "L’adresse n’existe pas : « 550 5.1.1 No such user here »"
    assert (Return.objects.get().source, Return.objects.get().status) == ("smtp", "5.1.1")
    sent.refresh_from_db()
    assert sent.state == DeliveryState.REFUSED


def test_confirming_anew_forgets_what_came_back_before() -> None:
    sent = delivery()
    held = come_back(sent, "postfix-unknown-user")
    people.confirmed(held, SENT + timedelta(days=1))
    people.note(held, ConsentAct.CONFIRMED, now=SENT + timedelta(days=1))
    # A late return of the issue sent before is of the past too.
    assert come_back(sent, extra=b"\nencore\n").score == 0
    assert Reader.objects.get().state == ReaderState.ACTIVE
    assert come_back(delivery("", of=sending(day(6)))).score == 0.5


def test_an_editor_writes_again_to_a_suspended_reader() -> None:
    from editorial_factories import editor

    held = come_back(delivery(), "postfix-unknown-user")
    assert suspending.revive(held, "Erreur du fournisseur", editor("a@example.org"), now=SENT + timedelta(days=1))
    held.refresh_from_db()
    assert (held.score, held.state) == (0, ReaderState.ACTIVE)


@pytest.mark.parametrize(
    ("complaints", "received", "level"), [(0, 0, "good"), (0, 1000, "good"), (1, 1000, "watch"), (3, 1000, "bad")]
)
def test_the_rate_of_complaints(complaints: int, received: int, level: str) -> None:
    assert rates.Rate(received, complaints).level == level


def test_complaints_are_counted_by_issue_and_by_month() -> None:
    old, fresh = sending(day(1)), sending(day(5))
    for number in range(4):
        delivery("", of=old, to=reader(f"a{number}@example.org"))
        delivery("", of=fresh, to=reader(f"a{number}@example.org"))
    Delivery.objects.filter(sending=fresh, address="a0@example.org").update(state=DeliveryState.COMPLAINED)
    Delivery.objects.filter(sending=fresh, address="a1@example.org").update(state=DeliveryState.BOUNCED)
    assert rates.of_issue(fresh) == rates.Rate(3, 1)
    assert rates.of_issue(old) == rates.Rate(4, 0)
    assert rates.of_days(day(5) + timedelta(days=3)) == rates.Rate(3, 1)
