"""What the worker asks every second stays quick however many letters left before: no letter of years past is gone through."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from sending_factories import sending

from coffret.newsletters.models import Delivery, DeliveryState, Sending, SendingState
from coffret.newsletters.sending import deck, recovery

pytestmark = pytest.mark.django_db


def plans(asked: CaptureQueriesContext) -> list[str]:
    """Return how the database goes about what was asked of it."""
    said: list[str] = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if not query["sql"].startswith(("SAVEPOINT", "RELEASE")):
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                said += [row[3] for row in cursor.fetchall()]
    return said


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere the plan follows the number of rows")
def test_nothing_that_left_before_is_gone_through():
    sending(3)
    now = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        recovery.waiting(now)
        deck.jobs(now, 0)
        recovery.recover("another")
        recovery.put_back("another")
    told = [line for line in plans(asked) if "newsletters_delivery" in line]
    assert told
    assert [line for line in told if line.startswith("SCAN") or "PRIMARY KEY" in line] == []


def test_what_waits_is_of_sendings_under_way():
    one, other = sending(2), sending(2)
    Sending.objects.filter(pk=other.pk).update(state=SendingState.PAUSED)
    now = timezone.now()
    assert {job.sending for job in deck.jobs(now, 0)} == {one.pk}
    assert [len(deck.jobs(now, 0, each.pk)) for each in (one, other)] == [2, 0]
    Delivery.objects.filter(sending=one).update(state=DeliveryState.SENT)
    assert not recovery.waiting(now)


@pytest.mark.parametrize("state", [SendingState.SENDING, SendingState.PAUSED, SendingState.CANCELLED])
def test_what_a_dead_holder_had_under_way_is_in_doubt_whatever_became_of_the_sending(state: Any):
    one = sending(1)
    Delivery.objects.update(state=DeliveryState.SENDING, lease="dead")
    Sending.objects.filter(pk=one.pk).update(state=state)
    assert recovery.waiting()
    assert recovery.recover("alive") == 1
    assert Delivery.objects.get().state == DeliveryState.DOUBT
