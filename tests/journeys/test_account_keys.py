"""From an invitation to a workshop opened by a security key, in a real browser with a key that its driver plays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from demo_site import coffret

pytestmark = pytest.mark.journey
PASSWORD = "le chat dort sous la table"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Return a page whose window has a security key; what breaks in it fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    driver = context.new_cdp_session(page)
    driver.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
    driver.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    yield page
    context.close()
    assert not broken


def confirm(page: Any) -> None:
    """Give the password once more."""
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()


def test_an_invited_editor_comes_in_by_a_key(demo_site: str, demo_data: Path, page: Any):
    # Keys know names, not numbers: 127.0.0.1 has none.
    site = demo_site.replace("127.0.0.1", "localhost")
    told = coffret("accounts", "invite", "cle@coffret.example", "--office", "editor", data=demo_data)
    page.goto(site + urlsplit(told.stdout.strip()).path)
    page.get_by_label("Nom et prénom").fill("Claude Serrure")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Le même").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_label("Adresse de courriel").fill("cle@coffret.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_role("heading", name="À faire").wait_for()

    page.get_by_role("link", name="Claude Serrure").click()
    page.get_by_role("link", name="en ajouter un").click()
    page.get_by_role("link", name="Ajouter une clé").click()
    confirm(page)
    page.get_by_label("Nom de la clé").fill("Clé de poche")
    page.get_by_label("Me connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    page.get_by_role("heading", name="Codes de secours").wait_for()
    assert page.locator(".codes li").count() == 10
    page.goto(site + "/pro/compte/second-facteur/cles/")
    page.get_by_role("rowheader", name="Clé de poche").wait_for()

    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(site + "/pro/connexion/")
    page.get_by_label("Adresse de courriel").fill("cle@coffret.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_role("heading", name="Second facteur").wait_for()
    page.get_by_role("button", name="Utiliser une clé de sécurité").click()
    page.get_by_role("heading", name="À faire").wait_for()

    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(site + "/pro/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé de sécurité").click()
    page.get_by_role("heading", name="À faire").wait_for()
