"""What became of an issue: who left because of it, and who did not; visits by day; one issue beside the other."""

from datetime import date, timedelta
from typing import Any

import pytest
from factories import THEN
from reader_factories import delivery, newsletter, reader, sending, sent_issue

from coffret.editorial.models import Newsletter
from coffret.newsletters.models import Consent, Delivery, Sending, Subscription, SubscriptionState, Visits
from coffret.newsletters.readers import keys
from coffret.newsletters.returns import results

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def letter() -> Newsletter:
    return newsletter()


def sent(letter: Newsletter, names: str, at: Any = THEN, day: date = date(2026, 5, 11)) -> Sending:
    """Return the sending of an issue to readers of these names, all delivered a minute after the freeze."""
    kept = sending(sent_issue(letter, day, at), at)
    for name in names.split():
        address = f"{name}@example.org"
        known = Subscription.objects.filter(reader__address=address).first()
        delivery(kept, known or reader(address, letter).subscriptions.get(), at=at + timedelta(minutes=1))
    Sending.objects.filter(pk=kept.pk).update(total=len(names.split()), state="finished", finished_at=at + DAY / 24)
    return Sending.objects.get(pk=kept.pk)


def leave(name: str, at: Any) -> None:
    rows = Subscription.objects.filter(reader__address=f"{name}@example.org")
    assert rows.update(state=SubscriptionState.LEFT, left_at=at) == 1


def test_who_leaves_after_receiving_it_is_counted(letter):
    kept = sent(letter, "anne lise marc paul")
    leave("anne", THEN + DAY)
    leave("lise", THEN)  # before it reached her
    leave("marc", THEN + 40 * DAY)  # too late to be because of it
    assert results.results(kept).left == 1


def test_who_leaves_after_the_next_issue_left_because_of_that_one(letter):
    first = sent(letter, "anne lise")
    second = sent(letter, "anne lise", THEN + 7 * DAY, date(2026, 5, 18))
    leave("anne", THEN + 3 * DAY)
    leave("lise", THEN + 9 * DAY)
    assert (results.left_after(first), results.left_after(second)) == (1, 1)


def test_who_complained_or_never_received_it_is_not_counted_among_those_who_left(letter):
    kept = sent(letter, "anne lise marc")
    Delivery.objects.filter(address__startswith="anne").update(state="complained")
    Delivery.objects.filter(address__startswith="lise").update(state="bounced")
    leave("anne", THEN + DAY)
    leave("lise", THEN + DAY)
    found = results.results(kept)
    assert (found.left, found.complained, found.bounced, found.accepted) == (0, 1, 1, 3)


def test_who_asks_to_be_forgotten_left_too(letter):
    kept = sent(letter, "anne lise")
    digest = keys.digest(keys.key_of("anne@example.org"))
    Subscription.objects.filter(reader__address="anne@example.org").delete()
    for act in ("left", "erased", "erased"):
        Consent.objects.create(digest=digest, act=act, at=THEN + DAY)
    assert results.results(kept).left == 1


def test_states_make_the_total(letter):
    kept = sent(letter, "a b c d e f g h")
    ids = list(kept.deliveries.order_by("pk").values_list("pk", flat=True))
    for pk, state in zip(ids, ("refused", "doubt", "unsub", "suppressed", "retry", "bounced"), strict=False):
        Delivery.objects.filter(pk=pk).update(state=state)
    found = results.results(kept)
    assert (found.accepted, found.refused, found.skipped, found.doubt, found.waiting) == (3, 1, 2, 1, 1)
    assert found.accepted + found.refused + found.skipped + found.doubt + found.waiting == found.total


def test_visits_are_told_day_after_day(letter):
    issue = sent(letter, "anne").issue
    for day, web, pages in ((11, 5, 2), (14, 1, 0)):
        Visits.objects.create(issue=issue, day=date(2026, 5, day), web=web, pages=pages)
    Visits.objects.create(issue=issue, day=date(2026, 9, 1), web=7)
    days = results.visits_by_day(issue)
    assert [row for row in days if row[1] or row[2]] == [(date(2026, 5, 11), 5, 2), (date(2026, 5, 14), 1, 0)]
    assert len(days) == 30
    assert results.visits_by_day(sent(letter, "lise", THEN + 60 * DAY, date(2026, 7, 11)).issue) == []


def test_issues_stand_one_beside_the_other(letter, django_assert_max_num_queries):
    for number in range(4):
        sent(letter, "anne lise", THEN + 30 * number * DAY, date(2026, 5 + number, 11))
    sent(newsletter("autre", "Autre"), "marc")
    with django_assert_max_num_queries(3 + 4 * 3):
        found = results.of_newsletter(letter)
    assert [(row.sending.issue.day.month, row.accepted) for row in found] == [(8, 2), (7, 2), (6, 2), (5, 2)]
