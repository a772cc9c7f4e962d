"""Searching the site: pages beside records, by the same French words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from editorial_factories import entry
from factories import THEN

from coffret.editorial.entries import actions, finding
from coffret.editorial.models import Entry, FeatureItem


@pytest.fixture
def site(publish):
    return publish({"REF": "M0650000001", "TITR": "Coffret émaillé", "AUTR": "Robillard Julien"})[0]


def titles(words: str) -> list[str]:
    return [hit.title for hit in finding.find(words, 50, now=THEN).hits]


def test_pages_are_found_as_records_are(site):
    entry("resource", title="Récolement décennal", body="<p>Les dépôts et les réserves.</p>")
    entry("resource", title="Les émaux peints")
    for words in (
        "recolement",
        "RÉCOLEMENTS",
        "dépôt",
        "reserve",
        "recole*",
        '"récolement décennal"',
        "recolement -email",
    ):
        assert titles(words) == ["Récolement décennal"], words
    assert titles("émail") == ["Les émaux peints"]
    for words in ("décennal peint", '"décennal récolement"', "-recolement", "auteur:recolement", "", "?!", "x" * 3000):
        assert titles(words) == [], words


def test_a_title_weighs_more_than_a_text_and_today_more_than_long_ago(site):
    entry("news", title="Autre chose", body="<p>récolement</p>", now=THEN - timedelta(days=1))
    entry("news", title="Récolement, vieux", now=THEN - timedelta(days=2000))
    entry("news", title="Récolement, neuf", now=THEN - timedelta(days=1))
    assert titles("récolement") == ["Récolement, neuf", "Récolement, vieux", "Autre chose"]


def test_an_event_that_is_over_comes_after_one_to_come(site):
    entry("event", title="Journée passée", starts="2026-03-05T09:30", ends="2026-03-05T17:00")
    entry("event", title="Journée future", starts="2026-06-05T09:30", ends="2026-06-05T17:00")
    assert titles("journée") == ["Journée future", "Journée passée"]
    assert "5 juin 2026" in Client().get("/recherche?q=journée&dans=site").content.decode(), "when it is held"


def test_a_feature_is_found_by_what_it_puts_forward(site):
    row = entry("feature", title="Boîtes précieuses", items=[{"record": site.ref, "words": "Un écrin."}])
    assert FeatureItem.objects.filter(feature_id=row.pk).count() == 1
    assert titles("robillard") == titles("écrin") == ["Boîtes précieuses"]


def test_what_is_found_follows_what_is_online(site):
    row = entry("news", title="Une nouvelle inouïe")
    assert titles("inouïe") == ["Une nouvelle inouïe"]
    actions.withdraw(Entry.objects.get(pk=row.pk), None, "erreur")
    assert titles("inouïe") == []
    entry("news", title="Inouïe aussi", live=False)
    assert titles("inouïe") == []


def test_pages_stand_above_the_records(site):
    for number in range(5):
        entry("news", title=f"Coffret {number}", body="<p>Un coffret arrive.</p>", now=THEN - timedelta(days=number))
    page = Client().get("/recherche?q=coffret").content.decode()
    block = page.partition('id="site-found"')[2].partition("</section>")[0]
    assert re.findall(r'href="(/actualites/[^"]+)"', block) == [f"/actualites/coffret-{n}" for n in range(3)]
    assert "<mark>Coffret</mark> 0" in block
    assert "Les 5 pages trouvées" in block
    assert page.index('id="site-found"') < page.index('href="/notices/M0650000001')
    for other in ("/recherche?q=coffret&domaine=peinture", "/recherche", "/recherche?q=zzz"):
        assert 'id="site-found"' not in Client().get(other).content.decode(), other


def test_pages_found_have_a_page_of_their_own(site):
    for number in range(23):
        entry("news", title=f"Coffret {number:02}", now=THEN - timedelta(days=number))
    page = Client().get("/recherche?q=coffret&dans=site").content.decode()
    assert "23 pages" in page
    assert "Voir la notice trouvée" in page
    assert "/actualites/coffret-19" in page
    assert "/actualites/coffret-20" not in page
    assert "/actualites/coffret-22" in Client().get("/recherche?q=coffret&dans=site&page=2").content.decode()
    answer = Client().get("/recherche?q=coffret&dans=site&page=9")
    assert answer["Location"] == "/recherche?q=coffret&dans=site&page=2"
    assert "Aucune page" in Client().get("/recherche?q=zzz&dans=site").content.decode()


def test_pages_are_suggested_as_one_types(site):
    entry("resource", title="Récolement décennal")
    given = Client().get("/recherche/suggestions?q=recol").content.decode()
    assert 'data-url="/ressources/recolement-decennal"' in given
    assert "Récolement décennal" in given
    assert "ressource" in given
    assert "recolement" not in Client().get("/recherche/suggestions?q=re").content.decode()


def test_a_snippet_is_cut_between_words_around_what_was_looked_for(site):
    body = f"<p>{'Des mots sans rapport. ' * 30}</p><p>Le récolement commence ici et dure longtemps.</p><p>{'Suite. ' * 80}</p>"
    entry("resource", title="Méthode", body=body)
    shown = finding.find("récolement").hits[0].snippet
    assert "Le récolement commence ici" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= finding.SNIPPET + 2
    # « … » stands where words were left out, never inside one.
    assert set(re.findall(r"\w+", shown)) <= set(re.findall(r"\w+", body))


def test_a_search_asks_the_database_once_for_the_pages(site, django_assert_num_queries):
    for number in range(10):
        entry("news", title=f"Coffret {number}")
    finding.find("coffret")
    with django_assert_num_queries(1):
        assert finding.find("coffret", now=datetime(2026, 6, 1, tzinfo=UTC)).total == 10
