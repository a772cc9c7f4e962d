"""Publish all, a choice, all but; ask the office; take back after reading what will change; two people at once."""

import threading

import factories
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from test_desk import hand_in, text

from coffret.accounts.models import Participation, Role
from coffret.base import jobs
from coffret.catalogue.models import Record, Status
from coffret.submissions import actions, publication_jobs, sets
from coffret.submissions.models import Review, Stage, Submission, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(tmp_path, transactional_db):
    return hand_in(tmp_path, text(count=4))


def client(**account):
    made = Client()
    made.force_login(factories.user(**account))
    return made


@pytest.fixture
def manager(transactional_db):
    return client(museums={"M0650": Role.MANAGER})


@pytest.fixture
def office(transactional_db):
    return client(office=True)


def post(who, name, submission, follow=True, **given):
    return who.post(reverse(f"desk:{name}", args=[submission.pk]), given, follow=follow)


def online():
    return set(Record.objects.filter(status=Status.PUBLISHED).values_list("ref", flat=True))


def ref(*numbers):
    return {f"M0650{number:06d}" for number in numbers}


def test_everything_is_published_at_once(manager, submission):
    answer = post(manager, "publication", submission, edition=submission.edition, quoi="tout")
    assert "4 notices publiées." in answer.content.decode()
    assert online() == ref(1, 2, 3, 4)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"quoi": "coches", "ligne": ["0", "2"]}, ref(1, 3)),
        ({"quoi": "coches", "lignes": "0-1,3"}, ref(1, 2, 4)),
        ({"quoi": "coches", "tout": "oui", "filtre": "effet=C", "sauf": "1"}, ref(1, 3, 4)),
        ({"quoi": "reste", "liste": "effet=C", "ligne": ["0"]}, ref(2, 3, 4)),
        ({"lignes": "3"}, ref(4)),
    ],
)
def test_a_choice_is_published(manager, submission, given, expected):
    post(manager, "publication", submission, edition=submission.edition, **given)
    assert online() == expected
    submission.refresh_from_db()
    assert submission.stage == Stage.PARTLY


@pytest.mark.parametrize("given", [{"quoi": "coches"}, {"lignes": "a-b"}, {"lignes": "9-2"}, {"quoi": "n’importe"}])
def test_a_choice_that_means_nothing_publishes_nothing(manager, submission, given):
    answer = post(manager, "publication", submission, **given)
    assert "notice-error" in answer.content.decode()
    assert not online()


def test_a_page_older_than_the_submission_publishes_nothing(manager, submission):
    post(manager, "publication", submission, edition=submission.edition, lignes="0")
    answer = post(manager, "publication", submission, edition=submission.edition, quoi="tout")
    assert "a changé depuis l’ouverture de cette page" in answer.content.decode()
    assert online() == ref(1)


def test_two_people_at_once_publish_once(submission):
    done = []

    def press():
        try:
            actions.publish(Submission.objects.get(pk=submission.pk))
            done.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [True, True]
    assert set(Record.objects.values_list("version", flat=True)) == {1}
    assert submission.decisions.count() == 1


def test_where_the_office_reads_first_the_manager_asks_and_the_office_publishes(manager, office, submission):
    Participation.objects.filter(museum="M0650").update(reviewed=True)
    page = manager.get(reverse("desk:report", args=[submission.pk])).content.decode()
    assert "Demander la publication de 4 notices" in page

    post(manager, "publication", submission, edition=submission.edition, lignes="0-2", mots="Trois acquisitions")
    assert not online()
    assert "Trois acquisitions" in office.get(reverse("desk:report", args=[submission.pk])).content.decode()

    post(office, "review_publication", submission, edition=submission.edition)
    assert online() == ref(1, 2, 3)
    assert Review.objects.get().verdict == Verdict.PUBLISHED


def test_the_office_sends_back_with_words_and_the_museum_asks_again(manager, office, submission):
    Participation.objects.filter(museum="M0650").update(reviewed=True)
    post(manager, "publication", submission, edition=submission.edition)
    answer = post(office, "review_sending_back", submission, mots="")
    assert "Dire au musée" in answer.content.decode()
    post(office, "review_sending_back", submission, mots="Le titre est à revoir.")
    assert "Le titre est à revoir." in manager.get(reverse("desk:report", args=[submission.pk])).content.decode()
    post(manager, "publication", submission, edition=submission.edition)
    post(manager, "review_dropping", submission)
    assert [one.verdict for one in Review.objects.order_by("pk")] == [Verdict.SENT_BACK, Verdict.DROPPED]
    assert not online()


def test_what_will_change_is_read_before_it_is_done(manager, submission):
    actions.publish(submission)
    page = manager.get(reverse("desk:annulation", args=[submission.pk])).content.decode()
    assert "Ce qui va changer" in page
    assert "4</strong> notices quittent le site" in page
    assert online() == ref(1, 2, 3, 4)

    submission.refresh_from_db()
    answer = post(manager, "annulation", submission, edition=submission.edition, quoi="tout", confirme="1")
    assert "Versement annulé." in answer.content.decode()
    assert not online()


def test_only_the_lines_ticked_are_taken_back(manager, submission):
    actions.publish(submission)
    shown = post(manager, "annulation", submission, quoi="coches", ligne=["1"]).content.decode()
    assert 'name="lignes" value="1"' in shown
    assert online() == ref(1, 2, 3, 4)
    post(manager, "annulation", submission, quoi="coches", lignes="1", confirme="1")
    assert online() == ref(1, 3, 4)


def test_conflicts_are_shown_with_their_texts_and_settled_as_ticked(manager, tmp_path, submission):
    actions.publish(submission)
    wrong = hand_in(tmp_path, text(count=2, deno="faux"), "faux.txt")
    actions.publish(wrong)
    actions.publish(hand_in(tmp_path, text(count=2, deno="esquisse"), "juste.txt"))

    shown = manager.get(reverse("desk:annulation", args=[wrong.pk])).content.decode()
    for words in ("tableau", "faux", "esquisse", "2</strong> champs changés depuis"):
        assert words in shown

    wrong.refresh_from_db()
    given = {"edition": wrong.edition, "confirme": "1", "conflits": "choisir", "revenir": ["1:DENO", "x", "9:"]}
    answer = post(manager, "annulation", wrong, **given)
    assert "1 changement plus récent est gardé." in answer.content.decode()
    found = Record.objects.order_by("ref").values_list("ref", "values")
    texts = {ref: values.get("DENO") for ref, values in found}
    assert (texts["M0650000001"], texts["M0650000002"]) == ("esquisse", "tableau")


def test_a_large_publication_is_done_by_the_worker_and_followed(manager, submission, monkeypatch):
    monkeypatch.setattr(publication_jobs, "SMALL", 2)
    answer = post(manager, "publication", submission, edition=submission.edition).content.decode()
    assert "Publication en cours" in answer
    assert not online()
    refused = post(manager, "publication", submission, edition=submission.edition).content.decode()
    assert "Un travail est déjà en cours" in refused

    assert jobs.run_waiting() == 1
    assert online() == ref(1, 2, 3, 4)
    assert not manager.get(reverse("desk:deciding_progress", args=[submission.pk])).content.strip()

    submission.refresh_from_db()
    post(manager, "annulation", submission, edition=submission.edition, quoi="tout", confirme="1")
    assert online() == ref(1, 2, 3, 4)
    jobs.run_waiting()
    assert not online()


def test_a_job_asked_of_a_submission_that_changed_since_does_nothing(submission):
    wanted = sets.publishable(sets.of(submission.pk))
    job = publication_jobs.ask_publication(submission, wanted, edition=submission.edition, by=None)
    Submission.objects.update(edition=submission.edition + 1)
    jobs.run_waiting()
    job.refresh_from_db()
    assert "a changé depuis cette demande" in job.refusal
    assert not online()


def test_a_job_begun_again_after_its_transaction_finds_it_done(submission):
    by = factories.user(office=True)
    wanted = sets.publishable(sets.of(submission.pk))
    job = publication_jobs.ask_publication(submission, wanted, edition=submission.edition, by=by)
    actions.publish(submission, wanted, by=by)
    jobs.run_waiting()
    job.refresh_from_db()
    assert (job.refusal, job.result["count"]) == ("", 4)
    assert set(Record.objects.values_list("version", flat=True)) == {1}


def test_two_museums_publish_at_once_and_see_nothing_of_each_other(tmp_path, transactional_db):
    """Each manager's lines, findings and sets stay their own, whatever the order their publications end in."""
    mine, theirs = hand_in(tmp_path, text(count=6)), hand_in(tmp_path, text("M0012", 6), "autre.txt")
    failures = []

    def press(submission):
        try:
            actions.publish(Submission.objects.get(pk=submission.pk))
        except Exception as failure:  # noqa: BLE001 - told to the test
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[one]) for one in (mine, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures

    for own, other, code in ((mine, theirs, "M0650"), (theirs, mine, "M0012")):
        reader = client(museums={code: Role.MANAGER})
        numbers = set(Record.objects.filter(museum=code).values_list("submission", flat=True))
        assert numbers == {own.pk}
        records = set(own.lines.values_list("record", flat=True))
        assert records == set(Record.objects.filter(museum=code).values_list("pk", flat=True))
        assert len(sets.of(own.pk)["published"]) == 6
        assert reader.get(reverse("desk:report", args=[own.pk])).status_code == 200
        for name in ("report", "lines", "annulation", "deciding_progress", "original"):
            assert reader.get(reverse(f"desk:{name}", args=[other.pk])).status_code == 403
        group = other.finding_groups.order_by("pk").first()
        if group:
            assert reader.get(reverse("desk:finding", args=[other.pk, group.pk])).status_code == 403
        listed = reader.get(reverse("desk:notices")).content.decode()
        assert f"{code}000001" in listed
        assert f"{'M0012' if code == 'M0650' else 'M0650'}000001" not in listed
