"""The Atom feeds: what they tell, when they say that it changed, their pages, and nothing sent twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from editorial_factories import entry
from factories import THEN
from lxml import etree
from test_site_pages import again, document

from coffret.catalogue.models import Status
from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, Site
from coffret.public.site import atom

NS = {"a": atom.ATOM}
FEEDS = ("/actualites/flux.xml", "/ressources/flux.xml", "/agenda/flux.xml", "/notices/nouveautes.xml",
         "/recherche/flux.xml?q=coffret")  # fmt: skip


@pytest.fixture
def site(publish, settings):
    settings.BASE_URL = "https://musees.example.org"
    return publish({"REF": "M0650000001", "TITR": "Coffret à bijoux"}, {"REF": "M0650000002", "TITR": "Vue"})


def feed(path: str, **headers: str) -> Any:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    return etree.fromstring(answer.content)


def texts(root: Any, path: str) -> list[str]:
    return [str(text) for text in root.xpath(f"{path}/text()", namespaces=NS)]


def links(root: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in root.xpath("a:link", namespaces=NS)}


@pytest.mark.parametrize("path", FEEDS)
def test_each_feed_says_who_it_is_and_where(path, site):
    entry("news")
    entry("resource")
    entry("event")
    root = feed(path)
    assert texts(root, "a:id")[0].startswith("tag:musees.example.org,2026:")
    assert links(root)["self"] == f"https://musees.example.org{path}"
    assert links(root)["alternate"].startswith("https://musees.example.org/")
    assert texts(root, "a:author/a:name") == ["Coffret"]
    ids = texts(root, "a:entry/a:id")
    assert ids
    assert len(ids) == len(set(ids))
    assert texts(root, "a:updated") == [max(texts(root, "a:entry/a:updated"))]


@pytest.mark.parametrize("path", FEEDS)
def test_an_empty_feed_is_a_feed(path, publish):
    publish()
    root = feed(path)
    assert texts(root, "a:updated") == ["2026-01-01T00:00:00Z"]
    assert not texts(root, "a:entry/a:id")


def test_news_are_told_whole_with_addresses_that_work_elsewhere(site):
    body = '<p>Voir <a href="coffret:notice/M0650000001">la notice</a> : « 3 < 4 ».</p>'
    entry("news", title="Bijoux & coffrets", summary="En bref.", body=body)
    root = feed("/actualites/flux.xml")
    assert texts(root, "a:entry/a:title") == ["Bijoux & coffrets"]
    assert texts(root, "a:entry/a:summary") == ["En bref."]
    content = root.find("a:entry/a:content", NS)
    assert content.get("type") == "html"
    assert '<a href="https://musees.example.org/notices/M0650000001">la notice</a>' in content.text
    assert links(root.find("a:entry", NS))["alternate"] == "https://musees.example.org/actualites/bijoux-coffrets"


def test_a_correction_is_no_news_and_a_change_told_is_one(site):
    row = entry(
        "resource", title="Normes", publications=[{"title": "Guide", "editions": [{"document": document().pk}]}]
    )
    root = feed("/ressources/flux.xml")
    first = texts(root, "a:entry/a:id")
    assert "/documents/" in root.find("a:entry/a:content", NS).text
    again(row, summary="Corrigé.")
    assert texts(feed("/ressources/flux.xml"), "a:updated") == ["2026-05-11T09:00:00Z"]
    again(row, update={"words": "Tailles revues.", "announce": False})
    root = feed("/ressources/flux.xml")
    assert texts(root, "a:entry/a:title") == ["Mise à jour de « Normes »", "Normes"]
    assert texts(root, "a:entry/a:id")[1:] == first, "what was told keeps its name"
    assert texts(root, "a:updated") == ["2026-05-19T09:00:00Z"]
    assert "Tailles revues." in texts(root, "a:entry/a:summary")


def test_what_is_taken_off_is_told_no_more(site):
    kept, gone = entry("news", title="Gardée"), entry("news", title="Retirée")
    entry("news", title="Brouillon", live=False)
    actions.withdraw(Entry.objects.get(pk=gone.pk), None, "erreur")
    assert texts(feed("/actualites/flux.xml"), "a:entry/a:title") == [kept.title]


def test_an_event_says_when_and_where(site):
    entry("event", title="Journée", place="Fontainebleau", mode="onsite")
    html = feed("/agenda/flux.xml").find("a:entry/a:content", NS).text
    assert re.search(r"Vendredi 5\sjuin 2026, de 9\sh\s30 à 17\sh, Fontainebleau", html)


def test_a_long_feed_has_pages(site):
    for number in range(65):
        entry("news", title=f"Nouvelle {number:02}", now=THEN + timedelta(hours=number))
    seen: list[str] = []
    path = "/actualites/flux.xml"
    for _page in range(3):
        root = feed(path)
        seen += texts(root, "a:entry/a:title")
        path = links(root).get("next", "").removeprefix("https://musees.example.org")
    assert seen == [f"Nouvelle {number:02}" for number in reversed(range(65))]
    assert path == ""
    assert links(root)["previous"].endswith("/actualites/flux.xml?page=2")
    assert links(root)["last"] == links(root)["self"]


def test_new_records_go_back_in_time_without_moving(publish, settings):
    settings.BASE_URL = "https://musees.example.org"
    publish(*({"REF": f"M0650{number:06}", "TITR": f"Objet {number}"} for number in range(35)))
    root = feed("/notices/nouveautes.xml")
    after = links(root)["next"].removeprefix("https://musees.example.org")
    older = texts(feed(after), "a:entry/a:title")
    publish({"REF": "M0650000999", "TITR": "Le dernier"})
    assert texts(feed("/notices/nouveautes.xml"), "a:entry/a:title")[0] == "Le dernier"
    assert texts(feed(after), "a:entry/a:title") == older == [f"Objet {number}" for number in reversed(range(5))]


def test_a_withdrawn_record_is_in_no_feed(site):
    site[0].status = Status.WITHDRAWN
    site[0].save()
    assert "Coffret à bijoux" not in texts(feed("/notices/nouveautes.xml"), "a:entry/a:title")
    assert not texts(feed("/recherche/flux.xml?q=coffret"), "a:entry/a:title")


def test_a_search_is_followed_with_its_filters(publish, settings):
    settings.BASE_URL = "https://musees.example.org"
    publish({"TITR": "Coffret", "DOMN": "peinture"}, {"TITR": "Coffret peint", "DOMN": "dessin"})
    root = feed("/recherche/flux.xml?q=coffret&domaine=dessin&tri=titre")
    assert texts(root, "a:entry/a:title") == ["Coffret peint"]
    assert texts(root, "a:title") == ["Coffret · Recherche : coffret, dessin"]
    assert links(root)["alternate"] == "https://musees.example.org/recherche?q=coffret&domaine=dessin&tri=recents"
    answer = Client().get("/recherche/flux.xml?q=coffret")
    assert answer["X-Robots-Tag"] == "noindex"
    assert Client().get("/recherche/flux.xml?q=coffret&page=99")["Location"].startswith("/recherche/flux.xml?q=coffret")
    page = Client().get("/recherche?q=coffret&domaine=dessin").content.decode()
    assert 'type="application/atom+xml" href="/recherche/flux.xml?q=coffret&amp;domaine=dessin"' in page


@pytest.mark.parametrize("path", FEEDS)
def test_who_has_it_is_sent_nothing(path, site):
    entry("news")
    entry("resource")
    entry("event")
    answer = Client().get(path)
    for header, value in (("If-None-Match", answer["ETag"]), ("If-Modified-Since", answer["Last-Modified"])):
        same = Client().get(path, headers={header: value})
        assert (same.status_code, same.content) == (304, b"")
    Site.objects.update_or_create(pk=1, defaults={"name": "Joconde"})
    assert Client().get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_a_feed_is_the_same_in_every_language(site):
    entry("news", title="Une nouvelle")
    french, english = (Client().get(f"/actualites/flux.xml?lang={code}").content for code in ("fr", "en"))
    assert french == english


def test_what_xml_cannot_hold_is_left_out():
    item = atom.Item("notice/1", "Coffret\x0bà\x01 bijoux\ufffe\ud800", "/notices/1", THEN, html="<p>\x00]]></p>")
    written = atom.written(atom.Feed("notices", "Un\x1b titre", "/f", "/p", "Un auteur", [item]))
    root = etree.fromstring(written)
    assert texts(root, "a:entry/a:title") == ["Coffretà bijoux"]
    assert texts(root, "a:entry/a:content") == ["<p>]]></p>"]


def test_pages_say_which_feed_follows_them(site):
    entry("news", title="Une nouvelle")
    entry("resource", title="Normes")
    pages = {"/actualites/": "/actualites/flux.xml", "/actualites/une-nouvelle": "/actualites/flux.xml",
             "/ressources/": "/ressources/flux.xml", "/ressources/normes": "/ressources/flux.xml",
             "/": "/notices/nouveautes.xml"}  # fmt: skip
    for path, followed in pages.items():
        page = Client().get(path).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" href="{followed}"' in page, path


def test_a_feed_asks_the_database_little(site, django_assert_max_num_queries):
    for number in range(20):
        row = entry("resource", title=f"Page {number}", body='<p><a href="coffret:notice/M0650000001">une</a></p>')
        again(row, update={"words": "Revu.", "announce": True})
    for path, most in (("/ressources/flux.xml", 7), ("/actualites/flux.xml", 7), ("/notices/nouveautes.xml", 5)):
        with django_assert_max_num_queries(most):
            Client().get(path)
