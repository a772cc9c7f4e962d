"""Looking terms up: what is right, nearly right, another form, or unknown with something to suggest."""

import pytest

from coffret.authorities import lookup
from coffret.authorities.lookup import LabelRow, Terms, Vocabularies, museum_code
from coffret.authorities.spelling import SpellingIndex, edits
from coffret.base.errors import Refused
from coffret.base.text import fold


def terms(*rows: tuple[str, str, str]) -> Terms:
    return Terms(LabelRow(label, fold(label), kind, preferred) for label, kind, preferred in rows)


WORDS = Vocabularies.of(DENO=["robe", "robe de mariée", "chapeau", "chapelet", "bonnet", "tabatière", "œuvre"])


@pytest.mark.parametrize(
    ("term", "kind", "preferred"),
    [
        ("robe", "exact", "robe"),
        ("Robe", "folded", "robe"),
        ("tabatiere", "folded", "tabatière"),
        ("OEUVRE", "folded", "œuvre"),
        ("robe  de mariée", "folded", "robe de mariée"),
        ("zzz", "none", ""),
        ("", "none", ""),
    ],
)
def test_the_kinds_of_match(term, kind, preferred):
    match = WORDS.match("DENO", term)
    assert (match.kind, match.preferred) == (kind, preferred)


@pytest.mark.parametrize(
    ("term", "suggestions"),
    [
        ("chap", ("chapeau", "chapelet")),
        ("chapaeu", ("chapeau",)),
        ("tabattiere", ("tabatière",)),
        ("bonet", ("bonnet",)),
        ("robe longue à paniers", ("robe",)),
        ("qwertyuiop", ()),
    ],
)
def test_suggestions(term, suggestions):
    assert WORDS.match("DENO", term).suggestions == suggestions


def test_other_forms_and_headings():
    words = terms(
        ("Afrique", "preferred", "Afrique"),
        ("africaine", "alternate", "Afrique"),
        ("noire", "rejected", "Afrique"),
        ("chronologie", lookup.UNUSABLE, "chronologie"),
    )
    assert (words.match("Africaine").kind, words.match("africaine").preferred) == ("alternate", "Afrique")
    assert (words.match("noire").kind, words.match("noire").preferred) == ("rejected", "Afrique")
    assert words.match("<chronologie>").kind == "unusable"
    assert words.match("africane").suggestions == ("Afrique",), "a near synonym suggests the form to write"


def test_a_preferred_term_wins_over_another_terms_synonym():
    words = terms(
        ("Égypte", "alternate", "égyptien"), ("égyptien", "preferred", "égyptien"), ("Egypte", "preferred", "Egypte")
    )
    assert words.match("Égypte").preferred == "Egypte"


def test_an_unloaded_vocabulary_is_not_known_and_matches_nothing():
    assert not WORDS.known("PERI")
    assert WORDS.match("PERI", "19e siècle").kind == "none"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("robe", "robe", 0),
        ("robe", "rohe", 1),
        ("robe", "orbe", 1),
        ("robe", "robes", 1),
        ("robe", "bore", 2),
        ("abcdef", "uvwxyz", 3),
    ],
)
def test_edits(one, other, count):
    assert edits(one, other, 2) == count


def test_the_index_misses_nothing_that_comparing_all_would_find():
    """Against the slow way: every label compared, over texts made by two changes."""
    labels = [
        f"{a}{b}{c}" for a in ("mari", "tabat", "chap") for b in ("age", "ière", "eau") for c in ("", "x", "long")
    ]
    index = SpellingIndex(labels)
    for label in labels:
        for place in range(len(label)):
            text = label[:place] + "q" + label[place + 1 :][:-1]
            most = 1 if len(text) <= 6 else 2
            distances = {other: edits(text, other, most) for other in labels if len(text) >= 3}
            farthest = 1 if min(distances.values(), default=0) <= 1 else most
            expected = {other for other, distance in distances.items() if distance <= farthest}
            assert set(index.near(text, 100)) == expected


@pytest.mark.parametrize(
    ("term", "suggestions"),
    [
        ("costumes", ("costume - accessoires du costume",)),
        ("numismatik", ("numismatique",)),
        ("Empire", ("style Empire", "époque premier Empire")),
        ("Italien", ("Italie",)),
        ("xylophone", ()),
    ],
)
def test_suggestions_of_last_resort(term, suggestions):
    loaded = Vocabularies.of(
        X=[
            "costume - accessoires du costume",
            "numismatique",
            "style Empire",
            "époque premier Empire",
            "Italie",
            "irakien",
        ]
    )
    assert loaded.match("X", term).suggestions == suggestions


@pytest.mark.parametrize("typed", ["m0650", " M0650 "])
def test_a_code_of_museum_is_read_whatever_its_case(typed):
    assert museum_code(typed) == "M0650"


def test_a_code_of_museum_of_another_shape_is_refused():
    assert museum_code("") == ""
    with pytest.raises(Refused, match=r"ZZ.*lettre et quatre chiffres"):
        museum_code("ZZ")
