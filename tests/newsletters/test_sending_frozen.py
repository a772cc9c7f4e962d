"""« Envoyer »: everything or nothing, once, by two people; at an hour decided, or held with a word to who decided it."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone
from editorial_factories import editor, newsletter
from reader_factories import reader
from sending_factories import approved_issue

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.editorial.entries import actions as editing
from coffret.editorial.models import Entry, Issue, Newsletter
from coffret.newsletters.composing import Composed
from coffret.newsletters.models import (
    Channel,
    Delivery,
    ReaderState,
    Sending,
    SendingState,
    Subscription,
    Suppression,
)
from coffret.newsletters.sending import actions, channel, freezing, guard, recovery, scheduling
from coffret.newsletters.sending.freezing import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Newsletter:
    return newsletter()


@pytest.fixture
def people() -> tuple[User, User]:
    return editor("autrice@musees.example", name="Autrice"), editor("relectrice@musees.example", name="Relectrice")


Approved = Callable[..., Entry]


@pytest.fixture
def approved(letter: Newsletter, people: tuple[User, User]) -> Approved:
    """Return what makes an issue written by one person and approved by the other."""

    def make(**content: Any) -> Entry:
        return approved_issue(letter, *people, **content)

    return make


def test_an_issue_leaves_whole(letter: Newsletter, approved: Approved, people: tuple[User, User]):
    reader("Anne+lettres@Musée.example", letter)
    reader("bob@musees.example", letter)
    reader("suspendu@musees.example", letter, state=ReaderState.SUSPENDED)
    reader("pause@musees.example", letter, paused_until=timezone.localdate() + timedelta(days=9))
    gone = reader("exclu@musees.example", letter)
    Suppression.objects.create(digest=gone.digest, reason="office", at=timezone.now())
    reader("ailleurs@musees.example", newsletter("autre", name="Autre"))
    entry = approved()
    sending = freeze(entry, people[1])
    issue = Issue.objects.get(pk=entry.pk)
    assert (issue.live, issue.path, issue.sent_at) == (True, f"/lettres/{letter.slug}/{issue.day}", sending.frozen_at)
    composed = Composed.read(issue.frozen)
    assert composed.subject == sending.subject == "Des nouvelles du catalogue collectif"
    assert sending.sha256 == sha256("\0".join((sending.subject, sending.html, sending.text)).encode()).hexdigest()
    rows = list(sending.deliveries.order_by("pk"))
    assert [(row.address, row.address_key, row.domain, row.state) for row in rows] == [
        ("Anne+lettres@xn--muse-dpa.example", "anne+lettres@xn--muse-dpa.example", "xn--muse-dpa.example", "queued"),
        ("bob@musees.example", "bob@musees.example", "musees.example", "queued"),
    ]
    assert sending.total == 2
    assert {len(row.token) for row in rows} == {26}
    assert sending.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sending.headers["List-Archive"].endswith(f"{issue.path}>")
    assert [step.act for step in sending.steps.all()] == ["frozen"]
    with pytest.raises(Refused):
        editing.save(entry, {"title": "Autre chose"}, people[0], base=1)


def test_two_clicks_make_one_sending(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    entry = approved()
    first = freeze(entry, None)
    assert freeze(entry, None).pk == first.pk
    assert Delivery.objects.count() == 1
    row = Delivery.objects.get()
    row.pk, row.token = None, freezing.token()
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_late_subscribers_are_not_added(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    entry = approved()
    sending = freeze(entry, None)
    reader("tard@musees.example", letter)
    assert freeze(entry, None).total == sending.deliveries.count() == 1


def test_nothing_is_kept_of_what_is_refused(letter: Newsletter, approved: Approved, people: tuple[User, User]):
    reader("bob@musees.example", letter)
    entry = approved()
    Subscription.objects.all().delete()
    with pytest.raises(Refused):
        freeze(entry, None)
    reader("bob2@musees.example", letter)
    editing.send_back(entry, people[1], "À revoir.")
    with pytest.raises(Refused, match="approuver"):
        freeze(entry, None)
    row = Issue.objects.get(pk=entry.pk)
    assert (Sending.objects.count(), Delivery.objects.count(), row.live, row.path, row.frozen) == (
        0,
        0,
        False,
        None,
        {},
    )


def test_a_freeze_cut_short_leaves_nothing(letter: Newsletter, approved: Approved, monkeypatch: pytest.MonkeyPatch):
    reader("bob@musees.example", letter)
    entry = approved()
    monkeypatch.setattr(freezing, "_start", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        freeze(entry, None)
    row = Issue.objects.get(pk=entry.pk)
    assert (Sending.objects.count(), Delivery.objects.count(), row.live, row.frozen) == (0, 0, False, {})


# An hour decided -------------------------------------------------------------------------------------------------------


def test_an_issue_leaves_at_its_hour(letter: Newsletter, approved: Approved, people: tuple[User, User]):
    reader("bob@musees.example", letter)
    entry, now = approved(), timezone.now()
    scheduling.schedule(entry, people[1], now + timedelta(minutes=10))
    assert scheduling.send_due(now) == (0, 0)
    assert scheduling.send_due(now + timedelta(minutes=11)) == (1, 0)
    assert Sending.objects.get().frozen_by == people[1]
    assert scheduling.send_due(now + timedelta(minutes=12)) == (0, 0)
    assert Entry.objects.get(pk=entry.pk).publish_at is None


def test_an_hour_can_be_forgotten_and_is_never_past(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    entry, now = approved(), timezone.now()
    with pytest.raises(Refused, match="passée"):
        scheduling.schedule(entry, None, now - timedelta(minutes=1))
    scheduling.schedule(entry, None, now + timedelta(minutes=10))
    scheduling.unschedule(entry, None)
    with pytest.raises(Refused):
        scheduling.unschedule(entry, None)
    assert scheduling.send_due(now + timedelta(hours=1)) == (0, 0)


def test_what_fails_at_the_hour_holds_the_issue_and_its_people_are_written_to(
    letter: Newsletter, approved: Approved, people: tuple[User, User]
):
    reader("bob@musees.example", letter)
    entry, now = approved(), timezone.now()
    scheduling.schedule(entry, people[1], now + timedelta(minutes=10))
    Subscription.objects.all().delete()
    assert scheduling.send_due(now + timedelta(minutes=11)) == (0, 1)
    assert scheduling.send_due(now + timedelta(minutes=12)) == (0, 0)
    held = Entry.objects.get(pk=entry.pk)
    assert held.held
    assert {mail.to for mail in Mail.objects.all()} == {person.email for person in people}
    assert Sending.objects.count() == 0


def test_an_hour_long_past_waits_for_somebody(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    entry, now = approved(), timezone.now()
    scheduling.schedule(entry, None, now + timedelta(minutes=10))
    assert scheduling.send_due(now + timedelta(hours=2, minutes=11)) == (0, 1)
    assert "deux heures" in Entry.objects.get(pk=entry.pk).held


# A copy brought back ---------------------------------------------------------------------------------------------------


def brought_back() -> None:
    """The base is put back as it was before the way out was last taken."""
    channel.release(channel.acquire())
    Channel.objects.update(epoch=0)


def test_in_a_copy_brought_back_nothing_leaves_until_somebody_says_so(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    entry, now = approved(), timezone.now()
    scheduling.schedule(entry, None, now + timedelta(minutes=10))
    brought_back()
    assert scheduling.send_due(now + timedelta(minutes=11)) == (0, 1)
    assert "restaurée" in Entry.objects.get(pk=entry.pk).held
    sending = freeze(entry, None)  # somebody says « Envoyer » all the same: asked once more
    assert (sending.state, "restaurée" in sending.why) == (SendingState.HELD, True)
    assert not recovery.waiting()
    actions.confirm(sending, None)
    assert (sending.state, recovery.waiting()) == (SendingState.SENDING, True)


@pytest.mark.django_db(transaction=True)
def test_once_confirmed_the_copy_is_the_one_that_sends(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    brought_back()
    sending = freeze(approved(), None)
    actions.confirm(sending, None)
    assert guard.doubt(channel.get()) == ""
    assert recovery.hold_doubtful() == 0


def test_a_sending_brought_back_in_its_middle_is_held(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    sending = freeze(approved(), None)
    brought_back()
    assert recovery.hold_doubtful() == 1
    sending.refresh_from_db()
    assert sending.state == SendingState.HELD
    assert [step.act for step in sending.steps.all()] == ["frozen", "held"]


def test_another_machine_or_a_lost_witness_is_no_copy_that_sends(monkeypatch: pytest.MonkeyPatch, settings: Any):
    channel.release(channel.acquire())
    assert guard.doubt(channel.get()) == ""
    monkeypatch.setattr(guard, "_place", lambda: "ailleurs")
    assert "autre machine" in guard.doubt(channel.get())
    monkeypatch.undo()
    (settings.DATA / guard.FILE).unlink()
    assert "manque" in guard.doubt(channel.get())


def test_killed_between_base_and_witness_is_the_same_copy():
    channel.release(channel.acquire())
    Channel.objects.update(epoch=5)
    assert guard.doubt(channel.get()) == ""


@pytest.mark.django_db(transaction=True)
def test_what_should_have_left_hours_ago_is_held(letter: Newsletter, approved: Approved):
    reader("bob@musees.example", letter)
    now = timezone.now()
    sending = freeze(approved(), None)
    assert recovery.hold_doubtful(now + timedelta(hours=1, minutes=59)) == 0
    # Somebody sent meanwhile: late, but watched.
    Channel.objects.update(lease_until=now + timedelta(hours=2))
    assert recovery.hold_doubtful(now + timedelta(hours=3)) == 0
    assert recovery.hold_doubtful(now + timedelta(hours=5)) == 1
    sending.refresh_from_db()
    assert "Rien n’est parti" in sending.why
    # Confirmed at that hour, it goes on.
    actions.confirm(sending, None, now=now + timedelta(hours=5))
    assert recovery.hold_doubtful(now + timedelta(hours=5, minutes=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_launched_towards_a_relay_no_longer_set_it_is_held(letter: Newsletter, approved: Approved, settings: Any):
    reader("bob@musees.example", letter)
    files = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    sending = freeze(approved(), None)
    assert recovery.hold_doubtful() == 0
    settings.EMAIL_BACKEND = files
    assert recovery.hold_doubtful() == 1
    sending.refresh_from_db()
    assert "COFFRET_MAIL_URL" in sending.why
    # Somebody says that files are what they want.
    actions.confirm(sending, None)
    assert recovery.hold_doubtful() == 0


def test_what_somebody_saved_since_is_not_sent(letter: Newsletter, approved: Approved, people: tuple[User, User]):
    reader("bob@musees.example", letter)
    entry = approved()
    with pytest.raises(Refused, match="a enregistré une version"):
        freeze(entry, people[1], base=99)
