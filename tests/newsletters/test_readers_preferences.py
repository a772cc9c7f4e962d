"""One's own page: add and remove at once, pause, move, read what is kept, be forgotten."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import THEN
from reader_factories import delivery, leave_token, newsletter, reader, sending, sent_issue, subscription

from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import (
    Consent,
    Delivery,
    Reader,
    Request,
    Return,
    Subscription,
    Suppression,
)
from coffret.newsletters.readers import (
    confirming,
    erasing,
    importing,
    keys,
    leaving,
    preferences,
    subscribing,
    suspending,
)
from coffret.newsletters.readers.tables import Given

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Newsletter]:
    """Return three newsletters open to all."""
    return [newsletter(), newsletter("recolement", "Récolement"), newsletter("rendez-vous", "Rendez-vous")]


def states(of: Reader) -> dict[str, str]:
    return dict(of.subscriptions.order_by("newsletter").values_list("newsletter__slug", "state"))


def request_of(to: str) -> Request:
    mail = Mail.objects.filter(to=to).order_by("pk").last()
    assert mail is not None
    found = re.search(r"/lettres/confirmation/([a-z2-7]{26})", mail.text)
    assert found
    request = confirming.find(found[1])
    assert request is not None
    return request


# Choosing -------------------------------------------------------------------------------------------------------------


def test_one_save_adds_and_removes(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    assert preferences.save(anne, ["recolement", "rendez-vous"], THEN) == (2, 1)
    assert states(anne) == {"nouveautes": "left", "recolement": "active", "rendez-vous": "active"}
    assert sorted(Consent.objects.values_list("act", flat=True)) == ["added", "added", "left"]
    assert Consent.objects.filter(act="added", text=subscribing.words()).count() == 2
    assert preferences.save(anne, ["recolement", "rendez-vous"], THEN) == (0, 0)


def test_every_newsletter_offered_is_shown_and_no_other(three: list[Newsletter]):
    private = newsletter("interne", "Interne", open=False)
    newsletter("close", "Close", closed_at=THEN)
    anne, bob = reader("anne@example.org", private), reader("bob@example.org")
    assert [one.newsletter.slug for one in preferences.choices(bob)] == ["nouveautes", "recolement", "rendez-vous"]
    assert [one.newsletter.slug for one in preferences.choices(anne) if one.active] == ["interne"]
    preferences.save(bob, ["interne", "close", "nouveautes"])
    assert states(bob) == {"nouveautes": "active"}


def test_adding_back_after_having_left_everything_lifts_the_exclusion(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    leaving.leave_all(anne, "page")
    preferences.save(anne, ["nouveautes"])
    assert states(anne) == {"nouveautes": "active"}
    assert not Suppression.objects.exists()


def test_nothing_is_added_against_the_office(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    erasing.suppress(anne.digest, "office")
    with pytest.raises(Refused, match="bureau"):
        preferences.save(anne, ["nouveautes", "recolement"])
    assert states(anne) == {"nouveautes": "active"}
    preferences.save(anne, [])
    assert states(anne) == {"nouveautes": "left"}


def test_a_suspended_reader_comes_back_by_a_new_confirmation(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0], score=2.0)
    suspending.suspend(anne, "550 5.1.1 adresse inconnue", now=THEN)
    erasing.suppress(anne.digest, "refused")
    preferences.save(anne, ["nouveautes", "recolement"], THEN)
    anne.refresh_from_db()
    assert anne.state == "suspended"
    subscribing.ask_again(anne, THEN)
    confirming.confirm(request_of("anne@example.org"), THEN + timedelta(days=1))
    anne.refresh_from_db()
    assert (anne.state, anne.score, anne.suspended_why) == ("active", 0, "")
    assert states(anne) == {"nouveautes": "active", "recolement": "active"}
    assert not Suppression.objects.exists()


# Pausing --------------------------------------------------------------------------------------------------------------


def test_a_pause_has_an_end_and_can_be_ended(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    until = preferences.pause(anne, 2, THEN)
    anne.refresh_from_db()
    assert anne.paused_until == until
    assert preferences.paused(anne, THEN)
    assert not preferences.paused(anne, THEN + timedelta(days=62))
    preferences.resume(anne)
    anne.refresh_from_db()
    assert anne.paused_until is None
    assert list(Consent.objects.values_list("act", flat=True)) == ["paused", "revived"]
    with pytest.raises(Refused, match="6 mois"):
        preferences.pause(anne, 120)


# Moving ---------------------------------------------------------------------------------------------------------------


def test_a_new_address_counts_once_confirmed_and_the_old_one_is_told(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    row = anne.subscriptions.get()
    preferences.ask_move(anne, "Anne.Petit@musee.fr", THEN)
    assert Reader.objects.get().address == "anne@example.org"
    assert preferences.moving_to(anne, THEN) == "Anne.Petit@musee.fr"
    confirming.confirm(request_of("Anne.Petit@musee.fr"), THEN)
    moved = Reader.objects.get()
    assert (moved.address, moved.key) == ("Anne.Petit@musee.fr", "anne.petit@musee.fr")
    assert moved.digest == keys.digest("anne.petit@musee.fr")
    assert states(moved) == {"nouveautes": "active"}
    told = Mail.objects.get(to="anne@example.org")
    assert "musee.fr" not in told.text + told.subject
    assert leaving.leave(leave_token(row)) is True


def test_moving_to_an_address_already_known_makes_one_reader(three: list[Newsletter]):
    anne, other = reader("anne@example.org", three[0], three[1]), reader("anne@musee.fr", three[1])
    subscription(other, three[0], "left", left_at=THEN)
    only = subscription(anne, three[2])
    outbound = delivery(sending(sent_issue(three[1])), anne.subscriptions.get(newsletter=three[1]))
    preferences.ask_move(anne, "anne@musee.fr", THEN)
    confirming.confirm(request_of("anne@musee.fr"), THEN)
    kept = Reader.objects.get()
    assert kept.pk == other.pk
    assert states(kept) == {"nouveautes": "active", "recolement": "active", "rendez-vous": "active"}
    assert leaving.leave(leave_token(only)) is True
    outbound.refresh_from_db()
    assert outbound.subscription == kept.subscriptions.get(newsletter=three[1])


def test_one_address_waits_at_a_time(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    preferences.ask_move(anne, "un@example.org", THEN)
    first = request_of("un@example.org")
    preferences.ask_move(anne, "deux@example.org", THEN + timedelta(minutes=1))
    with pytest.raises(Refused, match="trop ancien"):
        confirming.confirm(first, THEN)
    with pytest.raises(Refused, match="déjà à cette adresse"):
        preferences.ask_move(anne, "ANNE@example.org")


# What is kept ----------------------------------------------------------------------------------------------------------


def test_everything_kept_is_given_and_is_plain_json(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    delivery(sending(sent_issue(three[0])), anne.subscriptions.get(), reply="250 2.0.0 Ok", at=THEN)
    preferences.pause(anne, 1, THEN)
    anne.refresh_from_db()
    given = json.loads(json.dumps(preferences.data(anne)))
    assert given["address"] == "anne@example.org"
    assert [one["newsletter"] for one in given["subscriptions"]] == ["Nouveautés du catalogue"]
    assert given["deliveries"] == [
        {"subject": "Lettre du 2026-05-11", "state": "sent", "at": "2026-05-11T11:00:00+02:00", "reply": "250 2.0.0 Ok"}
    ]
    assert given["proofs"][0]["act"] == "paused"
    assert not {"nonce", "token", "link_hash", "digest"} & set(json.dumps(given).split('"'))


def test_erased_only_a_hash_and_the_counts_are_left(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    row = anne.subscriptions.get()
    token = leave_token(row)
    was_sent = delivery(sending(sent_issue(three[0])), row, reply="550 5.1.1 <anne@example.org>: unknown", at=THEN)
    queued = delivery(sending(sent_issue(three[0], THEN.date() + timedelta(days=31))), row, "queued")
    Return.objects.create(
        digest="r", delivery=was_sent, kind="hard", said="anne@example.org unknown", source="maildir", at=THEN
    )
    preferences.send_link("anne@example.org")
    erasing.erase(anne, now=THEN)
    assert not Reader.objects.exists()
    assert not Subscription.objects.exists()
    assert not Mail.objects.exists()
    was_sent.refresh_from_db()
    queued.refresh_from_db()
    assert (was_sent.state, queued.state) == ("sent", "suppressed")
    assert was_sent.address_key == queued.address_key == anne.digest
    assert Suppression.objects.get().digest == anne.digest
    assert Consent.objects.get().act == "erased"
    for model in (Delivery, Consent, Return, Suppression):
        for kept in model.objects.all():
            assert "anne" not in str(vars(kept)), vars(kept)
    assert leaving.leave(token) is None


def test_an_erased_address_is_not_imported_and_may_subscribe_again(three: list[Newsletter]):
    erasing.erase(reader("anne@example.org", three[0]))
    (line,) = importing.judge([Given(2, "Anne@example.org")], three[0])
    assert line.verdict == importing.Verdict.SUPPRESSED
    subscribing.ask("anne@example.org", ["nouveautes"], text="…", now=THEN)
    assert Suppression.objects.exists()
    confirming.confirm(request_of("anne@example.org"), THEN)
    assert states(Reader.objects.get()) == {"nouveautes": "active"}


def test_after_twelve_months_deliveries_name_nobody_and_still_count(three: list[Newsletter]):
    anne, bob = reader("anne@example.org", three[0]), reader("bob@example.org", three[0])
    old = sending(sent_issue(three[0]), THEN - timedelta(days=366))
    recent = sending(sent_issue(three[0], THEN.date() + timedelta(days=1)), THEN - timedelta(days=364))
    for one in (anne, bob):
        delivery(old, one.subscriptions.get(), reply=f"250 <{one.address}>")
        delivery(recent, one.subscriptions.get())
    waits = delivery(old, reader("cyr@example.org", three[0]).subscriptions.get(), "retry")
    assert erasing.forget_deliveries(THEN) == 2
    assert erasing.forget_deliveries(THEN) == 0
    assert set(old.deliveries.exclude(pk=waits.pk).values_list("address", "domain", "reply")) == {("", "", "")}
    assert old.deliveries.filter(state="sent").count() == 2
    assert not recent.deliveries.filter(address="").exists()
    assert Reader.objects.count() == 3


def test_what_was_leaving_while_its_reader_was_erased_is_emptied_at_night(three: list[Newsletter]):
    anne = reader("anne@example.org", three[0])
    flying = delivery(sending(sent_issue(three[0]), THEN), anne.subscriptions.get(), "sending")
    erasing.erase(anne, now=THEN)
    flying.refresh_from_db()
    assert flying.address == "anne@example.org"
    Delivery.objects.update(state="sent")
    assert erasing.forget_deliveries(THEN) == 1
    flying.refresh_from_db()
    assert (flying.address, flying.address_key) == ("", anne.digest)


@pytest.mark.parametrize(
    ("today", "months", "until"),
    [((2026, 11, 23), 6, (2027, 5, 23)), ((2026, 11, 30), 3, (2027, 2, 28)), ((2026, 12, 31), 1, (2027, 1, 31))],
)
def test_a_pause_of_some_months_ends_the_same_day_of_the_month(
    today: tuple[int, int, int], months: int, until: tuple[int, int, int]
):
    assert preferences.pause_end(months, datetime(*today, 10, tzinfo=UTC)) == date(*until)
