"""A museum hands in a folder in a real browser: looked at before, sent by pieces, cut, reloaded, gone on with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import factories
import image_corpus
import pytest

from coffret.accounts.models import Role
from coffret.base import jobs
from coffret.submissions.models import DeliveredFile, Delivery, Stage, Submission

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[1] / "external" / "node_modules" / "axe-core" / "axe.min.js"


def record(number: int, **values: str) -> str:
    """Return a whole record of Saint-Omer, as ajout piloté."""
    whole = {
        "REF": f"M0650{number:06d}",
        "MUSEO": "M0650",
        "INV": f"2026.1.{number}",
        "DOMN": "céramique",
        "DENO": "assiette",
        "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
        "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
        **values,
    }
    return "".join(f"{code}\n{value}\n" for code, value in whole.items()) + "//\n"


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of two notices and two pictures, one of which is cut."""
    place = tmp_path / "dossier"
    (place / "photos").mkdir(parents=True)
    (place / "notices.txt").write_text(record(1, REFIM="a.jpg") + record(2, REFIM="b.jpg"))
    good = image_corpus.encoded(size=image_corpus.LARGE, dpi=(72, 72), quality=90)
    (place / "photos" / "a.jpg").write_bytes(good)
    (place / "photos" / "b.jpg").write_bytes(good[: len(good) // 2])
    return place


@pytest.fixture
def heavy(tmp_path: Path) -> Path:
    """Return a folder with a file of three pieces."""
    place = tmp_path / "lourd"
    place.mkdir()
    (place / "notices.txt").write_text(record(1))
    (place / "releve.bin").write_bytes(bytes(range(256)) * (20 << 12))
    return place


@pytest.fixture
def page(live_server: Any, browser: Any, client: Any) -> Iterator[Any]:
    """Give a browser signed in as somebody of the museum; an error of script fails the test."""
    client.force_login(factories.user("regie@example.org", museums={"M0650": Role.MANAGER}))
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="fr-FR")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{error}{error.stack}"))
    yield page
    context.close()
    assert not broken


def choose(page: Any, folder: Path) -> None:
    """Choose a folder and wait until it is looked at."""
    page.locator("#hand-folder").set_input_files(folder)
    page.locator("[data-send]", has_text="Verser").wait_for()


def send(page: Any) -> None:
    """Send what was chosen and wait for the page of its delivery."""
    page.locator("[data-send]").click()
    page.locator("h1", has_text="Envoi").wait_for()


def examined(page: Any) -> None:
    """Let the worker's turn come; the page follows by itself."""
    assert jobs.run_waiting() == 1
    page.get_by_role("link", name="Lire le rapport").wait_for()


def test_a_folder_is_looked_at_sent_and_reported(page: Any, folder: Path):
    page.goto("/pro/verser/")
    choose(page, folder)
    page.locator("[data-found]", has_text="photos/b.jpg").wait_for()
    assert "1 fichier de notices, 2 images" in page.locator("[data-count]").inner_text()
    assert "Verser 3 fichiers" in page.locator("[data-send]").inner_text()
    send(page)
    assert "En attente de son tour" in page.locator("main").inner_text()
    page.locator("[data-refresh]").wait_for(state="detached")  # it follows by itself
    examined(page)
    assert "1 image nouvelle et 1 image illisible" in page.locator("main").inner_text()
    page.get_by_role("link", name="Lire le rapport").click()
    page.wait_for_url("**/pro/versements/*")
    assert Submission.objects.get().stage == Stage.CHECKED


def test_pictures_found_bad_may_be_left_out(page: Any, folder: Path):
    page.goto("/pro/verser/")
    choose(page, folder)
    page.locator("[data-leave]").check()
    send(page)
    assert sorted(DeliveredFile.objects.values_list("path", flat=True)) == ["notices.txt", "photos/a.jpg"]


def test_what_the_museum_has_is_not_sent_twice(page: Any, folder: Path):
    for turn in (1, 2):
        page.goto("/pro/verser/")
        choose(page, folder)
        page.locator("[data-found]", has_text="b.jpg").wait_for()
        sent: list[str] = []
        page.on("request", lambda asked, sent=sent: sent.append(asked.url) if asked.method == "PUT" else None)
        send(page)
        jobs.run_waiting()
        assert len(sent) == {1: 3, 2: 2}[turn]  # the good picture is kept, by its content
    assert list(DeliveredFile.objects.filter(known=True).values_list("path", flat=True)) == ["photos/a.jpg"]


def test_the_connection_is_lost_and_found(page: Any, heavy: Path):
    cut = {"left": 1}

    def lose(route: Any) -> None:
        if "offset=8388608" in route.request.url and cut["left"]:
            cut["left"] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/pro/verser/*/*", lose)
    page.goto("/pro/verser/")
    choose(page, heavy)
    page.locator("[data-send]").click()
    page.locator("[data-trouble]", has_text="La connexion est perdue").wait_for()
    page.locator("h1", has_text="Envoi").wait_for()
    examined(page)
    file = DeliveredFile.objects.get(path="releve.bin")
    assert (file.received, file.finished_at is None) == (20 << 20, False)


def test_reloaded_in_the_middle_the_same_folder_goes_on_where_it_was(page: Any, heavy: Path):
    page.route("**/pro/verser/*/*offset=16777216", lambda route: route.abort("connectionreset"))
    page.goto("/pro/verser/")
    choose(page, heavy)
    page.locator("[data-send]").click()
    page.locator("[data-trouble]", has_text="La connexion est perdue").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())  # leaving is asked for while it is being sent
    delivery = Delivery.objects.get()
    page.unroute_all()
    page.goto("/pro/verser/")
    page.get_by_role("link", name=f"Envoi {delivery.pk}, commencé").click()
    page.locator("#missing", has_text="1 fichier à recevoir").wait_for()
    offsets: list[str] = []
    page.on("request", lambda asked: offsets.append(urlsplit(asked.url).query) if asked.method == "PUT" else None)
    choose(page, heavy)
    page.locator("[data-send]").click()
    page.locator(".stage", has_text="reçu").wait_for()
    assert offsets == ["offset=16777216"]
    examined(page)


def test_an_envoi_is_paused_and_resumed(page: Any, heavy: Path):
    gate = {"shut": True}
    page.route(
        "**/pro/verser/*/*offset=8388608",
        lambda route: route.abort("connectionreset") if gate["shut"] else route.continue_(),
    )
    page.goto("/pro/verser/")
    choose(page, heavy)
    page.locator("[data-send]").click()
    page.locator("[data-trouble]", has_text="La connexion est perdue").wait_for()
    page.locator("[data-pause]").click()
    page.locator("[data-trouble]", has_text="Envoi suspendu").wait_for()
    gate["shut"] = False
    page.locator("[data-resume]").click()
    page.locator("h1", has_text="Envoi").wait_for()
    assert Delivery.objects.get().state == "received"


def test_signed_out_meanwhile_it_is_said_and_nothing_is_lost(page: Any, heavy: Path):
    page.goto("/pro/verser/")
    choose(page, heavy)
    kept = page.context.cookies()
    page.route(
        "**/pro/verser/*/*offset=8388608",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Connexion</h1>"),
    )
    page.locator("[data-send]").click()
    page.locator("[data-trouble]", has_text="Votre session est terminée").wait_for()
    assert kept
    page.unroute_all()
    page.locator("[data-resume]").click()
    page.locator("h1", has_text="Envoi").wait_for()


def test_by_keyboard_alone(page: Any, folder: Path):
    page.goto("/pro/verser/")
    page.locator("#hand-files").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "hand-folder"
    choose(page, folder)
    page.locator("[data-found]", has_text="b.jpg").wait_for()
    page.locator("#hand-title").focus()
    for _press in range(3):  # the list of pictures at fault, the box to leave them out, the button
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hasAttribute('data-send')")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Envoi").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (820, "dark"), (1440, "light")])
def test_nothing_is_in_the_way_of_anybody(page: Any, folder: Path, width: int, scheme: str):
    if not AXE.is_file():
        pytest.skip("axe-core is not on this machine")

    def look() -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], iframes: false})")["violations"]
        assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/pro/verser/")
    look()
    choose(page, folder)
    page.locator("[data-found]", has_text="b.jpg").wait_for()
    look()
    send(page)
    look()
    examined(page)
    look()
