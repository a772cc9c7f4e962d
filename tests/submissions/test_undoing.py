"""Undoing a submission, even after others: three-way, field by field."""

import pytest
from sheets import sheet

from coffret.base.errors import Refused
from coffret.catalogue.models import Change, Record, RecordVersion, Status
from coffret.submissions import actions
from coffret.submissions.merging import undone
from coffret.submissions.models import Stage


def record(number: int = 1) -> Record:
    return Record.objects.get(ref=f"M0650{number:06d}")


def kinds() -> list[str]:
    return list(Change.objects.order_by("sequence").values_list("kind", flat=True))


def test_a_record_it_made_is_withdrawn_and_what_it_was_is_kept(submit):
    submission = submit(sheet(1))

    result = actions.revert(submission)

    assert (result.withdrawn, result.restored, result.conflicts) == (1, 0, [])
    assert record().status == Status.WITHDRAWN
    assert str(submission.pk) in record().withdrawn_reason
    assert RecordVersion.objects.get(record=record()).status == Status.PUBLISHED
    assert result.submission.stage == Stage.REVERTED
    assert kinds() == ["published", "withdrawn"]


def test_fields_it_changed_go_back_and_those_changed_later_stay(submit):
    submit(sheet(1, TITR="Titre", DESC="Description", COMM="gardé"))
    wrong = submit(sheet(1, TITR="Faux titre", DESC="Fausse description", COMM="", EXPO="Paris"))
    submit({**sheet(1), "BIBL": "ajoutée après"})

    result = actions.revert(wrong)

    now = record()
    assert (now.values["TITR"], now.values["DESC"], now.values["COMM"]) == ("Titre", "Description", "gardé")
    assert "EXPO" not in now.values
    assert now.values["BIBL"] == "ajoutée après"
    assert (now.title, now.version, now.submission) == ("Titre", 4, wrong.pk)
    assert (result.restored, result.conflicts) == (1, [])
    assert kinds() == ["published", "updated", "updated", "updated"]


def test_a_field_changed_again_since_is_a_conflict_and_stays(submit):
    submit(sheet(1, TITR="Un", DESC="a"))
    wrong = submit(sheet(1, TITR="Deux", DESC="b"))
    submit(sheet(1, TITR="Trois"))

    result = actions.revert(wrong)

    assert [tuple(one[:4]) for one in result.conflicts] == [("M0650000001", "TITR", "Deux", "Trois")]
    assert (record().values["TITR"], record().values["DESC"]) == ("Trois", "a")


def test_forced_it_takes_back_even_what_changed_since(submit):
    submit(sheet(1, TITR="Un"))
    wrong = submit(sheet(1, TITR="Deux"))
    submit(sheet(1, TITR="Trois"))

    result = actions.revert(wrong, force=True)

    assert result.conflicts == []
    assert record().values["TITR"] == "Un"


def test_a_record_it_made_that_changed_since_stays_online(submit):
    first = submit(sheet(1, TITR="Un"), sheet(2))
    submit(sheet(1, TITR="Deux"))

    result = actions.revert(first)

    assert [one.ref for one in result.conflicts] == ["M0650000001"]
    assert record(1).status == Status.PUBLISHED
    assert record(2).status == Status.WITHDRAWN


def test_a_record_it_brought_back_is_withdrawn_again(submit):
    first = submit(sheet(1, TITR="Un"))
    actions.revert(first)
    again = submit(sheet(1, TITR="Deux"))
    assert record().status == Status.PUBLISHED

    actions.revert(again)

    assert (record().status, record().values["TITR"]) == (Status.WITHDRAWN, "Un")
    assert kinds()[-1] == "withdrawn"


def test_a_record_brought_back_unchanged_is_withdrawn_again(submit):
    actions.revert(submit(sheet(1)))
    again = submit(sheet(1))

    result = actions.revert(again)

    assert (result.withdrawn, result.restored) == (1, 0)
    assert record().status == Status.WITHDRAWN


def test_undoing_twice_changes_nothing_more(submit):
    submit(sheet(1, TITR="Un"))
    wrong = submit(sheet(1, TITR="Deux"), sheet(2))
    actions.revert(wrong)
    before = list(Record.objects.order_by("pk").values())
    facts = kinds()

    result = actions.revert(wrong)

    assert (result.restored, result.withdrawn, result.unchanged) == (0, 0, 2)
    assert list(Record.objects.order_by("pk").values()) == before
    assert kinds() == facts


def test_undoing_again_takes_nothing_back_that_was_handed_in_again_since(submit):
    """Undone already, a submission has no say any more over the same values in a later one."""
    submit(sheet(1, TITR="Un"))
    wrong = submit(sheet(1, TITR="Deux"), sheet(2))
    actions.revert(wrong)
    submit(sheet(1, TITR="Deux"), sheet(2))

    result = actions.revert(wrong)

    assert (result.restored, result.withdrawn, result.unchanged) == (0, 0, 2)
    assert record().values["TITR"] == "Deux"
    assert record(2).status == Status.PUBLISHED


def test_undoing_in_the_order_they_came_ends_where_all_began(submit):
    submit(sheet(1, TITR="Un", DESC="a"))
    second = submit(sheet(1, TITR="Deux"))
    third = submit(sheet(1, DESC="b"))

    actions.revert(second)
    actions.revert(third)

    assert (record().values["TITR"], record().values["DESC"]) == ("Un", "a")


def test_what_was_not_published_has_nothing_to_undo(submit):
    submission = submit(sheet(1), publication=False)
    with pytest.raises(Refused, match="pas été publié"):
        actions.revert(submission)


def test_a_published_submission_is_never_forgotten(submit):
    with pytest.raises(Refused, match="s’annule"):
        actions.forget(submit(sheet(1)))


@pytest.mark.parametrize(
    ("before", "after", "now", "expected", "conflicts"),
    [
        ({"A": "1"}, {"A": "2"}, {"A": "2"}, {"A": "1"}, []),
        ({"A": "1"}, {"A": "2"}, {"A": "1"}, {"A": "1"}, []),
        ({"A": "1"}, {"A": "2"}, {"A": "3"}, {"A": "3"}, ["A"]),
        ({}, {"A": "2"}, {"A": "2", "B": "4"}, {"B": "4"}, []),
        ({"A": "1"}, {}, {}, {"A": "1"}, []),
        ({"A": "1"}, {}, {"A": "5"}, {"A": "5"}, ["A"]),
        ({"A": "1"}, {"A": "2"}, {}, {}, ["A"]),
        ({"A": "1", "B": "1"}, {"A": "1", "B": "2"}, {"A": "9", "B": "2"}, {"A": "9", "B": "1"}, []),
    ],
)
def test_three_ways(before, after, now, expected, conflicts):
    result = undone(before, after, now, force=False)
    assert result.values == expected
    assert [code for code, _submitted, _current in result.conflicts] == conflicts
