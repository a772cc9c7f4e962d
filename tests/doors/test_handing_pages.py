"""The pages of handing in: what a browser sends, with script or without, and who may."""

import errno
import json
from hashlib import sha256
from pathlib import Path

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from test_desk import text

from coffret.accounts.models import Role, User
from coffret.base import jobs
from coffret.submissions.handing import deliveries, pieces
from coffret.submissions.models import DeliveredFile, Delivery, DeliveryState, Submission

pytestmark = pytest.mark.django_db
NOTICES = text(count=2).encode()


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def user() -> User:
    return factories.user("regie@example.org", museums={"M0650": Role.CONTRIBUTOR})


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begun(browser: Client) -> str:
    """Begin a delivery as the script does; return the address of its page."""
    answer = browser.post("/pro/verser/envois/", {"museum": "M0650"})
    assert answer.status_code == 200
    return answer.json()["page"]


def announce(browser: Client, page: str, *rows: dict) -> list[dict]:
    answer = browser.post(f"{page}/fichiers/", json.dumps(rows), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["files"]


def put(browser: Client, page: str, file: int, offset: int, content: bytes):
    return browser.put(f"{page}/{file}?offset={offset}", content, content_type="application/octet-stream")


def test_a_folder_sent_by_pieces_becomes_a_report(browser: Client, user: User):
    page = begun(browser)
    [row] = announce(browser, page, {"path": "n.txt", "size": len(NOTICES), "sha256": sha256(NOTICES).hexdigest()})
    assert put(browser, page, row["file"], 0, NOTICES[:50]).json() == {"offset": 50, "whole": False}
    assert "1 fichier à recevoir" in browser.get(page).content.decode()
    away = put(browser, page, row["file"], 0, NOTICES[:50])
    assert (away.status_code, away.json()["offset"]) == (409, 50)
    assert put(browser, page, row["file"], 50, NOTICES[50:]).json() == {"offset": len(NOTICES), "whole": True}
    assert "Terminer l’envoi" in browser.get(page).content.decode()

    assert browser.post(f"{page}/fin/")["Location"] == page
    waiting = browser.get(f"{page}/etat")
    assert (waiting["X-Delivery-State"], "En attente de son tour" in waiting.content.decode()) == ("received", True)
    assert "n’est pas encore un versement" in browser.get("/pro/").content.decode()
    jobs.run_waiting()
    shown = browser.get(page).content.decode()
    assert "2 notices nouvelles" in shown
    assert Submission.objects.get().get_absolute_url() in shown
    assert Submission.objects.get().submitted_by == user


def test_without_script_the_form_takes_the_same_road(browser: Client):
    page = browser.get("/pro/verser/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    files = [SimpleUploadedFile("n.txt", NOTICES), SimpleUploadedFile("vide.txt", b"")]
    answer = browser.post("/pro/verser/", {"museum": "M0650", "files": files})
    assert answer.status_code == 302
    jobs.run_waiting()
    assert "2 notices nouvelles" in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choisissez le musée"),
        ({"museum": "M0650"}, "au moins un fichier"),
        ({"museum": "M0650", "files": [SimpleUploadedFile("a", b"1"), SimpleUploadedFile("a", b"2")]}, "le même nom"),
    ],
)
def test_what_the_form_lacks_is_said_and_nothing_is_kept(browser: Client, sent: dict, said: str):
    answer = browser.post("/pro/verser/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Delivery.objects.exclude(state=DeliveryState.DROPPED).exists()


def test_nobody_sends_for_another_museum_nor_into_its_deliveries(browser: Client):
    page = begun(browser)
    [row] = announce(browser, page, {"path": "n.txt", "size": 3})
    stranger = Client()
    stranger.force_login(factories.user(museums={"M0001": Role.MANAGER}))
    assert stranger.post("/pro/verser/envois/", {"museum": "M0650"}).status_code == 403
    assert stranger.post("/pro/verser/", {"museum": "M0650"}).status_code == 403
    assert put(stranger, page, row["file"], 0, b"abc").status_code == 403
    assert stranger.get(page).status_code == 403
    # A file is found through its own delivery only.
    own = stranger.post("/pro/verser/envois/", {"museum": "M0001"}).json()["page"]
    assert put(stranger, own, row["file"], 0, b"abc").status_code == 404
    assert DeliveredFile.objects.get(pk=row["file"]).received == 0


@pytest.mark.parametrize("query", ["", "?offset=-1", "?offset=un", "?offset=" + "9" * 30])
def test_a_piece_that_does_not_say_where_it_stands(browser: Client, query: str):
    page = begun(browser)
    [row] = announce(browser, page, {"path": "n.txt", "size": 3})
    answer = browser.put(f"{page}/{row['file']}{query}", b"abc", content_type="application/octet-stream")
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[[]]", b"[" * 5000, b'[{"path": "a"}]'])
def test_a_list_that_is_none_is_refused_in_words(browser: Client, body: bytes):
    answer = browser.post(f"{begun(browser)}/fichiers/", body, content_type="application/json")
    assert (answer.status_code, "liste des fichiers" in answer.json()["refusal"]) == (422, True)


def test_a_file_being_written_elsewhere_is_tried_again_later(browser: Client):
    page = begun(browser)
    [row] = announce(browser, page, {"path": "n.txt", "size": 3})
    with pieces._held(DeliveredFile.objects.get(pk=row["file"])):
        assert put(browser, page, row["file"], 0, b"abc").status_code == 503


def test_a_large_form_of_nobody_known_is_refused_before_it_is_read(browser: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("coffret.desk.accounts.middleware.LIGHT", 1000)
    for address in ("/pro/verser/", "/pro/connexion/", "/notices/M0650000001/signaler"):
        # A session of nobody is none.
        for client in (Client(), Client(headers={"cookie": "sessionid=inconnue"})):
            answer = client.post(address, {"files": SimpleUploadedFile("a.txt", b"a" * 2000)})
            assert (answer.status_code, "demande un compte" in answer.content.decode()) == (413, True)
        assert Client().post(address, {"words": "court"}).status_code != 413
    sent = browser.post("/pro/verser/", {"museum": "M0650", "files": SimpleUploadedFile("a.txt", NOTICES * 20)})
    assert sent.status_code == 302


def test_nothing_is_taken_without_the_token_of_the_form(user: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    delivery = deliveries.begin(factories.museum("M0650"), user)
    [answer] = deliveries.announce(delivery, [deliveries.Announced("a.txt", 4)])
    page = f"/pro/verser/{delivery.pk}"
    for rest in ("/fichiers/", "/fin/", "/sans-les-manquants/", "/abandon/"):
        assert client.post(page + rest).status_code == 403
    assert client.post("/pro/verser/envois/", {"museum": "M0650"}).status_code == 403
    assert client.put(f"{page}/{answer.file}?offset=0", b"abcd").status_code == 403
    delivery.refresh_from_db()
    assert (delivery.state, DeliveredFile.objects.get().received) == (DeliveryState.ARRIVING, 0)


def test_a_full_disk_is_said_in_words_and_what_came_is_kept(browser: Client, monkeypatch: pytest.MonkeyPatch):
    page = begun(browser)
    [row] = announce(browser, page, {"path": "a.txt", "size": 8})
    assert put(browser, page, row["file"], 0, b"1234").status_code == 200

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pieces, "_take", full)
    answer = put(browser, page, row["file"], 4, b"5678")
    assert answer.status_code == 422
    assert "La place manque" in answer.json()["refusal"]
    monkeypatch.undo()
    assert put(browser, page, row["file"], 4, b"5678").json() == {"offset": 8, "whole": True}


def test_what_is_missing_is_said_then_left_out(browser: Client):
    page = begun(browser)
    rows = announce(browser, page, {"path": "n.txt", "size": len(NOTICES)}, {"path": "b.jpg", "size": 9})
    put(browser, page, rows[0]["file"], 0, NOTICES)
    refused = browser.post(f"{page}/fin/", follow=True).content.decode()
    assert "Un fichier n’est pas arrivé en entier" in refused
    assert "b.jpg" in refused
    assert "1 fichier laissé de côté." in browser.post(f"{page}/sans-les-manquants/", follow=True).content.decode()
    assert Delivery.objects.get().state == DeliveryState.RECEIVED


def test_a_delivery_begun_is_listed_and_may_be_given_up(browser: Client):
    page = begun(browser)
    announce(browser, page, {"path": "n.txt", "size": 9})
    assert page in browser.get("/pro/verser/").content.decode()
    assert "à reprendre avant le" in browser.get("/pro/").content.decode()
    assert "Envoi abandonné" in browser.post(f"{page}/abandon/", follow=True).content.decode()
    assert page not in browser.get("/pro/verser/").content.decode()
    assert "abandonné" in browser.get(page).content.decode()


def test_an_examination_that_stopped_for_good_may_be_asked_again(browser: Client, monkeypatch: pytest.MonkeyPatch):
    page = begun(browser)
    [row] = announce(browser, page, {"path": "n.txt", "size": len(NOTICES)})
    put(browser, page, row["file"], 0, NOTICES)
    browser.post(f"{page}/fin/")
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "WAITS", ())
        broken.setitem(jobs.JOBS, "examine", lambda telling: 1 / 0)
        jobs.run_waiting()
    assert "Le contrôle s’est arrêté." in browser.get(page).content.decode()
    browser.post(f"{page}/fin/")
    jobs.run_waiting()
    assert "2 notices nouvelles" in browser.get(page).content.decode()


def test_the_list_of_begun_deliveries_asks_as_much_however_many_they_are(browser: Client, user: User):
    def queries() -> int:
        browser.get("/pro/verser/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/pro/verser/")
        return len(asked)

    def add(count: int) -> None:
        for _number in range(count):
            delivery = deliveries.begin(factories.museum("M0650"), user)
            deliveries.announce(delivery, [deliveries.Announced("a", 1), deliveries.Announced("b", 2)])

    add(1)
    one = queries()
    add(6)
    assert queries() == one
