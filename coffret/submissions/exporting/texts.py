"""Exports as text, piece after piece: ajout piloté, the open-data extract, JSON Lines, CSV for spreadsheet programs."""

import io
from collections.abc import Iterable, Iterator, Mapping

from coffret.base.cells import MARK, csv_row
from coffret.catalogue.store import dumps
from coffret.formats import joconde, open_data
from coffret.submissions.exporting.published import Published
from coffret.submissions.exporting.shapes import HANDED_IN, handed_in
from coffret.submissions.exporting.shapes import open_data as public


def ajout_pilote(records: Iterable[Published]) -> Iterator[bytes]:
    """Yield records in the text format of museums, UTF-8."""
    for one in records:
        out = io.StringIO()
        joconde.write([handed_in(one)], out)
        yield out.getvalue().encode("utf-8", "replace")


def extract(records: Iterable[Published]) -> Iterator[bytes]:
    """Yield records as the open-data extract has them, values exact."""
    return (text.encode("utf-8", "replace") for text in open_data.rows(map(public, records)))


def json_lines(records: Iterable[Published]) -> Iterator[bytes]:
    """Yield records as JSON, one a line, by code."""
    return (f"{dumps(handed_in(one))}\n".encode("utf-8", "replace") for one in records)


def pop_csv(records: Iterable[Published]) -> Iterator[bytes]:
    """Yield records as CSV with the codes for heads, as POP takes it; formulas disarmed, the mark of UTF-8 in front."""
    yield (MARK + csv_row(HANDED_IN)).encode()
    for one in records:
        yield csv_row(cells(handed_in(one))).encode("utf-8", "replace")


def cells(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the text of each column, « » where there is none."""
    return (values.get(code, "") for code in HANDED_IN)
