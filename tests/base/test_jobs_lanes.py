"""Jobs: one of a kind and key at a time, begun again after a kill, and small ones never behind a long one."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Declare a quick kind and a slow one; give the keys of what was done."""
    settings.DATA = tmp_path
    keys: list[str] = []

    def act(telling: jobs.Telling) -> dict[str, Any]:
        keys.append(telling.job.key)
        telling.tell("Pas à pas", 1, 1)
        return {"key": telling.job.key}

    monkeypatch.setattr(jobs, "JOBS", {})
    monkeypatch.setattr(jobs, "SLOW", set())
    jobs.job("quick")(act)
    jobs.job("long", slow=True)(act)
    return keys


def test_each_lane_does_its_own(done: list[str]):
    jobs.ask("long", "a")
    jobs.ask("quick", "b")
    assert jobs.run_waiting(slow=False) == 1
    assert done == ["b"]
    assert jobs.run_waiting(slow=True) == 1
    assert done == ["b", "a"]


@pytest.mark.usefixtures("done")
def test_asked_twice_it_is_one_and_its_end_is_kept():
    first = jobs.ask("quick", "a", by=3, lines=2)
    assert jobs.ask("quick", "a").pk == first.pk
    jobs.run_waiting()
    first.refresh_from_db()
    assert (first.result, first.asked_by, first.arguments) == ({"key": "a"}, 3, {"lines": 2})
    assert first.progress["step"] == "Pas à pas"
    assert jobs.ask("quick", "a").pk != first.pk


def test_a_job_begun_and_let_go_is_begun_again(done: list[str]):
    row = jobs.ask("quick", "a")
    Job.objects.filter(pk=row.pk).update(began_at=timezone.now(), attempts=1)
    assert jobs.run_waiting() == 1
    row.refresh_from_db()
    assert (done, row.attempts) == (["a"], 2)


def test_a_job_another_process_holds_is_left_to_it_and_the_next_is_done(done: list[str]):
    held, _free = jobs.ask("quick", "a"), jobs.ask("quick", "b")
    with jobs._held(held.pk) as mine:
        assert mine
        assert jobs.run_waiting() == 1
    assert done == ["b"]


@pytest.mark.usefixtures("done")
def test_a_refusal_ends_it_and_a_failure_waits_longer_and_longer(monkeypatch: pytest.MonkeyPatch):
    def refused(telling: jobs.Telling) -> None:
        raise Refused("Ce fichier ne se lit pas.")

    monkeypatch.setitem(jobs.JOBS, "quick", refused)
    row = jobs.ask("quick", "a")
    jobs.run_waiting()
    row.refresh_from_db()
    assert (row.refusal, row.ended_at is None) == ("Ce fichier ne se lit pas.", False)

    monkeypatch.setitem(jobs.JOBS, "long", lambda telling: 1 / 0)
    row = jobs.ask("long", "a")
    for attempt, minutes in enumerate((*jobs.WAITS, None), 1):
        Job.objects.filter(pk=row.pk).update(next_at=timezone.now())
        assert jobs.run_waiting() == 1
        assert jobs.run_waiting() == 0
        row.refresh_from_db()
        assert (row.attempts, "ZeroDivisionError" in row.failure) == (attempt, True)
        if minutes:
            assert row.next_at - timezone.now() > timedelta(minutes=minutes - 0.5)
    assert row.ended_at


@pytest.mark.django_db(transaction=True)
def test_the_lanes_follow_until_they_are_stopped(done: list[str]):
    stop = threading.Event()

    def follow(slow: bool) -> None:
        try:
            jobs.follow(stop, slow=slow)
        finally:
            connection.close()

    jobs.ask("long", "a")
    jobs.ask("quick", "b")
    threads = [threading.Thread(target=follow, args=(slow,)) for slow in (False, True)]
    for thread in threads:
        thread.start()
    for _turn in range(100):
        if len(done) == 2:
            break
        threading.Event().wait(0.05)
    stop.set()
    for thread in threads:
        thread.join(10)
    assert sorted(done) == ["a", "b"]


def test_what_waits_is_found_without_reading_all_that_was_done(django_assert_num_queries: Any):
    with django_assert_num_queries(1) as asked:
        assert jobs.run_waiting() == 0
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "job_due" in plan
    assert "SCAN" not in plan
