"""Limits are counted in the database: every process counts the same, and forgets when the time is over."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from coffret.base import counts
from coffret.base.models import Count

pytestmark = pytest.mark.django_db


def test_a_limit_holds_whatever_a_process_remembers():
    asked = []
    for _time in range(4):
        cache.clear()  # another process, or one whose memory is full
        asked.append(counts.within("essai", "192.0.2.1", 3, 600))
    assert asked == [True, True, True, False]
    assert counts.within("essai", "192.0.2.2", 3, 600)
    assert counts.within("autre", "192.0.2.1", 3, 600)


def test_time_is_counted_from_the_first_and_what_is_over_is_erased():
    counts.within("essai", "192.0.2.1", 1, 600)
    assert not counts.within("essai", "192.0.2.1", 1, 600)
    Count.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert counts.within("essai", "192.0.2.1", 1, 600)
    assert Count.objects.count() == 1
    Count.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert (counts.forget(), Count.objects.count()) == (1, 0)


def test_an_address_is_not_kept_as_it_is():
    counts.within("essai", "192.0.2.1", 1, 600)
    assert "192.0.2.1" not in Count.objects.get().key
