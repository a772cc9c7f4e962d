"""A workbook (.xlsx) of plain texts written as it is sent: it begins at once, and its length changes nothing to the memory.

The smallest part of ECMA-376 that spreadsheet programs open: sheets of rows of inline strings, which none runs.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain, islice

# A sheet holds 1 048 576 rows; a little less leaves room for its heads.
ROWS = 1_000_000
CELL = 32_000
# Rows written between two pieces sent.
BATCH = 400
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TOP = (
    f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_FOOT = "</sheetData></worksheet>"

Row = Sequence[str]


class _Sink:
    """What the archive is written to: pieces to send, in order. It cannot be gone back into, and the archive knows."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        """Keep a piece; return its length."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing is held open."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self._pieces = b"".join(self._pieces), []
        return pieces


def workbook(title: str, heads: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the pieces of a workbook of these rows under their heads, on as many sheets as they need."""
    sink, left = _Sink(), iter(rows)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        number, more = 0, True
        while more:
            number += 1
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(f"{_TOP}{_line(heads)}".encode())
                written = islice(left, ROWS)
                while batch := list(islice(written, BATCH)):
                    sheet.write("".join(map(_line, batch)).encode())
                    yield sink.taken()
                sheet.write(_FOOT.encode())
            following = list(islice(left, 1))
            left, more = chain(following, left), bool(following)
        for name, text in _parts(title, number):
            archive.writestr(name, _XML + text)
    yield sink.taken()


def _line(cells: Row) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(text: str) -> str:
    said = escape(_FORBIDDEN.sub("", text[:CELL]), quote=False)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _parts(title: str, sheets: int) -> Iterator[tuple[str, str]]:
    """Yield what says which sheets there are: the name of each part, and its XML."""
    numbers = range(1, sheets + 1)
    names = "".join(
        f'<sheet name="{escape(title[:25])}{f" {n}" if n > 1 else ""}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers
    )
    yield "xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_DOCUMENT}"><sheets>{names}</sheets></workbook>'
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _links(links)
    yield "_rels/.rels", _links([("rId1", "officeDocument", "xl/workbook.xml")])
    parts = [("/xl/workbook.xml", "sheet.main"), *((f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers)]
    said = "".join(f'<Override PartName="{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in parts)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>{said}</Types>',
    )


def _links(rows: Iterable[tuple[str, str, str]]) -> str:
    said = "".join(f'<Relationship Id="{one}" Type="{_DOCUMENT}/{kind}" Target="{to}"/>' for one, kind, to in rows)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'
