"""The spreadsheet model: filled in, it is read back with nothing to say of the model itself."""

import re
import zipfile
from html import escape
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from coffret.base.errors import Refused
from coffret.catalogue.fields import FIELDS
from coffret.formats import model
from coffret.formats.detect import open_source
from coffret.formats.raw import RawRecord, Source

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
TERMS = {"DENO": ["assiette", "plat"], "DOMN": [f"domaine {n}" for n in range(300)], "AUTR": ["x"] * 20_001}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "modele.xlsx"
    with path.open("wb") as out:
        model.write(out, "M0650", "musée de l’hôtel Sandelin", TERMS)
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(name).decode()


def codes(path: Path) -> list[str]:
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(model.NOTICES).to_python()
    return [str(cell) for cell in rows[model.CODES]]


def filled(path: Path, *rows: dict[str, str]) -> tuple[Source, list[RawRecord]]:
    """Fill the model in as a spreadsheet program does, and read it as it is handed in."""
    names, sheet = codes(path), part(path, SHEET)
    for number, row in enumerate(rows, model.FIRST + 1):
        cells = "".join(
            f'<c r="{xl_col_to_name(place)}{number}" t="inlineStr"><is><t>{escape(row[code])}</t></is></c>'
            for place, code in enumerate(names)
            if code in row
        )
        sheet, count = re.subn(rf'<row r="{number}"[^>]*>.*?</row>', f'<row r="{number}">{cells}</row>', sheet)
        assert count == 1
    copy = path.with_name("rempli.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, sheet if name == SHEET else before.read(name))
    source, records = open_source(copy)
    return source, list(records)


def test_what_is_filled_in_is_read_back_and_nothing_else(path: Path):
    source, (first, second) = filled(
        path,
        {"REF": "M0650000001", "MUSEO": "M0650", "INV": "2026.1.1", "DENO": "assiette"},
        {"REF": "M0650000002", "MUSEO": "M0650", "INV": "2026.1.2", "TITR": "=1+1"},
    )

    assert source.notes == []
    assert first.values == {"REF": "M0650000001", "MUSEO": "M0650", "INV": "2026.1.1", "DENO": "assiette"}
    assert second.values["INV"] == "2026.1.2"
    assert [note for record in (first, second) for note in record.notes] == []


def test_every_field_that_is_handed_in_has_a_column_the_compulsory_ones_first(path: Path):
    names = codes(path)

    assert names[:5] == ["REF", "MUSEO", "INV", "DOMN", "STAT"]
    assert set(names) == {entry.code for entry in FIELDS if entry.handed_in} - {"REFMIS"}
    comments = part(path, "xl/comments1.xml")
    assert all(f'ref="{xl_col_to_name(place)}{model.CODES + 1}"' in comments for place in range(6))
    assert 'topLeftCell="B4"' in part(path, SHEET)


def test_terms_are_offered_whatever_their_number_and_free_text_is_let_in(path: Path):
    rules = re.findall(r"<dataValidation [^>]*?>", part(path, SHEET))
    lists = [rule for rule in rules if 'type="list"' in rule]

    assert len(lists) == 2  # AUTR has more terms than anybody would scroll through
    assert not any("showErrorMessage" in rule for rule in lists)
    assert max(len(text) for rule in rules for text in re.findall(r'prompt="([^"]*)"', rule)) <= 255
    book = part(path, BOOK)
    assert '<definedName name="Termes_DOMN">Listes!$B$1:$B$300</definedName>' in book
    assert 'name="Listes" sheetId="3" state="hidden"' in book


def test_an_untouched_model_holds_no_notice(path: Path):
    with pytest.raises(Refused, match="notice"):
        open_source(path)


def test_labels_above_codes_are_not_a_record(tmp_path: Path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        rows = (["Référence", "Titre"], ["M0650000001", "Exemple"], ["REF", "TITR"], ["M0650000002", "Vraie"])
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    _source, records = open_source(tmp_path / "a.xlsx")

    assert [record.values["REF"] for record in records] == ["M0650000002"]
