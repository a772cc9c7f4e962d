"""A reader's whole way, by keyboard and without JavaScript: subscribe, confirm, choose, pause, leave, be erased."""

import email
import email.policy
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import instances
import pytest
from demo_site import ROOT, coffret, served

pytestmark = pytest.mark.journey

LETTERS = """
import django
django.setup()
from reader_factories import newsletter
newsletter(about="Ce qui est entré au catalogue dans le mois.")
newsletter("recolement", "Récolement", position=1)
newsletter("rencontres", "Rencontres", position=2)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with three newsletters."""
    data = tmp_path_factory.mktemp("letters") / "var"
    data.mkdir()
    coffret("manage", "migrate", "-v0", data=data)
    coffret("manage", "collectstatic", "--noinput", "--clear", "-v0", data=data)
    environment = {
        **instances.environment(data),
        "DJANGO_SETTINGS_MODULE": "coffret.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    subprocess.run([sys.executable, "-c", LETTERS], env=environment, check=True, cwd=ROOT)
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    """Serve it."""
    with served(data) as address:
        yield address


def last_mail(data: Path, to: str) -> EmailMessage:
    """Let the worker send what waits; return the last mail written to somebody."""
    coffret("worker", "--once", data=data)
    found = []
    for file in sorted((data / "outgoing").glob("*.log"), key=lambda path: path.name):
        for part in file.read_bytes().split(b"-" * 79 + b"\n"):
            message = email.message_from_bytes(part, policy=email.policy.default)
            if isinstance(message, EmailMessage) and message["To"] == to:
                found.append(message)
    return found[-1]


def link_in(message: EmailMessage, site: str, kind: str) -> str:
    """Return the personal link of a mail, at the address the site is served at."""
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"/lettres/{kind}/[a-z2-7]{{26}}", body.get_content())
    assert found is not None, body.get_content()
    return site + found.group()


def tab_to(page: Any, name: str) -> None:
    """Press Tab until what bears this name has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate("(e => e && (e.labels?.[0]?.innerText || e.innerText || ''))(document.activeElement)")
        if str(said).strip().startswith(name):
            return
    raise AssertionError(f"Tab never reaches « {name} »")


def press(page: Any, name: str) -> None:
    """Reach a button or a link by Tab, press Enter, wait for the page it leads to."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Return a phone whose browser runs no script and keeps what it is given."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=True)
    context.route("**/*.js", lambda route: route.abort())
    yield context.new_page()
    context.close()


def test_from_the_footer_to_the_last_farewell(data: Path, site: str, page: Any):
    page.goto(f"{site}/aide/")
    page.get_by_role("link", name="Recevoir nos lettres").press("Enter")
    page.wait_for_timeout(2100)  # Nobody fills a form faster.
    for name in ("Nouveautés du catalogue", "Récolement"):
        tab_to(page, name)
        page.keyboard.press("Space")
    tab_to(page, "Adresse de courriel")
    page.keyboard.type("anne@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/abonnement/envoye")

    page.goto(link_in(last_mail(data, "anne@example.org"), site, "confirmation"))
    page.context.clear_cookies()
    press(page, "Confirmer mon abonnement")
    page.get_by_role("heading", name="C’est confirmé").wait_for()

    own = link_in(last_mail(data, "anne@example.org"), site, "preferences")
    page.goto(own)
    boxes = page.locator("input[name=lettres]")
    assert [boxes.nth(n).is_checked() for n in range(3)] == [True, True, False]
    tab_to(page, "Récolement")
    page.keyboard.press("Space")
    tab_to(page, "Rencontres")
    page.keyboard.press("Space")
    press(page, "Enregistrer ces choix")
    assert "1 lettre ajoutée, 1 lettre retirée" in page.get_by_role("status").inner_text().replace("\u00a0", " ")
    assert [boxes.nth(n).is_checked() for n in range(3)] == [True, False, True]

    tab_to(page, "Ne rien recevoir pendant")
    page.keyboard.press("ArrowDown")
    press(page, "Commencer la pause")
    press(page, "Reprendre maintenant")
    assert "La pause est finie" in page.get_by_role("status").inner_text().replace("\u00a0", " ")

    press(page, "Me désabonner de tout")
    assert [boxes.nth(n).is_checked() for n in range(3)] == [False, False, False]
    press(page, "Tout effacer")
    press(page, "Tout effacer")
    page.get_by_role("heading", name="C’est effacé").wait_for()
    assert page.goto(own).status == 404


def test_a_browser_that_says_nothing_of_where_it_comes_from_leaves_and_comes_back(data: Path, site: str, page: Any):
    made = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\nfrom reader_factories import *\n"
         "print(leave_token(reader('bob@example.org', newsletter()).subscriptions.get()))"],
        env={**instances.environment(data), "DJANGO_SETTINGS_MODULE": "coffret.settings",
             "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    page.goto(f"{site}/lettres/desabonnement/{made.stdout.strip()}")
    page.context.clear_cookies()
    press(page, "Me désabonner de cette lettre")
    page.get_by_role("heading", name="Vous êtes désabonné").wait_for()
    press(page, "Annuler")
    page.get_by_role("heading", name="Vous êtes de nouveau abonné").wait_for()
    assert page.get_by_role("heading", name="Vous êtes de nouveau abonné").is_visible()
