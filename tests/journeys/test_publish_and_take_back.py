"""A manager publishes a choice, takes one notice back, brings a version back and withdraws one, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factories
import pytest
from sound_pages import faults

from coffret.accounts.models import Role
from coffret.catalogue.models import Record, Status
from coffret.submissions import actions
from coffret.submissions.models import Stage, Submission

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def text(count: int, deno: str = "tableau") -> str:
    """Return that many records of Saint-Omer, as ajout piloté."""
    place = "Saint-Omer ; musée de l'hôtel Sandelin"
    common = f"DOMN\npeinture\nDENO\n{deno}\nSTAT\npropriété de la commune ; don ; {place}\nLOCA\n{place}\nMUSEO\nM0650\n//\n"
    return "".join(f"REF\nM0650{n:06d}\nINV\n2026.1.{n}\n{common}" for n in range(1, count + 1))


def hand_in(folder: Path, content: str, name: str = "versement.txt") -> Submission:
    """Return the file received and checked."""
    factories.museum("M0650")
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return actions.check(actions.receive(path))


@pytest.fixture
def window(live_server: Any, browser: Any, client: Any) -> Iterator[Any]:
    """Give the window of a museum's manager; what breaks in it fails the test."""
    client.force_login(factories.user(museums={"M0650": Role.MANAGER}, name="Agnès"))
    context = browser.new_context(
        base_url=live_server.url, reduced_motion="reduce", locale="fr-FR", viewport={"width": 1440, "height": 900}
    )
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, broken = context.new_page(), []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert not broken


@pytest.fixture
def submission(tmp_path: Path) -> Any:
    return hand_in(tmp_path, text(count=5))


def refs() -> set[str]:
    return {one[-1] for one in Record.objects.filter(status=Status.PUBLISHED).values_list("ref", flat=True)}


def press(window: Any, name: str) -> None:
    """Reach a button by its name and press it as the keyboard does."""
    button = window.get_by_role("button", name=name, exact=True)
    button.focus()
    with window.expect_navigation():
        window.keyboard.press("Enter")


def test_a_choice_is_published_then_the_rest_then_one_is_taken_back(window: Any, submission: Any):
    window.goto(f"/pro/versements/{submission.pk}")
    window.get_by_role("link", name="En choisir une partie").click()
    for place in (0, 2):
        window.locator(f"#l{place} input[name=ligne]").check()
    assert not faults(window)
    press(window, "Publier les lignes cochées")
    assert "2 notices publiées." in window.locator(".notice").inner_text()
    assert refs() == {"1", "3"}

    press(window, "Publier 3 notices")
    assert refs() == {"1", "2", "3", "4", "5"}

    window.goto(f"/pro/versements/{submission.pk}/lignes?etat=publiee")
    window.locator("#l1 input[name=ligne]").check()
    press(window, "Annuler la publication : les lignes cochées")
    assert window.get_by_role("heading", name="Ce qui va changer").is_visible()
    assert not faults(window)
    assert refs() == {"1", "2", "3", "4", "5"}
    press(window, "Annuler la publication de 1 notice")
    assert refs() == {"1", "3", "4", "5"}


def test_the_whole_is_taken_back_but_what_was_corrected_since(window: Any, submission: Any, tmp_path: Path):
    actions.publish(submission)
    wrong = hand_in(tmp_path, text(count=2, deno="faux"), "faux.txt")
    actions.publish(wrong)
    actions.publish(hand_in(tmp_path, text(count=1, deno="juste"), "juste.txt"))

    window.goto(f"/pro/versements/{wrong.pk}")
    window.get_by_role("link", name="Annuler ce versement").click()
    assert "a changé depuis ce versement" in window.locator(".foreseen-conflict").inner_text()
    assert not faults(window)
    press(window, "Annuler le versement")
    said = window.locator(".notice").inner_text()
    assert "Versement annulé." in said
    found = Record.objects.order_by("ref").values_list("ref", "values")
    texts = {ref: values.get("DENO") for ref, values in found}
    assert [texts[f"M065000000{number}"] for number in (1, 2)] == ["juste", "tableau"]
    wrong.refresh_from_db()
    assert wrong.stage == Stage.REVERTED


def test_versions_are_compared_and_brought_back_and_the_notice_withdrawn(window: Any, submission: Any, tmp_path: Path):
    actions.publish(submission)
    actions.publish(hand_in(tmp_path, text(count=1, deno="esquisse"), "suite.txt"))

    window.goto("/pro/notices/")
    window.get_by_label("Référence, numéro d’inventaire, titre").fill("esquisse")
    window.keyboard.press("Enter")
    window.get_by_role("row").get_by_role("link", name="esquisse").click()
    press(window, "Comparer ces deux versions")
    assert window.locator(".compared ins").inner_text() == "esquisse"
    assert not faults(window)

    press(window, "Rétablir la version 1")
    assert "est rétablie et publiée" in window.locator(".notice").inner_text()
    assert Record.objects.get(ref="M0650000001").values["DENO"] == "tableau"

    window.get_by_role("link", name="Retirer du site").click()
    assert not faults(window)
    window.get_by_label("Motif, montré à tous").fill("Doublon d’une autre notice")
    press(window, "Retirer la notice")
    window.get_by_role("link", name="Voir son adresse publique").click()
    assert "Doublon d’une autre notice" in window.locator(".lead").inner_text()
    assert refs() == {"2", "3", "4", "5"}
