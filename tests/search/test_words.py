"""Words that must meet, and words that must not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coffret.search.words import PLAIN, STEMS, irregular, kept, key, plain, readings, split, stems


@pytest.mark.parametrize(
    "forms",
    [
        ("émail", "émaux", "emaux", "Émail"),
        ("œil", "yeux", "oeil"),
        ("cheval", "chevaux"),
        ("tableau", "tableaux"),
        ("bijou", "bijoux"),
        ("vitrail", "vitraux"),
        ("doré", "dorée", "dorés", "dorées", "doree", "DORÉE", "DOREES"),
        ("votif", "votive", "votives"),
        ("religieux", "religieuse", "religieuses"),
        ("oriental", "orientale", "orientaux", "orientales"),
        ("parisien", "parisienne", "parisiennes"),
        ("coffret", "coffrets", "Coffret"),
        ("XVIIIe", "18e", "18ème", "XVIIIème", "xviiie", "XVIIIᵉ", "18è"),
        ("1er", "Ier", "1re"),
        ("VIe", "6e"),
        ("saint", "St", "Sainte", "ste"),
        ("cœur", "coeur", "coeurs"),
    ],
)
def test_forms_that_meet(forms):
    assert len({tuple(stems(form)) for form in forms}) == 1, [stems(form) for form in forms]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("musée", "muse"),
        ("Marie", "mariée"),
        ("France", "francs"),
        ("porte", "port"),
        ("verre", "vers"),
        ("XVIIe", "XVIIIe"),
        ("vie", "6e"),
        ("tours", "tour"),
        ("terre", "ter"),
        ("épée", "épi"),
        ("fils", "fil"),
    ],
)
def test_forms_that_do_not_meet(one, other):
    assert stems(one) != stems(other)


@given(st.text(alphabet="aeéèilnorstuvx½œ1", min_size=1, max_size=9) | st.text(max_size=12))
@example("chevaux votifs émaux mesdames XVIIIe dorée religieuses parisiennes DOREE")
def test_words_begin_with_what_their_stem_keeps(text):
    for word in split(text):
        for stem in (STEMS[word], *readings(PLAIN[word])):
            assert PLAIN[word].startswith(kept(stem)) or PLAIN[word] in irregular(stem)


def test_an_accent_left_out_may_have_been_there():
    assert set(stems("doré")) <= set(readings("dore"))
    assert set(stems("dorés")) <= set(readings("dores"))
    assert readings("doré") == ("dore",)
    assert readings("robe") == ("rob", "robe")


@pytest.mark.parametrize("text", ["l'hôtel Sandelin", "l’hôtel Sandelin", "lʼhôtel Sandelin", "L HOTEL  SANDELIN"])
def test_apostrophes_and_case(text):
    assert plain(text) == ["l", "hotel", "sandelin"]


def test_decomposed_accents_are_whole_words():
    assert plain("e\u0301mail") == ["email"]


def test_inventory_numbers_are_alike_with_and_without_marks():
    assert key("2004.1.1") == key("2004-1-1") == key("200411") == "200411"


@given(st.text())
def test_analysis_never_raises_and_never_makes_a_space(text):
    for word in [*plain(text), *stems(text)]:
        assert word
        assert not any(char in " \t\n" for char in word)
