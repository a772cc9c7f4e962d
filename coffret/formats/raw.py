"""What every reader yields: a record as handed in, with the line of each value."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class RawRecord:
    """One record of a file.

    ``values``: code → text as handed in (« » = present and empty: clear the field; absent = leave untouched).
    ``lines``: code → line of the file where the value starts, from 1 (a row number for spreadsheets).
    ``line``: where the record starts. ``notes``: what the reader had to say about it, as (rule code, field code,
    value, line) for the rules of the room above to turn into findings.
    """

    values: dict[str, str]
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    notes: list[tuple[str, str, str, int | None]] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A file being read: what was detected of it, filled by ``open_source`` before the first record.

    ``format``: ajout_pilote, pop_csv, open_data, api_json, json_lines, xlsx or ods. ``encoding``: utf-8, utf-8-sig,
    windows-1252 or latin-1. ``notes`` speak of the whole file, in the same shape as a record's.
    """

    name: str
    format: str
    encoding: str
    columns: tuple[str, ...] = ()
    notes: list[tuple[str, str, str, int | None]] = field(default_factory=list)
