"""A documentalist writes a notice in a real browser: terms from the vocabulary, findings beside their field, two tabs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import factories
import pytest
from django.urls import reverse
from django.utils import timezone
from paper_samples import jpeg
from sound_pages import faults

from coffret.accounts.models import Role, User
from coffret.authorities.models import Concept, ConceptLabel, LabelKind, Scheme
from coffret.base.text import fold
from coffret.catalogue.models import Record
from coffret.images.models import Image

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

STAT = "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin"
SignedIn = Callable[..., Any]


@pytest.fixture
def anna() -> User:
    return factories.user("anna@example.org", museums={"M0650": Role.MANAGER}, name="Anna")


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
        # A form that is refused (409, 422) is said by the browser too.
        page.on("console", lambda said: broken.append(said.text) if unexpected(said) else None)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not broken


def unexpected(said: Any) -> bool:
    return said.type == "error" and not re.search(r"status of (409|422)", said.text)


@pytest.fixture
def vocabulary(transactional_db: None) -> None:
    for code, forms in {
        "DENO": {"assiette": ["écuelle plate"], "assiette creuse": []},
        "DOMN": {"céramique": []},
    }.items():
        scheme = Scheme.objects.create(code=code, title=code, loaded_at=timezone.now())
        for term, others in forms.items():
            concept = Concept.objects.create(scheme=scheme, label=term)
            for label, kind in [(term, LabelKind.PREFERRED), *((other, LabelKind.ALTERNATE) for other in others)]:
                ConceptLabel.objects.create(scheme=scheme, concept=concept, label=label, folded=fold(label), kind=kind)


def test_a_notice_is_written_by_keyboard_checked_and_published(signed_in: SignedIn, anna: User, vocabulary: None):
    page = signed_in(anna)
    page.goto("/pro/notices/nouvelle?musee=M0650")
    page.get_by_label("Numéro d’inventaire INV").fill("2026.9.1")

    adder = page.get_by_role("combobox", name="Ajouter un terme, Dénomination")
    adder.press_sequentially("ecuel")
    page.get_by_role("option", name="assiette au lieu de écuelle plate").wait_for()
    adder.press("ArrowDown")
    adder.press("Enter")
    assert page.locator("#champ-DENO").input_value() == "assiette"
    adder.press_sequentially("assiette cr")
    page.get_by_role("option", name="assiette creuse").wait_for()
    adder.press("ArrowDown")
    adder.press("Enter")
    assert page.locator("#champ-DENO").input_value() == "assiette ; assiette creuse"
    page.get_by_role("button", name="Ôter « assiette »", exact=True).press("Enter")
    assert page.locator("#champ-DENO").input_value() == "assiette creuse"

    page.locator("#champ-DOMN").fill("ceramique")
    fix = page.locator("[data-told=DOMN]").get_by_role("button", name="céramique")
    fix.wait_for()
    assert "empêche" in page.locator("[data-summary]").inner_text()
    assert not faults(page)
    page.get_by_role("link", name="Y aller").press("Enter")
    assert page.evaluate("document.activeElement.id") in {"champ-STAT", "champ-DOMN"}
    fix.press("Enter")
    assert page.locator("#champ-DOMN").input_value() == "céramique"
    page.locator("#champ-STAT").fill(STAT)
    page.get_by_text("aucune erreur").wait_for()
    page.get_by_role("button", name="Enregistrer et publier").press("Enter")

    page.get_by_text("La notice M0650000001 est en ligne.").wait_for()
    assert Record.objects.get().values["DENO"] == "assiette creuse"


def test_two_tabs_images_and_a_phone(signed_in: SignedIn, anna: User, tmp_path: Path):
    record = factories.record({"TITR": "Premier", "DENO": "assiette", "PHOT": "© Jeanne Morel"})
    address = reverse("desk:record_edit", args=[record.ref])
    picture = tmp_path / "face.jpg"
    picture.write_bytes(jpeg(1600, 1500))
    first, second = signed_in(anna), signed_in(anna, width=390)
    first.goto(address)
    second.goto(address)
    assert not faults(second)
    assert second.evaluate("document.documentElement.scrollWidth") <= 391

    first.locator("#champ-TITR").fill("Leur titre")
    first.set_input_files("#images", picture)
    first.get_by_role("button", name="Enregistrer et publier").click()
    first.get_by_text("est en ligne.").wait_for()
    assert Image.objects.get().record == record

    second.locator("#champ-TITR").fill("Mon titre")
    second.locator("#champ-APPL").fill("La mienne")
    second.get_by_role("button", name="Enregistrer et publier").click()
    second.get_by_role("heading", name="Deux textes à réunir").wait_for()
    assert not faults(second)
    second.get_by_label("Le texte d’aujourd’hui").check()
    second.get_by_role("button", name="Revenir au formulaire").click()
    assert second.locator("#champ-TITR").input_value() == "Leur titre"
    assert second.locator("#champ-APPL").input_value() == "La mienne"
    second.get_by_role("button", name="Enregistrer et publier").click()
    second.get_by_text("est en ligne.").wait_for()
    record.refresh_from_db()
    assert (record.values["TITR"], record.values["APPL"]) == ("Leur titre", "La mienne")
    assert Image.objects.filter(record=record).exists()


def test_leaving_with_something_typed_asks_first(signed_in: SignedIn, anna: User):
    record = factories.record({"TITR": "Premier"})
    page = signed_in(anna)
    page.goto(reverse("desk:record_edit", args=[record.ref]))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#champ-TITR").press_sequentially("X")
    page.wait_for_timeout(200)

    page.goto("/pro/")

    assert asked == ["beforeunload"]


def test_without_a_script_the_form_works(signed_in: SignedIn, anna: User):
    record = factories.record({"TITR": "Premier", "DENO": "assiette"})
    page = signed_in(anna, scripts=False)
    page.goto(reverse("desk:record_edit", args=[record.ref]))
    page.get_by_text("Remplir aussi").last.click()

    page.locator("#champ-TITR").fill("Second")
    page.get_by_role("button", name="Contrôler").last.click()
    assert page.locator("#champ-TITR").input_value() == "Second"
    page.get_by_role("button", name="Enregistrer et publier").click()

    record.refresh_from_db()
    assert record.values["TITR"] == "Second"
