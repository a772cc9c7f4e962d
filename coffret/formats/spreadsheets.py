"""Workbooks (.xlsx, .ods): checked as the archives they are before anything unfolds them, then read through calamine.

calamine holds a whole sheet in memory, as a full rectangle: what it would take is bounded beforehand.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

from coffret.formats import notes, refusals
from coffret.formats.headers import known_names, read_header
from coffret.formats.oddities import Oddities
from coffret.formats.raw import RawRecord, Source
from coffret.formats.tables import Row, builder, refuse_without_ref

ENTRY_LIMIT = 5000
SIZE_LIMIT = 200 << 20
RATIO_LIMIT = 200  # XML of a real workbook shrinks 10 to 40 times
RATIO_FROM = 10 << 20  # small entries may shrink as they like
CELL_LIMIT = 10_000_000
HEADER_ROWS = 10
CHUNK = 1 << 20

_CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]*?\br="([A-Za-z]{0,4})([0-9]{1,9})"')
_ODS_ROW = re.compile(
    rb"<table:table-row\b([^>]*)>|<table:(?:covered-)?table-cell\b([^>]*?)(/?)>|</table:table-row>", re.DOTALL
)
_REPEATED_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_REPEATED_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')


def recognise(path: Path) -> str:
    """Return xlsx or ods; raises Refused for any other archive, or one that unfolds beyond reason."""
    file = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = _kind(archive, names)
            if kind not in ("xlsx", "ods"):
                raise refusals.archive(file, kind, names)
            _check_size(file, archive)
            return kind
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise refusals.bad_spreadsheet(file, str(error) or type(error).__name__) from None


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx" if "xl/workbook.xml" in names else "xlsb"
    if "word/document.xml" in names:
        return "docx (Word)"
    if "ppt/presentation.xml" in names:
        return "pptx (PowerPoint)"
    if "mimetype" in names:
        with archive.open("mimetype") as handle:
            declared = handle.read(100).decode("ascii", "replace")
        return "ods" if "opendocument.spreadsheet" in declared else declared.rpartition(".")[2] or "OpenDocument"
    return "zip"


def _check_size(file: str, archive: zipfile.ZipFile) -> None:
    """Unfold every entry by chunks, keeping nothing, and refuse what exceeds the bounds; declared sizes may lie."""
    entries = archive.infolist()
    if len(entries) > ENTRY_LIMIT:
        raise refusals.bomb(
            file, entries[0].filename, _("{n} fichiers internes").format(n=len(entries)), size=len(entries)
        )
    declared = sum(entry.file_size for entry in entries)
    if declared > SIZE_LIMIT and not any(_shrinks(entry, entry.file_size) for entry in entries):
        raise refusals.spreadsheet_too_large(file, declared, SIZE_LIMIT)
    total = 0
    for entry in entries:
        look = _look(entry.filename)
        size = 0
        for chunk in _chunks(archive, entry):
            size += len(chunk)
            total += len(chunk)
            if _shrinks(entry, size):
                ratio = size // max(entry.compress_size, 1)
                problem = _("un fichier interne se décompresse plus de {n} fois").format(n=RATIO_LIMIT)
                raise refusals.bomb(file, entry.filename, problem, size=size, ratio=ratio, limit=RATIO_LIMIT)
            if total > SIZE_LIMIT:
                raise refusals.spreadsheet_too_large(file, total, SIZE_LIMIT)
            if look and look(chunk) > CELL_LIMIT:
                problem = _("une feuille s’étend sur plus de {n} millions de cellules").format(
                    n=CELL_LIMIT // 1_000_000
                )
                raise refusals.bomb(file, entry.filename, problem, cells=look(b""), limit=CELL_LIMIT)


def _shrinks(entry: zipfile.ZipInfo, size: int) -> bool:
    return size > RATIO_FROM and size > RATIO_LIMIT * max(entry.compress_size, 1)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what an entry really holds, whatever size it declares."""
    entry.file_size = SIZE_LIMIT + CHUNK
    with archive.open(entry) as handle:
        while chunk := handle.read(CHUNK):
            yield chunk


def _look(name: str) -> Callable[[bytes], int] | None:
    """Return a function that is fed an entry's chunks and counts the cells of its rectangle, for sheets only."""
    if re.fullmatch(r"/?xl/worksheets/[^/]*\.xml", name, re.IGNORECASE):
        return _Rectangle().feed
    return _Unfolded().feed if name == "content.xml" else None


class _Rectangle:
    """The rectangle that the cells of an .xlsx sheet span."""

    def __init__(self) -> None:
        self.tail = b""
        self.rows = self.columns = 1

    def feed(self, chunk: bytes) -> int:
        """Take the next bytes of the sheet and return the cells of the rectangle so far."""
        text = self.tail + chunk
        found = set(_CELL.findall(text))
        self.rows = max([self.rows, *(int(row) for _letters, row in found)])
        self.columns = max([self.columns, *(_column(letters) for letters in {letters for letters, _row in found})])
        self.tail = text[text.rfind(b"<") :][-400:] if chunk else b""
        return self.rows * self.columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _Unfolded:
    """The cells an .ods sheet unfolds to: rows and cells that hold something, times their repetitions."""

    def __init__(self) -> None:
        self.tail = b""
        self.cells = 0
        self.row_repeat = 1
        self.in_row = 0

    def feed(self, chunk: bytes) -> int:
        """Take the next bytes of the content and return the cells so far."""
        text = self.tail + chunk
        end = text.rfind(b"<") if chunk else len(text)
        for found in _ODS_ROW.finditer(text, 0, end):
            if found.group(1) is not None:
                repeat = _REPEATED_ROWS.search(found.group(1))
                self.row_repeat, self.in_row = int(repeat.group(1)) if repeat else 1, 0
            elif found.group(2) is not None:
                repeat = _REPEATED_COLUMNS.search(found.group(2))
                if not (found.group(3) and b"value" not in found.group(2)):
                    self.in_row += int(repeat.group(1)) if repeat else 1
            else:
                self.cells += self.row_repeat * self.in_row
        self.tail = text[end:][-65536:]
        return self.cells + self.row_repeat * self.in_row


def open_workbook(path: Path) -> tuple[Source, Iterator[RawRecord]]:
    """Return what a workbook is, and the records of the sheet whose first rows name most fields."""
    kind = recognise(path)
    file = path.name
    sheets = _calamine(file, lambda: _sheets(path))
    if not sheets:
        raise refusals.no_record(file, kind)
    name, top = max(sheets.items(), key=lambda item: max(map(known_names, item[1]), default=0))
    at = max(range(len(top)), key=lambda row: known_names(top[row]), default=0)
    if not top:
        raise refusals.no_record(file, kind)
    header = read_header(file, top[at], at + 1)
    refuse_without_ref(file, header, islice(_rows(file, path, name), at + 1, None))
    source = Source(file, kind, "", header.known, list(header.notes))
    others = ", ".join(other for other, rows in sheets.items() if other != name and rows)
    if others:
        source.notes.append((notes.SHEETS_IGNORED, "", others, None))
    build = builder(header)
    note = Oddities().note
    rows = islice(_rows(file, path, name), at + 1, None)
    return source, (note(record) for cells, row, _none in rows if (record := build(cells, row)))


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
        yield list(map(text, row)), number, []


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
