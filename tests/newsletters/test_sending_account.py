"""Pause, resume, cancel, doubts settled: each with exact counts; limits that hold; one sender at a time."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone
from sending_factories import Post, first_of, post_office, sending, states

from coffret.base.errors import Refused
from coffret.newsletters.models import Channel, Reader, Sending, SendingStep, Subscription
from coffret.newsletters.sending import account, actions, channel, ledger, recovery, sender, settling, throttle
from coffret.newsletters.sending.retries import Meaning, Refusals, Reply, meaning
from coffret.newsletters.sending.sender import Sender
from coffret.newsletters.sending.throttle import Gate

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 5, 11, 10, tzinfo=UTC)  # noon in Paris


@pytest.fixture
def post(settings):
    with post_office() as kept:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        settings.EMAIL_TIMEOUT = 5
        yield kept


# What people do --------------------------------------------------------------------------------------------------------


def during(post: Post, kept: Sending, number: int, act: Any) -> None:
    """Have something done, once, as soon as the relay took so many messages."""
    done = threading.Event()

    def on_take(_to: str) -> None:
        if post.number >= number and not done.is_set():
            done.set()
            act(Sending.objects.get(pk=kept.pk), None)
            connection.close()

    post.on_take = on_take


def test_paused_it_stops_resumed_it_goes_on(post: Post):
    kept = sending(80)
    Channel.objects.create(name="mail", connections=2)
    during(post, kept, 10, actions.pause)
    Sender().run()
    found = account.of(kept)
    assert (kept.steps.filter(act="paused").count(), found.waiting + found.sent) == (1, 80)
    assert 10 <= found.sent < 30
    kept.refresh_from_db()
    with pytest.raises(Refused):
        actions.pause(kept, None)
    actions.resume(kept, None)
    Sender().run()
    assert (states(kept), post.number) == ({"sent": 80}, 80)


def test_cancelled_the_counts_are_exact(post: Post):
    kept = sending(80)
    Channel.objects.create(name="mail", connections=2)
    during(post, kept, 10, actions.cancel)
    Sender().run()
    kept.refresh_from_db()
    found = account.of(kept)
    assert (kept.state, found.whole, found.sent) == ("cancelled", True, post.number)
    assert found.sent + found.skipped == 80
    with pytest.raises(Refused):
        actions.resume(kept, None)
    with pytest.raises(Refused):
        actions.cancel(kept, None)
    with pytest.raises(Refused):
        actions.resend(kept.deliveries.all(), None)
    Sender().run()
    assert post.number == found.sent


def test_what_was_under_way_when_cancelled_is_not_tried_again(post: Post):
    kept = sending(1)
    post.end = lambda _to: "451 4.3.0 plus tard"
    during(post, kept, 0, actions.cancel)
    said = post.end

    def end(to: str) -> str | None:
        post.on_take(to)
        return said(to)

    post.end = end
    Sender().run()
    assert (states(kept), account.of(kept).whole) == ({"cancelled": 1}, True)


def test_those_who_did_not_receive_are_sent_again_and_not_the_others(post: Post):
    kept = sending(4)
    full = first_of(kept).address
    post.rcpt = lambda to: "552 5.2.2 boîte pleine" if to == full else None
    Sender().run()
    assert states(kept) == {"sent": 3, "refused": 1}
    post.rcpt = lambda _to: None
    assert actions.resend_missed(kept, None) == 1
    Sender().run()
    assert (states(kept), {len(sent) for sent in post.taken.values()}) == ({"sent": 4}, {1})
    assert list(SendingStep.objects.filter(sending=kept).values_list("act", flat=True)) == [
        "finished", "resent", "finished",
    ]  # fmt: skip
    with pytest.raises(Refused):
        actions.resend_missed(kept, None)


def test_what_became_of_a_suspended_address_stays_in_the_account(post: Post):
    kept = sending(3)
    gone, left, _third = kept.deliveries.select_related("subscription__reader").order_by("pk")
    kept.deliveries.filter(pk__in=[gone.pk, left.pk]).update(state="bounced")
    Reader.objects.filter(pk=gone.subscription.reader_id).update(state="suspended")
    Subscription.objects.filter(pk=left.subscription_id).update(state="left")
    with pytest.raises(Refused):
        actions.resend_missed(kept, None)
    assert states(kept) == {"bounced": 2, "queued": 1}


LOG = """\
Nov 23 06:50:01 relais postfix/smtpd[311]: 4F1A2B0C: client=localhost[127.0.0.1]
Nov 23 06:50:01 relais postfix/cleanup[312]: 4F1A2B0C: message-id=<i{issue}.{taken}@musees.example>
Nov 23 06:50:01 relais postfix/qmgr[99]: 4F1A2B0C: from=<retours+{taken}@musees.example>, size=5210, nrcpt=1 (queue active)
Nov 23 06:50:02 relais postfix/cleanup[312]: 5AAB: message-id=<i{issue}.{cut}@musees.example>
Nov 23 06:50:02 relais postfix/smtpd[311]: lost connection after DATA (31 bytes) from localhost[127.0.0.1]
Nov 23 06:50:03 relais postfix/smtp[313]: 4F1A2B0C: to=<a@b.example>, relay=mx.b.example, status=sent (250 ok)
"""


def test_the_relays_log_settles_doubts_and_leaves_the_others(tmp_path: Path):
    kept = sending(3)
    taken, cut, unseen = kept.deliveries.order_by("pk")
    kept.deliveries.update(state="doubt", next_at=None)
    log = tmp_path / "mail.log"
    log.write_text(LOG.format(issue=kept.issue_id, taken=taken.token, cut=cut.token))
    assert settling.settle_from_log(log) == settling.Settled(taken=1, unknown=2)
    assert [row.state for row in kept.deliveries.order_by("pk")] == ["sent", "doubt", "doubt"]
    assert SendingStep.objects.get(sending=kept).act == "settled"
    assert unseen.state == "queued"  # as it was read before
    with pytest.raises(Refused, match="il n’existe pas"):
        settling.settle_from_log(tmp_path / "absent.log")


# One sender ------------------------------------------------------------------------------------------------------------


def test_a_second_sender_waits_for_the_first(post: Post):
    kept = sending(3)
    lease = channel.acquire()
    assert not Sender().run()
    assert (states(kept), channel.held()) == ({"queued": 3}, True)
    channel.release(lease)
    assert Sender().run()
    assert states(kept) == {"sent": 3}
    assert not channel.held()


def test_a_dead_holders_messages_are_in_doubt_and_a_stalled_one_sends_nothing_more(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    kept = sending(60)
    Channel.objects.create(name="mail", connections=3)
    taken_over: list[str] = []

    def take_over(_to: str) -> None:
        if post.number == 20 and not taken_over:
            # The holder said nothing for too long: another takes its place while it is under way.
            Channel.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            taken_over.append(channel.acquire())
            recovery.recover(taken_over[0])
            connection.close()

    post.on_take = take_over
    first = Sender()
    first.run()
    assert first.lost_lease
    assert post.number <= 23
    # What it had under way and the relay took is told all the same: no doubt is left of it.
    assert states(kept) == {"sent": post.number, "queued": 60 - post.number}
    channel.release(taken_over[0])
    post.on_take = lambda _to: None
    Sender().run()
    assert (states(kept), {len(sent) for sent in post.taken.values()}) == ({"sent": 60}, {1})


def test_told_to_stop_it_finishes_what_is_under_way(post: Post):
    kept = sending(200)
    Channel.objects.create(name="mail", connections=5)
    post.delay, stop = 0.02, threading.Event()
    post.on_take = lambda _to: stop.set() if post.number >= 15 else None
    Sender(stop).run()
    found = account.of(kept)
    assert (found.doubt, found.sent) == (0, post.number)
    assert found.waiting == 200 - post.number > 0
    Sender().run()
    assert {len(sent) for sent in post.taken.values()} == {1}


def test_told_to_stop_it_does_not_wait_for_ever(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sender, "GRACE", 0.3)
    kept = sending(4)
    Channel.objects.create(name="mail", connections=4)
    stop, rows = threading.Event(), list(kept.deliveries.order_by("pk"))
    slow_before, slow_after = rows[0].address, rows[1].address
    post.silent_data, post.silent_end = {slow_before}, {slow_after}
    post.on_take = lambda to: stop.set() if to == slow_after else None
    Sender(stop).run()
    assert {row.address: row.state for row in kept.deliveries.all() if row.state != "sent"} == {
        slow_before: "queued",
        slow_after: "doubt",
    }


# The disk --------------------------------------------------------------------------------------------------------------


def test_a_base_that_cannot_be_written_delays_and_neither_loses_nor_doubles(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sender, "_UNWRITTEN", 0.1)
    monkeypatch.setattr(ledger, "_AGAIN", 0.05)
    kept = sending(60)
    Channel.objects.create(name="mail", connections=4)
    written, failures = ledger.write, []

    def write(outcomes: Any, lease: str) -> None:
        if post.number >= 5 and len(failures) < 8:
            failures.append(1)
            raise OperationalError("database or disk is full")
        written(outcomes, lease)

    monkeypatch.setattr(ledger, "write", write)
    Sender().run()
    assert len(failures) == 8
    assert (states(kept), {len(sent) for sent in post.taken.values()}) == ({"sent": 60}, {1})


def test_results_that_never_could_be_written_leave_doubts_and_no_second_mail(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ledger, "_LAST_WORDS", 0.2)
    monkeypatch.setattr(ledger, "_AGAIN", 0.05)
    kept, stop = sending(1), threading.Event()

    def write(_outcomes: Any, _lease: str) -> None:
        stop.set()
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(ledger, "write", write)
    Sender(stop).run()
    monkeypatch.undo()
    assert (states(kept), post.number) == ({"sending": 1}, 1)
    Sender().run()
    assert (states(kept), post.number) == ({"doubt": 1}, 1)


# Limits ----------------------------------------------------------------------------------------------------------------


def test_limits_hold_by_second_and_survive_the_sender():
    gate = Gate(Channel(name="mail", per_second=3, per_minute=5))
    waits = [gate.take(NOON) for _number in range(4)]
    assert waits[:3] == [0, 0, 0]
    assert 0 < waits[3] <= 1
    later = Gate(Channel(name="mail", per_second=3, per_minute=5, carried=gate.carried()))
    assert [later.take(NOON + timedelta(seconds=1)) for _number in range(2)] == [0, 0]
    assert 58 <= later.take(NOON + timedelta(seconds=1)) <= 59
    assert later.take(NOON + timedelta(minutes=1)) == 0


def test_what_left_is_counted_with_its_claim(post: Post):
    kept = sending(10)
    Channel.objects.create(name="mail", per_hour=4)
    stop = threading.Event()
    threading.Timer(1.5, stop.set).start()
    Sender(stop).run()
    assert (states(kept), post.number) == ({"sent": 4, "queued": 6}, 4)
    assert Channel.objects.get().carried["hour"][1] == 4
    stop.clear()
    threading.Timer(0.5, stop.set).start()
    Sender(stop).run()
    assert post.number == 4


def test_mail_leaves_within_its_hours_and_no_faster_than_its_ramp():
    by_day = Channel(name="mail", from_hour=8, until_hour=20)
    assert throttle.closed(by_day, NOON) == 0
    assert throttle.closed(by_day, NOON + timedelta(hours=9)) == 11 * 3600
    by_night = Channel(name="mail", from_hour=22, until_hour=6)
    assert throttle.closed(by_night, NOON) == 10 * 3600
    assert throttle.closed(by_night, NOON + timedelta(hours=15)) == 0
    ramp = Channel(name="mail", ramp=[2, 4], ramp_from=timezone.localdate(NOON))
    gate = Gate(ramp)
    assert [bool(gate.take(NOON)) for _number in range(3)] == [False, False, True]
    assert throttle.ramp(ramp, NOON + timedelta(days=1)) == 4
    assert throttle.ramp(ramp, NOON + timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("number", "limits", "said"),
    [
        (0, {}, "0 envoi"),
        (1, {}, "1 envoi, moins d’une minute"),
        (1450, {"per_minute": 500}, "1\u202f450 envois, environ 3 min"),
        (1450, {"per_second": 8}, "1\u202f450 envois, environ 3 min"),
        (3000, {"per_hour": 1200}, "3\u202f000 envois, environ 2 h 30"),
        (2400, {"per_hour": 1200}, "2\u202f400 envois, environ 2 h"),
        (3000, {"per_hour": 1200, "from_hour": 8, "until_hour": 13}, "3\u202f000 envois, environ 21 h 30"),
        (250, {"ramp": [100, 100, 100], "ramp_from": NOON.date()}, "250 envois, jusqu’au 13\u00a0mai"),
    ],
)
def test_one_sentence_says_how_long_it_takes(number: int, limits: dict[str, Any], said: str):
    assert throttle.expected(number, NOON, Channel(name="mail", **limits)) == said


# What answers mean -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words", "means"),
    [
        (451, "4.7.1 greylisted", Meaning.LATER),
        (421, "closing", Meaning.LATER),
        (550, "5.1.1 unknown", Meaning.ADDRESS),
        (550, "5.2.1 disabled", Meaning.ADDRESS),
        (552, "5.2.2 full", Meaning.ADDRESS),
        (550, "5.7.1 blocked", Meaning.OURS),
        (554, "5.7.26 unauthenticated", Meaning.OURS),
        (553, "5.1.8 bad sender", Meaning.REFUSED),
        (550, "no such user", Meaning.REFUSED),
        (552, "5.3.4 too big", Meaning.REFUSED),
        (550, "version 5.7.1.2 is not a status, nor 4.7.1", Meaning.REFUSED),
    ],
)
def test_an_answer_is_read_for_what_it_says(code: int, words: str, means: Meaning):
    assert meaning(Reply(code, words)) is means


def test_three_domains_among_a_hundred_answers():
    refusals = Refusals()
    assert [refusals.say(name) for name in ("a", "a", "b", "")] == [False] * 4
    assert not any(refusals.say() for _number in range(98))
    # The first two are a hundred answers ago.
    assert [refusals.say(name) for name in ("c", "d", "e")] == [False, False, True]
