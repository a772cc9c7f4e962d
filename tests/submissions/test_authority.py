"""Who may is asked again when it is done: by the worker, later; and of a line that a correction leads to another museum."""

import contextlib
from pathlib import Path

import factories
import pytest
from sheets import sheet, text_of

from coffret.accounts.models import Membership, Office, Participation, Role, User
from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.catalogue.models import Record
from coffret.conformity.jobs import ask_preparation
from coffret.submissions import actions, publication_jobs, sets
from coffret.submissions.mending import by_hand, fixing, undoing
from coffret.submissions.models import Mending, Submission

pytestmark = pytest.mark.django_db
FAULT = "Vase <b>bleu</b>"


@pytest.fixture
def manager() -> User:
    return factories.user(museums={"M0650": Role.MANAGER})


def leave(user: User) -> None:
    Membership.objects.filter(user=user).delete()


def close(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def vanish(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


def go_down(user: User) -> None:
    Membership.objects.filter(user=user).update(role=Role.CONTRIBUTOR)


def be_read_first(_user: User) -> None:
    Participation.objects.update(reviewed=True)


def done(job: Job) -> Job:
    jobs.run_waiting()
    job.refresh_from_db()
    return job


def ask_publication(submission: Submission, by: User | None) -> Job:
    members = sets.publishable(sets.of(submission.pk))
    return publication_jobs.ask_publication(submission, members, edition=submission.edition, by=by)


@pytest.mark.parametrize("event", [leave, close, vanish, go_down, be_read_first])
def test_a_publication_asked_for_by_who_may_no_more_publishes_nothing(submit, manager, event):
    job = ask_publication(submit(sheet(1), sheet(2), museum="M0650", publication=False), manager)
    event(manager)
    assert "n’en a plus le droit" in done(job).refusal
    assert not Record.objects.exists()


def test_a_publication_asked_for_by_who_still_may_is_done(submit, manager):
    job = ask_publication(submit(sheet(1), sheet(2), museum="M0650", publication=False), manager)
    assert done(job).result["count"] == 2
    assert Record.objects.count() == 2


def test_the_office_publishes_what_it_reads_first_and_the_platform_asks_nobody(submit, manager):
    be_read_first(manager)
    office = factories.user(office=Office.ADMINISTRATOR)
    first = submit(sheet(1), museum="M0650", publication=False)
    assert done(ask_publication(first, office)).result["count"] == 1
    second = submit(sheet(2), museum="M0650", publication=False)
    assert done(ask_publication(second, None)).result["count"] == 1


@pytest.mark.parametrize("event", [leave, close, go_down])
def test_what_was_to_be_taken_back_by_who_may_no_more_stays(submit, manager, event):
    submission = submit(sheet(1), museum="M0650")
    job = publication_jobs.ask_reversal(submission, None, back=False, edition=submission.edition, by=manager)
    event(manager)
    assert "n’en a plus le droit" in done(job).refusal
    assert Record.objects.get().status == "published"


@pytest.mark.parametrize("event", [leave, close])
def test_a_correction_asked_for_by_who_may_no_more_corrects_nothing(submit, manager, event, monkeypatch):
    submission = submit(*(sheet(n, DESC=FAULT) for n in range(1, 4)), museum="M0650", publication=False)
    monkeypatch.setattr(fixing, "SMALL", 1)
    monkeypatch.setattr(undoing, "SMALL", 1)
    job = fixing.fix(submission, code="REC064", field="DESC", value=FAULT, by=manager)
    assert isinstance(job, Job)
    other = factories.user(museums={"M0650": Role.CONTRIBUTOR})
    event(manager)
    assert "n’en a plus le droit" in done(job).refusal
    assert not Mending.objects.exists()
    again = fixing.fix(submission, code="REC064", field="DESC", value=FAULT, by=other)
    assert isinstance(again, Job)
    assert done(again).result["count"] == 3
    undone = undoing.undo(Mending.objects.get(), other)
    assert isinstance(undone, Job)
    event(other)
    assert "n’en a plus le droit" in done(undone).refusal
    assert Mending.objects.get().undone_at is None


def test_a_correction_of_many_notices_is_not_prepared_for_who_is_of_the_museum_no_more(manager):
    job = ask_preparation("M0650", "REC064", "DESC", FAULT, "Vase bleu", by=manager)
    leave(manager)
    assert "n’en a plus le droit" in done(job).refusal
    assert not Submission.objects.exists()


@pytest.fixture
def strangers() -> tuple[Record, Record]:
    """Two records online: Saint-Omer's, and one of another museum."""
    return factories.record(), factories.record({"MUSEO": "M0001", "INV": "9.1"})


@pytest.mark.parametrize("named", [True, False])
def test_no_correction_leads_a_line_to_another_museum_s_record(strangers, tmp_path: Path, named):
    own, foreign = strangers
    path = tmp_path / "v.txt"
    # Handed in by the office for whatever museum the records are of; whose people read it and decide of it.
    path.write_text(text_of({"REF": own.ref, "TITR": "Neuf", **({"MUSEO": "M0650"} if named else {})}))
    submission = actions.submit(path)
    assert (submission.museums, submission.updated) == (["M0650"], 1)

    for texts in ({"REF": foreign.ref}, {"REF": foreign.ref, "MUSEO": ""}, {"REF": foreign.ref, "MUSEO": "M0001"}):
        with contextlib.suppress(Refused):
            by_hand.change(submission, 0, texts)
        assert submission.lines.get().outcome == "R" or submission.lines.get().ref == own.ref
    if submission.updated:
        actions.publish(submission)
    foreign.refresh_from_db()
    assert "TITR" not in foreign.values
