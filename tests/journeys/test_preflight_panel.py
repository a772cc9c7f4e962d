"""The preflight while one writes, in a real browser: found as one types, shown in its place, put right, confirmed."""

import re
from pathlib import Path
from typing import Any

import pytest
from editorial_factories import editor
from test_editing import signed_in  # noqa: F401 - a fixture

from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, Waiver

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[1] / "external" / "node_modules" / "axe-core" / "axe.min.js"
BODY = (
    "<p>La journée aura lieu le <strong>lundi</strong> 18 juin 2099.</p>"
    '<p>Voir <a href="#">le programme</a> et l\'atelier ; © CRDOA, ou juste © Sandelin</p>'
)


@pytest.fixture
def lea() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def made(lea) -> Entry:
    content = {"title": "Une journée", "summary": "La journée du récolement.", "body": BODY}
    return actions.create("news", content, lea)


def opened(signed_in, lea, made, **options: Any) -> Any:  # noqa: F811
    page = signed_in(lea, **options)
    page.goto(f"/pro/redaction/{made.pk}/")
    return page


def body_of(page: Any) -> str:
    return page.locator("textarea[name=body]").input_value()


def test_findings_come_while_typing_and_go_when_put_right(signed_in, lea, made):  # noqa: F811
    page = opened(signed_in, lea, made)
    panel = page.locator("[data-check]")
    panel.get_by_text("3 erreurs empêchent de publier.").wait_for()
    page.locator("[name=title]").fill("L'été")
    panel.get_by_text("3 erreurs, 3 alertes", exact=True).wait_for()
    assert panel.locator("[role=status]").inner_text() == "Contrôle : 3 erreurs, 3 alertes"
    panel.get_by_role("button", name="Corriger la typographie (3)").click()
    panel.locator("section.gravity-alerte").wait_for(state="detached")
    panel.get_by_text("3 erreurs empêchent de publier.").wait_for()
    assert page.locator("[name=title]").input_value() == "L’été"
    assert "l’atelier\u202f;" in body_of(page)
    panel.get_by_role("button", name="Écrire «\u202f© CRDOA\u202f»").click()
    panel.get_by_text("2 erreurs empêchent de publier.").wait_for()
    assert "Sandelin" not in body_of(page)
    assert "Sandelin" not in page.locator(".ProseMirror").inner_text()


def test_a_finding_leads_to_its_place(signed_in, lea, made):  # noqa: F811
    page = opened(signed_in, lea, made)
    page.locator(".ProseMirror").wait_for()
    wrong = page.locator(".check-item", has_text=re.compile("ce jour est"))
    wrong.get_by_role("link", name="Montrer").click()
    page.wait_for_timeout(200)
    assert page.evaluate("getSelection().toString()") == "lundi 18 juin 2099"
    link = page.locator(".check-item", has_text="il ne mène nulle part")
    link.get_by_role("link", name="Montrer").click()
    page.wait_for_timeout(200)
    assert page.evaluate("getSelection().toString()") == "le programme"


def test_an_alerte_is_confirmed_by_keyboard(signed_in, lea, made):  # noqa: F811
    page = opened(signed_in, lea, made)
    item = page.locator(".check-item", has_text="L’apostrophe est droite")
    item.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Nom propre")
    page.keyboard.press("Enter")
    page.get_by_text("Une alerte confirmée").wait_for()
    assert Waiver.objects.get().reason == "Nom propre"
    assert made.revisions.count() == 1


def test_without_scripts_the_same_buttons_load_the_page(signed_in, lea, made):  # noqa: F811
    page = opened(signed_in, lea, made, scripts=False)
    page.get_by_role("button", name="Corriger la typographie (2)").click()
    assert "l’atelier" in page.locator("textarea[name=body]").input_value()
    page.get_by_role("button", name="Écrire «\u202f© Sandelin\u202f»").click()
    assert "CRDOA" not in page.locator("textarea[name=body]").input_value()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_panel_is_accessible(signed_in, lea, made, width):  # noqa: F811
    page = opened(signed_in, lea, made, width=width)
    page.locator(".check-item").first.wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate("axe.run(document.querySelector('[data-check]'))")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in told["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
