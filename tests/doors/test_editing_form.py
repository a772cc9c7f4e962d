"""The form of an entry: begun, filled, rearranged, kept while typing, saved, never over somebody else's words."""

import json
from collections.abc import Callable
from typing import Any

import factories
import pytest
import pyvips
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from editorial_factories import editor, entry

from coffret.editorial.entries import actions
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Autosave, Document, Entry, FixedPage
from coffret.newsletters import newsletters

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def noe() -> Any:
    return editor("noe@example.org", "Noé Petit")


@pytest.fixture
def client(lea) -> Client:
    return signed_in(lea)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def fields(answer: Any) -> dict[str, Any]:
    """Return what a browser would send of the page's form, untouched."""
    form = BeautifulSoup(text(answer), "html5lib").find("form", id="entry-form")
    sent: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind == "file" or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
            continue
        value = field.get("value", "on" if kind == "checkbox" else "")
        if field.name == "textarea":
            value = field.text.removeprefix("\n")
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            value = chosen["value"] if chosen else ""
        sent.setdefault(name, []).append(value)
    sent.pop("csrfmiddlewaretoken", None)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def opened(client: Client, made: Entry) -> dict[str, Any]:
    return fields(client.get(f"/pro/redaction/{made.pk}/"))


def fresh(made: Entry) -> Entry:
    return Entry.objects.select_related("working").get(pk=made.pk)


FULL: dict[str, dict[str, Any]] = {
    "resource": {
        "title": "Les images",
        "summary": "Normes et bonnes pratiques.",
        "body": "<h2>Formats</h2><p>Texte &amp; <strong>gras</strong></p>",
        "slug": "images",
        "audience": ["curators", "registrars"],
        "publications": [
            {
                "key": "p1",
                "title": "Guide",
                "description": "Le guide",
                "editions": [{"document": None, "version": "2", "issued_on": "2026-05-01", "changed": "Nouveau plan"}],
            }
        ],
        "update": {"words": "Le guide change.", "announce": True},
    },
    "news": {"title": "« Bonjour » & co", "summary": "Ligne 1\nLigne 2", "body": "<p>Un</p>"},
    "event": {
        "title": "Récolement",
        "starts": "2026-06-19T09:30",
        "ends": "2026-06-19T17:00",
        "mode": "both",
        "place": "Fontainebleau",
        "plan": "own",
        "capacity": 40,
        "waiting_list": True,
        "free": True,
        "pinned": "open",
        "pinned_until": "2026-06-01T00:00",
        "contact": "a@example.org",
        "opens": "2026-05-01T10:00",
    },
    "feature": {
        "title": "Notices du mois",
        "genre": "notice",
        "month": "2026-05",
        "items": [{"record": "M0650000900", "words": "Belle œuvre"}, {"record": "M0650000901", "words": ""}],
    },
    "page": {"title": "Questions", "questions": [{"question": "Quand ?", "answer": "<p>Tôt</p>"}]},
    "letter": {
        "newsletter": "nouveautes",
        "day": "2026-05-11",
        "title": "Mai 2026 : deux œuvres",
        "preheader": "Et une norme.",
        "body": "<p>Bonjour.</p>",
        "sections": [
            {
                "key": "s1",
                "one": "Notice du mois",
                "many": "Notices du mois",
                "words": "<p>Depuis avril : {nouvelles_notices}.</p>",
                "items": [
                    {"key": "i1", "thing": "notice", "ref": "M0650000900"},
                    {
                        "key": "i2",
                        "thing": "notice",
                        "ref": "M0650000901",
                        "title": "Le triptyque",
                        "seen": {"title": "Autre chose"},
                        "words": "<p>Belle <em>œuvre</em>.</p>",
                    },
                ],
            },
            {
                "key": "s2",
                "one": "Mot",
                "many": "",
                "words": "",
                "items": [{"key": "i3", "thing": "words", "words": "<p>Un</p>"}],
            },
        ],
        "closing": "<p>À bientôt.</p>",
    },
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_form_sent_back_untouched_changes_nothing(client, lea, kind):
    factories.record({"REF": "M0650000900"})
    factories.record({"REF": "M0650000901"})
    newsletters.create({"name": "Nouveautés"})
    made = actions.create(kind, FULL[kind], lea, role="faq" if kind == "page" else "")
    sent = opened(client, made)
    answer = client.post(f"/pro/redaction/{made.pk}/", sent)
    assert answer.status_code == 302
    after = fresh(made)
    for field in KINDS[kind].fields:
        assert after.working.content[field.name] == made.working.content[field.name]
    assert after.working.number == 1, "saving what is already there made a version"


@pytest.mark.parametrize("kind", [name for name in KINDS if name not in {"page", "letter"}])
def test_an_entry_begins_with_a_title_and_nobody_sees_it(client, kind):
    page = client.get(f"/pro/redaction/nouveau/{kind}")
    assert page.status_code == 200
    answer = client.post(f"/pro/redaction/nouveau/{kind}", {"title": "Un début", "starts": "2026-06-05T09:30"})
    made = Entry.objects.get(title="Un début")
    assert answer["Location"] == f"/pro/redaction/{made.pk}/"
    assert (made.live, made.stage, made.path) == (False, "draft", None)
    assert client.get(answer["Location"]).status_code == 200


def test_a_fixed_page_is_chosen_among_those_not_written(client):
    client.post("/pro/redaction/nouveau/page", {"role": "faq"})
    assert FixedPage.objects.get().role == "faq"
    page = BeautifulSoup(text(client.get("/pro/redaction/nouveau/page")), "html5lib")
    offered = {option["value"] for option in page.find("select", id="f-role").find_all("option")}
    assert "faq" not in offered
    assert "contact" in offered
    again = client.post("/pro/redaction/nouveau/page", {"role": "faq"})
    assert again.status_code == 200
    assert "existe déjà" in text(again)


def test_a_letter_begins_on_its_own_page(client):
    assert client.get("/pro/redaction/nouveau/letter")["Location"] == "/pro/lettres/nouveau"


def test_an_unknown_kind_begins_nothing(client):
    assert client.get("/pro/redaction/nouveau/rien").status_code == 404


def test_what_is_typed_is_saved_as_a_version(client, lea):
    made = actions.create("news", {"title": "Avant"}, lea)
    sent = {**opened(client, made), "title": "Après", "body": "<p>Texte <script>alert(1)</script></p>"}
    answer = client.post(f"/pro/redaction/{made.pk}/", sent, follow=True)
    assert "Enregistré" in text(answer)
    after = fresh(made)
    assert (after.working.number, after.working.content["title"]) == (2, "Après")
    assert "script" not in after.working.content["body"]


Sent = dict[str, Any]


def rows(answer: Any, name: str) -> list[str]:
    """Return the titles of a list's rows in the order of the page."""
    sent = fields(answer)
    return [
        value for key, value in sent.items() if key.startswith(f"{name}.") and key.endswith((".question", ".title"))
    ]


def test_the_buttons_of_a_list_rearrange_without_saving(client, lea):
    three = [{"question": word, "answer": ""} for word in ("Un", "Deux", "Trois")]
    made = actions.create("page", {"title": "FAQ", "questions": three}, lea, role="faq")
    sent = opened(client, made)

    def press(do: str, given: Sent) -> Any:
        return client.post(f"/pro/redaction/{made.pk}/", {**given, "do": do})

    assert rows(press("questions.down.0", sent), "questions") == ["Deux", "Un", "Trois"]
    assert rows(press("questions.up.2", sent), "questions") == ["Un", "Trois", "Deux"]
    assert rows(press("questions.remove.1", sent), "questions") == ["Un", "Trois"]
    added = press("questions.add", {**sent, "questions.0.question": "Premier"})
    assert rows(added, "questions") == ["Premier", "Deux", "Trois", ""]
    assert fresh(made).working.number == 1
    # A row left empty in the middle keeps its place until the page is saved.
    emptied = press("questions.remove.2", {**fields(added), "questions.0.question": ""})
    assert rows(emptied, "questions") == ["", "Deux", ""]


@pytest.mark.parametrize(
    "do",
    [
        "questions.up.0",
        "questions.down.2",
        "questions.remove.9",
        "questions.bad.1",
        "rien.up.1",
        "title.up.0",
        "x",
        "questions.up.é",
    ],
)
def test_a_button_that_asks_for_nothing_known_changes_nothing(client, lea, do):
    three = [{"question": word, "answer": ""} for word in ("Un", "Deux", "Trois")]
    made = actions.create("page", {"title": "FAQ", "questions": three}, lea, role="faq")
    answer = client.post(f"/pro/redaction/{made.pk}/", {**opened(client, made), "do": do})
    assert rows(answer, "questions") == ["Un", "Deux", "Trois"]


def test_a_new_edition_comes_before_the_others(client, lea):
    made = actions.create("resource", FULL["resource"], lea)
    answer = client.post(f"/pro/redaction/{made.pk}/", {**opened(client, made), "do": "publications.edition.0"})
    sent = fields(answer)
    assert sent["publications.0.editions.0.version"] == ""
    assert sent["publications.0.editions.1.version"] == "2"
    assert sent["publications.0.key"] == "p1"
    answer = client.post(f"/pro/redaction/{made.pk}/", {**sent, "do": "publications.uneditioned.0.0"})
    assert fields(answer)["publications.0.editions.0.version"] == "2"


def test_records_are_found_chosen_and_put_in_order(client, lea, settings):
    for number, title in enumerate(("Le port", "La plage"), 1):
        factories.record({"REF": f"M065000080{number}", "TITR": title})
    made = actions.create("feature", {"title": "Sélection", "genre": "selection"}, lea)
    sent = opened(client, made)
    found = client.post(f"/pro/redaction/{made.pk}/", {**sent, "find": "M0650000801", "do": "items.find"})
    assert "items.choose.record.M0650000801" in text(found)
    chosen = fields(client.post(f"/pro/redaction/{made.pk}/", {**sent, "do": "items.choose.record.M0650000801"}))
    both = fields(client.post(f"/pro/redaction/{made.pk}/", {**chosen, "do": "items.choose.record.M0650000802"}))
    again = fields(client.post(f"/pro/redaction/{made.pk}/", {**both, "do": "items.choose.record.M0650000802"}))
    assert again == both, "the same record was chosen twice"
    upside = fields(client.post(f"/pro/redaction/{made.pk}/", {**both, "do": "items.up.1"}))
    client.post(f"/pro/redaction/{made.pk}/", {**upside, "items.0.words": "La plus belle"})
    assert fresh(made).working.content["items"] == [
        {"record": "M0650000802", "words": "La plus belle"},
        {"record": "M0650000801", "words": ""},
    ]


def test_a_museum_is_found_by_its_city(client, lea):
    factories.record({"REF": "M0650000803"})
    made = actions.create("feature", {"title": "Musées du mois", "genre": "museum", "month": "2026-05"}, lea)
    answer = client.post(
        f"/pro/redaction/{made.pk}/", {**opened(client, made), "find": "saint-omer", "do": "items.find"}
    )
    assert "items.choose.museum.M0650" in text(answer)


def test_records_are_suggested_for_the_month_with_their_reasons(client, lea, publish, picture):
    record = publish({"AUTR": "Monet Claude (1840-1926)", "PHOT": "Jeanne Morel, ville de Saint-Omer"}, has_image=True)[
        0
    ]
    picture(record, 800, 600)
    made = actions.create("feature", {"title": "Notices du mois", "genre": "notice", "month": "2026-12"}, lea)
    page = client.post(f"/pro/redaction/{made.pk}/", {**opened(client, made), "do": "items.suggest"})
    assert f"items.choose.record.{record.ref}" in text(page)
    assert "100 ans de la mort de Monet Claude" in text(page)


def test_a_record_taken_off_is_said_where_it_stands(client, lea):
    record = factories.record({"REF": "M0650000810", "TITR": "Vase"}, status="withdrawn")
    made = actions.create("feature", {"title": "S", "items": [{"record": record.ref, "words": ""}]}, lea)
    unknown = actions.create("feature", {"title": "T", "items": [{"record": "M0650999999", "words": ""}]}, lea)
    assert "n’est plus en ligne" in text(client.get(f"/pro/redaction/{made.pk}/"))
    assert "n’existe pas" in text(client.get(f"/pro/redaction/{unknown.pk}/"))


def test_a_resource_is_never_offered_a_place_under_itself(client, lea):
    above = entry("resource", title="Au-dessus")
    below = entry("resource", title="Au-dessous", parent=above.pk)
    page = BeautifulSoup(text(client.get(f"/pro/redaction/{above.pk}/")), "html5lib")
    offered = {option["value"] for option in page.find("select", id="f-parent").find_all("option")}
    assert str(above.pk) not in offered
    assert str(below.pk) not in offered
    page = BeautifulSoup(text(client.get(f"/pro/redaction/{below.pk}/")), "html5lib")
    assert page.find("select", id="f-parent").find("option", selected=True)["value"] == str(above.pk)


# Typing ---------------------------------------------------------------------------------------------------------------


def test_what_is_being_typed_is_kept_and_found_again(client, lea):
    made = actions.create("news", {"title": "Avant"}, lea)
    answer = client.post(f"/pro/redaction/{made.pk}/brouillon/", {**opened(client, made), "title": "En train"})
    assert answer.json()["kept"].startswith("gardé à ")
    assert fresh(made).working.content["title"] == "Avant"
    page = client.get(f"/pro/redaction/{made.pk}/")
    assert fields(page)["title"] == "En train"
    assert "repris ici" in text(page)
    client.post(f"/pro/redaction/{made.pk}/brouillon/abandon/")
    assert opened(client, made)["title"] == "Avant"


def test_typing_back_what_is_saved_keeps_nothing(client, lea):
    made = actions.create("news", {"title": "Avant"}, lea)
    sent = opened(client, made)
    client.post(f"/pro/redaction/{made.pk}/brouillon/", {**sent, "title": "Autre"})
    client.post(f"/pro/redaction/{made.pk}/brouillon/", sent)
    assert not Autosave.objects.exists()


def test_what_one_types_is_for_nobody_else(client, lea, noe):
    made = actions.create("news", {"title": "Avant"}, lea)
    client.post(f"/pro/redaction/{made.pk}/brouillon/", {**opened(client, made), "title": "Secret"})
    page = text(signed_in(noe).get(f"/pro/redaction/{made.pk}/"))
    assert "Secret" not in page
    assert "Léa Martin" in page
    assert "Écrit aussi en ce moment" in page


def test_saving_forgets_what_was_being_typed(client, lea):
    made = actions.create("news", {"title": "Avant"}, lea)
    sent = {**opened(client, made), "title": "Après"}
    client.post(f"/pro/redaction/{made.pk}/brouillon/", sent)
    client.post(f"/pro/redaction/{made.pk}/", sent)
    assert not Autosave.objects.exists()


def test_keeping_says_when_somebody_saved_meanwhile(client, lea, noe):
    made = actions.create("news", {"title": "Avant"}, lea)
    sent = opened(client, made)
    actions.save(made, {**made.working.content, "title": "De Noé"}, noe, 1)
    answer = client.post(f"/pro/redaction/{made.pk}/brouillon/", {**sent, "title": "De Léa"}).json()
    assert "Noé Petit" in answer["overtaken"]
    assert "version 2" in answer["overtaken"]


# Two people -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def crossed(client, lea, noe) -> Callable[..., Any]:
    """Return what makes Léa save over a version of Noé's; gives the page she gets."""

    def cross(theirs: dict[str, Any], mine: dict[str, Any]) -> tuple[Entry, Any]:
        made = actions.create("news", {"title": "Titre", "summary": "Chapeau", "body": "<p>Corps</p>"}, lea)
        sent = opened(client, made)
        actions.save(made, {**made.working.content, **theirs}, noe, 1)
        return made, client.post(f"/pro/redaction/{made.pk}/", {**sent, **mine})

    return cross


def settling(page: Any) -> dict[str, Any]:
    form = BeautifulSoup(text(page), "html5lib").find("form", class_="ed-conflict")
    inputs = [one for one in form.find_all("input") if one.get("type") != "radio" or one.has_attr("checked")]
    return {one["name"]: one.get("value", "") for one in inputs if one["name"] != "csrfmiddlewaretoken"}


def test_nobody_overwrites_anybody_silently(crossed):
    made, page = crossed({"title": "Titre de Noé"}, {"title": "Titre de Léa"})
    assert page.status_code == 409
    assert "Noé" in text(page)
    assert "Léa" in text(page)
    assert "changé par les deux" in text(page)
    after = fresh(made)
    assert (after.working.number, after.working.content["title"]) == (2, "Titre de Noé")


def test_changes_of_different_fields_are_both_proposed(crossed, client):
    made, page = crossed({"summary": "Chapeau de Noé"}, {"body": "<p>Corps de Léa</p>"})
    chosen = settling(page)
    assert (chosen["pick.summary"], chosen["pick.body"]) == ("theirs", "mine")
    client.post(f"/pro/redaction/{made.pk}/accord/", chosen)
    content = fresh(made).working.content
    assert (content["summary"], content["body"]) == ("Chapeau de Noé", "<p>Corps de Léa</p>")
    assert content["title"] == "Titre"


def test_the_text_not_chosen_stays_among_the_versions(crossed, client):
    made, page = crossed({"title": "Titre de Noé"}, {"title": "Titre de Léa"})
    client.post(f"/pro/redaction/{made.pk}/accord/", {**settling(page), "pick.title": "mine"})
    assert [row.content["title"] for row in made.revisions.order_by("number")] == [
        "Titre",
        "Titre de Noé",
        "Titre de Léa",
    ]


def test_what_was_typed_survives_leaving_the_page_of_both_texts(crossed, client):
    made, _page = crossed({"title": "Titre de Noé"}, {"title": "Titre de Léa"})
    assert opened(client, made)["title"] == "Titre de Léa"


def test_coming_back_to_a_text_somebody_saved_since_says_so(crossed, client):
    made, _page = crossed({"title": "Titre de Noé"}, {"title": "Titre de Léa"})
    assert "Noé Petit a enregistré la version 2 depuis" in text(client.get(f"/pro/redaction/{made.pk}/"))


def test_a_third_save_asks_again(crossed, client, noe):
    made, page = crossed({"title": "Titre de Noé"}, {"title": "Titre de Léa"})
    now = fresh(made)
    actions.save(now, {**now.working.content, "title": "Encore Noé"}, noe, 2)
    again = client.post(f"/pro/redaction/{made.pk}/accord/", settling(page))
    assert again.status_code == 409
    assert "Encore" in text(again)


@pytest.mark.parametrize("mine", ["", "[]", "{", "null", '{"title": 3}'])
def test_a_choice_sent_wrong_loses_nothing(crossed, client, mine):
    made, page = crossed({"title": "Titre de Noé"}, {"title": "Titre de Léa"})
    client.post(f"/pro/redaction/{made.pk}/accord/", {**settling(page), "mine": mine})
    assert made.revisions.filter(content__title="Titre de Noé").exists()
    assert json.loads(json.dumps(fresh(made).working.content))


# Files sent by the form itself ----------------------------------------------------------------------------------------


def photograph(name: str = "vue.jpg") -> SimpleUploadedFile:
    """Return a photograph as a browser sends it."""
    drawn = pyvips.Image.black(64, 48, bands=3).copy(interpretation="srgb").jpegsave_buffer()
    return SimpleUploadedFile(name, drawn, "image/jpeg")


@pytest.mark.django_db(transaction=True)
def test_a_picture_sent_with_the_form_is_shown_before_it_is_saved(client, lea):
    made = actions.create("news", {"title": "Une vue"}, lea)
    sent = opened(client, made)
    page = client.post(f"/pro/redaction/{made.pk}/", {**sent, "cover.file": photograph(), "do": "cover.refresh"})
    assert "vue.jpg" in text(page)
    chosen = fields(page)
    assert chosen["cover.picture"]
    assert fresh(made).working.content["cover"] is None
    client.post(f"/pro/redaction/{made.pk}/", {**chosen, "cover.alt": "Une vue du port"})
    kept = fresh(made).working.content["cover"]
    assert (kept["alt"], kept["picture"]) == ("Une vue du port", int(chosen["cover.picture"]))
    removed = fields(client.post(f"/pro/redaction/{made.pk}/", {**opened(client, made), "do": "cover.remove"}))
    assert "cover.picture" not in removed


@pytest.mark.django_db(transaction=True)
def test_a_document_sent_with_the_form_becomes_its_edition(client, lea):
    made = actions.create("resource", FULL["resource"], lea)
    file = SimpleUploadedFile("guide.csv", "titre;page\nRécolement;3\n".encode(), "text/csv")
    answer = client.post(f"/pro/redaction/{made.pk}/", {**opened(client, made), "publications.0.editions.0.file": file})
    assert answer.status_code == 302
    edition = fresh(made).working.content["publications"][0]["editions"][0]
    assert edition["document"] == Document.objects.get(name="guide.csv").pk
    assert "guide.csv" in text(client.get(f"/pro/redaction/{made.pk}/"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "content"), [("vue.jpg", b"rien d'une image"), ("vue.exe", b"MZ\x90\x00"), ("v.svg", b"<svg/>")]
)
def test_a_file_that_cannot_be_is_refused_and_what_was_typed_stays(client, lea, name, content):
    made = actions.create("news", {"title": "Une vue"}, lea)
    sent = {**opened(client, made), "title": "Tapé avec soin", "cover.file": SimpleUploadedFile(name, content)}
    page = client.post(f"/pro/redaction/{made.pk}/", sent)
    assert page.status_code == 422
    assert fields(page)["title"] == "Tapé avec soin"
    assert "notice-error" in text(page)
    assert fresh(made).working.number == 1


@pytest.mark.parametrize(
    "name",
    [
        "publications.7.editions.0.file",
        "publications.0.editions.9.file",
        "title.file",
        "x.file",
        "items.0.editions.0.file",
    ],
)
def test_a_file_sent_for_no_field_is_left_aside(client, lea, name):
    made = actions.create("resource", FULL["resource"], lea)
    sent = {**opened(client, made), name: SimpleUploadedFile("a.csv", b"a;b\n1;2\n")}
    assert client.post(f"/pro/redaction/{made.pk}/", sent).status_code == 302
    assert fresh(made).working.number == 1


def test_the_form_asks_few_questions(client, lea, django_assert_max_num_queries):
    items = [{"record": factories.record().ref, "words": ""} for _number in range(8)]
    made = actions.create("feature", {"title": "Sélection", "items": items}, lea)
    client.get(f"/pro/redaction/{made.pk}/")
    with django_assert_max_num_queries(36):
        client.get(f"/pro/redaction/{made.pk}/")
