"""The first line of a table: which field each column is, and whether the table can be one of records."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from coffret.base.text import fold
from coffret.catalogue.fields import BY_CODE, FIELDS, REQUIRED, by_name
from coffret.formats import notes, refusals
from coffret.formats.notes import Note

COLUMN_LIMIT = 1000
NAME_LIMIT = 200
SUGGESTIONS = 50  # distinct unknown names of a file worth a suggestion: finding one takes a few milliseconds
# Columns of the directory of museums, whose other columns look like those of records.
DIRECTORY = frozenset({"prot bat", "prot esp", "protection batiment", "protection espace"})
LATITUDE, LONGITUDE = "POP_COORDONNEES.lat", "POP_COORDONNEES.lon"


@dataclass(slots=True)
class Header:
    """A table's columns. ``codes``: code per column, « » when unknown; ``line``: where it stands.

    ``coordinates``: positions of POP's two columns of latitude and longitude, read as one field.
    """

    codes: tuple[str, ...]
    line: int
    by_code: bool
    notes: list[Note] = field(default_factory=list)
    coordinates: tuple[int, int] | None = None

    @property
    def known(self) -> tuple[str, ...]:
        """Return the codes of the known columns, in order."""
        return tuple(code for code in self.codes if code)


def clean(name: str) -> str:
    """Return a column name without marks, quotes and blanks around it."""
    return name.removeprefix("\ufeff").removeprefix("ï»¿").strip(" \t\r\n\"'\u00a0")[:NAME_LIMIT]


def code_of(name: str) -> str:
    """Return the code a column or key names, or « »."""
    entry = by_name(name) if name else None
    return entry.code if entry else ""


def known_names(names: Sequence[str]) -> int:
    """Count the names that are fields."""
    return sum(1 for name in names[:COLUMN_LIMIT] if code_of(clean(name)))


def read_header(file: str, names: Sequence[str], line: int) -> Header:
    """Return the columns of a table.

    Raises Refused for too many columns, none known, or one given twice. Absence of REF is for the caller, who has the
    first rows to propose some.
    """
    if len(names) > COLUMN_LIMIT:
        raise refusals.too_many_columns(file, line, len(names), COLUMN_LIMIT)
    cleaned = [clean(name) for name in names]
    codes = [code_of(name) for name in cleaned]
    if sum(fold(name.replace("_", " ")) in DIRECTORY for name in cleaned) > 1:
        kind = _("l’annuaire des musées (Muséofile), à charger avec « coffret museums load »")
        raise refusals.not_notices(file, line, ", ".join(cleaned[:12]), kind)
    if not any(codes):
        raise refusals.not_notices(file, line, ", ".join(name for name in cleaned[:12] if name))
    header = Header((), line, by_code=sum(name in BY_CODE for name in cleaned) * 2 >= sum(map(bool, codes)))
    header.coordinates = _coordinates(cleaned, codes)
    _refuse_twice(file, line, cleaned, codes)
    header.codes = tuple(codes)
    header.notes = _unknown(cleaned, codes, line)
    return header


def missing(header: Header) -> list[str]:
    """Return the compulsory codes the table has no column for."""
    return [code for code in REQUIRED if code not in header.codes]


def _coordinates(names: list[str], codes: list[str]) -> tuple[int, int] | None:
    if LATITUDE not in names or LONGITUDE not in names:
        return None
    pair = names.index(LATITUDE), names.index(LONGITUDE)
    codes[pair[1]] = ""
    return pair


def _refuse_twice(file: str, line: int, names: list[str], codes: list[str]) -> None:
    seen: dict[str, int] = {}
    for at, code in enumerate(codes):
        if code and code in seen:
            first = seen[code]
            raise refusals.column_twice(file, line, code, (names[first], names[at]), (first + 1, at + 1))
        seen[code] = at


def _unknown(names: list[str], codes: list[str], line: int) -> list[Note]:
    unknown = [name for name, code in zip(names, codes, strict=True) if name and not code and name != LONGITUDE]
    nearest = Suggestions()
    return [(notes.UNKNOWN_COLUMN, nearest(name), name, line) for name in unknown]


class Suggestions:
    """Suggests a field for the unknown names of one file, each looked for once and no more than ``SUGGESTIONS``."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Return the code of the field whose code, column or label looks most like ``name``, or « »."""
        if name not in self.found and len(self.found) < SUGGESTIONS:
            near = difflib.get_close_matches(fold(name.replace("_", " "))[:60], _spellings(), n=1, cutoff=0.75)
            self.found[name] = _spellings()[near[0]] if near else ""
        return self.found.get(name, "")


@cache
def _spellings() -> dict[str, str]:
    return {
        fold(name.replace("_", " ")): entry.code
        for entry in reversed(FIELDS)
        for name in (entry.fr, entry.column, entry.code)
        if name
    }
