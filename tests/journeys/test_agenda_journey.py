"""From the agenda to a place, to the mail, to one's own page, with a keyboard and without JavaScript."""

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

EVENT = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from editorial_factories import entry

def soon(**delta):
    return (timezone.localtime() + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")

entry("event", title="Journée du récolement", starts=soon(days=20), ends=soon(days=20, hours=6), plan="own",
      opens=soon(days=-1), capacity=1, waiting_list=True, place="Auditorium Colbert", contact="jour@example.org")
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory of one event, open, with one place."""
    data = tmp_path_factory.mktemp("agenda") / "var"
    data.mkdir()
    coffret("manage", "migrate", "-v0", data=data)
    coffret("manage", "collectstatic", "--noinput", "--clear", "-v0", data=data)
    environment = {
        **instances.environment(data),
        "DJANGO_SETTINGS_MODULE": "coffret.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    subprocess.run([sys.executable, "-c", EVENT], env=environment, check=True, cwd=ROOT)
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    """Serve it."""
    with served(data) as address:
        yield address


def mails(data: Path, to: str) -> list[EmailMessage]:
    """Let the worker send what waits; return the mails written to somebody, in order."""
    coffret("worker", "--once", data=data)
    found = []
    for file in sorted((data / "outgoing").glob("*.log"), key=lambda path: path.name):
        for part in file.read_bytes().split(b"-" * 79 + b"\n"):
            message = email.message_from_bytes(part, policy=email.policy.default)
            if isinstance(message, EmailMessage) and message["To"] == to:
                found.append(message)
    return found


def subject(message: EmailMessage) -> str:
    """Return the subject, its folding undone."""
    return " ".join(str(message["Subject"]).split())


def link_in(message: EmailMessage, site: str) -> str:
    """Return the personal link of a mail, at the address the site is served at."""
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"/agenda/inscription/[\w-]+/", body.get_content())
    assert found is not None
    return site + found.group()


def register(page: Any, site: str, name: str, address: str) -> None:
    """Register by the keyboard alone, from the agenda."""
    page.goto(f"{site}/agenda/")
    page.get_by_role("link", name="Journée du récolement").press("Enter")
    page.get_by_role("link", name=re.compile("^S’inscrire")).press("Enter")
    page.wait_for_timeout(2100)  # nobody types a name faster
    page.get_by_label("Nom et prénom").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(address)
    for _field in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("À midi.")
    page.get_by_role("button", name=re.compile("^M’inscrire")).press("Enter")
    page.wait_for_url("**/inscription/envoyee")


def test_from_the_agenda_to_a_place_and_back(data: Path, site: str, browser: Any):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    register(page, site, "Anne Petit", "anne@example.org")
    assert "anne" not in page.content().lower()
    (confirmed,) = mails(data, "anne@example.org")
    assert subject(confirmed) == "Inscription confirmée : Journée du récolement"
    assert confirmed["Reply-To"] == "jour@example.org"
    (calendar,) = [part for part in confirmed.iter_attachments() if part.get_filename() == "evenement.ics"]
    assert calendar.get_content_type() == "text/calendar"
    assert "SUMMARY:Journée du récolement" in calendar.get_content().replace("\r\n ", "")

    register(page, site, "Bruno Roux", "bruno@example.org")
    (waits,) = mails(data, "bruno@example.org")
    assert subject(waits).startswith("Liste d’attente")

    page.goto(link_in(confirmed, site))
    assert "Votre place est confirmée" in page.locator("h1").inner_text()
    page.get_by_role("button", name="Annuler mon inscription").press("Enter")
    assert "Inscription annulée" in page.locator("h1").inner_text()
    _first, promoted = mails(data, "bruno@example.org")
    assert subject(promoted).startswith("Une place pour vous")
    page.goto(link_in(promoted, site))
    assert "Votre place est confirmée" in page.locator("h1").inner_text()

    page.goto(link_in(confirmed, site))
    page.get_by_role("button", name="Me réinscrire").press("Enter")
    assert "En liste d’attente" in page.locator("h1").inner_text()
    context.close()
