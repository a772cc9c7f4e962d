"""The columns derived from a record's values."""

from coffret.catalogue.derive import derive, natural_key
from coffret.catalogue.models import Record

VALUES = {
    "AUTR": "Lagerfeld Karl (1933-2019) (créateur);Jourdan Charles (1883-1976) (exécutant)",
    "TITR": "L'Été à Étretat",
    "INV": "2001.4.12 ; 92 : Cat. Beyer",
    "MILL": "1984 après",
    "PERI": "4e quart 20e siècle",
    "LOCA": "Brest ; musée ; volé",
    "PHOT": "Nom",
}


def test_every_derived_column_is_given():
    derived = derive(VALUES, has_image=True)
    assert derived == {
        "title": "L'Été à Étretat",
        "caption": "Lagerfeld Karl, Jourdan Charles, L'Été à Étretat, après 1984, Brest, musée",
        "credit": "© Nom",
        "authors": "Lagerfeld Karl ; Jourdan Charles",
        "inventory_number": "2001.4.12",
        "year_from": 1984,
        "year_to": 1999,
        "state": "vole",
        "has_image": True,
        "sort_title": "ete a etretat",
        "sort_author": "lagerfeld karl",
        "sort_inventory": "00002001.00000004.00000012",
    }
    assert set(derived) <= {field.name for field in Record._meta.get_fields()}


def test_an_empty_record_has_its_columns_too():
    derived = derive({}, has_image=False)
    assert (derived["year_from"], derived["year_to"], derived["state"]) == (None, None, "")
    assert derived["title"]
    assert derived["sort_author"] > "zola"


def test_an_open_date_without_period_stands_on_the_known_year():
    derived = derive({"MILL": "1984 après"}, has_image=False)
    assert (derived["year_from"], derived["year_to"]) == (1984, 1984)


def test_inventory_numbers_sort_as_people_count():
    numbers = ["2001.10.1", "2001.9.12", "2001.9.2", "A 12", "2001.09.3"]
    assert sorted(numbers, key=natural_key) == ["2001.9.2", "2001.09.3", "2001.9.12", "2001.10.1", "A 12"]


def test_sort_keys_fit_their_columns():
    derived = derive({"TITR": "é" * 500, "AUTR": "É" * 500, "INV": "1" * 500}, has_image=False)
    assert all(len(derived[name]) <= 80 for name in ("sort_title", "sort_author", "sort_inventory"))
