"""Reading « ajout piloté »: a line with a tag, a line with its value, … `//`; and all that real files do with it.

How a line is understood (the present platform goes by text alone, and loses fields to each other):

- The line after a tag is its value, whatever it says: an empty one clears the field, « REF » or « IMAGE » may be a value.
  Only when it is a tag not yet seen in the record *and* the line after it is a value was the value line left out: the
  first field is then empty (NO_VALUE_LINE).
- Further lines belong to the same value until a known tag or `//`. They are joined with `#`, the format's line break, in
  free text and groups, with `;` in names of files and addresses, with a space elsewhere (LINES_JOINED). A line ending in a hyphen goes on in the next one of the
  same value (legacy hyphenation): the hyphen goes and the lines meet as they are. A last hyphen stays.
- An unknown word of four capitals or more, with a value under it, is an unknown field and is ignored (UNKNOWN_COLUMN);
  followed by a tag or `//`, it is the last line of the value before it.
- A field given twice keeps both values. A second REF ends a record whose `//` is missing.
- `//` may be followed by ¶, blanks or a quote; ¶ at line ends is removed.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from coffret.catalogue.fields import BY_CODE, GROUP_JOINER, REQUIRED, Kind
from coffret.formats import notes, refusals
from coffret.formats.headers import Suggestions
from coffret.formats.joconde import SEPARATOR
from coffret.formats.oddities import Oddities
from coffret.formats.raw import RawRecord, Source
from coffret.formats.scan import Scan
from coffret.formats.tables import Rows, delimiter_of

RECORD_LIMIT = 4 << 20
HEAD_LINES = 200
HEAD_CHARACTERS = 1 << 16
_TAG_LIKE = re.compile(r"[A-Z][A-Z0-9_]{3,19}")
_IN_CELL = re.compile(r'(?:^|[;|,\t])"REF[ ¶]*\r?\n', re.MULTILINE)
# What stands for a line break inside a value, by kind of field; a space for the others.
_BREAKS = {Kind.TEXT: GROUP_JOINER, Kind.GROUPS: GROUP_JOINER, Kind.FILES: ";", Kind.LINKS: ";"}
_BREAK_OF = {code: _BREAKS.get(entry.kind, " ") for code, entry in BY_CODE.items()}

Lines = list[str]


def bare(line: str) -> str:
    """Return a line as tags are compared: without ¶, quotes, blanks and DOS's end-of-file mark around it."""
    return line.strip(' \t\r\n¶"\u00a0\ufeff\x1a')


def recognise(head: str) -> str:
    """Return ajout_pilote or ajout_pilote_csv when the start of a file is so, else « »."""
    lines = [bare(line) for line in head.splitlines()[:HEAD_LINES]]
    first = next((line for line in lines if line), "")
    if first in BY_CODE:
        return "ajout_pilote"
    if _IN_CELL.search(head):
        return "ajout_pilote_csv"
    return "ajout_pilote" if "REF" in lines and (SEPARATOR in lines or lines.count("REF") > 1) else ""


def open_text(scan: Scan) -> tuple[Source, Iterator[RawRecord]]:
    """Return what a file of ajout piloté is, and its records."""
    scan.check_lines()
    return Source(scan.name, "ajout_pilote", scan.encoding), _records(scan)


def open_in_table(scan: Scan) -> tuple[Source, Iterator[RawRecord]]:
    """Return what a producer's table is whose cells hold ajout piloté, and its records; other columns are ignored."""
    scan.check_lines()
    with scan.open() as handle:
        first = next(handle, "")
    delimiter = delimiter_of(first) if not first.startswith('"REF') else ","
    source = Source(scan.name, "ajout_pilote_csv", scan.encoding)
    names = [bare(name) for name in first.split(delimiter)]
    if not _IN_CELL.match(first):
        source.notes += [(notes.UNKNOWN_COLUMN, "", name, 1) for name in names[:-1]]
    return source, _records_in_cells(scan, delimiter)


def _records(scan: Scan) -> Iterator[RawRecord]:
    oddities, nearest = Oddities(scan.suspect, scan.tabs, slashes=True), Suggestions()
    with scan.open() as handle:
        for lines, start, closed in _blocks(scan.name, handle):
            found = list(records_of(lines, start, nearest))
            if not closed:
                _check_end(scan.name, lines, start, found)
            yield from map(oddities.note, found)


def _records_in_cells(scan: Scan, delimiter: str) -> Iterator[RawRecord]:
    oddities, nearest = Oddities(scan.suspect, scan.tabs, slashes=True), Suggestions()
    with scan.open() as handle:
        for cells, start, _remarks in Rows(scan.name, handle, delimiter):
            line = start
            for cell in cells:
                if bare(cell.split("\n", 1)[0]) == "REF" and "\n" in cell:
                    yield from map(oddities.note, _in_cell(scan.name, cell, line, nearest))
                line += cell.count("\n")


def _in_cell(file: str, cell: str, line: int, nearest: Suggestions) -> Iterator[RawRecord]:
    for lines, first, closed in _blocks(file, io.StringIO(cell, newline=""), line):
        found = list(records_of(lines, first, nearest))
        if not closed:
            found[-1].notes.append((notes.TRUNCATED, "", found[-1].values.get("REF", ""), found[-1].line))
        yield from found


def _blocks(file: str, source: Iterable[str], first: int = 1) -> Iterator[tuple[Lines, int, bool]]:
    """Yield (lines, number of the first, closed by a `//`) for each stretch between separators that is not blank."""
    lines: Lines = []
    start, size = first, 0
    for number, line in enumerate(source, first):
        if line.startswith((SEPARATOR, " ", "\t", '"', "¶")) and bare(line) == SEPARATOR:
            if lines:
                yield lines, start, True
            lines, start, size = [], number + 1, 0
        elif lines or not line.isspace():
            size += len(line)
            if size > RECORD_LIMIT:
                raise refusals.record_too_large(file, start, RECORD_LIMIT)
            lines.append(line)
        else:
            start = number + 1
    if any(bare(line) for line in lines):
        yield lines, start, False


def _check_end(file: str, lines: Lines, start: int, found: list[RawRecord]) -> None:
    """Tolerate a last record without its `//` when it has the compulsory fields and its last line an end.

    Else the file is cut: a value that stops in the middle would replace the whole one.
    """
    last = found[-1] if found else None
    whole = lines[-1].endswith(("\n", "\r")) and bare(lines[-1]) not in BY_CODE
    if last and whole and all(code in last.values for code in REQUIRED):
        last.notes.append((notes.TRUNCATED, "", last.values["REF"], last.line))
        return
    problem = _("la dernière notice n’est ni complète ni terminée par « // »")
    raise refusals.truncated(file, start + len(lines) - 1, bare(lines[-1]), problem)


def records_of(lines: Lines, start: int, nearest: Suggestions) -> Iterator[RawRecord]:
    """Yield the record of a stretch of lines (several when a `//` is missing between them)."""
    reading = _Reading(lines, start, nearest)
    while reading.at < len(lines):
        yield reading.record()


class _Reading:
    """The reading of one stretch of lines, from one place to the next."""

    def __init__(self, lines: Lines, start: int, nearest: Suggestions) -> None:
        if any("¶" in line for line in lines):
            cleaned = [line.rstrip("\r\n").rstrip("¶ ") if "¶" in line else line.rstrip("\r\n") for line in lines]
            self.pilcrow = cleaned != [line.rstrip("\r\n") for line in lines]
            self.lines = cleaned
        else:
            self.lines = [line.rstrip("\r\n") for line in lines]
            self.pilcrow = False
        self.bare = [bare(line) for line in self.lines]
        self.start = start
        self.nearest = nearest
        self.at = 0

    def record(self) -> RawRecord:
        """Read one record, to the end or to the next REF."""
        values: dict[str, str] = {}
        places: dict[str, int] = {}
        record = RawRecord({}, self.start + self.at, lines=places)
        if self.pilcrow:
            record.notes.append((notes.PILCROW, "", "¶", record.line))
        self._before_first_tag(record)
        while self.at < len(self.lines):
            code = self.bare[self.at]
            if code == "REF" and "REF" in places:
                following = self.bare[self.at + 1] if self.at + 1 < len(self.lines) else ""
                record.notes.append((notes.NO_SEPARATOR, "REF", following, self.start + self.at))
                break
            self._field(record, code, values, places)
        record.values = {code: value for code, value in values.items() if value}
        record.empty = tuple(code for code, value in values.items() if not value)
        return record

    def _before_first_tag(self, record: RawRecord) -> None:
        while self.at < len(self.lines) and self.bare[self.at] not in BY_CODE and not self._unknown_tag(self.at):
            if self.bare[self.at]:
                record.notes.append((notes.OUTSIDE, "", self.lines[self.at][:200], self.start + self.at))
            self.at += 1

    def _field(self, record: RawRecord, code: str, values: dict[str, str], places: dict[str, int]) -> None:
        """Read a tag and its value."""
        line = self.start + self.at
        self.at += 1
        if code in BY_CODE and self._value_left_out(code, places):
            record.notes.append((notes.NO_VALUE_LINE, code, "", line))
            value = ""
        else:
            value = self._value(record, code)
        if code not in BY_CODE:
            record.notes.append((notes.UNKNOWN_COLUMN, self.nearest(code), code, line))
        elif code in places:
            record.notes.append((notes.REPEATED, code, value, line))
            values[code] = _both(code, values[code], value)
        else:
            places[code] = line + 1
            values[code] = value

    def _value_left_out(self, code: str, places: dict[str, int]) -> bool:
        """Say whether the line at hand is the next tag rather than the value of ``code``."""
        word = self._bare(self.at)
        if word not in BY_CODE or word in places or word in (code, "REF"):
            return False
        after = self._bare(self.at + 1)
        return bool(after) and after not in BY_CODE

    def _value(self, record: RawRecord, code: str) -> str:
        """Return the value whose first line is at hand; moves to the next tag."""
        first = self.at
        self.at += 1
        while self.at < len(self.lines) and self.bare[self.at] not in BY_CODE and not self._unknown_tag(self.at):
            self.at += 1
        value = [line for line in self.lines[first : self.at] if line and not line.isspace()]
        if len(value) < 2:
            return value[0] if value else ""
        joined, how = _joined(value, _BREAK_OF.get(code, GROUP_JOINER))
        record.notes.extend((notes.LINES_JOINED, code, one, self.start + first) for one in how)
        return joined

    def _unknown_tag(self, at: int) -> bool:
        word = self.bare[at]
        if not word.isupper() or word in BY_CODE or not _TAG_LIKE.fullmatch(word):
            return False
        after = self._bare(at + 1)
        return bool(after) and after not in BY_CODE

    def _bare(self, at: int) -> str:
        return self.bare[at] if at < len(self.bare) else ""


def _both(code: str, first: str, second: str) -> str:
    if not second or first == second:
        return first
    joiner = GROUP_JOINER if _BREAK_OF[code] == GROUP_JOINER else BY_CODE[code].joiner
    return f"{first}{joiner}{second}" if first else second


def _joined(lines: Lines, joiner: str) -> tuple[str, list[str]]:
    """Return the lines of a value as one, and how they were joined: « tiret », « # », « ; » or « espace »."""
    text = lines[0]
    how = set()
    for line in islice(lines, 1, None):
        end = text.rstrip()
        if end.endswith("-") and end.strip("- "):
            text = end[:-1] + line.lstrip()
            how.add("tiret")
        else:
            text = end + ("" if joiner == ";" and end.endswith(";") else joiner) + line.strip()
            how.add("espace" if joiner == " " else joiner)
    return text, sorted(how)
