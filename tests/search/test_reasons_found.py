"""Why a record was found: fields, words, and how each word was recognised."""

import factories
import pytest

from coffret.catalogue.models import Record
from coffret.search.query import SearchRequest, search
from coffret.search.sought import How
from coffret.search.why import Explainer, note

COFFRET = {
    "INV": "D.2004.1.1 : numéro actuel ; 211 CM : ancien",
    "DENO": "coffret à bijoux",
    "TITR": "Le Lever de Vénus, coffret émaillé",
    "AUTR": "DORE Gustave (1832-1883)",
    "MILL": "1850 entre ; 1860 et",
    "PERI": "19e siècle",
    "DESC": "Boîte ornée d'émaux de Limoges",
    "PHOT": "Tout le monde",
}


def told(typed, record, corrected=None):
    """Return field code → {what is written: how}."""
    why = Explainer(typed, corrected).why(record)
    assert not why.lacking, why.lacking
    return {match.field.code: {found.written: found.how for found in match.words} for match in why.matches}


@pytest.fixture
def coffret(publish):
    return publish(COFFRET)[0]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("lever", {"TITR": {"Lever": How.SAME}}),
        ("venus", {"TITR": {"Vénus": How.ACCENT}}),
        ("boites", {"DESC": {"Boîte": How.FORM}}),
        ("émail", {"DESC": {"émaux": How.FORM}}),
        ("doré", {"AUTR": {"DORE": How.ACCENT}}),
        ("le lever", {"TITR": {"Lever": How.SAME}}),
        ("coffret", {"TITR": {"coffret": How.SAME}, "DENO": {"coffret": How.SAME}}),
        ("coffret coffrets", {"TITR": {"coffret": How.SAME}, "DENO": {"coffret": How.SAME}}),
        ("titre:coffret", {"TITR": {"coffret": How.SAME}}),
        ("+boîte", {"DESC": {"Boîte": How.SAME}}),
        ("titre:lev*", {"TITR": {"Lever": How.BEGINNING}}),
        ("limog*", {"DESC": {"Limoges": How.BEGINNING}}),
        ('"lever de venus"', {"TITR": {"Lever de Vénus": How.SAME}}),
        ("lever -tableau", {"TITR": {"Lever": How.SAME}}),
        ("d200411", {"INV": {"D.2004.1.1": How.NUMBER}}),
        ("D.2004.1.1", {"INV": {"D.2004.1.1": How.SAME}}),
        ("coffret 2004.1.1", {"TITR": {"coffret": How.SAME}, "DENO": {"coffret": How.SAME}, "INV": None}),
        ("lever d.2004", {"TITR": {"Lever": How.SAME}, "INV": {"D.2004.1.1": How.BEGINNING}}),
        ("lever 1855", {"TITR": {"Lever": How.SAME}, "MILL": {"1850–1860": How.YEARS}}),
        ("lever 1850", {"TITR": {"Lever": How.SAME}, "MILL": {"1850": How.SAME}}),
        ("XIXe siècle", {"MILL": {"1850–1860": How.YEARS}, "PERI": {"19e": How.FORM}}),
        ("robé", None),
        ("musee:M0650", {"MUSEO": {"M0650": How.SAME}}),
        ("m0650", {"MUSEO": {"M0650": How.SAME}}),
        ("saint-omer", {"VILLE_M": {"Saint": How.SAME, "Omer": How.SAME}}),
    ],
)
def test_each_word_is_told_in_its_fields(coffret, typed, fields):
    result = search(SearchRequest(typed))
    if fields is None:
        assert result.corrected or result.relaxed or not result.total
        return
    assert result.ids == [coffret.pk]
    assert result.corrected is None
    found = told(typed, coffret)
    wanted = {code: words for code, words in fields.items() if words is not None}
    assert found.items() >= wanted.items()
    assert found.keys() == fields.keys()


def test_reference(coffret):
    assert told(coffret.ref.lower(), coffret) == {"REF": {coffret.ref: How.SAME}}
    assert told(f"ref:{coffret.ref[:8]}", coffret) == {"REF": {coffret.ref: How.BEGINNING}}


def test_the_strongest_field_comes_first(coffret):
    why = Explainer("limoges doré coffret").why(coffret)
    assert [match.field.code for match in why.matches] == ["AUTR", "TITR", "DENO", "DESC"]


def test_what_is_typed_wrong_is_told_as_typed(coffret):
    result = search(SearchRequest("cofret limoge"))
    assert result.corrected
    why = Explainer("cofret limoge", result.corrected).why(coffret)
    words = [found for match in why.matches for found in match.words]
    assert ("coffret", "cofret", How.SPELLING) in [found[1:] for found in words]
    assert {note(found) for found in words} >= {"orthographe proche de « cofret »"}


def test_words_given_up_are_lacking(coffret):
    result = search(SearchRequest("coffret lever locomotive"))
    assert result.relaxed
    why = Explainer("coffret lever locomotive").why(coffret)
    assert why.lacking == ("locomotive",)
    assert [match.field.code for match in why.matches] == ["TITR", "DENO"]


def test_a_letter_too_accented_is_recognised_by_the_others(publish):
    (robe,) = publish({"TITR": "Robe du soir", "DENO": "robe"})
    assert search(SearchRequest("robé du soir")).ids == [robe.pk]
    assert told("robé soir", robe)["TITR"] == {"Robe": How.ACCENT, "soir": How.SAME}


def test_nothing_typed_nothing_to_tell(coffret):
    assert not Explainer("")
    assert not Explainer("-tableau")
    assert Explainer("coffret")


def test_a_page_of_hits_asks_the_database_nothing(coffret, django_assert_num_queries):
    held = Record.objects.select_related("museum").get(pk=coffret.pk)
    with django_assert_num_queries(0):
        Explainer("coffret saint-omer 19e siècle").why(held)


def test_words_only_of_the_museum_are_told_once(db):
    record = factories.record({"TITR": "Sans", "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin"})
    assert list(told("sandelin", record)) == ["NOMOFF"]
