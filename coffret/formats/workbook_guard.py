"""Workbooks as the archives they are: which kind, and what they would take once unfolded, before anything unfolds them.

calamine holds a whole sheet in memory as a full rectangle, each cell with its own copy of its text. A file of a few
kilobytes may thus ask for hundreds of gigabytes: distant cells, repeated cells, one long text named by every cell. What
is counted here errs on the large side.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from coffret.formats import refusals

ENTRY_LIMIT = 5000
SIZE_LIMIT = 200 << 20
TEXT_LIMIT = 400 << 20  # text of the cells, each with its own copy
RATIO_LIMIT = 200  # XML of a real workbook shrinks 10 to 40 times
RATIO_FROM = 10 << 20  # small entries may shrink as they like
CELL_LIMIT = 10_000_000
CHUNK = 1 << 20
SHARED = "xl/sharedstrings.xml"

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,9})["']""")
_SHARED_VALUE = re.compile(rb"v\s*>\s*([0-9]{1,8})\s*<")
# Up to the next « < », which no attribute may hold, rather than « > », which one may.
_ODS = re.compile(rb"<table:table-row\b([^<]*)|<table:(?:covered-)?table-cell\b([^<]*)|</table:table-row\b")
_REPEATED_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d{1,9})")
_REPEATED_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d{1,9})")
# Comments, CDATA and instructions would hide tags from a count, and no spreadsheet program writes any.
_HIDING = re.compile(rb"<!|<\?(?!xml\s)")


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
    entries = sorted(archive.infolist(), key=lambda entry: entry.filename.lower() != SHARED)
    if len(entries) > ENTRY_LIMIT:
        problem = _("{n} fichiers internes").format(n=len(entries))
        raise refusals.bomb(file, entries[0].filename, problem, size=len(entries), limit=ENTRY_LIMIT)
    declared = sum(entry.file_size for entry in entries)
    if declared > SIZE_LIMIT and not any(_shrinks(entry, entry.file_size) for entry in entries):
        raise refusals.spreadsheet_too_large(file, declared, SIZE_LIMIT)
    total = 0
    texts = _Texts()
    for entry in entries:
        look = _look(entry.filename, texts)
        size = 0
        for chunk in _chunks(archive, entry):
            size += len(chunk)
            total += len(chunk)
            _bound(file, entry, size, total)
            if look:
                look.feed(chunk)
                _bound_cells(file, entry.filename, look)


def _bound(file: str, entry: zipfile.ZipInfo, size: int, total: int) -> None:
    if _shrinks(entry, size):
        ratio = size // max(entry.compress_size, 1)
        problem = _("un fichier interne se décompresse plus de {n} fois").format(n=RATIO_LIMIT)
        raise refusals.bomb(file, entry.filename, problem, size=size, ratio=ratio, limit=RATIO_LIMIT)
    if total > SIZE_LIMIT:
        raise refusals.spreadsheet_too_large(file, total, SIZE_LIMIT)


def _bound_cells(file: str, name: str, look: "_Look") -> None:
    if look.hidden:
        raise refusals.bad_spreadsheet(file, _("{name} n’est pas le XML d’un tableur").format(name=name))
    if look.cells > CELL_LIMIT:
        problem = _("une feuille s’étend sur plus de {n} millions de cellules").format(n=CELL_LIMIT // 1_000_000)
        raise refusals.bomb(file, name, problem, cells=look.cells, limit=CELL_LIMIT)
    if look.text > TEXT_LIMIT:
        problem = _("les textes de ses cellules dépassent {n} Mo").format(n=TEXT_LIMIT >> 20)
        raise refusals.bomb(file, name, problem, size=look.text, limit=TEXT_LIMIT)


def _shrinks(entry: zipfile.ZipInfo, size: int) -> bool:
    return size > RATIO_FROM and size > RATIO_LIMIT * max(entry.compress_size, 1)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what an entry really holds, whatever size it declares."""
    entry.file_size = SIZE_LIMIT + CHUNK
    with archive.open(entry) as handle:
        while chunk := handle.read(CHUNK):
            yield chunk


class _Look:
    """Counts, over the chunks of one entry, the cells of its sheet and the bytes of their texts."""

    def __init__(self) -> None:
        self.tail = b""
        self.cells = self.text = 0
        self.hidden = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; what a chunk cuts is seen with the next one."""
        text = self.tail + chunk
        end = text.rfind(b"<")
        end = end if end > 0 else len(text)
        self.hidden = self.hidden or b"\0" in chunk or bool(_HIDING.search(text, 0, end + 2))
        self.count(text, end)
        self.tail = text[end:]

    def count(self, text: bytes, end: int) -> None:
        """Count what stands before ``end``."""


class _Texts(_Look):
    """The lengths of the shared texts of an .xlsx."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []
        self.open = 0

    def count(self, text: bytes, end: int) -> None:
        """Cut at the end tags of shared texts."""
        first, *others = text[:end].split(b"</si>")
        self.open += len(first)
        for part in others:
            self.lengths.append(self.open)
            self.open = len(part)


class _Rectangle(_Look):
    """The rectangle that the cells of an .xlsx sheet span."""

    def __init__(self, texts: _Texts) -> None:
        super().__init__()
        self.rows = self.columns = 1
        self.lengths = texts.lengths

    def count(self, text: bytes, end: int) -> None:
        """Look at the places of cells and rows, and at the shared texts they name."""
        places = set(_PLACE.findall(text, 0, end))
        self.rows = max([self.rows, *(int(row) for _letters, row in places)])
        self.columns = max([self.columns, *map(_column, {letters for letters, _row in places})])
        self.cells = self.rows * self.columns
        known = len(self.lengths)
        for named, times in Counter(_SHARED_VALUE.findall(text, 0, end + 1)).items():
            if (at := int(named)) < known:
                self.text += times * self.lengths[at]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _Unfolded(_Look):
    """The cells an .ods sheet unfolds to: rows and cells that hold something, times their repetitions."""

    def __init__(self) -> None:
        super().__init__()
        self.row_repeat = 1
        self.row_cells = self.row_text = 0
        self.cell_repeat = 0

    def count(self, text: bytes, end: int) -> None:
        """Follow rows and cells; a cell's text is what stands between its tag and the next one."""
        at = 0
        for found in _ODS.finditer(text, 0, end):
            self.row_text += (found.start() - at) * self.cell_repeat
            at = found.start()
            if found.group(1) is not None:
                self.row_repeat = max(self.row_repeat, _number(_REPEATED_ROWS, found.group(1)))
            elif found.group(2) is not None:
                self._cell(found.group(2))
            else:
                self.cells += self.row_repeat * self.row_cells
                self.text += self.row_repeat * self.row_text
                self.row_repeat, self.row_cells, self.row_text, self.cell_repeat = 1, 0, 0, 0
        self.row_text += (end - at) * self.cell_repeat

    def _cell(self, attributes: bytes) -> None:
        blank = attributes.rstrip().endswith(b"/>") and b"value" not in attributes
        self.cell_repeat = 0 if blank else _number(_REPEATED_COLUMNS, attributes)
        self.row_cells += self.cell_repeat


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    return max(map(int, pattern.findall(attributes)), default=1)


def _look(name: str, texts: _Texts) -> _Look | None:
    """Return what an entry is to be looked at with: any XML of an .xlsx may be a sheet."""
    lowered = name.lower().lstrip("/")
    if lowered == SHARED:
        return texts
    if lowered == "content.xml":
        return _Unfolded()
    return _Rectangle(texts) if lowered.startswith("xl/") and "xml" in lowered else None
