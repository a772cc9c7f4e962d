"""A reader says what is wrong, from the field where it stands; the museum corrects it in one gesture: in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factories
import pytest
from sound_pages import faults

from coffret.accounts.models import Role
from coffret.base.models import Mail
from coffret.submissions.models import Remark

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def windows(browser: Any) -> Iterator[Any]:
    """Return a function: opens a window of a browser of its own."""
    contexts: list[Any] = []

    def window(**options: Any) -> Any:
        contexts.append(browser.new_context(bypass_csp=True, **options))
        return contexts[-1].new_page()

    yield window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_from_a_field_to_its_correction(
    live_server: Any, windows: Any, tmp_path: Path, settings: Any, *, scripts: bool
):
    settings.DATA = tmp_path
    factories.record({"REF": "M0650000001", "TITR": "Le Marchand de cofrets", "DENO": "tableau", "MUSEO": "M0650"})
    manager = factories.user("anne@example.org", museums={"M0650": Role.MANAGER}, name="Anne")
    reader = windows(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    reader.goto(f"{live_server.url}/notices/M0650000001")
    # The keyboard reaches what the mouse only shows when it comes near.
    link = reader.get_by_role("link", name="Signaler une erreur : Titre")
    link.focus()
    link.press("Enter")
    reader.wait_for_url("**/signaler?champ=TITR")
    if scripts:
        assert faults(reader) == []
    reader.get_by_label("Le texte que vous proposez").fill("Le Marchand de coffrets")
    reader.get_by_label("Votre source").fill("Catalogue de 1905, p. 12")
    reader.get_by_label("Votre adresse de courriel").fill("lectrice@example.org")
    reader.wait_for_timeout(2100)  # Less than that, and it is a robot's.
    reader.get_by_role("button", name="Envoyer au musée").click()
    reader.wait_for_url("**/signaler/merci")

    desk = windows(viewport={"width": 1440, "height": 900}, java_script_enabled=scripts)
    desk.goto(f"{live_server.url}/pro/connexion/")
    desk.locator("[name=login]").fill(manager.email)
    desk.locator("[name=password]").fill(factories.PASSWORD)
    desk.get_by_role("button", name="Se connecter", exact=True).click()
    desk.wait_for_url("**/pro/")
    desk.get_by_role("link", name="Le Marchand de cofrets").click()
    desk.wait_for_url("**/pro/signalements/*/")
    assert "lectrice@example.org" not in desk.content()
    if scripts:
        assert faults(desk) == []
    desk.get_by_role("button", name="Corriger et publier").click()
    desk.get_by_text("Correction publiée").wait_for()
    reader.goto(f"{live_server.url}/notices/M0650000001")
    assert reader.locator("h1").inner_text() == "Le Marchand de coffrets"
    assert Remark.objects.get().answered_by == manager
    assert Mail.objects.get(key__startswith="remark:").to == "lectrice@example.org"
