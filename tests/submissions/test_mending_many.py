"""Correcting many lines: judged first, written in one short transaction, again when another act came between."""

import factories
import pytest
from sheets import sheet

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.submissions import sets
from coffret.submissions.mending import by_hand, fixing, rejudging, undoing
from coffret.submissions.models import Mending, Submission
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db(transaction=True)
FAULT = "Vase <b>bleu</b>"


@pytest.fixture
def many(submit, monkeypatch):
    """A submission whose six lines have the same fault, too many for a request."""
    factories.museum("M0650")
    for module in (rejudging, fixing, undoing):
        monkeypatch.setattr(module, "SMALL", 3)
    return submit(*(sheet(n, DESC=FAULT) for n in range(1, 7)), museum="M0650", publication=False)


def texts(submission) -> list[str]:
    return [unpack(line.payload).values["DESC"] for line in submission.lines.order_by("position")]


def asked(submission) -> Job:
    value = submission.finding_groups.get(code="REC064").value
    job = fixing.fix(submission, code="REC064", field="DESC", value=value)
    assert isinstance(job, Job)
    return job


def test_the_job_tells_how_far_it_is_and_writes_all_at_once(many, monkeypatch):
    job, seen = asked(many), []
    monkeypatch.setattr(jobs, "TOLD_EVERY", 0)
    told = jobs.Telling.tell

    def tell(self, step, done, total=0):
        told(self, step, done, total)
        seen.append((Job.objects.get(pk=job.pk).progress["done"], texts(many).count(FAULT)))

    monkeypatch.setattr(jobs.Telling, "tell", tell)
    jobs.run_waiting()

    assert seen == [(6, 6)]
    assert texts(many) == ["Vase bleu"] * 6
    assert Mending.objects.get().count == 6
    assert list(sets.of(many.pk)["mended"]) == list(range(6))
    undoing.undo(Mending.objects.get())
    jobs.run_waiting()
    assert texts(many) == [FAULT] * 6
    assert many.finding_groups.get(code="REC064").count == 6


def test_what_changed_meanwhile_is_judged_again_and_nothing_is_lost(many, monkeypatch):
    job, original = asked(many), rejudging._Work.judge
    turns = []

    def judge(self, positions, change):
        original(self, positions, change)
        turns.append(1)
        if len(turns) == 1:
            # Another act comes between, that waits for no job.
            monkeypatch.setattr(by_hand, "refuse_busy", lambda _submission: None)
            monkeypatch.setattr(rejudging._Work, "judge", original)
            by_hand.change(Submission.objects.get(), 2, {"DESC": "À la main", "TITR": "Neuf"})
            monkeypatch.setattr(rejudging._Work, "judge", judge)

    monkeypatch.setattr(rejudging._Work, "judge", judge)
    jobs.run_waiting()

    job.refresh_from_db()
    assert (len(turns), job.result["count"]) == (2, 5)
    assert texts(many)[2] == "À la main"
    assert texts(many).count("Vase bleu") == 5
    assert not many.finding_groups.filter(code="REC064").exists()


def test_a_submission_that_never_rests_is_said_and_leaves_no_act(many, monkeypatch):
    job, original = asked(many), rejudging._Work.judge

    def judge(self, positions, change):
        original(self, positions, change)
        held = Submission.objects.get()
        Submission.objects.update(edition=held.edition + 1)

    monkeypatch.setattr(rejudging._Work, "judge", judge)
    jobs.run_waiting()

    job.refresh_from_db()
    assert "ne cesse de changer" in job.refusal
    assert (texts(many), Mending.objects.count()) == ([FAULT] * 6, 0)


def test_killed_before_it_wrote_it_begins_again_and_leaves_no_act_of_nothing(many, monkeypatch):
    job = asked(many)
    Mending.objects.create(submission=many, means="fix", field="DESC", at=factories.THEN)

    jobs.run_waiting()

    job.refresh_from_db()
    assert job.result["count"] == 6
    assert Mending.objects.count() == 1


def test_twins_are_settled_after_many_lines_too(many):
    everyone = sets.every(sets.of(many.pk))

    def same(content, _held):
        content.values["REF"] = "M0650000001"
        return True

    result = rejudging.rejudge(many, everyone, same)

    assert len(result.changed) == 6
    assert many.finding_groups.get(code="SUB050").count == 5
    assert (many.created, many.rejected) == (1, 5)
    with pytest.raises(Refused):
        rejudging.rejudge(many, sets.BitMap([99]), same)
