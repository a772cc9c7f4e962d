"""/recherche: what it finds, how it is narrowed, and that an address keeps the whole search."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from coffret.catalogue.models import Status
from coffret.public.records.asked import asked
from coffret.public.records.finding import bars

WORKS = [
    {
        "REF": "M0650000001",
        "TITR": "Vase aux iris",
        "DENO": "vase",
        "DOMN": "céramique",
        "AUTR": "Gallé Émile",
        "MILL": "1895",
    },
    {
        "REF": "M0650000002",
        "TITR": "Vase aux lis",
        "DENO": "vase",
        "DOMN": "céramique",
        "AUTR": "Daum Auguste",
        "MILL": "1902",
    },
    {"REF": "M0650000003", "TITR": "Portrait d'homme", "DENO": "tableau", "DOMN": "peinture", "MILL": "1650 vers"},
]


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def refs(page):
    return re.findall(r'<li [^>]*id="n-([^"]+)"', page)


def test_words_find_and_are_marked(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=vases")
    assert sorted(refs(page)) == ["M0650000001", "M0650000002"]
    assert "<mark>Vase</mark> aux iris" in page
    assert "2 notices</h1>" in page


def test_values_of_a_facet_add_up_and_facets_cross(client, publish):
    publish(*WORKS)
    both = page_of(client, "/recherche?domaine=céramique&domaine=peinture")
    assert len(refs(both)) == 3
    crossed = page_of(client, "/recherche?domaine=céramique&auteur=Gallé+Émile")
    assert refs(crossed) == ["M0650000001"]


def test_each_active_filter_is_a_chip_that_removes_it_alone(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=vase&domaine=céramique&de=1890&a=1899")
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    kept = [dict(parse_qsl(urlsplit(chip.replace("&amp;", "&")).query)) for chip in chips]
    assert kept == [{"q": "vase", "de": "1890", "a": "1899"}, {"q": "vase", "domaine": "céramique"}]


def test_a_facet_lists_its_values_with_counts_and_the_chosen_one_checked(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?domaine=céramique")
    assert re.search(r'name="domaine" value="céramique" checked><span[^>]*>céramique</span><small>2</small>', page)
    assert re.search(r'name="domaine" value="peinture"><span[^>]*>peinture</span><small>1</small>', page)


def test_a_museum_reads_by_its_name_not_its_code(client, publish):
    publish(*WORKS, {"MUSEO": "M0650", "REF": "M0650000004"})
    page = page_of(client, "/recherche?musee=M0650")
    chip = re.search(r"<small>Musée</small> ([^<]+)<", page)
    assert chip
    assert "Saint-Omer" in chip[1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("de=1890&a=1900", ["M0650000001"]),
        ("de=1900&a=1890", ["M0650000001"]),  # the wrong way round
        ("a=1700", ["M0650000003"]),
        ("tri=titre", ["M0650000003", "M0650000001", "M0650000002"]),
        ("tri=date-desc", ["M0650000002", "M0650000001", "M0650000003"]),
    ],
)
def test_years_and_order(query, expected, client, publish):
    publish(*WORKS)
    assert refs(page_of(client, f"/recherche?{query}")) == expected


def test_empty_fields_of_the_form_leave_the_address(client, publish):
    publish(*WORKS)
    answer = client.get("/recherche?q=vase&de=&a=&tri=pertinence")
    assert (answer.status_code, answer["Location"]) == (302, "/recherche?q=vase")


def test_a_word_badly_typed_is_mended_and_said(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=portrrait")
    assert refs(page) == ["M0650000003"]
    assert "<strong>portrait</strong>" in page


def test_nothing_found_says_what_to_do(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=zzzxqy")
    assert "Aucune notice</h1>" in page
    assert 'href="/aide/"' in page


def test_pages_neither_overlap_nor_leave_gaps(client, publish):
    publish(*({"REF": f"M06500010{n:02}", "TITR": "Assiette"} for n in range(60)))
    seen = [ref for number in (1, 2, 3) for ref in refs(page_of(client, f"/recherche?tri=titre&page={number}"))]
    assert len(seen) == len(set(seen)) == 60
    answer = client.get("/recherche?page=900&tri=titre")
    assert (answer.status_code, answer["Location"]) == (302, "/recherche?tri=titre&page=3")


def test_the_mosaic_keeps_true_proportions(client, publish, picture):
    tall, wide = publish(*WORKS[:2], has_image=True)
    picture(tall, 400, 800)
    picture(wide, 900, 300)
    page = page_of(client, "/recherche?vue=mosaique")
    assert 'width="400" height="800"' in page
    assert 'width="900" height="300"' in page
    classes = dict(re.findall(r'<li class="(r\d+)" id="n-(M\d+)"', page))
    assert len(classes) == 2


def test_withdrawn_records_are_not_shown_even_before_the_index_knows(client, publish):
    [_kept, gone] = publish(*WORKS[:2])
    gone.status = Status.WITHDRAWN
    gone.save()
    assert refs(page_of(client, "/recherche")) == ["M0650000001"]


def test_only_the_whole_catalogue_is_for_robots(client, publish):
    publish(*WORKS)
    assert 'name="robots"' not in page_of(client, "/recherche")
    for query in ("q=vase", "domaine=peinture", "de=1900"):
        assert 'content="noindex, follow"' in page_of(client, f"/recherche?{query}")


def test_suggestions_are_a_fragment_of_options(client, publish):
    publish(*WORKS)
    fragment = page_of(client, "/recherche/suggestions?q=gal")
    assert "<html" not in fragment
    assert 'role="option"' in fragment
    assert 'data-url="/recherche?auteur=Gall%C3%A9+%C3%89mile"' in fragment
    assert page_of(client, "/recherche/suggestions?q=%00%3Cscript").strip() == ""


def test_all_values_of_a_facet_can_be_looked_through(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche/facettes/auteur?parmi=gall&denomination=vase")
    assert "Gallé Émile" in page
    assert "Daum" not in page
    assert 'href="/recherche?auteur=Gall%C3%A9+%C3%89mile&amp;denomination=vase"' in page
    assert client.get("/recherche/facettes/inconnue").status_code == 404


def test_typed_words_never_become_markup(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&domaine=%3Cb%3Ex")
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_the_questions_put_to_the_database_do_not_grow(client, publish, picture, django_assert_max_num_queries):
    for record in publish(*({"REF": f"M06500020{n:02}"} for n in range(24)), has_image=True):
        picture(record, 300, 200)
    page_of(client, "/recherche")
    with django_assert_max_num_queries(5):
        page_of(client, "/recherche")


@given(
    st.dictionaries(
        st.sampled_from(["q", "domaine", "de", "a", "tri", "page", "vue", "image", "autre"]), st.text(max_size=30)
    )
)
def test_an_address_is_read_and_written_back_the_same(pairs):
    query = QueryDict(mutable=True)
    query.update(pairs)
    once = asked(query)
    assert asked(QueryDict(once.query)) == once


def test_many_decades_become_few_bars_and_one_flint_does_not_flatten_them():
    decades = [(-500_000, 1)] + [(year, 100) for year in range(1000, 2000, 10)]
    shown = bars(asked(QueryDict()), decades)
    assert shown[0].start == 1000
    assert len(shown) <= 48
    assert sum(bar.count for bar in shown) == 10_000


def test_each_hit_tells_which_fields_and_words_it_was_found_by(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=vases+galle")
    told = re.findall(r'<details class="why">.*?</details>', page, re.S)
    assert len(told) == 1
    assert "Vase aux iris" in told[0].split("</summary>")[0]
    assert "<dt>Auteur</dt>" in told[0]
    assert '<mark lang="fr">Gallé</mark> <small>(«\u202fgalle\u202f» aux accents près)</small>' in told[0]
    assert '<mark lang="fr">Vase</mark> <small>(autre forme de «\u202fvases\u202f»)</small>' in told[0]
    assert "why" not in page_of(client, "/recherche?domaine=peinture")


def test_what_was_mended_or_given_up_is_told_on_each_hit(client, publish):
    publish(*WORKS)
    assert "orthographe proche de «\u202fportreit\u202f»" in page_of(client, "/recherche?q=portreit")
    page = page_of(client, "/recherche?q=portrait+homme+locomotive")
    assert "<dt>Absent de la notice</dt><dd>«\u202flocomotive\u202f»</dd>" in page


def test_why_is_written_as_text_never_as_markup(client, publish):
    publish({"TITR": "<b>Vase</b> & <i>lis</i>"})
    page = page_of(client, "/recherche?q=%3Cb%3Evase%3C/b%3E+locomotive%3Ci%3E")
    assert "<b>" not in page
    assert "<i>" not in page


def ways_of(page):
    """Return (words, address, count) of what may be given up."""
    found = re.search(r'<div class="ways">.*?</div>', page, re.S)
    lines = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a> <span>([^<]+)</span>', found[0]) if found else []
    return [(words.replace("\u202f", " "), url.replace("&amp;", "&"), count) for url, words, count in lines]


def test_what_nothing_answers_shows_the_least_to_give_up(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=vase+lis+locomotive&tri=titre")
    (way,) = ways_of(page)
    assert way == ("sans « locomotive »", "/recherche?q=vase+lis&tri=titre", "1 notice")
    assert refs(page_of(client, way[1])) == ["M0650000002"]


def test_a_filter_in_the_way_can_be_given_up(client, publish):
    publish(*WORKS)
    page = page_of(client, "/recherche?q=portrait&domaine=c%C3%A9ramique&de=1600&a=1700")
    assert "Aucune notice" in page
    assert ways_of(page) == [("sans le filtre Domaine (céramique)", "/recherche?q=portrait&de=1600&a=1700", "1 notice")]
    page = page_of(client, "/recherche?q=portrait&musee=M0650&de=1900")
    assert ways_of(page) == [
        ("sans les années (à partir de 1900)", "/recherche?q=portrait&musee=M0650", "1 notice"),
    ]
    page = page_of(client, "/recherche?q=portrait&domaine=c%C3%A9ramique&de=1900")
    both = "sans le filtre Domaine (céramique) ni les années (à partir de 1900)"
    assert ways_of(page) == [(both, "/recherche?q=portrait", "1 notice")]


def test_an_answered_search_asks_nothing_to_be_given_up(client, publish):
    publish(*WORKS)
    assert 'class="ways"' not in page_of(client, "/recherche?q=vase")
    assert 'class="ways"' not in page_of(client, "/recherche?q=xyzzyx")
