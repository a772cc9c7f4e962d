"""What is published of a submission stays what it was, whatever becomes of the lines beside it."""

from pyroaring import BitMap
from sheets import sheet

from coffret.catalogue import actions as catalogue
from coffret.catalogue.models import Record, Status
from coffret.submissions import actions, sets
from coffret.submissions.mending import by_hand
from coffret.submissions.models import Outcome, SetName, Stage

REF = "M0650000001"


def line_of(submission, position):
    return submission.lines.values_list("outcome", "payload", "record", "version_before").get(position=position)


def test_a_twin_corrected_leaves_the_published_line_as_it_is(submit):
    submission = submit(sheet(1, TITR="Un"), sheet(1, TITR="Deux"))
    published = line_of(submission, 0)

    by_hand.change(submission, 1, {"TITR": "Trois"})

    assert line_of(submission, 0) == published
    kept = sets.of(submission.pk)
    assert (list(kept[Outcome.CREATED]), list(kept[Outcome.REJECTED])) == ([0], [1])
    assert actions.revert(submission).withdrawn == 1
    assert Record.objects.get().status == Status.WITHDRAWN


def test_a_reference_published_is_not_taken_by_a_line_above(submit):
    submission = submit(sheet(2, TITR="Deux"), sheet(1, TITR="Un"), publication=False)
    actions.publish(submission, BitMap([1]))
    published = line_of(submission, 1)

    by_hand.change(submission, 0, {"REF": REF})

    assert line_of(submission, 1) == published
    kept = sets.of(submission.pk)
    assert list(kept[Outcome.REJECTED]) == [0]
    assert not sets.publishable(kept)
    assert submission.finding_groups.filter(field="REF", facts__twin_line=submission.lines.get(position=1).number)


def test_the_words_published_repeated_by_another_line_change_nothing(submit):
    submission = submit(sheet(1, TITR="Un"), sheet(2, TITR="Un"), publication=False)
    actions.publish(submission, BitMap([0]))

    by_hand.change(submission, 1, {"REF": REF, "INV": "2026.1.1"})

    kept = sets.of(submission.pk)
    assert (list(kept[Outcome.CREATED]), list(kept[Outcome.UNCHANGED])) == ([0], [1])
    assert list(kept[SetName.PUBLISHED]) == [0]


def test_a_conflict_settled_later_does_not_reopen_what_was_taken_back(submit):
    submit(sheet(1, TITR="Un"), sheet(2, TITR="Un"))
    wrong = submit(sheet(1, TITR="Deux"), sheet(2, TITR="Deux"), sheet(3), publication=False)
    actions.publish(wrong, BitMap([0, 1]))
    submit(sheet(1, TITR="Trois"), sheet(2, TITR="Trois"))
    assert actions.revert(wrong).submission.stage == Stage.REVERTED

    done = actions.revert(wrong, BitMap([0]), force=True).submission

    assert Record.objects.get(ref=REF).title == "Un"
    # The line that nobody published would wait again otherwise.
    assert done.stage == Stage.REVERTED


def test_a_withdrawal_after_the_check_is_not_undone_unsaid(submit, write):
    submit(sheet(1, TITR="Un"), sheet(2, TITR="Un"))
    waiting = actions.submit(write(sheet(1, TITR="Deux"), sheet(2, TITR="Deux"), name="avant.txt"))
    catalogue.withdraw(REF, "Droits d’auteur")

    done = actions.publish(waiting)

    assert Record.objects.get(ref=REF).status == Status.WITHDRAWN
    assert (done.updated, done.rejected) == (1, 1)
    assert done.finding_groups.get(code="SUB074").count == 1
    # Read again beside the record as it is, it says that it brings it back: then it does.
    by_hand.change(done, 0, {"TITR": "Trois"})
    assert not done.finding_groups.filter(code="SUB074").exists()
    assert done.finding_groups.filter(code="SUB057").exists()
    actions.publish(done)
    assert Record.objects.get(ref=REF).status == Status.PUBLISHED


def test_a_withdrawn_record_handed_in_again_comes_back(submit):
    submit(sheet(1, TITR="Un"))
    catalogue.withdraw(REF, "Droits d’auteur")
    submit(sheet(1, TITR="Deux"))
    assert Record.objects.get().status == Status.PUBLISHED
