"""The demonstration's facts and pictures, without a database."""

import io
import re
from collections import Counter

import pytest
from PIL import Image

from coffret.catalogue.captions import caption
from coffret.catalogue.values import years
from coffret.cli.demonstration import collection, dirty, pictures
from coffret.formats.detect import open_source

ALL = {museum: collection.collection(museum) for museum in collection.museum_codes()}
ITEMS = [item for items in ALL.values() for item in items]


def test_it_is_large_and_from_many_museums():
    assert len(ITEMS) >= 400
    assert len(ALL) >= 20
    assert sum(len(item.pictures) for item in ITEMS) >= 250
    rows = (collection.HERE / "museums.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {row[:5] for row in rows} == set(ALL)


def test_every_record_is_complete_and_labelled():
    for item in ITEMS:
        values = item.values
        assert all(values.get(code) for code in ("REF", "MUSEO", "INV", "DOMN", "STAT", "LOCA")), item.ref
        assert re.fullmatch(values["MUSEO"] + r"\d{6}", item.ref)
        assert values["COMM"].startswith("Notice de démonstration")
        assert len(values["STAT"].split(" ; ")) >= 4, item.ref
        assert bool(item.pictures) == ("PHOT" in values) == ("REFIM" in values)
        assert all(family in pictures.FAMILIES for family in item.pictures.values()), item.ref
    assert max(Counter(item.ref for item in ITEMS).values()) == 1


def test_works_under_copyright_have_no_picture():
    protected = [item for item in ITEMS if item.values.get("DATA") == "oui"]
    assert len(protected) > 10
    assert not any(item.pictures for item in protected)


def test_special_situations_are_there():
    places = [item.values["LOCA"] for item in ITEMS]
    for state, count in (("manquant", 2), ("volé", 1), ("retrouvé", 1)):
        assert sum(place.endswith(f" ; {state}") for place in places) == count
    assert any("TITR" not in item.values and "AUTR" not in item.values for item in ITEMS)


def test_the_casket_of_saint_omer_has_its_caption():
    casket = ALL["M0650"][0].values
    assert casket["REF"] == "M0650000001"
    assert caption(casket) == (
        "Robillard Julien (attribution incertaine), Coffret à bijoux orné de scènes mythologiques, émail, bois, "
        "entre 1822 et 1880, Saint-Omer, musée de l'hôtel Sandelin"
    )


def test_dates_are_understood():
    dated = [item for item in ITEMS if item.values.get("MILL") or item.values.get("PERI")]
    unknown = [item.ref for item in dated if years(item.values) is None]
    assert len(dated) > 400
    assert not unknown


@pytest.mark.parametrize(
    ("years_given", "expected"),
    [
        ("1775", "3e quart 18e siècle"),
        ("1800", "4e quart 18e siècle"),
        ("1801", "1er quart 19e siècle"),
        ("1822 entre ; 1880 et", "1er quart 19e siècle ; 2e quart 19e siècle ; 3e quart 19e siècle ; 4e quart 19e siècle"),
        ("sans date", ""),
    ],
)  # fmt: skip
def test_a_year_gives_its_quarters(years_given: str, expected: str):
    assert collection.period(years_given) == expected


def test_the_file_reads_back_as_written(tmp_path):
    items = ALL["M0650"]
    path = tmp_path / "J_M0650_0001.txt"
    path.write_text(collection.as_piloted_file(items), encoding="utf-8")
    source, records = open_source(path)
    assert [record.values for record in records] == [item.values for item in items]
    assert source.format == "ajout_pilote"


def test_a_table_with_a_stray_cell_is_refused_by_name():
    with pytest.raises(ValueError, match=r"M0001\.txt : « n’importe quoi » n’est pas de la forme CODE=valeur"):
        collection._cells("M0001", "|".join(["a"] * 8) + "| n’importe quoi", {})


@pytest.mark.parametrize("family", ["coffret", "paysage", "etude", "indienne", "photo"])
def test_a_picture_is_the_same_each_time_and_says_what_it_is(family: str):
    words = "Image de démonstration dessinée par programme"
    drawn = pictures.draw(family, "M0650000001", words)
    assert drawn == pictures.draw(family, "M0650000001", words)
    assert drawn != pictures.draw(family, "M0650000002", words)
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.format == "JPEG"
        assert min(image.size) >= 680
        assert 1000 <= max(image.size) <= 2400
    assert words.encode() in drawn
    assert len(drawn) < 600_000


def test_the_dirty_file_names_its_faults(tmp_path):
    source, records = open_source(dirty.write(tmp_path / dirty.NAME))
    found = list(records)
    assert len(found) == len(dirty.FAULTS) >= 40
    assert source.format == "ajout_pilote"
    assert not found[0].values.get("STAT")
