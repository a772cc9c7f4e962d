"""Records as a workbook, written on the disk row by row: memory is flat, and a cell is never a formula."""

import tempfile
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.submissions.exporting.published import Published
from coffret.submissions.exporting.shapes import HANDED_IN, handed_in
from coffret.submissions.exporting.texts import cells

# What a sheet holds (its head aside), and what a cell does.
ROWS, CELL = 1_048_575, 32_767
_BLOCK = 1 << 18


def workbook(records: Iterable[Published]) -> Iterator[bytes]:
    """Yield a workbook of records, heads by code; raises Refused before the first piece when they do not fit."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
            _write(book, records)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _write(book: xlsxwriter.Workbook, records: Iterable[Published]) -> None:
    sheet = book.add_worksheet("Notices")
    head = book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    for column, code in enumerate(HANDED_IN):
        sheet.write_string(0, column, code, head)
    for row, one in enumerate(records, 1):
        if row > ROWS:
            raise Refused(_("Un classeur ne tient pas plus de 1 048 575 notices : choisir un autre format."))
        for column, text in enumerate(cells(handed_in(one))):
            if len(text) > CELL:
                sentence = _("Le champ {code} de {ref} est trop long pour un classeur : choisir un autre format.")
                raise Refused(sentence.format(code=HANDED_IN[column], ref=one.ref), value=one.ref)
            if text:
                sheet.write_string(row, column, text)
