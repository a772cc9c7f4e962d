"""The catalogue in figures and on the map: every figure is the one of the search it leads to, and of the table."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import factories
import pytest

from coffret.base import plots
from coffret.catalogue.models import Change
from coffret.public.maps import statistics
from coffret.search.query import SearchRequest, count


@pytest.fixture
def collection(publish: Any, picture: Any) -> None:
    """Publish records of two museums, several domains and centuries."""
    factories.museum("M0650", latitude=50.7487, longitude=2.2536, region="Hauts-de-France")
    factories.museum(
        "M0266", official_name="musée du Compagnonnage", city="Tours", latitude=47.39, longitude=0.69, region="Centre-Val de Loire"
    )  # fmt: skip
    given = [
        {"DOMN": "peinture", "MILL": "1876"},
        {"DOMN": "peinture ; dessin", "MILL": "1795 entre ; 1805 et"},
        {"DOMN": "archéologie", "MILL": "520 vers"},
        {"DOMN": "ethnologie", "MUSEO": "M0266"},
    ]
    records = publish(*given)
    picture(records[0])
    records[0].has_image = True
    records[0].save()


def text(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def links(page: str, key: str) -> dict[str, int]:
    """Return address → figure of each bar of a plot."""
    drawn = page[page.index(f'aria-labelledby="{key}-title"') : page.index("</svg>", page.index(f'"{key}-title"'))]
    found = re.findall(r'<a href="([^"]+)".*?class="figure"[^>]*>([^<]*)<', drawn, re.DOTALL)
    return {html.unescape(url): int(re.sub(r"\D", "", figure)) for url, figure in found}


@pytest.mark.parametrize("key", ["domains", "regions", "centuries"])
def test_every_bar_counts_what_its_search_finds(client, collection, key):
    bars = links(text(client, "/chiffres"), key)
    assert bars
    for url, figure in bars.items():
        found = text(client, url)
        assert re.search(rf"(?<!\d){figure} (?:résultat|notice)" if figure else "Aucun|0", found), (url, figure)


def test_a_work_of_two_centuries_counts_in_both(client, collection):
    bars = {url: n for url, n in links(text(client, "/chiffres"), "centuries").items() if n}
    assert bars == {
        "/recherche?a=1000": 1,
        "/recherche?de=1701&a=1800": 1,
        "/recherche?de=1801&a=1900": 2,
    }
    assert "1 notice n’est pas datée" in text(client, "/chiffres").replace("\u202f", " ")


def test_tables_say_what_plots_show(client, collection):
    page = text(client, "/chiffres")
    table = page[page.index("<table", page.index('id="by-domain"')) :]
    rows = re.findall(r'<th scope="row"><span lang="fr">([^<]+)</span></th><td class="number">(\d+)</td>', table)
    assert ("peinture", "2") in rows
    assert ("dessin", "1") in rows


def test_plots_have_a_name_and_a_description(client, collection):
    page = text(client, "/chiffres")
    for key in ("domains", "regions", "centuries", "months"):
        assert f'<title id="{key}-title">' in page
        assert f'aria-describedby="{key}-desc"' in page
        assert f'id="{key}-desc"' in page


def test_months_are_those_of_the_site_s_time(collection):
    first, second, *_others = Change.objects.order_by("sequence")
    Change.objects.exclude(pk__in=[first.pk, second.pk]).delete()
    Change.objects.filter(pk=first.pk).update(at=datetime(2026, 4, 30, 22, 30, tzinfo=UTC))
    Change.objects.filter(pk=second.pk).update(at=datetime(2026, 4, 30, 21, 30, tzinfo=UTC))
    assert statistics.published_by_month() == {(2026, 5): 1, (2026, 4): 1}


def test_an_empty_catalogue_has_pages_too(client, publish):
    assert "0 notice" in text(client, "/chiffres")
    assert "0 musée montre ses collections." in text(client, "/carte")


def test_figures_follow_the_catalogue(client, collection, publish):
    assert links(text(client, "/chiffres"), "domains")["/recherche?domaine=peinture"] == 2
    publish({"DOMN": "peinture"})
    assert links(text(client, "/chiffres"), "domains")["/recherche?domaine=peinture"] == 3


def test_withdrawn_records_do_not_count(client, collection, publish):
    publish({"DOMN": "peinture"}, status="withdrawn")
    assert links(text(client, "/chiffres"), "domains")["/recherche?domaine=peinture"] == 2


def test_the_map_shows_museums_and_their_figures(client, collection):
    page = text(client, "/carte")
    assert page.count('<circle class="dot"') == 2 + len(statistics.LEGEND)
    assert 'href="/musees/M0266"' in page
    assert re.search(r'href="/recherche\?musee=M0650" rel="nofollow">3<', page)


def test_the_map_of_a_domain_counts_that_domain_alone(client, collection):
    page = text(client, "/carte?domaine=peinture")
    assert "M0266" not in page
    assert 'href="/recherche?musee=M0650&amp;domaine=peinture"' in page
    assert links(page, "regions") == {"/recherche?region=Hauts-de-France&domaine=peinture": 2}
    assert count(SearchRequest(filters={"domaine": ("peinture",), "musee": ("M0650",)})) == 2


@pytest.mark.parametrize("domain", ["inconnu", "<script>", "%00", "a" * 5000])
def test_an_unknown_domain_is_no_domain(client, collection, domain):
    page = text(client, f"/carte?domaine={domain}")
    assert "<script>" not in page
    assert 'href="/musees/M0266"' in page


def test_english_pages_speak_english_of_numbers(client, collection):
    page = text(client, "/chiffres?lang=en")
    assert '<html lang="en">' in page
    assert ">19</text>" in page


def test_rows_and_columns_are_drawn_to_scale():
    data = [plots.Datum("a", 200), plots.Datum("b", 50), plots.Datum("c", 0)]
    rows = plots.rows("p", data, shown=2)
    assert [row.share for row in rows.rows] == ["100%", "25%"]
    assert len(rows.data) == 3
    columns = plots.columns("p", data)
    assert [column.height for column in columns.columns] == [200, 50, 0]
    assert columns.columns[1].middle == "50%"
    assert plots.rows("p", []).rows == []
    assert plots.columns("p", []).columns == []


def test_a_figure_is_written_over_a_column_only_where_there_is_room():
    many = [plots.Datum(str(n), n) for n in range(24)]
    drawn = plots.columns("p", many, named_every=3)
    assert not drawn.figured
    assert drawn.columns[-1].named
    assert sum(column.named for column in drawn.columns) == 8


def test_the_questions_put_to_the_database_do_not_grow(client, collection, django_assert_max_num_queries):
    for path in ("/chiffres", "/carte"):
        text(client, path)
        with django_assert_max_num_queries(10):
            text(client, path)
