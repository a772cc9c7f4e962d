"""Requests in, results out: words, filters, counts, years, sorts and pages."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coffret.catalogue.models import Record
from coffret.search import documents, index, paging
from coffret.search.query import SORT_KEYS, SearchRequest, count, every_id, facet_values, search

pytestmark = pytest.mark.django_db

ROBE = {
    "REF": "M0650000901",
    "INV": "2004.1.1",
    "TITR": "Robe de bal",
    "DENO": "robe",
    "DOMN": "costume ; dentellerie",
    "TECH": "soie ; brodé#dentelle",
    "AUTR": "Worth Charles Frederick (1825-1895)",
    "MILL": "1860 vers",
    "REPR": "fleur ; rose",
}
COFFRET = {
    "REF": "M0650000902",
    "INV": "OA 10426",
    "TITR": "Coffret à bijoux",
    "DENO": "coffret",
    "DOMN": "orfèvrerie",
    "TECH": "émail#bois",
    "AUTR": "Robillard Julien (?)",
    "MILL": "1822 entre ; 1880 et",
    "REPR": "scène mythologique ; rose",
}
TABLEAU = {
    "REF": "M0650000903",
    "INV": "D.2004.7",
    "TITR": "Femme en robe noire",
    "DENO": "tableau",
    "DOMN": "peinture",
    "TECH": "peinture à l'huile ; toile",
    "AUTR": "Monet Claude (1840-1926)",
    "PERI": "18e siècle",
}
PLAQUE = {"REF": "M0650000904", "INV": "12", "DENO": "plaque", "DOMN": "orfèvrerie", "DESC": "Émaux peints de Limoges."}


def test_capitals_without_their_accents_are_found_with_them(publish):
    """« DORE Gustave », as old records write it, answers « Doré »; « Marie » does not answer « mariée »."""
    publish(
        {**PLAQUE, "REF": "M0650000911", "AUTR": "DORE Gustave"},
        {**PLAQUE, "REF": "M0650000912", "AUTR": "Doré Gustave"},
        {**PLAQUE, "REF": "M0650000913", "DESC": "La Vierge Marie"},
        {**PLAQUE, "REF": "M0650000914", "DESC": "Voile de mariée"},
    )
    assert sorted(found("doré")) == sorted(found("DORE")) == sorted(found("Doré gustave")) == ["1", "2"]
    assert found("mariée") == ["4"]


@pytest.fixture
def four(publish):
    return publish(ROBE, COFFRET, TABLEAU, PLAQUE)


def found(words="", **asked):
    return [ref[-1] for ref in search(SearchRequest(words, **asked)).refs]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("robe", "13"),
        ("robes", "13"),
        ("ROBÉ", "13"),
        ("émail", "24"),
        ("emaux", "24"),
        ("émaux -coffret", "4"),
        ("-robe", "24"),
        ("+robes", ""),
        ('"robe noire"', "3"),
        ('"robe bal"', ""),
        ("titre:robe", "13"),
        ("denomination:robe", "1"),
        ("TITR:robe", "13"),
        ("auteur:monet robe", "3"),
        ('titre:"femme en robe"', "3"),
        ('titre:"robe femme"', ""),
        ('description:"peints de limoges"', "4"),
        ('description:"limoges peints"', ""),
        ('description:"robe noire"', ""),
        ("coff*", "2"),
        ("peint*", "34"),
        ("robe worth", "1"),
        ("brode", "1"),
        ("brodées", "1"),
        ("technique:brode", "1"),
        ("l'émail", "24"),
        ("1870", "2"),
        ("XVIIIe siècle", "3"),
        ("19e siècle rose", "12"),
        ("2004.1.1", "1"),
        ("200411", "1"),
        ("2004.1", "1"),
        ("inv:2004", "13"),
        ("oa10426", "2"),
        ("OA 10426", "2"),
        ("M0650000903", "3"),
        ("ref:M0650000903", "3"),
        ("musee:sandelin coffret", "2"),
        ("musee:M0650 coffret", "2"),
        ("musee:M0001 coffret", ""),
    ],
)
def test_words(four, words, expected):
    result = search(SearchRequest(words))
    assert "".join(sorted(ref[-1] for ref in result.refs)) == expected
    assert not result.relaxed
    assert result.corrected is None


def test_a_phrase_is_exact_and_minus_alone_is_everything_else(four):
    assert found('"robes noires"') == []
    assert sorted(found("-robe -coffret")) == ["4"]


def test_a_reference_or_an_inventory_number_comes_first(four, publish):
    publish({"TITR": "D.2004.7 et D.2004.7", "DESC": "M0650000902 M0650000902"})
    assert found("D.2004.7")[0] == "3"
    assert found("m0650000902")[0] == "2"


def test_filters_are_or_inside_and_and_across(four):
    assert sorted(found(filters={"domaine": ("costume", "peinture")})) == ["1", "3"]
    assert found(filters={"domaine": ("costume", "peinture"), "auteur": ("Monet Claude",)}) == ["3"]
    assert found("robe", filters={"domaine": ("orfèvrerie",)}) == []
    assert sorted(found("robe", filters={"unknown": ("x",), "domaine": ()})) == ["1", "3"]


def test_counts_of_a_facet_ignore_its_own_filter_only(four):
    result = search(SearchRequest(filters={"domaine": ("orfèvrerie",)}))
    assert result.total == 2
    assert dict(result.facets["domaine"]) == {"costume": 1, "dentellerie": 1, "orfèvrerie": 2, "peinture": 1}
    assert dict(result.facets["denomination"]) == {"coffret": 1, "plaque": 1}
    assert result.facets["musee"] == [("M0650", 2)]
    assert result.facets["ville"] == [("Saint-Omer", 2)]


def test_a_chosen_value_stays_among_the_counts(four):
    asked = {"domaine": ("peinture",)}
    counted = search(SearchRequest("coffret", filters=asked, facet_size=1)).facets["domaine"]
    assert counted == [("orfèvrerie", 1), ("peinture", 0)]


def test_a_value_repeated_in_a_record_counts_once(publish):
    publish({"REPR": "rose ; fleur#rose ; vase"})
    assert dict(search(SearchRequest()).facets["sujet"])["rose"] == 1


def test_values_inside_a_facet(four):
    assert facet_values(SearchRequest(), "domaine", "ORFEV") == [("orfèvrerie", 2)]
    assert facet_values(SearchRequest("robe", filters={"domaine": ("peinture",)}), "domaine") == [
        ("costume", 1),
        ("dentellerie", 1),
        ("peinture", 1),
    ]
    assert facet_values(SearchRequest(), "nothing") == []


def test_years_meet_intervals(four):
    assert sorted(found(year_from=1865, year_to=1866)) == ["2"]
    assert sorted(found(year_from=1860, year_to=1860)) == ["1", "2"]
    assert sorted(found(year_from=1866, year_to=1865)) == ["2"]
    assert sorted(found(year_to=1800)) == ["3"]
    assert sorted(found(year_from=1881)) == []
    assert sorted(found(year_from=-(10**30), year_to=10**30)) == ["1", "2", "3"]


def test_a_decade_counts_what_a_filter_on_it_finds(four):
    decades = dict(search(SearchRequest()).histogram)
    for decade in (1690, 1700, 1790, 1800, 1820, 1850, 1860, 1880):
        assert decades.get(decade, 0) == count(SearchRequest(year_from=decade, year_to=decade + 9)), decade


def test_image_and_situation(publish):
    publish({"REF": "M0650000911"}, has_image=True)
    publish({"REF": "M0650000912", "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin ; volé"})
    assert found(has_image=True) == ["1"]
    assert found(has_image=False) == ["2"]
    assert found(filters={"situation": ("volé",)}) == ["2"]
    assert found("image:oui") == ["1"]


def test_spelling_is_mended_when_nothing_is_found(four):
    result = search(SearchRequest("cofret emial"))
    assert result.corrected == "coffret email"
    assert result.refs == ["M0650000902"]
    assert not result.relaxed


def test_no_mending_because_of_a_filter(four):
    result = search(SearchRequest("robe", filters={"domaine": ("orfèvrerie",)}))
    assert (result.total, result.corrected, result.relaxed) == (0, None, False)


def test_fewer_words_as_a_last_resort(four):
    result = search(SearchRequest("coffret zzzzqqq -robe"))
    assert result.relaxed
    assert result.refs == ["M0650000902"]
    assert found('coffret zzzzqqq auteur:monet "robe noire"') == []


def test_sorts(publish):
    publish(
        {"REF": "M0650000921", "TITR": "Le Zèbre", "AUTR": "Arp Jean", "MILL": "1900", "INV": "10"},
        {"REF": "M0650000922", "TITR": "Âne", "AUTR": "Zadkine Ossip", "MILL": "1700", "INV": "9"},
        {"REF": "M0650000923", "TITR": "Mouton", "INV": "100"},
    )
    assert found(sort="titre") == ["2", "3", "1"]
    assert found(sort="auteur") == ["1", "2", "3"]
    assert found(sort="date") == ["2", "1", "3"]
    assert found(sort="date-desc") == ["1", "2", "3"]
    assert found(sort="inventaire") == ["2", "1", "3"]
    assert len(found(sort="whatever")) == 3


def test_the_newest_first(publish):
    moments = {
        "M0650000921": datetime(2026, 3, 1, tzinfo=UTC),
        "M0650000922": datetime(2026, 3, 1, 0, 0, 5, 7, tzinfo=UTC),
        "M0650000923": datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
    }
    publish(*({"REF": ref, "TITR": "Mouton"} for ref in moments))
    for ref, moment in moments.items():
        Record.objects.filter(ref=ref).update(updated_at=moment)
    index.rebuild()
    assert found(sort="recents") == ["2", "1", "3"]
    rows = documents.rows(documents.columns(Record.objects.all()))
    assert {row.ref: row.updated_at for row in rows} == moments


@pytest.mark.parametrize("sort", SORT_KEYS)
@pytest.mark.parametrize("words", ["", "vase"])
def test_pages_neither_overlap_nor_leave_gaps(publish, sort, words):
    for _ in range(3):  # three commits, so several segments
        publish(*[{"TITR": "Vase", "DENO": "vase", "MILL": "1900"} for _ in range(9)])
    pages = [search(SearchRequest(words, sort=sort, offset=at, limit=4, facets=False)) for at in range(0, 28, 4)]
    assert {page.total for page in pages} == {27}
    seen = [number for page in pages for number in page.ids]
    assert len(seen) == len(set(seen)) == 27
    assert seen == every_id(SearchRequest(words, sort=sort), batch=5)


@pytest.mark.parametrize("sort", ["titre", "auteur", "inventaire"])
def test_deep_pages_of_texts_are_in_the_same_order(publish, monkeypatch, sort):
    titles = [
        "Vase",
        "Vase bleu",
        "Vase bleu à anses",
        "Portrait d'homme",
        "Portrait de femme",
        "",
        "Été",
        "Zèbre",
        "À",
    ]
    publish(*[{"TITR": titles[n % 9], "DENO": "vase", "AUTR": titles[n % 5], "INV": f"{n % 3}.{n}"} for n in range(40)])
    whole = search(SearchRequest("vase", sort=sort, limit=100)).ids
    monkeypatch.setattr(paging, "DEEP", 1)
    for offset in range(1, 40, 3):
        page = search(SearchRequest("vase", sort=sort, offset=offset, limit=5))
        assert page.total == 40
        assert page.ids == whole[offset : offset + 5]


def test_a_page_beyond_the_end_is_empty(four):
    for sort in SORT_KEYS:
        result = search(SearchRequest("robe", offset=10**15, limit=10**15, sort=sort, facet_size=10**15))
        assert (result.total, result.ids) == (2, [])


def test_typing_without_end(four):
    for text in ("a" * 5000 + "*", "robe " * 900, "1" * 900, "zqx" * 300, " ".join(f"zqxw{n}abc" for n in range(90))):
        assert search(SearchRequest(text)).took_ms < 2000


def test_nothing_private_is_searched(publish):
    publish({"ETAT": "griffure", "REDA": "Dupontel", "TITR": "Vase"})
    assert found("griffure") == found("Dupontel") == found("REDA:Dupontel") == []
    assert len(found("vase")) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"«»:+-*().~^[]{}\\/ \x00')), max_size=60))
def test_whatever_is_typed_is_answered(four, text):
    assert search(SearchRequest(text, facets=False)).total >= 0


@pytest.mark.parametrize(
    "text", ["titre:", "titre:*", "*", '"', "+-", "M*", "ref:*", "musee:*", "image:*", "é*", "1*", "a b*"]
)
def test_odd_typing(four, text):
    assert search(SearchRequest(text)).total >= 0
