"""Lists to take away: the readers of a newsletter, and what became of an import; as CSV and as a workbook.

In a CSV whatever a spreadsheet would take for a formula is disarmed; in a workbook cells are texts and say so.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from coffret.base.cells import MARK, csv_row
from coffret.editorial import moments
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import Reader, ReaderState, Subscription, SubscriptionState
from coffret.newsletters.readers import sources
from coffret.newsletters.readers.importing import WORDS, Line, Verdict

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What spreadsheet programs expect before UTF-8.
# Characters no XML may hold.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX_TYPE}.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Liste" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}
Rows = Iterable[list[str]]


def readers(newsletter: Newsletter | None = None) -> Iterator[list[str]]:
    """Yield a head, then a row for each subscription, of one newsletter or of all."""
    yield [
        _("Adresse"),
        _("Lettre"),
        _("État"),
        _("Depuis le"),
        _("Désabonné le"),
        _("Envois"),
        _("En pause jusqu’au"),
        _("Langue"),
        _("Origine"),
    ]
    rows = Subscription.objects.select_related("reader", "newsletter").order_by("newsletter__position", "pk")
    if newsletter is not None:
        rows = rows.filter(newsletter=newsletter)
    # In words once: of twenty thousand rows, translating each state takes longer than reading them.
    followed, standing = ({one.value: str(one.label) for one in kind} for kind in (SubscriptionState, ReaderState))
    for row in rows.iterator(chunk_size=2000):
        yield _cells(row, row.reader, followed[row.state], standing[row.reader.state])


def report(lines: Iterable[Line], done: bool) -> Iterator[list[str]]:
    """Yield a head, then what an import would make of each line, or made of it once ``done``."""
    yield [_("Ligne"), _("Adresse"), _("Résultat"), _("Explication")]
    for line in lines:
        said = _("ajoutée") if done and line.verdict is Verdict.NEW else str(WORDS[line.verdict])
        yield [str(line.line), line.address, said, line.why]


def as_csv(rows: Rows) -> str:
    """Return rows as a CSV that French spreadsheet programs open, formulas disarmed."""
    return MARK + "".join(csv_row(" ".join(cell.split()) for cell in one) for one in rows)


def as_workbook(rows: Rows) -> bytes:
    """Return rows as a workbook of one sheet, every cell a text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>'.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_UNFIT.sub("", text))}</t></is></c>'


def _cells(row: Subscription, reader: Reader, followed: str, standing: str) -> list[str]:
    return [
        reader.address,
        row.newsletter.name,
        followed,
        moments.local(row.at).date().isoformat(),
        moments.local(row.left_at).date().isoformat() if row.left_at else "",
        standing,
        reader.paused_until.isoformat() if reader.paused_until else "",
        reader.language,
        sources.said(row.source),
    ]
