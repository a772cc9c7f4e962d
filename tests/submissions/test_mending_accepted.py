"""Alerts that a museum accepts: a value everywhere, or one notice; they hold for the next submissions."""

import factories
import pytest
from sheets import sheet

from coffret.base.errors import Refused
from coffret.submissions import sets
from coffret.submissions.mending import accepting
from coffret.submissions.models import Acceptance

pytestmark = pytest.mark.django_db
REASON = "Usage de la maison depuis 1950"


@pytest.fixture
def checked(submit):
    factories.museum("M0650")

    def make(*records, **options):
        return submit(*records, publication=False, **{"museum": "M0650", **options})

    return make


def group_of(submission, code: str = "REC061"):
    return submission.finding_groups.get(code=code)


def both(first: int):
    return [sheet(first + n, BIBL="Guide, 1905 // 1910") for n in range(2)]


def test_a_value_accepted_is_so_on_every_line_and_in_the_next_submission(checked):
    submission = checked(*both(1))
    person = factories.user()

    rows = accepting.accept(submission, group_of(submission), f"  {REASON}  ", person)

    assert [(row.museum_id, row.ref, row.reason, row.by) for row in rows] == [("M0650", "", REASON, person)]
    assert {pk: list(lines) for pk, lines in accepting.accepted(submission).items()} == {
        group_of(submission).pk: [0, 1]
    }
    after = checked(*both(3))
    assert list(accepting.accepted(after)[group_of(after).pk]) == [0, 1]


def test_a_notice_accepted_leaves_the_others(checked):
    submission = checked(*both(1))

    accepting.accept(submission, group_of(submission), REASON, members=sets.BitMap([1]))

    assert list(accepting.accepted(submission)[group_of(submission).pk]) == [1]
    held = accepting.held("M0650")
    group = group_of(submission)
    assert held.accepts("M0650000002", group.code, group.field, group.value)
    assert not held.accepts("M0650000001", group.code, group.field, group.value)


def test_accepted_twice_it_is_written_once_and_taken_back_it_counts_again(checked):
    submission = checked(*both(1))
    (row,) = accepting.accept(submission, group_of(submission), REASON)
    assert accepting.accept(submission, group_of(submission), REASON) == []

    assert accepting.revoke(row).revoked_at

    assert accepting.accepted(submission) == {}
    assert len(accepting.accept(submission, group_of(submission), REASON)) == 1


def test_an_erreur_is_never_accepted(checked):
    submission = checked(sheet(1, INV=""))
    group = submission.finding_groups.filter(severity="erreur").first()
    with pytest.raises(Refused, match="ne s’accepte pas"):
        accepting.accept(submission, group, REASON)


@pytest.mark.parametrize("reason", ["", "  ok  ", "x" * 501])
def test_a_reason_is_asked(checked, reason):
    submission = checked(*both(1))
    with pytest.raises(Refused):
        accepting.accept(submission, group_of(submission), reason)
    assert not Acceptance.objects.exists()


def test_a_line_without_reference_is_not_accepted_alone(checked):
    submission = checked(sheet(1, REF="", BIBL="Guide, 1905 // 1910"))
    with pytest.raises(Refused, match="référence"):
        accepting.accept(submission, group_of(submission), REASON, members=sets.BitMap([0]))


def test_nobody_accepts_for_another_museum(checked):
    factories.museum("M0651")
    submission = checked(*both(1), sheet(3, MUSEO="M0651", REF="M0651000001", BIBL="Guide, 1905 // 1910"))
    with pytest.raises(Refused, match="M0651"):
        accepting.accept(submission, group_of(submission), REASON, members=sets.BitMap([2]))
    assert not Acceptance.objects.exists()


def test_of_several_lines_those_that_cannot_be_accepted_are_left(checked):
    factories.museum("M0651")
    submission = checked(*both(1), sheet(3, MUSEO="M0651", REF="M0651000001", BIBL="Guide, 1905 // 1910"))
    rows = accepting.accept(submission, group_of(submission), REASON, members=sets.BitMap([0, 2]))
    assert [row.museum_id for row in rows] == ["M0650"]
    assert list(accepting.accepted(submission)[group_of(submission).pk]) == [0]


def test_in_a_submission_of_two_museums_both_accept_a_value(checked):
    factories.museum("M0651")
    records = [*both(1), sheet(3, MUSEO="M0651", REF="M0651000001", BIBL="Guide, 1905 // 1910")]
    first = checked(*both(1))
    accepting.accept(first, group_of(first), REASON)
    submission = checked(*records, museum="")
    assert accepting.accepted(submission) == {}

    rows = accepting.accept(submission, group_of(submission), REASON)

    assert [row.museum_id for row in rows] == ["M0651"]
    assert list(accepting.accepted(submission)[group_of(submission).pk]) == [0, 1, 2]


def test_what_is_accepted_costs_a_few_queries_whatever_the_number(checked, django_assert_max_num_queries):
    submission = checked(*(sheet(n, BIBL=f"Guide {n} // {n}") for n in range(1, 40)))
    for group in submission.finding_groups.filter(code="REC061"):
        accepting.accept(submission, group, REASON, members=sets.load(group.members))
    with django_assert_max_num_queries(3):
        assert len(accepting.accepted(submission)) == 39
