"""Marks around the words looked for, and nothing that the text could smuggle in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffret.search.highlight import highlight


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Coffret à bijoux", "coffrets", "<mark>Coffret</mark> à bijoux"),
        ("Émaux peints", "email", "<mark>Émaux</mark> peints"),
        ("L'hôtel de la Reine", "l'hotel de", "L&#x27;<mark>hôtel</mark> de la Reine"),
        ("XVIIIe siècle", "18e siècle", "<mark>XVIIIe</mark> <mark>siècle</mark>"),
        ("Robe noire", "robe -noire", "<mark>Robe</mark> noire"),
        ("Peinture à l'huile", "peint*", "<mark>Peinture</mark> à l&#x27;huile"),
        ("<b>robe</b> & co", "robe", "&lt;b&gt;<mark>robe</mark>&lt;/b&gt; &amp; co"),
        ("Robe", "", "Robe"),
        ("<script>", "", "&lt;script&gt;"),
        ("e\u0301mail", "émail", "<mark>émail</mark>"),
        ("Monet Claude", "auteur:monet", "<mark>Monet</mark> Claude"),
    ],
)
def test_marks(text, words, expected):
    assert highlight(text, words) == expected


def test_stems_of_a_result_will_do():
    assert highlight("Coffrets de la reine", frozenset({"coffret", "de"})) == "<mark>Coffrets</mark> de la reine"


@given(st.text(), st.text())
def test_no_markup_but_marks(text, words):
    shown = highlight(text, words).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in shown
    assert ">" not in shown
