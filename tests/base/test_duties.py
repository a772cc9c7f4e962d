"""Duties run when their time comes, once whatever the number of workers, again after a failure."""

from datetime import UTC, datetime, timedelta

import pytest

from coffret.base import duties
from coffret.base.models import DutyRun

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 11, 10, tzinfo=UTC)  # noon in Paris


@pytest.fixture
def done(monkeypatch):
    monkeypatch.setattr(duties, "DUTIES", {})
    return []


def test_a_duty_waits_for_its_turn(done):
    duties.duty("tidy", every=timedelta(minutes=5))(lambda: done.append(1) or "rangé")
    assert duties.run_due(NOON) == ["tidy"]
    assert duties.run_due(NOON + timedelta(minutes=4)) == []
    assert duties.run_due(NOON + timedelta(minutes=5)) == ["tidy"]
    assert DutyRun.objects.get(name="tidy").said == "rangé"


def test_a_nightly_duty_runs_once_a_night(done):
    duties.duty("audit", hour=3)(lambda: done.append(1) or "")
    assert duties.run_due(NOON) == ["audit"]  # never run: the last three o'clock was missed
    assert duties.run_due(NOON + timedelta(hours=14, minutes=59)) == []
    assert duties.run_due(NOON + timedelta(hours=15)) == ["audit"]
    assert duties.run_due(NOON + timedelta(hours=16)) == []
    assert len(done) == 2


def test_what_is_slow_at_night_is_asked_apart(done):
    duties.duty("audit", hour=3)(lambda: "")
    duties.duty("mail", every=timedelta(seconds=2))(lambda: "")
    assert duties.run_due(NOON, nightly=False) == ["mail"]
    assert duties.run_due(NOON, nightly=True) == ["audit"]


def test_of_two_workers_one_runs_it(done):
    duties.duty("tidy", every=timedelta(minutes=5))(lambda: "")
    assert duties.run_due(NOON) + duties.run_due(NOON) == ["tidy"]


def test_a_duty_that_fails_does_not_stop_the_others(done, caplog):
    def broken() -> str:
        raise ZeroDivisionError("a fault of ours")

    duties.duty("broken", every=timedelta(minutes=5))(broken)
    duties.duty("sound", every=timedelta(minutes=5))(lambda: done.append(1) or "")
    assert duties.run_due(NOON) == ["broken", "sound"]
    kept = DutyRun.objects.get(name="broken")
    assert (kept.failed, kept.said) == (True, "a fault of ours")
    assert "tâche broken" in caplog.text
    assert duties.run_due(NOON + timedelta(minutes=5)) == ["broken", "sound"]


def test_while_nothing_is_due_one_question_is_asked_and_nothing_is_written(done, django_assert_num_queries):
    duties.duty("tidy", every=timedelta(minutes=5))(lambda: "")
    duties.duty("audit", hour=3)(lambda: "")
    duties.run_due(NOON)
    with django_assert_num_queries(1):
        assert duties.run_due(NOON + timedelta(minutes=1)) == []


def test_a_name_is_declared_once(done):
    duties.duty("tidy")(lambda: "")
    with pytest.raises(ValueError, match="tidy"):
        duties.duty("tidy")(lambda: "")
