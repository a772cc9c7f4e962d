"""Manifests and collections over HTTP: what any IIIF viewer, on any site, receives."""

import json
import re
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image as Pixels

from coffret.catalogue.fields import FIELDS
from coffret.catalogue.models import Status
from coffret.public.images import iiif_presentation

COFFRET = {
    "REF": "M0650000001",
    "AUTR": "Robillard Julien (?)",
    "TITR": "Coffret à bijoux",
    "DENO": "coffret à bijoux",
    "DOMN": "émaillerie ; arts décoratifs",
    "TECH": "émail ; peint#bois",
    "MILL": "1822",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    "PHOT": "Jeanne Dupont",
    "INV": "2004.1.1",
}
MANIFEST = "/iiif/notices/M0650000001/manifest.json"


def get(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, (path, answer.content[:200])
    return answer


def read(client: Client, path: str) -> Any:
    return json.loads(get(client, path).content)


def told(manifest: Any) -> dict[str, Any]:
    """Return French label → values."""
    return {pair["label"]["fr"][0]: pair["value"]["fr"] for pair in manifest["metadata"]}


def test_a_manifest_says_the_record_its_museum_and_its_credit(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    image = picture(record, 1200, 800)
    made = read(client, MANIFEST)
    assert made["id"] == settings.BASE_URL + MANIFEST
    assert (made["type"], made["label"]) == ("Manifest", {"fr": ["Coffret à bijoux"]})
    assert "Saint-Omer" in made["summary"]["fr"][0]
    assert made["requiredStatement"]["value"]["fr"] == ["© Jeanne Dupont"]
    assert made["navDate"] == "1822-01-01T00:00:00Z"
    [provider] = made["provider"]
    assert provider["label"]["fr"] == ["Musée de l'hôtel Sandelin"]
    assert provider["homepage"][0]["id"] == f"{settings.BASE_URL}/musees/M0650"
    assert made["homepage"][0]["id"] == f"{settings.BASE_URL}/notices/M0650000001"
    assert made["partOf"][0]["id"] == f"{settings.BASE_URL}/iiif/musees/M0650/collection.json"
    [canvas] = made["items"]
    body = canvas["items"][0]["items"][0]["body"]
    assert (canvas["width"], canvas["height"], body["width"], body["height"]) == (1200, 800, 1200, 800)
    services = body["service"]
    assert services[0] == {
        "id": f"{settings.BASE_URL}/iiif/3/{image.sha256}",
        "type": "ImageService3",
        "profile": "level2",
    }
    assert services[1]["@id"] == f"{settings.BASE_URL}/iiif/2/{image.sha256}"


def test_metadata_follow_the_field_table_and_are_read_in_both_languages(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    made = read(client, MANIFEST)
    fields = [f.fr for f in FIELDS if f.public and record.values.get(f.code)]
    assert list(told(made)) == [*fields, "Droits sur les images"]
    assert told(made)["Matériaux et techniques"] == ["émail ; peint", "bois"]
    assert told(made)["Auteur"] == ["Robillard Julien (attribution incertaine)"]
    author = next(pair for pair in made["metadata"] if pair["label"]["fr"] == ["Auteur"])
    assert author["label"]["en"] == ["Maker"]
    assert author["value"]["en"] != author["value"]["fr"]


@pytest.mark.parametrize("field", [field for field in FIELDS if not field.public], ids=lambda field: field.code)
def test_what_is_not_public_never_leaves(field, client, publish, picture):
    [record] = publish({**COFFRET, field.code: "Une Personne Nommée"}, has_image=True)
    picture(record)
    paths = (
        MANIFEST,
        "/iiif/musees/M0650/collection.json",
        "/iiif/recherche/collection.json",
        "/notices/M0650000001.jsonld",
    )
    for path in paths:
        assert "Une Personne" not in get(client, path).content.decode()


def test_the_addresses_a_manifest_names_answer(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    made = read(client, MANIFEST)
    links = [*made["homepage"], *made["seeAlso"], *made["partOf"], *made["provider"][0]["homepage"], *made["thumbnail"]]
    for link in links:
        answer = get(client, link["id"].removeprefix(settings.BASE_URL))
        kind = link.get("format", "application/ld+json")
        assert answer["Content-Type"].startswith(kind), link
        answer.close()


def test_the_thumbnail_has_the_size_it_says(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record, 1201, 803)
    [thumbnail] = read(client, MANIFEST)["thumbnail"]
    answer = get(client, thumbnail["id"].removeprefix(settings.BASE_URL))
    with Pixels.open(BytesIO(answer.getvalue())) as drawn:
        assert drawn.size == (thumbnail["width"], thumbnail["height"])


def test_pictures_keep_the_museum_s_order_and_their_own_credits(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    second, first = picture(record, 600, 900, 1), picture(record, 1200, 800, 0)
    second.credit, second.licence = "Atelier du Nord", "https://creativecommons.org/licenses/by/4.0/"
    second.save()
    made = read(client, MANIFEST)
    assert [canvas["id"].rpartition("/")[2] for canvas in made["items"]] == [first.sha256, second.sha256]
    assert made["requiredStatement"]["value"]["fr"] == ["© Jeanne Dupont", "© Atelier du Nord"]
    assert made["items"][1]["requiredStatement"]["value"]["fr"] == ["© Atelier du Nord"]
    assert "rights" not in made
    assert made["items"][0]["rights"].startswith("http://rightsstatements.org/vocab/")
    assert made["items"][1]["rights"] == "http://creativecommons.org/licenses/by/4.0/"


def test_a_picture_too_large_to_be_sent_whole_says_what_is_sent(client, publish, picture, settings):
    settings.IIIF_MAX_AREA = 240_000
    [record] = publish(COFFRET, has_image=True)
    picture(record, 1200, 800)
    [canvas] = read(client, MANIFEST)["items"]
    body = canvas["items"][0]["items"][0]["body"]
    assert (canvas["width"], canvas["height"]) == (1200, 800)
    assert (body["width"], body["height"]) == (600, 400)


def test_a_licence_the_standard_has_no_place_for_is_said_among_the_facts(client, publish, picture):
    [record] = publish({**COFFRET, "AUTR": "Courbet Gustave (1819-1877)"}, has_image=True)
    image = picture(record)
    image.licence = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
    image.save()
    made = read(client, MANIFEST)
    assert "rights" not in made
    assert "icence" in told(made)["Droits sur les images"][0]
    image.licence = ""
    image.save()
    assert read(client, MANIFEST)["rights"] == "http://rightsstatements.org/vocab/CNE/1.0/"


def test_a_withdrawn_image_is_nowhere(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    kept, gone = picture(record), picture(record, 600, 900, 1)
    day = get(client, MANIFEST)["Last-Modified"]
    gone.withdrawn = True
    gone.save()
    get(client, MANIFEST, 200, if_modified_since=day)
    assert gone.sha256 not in get(client, MANIFEST).content.decode()
    kept.withdrawn = True
    kept.save()
    get(client, MANIFEST, 404)
    assert read(client, "/iiif/musees/M0650/collection.json")["items"] == []


@pytest.mark.parametrize("ref", ["M0650/12 bis", "M0650é?#1", "M0650%2F"])
def test_a_reference_of_any_letters_has_its_manifest(ref, client, publish, picture):
    [record] = publish({**COFFRET, "REF": ref}, has_image=True)
    picture(record)
    path = f"/iiif/notices/{quote(ref)}/manifest.json"
    assert read(client, path)["id"] == settings.BASE_URL + path
    page = read(client, path)["homepage"][0]["id"].removeprefix(settings.BASE_URL)
    assert page == f"/notices/{quote(ref)}"


def test_what_is_not_there_is_said_in_json(client, publish):
    publish(COFFRET, {**COFFRET, "REF": "M0650000002"})
    assert "M0650000009" in json.loads(get(client, "/iiif/notices/M0650000009/manifest.json", 404).content)["detail"]
    assert "image" in json.loads(get(client, MANIFEST, 404).content)["detail"]
    get(client, "/iiif/musees/M9999/collection.json", 404)


def test_a_withdrawn_record_has_no_manifest_any_more(client, publish, picture):
    [record] = publish(COFFRET, has_image=True, status=Status.WITHDRAWN)
    picture(record)
    answer = get(client, MANIFEST, 410)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_another_case_leads_to_the_one_address(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    assert get(client, "/iiif/notices/m0650000001/manifest.json", 301)["Location"] == MANIFEST
    assert get(client, "/iiif/musees/m0650/collection.json", 301)["Location"] == "/iiif/musees/M0650/collection.json"


@pytest.mark.parametrize(
    "path", [MANIFEST, "/iiif/musees/M0650/collection.json", "/iiif/recherche/collection.json?q=coffret"]
)
def test_any_site_may_read_it_and_keep_it(path, client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    answer = get(client, path)
    assert answer["Content-Type"] == 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    assert answer["Access-Control-Allow-Origin"] == "*"
    same = get(client, path, 304, if_none_match=answer["ETag"])
    assert same["Access-Control-Allow-Origin"] == "*"
    assert answer["Last-Modified"].endswith("GMT")
    get(client, path, 200, if_none_match='"other"')
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    before = client.options(path)
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("kind", ["json", "jsonld"])
def test_any_site_may_read_the_data_a_manifest_leads_to(kind, client, publish):
    publish(COFFRET, {**COFFRET, "REF": "M0650000002"})
    assert get(client, f"/notices/M0650000001.{kind}")["Access-Control-Allow-Origin"] == "*"
    get(client, f"/notices/M0650000009.{kind}", 404)


def test_a_withdrawn_record_gives_no_linked_data(client, publish):
    publish(COFFRET, status=Status.WITHDRAWN)
    answer = get(client, "/notices/M0650000001.jsonld", 410)
    assert COFFRET["TITR"] not in answer.content.decode()


def test_a_new_version_of_the_record_is_a_new_answer(client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    tag = get(client, MANIFEST)["ETag"]
    record.title = "Coffret restauré"
    record.save()
    assert get(client, MANIFEST, 200, if_none_match=tag)["ETag"] != tag


def test_a_search_is_a_collection_of_what_it_finds(client, publish, picture):
    records = publish(
        {**COFFRET, "REF": "M0650000001", "TITR": "Coffret"},
        {**COFFRET, "REF": "M0650000002", "TITR": "Coffre", "DENO": "coffre", "DOMN": "mobilier"},
        has_image=True,
    )
    publish({**COFFRET, "REF": "M0650000003"})
    for record in records:
        picture(record)
    made = read(client, "/iiif/recherche/collection.json?domaine=mobilier&vue=mosaique&page=3")
    assert made["id"] == f"{settings.BASE_URL}/iiif/recherche/collection.json?domaine=mobilier"
    assert made["label"] == {"fr": ["Recherche : Domaine : mobilier"], "en": ["Search : Domain : mobilier"]}
    assert [item["label"]["fr"] for item in made["items"]] == [["Coffre"]]
    assert made["homepage"][0]["id"] == f"{settings.BASE_URL}/recherche?domaine=mobilier"
    everything = read(client, "/iiif/recherche/collection.json")
    assert told(everything)["Notices illustrées"] == ["2"]
    assert {item["type"] for item in everything["items"]} == {"Manifest"}
    assert read(client, "/iiif/recherche/collection.json?image=non")["items"] == []
    assert read(client, "/iiif/recherche/collection.json?q=zzzzqq")["items"] == []


def test_a_long_list_is_a_list_of_lists(client, publish, picture, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(iiif_presentation, "SIZE", 3)
    records = publish(
        *({**COFFRET, "REF": f"M06500001{n:02}", "INV": f"2004.1.{n}"} for n in range(11)), has_image=True
    )
    for record in records:
        picture(record, 30, 20)
    root = read(client, "/iiif/musees/M0650/collection.json")
    assert told(root)["Notices illustrées"] == ["11"]
    assert {item["type"] for item in root["items"]} == {"Collection"}
    found: list[str] = []
    walk(client, root, found)
    assert found == [record.ref for record in records]
    with django_assert_max_num_queries(4):
        part = read(client, "/iiif/musees/M0650/collection.json?rangs=10-12")
    assert part["label"]["fr"] == ["Musée de l'hôtel Sandelin, notices 10 à 11"]
    assert part["partOf"][0]["id"] == f"{settings.BASE_URL}/iiif/musees/M0650/collection.json"


def walk(client: Client, made: Any, found: list[str]) -> None:
    """Add the references of every manifest under a collection; each part is where its whole says."""
    for item in made["items"]:
        if item["type"] == "Manifest":
            found.append(item["id"].split("/")[-2])
            assert item["thumbnail"][0]["service"][0]["type"] == "ImageService3"
        else:
            part = read(client, item["id"].removeprefix(settings.BASE_URL))
            assert (part["id"], part["label"]) == (item["id"], item["label"])
            walk(client, part, found)


@pytest.mark.parametrize("span", ["1-99", "2-101", "101-200", "0-99", "x", "1-100-200", "1-" + "9" * 30, "²-³"])
def test_a_part_that_lists_are_not_cut_in_is_not_found(span, client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    assert b"M0650000001" not in get(client, f"/iiif/recherche/collection.json?rangs={span}", 404).content
    assert b"M0650000001" in get(client, "/iiif/recherche/collection.json").content


def test_a_museum_s_logo_goes_with_its_records(client, publish, picture, tmp_path):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    assert "logo" not in read(client, MANIFEST)["provider"][0]
    get(client, "/musees/M0650/logo.png", 404)
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "M0650.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    [logo] = read(client, MANIFEST)["provider"][0]["logo"]
    answer = get(client, logo["id"].removeprefix(settings.BASE_URL))
    assert answer["Content-Type"] == logo["format"] == "image/png"
    get(client, "/musees/M0650/logo.svg", 404)


@pytest.mark.parametrize("path", ["/musees/M0650", "/recherche", "/recherche?q=coffret&tri=titre&vue=mosaique&page=1"])
def test_pages_name_their_collection(path, client, publish, picture):
    [record] = publish(COFFRET, has_image=True)
    picture(record)
    page = get(client, path).content.decode()
    link = re.search(r'<link rel="alternate" type="application/ld\+json[^>]*href="([^"]+)"', page)
    assert link
    made = read(client, unescape(link[1]))
    assert made["id"] == settings.BASE_URL + unescape(link[1])
    assert [item["type"] for item in made["items"]] == ["Manifest"]
