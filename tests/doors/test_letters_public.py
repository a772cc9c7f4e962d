"""Letters on the site: what was sent is read there for ever as it left, by month, by feed, and found as other pages are."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest
from django.conf import settings
from django.test import Client
from editorial_factories import editor, entry, newsletter
from factories import THEN, museum, record
from harness import faults_of

from coffret.base.tallies import Tally
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Erratum, Issue, Newsletter
from coffret.newsletters.composing import compose
from coffret.newsletters.composing.issue import Said
from coffret.newsletters.returns import visits
from coffret.public.letters import issues

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"}


def _content(**fields: Any) -> dict[str, Any]:
    if not Newsletter.objects.filter(slug=fields.get("newsletter", "nouveautes")).exists():
        newsletter()
    item = {"thing": "words", "title": "À savoir", "words": "<h2>Un détail</h2><p>Rien de plus.</p>"}
    sections = [{"one": "À noter", "many": "À noter", "items": [item]}]
    given = {"newsletter": "nouveautes", "day": "2026-05-11", "title": "Mai : un coffret d’émail", "sections": sections}
    return {**given, "preheader": "Un coffret et une journée", "body": "<h2>Bonjour</h2><p>À tous.</p>", **fields}


def _sent(at: datetime = THEN, **fields: Any) -> Issue:
    content = _content(**fields)
    made = entry("letter", live=False, **content)
    return publishing.put_sent(lock(made), None, at, compose(content, entry=made, now=at).kept())


def _page(path: str, status: int = 200, **headers: str) -> str:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == status, path
    html = answer.content.decode()
    if status == 200:
        assert faults_of(html) == []
    return html


# The page --------------------------------------------------------------------------------------------------------------


def test_an_issue_is_read_at_its_address_once_it_has_left():
    content = _content()
    made = entry("letter", live=False, **content)
    assert Client().get("/lettres/nouveautes/2026-05-11").status_code == 404
    publishing.put_sent(lock(made), None, THEN, compose(content, entry=made, now=THEN).kept())
    html = _page("/lettres/nouveautes/2026-05-11")
    assert "<h1>Mai\u00a0: un coffret d’émail</h1>" in html
    assert "Nouveautés du catalogue" in html
    assert '<time datetime="2026-05-11">11 mai 2026</time>' in html
    assert f'<link rel="canonical" href="{settings.BASE_URL}/lettres/nouveautes/2026-05-11">' in html


def test_it_says_what_left_whatever_changed_since():
    museum("M0650", usual_name="musée de l’hôtel Sandelin")
    made = record({"TITR": "Coffret à bijoux", "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin"})
    sections = [{"one": "Notice du mois", "many": "Notices du mois", "items": [{"thing": "notice", "ref": made.ref}]}]
    _sent(sections=sections)
    type(made).objects.filter(pk=made.pk).update(title="Autre titre", caption="Autre légende")
    html = _page("/lettres/nouveautes/2026-05-11")
    assert "Coffret à bijoux" in html
    assert "Autre titre" not in html
    assert f'href="/notices/{made.ref}"' in html, "its links stay on this site, wherever it is"
    assert "Notice du mois" in html
    assert "lettre=" not in html.split("<main")[1]


def test_headings_keep_their_order():
    _sent()
    levels = [
        int(level) for level in re.findall(r"<h([1-6])", _page("/lettres/nouveautes/2026-05-11").split("<main")[1])
    ]
    assert levels[:1] == [1]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_one_goes_from_an_issue_to_the_next_and_by_month():
    for month in (3, 4, 5):
        _sent(THEN + timedelta(days=month), day=f"2026-0{month}-11", title=f"Numéro {month}")
    html = _page("/lettres/nouveautes/2026-04-11")
    assert 'href="/lettres/nouveautes/2026-03-11" rel="prev"' in html
    assert 'class="later" href="/lettres/nouveautes/2026-05-11" rel="next"' in html
    assert '<a href="/lettres/nouveautes/2026-04-11" aria-current="page">Avril</a>' in html
    assert 'rel="next"' not in _page("/lettres/nouveautes/2026-05-11")


def test_a_slash_leads_to_the_page():
    _sent()
    for path in ("/lettres/nouveautes/2026-05-11", "/lettres/nouveautes"):
        answer = Client().get(f"{path}/")
        assert (answer.status_code, answer["Location"]) == (301, path)


def test_what_was_put_right_stands_under_the_page_with_its_date():
    issue = _sent()
    assert "ectificatif" not in _page(issue.path or "")
    Erratum.objects.create(issue=issue, text="Lire le 14 janvier.\nNon le 15.", at=datetime(2026, 5, 13, 9, tzinfo=UTC))
    html = _page(issue.path or "")
    assert "Lire le 14 janvier.<br>Non le 15." in html
    assert '<time datetime="2026-05-13">13 mai 2026</time>' in html
    assert 'href="#rectificatifs"' in html


def test_withdrawn_it_is_gone_and_says_so():
    issue = _sent()
    actions.withdraw(issue, None, "Une erreur")
    assert "retirée du site" in _page(issue.path or "", 410)
    assert "2026-05-11" not in _page("/lettres/nouveautes")


def test_a_newsletter_without_archive_shows_nothing_of_its_issues():
    issue = _sent(title="Réservée aux musées")
    Newsletter.objects.update(archived=False)
    for path in (issue.path, "/lettres/nouveautes", "/lettres/nouveautes/flux.xml", "/lettres/nouveautes/"):
        assert Client().get(path).status_code == 404, path
    for path in ("/lettres/", "/lettres/flux.xml", "/sitemap-pages.xml", "/recherche?q=Réservée&dans=site"):
        answer = Client().get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        assert "2026-05-11" not in body.decode(), path
    assert Client().get(f"/partage/pages/{issue.pk}-{'0' * 12}.jpg").status_code == 404


def test_a_draft_is_previewed_by_the_office_alone_figures_told():
    made = entry("letter", live=False, **_content(title="{notices} au catalogue"))
    address = f"/pro/redaction/{made.pk}/apercu"
    assert Client().get(address).status_code == 403
    office = Client()
    office.force_login(editor())
    html = office.get(address).content.decode()
    assert "{notices}" not in html
    assert "Aucune notice au catalogue" in html or "aucune notice au catalogue" in html


def test_hostile_words_are_words_on_the_page_too():
    hostile = '<img src=x onerror="alert(1)">'
    words = {"thing": "words", "title": hostile, "caption": hostile, "credit": hostile, "words": hostile}
    _sent(title=hostile, sections=[{"one": hostile, "many": "", "words": hostile, "items": [words]}], closing=hostile)
    for path in ("/lettres/nouveautes/2026-05-11", "/lettres/nouveautes", "/lettres/"):
        page = html5lib.parse(_page(path), namespaceHTMLElements=False)
        assert not [image for image in page.iter("img") if image.get("onerror")], path


# Where it is told --------------------------------------------------------------------------------------------------------


def test_the_first_page_shows_what_one_may_read_or_receive():
    _sent()
    newsletter("recolement", name="Récolement", about="Méthodes et entraide.", frequency="quarterly")
    newsletter("fermee", name="Ancienne lettre", closed_at=THEN)
    html = _page("/lettres/")
    assert "Mai\u00a0: un coffret d’émail" in html
    assert "Récolement" in html
    assert "Chaque trimestre" in html
    assert "Ancienne lettre" not in html, "nothing to read there, nor to receive"


def test_the_archive_shows_a_year_at_a_time():
    _sent(day="2025-11-10", title="Novembre")
    _sent(day="2026-01-12", title="Janvier")
    html = _page("/lettres/nouveautes")
    assert "Janvier" in html
    assert "2025-11-10" not in html
    assert "2025-11-10" in _page("/lettres/nouveautes?annee=2025")
    assert Client().get("/lettres/nouveautes?annee=2019").status_code == 404
    assert Client().get("/lettres/inconnue").status_code == 404


def _feed(path: str) -> ET.Element:
    answer = Client().get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def test_feeds_tell_issues_whole_and_say_when_one_was_put_right():
    issue = _sent()
    for path in ("/lettres/flux.xml", "/lettres/nouveautes/flux.xml"):
        feed = _feed(path)
        (told,) = feed.findall(f"{ATOM}entry")
        assert told.findtext(f"{ATOM}title") == "Mai\u00a0: un coffret d’émail"
        assert "Rien de plus." in (told.findtext(f"{ATOM}content") or "")
        assert told.findtext(f"{ATOM}updated") == f"{THEN:%Y-%m-%dT%H:%M:%SZ}"
    before = told.findtext(f"{ATOM}id")
    Erratum.objects.create(issue=issue, text="Lire le 14.", at=THEN + timedelta(days=2))
    (told,) = _feed("/lettres/flux.xml").findall(f"{ATOM}entry")
    assert told.findtext(f"{ATOM}id") == before
    assert told.findtext(f"{ATOM}updated") == f"{THEN + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    assert "Lire le 14." in (told.findtext(f"{ATOM}content") or "")


def test_a_feed_has_pages():
    for day in range(1, 33):
        _sent(THEN + timedelta(days=day), day=f"{THEN + timedelta(days=day):%Y-%m-%d}", title=f"Numéro {day}")
    feed = _feed("/lettres/nouveautes/flux.xml")
    assert len(feed.findall(f"{ATOM}entry")) == 30
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["next"] == f"{settings.BASE_URL}/lettres/nouveautes/flux.xml?page=2"
    assert len(_feed("/lettres/nouveautes/flux.xml?page=2").findall(f"{ATOM}entry")) == 2


def test_it_is_in_the_sitemap_and_in_the_search():
    _sent()
    listed = b"".join(Client().get("/sitemap-pages.xml")).decode()
    for path in ("/lettres/", "/lettres/nouveautes", "/lettres/nouveautes/2026-05-11"):
        assert f"<loc>{settings.BASE_URL}{path}</loc>" in listed
    assert "/lettres/nouveautes/2026-05-11" in _page("/recherche?q=coffret+émail&dans=site")


def test_other_sites_show_its_subject_as_it_left():
    _sent(title="{notices} en mai")
    html = _page("/lettres/nouveautes/2026-05-11")
    card = re.search(r'property="og:image" content="[^"]*(/partage/[^"]*)"', html)
    assert '<meta property="og:title" content="aucune notice en mai">' in html.replace("Aucune", "aucune")
    assert card is not None
    answer = Client().get(card[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg"), (
        "the address the page gives is the present card"
    )


# What is counted ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tally:
    """Return a tally of the test's own."""
    own = Tally("visits")
    monkeypatch.setattr(own, "folder", lambda: tmp_path)
    monkeypatch.setattr(visits, "TALLY", own)
    return own


def _counted(issue: Issue) -> tuple[int, int]:
    """Return how many opened the web version, and pages from the letter: files rest once before they are read."""
    visits.TALLY.write()
    visits.add_up()
    visits.add_up()
    rows = issue.visits.order_by("day")
    return sum(row.web for row in rows), sum(row.pages for row in rows)


def test_readers_of_the_web_version_are_counted_and_robots_are_not(tally: Tally):
    issue = _sent()
    client = Client()
    client.get(issue.path, headers=BROWSER)
    client.head(issue.path, headers=BROWSER)
    client.get(issue.path, headers={"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"})
    client.get(issue.path, headers={"User-Agent": "curl/8"})
    assert _counted(issue) == (1, 0)
    assert not client.cookies


def test_pages_opened_from_a_letter_are_counted_and_are_the_same_pages(tally: Tally):
    issue = _sent()
    for path in (
        "/agenda/?lettre=nouveautes-2026-05-11",
        "/nulle-part?lettre=nouveautes-2026-05-11",
        "/agenda/?lettre=autre",
    ):
        Client().get(path, headers=BROWSER)
    assert _counted(issue) == (0, 1)
    marked = Client().get("/agenda/?lettre=nouveautes-2026-05-11", headers=BROWSER).content.decode()
    plain = Client().get("/agenda/", headers=BROWSER).content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/agenda/">' in marked
    assert marked.replace("?lettre=nouveautes-2026-05-11&amp;lang=", "?lang=") == plain


# Where one meets it ------------------------------------------------------------------------------------------------------


def test_the_home_page_shows_the_last_issue_and_where_to_subscribe():
    assert "La lettre" not in _page("/").split("<main")[1].split("<footer")[0], "none has left"
    _sent()
    _sent(day="2026-06-08", title="Juin : deux musées")
    main = _page("/").split("<main")[1].split("<footer")[0]
    assert "Juin\u00a0: deux musées" in main
    assert "Mai\u00a0: un coffret" not in main
    assert 'href="/lettres/abonnement"' in main
    Newsletter.objects.update(archived=False)
    assert "deux musées" not in _page("/"), "what only its readers receive is not for all"


def test_the_title_of_a_work_slants_in_its_caption_on_the_page_and_in_the_feed():
    caption = "Léonard Limosin, Coffret <b>, émail, Saint-Omer"
    said = Said("a", "notice", "M0650000001", "", title="Coffret <b>", caption=caption)
    assert issues.slanted(caption, said) == "Léonard Limosin, <cite>Coffret &lt;b&gt;</cite>, émail, Saint-Omer"
    assert issues.slanted("", said) == ""
