"""« Pourquoi ma notice n’est-elle pas en ligne ? » : the page, for one number and for many."""

from pathlib import Path

import factories
import pytest
from account_tools import text
from django.test import Client
from test_desk import hand_in
from test_desk import text as notices

from coffret.accounts.models import Role, User
from coffret.catalogue import actions as catalogue
from coffret.search.index import follow
from coffret.submissions import actions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(transactional_db: None) -> Client:
    return signed_in(factories.user("responsable@example.org", museums={"M0650": Role.MANAGER}, name="Anne Petit"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_refused_notice_leads_to_its_line_and_its_rule(tmp_path: Path, client: Client):
    submission = hand_in(tmp_path, notices(count=1).replace("DOMN\npeinture\n", ""))
    page = text(client.get("/pro/pourquoi", {"q": "2026 1 1"}))
    line = submission.lines.get()
    assert "refusée par un contrôle" in page
    assert f'href="/pro/versements/{submission.pk}/lignes/{line.pk}"' in page
    assert "Corriger la ligne" in page
    code = submission.finding_groups.get(severity="erreur").code
    assert f'href="/aide/controles/{code}"' in page


def test_a_notice_online_says_every_step(tmp_path: Path, client: Client):
    actions.publish(hand_in(tmp_path, notices(count=1)))
    follow()
    page = text(client.get("/pro/pourquoi?q=M0650000001"))
    for said in ("En ligne.", "Reçue", "Contrôlée", "Publiée", "Trouvée par la recherche", "Annoncée aux moteurs"):
        assert said in page, said
    assert 'href="/notices/M0650000001"' in page


def test_a_withdrawn_notice_leads_to_its_history(tmp_path: Path, client: Client):
    actions.publish(hand_in(tmp_path, notices(count=1)))
    catalogue.withdraw("M0650000001", "Dépôt rendu")
    page = text(client.get("/pro/pourquoi?q=M0650000001"))
    assert "Dépôt rendu" in page
    assert "/pro/notices/M0650000001/versions" in page


def test_what_was_never_received_says_so_and_what_to_do(client: Client):
    page = text(client.get("/pro/pourquoi?q=INCONNU-1"))
    assert "Jamais reçue" in page
    assert "INCONNU-1" in page
    assert "/pro/verser/" in page


def test_many_numbers_are_answered_one_line_each(tmp_path: Path, client: Client):
    hand_in(tmp_path, notices(count=6))
    asked = "\n".join([*(f"M0650{number:06d}" for number in range(1, 7)), "INCONNU"])
    page = text(client.post("/pro/pourquoi", {"q": asked}))
    assert page.count("attend d’être publiée") == 6
    assert "Jamais reçue" in page
    assert "INCONNU" in page


def test_another_museum_learns_nothing(tmp_path: Path, client: Client):
    hand_in(tmp_path, notices(count=1))
    stranger = signed_in(factories.user(museums={"M0001": Role.MANAGER}))
    page = text(stranger.get("/pro/pourquoi?q=M0650000001"))
    assert "Jamais reçue" in page
    assert "versement.txt" not in page


@pytest.mark.parametrize("asked", ["%", "' OR 1=1 --", "\x00", "é" * 5000, "<script>alert(1)</script>", "0" * 300])
def test_hostile_numbers_find_nothing_and_break_nothing(client: Client, asked: str):
    for answer in (client.get("/pro/pourquoi", {"q": asked}), client.post("/pro/pourquoi", {"q": asked})):
        assert answer.status_code == 200
        assert "<script>alert" not in text(answer)


def test_the_page_asks_for_nothing_before_it_is_asked(client: Client):
    page = text(client.get("/pro/pourquoi"))
    assert "Jamais reçue" not in page
    assert 'name="q"' in page
