"""A record's page: what it shows, what it answers when the record is elsewhere, gone or hostile."""

import json
import re

import extruct
import factories
import pytest
from django.test import Client

from coffret.catalogue.models import Status

COFFRET = {
    "REF": "M0650000001",
    "AUTR": "Robillard Julien (?)",
    "TITR": "Coffret à bijoux orné de scènes mythologiques",
    "DENO": "coffret à bijoux",
    "DOMN": "émaillerie ; arts décoratifs",
    "TECH": "émail#bois",
    "MILL": "1822 entre ; 1880 et",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    "REPR": "scène mythologique ; Vénus#fond de paysage",
    "PHOT": "Jeanne Dupont",
    "INV": "2004.1.1 : ancien 12",
    "BIBL": "Notice en ligne : https://example.org/notice?id=1&x=2.",
    "WWW": "https://example.org/coffret;javascript:alert(1)",
    "REFMER": "PA00107919",
    "REDA": "Nom Du Rédacteur",
    "ETAT": "état confidentiel",
}
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script></script>'


def get(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_it_shows_every_public_field_under_its_group_and_no_other(client, publish):
    publish(COFFRET)
    page = get(client, "/notices/M0650000001")
    headings = re.findall(r'<h2 id="g-[a-z]+">([^<]+)</h2>', page)
    assert headings == ["L’objet", "Création", "Représentation", "Histoire et statut", "Références", "Musée"]
    assert "Robillard Julien (attribution incertaine)" in page
    assert "entre 1822 et 1880" in page
    assert "<p><a" in page  # the # of TECH and REPR are lines
    assert "Nom Du Rédacteur" not in page
    assert "état confidentiel" not in page


@pytest.mark.parametrize(
    "link",
    [
        "/recherche?auteur=Robillard+Julien",
        "/recherche?technique=%C3%A9mail",
        "/recherche?sujet=V%C3%A9nus",
        "/recherche?denomination=coffret+%C3%A0+bijoux",
        "https://example.org/notice?id=1&amp;x=2",
        "https://www.pop.culture.gouv.fr/notice/merimee/PA00107919",
    ],
)
def test_terms_start_a_search_and_addresses_are_followed(link, client, publish):
    publish(COFFRET)
    assert f'href="{link}"' in get(client, "/notices/M0650000001")


def test_an_address_that_runs_something_is_no_link(client, publish):
    publish(COFFRET)
    assert 'href="javascript' not in get(client, "/notices/M0650000001")


def test_the_terms_found_by_their_links(client, publish):
    publish(COFFRET, {"TECH": "bois", "TITR": "Autre"})
    page = get(client, "/notices/M0650000001")
    link = re.search(r'href="(/recherche\?technique=[^"]*mail)"', page)
    assert link
    assert "1 notice<" in get(client, link[1])


def test_values_never_become_markup(client, publish):
    fields = (
        "TITR",
        "AUTR",
        "DESC",
        "TECH",
        "REPR",
        "DENO",
        "BIBL",
        "PHOT",
        "WWW",
        "LIEUX",
        "INV",
        "STAT",
        "PERI",
        "MILL",
    )
    publish({"REF": "M0650000009"} | dict.fromkeys(fields, HOSTILE))
    for path in ("/notices/M0650000009", "/recherche", "/recherche?q=alert", "/", "/recherche?vue=mosaique"):
        page = get(client, path)
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_json_ld_is_read_by_an_independent_reader(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    page = get(client, "/notices/M0650000001")
    [data] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert data["@type"] == "VisualArtwork"
    assert data["name"] == COFFRET["TITR"]
    assert data["creator"] == [{"@type": "Person", "name": "Robillard Julien"}]
    assert data["dateCreated"] == "1822/1880"
    assert data["artMedium"] == ["émail", "bois"]
    assert data["image"][0]["creditText"] == "© Jeanne Dupont"
    assert data["identifier"][0]["value"] == "M0650000001"
    microdata = extruct.extract(page, syntaxes=["microdata"])["microdata"]
    assert microdata[0]["type"] == "https://schema.org/VisualArtwork"


def test_hostile_json_ld_stays_in_its_element(client, publish):
    publish({"REF": "M0650000009", "TITR": HOSTILE})
    [data] = extruct.extract(get(client, "/notices/M0650000009"), syntaxes=["json-ld"])["json-ld"]
    assert data["name"] == HOSTILE


def test_its_picture_comes_with_its_credit_whole_and_at_its_widths(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    image = picture(record, 1200, 800)
    page = get(client, "/notices/M0650000001")
    main = re.search(r'<img [^>]*itemprop="image"[^>]*>', page)
    assert main
    assert 'width="1200" height="800"' in main[0]
    assert f"/images/{image.sha256}/960.jpg 960w, /images/{image.sha256}/1600.jpg 1200w" in main[0]
    assert "©\u00a0Jeanne Dupont" in page


def test_several_pictures_are_reached_without_javascript(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    second = picture(record, 600, 900, 1)
    page = get(client, "/notices/M0650000001?dans=q%3Dcoffret&rang=1")
    assert 'href="?image=2&amp;dans=q%3Dcoffret&amp;rang=1"' in page
    shown = re.search(r'<img [^>]*itemprop="image"[^>]*>', get(client, "/notices/M0650000001?image=2"))
    assert shown
    assert second.sha256 in shown[0]
    get(client, "/notices/M0650000001?image=99")
    get(client, "/notices/M0650000001?image=-1")


def test_the_credit_is_that_of_the_picture_shown(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    second = picture(record, 600, 900, 1)
    second.credit, second.holder = "Atelier du Nord", "ADAGP"
    second.save()
    credit = re.compile(r'itemprop="creditText">([^<]+)<')
    assert credit.findall(get(client, "/notices/M0650000001")) == ["©\u00a0Jeanne Dupont"]
    page = get(client, "/notices/M0650000001?image=2")
    assert credit.findall(page) == ["©\u00a0Atelier du Nord"]
    assert "ADAGP" in page
    assert 'rel="license' in page
    plates = re.search(r'<script id="plates" type="application/json">(.*?)</script>', page)
    assert plates
    assert [plate["credit"] for plate in json.loads(plates[1])] == ["© Jeanne Dupont", "© Atelier du Nord"]
    described = extruct.extract(page, syntaxes=["json-ld"])["json-ld"][0]
    assert [image["creditText"] for image in described["image"]] == ["© Jeanne Dupont", "© Atelier du Nord"]


def test_a_hostile_credit_stays_in_its_element(client, publish, picture):
    [record] = publish({**COFFRET, "PHOT": HOSTILE}, has_image=True)
    picture(record)
    page = get(client, "/notices/M0650000001")
    assert "<img src=x" not in page
    assert page.count("<script") == page.count("</script>")


def test_a_record_without_picture_has_the_mark_of_its_domain(client, publish):
    publish({"REF": "M0650000002", "DOMN": "numismatique"})
    assert "marks.svg#numismatique" in get(client, "/notices/M0650000002")


def test_another_case_leads_to_the_permalink(client, publish):
    publish(COFFRET)
    answer = client.get("/notices/m0650000001")
    assert (answer.status_code, answer["Location"]) == (301, "/notices/M0650000001")


def test_the_page_names_its_manifest_when_it_has_one(client, publish, picture):
    [record, _bare] = publish(COFFRET, {**COFFRET, "REF": "M0650000002"}, has_image=True)
    picture(record)
    page = get(client, "/notices/M0650000001")
    kind = "application/ld+json;profile=&quot;http://iiif.io/api/presentation/3/context.json&quot;"
    assert f'<link rel="alternate" type="{kind}" href="/iiif/notices/M0650000001/manifest.json">' in page
    assert "Manifeste IIIF" in page
    assert "manifest.json" not in get(client, "/notices/M0650000002")


def test_an_unknown_reference_offers_a_search(client, publish):
    publish()
    page = get(client, "/notices/M9999999999", 404)
    assert "M9999999999" in page
    assert 'action="/recherche"' in page


def test_a_withdrawn_record_leaves_a_tombstone(client, publish):
    publish({**COFFRET, "DESC": "texte retiré"}, status=Status.WITHDRAWN, withdrawn_reason="doublon de M0650000002")
    page = get(client, "/notices/M0650000001", 410)
    assert "doublon de M0650000002" in page
    assert "texte retiré" not in page
    assert client.get("/notices/M0650000001.json").status_code == 410


@pytest.mark.parametrize(("state", "word"), [("manquant", "Manquant"), ("volé", "Volé"), ("retrouvé", "Retrouvé")])
def test_what_became_of_the_object_is_said_first(state, word, client, publish):
    publish({**COFFRET, "LOCA": f"Saint-Omer ; musée de l'hôtel Sandelin ; {state}"})
    page = get(client, "/notices/M0650000001")
    assert f"<strong>{word}.</strong>" in page
    assert page.index(f"<strong>{word}.") < page.index("<h1")


def test_previous_and_next_walk_through_the_search(client, publish):
    publish(*({"REF": f"M065000010{n}", "TITR": f"Vase {n}", "DENO": "vase"} for n in range(1, 4)))
    results = get(client, "/recherche?denomination=vase&tri=titre")
    second = re.search(r'href="(/notices/M0650000102\?[^"]+)"', results)
    assert second
    page = get(client, second[1].replace("&amp;", "&"))
    assert re.search(r'href="/notices/M0650000101\?dans=[^"]+rang=1" rel="prev"', page)
    assert re.search(r'href="/notices/M0650000103\?dans=[^"]+rang=3" rel="next"', page)
    assert "2 / 3" in page
    assert 'href="/recherche?denomination=vase&amp;tri=titre#n-M0650000102"' in page


@pytest.mark.parametrize("query", ["dans=%FF&rang=1", "dans=q%3Dx&rang=abc", "dans=" + "a%3Db%26" * 1500 + "&rang=2"])
def test_a_walk_nobody_can_read_is_no_error(query, client, publish):
    publish(COFFRET)
    page = get(client, f"/notices/M0650000001?{query}")
    assert "<h1" in page
    assert 'rel="next"' not in page


def test_machines_read_the_public_values_only(client, publish):
    publish(COFFRET)
    body = json.loads(get(client, "/notices/M0650000001.json"))
    assert body["values"]["TITR"] == COFFRET["TITR"]
    assert "REDA" not in body["values"]
    assert body["artwork"]["@type"] == "VisualArtwork"


def test_how_to_cite_it(client, publish):
    publish({**COFFRET, "TITR": "Or & émail {100 %}"})
    page = get(client, "/notices/M0650000001")
    citation = re.search(r'id="citation"[^>]*>([^<]+)<', page)
    assert citation
    assert "inv. 2004.1.1" in citation[1]
    assert "/notices/M0650000001 (consultée le" in citation[1]
    assert r"title = {Or \&amp; émail \{100 \%\}}" in page


def test_neighbours_share_something_and_are_never_the_record_itself(client, publish):
    publish(COFFRET, {"REF": "M0650000002", "AUTR": "Robillard Julien", "TITR": "Reliquaire"})
    page = get(client, "/notices/M0650000001")
    near = page[page.index("Dans le voisinage") :]
    assert "Reliquaire" in near
    assert "/notices/M0650000001" not in near


def test_in_english_labels_change_and_the_record_stays_french(client, publish):
    publish(COFFRET)
    page = get(client, "/notices/M0650000001?lang=en")
    assert '<html lang="en">' in page
    assert "Materials and techniques" in page
    assert 'lang="fr"' in page
    assert client.cookies["langue"].value == "en"


def test_the_questions_put_to_the_database_do_not_grow(client, publish, picture, django_assert_max_num_queries):
    records = publish(*({**COFFRET, "REF": f"M06500002{n:02}"} for n in range(12)), has_image=True)
    for record in records:
        for position in range(4):
            picture(record, 300, 200, position)
    get(client, "/notices/M0650000200")
    with django_assert_max_num_queries(8):
        get(client, "/notices/M0650000200?dans=q%3Dcoffret&rang=3")


def test_the_office_alone_does_not_turn_a_withdrawal_into_a_page(client, publish):
    publish(COFFRET, status=Status.WITHDRAWN)
    client.force_login(factories.user(office=True))
    assert "Robillard" not in get(client, "/notices/M0650000001", 410)
