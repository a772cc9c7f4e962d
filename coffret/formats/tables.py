"""Tables of records as text: POP's CSV and the open-data extract, whatever their separator.

A physical line is never longer than the first pass allows, a row never larger than ``scan.LINE_LIMIT``: memory is flat.
Rows are read strictly; one with unescaped quotes is read again with quotes as plain characters, and says so.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, islice
from operator import not_
from typing import Any

from django.utils.translation import gettext as _

from coffret.base.cells import armed
from coffret.catalogue.fields import BY_CODE
from coffret.formats import notes, refusals
from coffret.formats.headers import COLUMN_LIMIT, Header, known_names, missing, read_header
from coffret.formats.oddities import Oddities
from coffret.formats.raw import RawRecord, Source
from coffret.formats.scan import LINE_LIMIT, Scan

DELIMITERS = ";|,\t"
PROPOSED = 5
_TOO_LARGE = "row too large"
_SEP = re.compile(r'^"?sep=([;|,\t])"?\s*$', re.IGNORECASE)
# (cells, first line, notes on the reading)
Row = tuple[list[str], int, list[notes.Note]]


class Rows:
    """The rows of a delimited text, each with the line where it starts, for one pass."""

    def __init__(self, file: str, lines: Iterable[str], delimiter: str, first_line: int = 1) -> None:
        self.file = file
        self.delimiter = delimiter
        self.width = 0  # known once the header is read
        self.next_line = first_line
        self._source = iter(lines)
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not blank; raises Refused when a row does not end."""
        csv.field_size_limit(LINE_LIMIT)
        while True:
            reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
            try:
                for cells in reader:
                    start, self.next_line = self.next_line, self.next_line + len(self._taken)
                    self._taken.clear()
                    if cells:
                        yield cells, start, []
                return
            except csv.Error as error:
                yield from self._again(str(error))

    def _lines(self) -> Iterator[str]:
        """Hand lines to the csv module, keeping those of the row being read; a row has a bound like a line."""
        size = 0
        for line in self._source:
            if not self._taken:
                size = 0
            size += len(line)
            self._taken.append(line)
            if size > LINE_LIMIT:
                raise csv.Error(_TOO_LARGE)
            yield line

    def _again(self, problem: str) -> Iterator[Row]:
        """Yield the rows of lines that strict reading stumbled on, or raise Refused when they are the cut end."""
        lines, start = self._taken[:], self.next_line
        self._taken.clear()
        self.next_line += len(lines)
        plain = list(csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE))
        # One last line with an open quote and no line end was cut; several whole ones hold quotes nobody escaped.
        cut = "unexpected end" in problem and len(lines) == 1 and not lines[0].endswith(("\n", "\r"))
        if self.width and not cut and all(len(cells) == self.width for cells in plain if cells):
            for at, cells in enumerate(plain):
                if cells:
                    yield cells, start + at, [_bad_quotes(lines[at], start + at)] if '"' in lines[at] else []
            return
        if problem == _TOO_LARGE:
            raise refusals.cell_too_large(self.file, start, LINE_LIMIT)
        if "unexpected end" in problem:
            raise refusals.truncated(self.file, start, lines[0].strip(), _("un guillemet ouvert n’est jamais refermé"))
        for cells in csv.reader(lines, delimiter=self.delimiter):
            yield cells, start, [_bad_quotes(lines[0], start)]


def _bad_quotes(line: str, number: int) -> notes.Note:
    return (notes.BAD_QUOTES, "", line.strip()[:80], number)


def delimiter_of(line: str) -> str:
    """Return the separator under which the first line names most fields (then gives most columns)."""

    def score(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return known_names(cells), min(len(cells), COLUMN_LIMIT)

    csv.field_size_limit(LINE_LIMIT)
    return max(DELIMITERS, key=score)


def open_table(scan: Scan) -> tuple[Source, Iterator[RawRecord]]:
    """Return what a delimited text is and its records; raises Refused when its columns cannot be those of records."""
    scan.check_lines()
    delimiter, before = _start(scan)
    rows = _rows(scan, delimiter, before)
    names, line, _remarks = next(rows, ([], before + 1, []))
    header = read_header(scan.name, names, line)
    refuse_without_ref(scan.name, header, rows)
    kind = "pop_csv" if header.by_code else "open_data"
    source = Source(scan.name, kind, scan.encoding, header.known, list(header.notes))
    return source, _records(scan, header, delimiter, before)


def _start(scan: Scan) -> tuple[str, int]:
    """Return the separator, and the lines before the header (blank ones, Excel's « sep=; »)."""
    with scan.open() as handle:
        for number, line in enumerate(handle):
            if found := _SEP.match(line):
                return found.group(1), number + 1
            if line.strip():
                return delimiter_of(line), number
    raise refusals.empty(scan.name)


def _rows(scan: Scan, delimiter: str, before: int, width: int = 0) -> Iterator[Row]:
    with scan.open() as handle:
        rows = Rows(scan.name, islice(handle, before, None), delimiter, before + 1)
        rows.width = width
        yield from rows


def _records(scan: Scan, header: Header, delimiter: str, before: int) -> Iterator[RawRecord]:
    rows = _rows(scan, delimiter, before, len(header.codes))
    next(rows)  # the header
    build = builder(header)
    note = Oddities.of(scan).note
    width = len(header.codes)
    last: tuple[int, int, str] | None = None
    for cells, line, remarks in rows:
        last = (len(cells), line, cells[-1])
        if header.by_code:
            # Written for a spreadsheet program, by Coffret among others: an apostrophe keeps a text from being a formula.
            cells = [armed(cell) if cell[:1] == "'" else cell for cell in cells]
        record = build(cells, line)
        if record is not None:
            record.notes.extend(remarks)
            yield note(record)
    if last and last[0] < width and not scan.ends_with_newline:
        problem = _("la dernière ligne a {n} cellules au lieu de {width}").format(n=last[0], width=width)
        raise refusals.truncated(scan.name, last[1], last[2], problem)


def builder(header: Header) -> Callable[[Sequence[str], int], RawRecord | None]:
    """Return a function that makes a record of the cells of a row (None when they are all blank)."""
    codes = header.codes
    width = len(codes)
    known = [bool(code) for code in codes]
    blind = not all(known)
    coordinates = header.coordinates
    strip = str.strip

    def build(cells: Sequence[str], line: int) -> RawRecord | None:
        filled = list(map(strip, cells))
        if not any(filled):
            return None
        remarks = _cell_count(cells, filled, width, line)
        if coordinates and len(cells) >= width:
            cells, filled = _paired(list(cells), filled, coordinates)
        pairs: Any = zip(codes, cells, strict=False)
        names: Any = codes[: len(filled)]
        if blind:
            pairs, names, filled = compress(pairs, known), compress(names, known), list(compress(filled, known))
        names = tuple(names)
        return RawRecord(dict(compress(pairs, filled)), line, tuple(compress(names, map(not_, filled))), notes=remarks)

    return build


def _cell_count(cells: Sequence[str], filled: list[str], width: int, line: int) -> list[notes.Note]:
    if len(cells) == width or (len(cells) > width and not any(filled[width:])):
        return []
    return [(notes.CELL_COUNT, "", f"{len(cells)}/{width}", line)]


def _paired(cells: list[str], filled: list[str], pair: tuple[int, int]) -> tuple[list[str], list[str]]:
    """Put latitude and longitude together in the first of their two columns."""
    latitude, longitude = filled[pair[0]], filled[pair[1]]
    cells[pair[0]] = filled[pair[0]] = f"{latitude}, {longitude}" if latitude and longitude else ""
    return cells, filled


def refuse_without_ref(file: str, header: Header, rows: Iterable[Row]) -> None:
    """Raise Refused when the table has no REF column, proposing the REFs its first rows could take."""
    if "REF" in header.codes:
        return
    lacking = missing(header)
    names = ", ".join(f"{BY_CODE[code].column or code} ({code})" for code in lacking)
    raise refusals.no_ref(file, header.line, lacking, names, _proposals(header, rows))


def _proposals(header: Header, rows: Iterable[Row]) -> list[dict[str, Any]]:
    if "MUSEO" not in header.codes:
        return []
    at = header.codes.index("MUSEO")
    counts: dict[str, int] = {}
    proposed = []
    for cells, line, _remarks in islice(rows, PROPOSED):
        museum = cells[at].strip() if at < len(cells) else ""
        if museum:
            counts[museum] = counts.get(museum, 0) + 1
            proposed.append({"line": line, "ref": f"{museum[:5]}{counts[museum]:06d}"})
    return proposed
