"""The office enrols a museum and invites its manager, who invites a colleague: in a real browser, with and without scripts."""

import re
from collections.abc import Iterator
from typing import Any

import factories
import pytest
from sound_pages import faults

from coffret.accounts.models import Membership, Participation, Role
from coffret.base.models import Mail

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

GOOD = "le chat dort sous la table"


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


def sign_in(page: Any, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/pro/connexion/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/pro/")


def invitation(email: str) -> str:
    """Return the path of the link in the last mail to this address."""
    mail = Mail.objects.filter(to=email).latest("pk")
    return re.findall(r"(/pro/invitation/\S+)", mail.text)[0]


def accept(page: Any, address: str, email: str, name: str) -> None:
    page.goto(address + invitation(email))
    page.locator("[name=name]").fill(name)
    page.locator("[name=password1]").fill(GOOD)
    page.locator("[name=password2]").fill(GOOD)
    page.locator("[name=password2]").press("Enter")
    page.wait_for_url("**/pro/connexion/")
    sign_in(page, address, email, GOOD)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_from_the_directory_to_a_colleague(live_server: Any, windows: Any, *, scripts: bool):
    factories.museum("M0266", city="Tours", official_name="musée du compagnonnage", region="Centre-Val de Loire")
    boss = factories.user("boss@example.org", office=True, name="Le bureau")
    office = windows(viewport={"width": 1440, "height": 900}, java_script_enabled=scripts)
    sign_in(office, live_server.url, boss.email, factories.PASSWORD)
    office.goto(f"{live_server.url}/pro/musees/")
    office.get_by_label("Nom, ville, région ou code").fill("compagnonnage")
    office.get_by_label("Nom, ville, région ou code").press("Enter")
    enrol = office.get_by_role("link", name="Inscrire Tours, M0266")
    if scripts:
        assert faults(office) == []
    enrol.focus()
    enrol.press("Enter")
    office.get_by_label("Courriel de la personne responsable").fill("lea@example.org")
    office.get_by_role("checkbox", name="Le bureau relit les versements").check()
    if scripts:
        assert faults(office) == []
    office.get_by_role("button", name="Inscrire ce musée").click()
    office.wait_for_url("**/pro/musees/M0266/")
    assert office.get_by_text("Le bureau relit les versements de ce musée").is_visible()
    assert Participation.objects.get().reviewed

    manager = windows(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    accept(manager, live_server.url, "lea@example.org", "Léa Martin")
    assert manager.get_by_text("publication relue par le bureau").is_visible()
    assert manager.get_by_text("Pour commencer, versez un dossier").is_visible()
    if scripts:
        assert faults(manager) == []
    manager.get_by_role("link", name="Tours, musée du compagnonnage").click()
    manager.get_by_role("link", name="Personnes").click()
    manager.get_by_label("Adresse de courriel").fill("tom@example.org")
    manager.get_by_role("button", name="Envoyer l’invitation").press("Enter")
    manager.get_by_text("L’invitation part à tom@example.org").wait_for()
    if scripts:
        assert faults(manager) == []

    colleague = windows(viewport={"width": 820, "height": 1180}, java_script_enabled=scripts)
    accept(colleague, live_server.url, "tom@example.org", "Tom")
    assert dict(Membership.objects.values_list("user__email", "role")) == {
        "lea@example.org": Role.MANAGER,
        "tom@example.org": Role.CONTRIBUTOR,
    }
    colleague.goto(f"{live_server.url}/pro/musees/M0266/personnes/")
    assert colleague.get_by_role("button", name="Envoyer l’invitation").count() == 0

    manager.goto(f"{live_server.url}/pro/musees/M0266/personnes/")
    manager.get_by_label("Rôle de Tom").select_option("")
    manager.get_by_role("button", name="Enregistrer Tom").click()
    manager.get_by_text("Tom n’est plus de ce musée").wait_for()
    answer = colleague.goto(f"{live_server.url}/pro/musees/M0266/")
    assert answer.status == 403
    assert Membership.objects.count() == 1
