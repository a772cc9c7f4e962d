"""The letter of 11 May 2026 composed from the demonstration by keyboard alone, and the time it takes a person."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import instances
import pytest
from demo_site import coffret, served

pytestmark = pytest.mark.journey

# It is the morning of that day on the site.
IN_MAY = """
from datetime import UTC, datetime
from django.utils import timezone
LATER = datetime.now(tz=UTC) - datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
timezone.now = lambda: datetime.now(tz=UTC) - LATER
from coffret.wsgi import application
"""
NAME = "La lettre du catalogue"
OPEN = f"from coffret.newsletters import newsletters; newsletters.create({{'name': '{NAME}'}})"
# What is only read is not copied.
READ = {"images", "documents", "received", "static"}

# A person who types 40 words of five signs a minute, and takes a second and a half for any other key.
A_SIGN, A_STEP = 60 / (40 * 5), 1.5
LONGEST = 15 * 60


@pytest.fixture(scope="module")
def site(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a copy of the demonstration, with a newsletter that never sent anything; give its address, its passwords."""
    folder = tmp_path_factory.mktemp("may")
    data = folder / "var"
    data.mkdir()
    for one in demo_data.iterdir():
        if one.name in READ:
            (data / one.name).symlink_to(one)
        elif one.is_dir():
            shutil.copytree(one, data / one.name)
        else:
            shutil.copy(one, data / one.name)
    instances.copy_base(demo_data, data)
    coffret("manage", "shell", "-c", OPEN, data=data)
    (folder / "in_may.py").write_text(IN_MAY)
    with served(data, "in_may:application", folder) as address:
        yield address, json.loads((data / "demo_accounts.json").read_text())


@dataclass(slots=True)
class Keyboard:
    """Somebody's hands: every key that is pressed is counted, and nothing else is touched."""

    page: Any
    signs: int = 0
    steps: int = 0

    def types(self, words: str) -> None:
        """Type some words where the cursor is."""
        self.signs += len(words)
        self.page.keyboard.type(words)

    def presses(self, key: str, times: int = 1) -> None:
        """Press a key that writes nothing."""
        for _time in range(times):
            self.steps += 1
            self.page.keyboard.press(key)

    def retypes(self, words: str) -> None:
        """Type over all that a field holds."""
        self.presses("Control+a")
        self.types(words)

    def goes_to(self, wanted: str, key: str = "Tab", most: int = 60) -> None:
        """Press Tab until what has the keyboard answers to a selector."""
        for _press in range(most):
            self.presses(key)
            if self.page.evaluate("wanted => document.activeElement?.matches(wanted)", wanted):
                return
        raise AssertionError(f"{wanted} is not within {most} presses of {key}, but {self.here()}")

    def here(self) -> str:
        """Return what has the keyboard, in words."""
        said: str = self.page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        return said

    @property
    def seconds(self) -> float:
        """Return how long it takes a person."""
        return self.signs * A_SIGN + self.steps * A_STEP


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()


def answered(page: Any) -> None:
    """Wait for the answer to a button of a list: the form is no longer at work."""
    page.wait_for_function("() => !document.getElementById('entry-form').dataset.busy")


def signed_in(page: Any, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/pro/connexion/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/pro/$"))


def begun(page: Any, hands: Keyboard) -> None:
    """Begin an issue of that newsletter, drafted from the catalogue, of that very day."""
    hands.presses("Tab")
    hands.presses("Enter")
    hands.goes_to("a[href='/pro/lettres/nouveau']")
    hands.presses("Enter")
    page.wait_for_url(re.compile("nouveau"))
    hands.presses("Tab")
    hands.presses("Enter")
    hands.goes_to("select[name=newsletter]")
    # As in any list of choices: the first letters.
    hands.types(NAME[:6])
    assert page.locator("select[name=newsletter]").input_value() == "la-lettre-du-catalogue"
    assert page.locator("[name=day]").input_value() == "2026-05-11"
    hands.goes_to("[name=way]")
    hands.goes_to("button[type=submit]")
    hands.presses("Enter")
    page.locator("[data-field=body] .ProseMirror").wait_for()


SUBJECT = "Mai 2026 : deux œuvres, une norme, deux journées"
PREHEADER = "Un coffret d’émail, un triptyque de compagnons, et deux rendez-vous en juin."
INTRO = (
    "Ce mois-ci, deux œuvres du dix-neuvième siècle se répondent : l’une tient dans la main, l’autre couvrait un mur. "
    "La nouvelle édition des normes des images est parue, et deux journées nous réunissent en juin. "
    "Le catalogue compte aujourd’hui {notices}."
)
CLOSING = "Une œuvre à signaler, une notice à reprendre ? Répondez à ce message : nous lisons tout."


def test_the_letter_of_may_is_composed_by_keyboard(page, site):
    address, passwords = site
    email = "redaction@coffret.example"
    signed_in(page, address, email, passwords[email])
    page.goto(f"{address}/pro/lettres/")
    hands = Keyboard(page)
    begun(page, hands)

    # What the list of messages shows, and the introduction.
    hands.presses("Tab")
    hands.presses("Enter")
    hands.goes_to("[name=title]")
    hands.retypes(SUBJECT)
    hands.presses("Tab")
    hands.retypes(PREHEADER)
    hands.goes_to("[data-field=body] .ProseMirror")
    hands.types(INTRO)

    # The news that only told of this very letter goes; the agenda comes before the resources.
    hands.goes_to(".lt-plan li:last-child a")
    hands.presses("Enter")
    hands.goes_to("button[value^='sections.remove.']", "Shift+Tab")
    hands.presses("Enter")
    answered(page)
    page.locator(".lt-section").nth(4).wait_for(state="detached")
    assert page.evaluate("() => document.activeElement.matches('.lt-section:last-child button')")
    hands.goes_to("[name='sections.3.one']")
    hands.retypes("Rendez-vous")
    hands.presses("Alt+ArrowUp")
    answered(page)
    page.wait_for_function("() => document.activeElement.name === 'sections.2.one'")

    # A work more, found by search, told in a few words, then put between the two others.
    hands.presses("Alt+PageUp", 2)
    page.wait_for_function("() => document.activeElement.name === 'sections.0.one'")
    hands.goes_to("button[value$='.notice']")
    hands.presses("Enter")
    answered(page)
    page.wait_for_function("() => document.activeElement.name === 'find'")
    hands.types("cathédrale")
    hands.presses("Enter")
    answered(page)
    page.wait_for_function("() => document.activeElement.value.startsWith('sections.put.')")
    hands.presses("Enter")
    answered(page)
    page.wait_for_function("() => document.activeElement.name === 'sections.0.items.2.picture.alt'")
    hands.types("Une façade de cathédrale sous un ciel clair")
    hands.presses("Alt+ArrowUp")
    answered(page)
    page.wait_for_function("() => document.activeElement.name === 'sections.0.items.1.picture.alt'")

    # The last words, then what the preflight still asks.
    hands.presses("Alt+PageDown", 4)
    page.wait_for_function("() => document.activeElement.matches('[data-field=closing] .ProseMirror')")
    hands.types(CLOSING)
    confirmed(page, hands)
    saved(page, hands)
    looked_at(page, hands)

    words = f"{hands.signs} signes, {hands.steps} autres touches : {hands.seconds / 60:.1f} min"
    # Shown by « pytest -rA »: the figure that the guide gives.
    sys.stdout.write(f"\nLa lettre du 11 mai 2026 composée au clavier : {words}\n")
    assert hands.seconds <= LONGEST, words


def confirmed(page: Any, hands: Keyboard) -> None:
    """Say why each alerte stands, until nothing is in the way."""
    # What was typed last is checked after a pause: one reads what is asked meanwhile.
    page.wait_for_timeout(2500)
    ready = page.locator(".check-verdict.check-ready")
    for finding in range(12):
        if ready.count():
            break
        assert not page.locator(".gravity-erreur").count(), page.locator("[data-check-found]").inner_text()
        hands.goes_to(".check-confirm summary", most=90)
        hands.presses("Enter")
        hands.presses("Tab")
        hands.types("Dessin : une vignette suffit.")
        hands.presses("Enter")
        page.locator(".check-confirmed li").nth(finding).wait_for(state="attached")
    assert ready.count(), page.locator("[data-check-found]").inner_text()


def saved(page: Any, hands: Keyboard) -> None:
    hands.goes_to("[data-save]", "Shift+Tab", 40)
    hands.presses("Enter")
    page.get_by_text(re.compile("^Enregistré")).wait_for()


def looked_at(page: Any, hands: Keyboard) -> None:
    """Look at the mail in every light, from the page of the letter."""
    hands.presses("Tab")
    hands.presses("Enter")
    hands.goes_to("a[href$='/apercu']")
    hands.presses("Enter")
    page.wait_for_url(re.compile("apercu"))
    frame = page.frame_locator(".lt-frame iframe")
    frame.get_by_role("heading", name=re.compile("^Mai 2026")).wait_for()
    headings = frame.locator("h2").all_inner_texts()
    assert headings == ["Notices du mois", "Musées du mois", "Rendez-vous", "Ressource"]
    assert frame.locator("img").count() >= 3
    for mode in ("phone", "dark", "images-off", "text", "client"):
        hands.presses("Tab")
        hands.presses("Enter")
        hands.goes_to(f"a[href='?mode={mode}']")
        hands.presses("Enter")
        page.wait_for_url(re.compile(f"mode={mode}"))
        shown = page.locator(".lt-text") if mode == "text" else page.frame_locator(".lt-frame iframe").locator("body")
        shown.get_by_text("Le catalogue compte aujourd’hui").wait_for()
        assert re.search(r"aujourd’hui\s+\d", shown.inner_text()), mode
    assert os.path.basename(page.url).startswith("apercu")
