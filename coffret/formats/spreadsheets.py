"""Workbooks (.xlsx, .ods), read through calamine once ``workbook_guard`` has bounded what that takes.

A sheet is held in memory: about half a gigabyte for the largest let through. Larger exports go as CSV.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from coffret.formats import notes, refusals
from coffret.formats.headers import clean, code_of, known_names, read_header
from coffret.formats.model import OWN_SHEETS
from coffret.formats.oddities import Oddities
from coffret.formats.raw import RawRecord, Source
from coffret.formats.scan import LINE_LIMIT
from coffret.formats.tables import Row, builder, refuse_without_ref
from coffret.formats.workbook_guard import recognise

HEADER_ROWS = 10


def open_workbook(path: Path) -> tuple[Source, Iterator[RawRecord]]:
    """Return what a workbook is, and the records of the sheet whose first rows name most fields."""
    kind = recognise(path)
    file = path.name
    sheets = _calamine(file, lambda: _sheets(path))
    if not sheets:
        raise refusals.no_record(file, kind)
    name, top = max(sheets.items(), key=lambda item: max(map(known_names, item[1]), default=0))
    if not top:
        raise refusals.no_record(file, kind)
    at = _head(top)
    header = read_header(file, top[at], at + 1)
    refuse_without_ref(file, header, islice(_rows(file, path, name), at + 1, None))
    source = Source(file, kind, "", header.known, list(header.notes))
    others = ", ".join(other for other, rows in sheets.items() if other != name and rows and other not in OWN_SHEETS)
    if others:
        source.notes.append((notes.SHEETS_IGNORED, "", others, None))
    build = builder(header)
    note = Oddities().note
    rows = islice(_rows(file, path, name), at + 1, None)
    return source, (note(record) for cells, row, _none in rows if (record := build(cells, row)))


def _head(top: list[list[str]]) -> int:
    """Return which row is the head: that which names most fields; labels then codes of the same columns make two of them,
    the second counts.
    """
    first = max(range(len(top)), key=lambda row: known_names(top[row]))
    codes = _codes(top[first])
    alike = [row for row in range(first, len(top)) if sum(map(bool, codes)) > 1 and _codes(top[row]) == codes]
    return alike[-1] if alike else first


def _codes(row: list[str]) -> list[str]:
    return [code_of(clean(cell)) for cell in row]


def cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet that holds something, as texts, with their number from 1; raises Refused."""
    recognise(path)
    sheets = _calamine(path.name, lambda: _sheets(path))
    name = next((name for name, top in sheets.items() if any(any(row) for row in top)), "")
    for row, number, _notes in _rows(path.name, path, name) if name else ():
        yield number, row


def _sheets(path: Path) -> dict[str, list[list[str]]]:
    """Return the first rows of each sheet."""
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        return {
            name: [list(map(text, row)) for row in islice(book.get_sheet_by_name(name).iter_rows(), HEADER_ROWS)]
            for name in book.sheet_names
        }


def _rows(file: str, path: Path, name: str) -> Iterator[Row]:
    book = _calamine(file, lambda: python_calamine.CalamineWorkbook.from_path(str(path)))
    grid = _calamine(file, lambda: book.get_sheet_by_name(name).iter_rows())
    number = 0
    while (row := _calamine(file, lambda: next(grid, None))) is not None:
        number += 1
        cells = list(map(text, row))
        if sum(map(len, cells)) > LINE_LIMIT:
            raise refusals.row_too_large(file, number, LINE_LIMIT)
        yield cells, number, []


def _calamine(file: str, ask: Callable[[], Any]) -> Any:
    """Return what calamine answers; its errors, and its panics (which are no Exception), become a Refused."""
    try:
        return ask()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Rust derives from BaseException alone
        raise refusals.bad_spreadsheet(file, str(error) or type(error).__name__) from None


def text(cell: Any) -> str:
    """Return a cell as its reader sees it: whole numbers without « .0 », dates as 2003/09/19, oui/non."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y/%m/%d") if cell.time() == time() else cell.strftime("%Y/%m/%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.strftime("%Y/%m/%d")
    return str(cell) if isinstance(cell, int | time | timedelta) else ""
