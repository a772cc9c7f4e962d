"""A museum from its enrolment to its notices online, and back: the demonstration's folder, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factories
import pytest

from coffret.base import jobs
from coffret.base.models import Mail
from coffret.catalogue.models import Record, Status
from coffret.cli.demonstration import museums
from coffret.search.index import follow
from coffret.submissions.models import Stage, Submission

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
GOOD = "le chat dort sous la table"
PROPOSED = ".group form.mend-fix:has(.mend-pair) button[name=portee]"


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


@pytest.fixture
def windows(live_server: Any, browser: Any) -> Iterator[Any]:
    """Return a function: opens a window of a browser of its own; an error of script fails the test."""
    contexts: list[Any] = []
    broken: list[str] = []

    def window() -> Any:
        size = {"width": 1440, "height": 900}
        contexts.append(browser.new_context(base_url=live_server.url, viewport=size, locale="fr-FR"))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        return page

    yield window
    for context in contexts:
        context.close()
    assert not broken


def sign_in(page: Any, email: str, password: str) -> None:
    page.goto("/pro/connexion/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/pro/")


def invited(office: Any) -> None:
    """Enrol the museum and invite who answers for it, as the office does."""
    sign_in(office, factories.user("boss@example.org", office=True).email, factories.PASSWORD)
    office.goto("/pro/musees/M0650/inscription/")
    office.get_by_label("Courriel de la personne responsable").fill("anne@example.org")
    office.get_by_role("button", name="Inscrire ce musée").click()
    office.wait_for_url("**/pro/musees/M0650/")


def accepted(page: Any) -> None:
    """Take the place offered, and come in."""
    page.goto(re.findall(r"(/pro/invitation/\S+)", Mail.objects.get(to="anne@example.org").text)[0])
    page.locator("[name=name]").fill("Anne Petit")
    page.locator("[name=password1]").fill(GOOD)
    page.locator("[name=password2]").fill(GOOD)
    page.locator("[name=password2]").press("Enter")
    page.wait_for_url("**/pro/connexion/")
    sign_in(page, "anne@example.org", GOOD)


def handed_in(page: Any, folder: Path) -> Submission:
    """Hand the folder in, let the worker's turn come, and open the report."""
    page.get_by_role("link", name="Verser").last.click()
    page.locator("#hand-folder[webkitdirectory]").set_input_files(folder)
    page.locator("[data-send]", has_text="Verser").click()
    page.locator("h1", has_text="Envoi").wait_for()
    assert jobs.run_waiting() == 1
    page.get_by_role("link", name="Lire le rapport").click()
    page.wait_for_url("**/pro/versements/*")
    return Submission.objects.get()


def online(number: str) -> bool:
    return Record.objects.filter(ref=number, status=Status.PUBLISHED).exists()


def standing(page: Any, number: str) -> str:
    """Return what « Pourquoi ma notice n’est-elle pas en ligne ? » answers."""
    page.goto(f"/pro/pourquoi?q={number}")
    return str(page.locator(".why-verdict").first.inner_text())


def test_enrolled_handed_in_mended_published_found_and_taken_back(windows: Any, tmp_path: Path):
    factories.museum("M0650")
    invited(windows())
    page = windows()
    accepted(page)
    folder = museums.folder(tmp_path / "chez-nous").parent
    submission = handed_in(page, folder)
    assert submission.rejected
    assert not Record.objects.exists()

    # Sound but for its acquisition date, in a day that is yet to come.
    assert "attend d’être publiée" in standing(page, "2019.4.16")
    assert "refusée par un contrôle" in standing(page, "2019.4.1")
    page.get_by_role("link", name="Corriger la ligne").click()
    page.wait_for_url("**/lignes/*")

    # Mended: the first correction that is proposed.
    page.goto(submission.get_absolute_url())
    page.locator(PROPOSED).first.click()
    page.locator(".mend-done", has_text="corrigée").wait_for()
    assert submission.mendings.filter(count__gt=0).exists()

    # Seen as it will be, before and after.
    line = submission.lines.filter(inventory__endswith="16").first()
    page.goto(f"{submission.get_absolute_url()}/lignes/{line.pk}")
    assert "2082" in page.locator("main").inner_text()

    page.goto(submission.get_absolute_url())
    button = page.get_by_role("button", name=re.compile(r"^Publier \d+ notices$"))
    with page.expect_navigation():
        button.press("Enter")
    follow()
    assert online(line.ref)
    assert standing(page, "2019.4.16") == "En ligne."

    reader = windows()
    reader.goto("/recherche?q=bannière")
    reader.get_by_role("link", name=re.compile("bannière", re.I)).first.click()
    reader.wait_for_url("**/notices/M0650*")

    page.goto(submission.get_absolute_url())
    page.get_by_role("link", name="Annuler ce versement").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Annuler le versement", exact=True).press("Enter")
    submission.refresh_from_db()
    assert submission.stage == Stage.REVERTED
    follow()
    assert not Record.objects.filter(status=Status.PUBLISHED).exists()
    assert "a été annulé" in standing(page, "2019.4.16")
    assert reader.reload().status == 410
