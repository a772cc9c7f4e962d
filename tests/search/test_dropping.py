"""The least to give up of a question that nothing answers."""

import pytest

from coffret.search.dropping import YEARS, Constraint, ways_out, written
from coffret.search.parser import parse
from coffret.search.query import SearchRequest, count, search


@pytest.fixture
def vases(publish):
    return publish(
        {"TITR": "Vase aux libellules", "AUTR": "Gallé Émile", "DOMN": "verrerie", "MILL": "1889"},
        {"TITR": "Vase aux ombelles", "AUTR": "Gallé Émile", "DOMN": "verrerie", "MILL": "1900"},
        {"TITR": "Vase bleu", "AUTR": "Daum", "DOMN": "verrerie", "MILL": "1910"},
        {"TITR": "Assiette bleue", "DOMN": "céramique"},
        {"TITR": "Vase bleu au dragon", "DOMN": "céramique"},
        {"TITR": "Vase bleu à l'oiseau", "DOMN": "céramique"},
    )


def told(request, limit=3):
    """Return (what is dropped, what is asked then, how many answer)."""
    return [(way.dropped, way.request.words, way.count) for way in ways_out(request, limit)]


def test_the_word_that_leaves_the_fewest_records_comes_first(vases):
    request = SearchRequest("vase gallé bleu")
    assert search(request).relaxed
    assert told(request) == [
        ((Constraint("", "bleu"),), "vase gallé", 2),
        ((Constraint("", "gallé"),), "vase bleu", 3),
    ]


def test_a_filter_is_given_up_when_it_is_in_the_way(vases):
    request = SearchRequest("libellules", {"domaine": ("céramique",)})
    assert search(request).total == 0
    (way,) = [way for way in ways_out(request) if way.dropped[0].key]
    assert way.dropped == (Constraint("domaine", values=("céramique",)),)
    assert (way.request.words, way.request.filters, way.count) == ("libellules", {}, 1)


def test_years_and_pictures_are_filters_like_others(vases):
    request = SearchRequest("ombelles", year_from=1700, year_to=1750)
    assert [way.dropped for way in ways_out(request)] == [(Constraint(YEARS),)]
    assert ways_out(request)[0].request == SearchRequest("ombelles")
    pictured = SearchRequest("ombelles", has_image=True)
    assert [way.request for way in ways_out(pictured)] == [SearchRequest("ombelles")]


def test_two_are_given_up_when_one_is_not_enough(vases):
    request = SearchRequest("locomotive assiette", {"domaine": ("verrerie",)})
    ways = ways_out(request)
    assert [(len(way.dropped), way.count, way.request) for way in ways] == [(2, 1, SearchRequest("assiette"))]
    both = SearchRequest("libellules", {"domaine": ("céramique",)}, year_from=1700, year_to=1750)
    assert [way.request for way in ways_out(both)] == [SearchRequest("libellules")]


def test_all_the_words_are_given_up_only_when_nothing_else_helps(vases):
    request = SearchRequest("locomotive", {"domaine": ("verrerie",)})
    assert [(way.request, way.count) for way in ways_out(request)] == [
        (SearchRequest("", {"domaine": ("verrerie",)}), 3)
    ]


def test_nothing_is_promised_where_nothing_helps(vases):
    assert ways_out(SearchRequest("locomotive")) == []
    assert ways_out(SearchRequest("")) == []
    assert ways_out(SearchRequest("locomotive tender")) == []


def test_each_way_finds_as_many_as_it_says(vases):
    request = SearchRequest('"vase bleu" titre:dragon -oiseau gallé', {"domaine": ("verrerie", "céramique")})
    ways = ways_out(request, 10)
    assert ways
    assert all(search(way.request).total == way.count == count(way.request, strictly=True) for way in ways)


@pytest.mark.parametrize(
    ("typed", "left", "title"),
    [
        ("coffret de vase bleu", "coffret de vase", "Coffret de vase"),
        ("vase de cristal", "vase", "Vase"),
        ("vase art artiste", "vase artiste", "Vase d'artiste"),
        ("vase « à fleurs » bleu", "vase « à fleurs »", "Vase à fleurs"),
        ("titre:coffret vase", "titre:coffret", "Coffret"),
        ("vase -vase titre:vase", "vase titre:vase", "Vase"),
        ("vase 18e siècle", "vase", "Vase"),
    ],
)
def test_what_is_left_reads_as_it_was_typed(publish, typed, left, title):
    publish({"TITR": title, "MILL": "1950"})
    assert [way.request.words for way in ways_out(SearchRequest(typed))] == [left]


@pytest.mark.parametrize(
    "typed", ['vase "à fleurs" -bleu +rouge', "titre:coffret limog* 18e siècle", "ref:M0650 inv:2.1"]
)
def test_units_are_written_as_they_are_read(typed):
    units = parse(typed)
    assert parse(" ".join(map(written, units))) == units
