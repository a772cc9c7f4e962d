"""Text decoded wrongly is decoded again, and sound text is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffret.base.mojibake import repaired


@pytest.mark.parametrize(
    "text", ["Dürer", "œuvre", "« beauté », 16e siècle", "l’été à Évreux", "Čapek", "5 €", "à\u00a0la"]
)
@pytest.mark.parametrize("times", [1, 2])
def test_wrong_decodings_are_undone(text, times):
    wrong = text
    for _time in range(times):
        try:
            wrong = wrong.encode("utf-8").decode("cp1252")
        except UnicodeDecodeError:
            wrong = wrong.encode("utf-8").decode("latin-1")
    assert repaired(wrong) == text


@pytest.mark.parametrize(
    "text", ["Dürer", "CHÂTEAU", "« beauté\u00a0», élégante", "À l’Âge d’or", "São Paulo", "Ã", "Málaga – 1905", "PÂTÉ"]
)
def test_sound_text_is_left_alone(text):
    assert repaired(text) is None


@given(st.text(alphabet="abcéèêàçùœ’«»ÉÀ ,;12–", max_size=60))
def test_no_french_text_is_altered(text):
    assert repaired(text) is None


@given(st.text(max_size=80))
def test_any_text_is_taken(text):
    again = repaired(text)
    assert again is None or again != text
