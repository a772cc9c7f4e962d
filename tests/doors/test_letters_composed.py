"""Composing letters in the workshop: newsletters, issues begun, sections arranged without a script, the mail previewed."""

import io
from typing import Any

import factories
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from editorial_factories import editor
from editorial_factories import entry as written
from paper_samples import jpeg
from test_editing_form import fields, fresh, signed_in, text

from coffret.accounts.models import Office
from coffret.catalogue.models import Record
from coffret.editorial.entries import actions
from coffret.editorial.files import pictures
from coffret.editorial.models import Entry, Issue, Newsletter
from coffret.images import rows
from coffret.newsletters import newsletters
from coffret.search import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(editor("lea@example.org", "Léa Martin"))


@pytest.fixture
def manager() -> Client:
    return signed_in(factories.user("anne@example.org", office=Office.ADMINISTRATOR))


@pytest.fixture
def letter() -> Newsletter:
    return newsletters.create({"name": "Nouveautés"})


def issue(letter: Newsletter, **content: Any) -> Entry:
    given = {"newsletter": letter.slug, "day": "2026-05-11", "title": "Mai 2026 : deux œuvres", **content}
    return actions.create("letter", given, None)


def section(key: str, *items: dict[str, Any], one: str = "Notice", many: str = "Notices") -> dict[str, Any]:
    return {"key": key, "one": one, "many": many, "items": list(items)}


def notice(key: str, ref: str, **words: Any) -> dict[str, Any]:
    return {"key": key, "thing": "notice", "ref": ref, **words}


def pressed(client: Client, made: Entry, do: str, **given: Any) -> Any:
    """Press a button of the form as it stands, what is ``given`` typed before; return the page that answers."""
    address = f"/pro/redaction/{made.pk}/"
    return client.post(address, {**fields(client.get(address)), **given, "do": do})


def keys(answer: Any) -> list[list[str]]:
    """Return the keys of the items of each section, in the order of the page."""
    page = BeautifulSoup(text(answer), "html5lib")
    return [[item["data-key"] for item in one.select("[data-item]")] for one in page.select("[data-section]")]


def said(answer: Any, key: str) -> str:
    """Return what the page shows of an item."""
    item = BeautifulSoup(text(answer), "html5lib").find(attrs={"data-key": key})
    return " ".join(item.get_text(" ").split())


# Newsletters ----------------------------------------------------------------------------------------------------------


def test_a_newsletter_is_opened_changed_closed_and_opened_again(manager):
    given = {"name": "Récolement", "frequency": "quarterly", "language": "fr", "recipe": ["events", "news"]}
    answer = manager.post("/pro/lettres/lettre/nouvelle", {**given, "open": "on"}, follow=True)
    assert "Récolement" in text(answer)
    made = Newsletter.objects.get()
    assert (made.slug, made.recipe, made.open, made.archived) == ("recolement", ["events", "news"], True, False)
    address = "/pro/lettres/lettre/recolement/"
    manager.post(address, {**given, "audience": "conservateurs", "reply_to": "lettre@example.org"})
    made.refresh_from_db()
    assert (made.audience, made.reply_to, made.open) == ("conservateurs", "lettre@example.org", False)
    manager.post(f"{address}fermeture/")
    made.refresh_from_db()
    assert made.closed_at
    assert "fermée le" in text(manager.get("/pro/lettres/"))
    manager.post(f"{address}fermeture/", {"reopen": "1"})
    made.refresh_from_db()
    assert made.closed_at is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": "Confirmation"}, "réservé"),
        ({"name": "Nouveautés"}, "se trouve déjà"),
        ({"name": "Autre", "slug": "Été"}, "ne va pas dans une adresse"),
        ({"name": "Autre", "reply_to": "personne"}, "valide"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_what_cannot_be_a_newsletter_is_told(manager, letter, given, told):
    answer = manager.post("/pro/lettres/lettre/nouvelle", {"frequency": "monthly", "language": "fr", **given})
    assert answer.status_code == 422
    assert told in text(answer)
    assert Newsletter.objects.count() == 1


def test_the_first_page_says_what_is_next_and_what_was_last(client, letter):
    assert "rien en cours" in text(client.get("/pro/lettres/"))
    made = issue(letter)
    page = text(client.get("/pro/lettres/"))
    assert f"/pro/redaction/{made.pk}/" in page
    assert "11 mai 2026" in page
    assert "Régler" not in page


def test_with_no_newsletter_one_is_opened_first(client, manager):
    assert "un administrateur peut en ouvrir une" in text(client.get("/pro/lettres/"))
    assert "/pro/lettres/lettre/nouvelle" in text(manager.get("/pro/lettres/"))
    assert "un administrateur" in text(client.get("/pro/lettres/nouveau"))


# Begun ----------------------------------------------------------------------------------------------------------------


def test_an_issue_begins_blank_copied_or_drafted(client, letter):
    def begin(way: str) -> Any:
        return client.post("/pro/lettres/nouveau", {"newsletter": letter.slug, "day": "2026-05-11", "way": way})

    refused = begin("copied")
    assert refused.status_code == 422
    assert "aucun numéro à copier" in text(refused)
    assert begin("blank").status_code == 302
    first = Issue.objects.get()
    assert (first.working.content["newsletter"], first.working.content["day"]) == ("nouveautes", "2026-05-11")
    actions.save(first, {**first.working.content, "sections": [section("s1", {"thing": "words"})]}, None, 1)
    begin("copied")
    copied = Issue.objects.order_by("-pk").first()
    assert copied.working.content["sections"][0]["one"] == "Notice"
    factories.record({"REF": "M0650000900"})
    written("feature", title="Un coffret", genre="notice", month="2026-05", items=[{"record": "M0650000900"}])
    begin("drafted")
    drafted = Issue.objects.order_by("-pk").first()
    assert drafted.working.content["sections"][0]["items"][0]["ref"] == "M0650000900"


def test_an_issue_that_cannot_begin_says_why(client, letter):
    newsletters.close(letter)
    answer = client.post("/pro/lettres/nouveau", {"newsletter": letter.slug, "day": "demain", "way": "blank"})
    assert answer.status_code in {200, 422}
    assert not Issue.objects.exists()


# Arranged without a script --------------------------------------------------------------------------------------------


def test_buttons_move_items_in_a_section_and_from_one_to_the_next(client, letter):
    made = issue(
        letter,
        sections=[section("s1", notice("a", "R1"), notice("b", "R2")), section("s2", notice("c", "R3"), one="Autre")],
    )
    assert keys(pressed(client, made, "sections.item-down.a")) == [["b", "a"], ["c"]]
    assert keys(pressed(client, made, "sections.item-down.b")) == [["a"], ["b", "c"]]
    assert keys(pressed(client, made, "sections.item-up.c")) == [["a", "b", "c"], []]
    assert keys(pressed(client, made, "sections.item-up.a")) == [["a", "b"], ["c"]]
    assert keys(pressed(client, made, "sections.down.s1")) == [["c"], ["a", "b"]]
    assert keys(pressed(client, made, "sections.up.s1")) == [["a", "b"], ["c"]]
    assert keys(pressed(client, made, "sections.remove.s1")) == [["c"]]
    assert keys(pressed(client, made, "sections.item-remove.b")) == [["a"], ["c"]]
    assert [len(one) for one in keys(pressed(client, made, "sections.add"))] == [2, 1, 0]
    for strange in (
        "sections.item-up.rien",
        "sections.up",
        "sections.put.rien.words",
        "sections.dance.a",
        "rien.add.a",
    ):
        assert keys(pressed(client, made, strange)) == [["a", "b"], ["c"]]
    assert fresh(made).working.number == 1, "a button saved"


def test_a_notice_is_found_chosen_and_brings_its_picture(client, letter, tmp_path, settings):
    settings.DATA = tmp_path
    record = factories.record({"TITR": "Coffret à bijoux", "PHOT": "© CRDOA"}, has_image=True)
    sha256 = pictures.upload(io.BytesIO(jpeg(900, 600)), "œuvre.jpg", None).sha256
    rows.replace({record.pk: [["oeuvre.jpg", sha256, "JPEG", 900, 600, 1000]]})
    index.rebuild()
    made = issue(letter, sections=[section("s1", {"key": "m", "thing": "words", "words": "<p>Un mot.</p>"})])
    asked = pressed(client, made, "sections.seek.s1.notice")
    assert "Chercher une notice" in text(asked)
    found = pressed(client, made, "sections.find.s1.notice", find="coffret")
    assert f"sections.put.s1.notice.{record.ref}" in text(found)
    nothing = pressed(client, made, "sections.find.s1.notice", find="zzzz")
    assert "Rien ne répond" in text(nothing)
    put = pressed(client, made, f"sections.put.s1.notice.{record.ref}")
    sent = fields(put)
    assert sent["sections.0.items.1.ref"] == record.ref
    assert sent["sections.0.items.1.picture.credit"] == "© CRDOA"
    assert sent["sections.0.items.1.picture.alt"] == ""
    client.post(f"/pro/redaction/{made.pk}/", {**sent, "sections.0.items.1.picture.alt": "Un coffret bleu"})
    item = fresh(made).working.content["sections"][0]["items"][1]
    assert (item["thing"], item["picture"]["alt"]) == ("notice", "Un coffret bleu")


def test_each_kind_of_thing_can_be_put(client, letter):
    factories.record({"REF": "M0650000900"})
    page = written("resource", title="Les images", summary="Ce qu’il faut.")
    picture = pictures.upload(io.BytesIO(jpeg(300, 200)), "affiche.jpg", None)
    made = issue(letter, sections=[section("s1", {"key": "m", "thing": "words"})])
    for thing, ref, shown in (
        ("museum", "M0650", "M0650"),
        ("entry", str(page.pk), "Les images"),
        ("picture", str(picture.pk), "affiche.jpg"),
    ):
        offered = pressed(client, made, f"sections.find.s1.{thing}", find=shown)
        assert f"sections.put.s1.{thing}.{ref}" in text(offered)
        put = fields(pressed(client, made, f"sections.put.s1.{thing}.{ref}"))
        assert (put["sections.0.items.1.thing"], put["sections.0.items.1.ref"]) == (thing, ref)
    assert len(keys(pressed(client, made, "sections.put.s1.words"))[0]) == 2
    assert len(keys(pressed(client, made, "sections.put.s1.notice.RIEN"))[0]) == 1, "what does not exist is not put"


def test_a_picture_is_sent_to_an_item_and_to_a_section(client, letter):
    made = issue(letter, sections=[section("s1", {"key": "m", "thing": "words"})])

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("affiche.jpg", jpeg(300, 200), "image/jpeg")

    put = fields(pressed(client, made, "refresh", **{"sections.0.items.0.picture.file": file()}))
    assert put["sections.0.items.0.picture.picture"]
    added = fields(pressed(client, made, "refresh", **{"sections.0.file": file()}))
    assert added["sections.0.items.1.thing"] == "picture"
    refused = pressed(
        client, made, "refresh", **{"sections.0.file": SimpleUploadedFile("a.jpg", b"rien", "image/jpeg")}
    )
    assert refused.status_code == 422


def test_an_item_says_what_its_record_says_and_what_changed_since(client, letter):
    record = factories.record({"TITR": "Coffret à bijoux"})
    made = issue(letter, sections=[section("s1", notice("a", record.ref))])
    page = client.get(f"/pro/redaction/{made.pk}/")
    assert "Coffret à bijoux" in said(page, "a")
    # Somebody writes another title: what the record said then is kept with it.
    client.post(f"/pro/redaction/{made.pk}/", {**fields(page), "sections.0.items.0.title": "Le coffret bleu"})
    item = fresh(made).working.content["sections"][0]["items"][0]
    assert (item["title"], item["seen"]["title"]) == ("Le coffret bleu", "Coffret à bijoux")
    assert "A changé depuis" not in text(client.get(f"/pro/redaction/{made.pk}/"))
    Record.objects.filter(pk=record.pk).update(title="Coffret aux dieux")
    page = client.get(f"/pro/redaction/{made.pk}/")
    assert "A changé depuis que vous avez écrit" in said(page, "a")
    assert "Coffret aux dieux" in said(page, "a")
    kept = fields(pressed(client, made, "sections.agree.a.title"))
    assert kept["sections.0.items.0.seen.title"] == "Coffret aux dieux"
    assert kept["sections.0.items.0.title"] == "Le coffret bleu"
    again = fields(pressed(client, made, "sections.forget.a.title"))
    assert again["sections.0.items.0.title"] == ""


def test_what_is_gone_or_unknown_says_so(client, letter):
    made = issue(letter, sections=[section("s1", notice("a", "RIEN"), {"key": "b", "thing": "museum", "ref": "M9999"})])
    page = client.get(f"/pro/redaction/{made.pk}/")
    assert "« RIEN » n’existe pas" in said(page, "a").replace("\u202f", " ")
    assert "n’existe pas" in said(page, "b")


def test_the_heading_is_that_of_the_number_of_items(client, letter):
    made = issue(letter, sections=[section("s1", notice("a", "R1"), notice("b", "R2"))])
    page = BeautifulSoup(text(client.get(f"/pro/redaction/{made.pk}/")), "html5lib")
    assert page.select_one(".lt-heading").get_text(" ").split() == ["1", "Notices"]
    one = BeautifulSoup(text(pressed(client, made, "sections.item-remove.a")), "html5lib")
    assert one.select_one(".lt-heading").get_text(" ").split() == ["1", "Notice"]


def test_live_figures_are_offered_beside_the_form(client, letter):
    factories.record({})
    page = text(client.get(f"/pro/redaction/{issue(letter).pk}/"))
    assert "{notices}" in page
    assert "une notice" in page


# Previewed ------------------------------------------------------------------------------------------------------------


def test_the_mail_is_shown_in_every_light_and_nothing_of_it_can_run(client, letter):
    record = factories.record({"TITR": "Coffret à bijoux"})
    picture = pictures.upload(io.BytesIO(jpeg(900, 600)), "œuvre.jpg", None)
    use = {"picture": picture.pk, "alt": "Un coffret bleu", "credit": "© CRDOA"}
    made = issue(letter, sections=[section("s1", notice("a", record.ref, picture=use))], preheader="Une œuvre.")
    page = text(client.get(f"/pro/lettres/{made.pk}/apercu"))
    assert "Une œuvre." in page
    address = f"/pro/lettres/{made.pk}/apercu/courriel"
    mail = client.get(address)
    policy = mail["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in mail["Cache-Control"]
    assert f"/pro/medias/{picture.sha256}/lettre-" in text(mail)
    assert "marqueq" not in text(mail)
    assert "Un coffret bleu" in text(client.get(f"{address}?mode=images-off"))
    assert "<img" not in text(client.get(f"{address}?mode=images-off"))
    assert "prefers-color-scheme" not in text(client.get(f"{address}?mode=dark"))
    words = client.get(f"{address}?mode=text")
    assert words["Content-Type"].startswith("text/plain")
    assert "© CRDOA" in text(words).replace("\xa0", " ")
    for mode in ("page", "phone", "dark", "images-off", "text", "client"):
        assert client.get(f"/pro/lettres/{made.pk}/apercu?mode={mode}").status_code == 200
    gmail = text(client.get(f"/pro/lettres/{made.pk}/apercu?mode=client&client=gmail&dark=1"))
    assert "client=gmail&amp;dark=1" in gmail
    assert client.get(f"{address}?mode=client&client=inconnu").status_code == 200


def test_a_preview_shows_what_is_being_typed_and_any_version(client, letter):
    made = issue(letter)
    sent = fields(client.get(f"/pro/redaction/{made.pk}/"))
    client.post(f"/pro/redaction/{made.pk}/brouillon/", {**sent, "title": "Mai, autrement"})
    assert "Mai, autrement" in text(client.get(f"/pro/lettres/{made.pk}/apercu/courriel"))
    assert "Mai, autrement" not in text(client.get(f"/pro/lettres/{made.pk}/apercu/courriel?version=1"))
    assert client.get(f"/pro/lettres/{made.pk}/apercu?version=7").status_code == 404
    assert client.get("/pro/lettres/99999999999999999999/apercu").status_code == 404


def test_only_letters_have_a_mail(client):
    assert client.get(f"/pro/lettres/{written('news').pk}/apercu").status_code == 404
