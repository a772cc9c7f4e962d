"""The catalogue made for measures has the shape of the national one, and is the same wherever it is made."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from coffret.catalogue.fields import OPEN_DATA_COLUMNS

BENCH = Path(__file__).resolve().parents[2] / "bench"
# Shares of records that have the field: norms of 2022 and July 2026.
FILLED = {
    "DOMN": 1.0, "AUTR": 0.822, "TITR": 0.79, "DENO": 0.736, "TECH": 0.91, "DIMS": 0.90, "PERI": 0.84, "MILL": 0.43,
    "DESC": 0.50, "REPR": 0.55, "PINS": 0.39, "BIBL": 0.28, "LIEUX": 0.27, "PREP": 0.27, "COMM": 0.25,
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Iterator[ModuleType]:
    """Give the generator, imported as when it is run."""
    sys.path.insert(0, str(BENCH))
    import catalogue

    yield catalogue
    sys.path.remove(str(BENCH))
    for name in ("catalogue", "catalogue_words"):
        del sys.modules[name]


@pytest.fixture(scope="module")
def records(catalogue) -> list[dict[str, str]]:
    """Give four thousand records, code → text."""
    rows = [*catalogue.rows_of(0, catalogue.BLOCK), *catalogue.rows_of(1, catalogue.BLOCK)]
    return [dict(zip(catalogue.FIELDS, row, strict=True)) for row in rows]


def share(records: list[dict[str, str]], code: str) -> float:
    return sum(bool(record[code]) for record in records) / len(records)


@pytest.mark.parametrize(("code", "wished"), FILLED.items())
def test_fields_are_filled_as_often_as_in_the_national_file(records, code, wished):
    assert share(records, code) == pytest.approx(wished, abs=0.03)


def test_one_museum_holds_a_seventh_of_it(records):
    (_, most), (_, second) = Counter(record["MUSEO"] for record in records).most_common(2)
    assert most / len(records) == pytest.approx(0.14, abs=0.02)
    assert second / len(records) < 0.06


def test_dirt_is_there_in_its_measure(records, catalogue):
    known = {"quart", "moitié", "siècle"}
    years = Counter(record["MILL"].strip("0123456789") for record in records if record["MILL"])
    assert years[""] / sum(years.values()) == pytest.approx(1473 / 2806, abs=0.05)
    assert sum(n for shape, n in years.items() if " entre," in shape) > 300
    odd = [record["PERI"] for record in records if record["PERI"] and not known & set(record["PERI"].split())]
    assert 0 < len(odd) / len(records) < 0.03
    spoilt = [record for record in records if any("Ã" in text or "Â" in text for text in record.values())]
    assert 0 < len(spoilt) / len(records) < 0.012
    assert 10 < sum(record["TITR"] == "(Sans titre)" for record in records) < 100


def test_references_come_again_unchanged_or_not(records):
    of_one: dict[str, list[str]] = {}
    for record in records:
        of_one.setdefault(record["REF"], []).append(repr(record))
    again = [said for said in of_one.values() if len(said) > 1]
    assert sum(len(said) - 1 for said in again) / len(records) == pytest.approx(0.0177, abs=0.008)
    changed = sum(len(set(said)) > 1 for said in again)
    assert 0 < changed < len(again)


def test_a_smaller_catalogue_is_the_beginning_of_a_larger_one(catalogue, tmp_path):
    small = catalogue.make(150, tmp_path / "small").read_bytes()
    large = catalogue.make(400, tmp_path / "large").read_bytes()
    again = catalogue.make(150, tmp_path / "again").read_bytes()
    assert small == again
    assert large.startswith(small)
    assert len(large) > 2 * len(small)
    header, *rows = csv.reader(small.decode().splitlines(), delimiter="|")
    assert tuple(header) == tuple(OPEN_DATA_COLUMNS)
    assert len(rows) == 150


def test_its_museums_and_authors_go_with_it(catalogue, tmp_path):
    folder = catalogue.make(60, tmp_path).parent
    with (folder / "museums.csv").open(encoding="utf-8", newline="") as handle:
        codes = {row["Identifiant"] for row in csv.DictReader(handle, delimiter=";")}
    with (folder / "notices.csv").open(encoding="utf-8", newline="") as handle:
        used = {row["Code_Museofile"] for row in csv.DictReader(handle, delimiter="|")}
    assert used <= codes
    assert len(codes) == catalogue.MUSEUMS
    assert (folder / "AUTR.txt").read_text(encoding="utf-8").count("\n\t") == catalogue.NAMES // 2
