"""The clock of rights: the law's seventy years, what only age proves, and what nobody can tell without searching."""

from datetime import date
from types import SimpleNamespace

import pytest

from coffret.images.licences import ETALAB, ZERO, licence
from coffret.images.rights import State, credit, public_domain_from, rights_of, statement

TODAY = date(2026, 11, 23)


def image(**given):
    said = {"credit": "", "embedded_credit": "", "rights": "", "licence": "", "holder": "", "author_died": None}
    return SimpleNamespace(**{**said, **given})


def test_rights_end_on_the_first_of_january_seventy_one_years_after_the_death():
    assert public_domain_from(1926) == date(1997, 1, 1)
    assert public_domain_from(None) is None


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_the_day_itself_is_free_and_the_eve_is_not(day):
    clock = rights_of({"AUTR": "X Jean (1869-1955)"}, day)
    assert clock.since == date(2026, 1, 1)
    assert clock.state is (State.FREE if day >= clock.since else State.PROTECTED)


@pytest.mark.parametrize(
    ("values", "state", "since"),
    [
        ({"AUTR": "MONET Claude (1840-1926)"}, State.FREE, 1997),
        ({"AUTR": "PICASSO Pablo (1881-1973)"}, State.PROTECTED, 2044),
        # Of several authors, the last to die.
        ({"AUTR": "MONET Claude (1840-1926) ; PICASSO Pablo (1881-1973)"}, State.PROTECTED, 2044),
        ({"AUTR": "MONET Claude (1840-1926) ; INCONNU Paul"}, State.UNKNOWN, None),
        # « vers 1950 » may be no later; « après 1950 » bounds nothing.
        ({"AUTR": "X Jean (1869-après 1950)"}, State.UNKNOWN, None),
        # Dead in one of ten years: some of them leave the work free, others do not. Nobody guesses.
        ({"AUTR": "X Jean (1869-195.)"}, State.UNKNOWN, None),
        ({"AUTR": "X Jean (1869-19??)"}, State.UNKNOWN, None),
        ({"AUTR": "X Jean (1869-194.)"}, State.FREE, None),
        ({"AUTR": "X Jean (1869-avant 1950)"}, State.FREE, None),
        ({"AUTR": "X Jean (1869-avant 1960)"}, State.UNKNOWN, None),
        ({"AUTR": "X Jean (1930-197.)"}, State.PROTECTED, None),
        ({"AUTR": "MONET Claude (1840-1926) ; X Jean (1869-194.)"}, State.FREE, None),
        # The named one did not make it: somebody unknown did, not so long ago.
        ({"AUTR": "Vinci (d'après) (1452-1519)", "MILL": "1950"}, State.UNKNOWN, None),
        ({"AUTR": "Vinci (d'après) (1452-1519)", "MILL": "1700"}, State.FREE, None),
        # The original's author counts as well.
        ({"AUTR": "PICASSO Pablo (d'après) (1881-1973)", "MILL": "1960"}, State.UNKNOWN, None),
        # Nobody is known: only age proves anything.
        ({"AUTR": "anonyme", "PERI": "18e siècle"}, State.FREE, None),
        ({"PERI": "2e siècle av JC"}, State.FREE, None),
        ({"AUTR": "anonyme", "MILL": "1950"}, State.UNKNOWN, None),
        ({}, State.UNKNOWN, None),
        ({"AUTR": "X Jean (1750-?)", "MILL": "1800"}, State.FREE, None),
        ({"AUTR": "X Jean (1990-)", "MILL": "2010"}, State.UNKNOWN, None),
        # A manufactory is « born » and never dies.
        ({"AUTR": "Manufacture de Sèvres (1756-)", "MILL": "1990"}, State.UNKNOWN, None),
        ({"AUTR": "Manufacture de Sèvres (1756-)"}, State.UNKNOWN, None),
    ],
)
def test_where_a_work_stands(values, state, since):
    clock = rights_of(values, TODAY)
    assert clock.state is state
    assert clock.since == (date(since, 1, 1) if since else None)
    assert clock.reason.endswith(".")


def test_the_reason_names_author_and_year():
    assert rights_of({"AUTR": "MONET Claude (1840-1926)"}, TODAY).reason == (
        "MONET Claude († 1926) : l’œuvre est dans le domaine public depuis le 1er janvier 1997."
    )
    assert "INCONNU Paul" in rights_of({"AUTR": "MONET Claude (1840-1926) ; INCONNU Paul"}, TODAY).reason


def test_the_year_given_by_the_museum_settles_it():
    clock = rights_of({"AUTR": "INCONNU Paul"}, TODAY, author_died=1990)
    assert (clock.state, clock.since) == (State.PROTECTED, date(2061, 1, 1))


@pytest.mark.parametrize(
    ("values", "given", "uri"),
    [
        ({"AUTR": "PICASSO Pablo (1881-1973)"}, {}, "http://rightsstatements.org/vocab/InC/1.0/"),
        ({"AUTR": "INCONNU Paul"}, {}, "http://rightsstatements.org/vocab/UND/1.0/"),
        # The work is free; of the photograph nobody said anything.
        ({"AUTR": "MONET Claude (1840-1926)"}, {}, "http://rightsstatements.org/vocab/CNE/1.0/"),
        # What the museum says outweighs the clock.
        ({"AUTR": "PICASSO Pablo (1881-1973)"}, {"licence": ZERO}, ZERO),
    ],
)
def test_what_is_said_of_an_image(values, given, uri):
    said = statement(image(**given), values, TODAY)
    assert said.uri == uri
    assert said.label
    assert said.label_en
    assert said.reason


def test_of_a_free_work_alone_the_public_domain_is_said():
    said = statement(None, {"AUTR": "MONET Claude (1840-1926)"}, TODAY)
    assert said.uri == "http://creativecommons.org/publicdomain/mark/1.0/"
    assert said.label == "Domaine public"


@pytest.mark.parametrize(
    ("text", "uri", "openness"),
    [
        ("CC BY-SA 4.0", "http://creativecommons.org/licenses/by-sa/4.0/", "open"),
        ("cc-by", "http://creativecommons.org/licenses/by/4.0/", "open"),
        ("Creative Commons BY-NC-ND 3.0", "http://creativecommons.org/licenses/by-nc-nd/3.0/", "restricted"),
        (
            "https://creativecommons.org/licenses/by/2.0/fr/deed.fr",
            "http://creativecommons.org/licenses/by/2.0/",
            "open",
        ),
        ("https://creativecommons.org/publicdomain/zero/1.0/", ZERO, "open"),
        ("CC0", ZERO, "open"),
        ("Domaine public", "http://creativecommons.org/publicdomain/mark/1.0/", "open"),
        ("Licence ouverte", ETALAB, "open"),
        ("https://rightsstatements.org/page/inc/1.0/?language=fr", "http://rightsstatements.org/vocab/InC/1.0/", "closed"),
        ("Tous droits réservés", "http://rightsstatements.org/vocab/InC/1.0/", "closed"),
        ("http://rightsstatements.org/vocab/NoC-OKLR/1.0/", "http://rightsstatements.org/vocab/NoC-OKLR/1.0/", "restricted"),
    ],
)  # fmt: skip
def test_licences_are_understood_and_written_one_way(text, uri, openness):
    found = licence(text)
    assert found
    assert (found.uri, found.openness) == (uri, openness)


@pytest.mark.parametrize(
    "text", ["", "oui", "https://example.org/licence", "CC BY-XX", "http://creativecommons.org/licenses/zero/1.0/",
             "http://rightsstatements.org/vocab/ZZZ/1.0/", "javascript:alert(1)//creativecommons.org/licenses/by/4.0/"]
)  # fmt: skip
def test_what_is_no_licence_is_none(text):
    assert licence(text) is None


def test_the_credit_is_the_images_then_the_notices_then_the_files():
    own = image(credit="Jeanne Morel, agence Lumen", embedded_credit="Camera Owner")
    assert credit(own, {"PHOT": "Albert Durand"}) == "© Jeanne Morel, agence Lumen"
    assert credit(image(embedded_credit="Paul Petit"), {"PHOT": "Albert Durand"}) == "© Albert Durand"
    assert credit(image(embedded_credit="Paul Petit"), {}) == "© Paul Petit"
    assert credit(image(), {}) == ""


def test_a_year_of_death_that_is_not_known_is_never_told_as_one():
    assert rights_of({"AUTR": "X Jean (1869-avant 1950)"}, TODAY).reason == (
        "X Jean (mort en 1950 au plus tard) : l’œuvre est dans le domaine public."
    )
    assert rights_of({"AUTR": "X Jean (1869-19??)"}, TODAY).reason == (
        "L’année de mort de X Jean n’est pas connue : les droits sont à rechercher."
    )
