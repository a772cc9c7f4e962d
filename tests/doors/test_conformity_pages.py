"""The pages of conformity: a museum reads its own, a region its own, the office all; the public none."""

import csv
import io
from datetime import timedelta
from typing import Any

import factories
import pytest
import python_calamine
from django.test import Client
from django.utils import timezone

from coffret.accounts.models import Observation, Role
from coffret.base import jobs
from coffret.conformity import measuring
from coffret.conformity.models import Board, Measure
from coffret.desk.conformity import board as board_views
from coffret.submissions.models import Submission

pytestmark = pytest.mark.django_db

MUSEUM, OTHER = "M0650", "M0001"


@pytest.fixture
def museums() -> None:
    factories.museum(MUSEUM, region="Hauts-de-France")
    factories.museum(OTHER, official_name="=cmd()", city="Bourg-en-Bresse", region="Auvergne-Rhône-Alpes")
    factories.record(
        {"TITR": "Coffret", "MILL": "1822 entre ; 1880 et"}, findings=[["REC044", "MILL", "1822 entre ; 1880 et"]]
    )
    factories.record({"TITR": "Coffre", "MUSEO": OTHER})
    for code in (MUSEUM, OTHER):
        measuring.keep(code)


def browser(**account: Any) -> Client:
    client = Client()
    client.force_login(factories.user(**account))
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_a_member_reads_the_board_of_their_museum(museums: None):
    client = browser(museums={MUSEUM: Role.MANAGER})
    shown = page(client, f"/pro/musees/{MUSEUM}/conformite/")
    assert "La correction qui gagne le plus" in shown
    assert "<ins>" in shown
    assert "Préparer ces corrections" in shown
    assert "Fiche minimum de diffusion" in shown
    assert client.get(f"/pro/musees/{OTHER}/conformite/").status_code == 403
    assert client.get("/pro/conformite/")["Location"] == f"/pro/musees/{MUSEUM}/conformite/"


def test_a_museum_never_measured_is_measured_when_its_board_is_read():
    factories.record({"TITR": "Coffret"})
    assert "Mesuré le" in page(browser(museums={MUSEUM: Role.CONTRIBUTOR}), f"/pro/musees/{MUSEUM}/conformite/")
    assert Board.objects.get().counts["online"] == 1


def test_a_large_one_is_measured_by_the_worker(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(board_views, "AT_ONCE", 0)
    factories.record({"TITR": "Coffret"})
    client = browser(museums={MUSEUM: Role.CONTRIBUTOR})
    assert "en train d’être mesurées" in page(client, f"/pro/musees/{MUSEUM}/conformite/")
    assert jobs.run_waiting() == 1
    assert "Mesuré le" in page(client, f"/pro/musees/{MUSEUM}/conformite/")


def test_a_museum_without_notices_has_a_board(museums: None):
    factories.museum("M0002")
    assert "Mesuré le" in page(browser(museums={"M0002": Role.MANAGER}), "/pro/musees/M0002/conformite/")


@pytest.mark.parametrize("curve", ["minimum", "online", "nimporte"])
def test_the_curve_is_drawn_from_two_days_on(museums: None, curve: str):
    client = browser(museums={MUSEUM: Role.MANAGER})
    address = f"/pro/musees/{MUSEUM}/conformite/?courbe={curve}"
    assert "paraîtra demain" in page(client, address)
    Measure.objects.create(museum_id=MUSEUM, day=timezone.localdate() - timedelta(days=3), counts={"online": 4})
    assert "<svg" in page(client, address)
    assert "paraîtra demain" not in page(client, address)


def test_the_office_compares_all_and_sorts(museums: None):
    client = browser(office=True)
    shown = page(client, "/pro/conformite/")
    assert shown.index("Bourg-en-Bresse") < shown.index("Saint-Omer")
    turned = page(client, "/pro/conformite/?tri=museum&sens=inverse")
    assert turned.index("Saint-Omer") < turned.index("Bourg-en-Bresse")
    assert 'aria-sort="descending"' in turned
    one = page(client, "/pro/conformite/?region=Hauts-de-France")
    assert "Bourg-en-Bresse" not in one
    for order in ("online", "minimum", "images_norm", "duplicates", "nimporte"):
        page(client, f"/pro/conformite/?tri={order}")


def test_an_observer_reads_the_museums_of_the_region(museums: None):
    factories.museum("M0003", city="Lille", region="Hauts-de-France")
    measuring.keep("M0003")
    user = factories.user()
    Observation.objects.create(user=user, region="Hauts-de-France")
    client = Client()
    client.force_login(user)
    shown = page(client, "/pro/conformite/")
    assert "Saint-Omer" in shown
    assert "Lille" in shown
    assert "Bourg-en-Bresse" not in shown
    board = page(client, f"/pro/musees/{MUSEUM}/conformite/")
    assert "Préparer ces corrections" not in board
    assert client.get(f"/pro/musees/{OTHER}/conformite/").status_code == 403
    assert client.get("/pro/conformite/tableau.csv").status_code == 403


def test_the_table_is_given_as_csv_and_as_a_workbook(museums: None, tmp_path: Any):
    client = browser(office=True)
    text = client.get("/pro/conformite/tableau.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[0] for row in rows] == ["Code", OTHER, MUSEUM]
    assert rows[1][1] == "'=cmd()"
    path = tmp_path / "tableau.xlsx"
    path.write_bytes(client.get("/pro/conformite/tableau.xlsx").content)
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        cells = list(book.get_sheet_by_index(0).iter_rows())
    assert cells[1][1] == "=cmd()"
    assert cells[2][4] == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_is_prepared_in_one_gesture():
    factories.museum(MUSEUM)
    date = "1822 entre ; 1880 et"
    factories.record({"TITR": "Coffret", "MILL": date}, findings=[["REC044", "MILL", date]])
    client = browser(museums={MUSEUM: Role.CONTRIBUTOR})
    asked = {"regle": "REC044", "champ": "MILL", "valeur": "", "par": ""}
    answer = client.post(f"/pro/musees/{MUSEUM}/conformite/correction/", asked)
    submission = Submission.objects.get()
    assert answer["Location"] == submission.get_absolute_url()
    assert submission.updated == 1
    wrong = client.post(f"/pro/musees/{MUSEUM}/conformite/correction/", {**asked, "champ": "REF"}, follow=True)
    assert "n’existe pas" in wrong.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_large_one_is_prepared_by_the_worker(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(board_views, "AT_ONCE", 0)
    date = "1822 entre ; 1880 et"
    factories.record({"TITR": "Coffret", "MILL": date}, findings=[["REC044", "MILL", date]])
    measuring.keep(MUSEUM)
    client = browser(museums={MUSEUM: Role.MANAGER})
    asked = {"regle": "REC044", "champ": "MILL", "valeur": "", "par": ""}
    said = client.post(f"/pro/musees/{MUSEUM}/conformite/correction/", asked, follow=True).content.decode()
    assert "Préparation en cours" in said
    jobs.run_waiting()
    assert f"/pro/versements/{Submission.objects.get().pk}" in page(client, f"/pro/musees/{MUSEUM}/conformite/")


def test_no_public_page_compares_museums(museums: None, client: Client):
    for address in (
        "/",
        "/musees",
        f"/musees/{MUSEUM}",
        "/chiffres",
        "/carte",
        "/aide/",
        "/sitemap.xml",
        "/robots.txt",
    ):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "onformité" not in body.decode(), address
    assert client.get("/pro/conformite/").status_code == 302


def test_the_table_asks_as_many_questions_for_many(museums: None, django_assert_max_num_queries: Any):
    for number in range(30):
        factories.museum(f"M1{number:03d}", city=f"Ville {number}")
        Board.objects.create(museum_id=f"M1{number:03d}", measured_at=timezone.now(), counts={"online": number})
    client = browser(office=True)
    with django_assert_max_num_queries(16):
        assert "Ville 29" in page(client, "/pro/conformite/")
