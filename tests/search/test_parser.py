"""What people type is always read as something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffret.search.parser import LONGEST, MOST, Shape, field_named, parse


def read(text):
    """Return the shapes, fields, signs and tokens of a text, short enough to compare."""
    return [(u.shape.value, u.field.code if u.field else "", u.sign, " ".join(u.tokens)) for u in parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coffret émail", [("words", "", "", "coffret"), ("words", "", "", "émail")]),
        ('"point d\'Alençon"', [("phrase", "", "", "point d Alençon")]),
        ("« point d’Alençon »", [("phrase", "", "", "point d Alençon")]),
        ('robe "point', [("words", "", "", "robe"), ("phrase", "", "", "point")]),
        ("robe -noire", [("words", "", "", "robe"), ("words", "", "-", "noire")]),
        ("+robes", [("words", "", "+", "robes")]),
        ("porte-fenêtre", [("words", "", "", "porte fenêtre")]),
        ("auteur:monet", [("words", "AUTR", "", "monet")]),
        ("AUTR:monet", [("words", "AUTR", "", "monet")]),
        ("auteur: monet", [("words", "AUTR", "", "monet")]),
        ('titre:"les fondateurs"', [("phrase", "TITR", "", "les fondateurs")]),
        ("a:b:c", [("words", "", "", "a b c")]),
        ("http://exemple.org/x?y", [("words", "", "", "http exemple org x y")]),
        ("coff*", [("beginning", "", "", "coff")]),
        ("XVIIIe siècle", [("century", "", "", "XVIIIe siècle")]),
        ("18e s. émail", [("century", "", "", "18e s"), ("words", "", "", "émail")]),
        (
            "5e siècle avant JC",
            [("words", "", "", "5e"), ("words", "", "", "siècle"), ("words", "", "", "avant"), ("words", "", "", "JC")],
        ),
        ("musée de l'hôtel", [("words", "", "", "musée"), ("words", "", "", "l hôtel")]),
        ("le de la", [("words", "", "", "le"), ("words", "", "", "de"), ("words", "", "", "la")]),
        ("de -rouge", [("words", "", "", "de"), ("words", "", "-", "rouge")]),
        ("2004.1.1", [("words", "", "", "2004 1 1")]),
        ('- + : " * ()', []),
        ("auteur:", [("words", "", "", "auteur")]),
        ("", []),
    ],
)
def test_read(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("name", ["REPR", "sujet", "Sujet_Represente", "inv", "inventaire", "commune", "titre", "TITR"])
def test_fields_answer_to_several_names(name):
    assert field_named(name) is not None


def test_years_are_intervals():
    assert parse("1850")[0].years == (1850, 1850)
    assert parse("1er siècle")[0].years == (1, 100)
    assert parse("XIXe siècle")[0].years == (1801, 1900)
    assert parse("12345")[0].years is None


def test_what_is_too_long_is_cut():
    assert len(parse("mot " * 1000)) <= MOST
    assert sum(len(token) for unit in parse("a" * 5000) for token in unit.tokens) <= LONGEST


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"«»:+-*().~^[]{}\\/ \x00'))))
def test_never_raises(text):
    for unit in parse(text):
        assert unit.tokens
        assert unit.shape in Shape
