"""The standing corrections of a museum as a table: for its own software, or to be loaded back here.

Four columns: the field, the value it replaces, the value it writes (empty: taken away), the rule. A row that cannot be
kept is told with its reason, and stops none of the others.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.authorities.models import Museum
from coffret.base.cells import MARK, armed, csv_row
from coffret.base.errors import Refused
from coffret.base.text import fold
from coffret.catalogue.fields import BY_CODE, FIELDS
from coffret.formats import spreadsheets
from coffret.submissions.mending import keeping
from coffret.submissions.models import Correction

HEAD = ("champ", "valeur d’origine", "valeur corrigée", "règle")
# More is no table of corrections.
MOST_ROWS = 20_000
MOST_BYTES = 10_000_000
LONGEST = 10_000
_SEPARATORS = ";,\t|"
_WORKBOOK = b"PK\x03\x04"
_BY_LABEL = {fold(entry.fr): entry.code for entry in FIELDS}


@dataclass(frozen=True, slots=True)
class Row:
    """A correction read in a table, and the line it stands on."""

    line: int
    field: str
    before: str
    after: str
    code: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that cannot be kept: its cells, and why."""

    line: int
    cells: tuple[str, ...]
    sentence: str


@dataclass(slots=True)
class Reading:
    """What a table says: corrections not held yet, how many are, lines that cannot be kept."""

    rows: list[Row] = field(default_factory=list)
    held: int = 0
    bad: list[Bad] = field(default_factory=list)


def rows(museum: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the corrections of a museum in force, as the columns of HEAD."""
    for one in keeping.of(museum).iterator(chunk_size=1000):
        yield one.field, one.before, one.after, one.code


def as_csv(museum: str) -> Iterator[bytes]:
    """Yield the table as CSV that spreadsheet programs open, formulas disarmed."""
    yield (MARK + csv_row(HEAD)).encode()
    for row in rows(museum):
        yield csv_row(row).encode("utf-8", "replace")


def as_workbook(museum: str) -> bytes:
    """Return the table as a workbook; every cell is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Corrections")
        head = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 2, 50)
        for column, title in enumerate(HEAD):
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows(museum), 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return out.getvalue()


def read(path: Path, museum: str) -> Reading:
    """Read a table, keeping nothing; raises Refused for a file that is none."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(_("Cette table dépasse 10 Mo : en garder les seules corrections, ou la couper en deux."))
    with path.open("rb") as handle:
        workbook = handle.read(4) == _WORKBOOK
    return _read(spreadsheets.cells(path) if workbook else _text_cells(path), museum)


@transaction.atomic
def load(reading: Reading, museum: Museum, by: Any = None) -> int:
    """Keep the corrections of a table for a museum; returns how many are new. Those they replace are revoked."""
    Museum.objects.select_for_update().get(pk=museum.pk)
    held = _held(museum.code)
    now = timezone.now()
    wanted = {_key(row): row for row in reading.rows if held.get(_key(row), (0, None))[1] != row.after}
    given_up = [held[key][0] for key in wanted if key in held]
    Correction.objects.filter(pk__in=given_up).update(revoked_at=now, revoked_by=by)
    Correction.objects.bulk_create(
        Correction(museum=museum, code=row.code, field=row.field, before=row.before, after=row.after, by=by, at=now)
        for row in wanted.values()
    )
    return len(wanted)


_Key = tuple[str, str, str]


def _key(row: Row | Correction) -> _Key:
    """Return what a museum has one correction of: a value of a field, or a rule of it."""
    return row.field, row.before, "" if row.before else row.code


def _held(museum: str) -> dict[_Key, tuple[int, str | None]]:
    return {_key(one): (one.pk, one.after) for one in keeping.of(museum)}


def _text_cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text, with the number of each from 1."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1)
    except csv.Error as error:
        raise Refused(_("Ce fichier ne se lit pas comme une table : {reason}.").format(reason=error)) from error


def _read(lines: Iterator[tuple[int, list[str]]], museum: str) -> Reading:
    reading, held = Reading(), _held(museum)
    places = _places(next(lines, (1, []))[1])
    met: set[_Key] = set()
    for number, cells in lines:
        if number > MOST_ROWS + 1:
            raise Refused(_("Plus de {most} lignes : couper la table.").format(most=MOST_ROWS))
        if not any(cell.strip() for cell in cells):
            continue
        texts = [armed(cells[place]).strip() if 0 <= place < len(cells) else "" for place in places]
        row = Row(number, _code(texts[0]), texts[1], texts[2], texts[3].upper())
        try:
            _refuse_unsound(row, met)
        except Refused as refusal:
            reading.bad.append(Bad(number, tuple(texts), str(refusal)))
            continue
        met.add(_key(row))
        if held.get(_key(row), (0, None))[1] == row.after:
            reading.held += 1
        else:
            reading.rows.append(row)
    return reading


def _places(head: list[str]) -> list[int]:
    """Return where each column stands, -1 for the rule when it is not there; raises Refused when another lacks."""
    there = {fold(cell.strip().lstrip("\ufeff")): place for place, cell in enumerate(head)}
    places = [there.get(fold(title), -1) for title in HEAD]
    lacking = [title for title, place in zip(HEAD[:3], places, strict=False) if place < 0]
    if lacking:
        sentence = _("La première ligne doit nommer les colonnes {columns} : il manque « {lacking} ».")
        raise Refused(sentence.format(columns=", ".join(HEAD), lacking=" », « ".join(lacking)))
    return places


def _code(text: str) -> str:
    """Return the code of a field, given by its code or its name."""
    return text.upper() if text.upper() in BY_CODE else _BY_LABEL.get(fold(text), text)


def _refuse_unsound(row: Row, met: set[_Key]) -> None:
    if max(map(len, (row.before, row.after))) > LONGEST:
        raise Refused(_("Cette valeur dépasse {most} signes.").format(most=LONGEST))
    keeping.refuse_unsound(row.field, row.before, row.after, row.code)
    if _key(row) in met:
        raise Refused(_("« {value} » est déjà corrigé plus haut dans la table.").format(value=row.before or row.code))
