"""Two people decide of the same notices in the same instant: one after the other, and nobody's words are lost unsaid."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import factories
import pytest
from django.db import connection
from sheets import sheet

from coffret.base.errors import Refused
from coffret.catalogue import actions as catalogue
from coffret.catalogue.models import Record, RecordVersion, Status, Withdrawal
from coffret.submissions import actions, forming, publishing
from coffret.submissions.models import Stage, Submission

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do these in as many threads, begun at once; returns what each answered, its refusal when it was refused."""
    start = Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(do, acts))


def test_two_submissions_of_the_same_notices_are_published_one_after_the_other(submit, write):
    submit(*(sheet(number, TITR="Un") for number in range(1, 5)))
    waiting = [
        actions.submit(write(*(sheet(number, **{code: "Neuf"}) for number in range(1, 5)), name=f"{code}.txt"))
        for code in ("TITR", "DESC")
    ]

    done = together(*(lambda one=one: actions.publish(one) for one in waiting))

    assert [one.stage for one in done] == [Stage.PUBLISHED] * 2
    for record in Record.objects.order_by("pk"):
        assert (record.version, record.values["TITR"], record.values["DESC"]) == (3, "Neuf", "Neuf")
        assert list(RecordVersion.objects.filter(record=record).order_by("number").values_list("number", flat=True)) == [
            1, 2,
        ]  # fmt: skip


def test_a_notice_made_twice_at_once_is_made_then_changed(write, submit):
    factories.museum()
    waiting = [actions.submit(write(sheet(1, TITR=title), name=f"{title}.txt")) for title in ("Un", "Deux")]

    done = together(*(lambda one=one: actions.publish(one) for one in waiting))

    assert sorted((one.created, one.updated) for one in done) == [(0, 1), (1, 0)]
    assert Record.objects.get().version == 2


def test_a_withdrawal_and_a_reversal_at_once_are_two_versions_or_one(submit):
    submission = submit(sheet(1, TITR="Un"))

    together(lambda: actions.revert(submission), lambda: catalogue.withdraw("M0650000001", "Droits d’auteur"))

    record = Record.objects.get()
    assert (record.status, record.version) == (Status.WITHDRAWN, 2)
    assert Withdrawal.objects.filter(restored_at=None).count() == 1


def test_of_two_forms_sent_at_once_one_is_refused_with_both_texts():
    record = factories.record({"TITR": "Premier", "DENO": "tableau"})
    titles = ["Le mien", "Le vôtre", "Le leur"]

    done = together(
        *(
            lambda title=title: forming.submit(
                {"TITR": title}, museum="M0650", by=None, ref=record.ref, version=1, publication=True
            )
            for title in titles
        )
    )

    stale = [one for one in done if isinstance(one, forming.Stale)]
    record.refresh_from_db()
    assert (len(stale), record.version) == (2, 2)
    assert all(one.fields[0].theirs == record.values["TITR"] for one in stale)
    assert Submission.objects.count() == 1


def test_a_file_published_while_a_form_is_being_published_is_not_overwritten(submit, write, monkeypatch):
    submit(sheet(1, TITR="Un"))
    file = actions.submit(write(sheet(1, TITR="Du fichier"), name="fichier.txt"))
    check = actions.check

    def checked_then_published(submission: Submission, **options: Any) -> Submission:
        check(submission, **options)
        publishing.Publication(file, lambda progress: None).run()
        return submission

    monkeypatch.setattr(actions, "check", checked_then_published)
    with pytest.raises(forming.Stale) as refusal:
        forming.submit(
            {"TITR": "Du formulaire"}, museum="M0650", by=None, ref="M0650000001", version=1, publication=True
        )

    assert [one.theirs for one in refusal.value.fields] == ["Du fichier"]
    assert Record.objects.get().title == "Du fichier"
    assert Submission.objects.filter(origin="form").count() == 0


def test_a_reference_taken_while_a_new_notice_is_written_is_refused(submit, write, monkeypatch):
    factories.museum()
    file = actions.submit(write(sheet(1, TITR="Du fichier"), name="fichier.txt"))
    check = actions.check

    def checked_then_published(submission: Submission, **options: Any) -> Submission:
        check(submission, **options)
        publishing.Publication(file, lambda progress: None).run()
        return submission

    monkeypatch.setattr(actions, "check", checked_then_published)
    with pytest.raises(Refused, match="M0650000001"):
        forming.submit(sheet(1, TITR="Du formulaire"), museum="M0650", by=None, publication=True)

    assert Record.objects.get().title == "Du fichier"
