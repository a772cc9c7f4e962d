"""The other pages: home, museums, help, machines; and what holds for all of them."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import factories
import pytest
from editorial_factories import entry

from coffret.base.rules import REGISTRY
from coffret.catalogue.fields import FIELDS
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Entry
from coffret.public import styles
from coffret.public.maps import atlas

PAGES = (
    "/", "/recherche", "/recherche?vue=mosaique", "/notices/M0650000001", "/musees", "/musees?tous=1", "/musees/M0650",
    "/aide/", "/aide/controles", "/aide/champs", "/mentions-legales", "/accessibilite", "/contact", "/plan-du-site",
    "/qui-sommes-nous", "/questions", "/donnees-personnelles", "/ressources/", "/ressources/normes", "/actualites/",
    "/actualites/une-nouvelle", "/recherche?q=normes&dans=site",
)  # fmt: skip


@pytest.fixture
def site(publish, picture):
    factories.museum(latitude=50.7487, longitude=2.2536, region="Hauts-de-France", department="Pas-de-Calais")
    records = publish(
        {"REF": "M0650000001", "TITR": "Coffret à bijoux", "AUTR": "Robillard Julien", "PHOT": "Jeanne Dupont"},
        {"REF": "M0650000002", "TITR": "Vue de Saint-Omer", "DENO": "tableau", "PHOT": "Jeanne Dupont"},
        has_image=True,
    )
    for record in records:
        picture(record)
    entry("resource", title="Normes", body="<h2>Un</h2><h2>Deux</h2><h2>Trois</h2>")
    entry("news", title="Une nouvelle")
    return records


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_answers_in_both_languages_and_asks_nothing_elsewhere(path, language, client, site):
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}lang={language}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    loaded = re.findall(r'<(?:script|img|source|iframe|use|video|audio)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"', page)
    loaded += re.findall(r'<link [^>]*rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', page)
    assert not [url for url in loaded if "//" in url], "a page asks something of another site"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_home_puts_forward_the_month_the_new_and_three_figures(client, site):
    items = [
        {"record": site[0].ref, "words": "Un coffret pour un mois"},
        {"record": site[1].ref, "words": "La ville vue du marais"},
    ]
    entry("feature", title="Notices de mai", genre="notice", month="2026-05", items=items)
    museum = [{"museum": "M0650", "words": "Un hôtel de 1777"}]
    entry("feature", title="Musées de mars", genre="museum", month="2026-03", items=museum)
    entry("feature", title="Musées d’avril", genre="museum", month="2026-04", items=museum)
    page = text(client, "/")
    assert page.index('id="q"') < page.index('class="showpiece"')
    assert "La ville vue du marais" in page
    assert "Un hôtel de 1777" in page
    assert ">Notices du mois<" in page, "the month has two, one of them is the work shown full width"
    assert ">Notices du mois · mai 2026<" in page
    assert "Un coffret pour un mois" in page
    assert 'href="/notices-du-mois/2026-05"' in page
    assert 'href="/musees-du-mois/2026-04"' in page, "each genre has its latest month"
    assert 'href="/musees-du-mois/2026-03"' not in page.partition("</header>")[2].partition('<footer class="foot">')[0]
    assert "2 notices" in page
    assert "1 musée" in page
    assert page.count("©\u00a0Jeanne Dupont") >= 2


def test_novelties_of_home_come_from_several_museums(client, publish, picture):
    for code in ("M0650", "M0266", "M0729"):
        given = [{"REF": f"{code}{n:06d}", "TITR": f"Coffret {code} {n}", "MUSEO": code} for n in range(6)]
        for record in publish(*given, has_image=True):
            picture(record)
    fresh = text(client, "/").partition('id="fresh"')[2]
    assert {code for code in ("M0650", "M0266", "M0729") if f"/notices/{code}" in fresh} == {"M0650", "M0266", "M0729"}


def test_the_only_notice_of_a_month_is_the_work_shown_full_width(client, site):
    entry("feature", genre="notice", month="2026-05", items=[{"record": site[0].ref, "words": "Seul ce mois-ci"}])
    museum = [{"museum": "M0650", "words": "Un hôtel de 1777"}]
    entry("feature", title="Musées de mai", genre="museum", month="2026-05", items=museum)
    page = text(client, "/")
    piece = page.partition('class="showpiece"')[2].partition("</section>")[0]
    assert ">Notice du mois · mai 2026<" in piece
    assert "Seul ce mois-ci" in piece
    assert 'id="month-records"' not in page, "said once"
    assert ">Musée du mois<" in page


def test_home_does_not_show_the_month_to_come(client, site):
    entry("feature", genre="notice", month="2099-01", items=[{"record": site[1].ref, "words": "Plus tard"}])
    assert "Plus tard" not in text(client, "/")


def test_home_tells_the_next_dates_the_latest_news_and_what_changed(client, site):
    year = date.today().year + 1  # noqa: DTZ011 - any day ahead will do
    for month in (3, 4, 5):
        entry("event", title=f"Journée {month}", starts=f"{year}-0{month}-05T09:30", ends=f"{year}-0{month}-05T17:00")
    entry("event", title="Journée passée")
    for number in range(5):
        entry("news", title=f"Nouvelle {number}", now=factories.THEN + timedelta(days=number))
    row = Entry.objects.get(path="/ressources/normes")
    actions.save(row, {**row.working.content, "update": {"words": "Tailles revues."}}, None, base=row.working.number)
    publishing.put_online(lock(row), None, factories.THEN)
    page = text(client, "/")
    assert page.index("Journée 3") < page.index("Journée 4")
    for there in ("Sans inscription", "Nouvelle 4", "Nouvelle 2", "Tailles revues.", 'href="/ressources/normes"'):
        assert there in page, there
    for absent in ("Journée 5", "Journée passée", "Nouvelle 1"):
        assert absent not in page, absent


def test_home_has_no_heading_over_nothing(client, site):
    main = text(client, "/").partition("<main")[2].partition("</main>")[0]
    for heading in ("Agenda", "Ressources", "Notice du mois", "Musée du mois"):
        assert heading not in main


def test_home_of_an_empty_catalogue_is_a_page(client, publish):
    publish()
    assert "0 notice" in text(client, "/")


def test_examples_of_home_find_something(client, site):
    page = text(client, "/")
    found = re.findall(r'<a href="(/recherche\?[^"]+)" lang="fr">', page)
    assert found
    for url in found:
        assert "Aucune notice" not in text(client, url.replace("&amp;", "&"))


def test_the_directory_says_in_words_what_the_map_shows(client, site):
    page = text(client, "/musees")
    dots = re.findall(r'<a href="(/musees/[^"]+)" tabindex="-1"><title>', page)
    assert dots == ["/musees/M0650"]
    for url in dots:
        assert f'<a href="{url}">' in page
    assert "2 notices" in page


def test_the_directory_is_searched_without_accents(client, site):
    factories.museum("M0001", official_name="musée de la Folie Marco", city="Barr", region="Grand Est")
    assert "Folie Marco" not in text(client, "/musees")
    assert "Folie Marco" in text(client, "/musees?tous=1")
    page = text(client, "/musees?tous=1&q=MUSEE+barr")
    assert "Folie Marco" in page
    assert "Sandelin" not in page


@pytest.mark.parametrize(
    ("longitude", "latitude", "where"),
    [(2.35, 48.86, "north"), (5.37, 43.30, "south"), (55.45, -20.88, "box"), (0.0, 0.0, "nowhere")],
)
def test_places_stand_where_they_are_on_the_map(longitude, latitude, where):
    point = atlas.place(longitude, latitude)
    if where == "nowhere":
        assert point is None
        return
    assert point is not None
    x, y = point
    assert 0 <= x <= atlas.WIDTH
    assert 0 <= y <= atlas.HEIGHT
    assert {"north": y < 250, "south": 400 < y < atlas.BOX_TOP, "box": y > atlas.BOX_TOP}[where]


def test_a_museum_shows_its_works_and_domains(client, site):
    page = text(client, "/musees/M0650")
    assert "Voir ses 2 notices" in page
    assert 'href="/recherche?musee=M0650&amp;domaine=peinture"' in page
    assert client.get("/musees/m0650")["Location"] == "/musees/M0650"
    text(client, "/musees/M9999", 404)


def test_a_museum_s_address_that_runs_something_is_no_link(client, site):
    factories.museum("M0002", url="javascript:alert(1)", city="Barr")
    assert 'href="javascript' not in text(client, "/musees/M0002")


def test_every_rule_has_a_page_with_both_examples(client, db):
    listed = text(client, "/aide/controles")
    for code in REGISTRY:
        assert f'href="/aide/controles/{code}"' in listed
        page = text(client, f"/aide/controles/{code}")
        assert "Accepté" in page
        assert "Signalé" in page
        assert not re.search(r"\{\w+\}", page), f"{code}: a place of the sentence was left open"
    assert client.get("/aide/controles/ZZZ999").status_code == 404
    assert "800 × 400 pixels" in text(client, "/aide/controles/IMG022"), "a picture's rule speaks of its example"


def test_every_public_field_is_explained(client, db):
    page = text(client, "/aide/champs")
    for field in FIELDS:
        assert (f'id="{field.code}"' in page) is (field.public and field.handed_in), field.code


def test_an_unknown_address_offers_a_search(client, db):
    page = text(client, "/nulle-part", 404)
    assert 'action="/recherche"' in page


def test_pictures_are_kept_for_ever_and_never_enlarged(client, site):
    sha256 = site[0].images.get().sha256
    answer = client.get(f"/images/{sha256}/480.jpg")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert "immutable" in answer["Cache-Control"]
    again = client.get(f"/images/{sha256}/480.jpg", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    for path in (f"/images/{sha256}/481.jpg", f"/images/{'0' * 64}/480.jpg", "/images/..%2f..%2fsecret/480.jpg"):
        assert client.get(path).status_code == 404


def test_robots_and_sitemaps_lead_to_every_record(client, site):
    assert "Sitemap: http" in text(client, "/robots.txt")
    index = ET.fromstring(text(client, "/sitemap.xml"))
    found = []
    for loc in index.iterfind(".//{*}loc"):
        answer = client.get("/" + str(loc.text).rsplit("/", 1)[1])
        found += [str(e.text) for e in ET.fromstring(b"".join(answer.streaming_content)).iterfind(".//{*}loc")]
    for path in ("/notices/M0650000001", "/notices/M0650000002", "/musees/M0650", "/aide/", "/ressources/normes",
                 "/actualites/une-nouvelle", "/agenda/", "/contact"):  # fmt: skip
        assert any(url.endswith(path) for url in found), path
    assert client.get("/sitemap-abc.xml").status_code == 404


def test_the_stylesheet_is_the_sum_of_its_parts():
    assert styles.TARGET.read_text(encoding="utf-8") == styles.stylesheet(), "run python -m coffret.public.styles"


def test_vendored_fonts_carry_their_licence():
    fonts = styles.TARGET.parent.parent / "vendor" / "fonts"
    for folder in (path for path in fonts.iterdir() if path.is_dir()):
        assert "SIL OPEN FONT LICENSE" in (folder / "LICENSE").read_text(encoding="utf-8").upper()


def test_the_questions_put_to_the_database_do_not_grow(client, site, django_assert_max_num_queries):
    for number in range(30):
        factories.museum(f"M1{number:03}", city=f"Ville {number}")
    for number in range(6):
        entry("news", title=f"Nouvelle {number}")
        entry("event", title=f"Journée {number}", starts=f"2099-0{number + 1}-05T09:30", ends="")
        entry("feature", genre="notice", month=f"2026-0{number + 1}", items=[{"record": site[1].ref, "words": ""}])
    for path, most in (("/", 16), ("/musees?tous=1", 6), ("/musees/M0650", 8), ("/aide/controles", 1)):
        text(client, path)
        with django_assert_max_num_queries(most):
            text(client, path)
