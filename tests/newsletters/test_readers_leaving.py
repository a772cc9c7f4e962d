"""Leaving by a token: that newsletter alone, once, for ever valid; all of them; taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import THEN
from reader_factories import leave_token, newsletter, reader, subscription

from coffret.base.errors import Refused
from coffret.newsletters.models import Consent, ConsentAct, Subscription, Suppression
from coffret.newsletters.readers import erasing, importing, leaving
from coffret.newsletters.readers.tables import Given

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne() -> list[Subscription]:
    """Return three subscriptions of one reader: two active, one only asked."""
    one, two, three = newsletter(), newsletter("recolement", "Récolement"), newsletter("agenda-lettre", "Rendez-vous")
    someone = reader("anne@example.org", one, two)
    subscription(someone, three, "pending")
    return list(someone.subscriptions.all())


def states() -> list[str]:
    return list(Subscription.objects.order_by("pk").values_list("state", flat=True))


def test_one_newsletter_is_left_once(anne: list[Subscription]):
    later = THEN + timedelta(days=400)
    assert leaving.leave(leave_token(anne[0]), now=later) is True
    assert leaving.leave(leave_token(anne[0]), now=later + timedelta(days=1)) is False
    assert states() == ["left", "active", "pending"]
    assert Subscription.objects.get(pk=anne[0].pk).left_at == later
    proof = Consent.objects.get()
    assert (proof.act, proof.source, proof.newsletter_id) == ("left", "one-click", anne[0].newsletter_id)
    assert not Suppression.objects.exists()


def test_a_token_nobody_holds_leaves_nothing(anne: list[Subscription]):
    assert leaving.leave("a" * 26) is None
    assert leaving.leave("") is None
    assert leaving.leave(anne[0].nonce) is None
    assert states() == ["active", "active", "pending"]


def test_the_token_is_read_whatever_its_case(anne: list[Subscription]):
    assert leaving.leave(f" {leave_token(anne[0]).upper()}\n") is True


def test_leaving_takes_three_queries_in_one_transaction(anne: list[Subscription]):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        leaving.leave(leave_token(anne[0]))
    said = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(said) == 3, said


def test_all_are_left_and_no_import_brings_any_back(anne: list[Subscription]):
    assert leaving.leave_all(anne[0].reader, "page", THEN) == 2
    assert states() == ["left", "left"]  # What was only asked is dropped.
    assert Suppression.objects.get().reason == "left"
    other = newsletter("nouvelle", "Nouvelle")
    (line,) = importing.judge([Given(2, "anne@example.org")], other)
    assert line.verdict == importing.Verdict.SUPPRESSED


def test_all_taken_back_brings_back_what_was_left_then_and_nothing_else(anne: list[Subscription]):
    leaving.leave(leave_token(anne[1]), now=THEN)
    leaving.leave_all(anne[0].reader, "page", THEN + timedelta(hours=1))
    assert leaving.undo(anne[0], THEN + timedelta(hours=2)) == 1
    assert states() == ["active", "left"]
    assert not Suppression.objects.exists()
    assert leaving.undo(anne[0]) == 0


def test_taking_back_is_refused_after_a_complaint(anne: list[Subscription]):
    leaving.leave_row(anne[0], "complaint", ConsentAct.COMPLAINED)
    erasing.suppress(anne[0].reader.digest, "complaint")
    with pytest.raises(Refused, match="formulaire"):
        leaving.undo(anne[0])
    assert states()[0] == "left"
    assert Consent.objects.get().act == "complained"


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [("left", "complaint", "complaint"), ("complaint", "left", "complaint"), ("office", "erased", "office"),
     ("left", "left", "left"), ("refused", "erased", "erased")],
)  # fmt: skip
def test_a_graver_reason_is_never_replaced_by_a_lesser(first: str, second: str, kept: str):
    erasing.suppress("d", first)
    erasing.suppress("d", second)
    assert Suppression.objects.get().reason == kept
