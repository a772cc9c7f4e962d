"""Words that sound alike, and what they decide when a misspelt word is mended."""

import pytest

from coffret.search.query import SearchRequest, search
from coffret.search.sounds import sound


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lautrek", "lautrec"),
        ("lotrec", "lautrec"),
        ("pandule", "pendule"),
        ("gericaut", "gericault"),
        ("delacroi", "delacroix"),
        ("nimpheas", "nympheas"),
        ("clavesin", "clavecin"),
        ("rembrand", "rembrandt"),
        ("monnet", "monet"),
        ("fotografie", "photographie"),
        ("vateau", "watteau"),
        ("gaughin", "gauguin"),
    ],
)
def test_words_that_sound_alike_share_a_key(typed, meant):
    assert sound(typed) == sound(meant)


@pytest.mark.parametrize(("one", "other"), [("lautrec", "lautren"), ("manet", "monet"), ("vase", "verre"), ("", "a")])
def test_words_that_do_not_sound_alike_have_keys_of_their_own(one, other):
    assert sound(one) != sound(other)


def test_of_words_as_near_the_one_that_sounds_the_same_is_meant(publish):
    publish(*({"TITR": "Rue Lautren"} for _again in range(3)), {"TITR": "Portrait de Lautrec"})
    assert search(SearchRequest("lautrek")).corrected == "lautrec"


def test_of_words_that_sound_as_far_the_most_frequent_is_meant(publish):
    publish(*({"TITR": "Rue Lautrem"} for _again in range(3)), {"TITR": "Portrait de Lautren"})
    assert search(SearchRequest("lautres")).corrected == "lautrem"
