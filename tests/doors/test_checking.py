"""The preflight beside the form: what it says of what is typed, what its buttons put right, what is confirmed by name."""

import re
from typing import Any

import pytest
from django.test import Client
from editorial_factories import editor
from test_editing_form import opened, signed_in, text

from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, Waiver

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "L'agenda de mai",
    "summary": "Ce qui vient.",
    "body": '<p>Le jeudi 5 juin 2026, <a href="#">voir ici</a>, © CRDOA, ou juste © Sandelin</p>',
}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def lea() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def client(lea) -> Client:
    return signed_in(lea)


@pytest.fixture
def made(lea) -> Entry:
    return actions.create("news", TYPED, lea)


def ask(client: Client, made: Entry, act: str = "", *, plain: bool = False, **given: Any) -> Any:
    """Send the form to one of the panel's addresses."""
    form = {**opened(client, made), **given}
    return client.post(f"/pro/redaction/{made.pk}/controle/{act}", form, **({} if plain else JSON))


def button(page: str, words: str, name: str = "fix") -> str:
    """Return the value of the button that says ``words``."""
    found = re.search(rf'name="{name}" value="([^"]+)">{re.escape(words)}', page)
    assert found, f"no button {words!r}"
    return found[1]


def test_the_page_says_what_holds_it(client, made):
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    assert "3 erreurs empêchent de publier." in page
    assert "3 erreurs, 2 alertes" in page
    assert "L’apostrophe est droite dans «\u202fL&#x27;agenda\u202f»." in page
    assert "vendredi" in page


def test_what_is_typed_is_checked_and_nothing_is_saved(client, made):
    told = ask(client, made, title="Mai", body="<p>Rien de spécial.</p>").json()
    assert told["summary"] == "Contrôle : rien à redire"
    assert "Rien n’empêche de publier." in told["html"]
    assert made.revisions.count() == 1


def test_one_gesture_puts_one_thing_right(client, made):
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    told = ask(client, made, "correction/", fix=button(page, "Corriger")).json()
    assert told["changed"] == {"title": "L’agenda de mai"}
    assert told["whole"] is False
    assert "L’apostrophe est droite" not in told["html"]


def test_each_reading_of_a_credit_is_offered(client, made):
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    told = ask(client, made, "correction/", fix=button(page, "Écrire «\u202f©\u00a0Sandelin\u202f»")).json()
    assert told["changed"]["body"].endswith("© Sandelin</p>")
    assert "CRDOA" not in told["changed"]["body"]


def test_without_scripts_the_page_comes_back_corrected_and_unsaved(client, made):
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    answer = ask(client, made, "correction/", plain=True, fix=button(page, "Corriger"))
    assert 'value="L’agenda de mai"' in text(answer)
    assert "pas encore enregistré" in text(answer)
    assert made.revisions.count() == 1


def test_all_of_a_rule_at_once(client, made):
    told = ask(client, made, "correction/", fix="tout:EDI042,EDI040", summary="C'est l'été ; oui").json()
    assert told["changed"] == {"title": "L’agenda de mai", "summary": "C’est l’été\u202f; oui"}


def test_what_changed_meanwhile_is_said(client, made):
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    answer = ask(client, made, "correction/", title="Mai", fix=button(page, "Corriger"))
    assert answer.status_code == 422
    assert "n’est plus là" in answer.json()["refusal"]
    for odd in ("", "tout:", "tout:NON001", "abc.9", "…"):
        assert ask(client, made, "correction/", fix=odd).status_code in {200, 422}


def test_an_item_taken_off_needs_the_page(client, lea):
    feature = actions.create("feature", {"title": "Sélection", "items": [{"record": "R1"}, {"record": "R1"}]}, lea)
    page = text(client.get(f"/pro/redaction/{feature.pk}/"))
    assert ask(client, feature, "correction/", fix=button(page, "Retirer")).json()["whole"] is True


def confirmed(client: Client, made: Entry, reason: str) -> Any:
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    key = button(page, "Confirmer à mon nom", "confirm")
    return ask(client, made, "confirmation/", confirm=key, **{f"reason.{key}": reason})


def test_an_alerte_is_confirmed_by_name_with_a_reason(client, made, lea):
    told = confirmed(client, made, "Titre d’une revue").json()
    waiver = Waiver.objects.get()
    assert (waiver.code, waiver.field, waiver.quote, waiver.by) == ("EDI042", "title", "L'agenda", lea)
    assert "Une alerte confirmée" in told["html"]
    assert "Léa Martin" in told["html"]
    assert "Titre d’une revue" in told["html"]


def test_a_confirmation_without_a_reason_is_refused(client, made):
    answer = confirmed(client, made, "  ")
    assert answer.status_code == 422
    assert "La raison manque" in answer.json()["refusal"]
    assert not Waiver.objects.exists()


def test_an_error_is_never_confirmed(client, made):
    told = ask(client, made).json()["html"]
    errors = told[told.index("check-erreur") : told.index("check-alerte")]
    assert "confirm" not in errors
    key = re.search(r'name="fix" value="([0-9a-f]+)\.0"', errors)[1]
    answer = ask(client, made, "confirmation/", confirm=key, **{f"reason.{key}": "Parce que"})
    assert answer.status_code == 422
    assert not Waiver.objects.exists()


def test_a_rule_has_its_page_with_its_examples(client):
    page = text(Client().get("/aide/controles/EDI001"))
    assert "© CRDOA, ou juste © CRDOA" in page
    listed = text(Client().get("/aide/controles"))
    assert "Ce que le bureau écrit" in listed
    assert "Ce que le bureau annonce, face aux faits" in listed
