"""Publication asked of the office: asked, published, sent back, withdrawn; each said once to who waits for it."""

import pytest
from factories import user
from pyroaring import BitMap
from sheets import sheet

from coffret.accounts.models import Office, Role
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.catalogue.models import Record, Status
from coffret.submissions import actions, reviewing, sets
from coffret.submissions.models import Review, Verdict


@pytest.fixture
def manager(db):
    return user(museums={"M0650": Role.MANAGER}, name="Agnès")


@pytest.fixture
def office(db):
    user(office=Office.EDITOR)
    return user(office=True)


def answer(review, edition, by):
    """Publish what was asked for, as it was read at ``edition``."""
    actions.publish(review.submission, sets.load(review.members), by=by, edition=edition)


def test_a_question_reaches_the_administrators_and_its_answer_who_asked(submit, manager, office):
    submission = submit(sheet(1), sheet(2), publication=False)

    review = reviewing.ask(submission, words="Deux acquisitions", by=manager)

    assert Mail.objects.get().to == office.email
    assert "Deux acquisitions" in Mail.objects.get().text
    assert reviewing.waiting(submission) == review
    assert list(reviewing.questions()) == [review]

    answer(review, submission.edition, office)

    review.refresh_from_db()
    assert (review.verdict, review.answered_by) == (Verdict.PUBLISHED, office)
    assert Record.objects.count() == 2
    assert list(Mail.objects.order_by("pk").values_list("to", flat=True)) == [office.email, manager.email]
    assert reviewing.waiting(submission) is None


def test_lines_that_were_not_asked_for_stay(submit, manager, office):
    submission = submit(sheet(1), sheet(2), sheet(3), publication=False)
    review = reviewing.ask(submission, BitMap([2]), by=manager)
    answer(review, submission.edition, office)
    assert Record.objects.get().ref == "M0650000003"


def test_one_question_waits_at_a_time(submit, manager):
    submission = submit(sheet(1), publication=False)
    reviewing.ask(submission, by=manager)
    with pytest.raises(Refused, match="attend déjà"):
        reviewing.ask(submission, by=manager)


def test_there_is_nothing_to_ask_for_where_nothing_can_be_published(submit, manager):
    submission = submit(sheet(1), publication=False)
    with pytest.raises(Refused, match="Aucune notice"):
        reviewing.ask(submission, BitMap([5]), by=manager)


def test_what_changed_since_it_was_read_is_not_published(submit, manager, office):
    submission = submit(sheet(1), publication=False)
    review = reviewing.ask(submission, by=manager)
    read = submission.edition
    type(submission).objects.filter(pk=submission.pk).update(edition=read + 1)

    review = Review.objects.select_related("submission").get(pk=review.pk)
    assert reviewing.is_stale(review)
    with pytest.raises(Refused, match="a changé"):
        answer(review, read, office)
    assert not Record.objects.exists()

    answer(review, read + 1, office)
    assert Record.objects.exists()


def test_it_is_sent_back_with_words(submit, manager, office):
    submission = submit(sheet(1), publication=False)
    review = reviewing.ask(submission, by=manager)
    with pytest.raises(Refused, match="à revoir"):
        reviewing.send_back(review, "  ", by=office)

    reviewing.send_back(review, "Le titre manque.", by=office)

    assert "Le titre manque." in Mail.objects.get(to=manager.email).text
    assert Review.objects.get().verdict == Verdict.SENT_BACK
    with pytest.raises(Refused, match="déjà sa réponse"):
        reviewing.open_question(Review.objects.get())

    again = reviewing.ask(submission, by=manager)
    assert list(reviewing.questions()) == [again]
    reviewing.drop(again, by=manager)
    assert reviewing.waiting(submission) is None


def test_a_publication_by_somebody_else_answers_the_question(submit, manager, office):
    submission = submit(sheet(1), sheet(2), publication=False)
    review = reviewing.ask(submission, BitMap([0]), by=manager)
    actions.publish(submission, by=office)
    review.refresh_from_db()
    assert review.verdict == Verdict.PUBLISHED


def test_what_changed_since_it_was_read_is_not_taken_back(submit, office):
    submission = submit(sheet(1))
    with pytest.raises(Refused, match="a changé"):
        actions.revert(submission, by=office, edition=submission.edition + 1)
    assert Record.objects.get().status == Status.PUBLISHED
    actions.revert(submission, by=office, edition=submission.edition)
    assert Record.objects.get().status == Status.WITHDRAWN


def test_a_question_about_what_is_taken_back_whole_ends_with_it(submit, manager, office):
    submission = submit(sheet(1), sheet(2), publication=False)
    actions.publish(submission, BitMap([0]), by=office)
    review = reviewing.ask(submission, by=manager)

    actions.revert(submission, by=manager)

    review.refresh_from_db()
    assert (review.verdict, review.answered_by) == (Verdict.DROPPED, manager)
    assert not reviewing.questions()
