"""The acts on an entry: to proof, approved, online, decided for later, off the site; its versions; its preview."""

import re
from datetime import UTC, timedelta
from typing import Any

import factories
import pytest
from django.test import Client
from django.utils import timezone
from editorial_factories import editor, entry
from test_editing_form import fresh, opened, signed_in, text

from coffret.accounts.models import Office
from coffret.desk.editing.checking_panel import key_of
from coffret.editorial import identity
from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, KindName
from coffret.editorial.proofing import preflight

pytestmark = pytest.mark.django_db

PROPER = {
    "title": "Les dépôts de l’année",
    "summary": "Ce que les musées ont reçu en dépôt, et d’où.",
    "body": "<p>Trois musées ont reçu des œuvres en dépôt cette année.</p>",
}


@pytest.fixture
def lea() -> Any:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def noe() -> Any:
    return editor("noe@example.org", "Noé Petit")


@pytest.fixture
def client(lea) -> Client:
    return signed_in(lea)


@pytest.fixture
def made(lea) -> Entry:
    return actions.create("news", PROPER, lea)


def post(client: Client, made: Entry, act: str, **given: Any) -> str:
    """Do an act as its button does, the form with it; return the page one comes to."""
    answer = client.post(f"/pro/redaction/{made.pk}/{act}/", {**opened(client, made), **given}, follow=True)
    return text(answer)


def test_one_person_writes_and_publishes(client, made):
    page = post(client, made, "publication")
    assert "En ligne." in page
    assert fresh(made).path == "/actualites/les-depots-de-l-annee"
    assert "Trois musées" in text(Client().get("/actualites/les-depots-de-l-annee"))


def test_publishing_puts_online_what_the_form_shows(client, made):
    post(client, made, "publication", title="Les dépôts de 2026")
    assert "Les dépôts de 2026" in text(Client().get(fresh(made).path))


def test_an_error_of_the_preflight_holds_the_publication_and_is_said(client, lea):
    made = actions.create("news", {**PROPER, "body": '<p>À lire <a href="#">ici</a>.</p>'}, lea)
    page = post(client, made, "publication")
    assert "À corriger avant de publier" in page
    assert not fresh(made).live


def asking_two(noe: Any) -> None:
    identity.change({"two_people": [KindName.NEWS.value]}, noe)


def test_where_two_are_asked_nobody_publishes_alone(client, made, noe):
    asking_two(noe)
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    assert "deux personnes" in page
    assert f"/pro/redaction/{made.pk}/publication/" not in page
    assert "Une autre personne doit d’abord approuver" in post(client, made, "publication")
    assert not fresh(made).live


def test_one_writes_another_approves_and_it_is_published(client, made, lea, noe):
    asking_two(noe)
    assert "Envoyé en relecture" in post(client, made, "relecture")
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    assert "une autre personne doit l’approuver" in page
    assert "approbation" not in page
    assert "Une autre personne que ses auteurs" in post(client, made, "approbation")
    other = signed_in(noe)
    assert f"/pro/redaction/{made.pk}/approbation/" in text(other.get(f"/pro/redaction/{made.pk}/"))
    assert "Approuvé" in post(other, made, "approbation")
    assert "En ligne." in post(client, made, "publication")
    assert fresh(made).live


def test_an_approved_text_touched_again_waits_again(client, made, noe):
    asking_two(noe)
    post(client, made, "relecture")
    post(signed_in(noe), made, "approbation")
    post(client, made, "publication", title="Changé après coup")
    assert not fresh(made).live
    assert fresh(made).stage == "draft"


def test_a_text_sent_back_says_why_to_its_author(client, made, noe):
    post(client, made, "relecture")
    other = signed_in(noe)
    assert "Le mot manque" in post(other, made, "renvoi")
    post(other, made, "renvoi", **{"act.note": "Citer la source."})
    page = text(client.get(f"/pro/redaction/{made.pk}/"))
    assert "Renvoyé par Noé Petit" in page
    assert "Citer la source." in page


def test_a_publication_is_decided_for_later_and_forgotten(client, made):
    later = timezone.localtime() + timedelta(days=3)
    page = post(client, made, "programmation", **{"act.publish_at": later.strftime("%Y-%m-%dT%H:%M")})
    assert "Programmé." in page
    assert fresh(made).publish_at == later.replace(second=0, microsecond=0).astimezone(UTC)
    assert later.strftime("%Y-%m-%dT%H:%M") in text(client.get(f"/pro/redaction/{made.pk}/"))
    assert "Plus rien n’est programmé" in post(client, made, "programmation/annulation")
    assert fresh(made).publish_at is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "La date manque"),
        ({"act.publish_at": "2020-01-01T10:00"}, "est passée"),
        ({"act.publish_at": "demain"}, "n’est pas une date"),
        ({"act.publish_at": "2199-01-02T10:00", "act.end_at": "2199-01-01T10:00"}, "avant le début"),
    ],
)
def test_an_hour_that_cannot_be_is_refused_in_words(client, made, given, said):
    assert said in post(client, made, "programmation", **given)
    assert fresh(made).publish_at is None


def test_a_page_is_taken_off_with_a_reason(client):
    made = entry("news", title="Dépassée")
    assert "La raison manque" in post(client, made, "retrait")
    assert "Retiré du site" in post(client, made, "retrait", **{"act.reason": "remplacée"})
    assert Client().get("/actualites/depassee").status_code == 410


def test_a_draft_is_thrown_away_and_what_was_online_is_not(client, made):
    answer = client.post(f"/pro/redaction/{made.pk}/suppression/", follow=True)
    assert "Brouillon supprimé" in text(answer)
    assert not Entry.objects.filter(pk=made.pk).exists()
    assert client.get(f"/pro/redaction/{made.pk}/").status_code == 404
    online = entry("news")
    client.post(f"/pro/redaction/{online.pk}/suppression/")
    assert fresh(online).live


def test_an_act_asked_without_the_form_changes_no_word(client, made):
    client.post(f"/pro/redaction/{made.pk}/relecture/", {"base": 1})
    assert fresh(made).working.content["title"] == PROPER["title"]
    assert fresh(made).stage == "proof"


@pytest.mark.parametrize("sent", [{}, {"base": 1}, {"base": "x"}])
def test_an_act_asked_alone_speaks_of_the_text_that_was_read(client, made, noe, sent):
    asking_two(noe)
    actions.submit(made, None)
    actions.save(made, {**PROPER, "title": "Changé depuis"}, noe, 1)
    said = text(client.post(f"/pro/redaction/{made.pk}/approbation/", sent, follow=True))
    assert "a enregistré une version depuis" in said
    assert fresh(made).stage == "proof"


def test_reasons_typed_beside_alertes_confirm_them_when_publishing(client, lea):
    made = actions.create(
        "news", {**PROPER, "body": "<p>À lire  avec soin : <a href='/notices/'>cliquez ici</a>.</p>"}, lea
    )
    page = post(client, made, "publication")
    assert "À corriger ou à confirmer avant de publier" in page
    assert "les raisons sont gardées à votre nom" in page
    names = re.findall(r'<details class="check-confirm" open>.+?name="(reason\.\w+)"', page, re.S)
    assert names
    said = post(client, made, "publication", **dict.fromkeys(names[1:], "Dit ainsi dans la circulaire."))
    assert fresh(made).live is False, said
    post(client, made, "publication", **dict.fromkeys(names, "Dit ainsi dans la circulaire."))
    assert fresh(made).live
    assert {waiver.by_id for waiver in made.waivers.all()} == {lea.pk}


def test_an_error_is_not_confirmed_by_a_reason(client, lea):
    made = actions.create("news", {**PROPER, "body": '<p>À lire <a href="#">ici</a>.</p>'}, lea)
    found = preflight.check("news", fresh(made).working.content, entry=made)
    reasons = {f"reason.{key_of(one)}": "Je le veux." for one in found}
    post(client, made, "publication", **reasons)
    assert not fresh(made).live
    assert not [one for one in made.waivers.all() if one.code in {each.code for each in preflight.blocking(found)}]


def test_a_page_online_may_be_given_an_end_though_nothing_changed(client):
    online = entry("news", title="Pour un mois")
    until = timezone.localtime() + timedelta(days=30)
    assert 'name="act.end_at"' in text(client.get(f"/pro/redaction/{online.pk}/"))
    post(client, online, "programmation", **{"act.end_at": until.strftime("%Y-%m-%dT%H:%M")})
    assert fresh(online).end_at == until.replace(second=0, microsecond=0).astimezone(UTC)


def test_an_act_over_somebody_elses_version_shows_both_texts(client, made, noe):
    sent = {**opened(client, made), "title": "De Léa"}
    actions.save(made, {**PROPER, "title": "De Noé"}, noe, 1)
    answer = client.post(f"/pro/redaction/{made.pk}/publication/", sent)
    assert answer.status_code == 409
    assert not fresh(made).live


# Versions -------------------------------------------------------------------------------------------------------------


def test_versions_are_compared_restored_and_told(client, made, noe):
    actions.save(made, {**PROPER, "summary": "Ce que les musées ont prêté, et à qui."}, noe, 1)
    page = text(client.get(f"/pro/redaction/{made.pk}/versions/?de=1&a=2"))
    assert "<del>" in page
    assert "Noé Petit" in page
    assert "Chapeau" in page
    answer = client.post(f"/pro/redaction/{made.pk}/versions/1/reprise/", {"base": 2}, follow=True)
    assert "c’est la version 3" in text(answer)
    assert fresh(made).working.content["summary"] == PROPER["summary"]
    late = client.post(f"/pro/redaction/{made.pk}/versions/2/reprise/", {"base": 2}, follow=True)
    assert "a enregistré une version depuis" in text(late)
    assert fresh(made).working.number == 3
    assert "reprise de la version 1" in text(client.get(f"/pro/redaction/{made.pk}/versions/"))


@pytest.mark.parametrize("query", ["?de=1&a=99", "?de=99999999999999999999&a=1"])
def test_a_version_that_is_not_there_is_not_found(client, made, query):
    assert client.get(f"/pro/redaction/{made.pk}/versions/{query}").status_code == 404


@pytest.mark.parametrize("query", ["?de=&a=", "?de=x&a=1", "?de=1", "?de=1&a=1"])
def test_a_comparison_half_asked_shows_the_list(client, made, query):
    assert client.get(f"/pro/redaction/{made.pk}/versions/{query}").status_code == 200


def test_the_journal_tells_each_step(client, made, noe):
    post(client, made, "relecture")
    post(signed_in(noe), made, "renvoi", **{"act.note": "À revoir."})
    page = text(client.get(f"/pro/redaction/{made.pk}/versions/"))
    assert "envoyé en relecture" in page
    assert "À revoir." in page


# The preview ----------------------------------------------------------------------------------------------------------

WRITTEN: dict[str, dict[str, Any]] = {
    "resource": PROPER,
    "news": PROPER,
    "event": {**PROPER, "starts": "2026-06-19T09:30", "plan": "none", "free": True},
    "feature": {**PROPER, "genre": "selection"},
    "page": PROPER,
}


@pytest.mark.parametrize("kind", list(WRITTEN))
def test_the_preview_is_the_page_with_what_is_being_typed(client, lea, kind):
    made = actions.create(kind, WRITTEN[kind], lea, role="faq" if kind == "page" else "")
    address = f"/pro/redaction/{made.pk}/apercu"
    answer = client.get(address)
    assert PROPER["title"] in text(answer)
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    client.post(f"/pro/redaction/{made.pk}/brouillon/", {**opened(client, made), "title": "En train d’écrire"})
    assert "En train d’écrire" in text(client.get(address))
    assert PROPER["title"] in text(client.get(f"{address}?version=1"))
    assert client.get(f"{address}?version=9").status_code == 404


def test_a_preview_saves_nothing_and_shows_nobody_else_anything(client, made, noe):
    client.post(f"/pro/redaction/{made.pk}/brouillon/", {**opened(client, made), "title": "Secret"})
    client.get(f"/pro/redaction/{made.pk}/apercu")
    after = fresh(made)
    assert (after.title, after.working.number, after.live) == (PROPER["title"], 1, False)
    assert "Secret" not in text(signed_in(noe).get(f"/pro/redaction/{made.pk}/apercu"))
    assert Client().get(f"/pro/redaction/{made.pk}/apercu").status_code == 403
    assert signed_in(factories.user()).get(f"/pro/redaction/{made.pk}/apercu").status_code == 403


def test_the_form_alone_may_frame_its_preview(client, made):
    page = client.get(f"/pro/redaction/{made.pk}/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "frame-src" not in client.get("/pro/redaction/")["Content-Security-Policy"]


def test_an_empty_draft_of_any_kind_has_a_preview(client, lea):
    for kind in WRITTEN:
        made = actions.create(kind, {"title": "Vide"}, lea, role="faq" if kind == "page" else "")
        assert client.get(f"/pro/redaction/{made.pk}/apercu").status_code == 200, kind


# The site's own row ---------------------------------------------------------------------------------------------------


def test_an_administrator_says_what_the_site_is(noe):
    chief = signed_in(factories.user("chef@example.org", office=Office.ADMINISTRATOR, name="Ana Roy"))
    page = text(chief.get("/pro/site/"))
    assert "Nom du site" in page
    sent = {
        "name": "Coffret",
        "contact_email": "bureau@example.org",
        "two_people": ["news", "event"],
        "erased_after": "12",
    }
    answer = chief.post("/pro/site/", sent, follow=True)
    assert "Enregistré" in text(answer)
    row = identity.site()
    assert (row.contact_email, row.two_people, row.erased_after) == ("bureau@example.org", ["news", "event"], 12)
    assert "Ana Roy" in text(chief.get("/pro/site/"))


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"contact_email": "rien"}, {"erased_after": "0"}, {"erased_after": "900"}, {"two_people": ["x"]}],
)
def test_what_the_site_cannot_be_is_refused(wrong):
    chief = signed_in(factories.user("chef@example.org", office=Office.ADMINISTRATOR))
    answer = chief.post("/pro/site/", {"name": "Autre", "erased_after": "6", **wrong})
    assert answer.status_code == 200
    assert "field-error" in text(answer)
    assert identity.site().name == "Coffret"
