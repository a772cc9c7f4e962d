"""The first page of somebody of a museum: what waits, in its place; museums in figures; what an observer sees."""

from datetime import timedelta
from pathlib import Path

import factories
import pytest
from account_tools import text
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from test_desk import hand_in
from test_desk import text as notices

from coffret.accounts.models import Membership, Role, User
from coffret.authorities.models import Museum
from coffret.conformity.models import Board, Measure
from coffret.submissions import actions
from coffret.submissions.models import Review, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(transactional_db: None) -> User:
    return factories.user("responsable@example.org", museums={"M0650": Role.MANAGER}, name="Anne Petit")


def page_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return text(client.get("/pro/"))


def test_what_may_be_published_waits_for_a_manager(tmp_path: Path, manager: User):
    hand_in(tmp_path, notices())
    page = page_of(manager)
    assert "Un versement prêt à publier" in page
    assert "2 notices à publier" in page
    assert "1 versement attend" in page
    contributor = factories.user(museums={"M0650": Role.CONTRIBUTOR})
    assert "Un versement prêt à lire" in page_of(contributor)
    assert "prêt à" not in page_of(factories.user(museums={"M0001": Role.MANAGER}))


def test_what_was_refused_is_to_be_mended(tmp_path: Path, manager: User):
    submission = hand_in(tmp_path, notices().replace("DOMN\npeinture\n", "", 1))
    page = page_of(manager)
    assert f"versement {submission.pk} · M0650" in page
    assert "Un versement à corriger" in page
    assert "1 notice refusée, 1 notice à publier" in page
    assert "prêt à publier" not in page


def test_a_file_refused_whole_line_by_line_still_waits(tmp_path: Path, manager: User):
    hand_in(tmp_path, notices().replace("DOMN\npeinture\n", ""))
    assert "2 notices refusées" in page_of(manager)


def test_nothing_waits_once_published(tmp_path: Path, manager: User):
    actions.publish(hand_in(tmp_path, notices()))
    page = page_of(manager)
    assert "Rien n’attend." in page
    assert "attend</strong>" not in page


def test_the_office_s_answer_comes_first_with_its_words(tmp_path: Path, manager: User):
    submission = hand_in(tmp_path, notices())
    now = timezone.now()
    review = Review.objects.create(submission=submission, count=2, asked_by=manager, asked_at=now)
    assert "Un versement attend le bureau" in page_of(manager)
    boss = factories.user(office=True)
    assert "Une publication est demandée au bureau" in page_of(boss)
    review.verdict, review.answer, review.answered_at = Verdict.SENT_BACK, "Manque le crédit.", now
    review.save()
    page = page_of(manager)
    assert "Le bureau a répondu" in page
    assert "Manque le crédit." in page
    assert "prêt à publier" not in page
    assert "demandée au bureau" not in page_of(boss)


def test_a_museum_is_shown_in_figures(manager: User):
    factories.record({"MUSEO": "M0650"}, has_image=True)
    factories.record({"MUSEO": "M0650"})
    museum = factories.museum("M0650")
    Board.objects.create(
        museum=museum, measured_at=timezone.now(), counts={"erreur": 3, "alerte": 14, "signalement": 0}
    )
    today = timezone.localdate()
    for ago, online in ((60, 1), (30, 1), (0, 2)):
        Measure.objects.create(museum=museum, day=today - timedelta(days=ago), counts={"online": online})
    page = page_of(manager)
    figures = page[page.index("museum-figures") :]
    figures = figures[: figures.index("</dl>")]
    for said in ("<dd>2</dd>", "<dd>1</dd>", "illustrée, 50", "<dd>3</dd>", "<dd>14</dd>", "+1 depuis le", "<polyline"):
        assert said in figures, said


def test_several_museums_are_sorted_by_what_waits(tmp_path: Path, manager: User):
    factories.museum("M0001", city="Abbeville", official_name="musée Boucher-de-Perthes")
    Membership.objects.create(user=manager, museum_id="M0001", role=Role.CONTRIBUTOR)
    order = [page_of(manager).index(f'href="/pro/musees/{code}/"') for code in ("M0001", "M0650")]
    assert order == sorted(order)
    hand_in(tmp_path, notices())
    order = [page_of(manager).index(f'href="/pro/musees/{code}/"') for code in ("M0650", "M0001")]
    assert order == sorted(order)


def test_an_observer_reads_its_region_and_acts_on_nothing(tmp_path: Path, manager: User):
    hand_in(tmp_path, notices())
    Museum.objects.filter(pk="M0650").update(region="Hauts-de-France")
    client = Client()
    client.force_login(factories.user(regions=["Hauts-de-France"]))
    page = text(client.get("/pro/"))
    assert "observation" in page
    assert "versement.txt" in page
    assert "Rien n’attend." in page
    assert "/pro/verser/" not in page
    museum = text(client.get("/pro/musees/M0650/"))
    assert "/pro/musees/M0650/personnes/" not in museum
    assert "/pro/notices/nouvelle" not in museum


def test_the_number_of_queries_does_not_grow(tmp_path: Path, manager: User):
    client = Client()
    client.force_login(manager)

    def count() -> int:
        client.get("/pro/")
        with CaptureQueriesContext(connection) as kept:
            client.get("/pro/")
        return len(kept)

    hand_in(tmp_path, notices())
    one = count()
    for number in range(1, 6):
        code = f"M{number:04d}"
        Membership.objects.create(user=manager, museum=factories.museum(code), role=Role.MANAGER)
        factories.enrolled(code)
        hand_in(tmp_path, notices(code), f"{code}.txt")
    assert count() == one
