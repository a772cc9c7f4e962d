"""A large publication beside everything else: others write meanwhile, and read all of it or nothing."""

import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import factories
import instances
import psycopg
import pytest
from django.db import connection
from instances import ON_POSTGRESQL, address
from sheets import sheet, text_of

from coffret.catalogue import actions as catalogue
from coffret.catalogue import log
from coffret.catalogue.actions import Changed
from coffret.catalogue.models import Change, Record, RecordVersion, Status
from coffret.submissions import actions, drafting
from coffret.submissions.mending import by_hand
from coffret.submissions.models import SetName, Stage, Submission
from coffret.submissions.sets import of

RECORDS = 20_000


def opened(data: Path) -> Any:
    """Return a connection to the database of ``data``, each statement for itself."""
    if ON_POSTGRESQL:
        return psycopg.connect(address(data), autocommit=True)
    return sqlite3.connect(data / "coffret.sqlite3", timeout=30, isolation_level=None)


class Beside(threading.Thread):
    """Writes a row, and counts records and facts of the log, again and again, until told to stop."""

    def __init__(self, data: Path) -> None:
        super().__init__(daemon=True)
        self.data = data
        self.waits: list[tuple[float, float]] = []
        self.seen: set[tuple[int, int]] = set()
        self.stop = threading.Event()
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with closing(opened(self.data)) as base:
                while not self.stop.wait(0.01):
                    began = time.monotonic()
                    base.execute("BEGIN" if ON_POSTGRESQL else "BEGIN IMMEDIATE")
                    base.execute("UPDATE base_dutyrun SET failed = NOT failed WHERE name = 'beside'")
                    base.execute("COMMIT")
                    self.waits.append((began, time.monotonic() - began))
                    counted = "SELECT (SELECT COUNT(*) FROM catalogue_record), (SELECT COUNT(*) FROM catalogue_change)"
                    self.seen.add(base.execute(counted).fetchone())
        except (sqlite3.Error, psycopg.Error) as failure:
            self.failure = failure


def test_while_a_large_file_is_published_others_write_at_once_and_read_all_of_it_or_nothing(prepared, tmp_path):
    data = prepared(tmp_path / "var")
    large = tmp_path / "grand.txt"
    large.write_text(text_of(*(sheet(number, TITR=f"Titre {number}") for number in range(1, RECORDS + 1))))
    environment = instances.environment(data)
    with closing(opened(data)) as base:
        base.execute("INSERT INTO base_dutyrun (name, said, failed) VALUES ('beside', '', FALSE)")
    beside = Beside(data)
    command = [sys.executable, "-m", "coffret.cli.main", "submit", str(large), "--publish", "--progress"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as work:
        beside.start()
        times = [time.monotonic() for line in work.stderr or () if re.match("Publication : ", line)]
        assert work.wait(300) == 0
    beside.stop.set()
    beside.join(30)

    assert beside.failure is None
    assert beside.seen == {(0, 0), (RECORDS, RECORDS)}
    took = times[-1] - times[0]
    longest = max(wait for began, wait in beside.waits if times[0] <= began <= times[-1] + 1)
    # On a machine that does something else too, everything lasts: never most of the publication.
    assert longest < max(1.0, took / 2)


# -- what changes while a draft is being made


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], list[int]]:
    """Return a function: publications are drafted, however small, and what it is given happens once one is made."""
    made: list[int] = []
    look = drafting.Draft.look

    def once(meanwhile: Callable[[], Any]) -> list[int]:
        def looking(draft: drafting.Draft) -> None:
            if not connection.in_atomic_block:
                made.append(draft.submission)
                if len(made) == 1:
                    monkeypatch.setattr(drafting, "SMALL", 10**9)
                    meanwhile()
                    monkeypatch.setattr(drafting, "SMALL", 0)
            look(draft)

        monkeypatch.setattr(drafting.Draft, "look", looking)
        monkeypatch.setattr(drafting, "SMALL", 0)
        return made

    return once


@pytest.fixture
def waiting(transactional_db: None, write: Callable[..., Path]) -> Submission:
    """A checked submission: two notices online already, published then, and two new ones."""
    factories.museum()
    actions.submit(write(*(sheet(number, TITR="Avant") for number in (1, 2)), name="avant.txt"), publication=True)
    return actions.submit(write(*(sheet(number, TITR="Après") for number in (1, 2, 3, 4)), name="après.txt"))


def versions() -> dict[str, tuple[int, str, str]]:
    return {one.ref[-1]: (one.version, one.title, one.status) for one in Record.objects.order_by("pk")}


def whole(submission: Submission) -> None:
    """Every version is kept, and told by the log."""
    for record in Record.objects.order_by("pk"):
        numbers = RecordVersion.objects.filter(record=record).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, record.version))
    assert Change.objects.count() == sum(Record.objects.values_list("version", flat=True))
    kept = of(submission.pk)
    assert kept[SetName.PUBLISHED] == (kept[SetName.CREATED] | kept[SetName.UPDATED])
    for line in submission.lines.exclude(outcome="R"):
        assert line.record == Record.objects.get(ref=line.ref).pk


def test_a_draft_writes_what_one_transaction_does(waiting, drafted):
    made = drafted(lambda: None)

    done = actions.publish(waiting)

    assert made == [waiting.pk]
    assert (done.stage, done.created, done.updated) == (Stage.PUBLISHED, 2, 2)
    assert versions() == {
        "1": (2, "Après", "published"),
        "2": (2, "Après", "published"),
        "3": (1, "Après", "published"),
        "4": (1, "Après", "published"),
    }
    whole(done)


@pytest.mark.parametrize("late", [0, 500])
def test_records_changed_made_or_withdrawn_meanwhile_are_met_as_they_are(waiting, drafted, write, monkeypatch, late):
    monkeypatch.setattr(drafting, "LATE", late)
    other = actions.submit(
        write(sheet(1, TITR="Avant", DESC="D’un autre"), sheet(3, TITR="D’un autre"), name="autre.txt")
    )

    def meanwhile() -> None:
        actions.publish(Submission.objects.get(pk=other.pk))
        catalogue.withdraw("M0650000002", "Droits")

    made = drafted(meanwhile)

    done = actions.publish(waiting)

    assert len(made) == (1 if late else 2)
    # What was withdrawn since the check is not put back without a word.
    assert (done.created, done.updated, done.rejected) == (1, 2, 1)
    assert versions() == {
        "1": (3, "Après", "published"),
        "2": (2, "Avant", Status.WITHDRAWN),
        "3": (2, "Après", "published"),
        "4": (1, "Après", "published"),
    }
    assert Record.objects.get(ref="M0650000001").values["DESC"] == "D’un autre"
    whole(done)
    assert [
        one.values["TITR"] for one in RecordVersion.objects.filter(record__ref="M0650000001").order_by("number")
    ] == [
        "Avant",
        "Avant",
    ]


def test_lines_corrected_meanwhile_are_published_as_corrected(waiting, drafted):
    person = factories.user(office="administrator")
    made = drafted(lambda: by_hand.change(Submission.objects.get(pk=waiting.pk), 3, {"TITR": "Corrigé"}, by=person))

    actions.publish(waiting)

    assert made == [waiting.pk] * 2
    assert versions()["4"] == (1, "Corrigé", "published")


def test_published_by_somebody_else_meanwhile_it_is_left_as_it_is(waiting, drafted):
    drafted(lambda: actions.publish(Submission.objects.get(pk=waiting.pk)))

    done = actions.publish(waiting)

    assert done.stage == Stage.PUBLISHED
    assert done.decisions.count() == 1
    assert versions()["1"][0] == 2
    whole(done)


def test_a_record_that_must_be_as_it_was_and_is_not_stops_it(waiting, drafted, write):
    other = actions.submit(write(sheet(1, TITR="D’un autre"), name="autre.txt"))
    drafted(lambda: actions.publish(Submission.objects.get(pk=other.pk)))
    before = log.last_sequence()

    with pytest.raises(Changed):
        actions.publish(waiting, still=True)

    assert log.last_sequence() == before + 1
    assert versions()["1"] == (2, "D’un autre", "published")
    waiting.refresh_from_db()
    assert waiting.stage == Stage.CHECKED


def test_taken_back_what_a_draft_published_goes(waiting, drafted):
    made = drafted(lambda: None)
    done = actions.publish(waiting)

    undone = actions.revert(done)

    assert made == [waiting.pk] * 2
    assert (undone.restored, undone.withdrawn) == (2, 2)
    assert versions()["1"] == (3, "Avant", "published")
    assert versions()["3"] == (2, "Après", Status.WITHDRAWN)
    assert undone.submission.stage == Stage.REVERTED


@pytest.mark.parametrize("late", [0, 500])
def test_what_changes_while_it_is_being_taken_back_is_a_conflict(waiting, drafted, write, monkeypatch, late):
    monkeypatch.setattr(drafting, "LATE", late)
    done = actions.publish(waiting)
    other = actions.submit(write(sheet(1, TITR="D’un autre"), sheet(3, DESC="D’un autre"), name="autre.txt"))
    made = drafted(lambda: actions.publish(Submission.objects.get(pk=other.pk)))

    undone = actions.revert(done)

    assert len(made) == (1 if late else 2)
    assert (undone.restored, undone.withdrawn) == (1, 1)
    assert [(one.ref, one.field, one.current) for one in undone.conflicts] == [
        ("M0650000001", "TITR", "D’un autre"),
        ("M0650000003", "", ""),
    ]
    assert versions() == {
        "1": (3, "D’un autre", "published"),
        "2": (3, "Avant", "published"),
        "3": (2, "Après", "published"),
        "4": (2, "Après", Status.WITHDRAWN),
    }


def test_taken_back_by_somebody_else_meanwhile_it_is_left_as_it_is(waiting, drafted):
    done = actions.publish(waiting)
    drafted(lambda: actions.revert(Submission.objects.get(pk=done.pk)))

    undone = actions.revert(done)

    assert (undone.restored, undone.withdrawn, undone.unchanged) == (0, 0, 4)
    assert versions()["1"] == (3, "Avant", "published")
    assert undone.submission.decisions.count() == 2
