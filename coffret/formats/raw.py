"""What every reader yields: a record as handed in, with the line of each value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coffret.formats.notes import Note


@dataclass(slots=True)
class RawRecord:
    """One record of a file.

    ``values``: code → text as handed in, never « »; ``empty``: codes present without a value (clear the field). A code in
    neither was not in the file: leave the field untouched. ``line``: where the record starts, from 1 (row number in a
    spreadsheet). ``lines``: code → line where its value starts, only for formats where values stand on lines of their
    own: ask ``line_of``. ``notes``: what the reader had to say, as (rule code, field code, value, line), for the rules
    of the room above to turn into findings (codes in ``notes.py``).
    """

    values: dict[str, str]
    line: int
    empty: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def line_of(self, code: str) -> int:
        """Return the line of the file where the value of ``code`` starts."""
        return self.lines.get(code, self.line)


@dataclass(slots=True)
class Source:
    """A file being read: what was detected of it, filled by ``open_source`` before the first record.

    ``format``: ajout_pilote, ajout_pilote_csv (inside a producer's table), pop_csv, open_data, api_json, json_lines, xlsx
    or ods. ``encoding``: utf-8, utf-8-sig, windows-1252 or latin-1 (« » for a spreadsheet). ``columns``: the codes of a
    table's known columns. ``notes`` speak of the whole file, in the same shape as a record's.
    """

    name: str
    format: str
    encoding: str
    columns: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
