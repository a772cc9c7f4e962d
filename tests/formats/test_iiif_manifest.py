"""Manifests and collections as plain data: what the standard asks, whatever the values say."""

from dataclasses import replace

import pytest

from coffret.formats.iiif_manifest import (
    Described,
    Entry,
    Link,
    Listed,
    Pair,
    Provider,
    Shown,
    Still,
    Words,
    allowed,
    collection,
    keys,
    manifest,
    marked,
)
from coffret.formats.iiif_metadata import metadata, sure_year

SITE = "https://catalogue.example"
HOSTILE = '<img src=x onerror="alert(1)">'


def shown(key: str = "a", **changes: str) -> Shown:
    service = f"{SITE}/iiif/3/{key}"
    whole, thumbnail = (
        Still(f"{service}/full/max/0/default.jpg", 1200, 800),
        Still(f"{SITE}/images/{key}/480.jpg", 480, 320),
    )
    made = Shown(
        key, service, f"{SITE}/iiif/2/{key}", 1200, 800, whole, thumbnail, Words.of("Image 1"), "© Jeanne Dupont"
    )
    return replace(made, **changes)


def described(*pictures: Shown, **changes: object) -> Described:
    made = Described(
        id=f"{SITE}/iiif/notices/R/manifest.json",
        label=Words.of("Coffret"),
        summary=Words.of("Coffret, émail", "Casket, enamel"),
        page=Link(f"{SITE}/notices/R", "text/html", Words.of("Coffret"), "Text"),
        provider=Provider("Musée", f"{SITE}/musees/M0650"),
        pictures=pictures,
    )
    return replace(made, **changes)


def test_nothing_empty_is_written():
    made = manifest(described(shown()))
    assert all(made.values())
    assert {"metadata", "rights", "navDate", "seeAlso", "partOf"}.isdisjoint(made)
    assert made["label"] == {"fr": ["Coffret"]}
    assert made["summary"] == {"fr": ["Coffret, émail"], "en": ["Casket, enamel"]}


def test_a_record_without_picture_has_no_manifest():
    with pytest.raises(ValueError, match="needs a picture"):
        manifest(described())


def test_one_credit_stands_once_several_stand_with_their_canvas():
    one = manifest(described(shown("a"), shown("b")))
    assert "requiredStatement" not in one["items"][0]
    two = manifest(described(shown("a"), shown("b", credit="Atelier")))
    assert two["requiredStatement"]["label"] == {"fr": ["Crédit"], "en": ["Credit"]}
    assert two["requiredStatement"]["value"] == {"fr": ["© Jeanne Dupont", "Atelier"]}
    assert [c["requiredStatement"]["value"]["fr"] for c in two["items"]] == [["© Jeanne Dupont"], ["Atelier"]]
    assert "requiredStatement" not in manifest(described(shown(credit="")))


def test_rights_are_the_record_s_when_all_its_pictures_share_them():
    licence = "http://creativecommons.org/licenses/by/4.0/"
    same = manifest(described(shown("a", rights=licence), shown("b", rights=licence)))
    assert same["rights"] == licence
    assert "rights" not in same["items"][0]
    mixed = manifest(described(shown("a", rights=licence), shown("b")))
    assert "rights" not in mixed
    assert [canvas.get("rights") for canvas in mixed["items"]] == [licence, None]


@pytest.mark.parametrize(
    ("rights", "written"),
    [
        ("https://creativecommons.org/licenses/by-sa/4.0/", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("http://creativecommons.org/publicdomain/mark/1.0/", "http://creativecommons.org/publicdomain/mark/1.0/"),
        ("https://rightsstatements.org/vocab/InC/1.0/", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence", ""),
        ("http://creativecommons.org.example/licenses/by/4.0/", ""),
        ("http://creativecommons.org/licenses/by/4.0/ <b>", ""),
        ("", ""),
    ],
)
def test_only_the_rights_that_the_standard_allows_are_written(rights, written):
    assert allowed(rights) == written


def test_what_looks_like_markup_is_written_as_text():
    assert marked("Dupont & fils") == "Dupont & fils"
    assert marked(HOSTILE) == '<span>&lt;img src=x onerror="alert(1)"&gt;</span>'
    made = manifest(
        described(
            shown(credit=HOSTILE),
            summary=Words.of(HOSTILE),
            metadata=[Pair(Words.of("Titre"), Words.of(HOSTILE))],
        )
    )
    for value in (made["summary"], made["requiredStatement"]["value"], made["metadata"][0]["value"]):
        assert value["fr"] == [marked(HOSTILE)]


@pytest.mark.parametrize(
    ("year", "written"), [(1822, "1822-01-01T00:00:00Z"), (79, "0079-01-01T00:00:00Z"), (-50, None)]
)
def test_a_year_is_written_when_a_date_can_hold_it(year, written):
    assert manifest(described(shown(), year=year)).get("navDate") == written


@pytest.mark.parametrize(
    ("mill", "year"),
    [
        ("1822", 1822),
        ("1822 vers", None),
        ("1822 (?)", None),
        ("1822 entre ; 1880 et", None),
        ("1822 ; 1830", None),
        ("après 1822", None),
        ("1950-1960", None),
        ("", None),
        ("sans date", None),
    ],
)
def test_only_one_sure_year_is_a_date(mill, year):
    assert sure_year({"MILL": mill}) == year


@pytest.mark.parametrize(
    ("code", "text", "french"),
    [
        ("DOMN", "émaillerie ; arts décoratifs", ("émaillerie", "arts décoratifs")),
        ("TECH", "ivoire ; gravé#laiton (doré ; poli)", ("ivoire ; gravé", "laiton (doré ; poli)")),
        ("DESC", "Première ligne#seconde", ("Première ligne", "seconde")),
        ("AUTR", "Robillard Julien (?)", ("Robillard Julien (attribution incertaine)",)),
        ("AUTR", "Courbet Gustave (1819-1877) ; peintre", ("Courbet Gustave (1819-1877) ; peintre",)),
        ("MILL", "1822 entre ; 1880 et", ("entre 1822 et 1880",)),
        ("PERI", "19ème siècle", ("19e siècle",)),
        ("LOCA", "Saint-Omer ; musée Sandelin ; manquant", ("Saint-Omer, musée Sandelin, manquant",)),
        ("WWW", "https://example.org/a;javascript:alert(1)", ("https://example.org/a",)),
        ("TITR", "Hyanthe ; Tancrède : ancien titre", ("Hyanthe", "Tancrède : ancien titre")),
        ("TITR", "  \u00a0 ", None),
        ("REDA", "Nom du rédacteur", None),
    ],
)
def test_values_are_written_as_understood(code, text, french):
    made = metadata({code: text})
    assert [pair.value.fr for pair in made] == ([] if french is None else [french])


def test_a_collection_counts_what_is_under_it():
    entry = Entry(f"{SITE}/iiif/notices/R/manifest.json", "Manifest", Words.of("Coffret"), shown())
    made = collection(Listed(f"{SITE}/c", Words.of("Musée"), Words.of("1 notice"), 1, [entry]))
    assert made["items"][0]["thumbnail"][0]["width"] == 480
    assert made["metadata"][0]["value"] == {"fr": ["1"]}
    assert collection(Listed(f"{SITE}/c", Words.of("Vide"), Words.of("0"), 0, []))["items"] == []


def test_the_same_content_twice_has_two_canvases():
    assert keys(["a", "b", "a", "a"]) == ["a", "b", "a-2", "a-3"]
