"""Lines published and taken back on their own: sets, stages, journal; nobody publishes twice."""

from factories import user
from pyroaring import BitMap
from sheets import sheet

from coffret.catalogue.models import Record, Status, Withdrawal
from coffret.submissions import actions, foreseeing, sets
from coffret.submissions.models import Act, Outcome, SetName, Stage
from coffret.submissions.pasts import Fate


def online():
    return dict(Record.objects.filter(status=Status.PUBLISHED).order_by("ref").values_list("ref", "title"))


def ref(number):
    return f"M0650{number:06d}"


def lot(count=4, **fields):
    return [sheet(number, **fields) for number in range(1, count + 1)]


def counts(submission):
    submission.refresh_from_db()
    kept = sets.of(submission.pk)
    told = tuple(getattr(submission, one.name.lower()) for one in Outcome)
    assert told == tuple(len(kept[one]) for one in Outcome)
    return told


def test_a_selection_is_published_and_the_rest_waits(submit):
    submission = submit(*lot(4), publication=False)
    by = user()

    done = actions.publish(submission, BitMap([1, 3]), by=by)

    assert set(online()) == {ref(2), ref(4)}
    assert (done.stage, done.edition) == (Stage.PARTLY, submission.edition + 1)
    assert list(sets.publishable(sets.of(done.pk))) == [0, 2]
    decision = done.decisions.get()
    assert (decision.act, decision.count, decision.by) == (Act.PUBLISHED, 2, by)
    assert list(sets.load(decision.members)) == [1, 3]
    assert submission.lines.get(position=1).record == Record.objects.get(ref=ref(2)).pk
    assert submission.lines.get(position=0).record is None


def test_the_rest_is_published_later_and_the_submission_is_whole(submit):
    submission = submit(*lot(4), publication=False)
    first = actions.publish(submission, BitMap([1, 3]))

    done = actions.publish(submission)

    assert len(online()) == 4
    assert done.stage == Stage.PUBLISHED
    assert done.published_at == first.published_at
    assert [one.count for one in done.decisions.order_by("pk")] == [2, 2]
    assert counts(done) == (4, 0, 0, 0)


def test_the_same_selection_twice_is_one_publication(submit):
    submission = submit(*lot(3), publication=False)
    actions.publish(submission, BitMap([0]))
    again = actions.publish(submission, BitMap([0]))

    assert again.decisions.count() == 1
    assert Record.objects.get().version == 1
    assert again.stage == Stage.PARTLY


def test_a_line_that_turns_out_otherwise_moves_to_its_set(submit, write):
    first = actions.submit(write(*lot(2, TITR="Un"), name="a.txt"))
    second = actions.submit(write(*lot(2, TITR="Un"), name="b.txt"))
    actions.publish(second)

    done = actions.publish(first, BitMap([0]))

    # The other file said the same: of the line published here nothing is left to do.
    assert counts(done) == (1, 0, 1, 0)
    assert not sets.of(done.pk)[SetName.PUBLISHED]
    assert Record.objects.get(ref=ref(1)).version == 1


def test_one_line_is_taken_back_and_the_others_stay(submit):
    submit(*lot(3, TITR="Un"))
    wrong = submit(*lot(3, TITR="Deux"))

    result = actions.revert(wrong, BitMap([1]))

    assert online() == {ref(1): "Deux", ref(2): "Un", ref(3): "Deux"}
    assert (result.restored, result.submission.stage) == (1, Stage.PARTLY)
    assert list(sets.of(wrong.pk)[SetName.REVERTED]) == [1]
    assert foreseeing.wanted_of(wrong) == BitMap([0, 2])


def test_the_last_line_taken_back_undoes_the_submission(submit):
    submission = submit(*lot(2))
    actions.revert(submission, BitMap([0]))
    result = actions.revert(submission, BitMap([1]))
    assert result.submission.stage == Stage.REVERTED
    assert not online()


def test_taken_back_whole_what_nobody_published_never_is(submit):
    submission = submit(*lot(3), publication=False)
    actions.publish(submission, BitMap([0]))
    assert actions.revert(submission).submission.stage == Stage.REVERTED
    assert not online()


def test_conflicts_are_settled_one_by_one(submit):
    submit(sheet(1, TITR="Un", DESC="a"), sheet(2, TITR="Un"))
    wrong = submit(sheet(1, TITR="Deux", DESC="b"), sheet(2, TITR="Deux"))
    submit(sheet(1, TITR="Trois", DESC="c"), sheet(2, TITR="Trois"))

    result = actions.revert(wrong, force={(0, "TITR")})

    now = Record.objects.get(ref=ref(1)).values
    assert (now["TITR"], now["DESC"]) == ("Un", "c")
    assert [(one.position, one.field, one.before, one.submitted, one.current) for one in result.conflicts] == [
        (0, "DESC", "a", "b", "c"),
        (1, "TITR", "Un", "Deux", "Trois"),
    ]
    # Those still in conflict can be settled later, and nothing else is touched then.
    assert actions.revert(wrong, BitMap([1]), force=True).restored == 1
    assert Record.objects.get(ref=ref(2)).title == "Un"


def test_what_will_change_is_what_changes(submit):
    submit(*lot(3, TITR="Un"))
    wrong = submit(*lot(5, TITR="Deux"))
    submit(sheet(2, TITR="Trois"), sheet(5, TITR="Trois"))

    foresight = foreseeing.foresee(wrong)
    rows = foreseeing.rows(wrong, foresight.wanted)
    result = actions.revert(wrong)

    assert (len(foresight.restored), len(foresight.withdrawn)) == (result.restored, result.withdrawn) == (2, 1)
    assert list(foresight.conflicting) == [1, 4]
    assert foresight.conflicts == len(result.conflicts) == 2
    assert [(row.ref, row.fate, row.changes) for row in rows[:2]] == [
        (ref(1), Fate.RESTORED, [("TITR", "Deux", "Un")]),
        (ref(2), Fate.UNCHANGED, []),
    ]


def test_withdrawals_by_a_submission_are_in_the_journal_and_end_when_it_comes_back(submit):
    by = user()
    submission = submit(sheet(1), publication=False)
    actions.publish(submission, by=by)
    actions.revert(submission, by=by)

    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.by, withdrawal.restored_at) == (by, None)
    assert str(submission.pk) in withdrawal.reason

    submit(sheet(1))
    withdrawal.refresh_from_db()
    assert withdrawal.restored_at is not None


def test_refusals_found_at_publication_join_the_findings_alike(submit, write):
    bad = {code: text for code, text in sheet(3, DENO="x").items() if code != "DOMN"}
    waiting = actions.submit(write(sheet(1), bad, name="a.txt"))
    assert counts(waiting) == (1, 0, 0, 1)
    taken = {**sheet(1), "MUSEO": "M0012", "LOCA": "Tours ; musée des Beaux-Arts"}
    actions.submit(write(taken, name="b.txt"), publication=True)

    done = actions.publish(waiting)

    assert counts(done) == (0, 0, 0, 2)
    keys = list(done.finding_groups.order_by("pk").values_list("code", "field", "value"))
    assert len(keys) == len(set(keys))
    assert any(0 in sets.load(group.members) for group in done.finding_groups.order_by("pk"))
