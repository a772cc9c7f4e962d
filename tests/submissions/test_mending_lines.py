"""Correcting what a submission says: a finding's own fix, by hand, undone; nothing is lost of what was handed in."""

import factories
import pytest
from sheets import sheet

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.rules import Finding
from coffret.catalogue.fields import FIELDS
from coffret.catalogue.models import Record
from coffret.submissions import actions, sets
from coffret.submissions.mending import by_hand, fixing, proposing, rejudging, undoing
from coffret.submissions.mending.writing import write
from coffret.submissions.models import Correction, FindingGroup, Mending, Stage, Submission
from coffret.submissions.payload import unpack
from coffret.submissions.tally import OTHERS

pytestmark = pytest.mark.django_db
PRIVATE = next(field.code for field in FIELDS if not field.public and field.handed_in)


def content(submission, position: int = 0):
    return unpack(submission.lines.get(position=position).payload)


@pytest.fixture
def checked(submit):
    """Return a function: checks records for Saint-Omer, publishing nothing."""
    factories.museum("M0650")

    def make(*records, **options):
        return submit(*records, museum="M0650", publication=False, **options)

    return make


def test_a_fault_is_corrected_on_every_line_that_has_it_and_on_no_other(checked):
    spans = [sheet(n, DESC="Vase <b>bleu</b>") for n in (1, 2, 3)]
    submission = checked(*spans, sheet(4, DESC="Vase bleu <i>pâle</i>"))
    group = submission.finding_groups.get(code="REC064", count=3)

    mending = fixing.fix(submission, code="REC064", field="DESC", value=group.value)

    assert isinstance(mending, Mending)
    assert (mending.count, list(sets.load(mending.members))) == (3, [0, 1, 2])
    assert [content(submission, n).values["DESC"] for n in range(4)] == ["Vase bleu"] * 3 + ["Vase bleu <i>pâle</i>"]
    assert content(submission).handed == {"DESC": "Vase <b>bleu</b>"}
    assert not FindingGroup.objects.filter(pk=group.pk).exists()
    assert list(sets.of(submission.pk)["mended"]) == [0, 1, 2]
    assert submission.edition == 1
    assert b"<b>bleu</b>" in actions.original(submission).read()


def test_one_line_alone_is_corrected_and_its_group_shrinks(checked):
    submission = checked(*(sheet(n, DESC="Vase <b>bleu</b>") for n in (1, 2)))
    group = submission.finding_groups.get(code="REC064")

    fixing.fix(submission, code="REC064", field="DESC", value=group.value, members=sets.BitMap([1]))

    first = group.lines[0]
    group.refresh_from_db()
    assert (group.count, list(sets.load(group.members)), group.lines) == (1, [0], [first])


def test_a_rule_s_own_corrections_are_made_on_every_text_it_finds_fault_with(checked):
    submission = checked(sheet(1, PERI="18è Siècle"), sheet(2, PERI="XIXe siècle"), sheet(3, PERI="18e siècle"))

    mending = fixing.fix_rule(submission, "REC046", "PERI")

    assert [content(submission, n).values["PERI"] for n in range(3)] == ["18e siècle", "19e siècle", "18e siècle"]
    assert (mending.count, mending.before, mending.after) == (2, "", "")


def test_a_refused_line_corrected_may_be_published(checked):
    submission = checked(sheet(1, INV=""), sheet(2))
    assert (submission.created, submission.rejected) == (1, 1)

    by_hand.change(submission, 0, {"INV": "2026.1.1"})

    assert (submission.created, submission.rejected) == (2, 0)
    actions.publish(submission)
    assert Record.objects.count() == 2
    submission.refresh_from_db()
    assert submission.stage == Stage.PUBLISHED


def test_a_refused_line_of_what_was_published_is_corrected_then_published(checked):
    submission = checked(sheet(1, INV=""), sheet(2))
    actions.publish(submission)
    submission.refresh_from_db()
    assert submission.stage == Stage.PUBLISHED

    by_hand.change(submission, 0, {"INV": "2026.1.1"})

    assert submission.stage == Stage.PARTLY
    actions.publish(submission)
    assert Record.objects.count() == 2


def test_a_published_line_is_corrected_no_more(checked):
    submission = checked(sheet(1, DESC="a"))
    actions.publish(submission)

    with pytest.raises(Refused, match="déjà publiée"):
        by_hand.change(submission, 0, {"DESC": "b"})
    actions.revert(submission)
    with pytest.raises(Refused, match="annulé"):
        by_hand.change(submission, 0, {"DESC": "b"})


def test_by_hand_a_field_is_written_cleared_or_left_alone(submit, checked):
    submit(sheet(1, DESC="ancienne", COMM="gardé"))
    submission = checked(sheet(1, DESC="neuve", TITR="Titre"))

    acts = by_hand.change(submission, 0, {"DESC": None, "TITR": "", "COMM": "corrigé", "DENO": "assiette"})

    line = content(submission)
    assert {act.field for act in acts} == {"DESC", "TITR", "COMM"}
    assert ("DESC" in line.values, "TITR" in line.empty, line.values["COMM"]) == (False, True, "corrigé")
    assert line.handed == {"DESC": "neuve", "TITR": "Titre", "COMM": None}
    actions.publish(submission)
    values = Record.objects.get().values
    assert (values["DESC"], values["COMM"], "TITR" in values) == ("ancienne", "corrigé", False)


@pytest.mark.parametrize("text", ["Le\0vase", "Le\ud800vase", " Le vase\n"])
def test_by_hand_nothing_is_written_that_a_database_does_not_hold(checked, text):
    submission = checked(sheet(1))
    by_hand.change(submission, 0, {"TITR": text})
    actions.publish(submission)
    assert Record.objects.get().title in ("Levase", "Le?vase", "Le vase")


def test_back_at_what_was_handed_in_a_field_is_no_more_a_corrected_one(checked):
    submission = checked(sheet(1, DESC="a"))
    by_hand.change(submission, 0, {"DESC": "b"})
    by_hand.change(submission, 0, {"DESC": "a"})
    assert content(submission).mended == {}
    assert not sets.of(submission.pk)["mended"]


def test_the_second_of_two_forms_is_refused_with_both_texts(checked):
    submission = checked(sheet(1, DESC="a", TITR="t"))
    stamp = by_hand.stamp(submission.lines.get())
    by_hand.change(submission, 0, {"DESC": "b", "COMM": "note"}, edition=stamp)

    with pytest.raises(by_hand.Stale) as refusal:
        by_hand.change(submission, 0, {"DESC": "c", "TITR": "t"}, edition=stamp)

    stale = refusal.value
    assert [tuple(one) for one in stale.fields] == [("DESC", "a", "b", "c")]
    assert stale.theirs == {"COMM": "note"}
    assert content(submission).values["DESC"] == "b"
    by_hand.change(submission, 0, {"DESC": "c"}, edition=stale.stamp)
    assert content(submission).values["DESC"] == "c"


@pytest.mark.parametrize(("code", "match"), [("INCONNU", "n’existe pas"), ("DMIS", "Coffret")])
def test_by_hand_no_other_field_is_written(checked, code, match):
    with pytest.raises(Refused, match=match):
        by_hand.change(checked(sheet(1)), 0, {code: "x"})
    with pytest.raises(Refused, match="pas de ligne"):
        by_hand.change(Submission.objects.get(), 7, {"DESC": "x"})


def test_a_correction_brings_no_other_museum_in(checked):
    submission = checked(sheet(1))
    with pytest.raises(Refused, match="M0651"):
        by_hand.change(submission, 0, {"MUSEO": "M0651"})
    assert content(submission).values["MUSEO"] == "M0650"


def test_a_museum_taken_from_the_submission_may_be_written_and_given_back(checked):
    record = sheet(1)
    del record["MUSEO"]
    submission = checked(record)
    assert submission.finding_groups.filter(code="SUB072").exists()

    by_hand.change(submission, 0, {"DESC": "x"})
    assert submission.finding_groups.filter(code="SUB072").count() == 1
    by_hand.change(submission, 0, {"MUSEO": None})
    assert submission.finding_groups.filter(code="SUB072").count() == 1
    assert content(submission).values["MUSEO"] == "M0650"


def test_the_record_there_is_now_is_what_a_line_is_judged_by(submit, checked):
    submission = checked(sheet(1, DESC="b"))
    submit(sheet(1, DESC="a"))
    assert submission.lines.get().outcome == "C"

    by_hand.change(submission, 0, {"TITR": "t"})

    line = submission.lines.get()
    assert (line.outcome, line.version_before, line.record) == ("U", 1, Record.objects.get().pk)


def test_an_act_is_undone_and_a_later_one_on_the_same_field_stays(checked):
    submission = checked(*(sheet(n, DOMN="céramiqe") for n in (1, 2, 3)))
    by_hand.change(submission, 2, {"DOMN": "x"})
    by_hand.change(submission, 2, {"DOMN": "céramiqe"})
    mending = mend_all(submission, "DOMN", "céramique")
    by_hand.change(submission, 1, {"DOMN": "peinture"})

    foreseen = undoing.foresee(mending)
    undone = undoing.undo(mending)

    assert isinstance(undone, undoing.Undone)
    assert (list(undone.back), list(undone.kept)) == (list(foreseen.back), list(foreseen.kept)) == ([0, 2], [1])
    assert [content(submission, n).values["DOMN"] for n in range(3)] == ["céramiqe", "peinture", "céramiqe"]
    with pytest.raises(Refused, match="déjà défaite"):
        undoing.undo(mending)
    # The later one undone in turn gives back what it found.
    undoing.undo(Mending.objects.filter(field="DOMN", undone_at=None).latest("pk"))
    assert content(submission, 1).values["DOMN"] == "céramique"


def mend_all(submission, field: str, after: str) -> Mending:
    """Write a text in a field of every line, in one act."""
    mending = Mending(submission=submission, means="fix", field=field, after=after, at=factories.THEN)

    def conclude(_held, result):
        mending.members, mending.count = sets.dump(result.changed), len(result.changed)
        mending.save()

    rejudging.rejudge(
        submission,
        sets.every(sets.of(submission.pk)),
        lambda line, _record: write(line, field, after, "fix", str(mending.pk)),
        prepare=lambda _held, _result: mending.save(),
        conclude=conclude,
    )
    return mending


def test_undoing_everything_too_late_is_said(checked):
    submission = checked(sheet(1, DESC="a"))
    first = by_hand.change(submission, 0, {"DESC": "b"})[0]
    by_hand.change(submission, 0, {"DESC": "c"})
    with pytest.raises(Refused, match="corrigé de nouveau"):
        undoing.undo(first)
    first.refresh_from_db()
    assert first.undone_at is None


def test_nothing_left_to_correct_is_said_and_nothing_is_written(checked):
    submission = checked(sheet(1, DESC="Vase <b>bleu</b>"))
    value = submission.finding_groups.get(code="REC064").value
    fixing.fix(submission, code="REC064", field="DESC", value=value)

    for again in (None, sets.BitMap([0])):
        with pytest.raises(Refused, match="Plus rien à corriger"):
            fixing.fix(submission, code="REC064", field="DESC", value=value, members=again, keep=True)
    assert (Mending.objects.count(), Correction.objects.count()) == (1, 0)
    submission.refresh_from_db()
    assert submission.edition == 1


def test_too_many_lines_for_a_request_are_a_job_that_tells_how_far_it_is(checked, monkeypatch):
    monkeypatch.setattr(fixing, "SMALL", 2)
    monkeypatch.setattr(undoing, "SMALL", 2)
    submission = checked(*(sheet(n, DESC="Vase <b>bleu</b>") for n in range(1, 5)))
    person = factories.user(museums={"M0650": "contributor"})
    value = submission.finding_groups.get(code="REC064").value

    asked = fixing.fix(submission, code="REC064", field="DESC", value=value, by=person)

    assert (asked.kind, asked.key) == ("mend", str(submission.pk))
    with pytest.raises(Refused, match="en cours"):
        by_hand.change(submission, 0, {"DESC": "x"})
    jobs.run_waiting()
    asked.refresh_from_db()
    mending = Mending.objects.get()
    assert asked.result == {"mending": mending.pk, "count": 4}
    assert mending.by == person
    undoing.undo(mending)
    jobs.run_waiting()
    assert content(submission).values["DESC"] == "Vase <b>bleu</b>"
    assert (asked.refusal, asked.failure) == ("", "")


def test_values_beyond_the_thousandth_are_corrected_with_the_others(checked, monkeypatch):
    monkeypatch.setattr("coffret.submissions.tally.VALUES_PER_FIELD", 2)
    monkeypatch.setattr("coffret.submissions.mending.ledger.VALUES_PER_FIELD", 2)
    submission = checked(*(sheet(n, DESC=f"Vase <b>{n}</b>") for n in range(1, 6)))
    others = submission.finding_groups.get(code="REC064", value=OTHERS)
    assert others.count == 3
    value = content(submission, 3).findings
    lost = next(row[2] for row in value if row[0] == "REC064")

    fixing.fix(submission, code="REC064", field="DESC", value=lost)
    others.refresh_from_db()
    assert (others.count, list(sets.load(others.members))) == (2, [2, 4])
    fixing.fix_rule(submission, "REC064", "DESC")

    assert not submission.finding_groups.filter(code="REC064").exists()
    assert [content(submission, n).values["DESC"] for n in range(5)] == [f"Vase {n}" for n in range(1, 6)]


def test_what_is_offered_is_what_correcting_does(checked):
    factories.museum("M0650")
    submission = checked(
        sheet(1, MILL="1755"),
        sheet(2, PERI="18è Siècle"),
        sheet(3, DESC="Vase <b>bleu</b>"),
        sheet(4, DESC="Non renseigné"),
    )
    groups = list(submission.finding_groups.all())
    offers = {offer.code: offer for offer in proposing.offered_all(submission, groups).values()}

    assert (offers["REC043"].before, offers["REC043"].after, offers["REC043"].by_rule) == (
        "",
        "3e quart 18e siècle",
        True,
    )
    assert (offers["REC046"].before, offers["REC046"].after, offers["REC046"].by_rule) == (
        "18è Siècle",
        "18e siècle",
        False,
    )
    assert (offers["REC064"].before, offers["REC064"].after) == ("Vase <b>bleu</b>", "Vase bleu")
    assert (offers["REC071"].before, offers["REC071"].after) == ("Non renseigné", "")
    for group in groups:
        offer = proposing.offered_all(submission, [group]).get(group.pk)
        if offer and offer.proposed:
            fixing.fix(
                submission,
                code=group.code,
                field=group.field,
                value=group.value,
                after=None if offer.by_rule else offer.after,
            )
    assert content(submission, 0).values["PERI"] == "3e quart 18e siècle"
    assert content(submission, 1).values["PERI"] == "18e siècle"
    assert content(submission, 3).empty == ["DESC"]


def test_offers_of_a_page_cost_two_queries(checked, django_assert_num_queries):
    submission = checked(*(sheet(n, DESC=f"Vase <b>{n}</b>") for n in range(1, 30)))
    groups = list(submission.finding_groups.all())
    with django_assert_num_queries(2):
        assert len(proposing.offered_all(submission, groups)) >= 29


def test_nothing_is_offered_for_the_fields_the_platform_writes():
    assert proposing.offer_of(Finding("REC064", "DMIS", "x<b>"), {"DMIS": "x<b>"}) is None


def test_a_file_that_names_another_museum_s_record_reads_of_it_what_everyone_does(checked):
    factories.museum("M0651")
    factories.record(
        {"REF": "M0651000001", "MUSEO": "M0651", PRIVATE: "Chez Mme <b>Untel</b>", "DESC": "Vase <b>x</b>"}
    )

    submission = checked({"REF": "M0651000001", "MUSEO": "M0650", "TITR": "t"})

    told = str(list(submission.finding_groups.values()))
    assert "SUB053" in told
    assert "Untel" not in told
    assert "Untel" not in str(proposing.texts_of(submission, sets.BitMap([0])))
    by_hand.change(submission, 0, {"TITR": "neuf"})
    assert "Untel" not in str(list(submission.finding_groups.values()))
