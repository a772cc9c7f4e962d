"""The open-data extract of Joconde: 67 columns separated by `|`, one record a row, first line the names."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TextIO

from coffret.catalogue.fields import BY_COLUMN, OPEN_DATA_COLUMNS
from coffret.formats.streams import emitter

CODES = tuple(BY_COLUMN[column].code for column in OPEN_DATA_COLUMNS)
_BLOCK = 500


def write(records: Iterable[Mapping[str, str]], out: BinaryIO | TextIO) -> int:
    """Write records as the extract has them, in UTF-8 with « CR LF », and return how many.

    Values are written exactly: only quoted, and their quotes doubled, when they hold a separator, a quote or a line
    break. A file for a spreadsheet program, where a formula must be disarmed, is another format.
    """
    emit = emitter(out)
    counted = Counted(records)
    for text in rows(counted):
        emit(text)
    return counted.count


def rows(records: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the text of the extract, some hundred records at a time."""
    block = io.StringIO(newline="")
    writer = csv.writer(block, delimiter="|", lineterminator="\r\n")
    writer.writerow(OPEN_DATA_COLUMNS)
    for count, values in enumerate(records, 1):
        writer.writerow([values.get(code, "") for code in CODES])
        if count % _BLOCK == 0:
            yield _taken(block)
    yield _taken(block)


class Counted:
    """Records counted as they go by."""

    def __init__(self, records: Iterable[Mapping[str, str]]) -> None:
        self.count = 0
        self._records = records

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        """Yield the records."""
        for one in self._records:
            self.count += 1
            yield one


def _taken(block: io.StringIO) -> str:
    text = block.getvalue()
    block.seek(0)
    block.truncate()
    return text
