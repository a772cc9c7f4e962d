"""The doctor says when what museums asked for is not done: no worker runs, or a job failed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coffret.base.jobs import JOBS, Telling, ask, run_waiting
from coffret.base.models import Job
from coffret.cli import doctor

pytestmark = pytest.mark.django_db


def asked(minutes: float, **facts: object) -> Job:
    then = timezone.now() - timedelta(minutes=minutes)
    return Job.objects.create(**({"kind": "publish", "key": "12", "asked_at": then, "next_at": then} | facts))


def test_nothing_asked_for_is_well():
    assert doctor.jobs().state == "ok"


def test_what_waits_since_a_moment_or_runs_is_well():
    asked(1)
    asked(60, key="13", attempts=1, began_at=timezone.now())

    assert doctor.jobs().state == "ok"
    assert doctor.jobs().detail.startswith("2 ")


def test_a_job_nobody_begins_says_that_no_worker_runs():
    asked(11)

    told = doctor.jobs()
    assert told.state == "attention"
    assert "coffret worker" in told.remedy


def test_a_job_that_failed_is_told_of_for_a_week():
    job = asked(60, attempts=4, ended_at=timezone.now(), failure="OSError : plus de place")

    told = doctor.jobs()
    assert told.state == "attention"
    assert "publish 12" in told.remedy
    assert "plus de place" in told.remedy

    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=8))
    assert doctor.jobs().state == "ok"


def test_a_refusal_is_no_failure():
    asked(60, ended_at=timezone.now(), refusal="Rien à publier.")

    assert doctor.jobs().state == "ok"


def test_a_failure_that_passed_is_no_failure(monkeypatch: pytest.MonkeyPatch):
    def fail_once(telling: Telling) -> None:
        if telling.job.attempts == 1:
            raise OSError("plus de place")

    monkeypatch.setitem(JOBS, "capricious", fail_once)
    job = ask("capricious", "1")
    assert run_waiting() == 1
    job.refresh_from_db()
    assert "plus de place" in job.failure

    Job.objects.filter(pk=job.pk).update(next_at=timezone.now())
    assert run_waiting() == 1
    assert doctor.jobs().state == "ok"
    assert doctor.jobs().detail.startswith("0 ")
