"""/pro/redaction/suggestions: what is proposed for a month, and choosing it."""

from typing import Any

import factories
import pytest
from django.test import Client

from coffret.accounts.models import Office
from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, KindName

ADDRESS = "/pro/redaction/suggestions"
CHOICE = "/pro/redaction/suggestions/choix/"


@pytest.fixture
def editor(publish: Any, picture: Any) -> Client:
    """Return the browser of an editor, two records with a picture being published."""
    factories.museum("M0266", official_name="musée du Compagnonnage", city="Tours")
    given = (
        {"REF": "M0650000001", "TITR": "Coffret", "PHOT": "CRDOA", "MILL": "1876"},
        {"REF": "M0266000001", "TITR": "Triptyque", "PHOT": "CRDOA", "MUSEO": "M0266"},
    )
    for record in publish(*given, has_image=True):
        picture(record, 1600, 1200)
    client = Client()
    client.force_login(factories.user(office=Office.EDITOR))
    return client


def post(client: Client, key: str, genre: str = "notice", month: str = "2026-12") -> str:
    answer = client.post(CHOICE, {"key": key, "genre": genre, "month": month}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def items() -> list[dict[str, str]]:
    entry = Entry.objects.get(kind=KindName.FEATURE)
    assert entry.working
    return list(entry.working.content["items"])


def test_each_suggestion_comes_with_its_reasons_caption_and_credit(editor):
    page = editor.get(f"{ADDRESS}?genre=notice&month=2026-12").content.decode()
    assert "Décembre 2026" in page
    assert "150 ans\u00a0: l’œuvre est de 1876." in page
    assert "©\u00a0CRDOA" in page
    assert 'aria-label="Choisir : Coffret"' in page


def test_scripts_read_the_same_as_json(editor):
    told = editor.get(f"{ADDRESS}?genre=notice&month=2026-12&format=json").json()
    assert told["month"] == "2026-12"
    first = next(one for one in told["suggestions"] if one["ref"] == "M0650000001")
    assert first["credit"] == "© CRDOA"
    assert first["reasons"][0] == "150 ans : l’œuvre est de 1876."
    assert first["picture"].startswith("/images/")
    museums = editor.get(f"{ADDRESS}?genre=museum&month=2026-12&format=json").json()["suggestions"]
    assert {one["code"] for one in museums} == {"M0650", "M0266"}


def test_choosing_begins_the_page_of_the_month_then_adds_to_it(editor):
    page = post(editor, "M0650000001")
    assert "Ajouté à la page du mois" in page
    assert "Choisir : Coffret" not in page
    post(editor, "M0266000001")
    entry = Entry.objects.get(kind=KindName.FEATURE)
    assert entry.title == "Décembre 2026"
    assert not entry.live
    assert [one["record"] for one in items()] == ["M0650000001", "M0266000001"]


def test_what_is_chosen_is_not_proposed_again_nor_added_twice(editor):
    post(editor, "M0650000001")
    post(editor, "M0650000001")
    assert [one["record"] for one in items()] == ["M0650000001"]


def test_a_museum_goes_to_the_page_of_museums(editor):
    post(editor, "M0266", genre="museum")
    assert [one["museum"] for one in items()] == ["M0266"]


def test_the_page_online_changes_only_when_it_is_published(editor):
    office = factories.user(office=True)
    given = {"genre": "notice", "month": "2026-12", "title": "Décembre", "summary": "Un mot."}
    entry = actions.create(KindName.FEATURE, {**given, "items": [{"record": "M0650000001", "words": "Ici."}]}, office)
    actions.publish(entry, office)
    post(editor, "M0266000001")
    assert len(items()) == 2
    assert Client().get("/notices-du-mois/2026-12").content.decode().count("put-work") == 1


@pytest.mark.parametrize("key", ["", "M0650999999", "\x00", "x" * 4000, "M0266"])
def test_what_is_not_in_the_catalogue_is_refused_in_words(editor, key):
    assert "n’est pas au catalogue" in post(editor, key)
    assert not Entry.objects.filter(kind=KindName.FEATURE).exists()


@pytest.mark.parametrize("query", ["?month=2026-99", "?month=%00&genre=x", "?genre=selection", ""])
def test_what_cannot_be_read_is_the_present_month_of_notices(editor, query):
    assert editor.get(ADDRESS + query).status_code == 200
