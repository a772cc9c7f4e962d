"""LOCA, DEPO, STAT, and what became of the object."""

import pytest

from coffret.catalogue.models import State
from coffret.catalogue.places import legal_status, location, state


@pytest.mark.parametrize(
    ("text", "city", "place"),
    [
        ("Brest ; musée des beaux-arts", "Brest", "musée des beaux-arts"),
        ("Saint-Omer;musée de l'hôtel Sandelin", "Saint-Omer", "musée de l'hôtel Sandelin"),
        ("Méru, musée de la nacre et de la tabletterie", "Méru", "musée de la nacre et de la tabletterie"),
        ("Caudebec-en-Caux ; musée Biochet-Bréchot ; maison des Templiers", "Caudebec-en-Caux",
         "musée Biochet-Bréchot, maison des Templiers"),
        ("Autun ; musée Rolin ; manquant", "Autun", "musée Rolin"),
        ("dépôt;Laon;musée d'art", "Laon", "musée d'art"),
        ("Evreux ; musée d'art, histoire et archéologie d'Evreux", "Evreux",
         "musée d'art, histoire et archéologie d'Evreux"),
    ],
)  # fmt: skip
def test_a_place_is_a_town_and_an_establishment(text, city, place):
    read = location(text)
    assert (read.city, read.place, read.understood) == (city, place, True)


@pytest.mark.parametrize("text", ["", "Paris", "volé", "12 ; 13"])
def test_half_a_place_is_not_understood(text):
    assert not location(text).understood


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"LOCA": "Brest ; musée"}, State.PRESENT),
        ({"LOCA": "Brest ; musée ; manquant"}, State.MISSING),
        ({"LOCA": "Brest;musée;manquante"}, State.MISSING),
        ({"LOCA": "Brest ; musée ; volés en 1990"}, State.STOLEN),
        ({"LOCA": "Brest ; musée ; disparu"}, State.MISSING),
        ({"LOCA": "Brest ; musée ; localisation inconnue"}, State.MISSING),
        ({"LOCA": "Brest ; musée ; pillé"}, State.MISSING),
        ({"LOCA": "Brest ; musée ; présumé détruit"}, State.PRESUMED_DESTROYED),
        ({"LOCA": "Brest ; musée ; manquant ; retrouvé"}, State.FOUND),
        ({"LOCA": "Brest ; musée ; retrouvé ; volé"}, State.STOLEN),
        ({"MANQUANT": "manquant"}, State.MISSING),
        ({"MANQUANT": "volé"}, State.STOLEN),
        ({"MANQUANT": "manquant", "MANQUANT_COM": "présumé détruit"}, State.PRESUMED_DESTROYED),
        ({"MANQUANT": "manquant", "MANQUANT_COM": "volé en 1990, retrouvé en 2015"}, State.FOUND),
        ({"MANQUANT_COM": "retrouvé en 2019"}, State.FOUND),
        ({"MANQUANT": "manquant", "MANQUANT_COM": "récolement décennal 2012"}, State.MISSING),
        ({"LOCA": "Retrouvée ; musée"}, State.PRESENT),
        ({}, State.PRESENT),
    ],
)
def test_the_last_word_says_what_became_of_the_object(values, expected):
    assert state(values) is expected


def test_legal_status_has_parts():
    read = legal_status(
        "propriété de la commune ; achat en vente publique ; achat avec participation du FRAM ; Fécamp ; Les Pêcheries, musée de Fécamp"
    )
    assert read.property == "propriété de la commune"
    assert read.acquisitions == ("achat en vente publique", "achat avec participation du FRAM")
    assert (read.owner, read.assignee) == ("Fécamp", "Les Pêcheries, musée de Fécamp")
    assert read.understood
    old = legal_status("mode d'acquisition inconnu ; Ajaccio ; musée-palais Fesch")
    assert (old.property, old.acquisitions, old.owner) == ("", ("mode d'acquisition inconnu",), "Ajaccio")
    assert not legal_status("on ne sait pas").understood
