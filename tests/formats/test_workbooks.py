"""Workbooks: read through their cells, refused when they unfold beyond reason."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from coffret.formats import notes, workbook_guard
from coffret.formats.scan import LINE_LIMIT

ODS = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Notices">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def xlsx(*sheets, start=0):
    """Return a workbook: each sheet a list of rows."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows, start):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    book.close()
    return held.getvalue()


def zipped(entries):
    """Return a zip of name → content."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


def ods(rows):
    """Return an OpenDocument sheet of the rows given as XML."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/></manifest:manifest>'
    )
    return zipped({"mimetype": ODS, "content.xml": CONTENT.format(rows=rows), "META-INF/manifest.xml": manifest})


def cells(*values):
    """Return an OpenDocument row."""
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if value
        else "<table:table-cell/>"
        for value in values
    )
    return f"<table:table-row>{made}</table:table-row>"


def test_xlsx_with_codes(read):
    found = read(
        xlsx([["REF", "INV", "DACQ", "TITR"], ["A", 12, date(2003, 9, 19), "Vénus"], ["B", 56.8, "", ""]]),
        "notices.xlsx",
    )
    assert (found.source.format, found.source.encoding) == ("xlsx", "")
    first, second = found.records
    assert first.values == {"REF": "A", "INV": "12", "DACQ": "2003/09/19", "TITR": "Vénus"}
    assert second.values == {"REF": "B", "INV": "56.8"}
    assert second.empty == ("DACQ", "TITR")
    assert [record.line for record in found.records] == [2, 3]


def test_labels_under_a_title_in_a_second_sheet(read):
    found = read(
        xlsx([["Mode d’emploi"]], [["Export du musée"], [], ["Référence", "Titre"], ["A", "Vénus"], [], ["B", "Mars"]]),
        "notices.xlsx",
    )
    assert [record.values for record in found.records] == [{"REF": "A", "TITR": "Vénus"}, {"REF": "B", "TITR": "Mars"}]
    assert [record.line for record in found.records] == [4, 6]
    assert notes.SHEETS_IGNORED in found.codes


def test_row_numbers_are_those_of_the_sheet(read):
    found = read(xlsx([["REF", "TITR"], ["A", "Vénus"]], start=3), "notices.xlsx")
    assert found.records[0].line == 5


def test_ods(read):
    filler = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    found = read(ods(cells("REF", "Titre", "") + cells("A", "Vénus", "") + cells("B", "", "") + filler), "notices.ods")
    assert found.source.format == "ods"
    assert [record.values for record in found.records] == [{"REF": "A", "TITR": "Vénus"}, {"REF": "B"}]


def test_without_ref(refusal):
    refused = refusal(xlsx([["MUSEO", "TITR"], ["M0650", "Vénus"]]), "notices.xlsx")
    assert refused.code == notes.NO_REF
    assert refused.facts["proposed"] == [{"line": 2, "ref": "M0650000001"}]


@pytest.mark.parametrize("rows", [[], [["REF", "TITR"]]])
def test_nothing_in_it(refusal, rows):
    assert refusal(xlsx(rows), "notices.xlsx").code == notes.NO_RECORD


def test_a_bomb(refusal):
    refused = refusal(zipped({"xl/workbook.xml": b" " * (30 << 20)}), "notices.xlsx")
    assert refused.code == notes.BOMB
    assert refused.facts["ratio"] > workbook_guard.RATIO_LIMIT


def test_a_bomb_that_lies_about_its_size(refusal):
    made = bytearray(zipped({"xl/workbook.xml": b" " * (30 << 20)}))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = made.find(signature) + place
        made[at : at + 4] = (100).to_bytes(4, "little")
    assert refusal(bytes(made), "notices.xlsx").code == notes.BOMB


def test_two_cells_worlds_apart(refusal):
    """A workbook of a few bytes whose sheet is a rectangle of 17 thousand million cells."""
    sheet = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'
    made = zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet})
    refused = refusal(made, "notices.xlsx")
    assert refused.code == notes.BOMB
    assert refused.facts["cells"] == 1048576 * 16384


def test_a_cell_repeated_over_the_whole_sheet(refusal):
    row = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    assert refusal(ods(cells("REF") + row), "notices.ods").code == notes.BOMB


def test_a_long_text_named_by_every_cell(refusal):
    """Two megabytes of XML that a spreadsheet library turns into gigabytes of copies."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 50 + "</row>"
    made = zipped(
        {
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{row * 2000}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst><si><t>{'x' * 32_000}</t></si></sst>",
            "xl/workbook.xml": "<workbook/>",
        }
    )
    refused = refusal(made, "notices.xlsx")
    assert refused.code == notes.BOMB
    assert refused.facts["size"] > workbook_guard.TEXT_LIMIT


def test_a_long_text_repeated(refusal):
    row = (
        '<table:table-row table:number-rows-repeated="1000"><table:table-cell a=">" table:number-columns-repeated="90" '
        f'office:value-type="string"><text:p>{"x" * 32_000}</text:p></table:table-cell></table:table-row>'
    )
    assert refusal(ods(cells("REF") + row), "notices.ods").code == notes.BOMB


def test_tags_hidden_from_the_count(refusal):
    assert refusal(ods(cells("REF") + "<!-- </table:table-row> -->"), "notices.ods").code == notes.BAD_SPREADSHEET


def test_too_large_for_memory(refusal, monkeypatch):
    monkeypatch.setattr(workbook_guard, "SIZE_LIMIT", 1000)
    refused = refusal(xlsx([["REF", "TITR"], ["A", "Vénus"]]), "notices.xlsx")
    assert refused.code == notes.TOO_LARGE
    assert "CSV" in refused.facts["remedy"]


def test_a_row_larger_than_any_record(refusal):
    held = "x" * 32_000
    many = LINE_LIMIT // len(held) + 1
    refused = refusal(xlsx([["REF", "TITR"], ["A", "Vénus"], ["B", *[held] * many]]), "notices.xlsx")
    assert (refused.code, refused.facts["line"], refused.facts["limit"]) == (notes.TOO_LARGE, 3, LINE_LIMIT)
    assert "classeur" in refused.facts["remedy"]


@pytest.mark.parametrize("entry", ["word/document.xml", "ppt/presentation.xml", "xl/workbook.bin"])
def test_other_documents(refusal, entry):
    assert refusal(zipped({entry: "x"}), "notices.xlsx").code == notes.ARCHIVE


def test_damaged_workbooks(refusal):
    made = xlsx([["REF", "TITR"], ["A", "Vénus"]])
    assert refusal(made[: len(made) // 2], "notices.xlsx").code == notes.BAD_SPREADSHEET
    assert refusal(zipped({"xl/workbook.xml": "<nonsense"}), "notices.xlsx").code == notes.BAD_SPREADSHEET
