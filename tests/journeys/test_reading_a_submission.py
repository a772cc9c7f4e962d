"""A submission read in a real browser, by keyboard: findings, lines chosen from page to page, a line before and after."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import factories
import pytest
from sound_pages import faults

from coffret.accounts.models import Role, User
from coffret.submissions import actions
from coffret.submissions.models import Submission

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MUSEUM = "M0650"
STAT = "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin"
SignedIn = Callable[..., Any]


def records(count: int, title: str) -> str:
    """Return that many records as ajout piloté, each with a period as one should not write it."""
    fields = {"MUSEO": MUSEUM, "DOMN": "céramique", "DENO": "assiette", "STAT": STAT, "PERI": "XVIIIe siècle"}
    return "".join(
        f"REF\n{MUSEUM}{number:06d}\nINV\n2026.1.{number}\nTITR\n{title} {number}\n"
        + "".join(f"{code}\n{text}\n" for code, text in fields.items())
        + "LOCA\nSaint-Omer ; musée de l'hôtel Sandelin\n//\n"
        for number in range(1, count + 1)
    )


@pytest.fixture
def submission(transactional_db: None, tmp_path: Path) -> Submission:
    factories.museum(MUSEUM)
    path = tmp_path / "premier.txt"
    path.write_text(records(1, "Assiette"), encoding="utf-8")
    actions.submit(path, museum=MUSEUM, publication=True)
    path = tmp_path / "cent-vingt.txt"
    path.write_text(records(120, "Assiette à fleurs"), encoding="utf-8")
    return actions.submit(path, museum=MUSEUM)


@pytest.fixture
def anna(db: None) -> User:
    return factories.user("anna@example.org", museums={MUSEUM: Role.MANAGER}, name="Anna")


@pytest.fixture
def signed_in(live_server: Any, browser: Any, client: Any) -> Iterator[SignedIn]:
    """Give what opens a browser of its own for a person; what breaks in it fails the test."""
    contexts, broken = [], []

    def enter(person: User, *, width: int = 1440, scripts: bool = True) -> Any:
        client.force_login(person)
        options = {"viewport": {"width": width, "height": 900}, "java_script_enabled": scripts, "locale": "fr-FR"}
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        client.cookies.clear()
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(f"{error}{error.stack}"))
        page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not broken


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-item], [data-finding]')?.id || ''"))


def test_a_submission_is_read_by_keyboard_alone(signed_in: SignedIn, anna: User, submission: Submission):
    page = signed_in(anna)
    page.goto(f"/pro/versements/{submission.pk}")
    assert not faults(page)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Raccourcis du clavier").wait_for()
    assert not faults(page)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    first = focused(page)
    assert first.startswith("constat-")
    page.keyboard.press("n")
    assert focused(page) not in {"", first}
    page.keyboard.press("p")
    assert focused(page) == first
    page.locator("#found-q").focus()
    page.keyboard.type("njo")
    assert page.locator("#found-q").input_value() == "njo", "a letter typed in a field is a letter"
    page.locator("#found-q").fill("XVIIIe")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=XVIIIe**")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/constats/*")
    assert page.locator("tr[data-item]").count() == 50
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/lignes/*")
    assert "2 / 120" in page.locator(".line-steps").inner_text()
    page.keyboard.press("n")
    assert focused(page) == "constat-1"
    page.keyboard.press("j")
    page.wait_for_function("document.querySelector('.line-steps').innerText.includes('3 / 120')")
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('.line-steps').innerText.includes('2 / 120')")
    page.keyboard.press("u")
    page.wait_for_url("**/lignes?**")


def test_shortcuts_can_be_turned_off(signed_in: SignedIn, anna: User, submission: Submission):
    page = signed_in(anna)
    page.goto(f"/pro/versements/{submission.pk}/lignes")
    page.get_by_role("button", name="Raccourcis du clavier").click()
    page.get_by_label("Raccourcis actifs").uncheck()
    page.get_by_role("button", name="Fermer").click()
    page.keyboard.press("j")
    assert focused(page) == ""
    page.reload()
    page.keyboard.press("j")
    assert focused(page) == "", "and they stay off"


def test_lines_are_chosen_from_page_to_page(signed_in: SignedIn, anna: User, submission: Submission):
    page = signed_in(anna)
    page.goto(f"/pro/versements/{submission.pk}/lignes")
    assert not faults(page)
    count = page.locator(".selection-count")
    assert "Aucune" in count.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert count.inner_text() == "2 lignes choisies"
    page.get_by_role("link", name="Suivante").click()
    page.wait_for_url("**page=2")
    page.locator("input[name=ligne]").first.check()
    assert count.inner_text() == "3 lignes choisies"
    assert sent(page) == {"lignes": "0-1,50"}
    page.get_by_role("link", name="Précédente").click()
    page.wait_for_url("**page=1")
    assert page.locator("input[name=ligne]:checked").count() == 2
    page.get_by_role("button", name="Choisir les 120 lignes").click()
    page.locator("input[name=ligne]").nth(4).uncheck()
    assert count.inner_text() == "119 lignes choisies"
    assert sent(page) == {"filtre": "", "tout": "oui", "sauf": "4"}
    page.get_by_role("button", name="Ne rien choisir").click()
    assert page.locator("input[name=ligne]:checked").count() == 0


def sent(page: Any) -> dict[str, str]:
    """Return what the form of the selection would send of the lines chosen."""
    ask = """() => Object.fromEntries([...new FormData(document.getElementById("selection"))]
      .filter(([name]) => ["ligne", "lignes", "filtre", "tout", "sauf"].includes(name)))"""
    return dict(page.evaluate(ask))


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_a_line_shows_its_page_before_and_after(signed_in: SignedIn, anna: User, submission: Submission, width: int):
    page = signed_in(anna, width=width)
    line = submission.lines.get(position=0)
    page.goto(f"/pro/versements/{submission.pk}/lignes/{line.pk}")
    assert not faults(page)
    page.locator(".sides").scroll_into_view_if_needed()
    after = page.frame_locator(".side-after iframe").get_by_role("heading", level=1)
    after.wait_for()
    assert after.inner_text() == "Assiette à fleurs 1"
    if width < 900:
        assert not page.locator(".side-before").is_visible()
        page.get_by_role("radio", name="Avant").check()
        assert not page.locator(".side-after").is_visible()
    before = page.frame_locator(".side-before iframe").get_by_role("heading", level=1)
    before.wait_for()
    assert before.inner_text() == "Assiette 1"


def test_everything_is_there_without_scripts(signed_in: SignedIn, anna: User, submission: Submission):
    page = signed_in(anna, scripts=False)
    page.goto(f"/pro/versements/{submission.pk}?par=champ")
    page.get_by_role("link", name="Toutes ses lignes (Période").first.click()
    assert "120 lignes" in page.locator(".found-total").inner_text()
    page.get_by_label("Référence, inventaire ou titre").fill("fleurs 12")
    page.get_by_role("button", name="Filtrer").click()
    assert page.locator("tr[data-item]").count() == 2
    assert not page.get_by_text("Raccourcis du clavier").first.is_visible()
