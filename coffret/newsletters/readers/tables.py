"""Lists of addresses as people keep them: a CSV of any separator, a workbook; bounded, whatever the file claims to be."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused, reason_of
from coffret.base.text import fold, grouped, visible
from coffret.formats import spreadsheets
from coffret.formats.scan import scan

ROWS = 100_000
LARGEST = 20 << 20
# Characters kept of a cell: an address has 254 at most.
CELL = 320
SEPARATORS = ";,\t|"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SEP = re.compile(r'^"?sep=([;|,\t])"?\s*$', re.IGNORECASE)
_ADDRESS_HEADS = {"adresse", "email", "e-mail", "mail", "courriel", "adresse electronique", "adresse de courriel",
                  "adresse e-mail", "adresse email", "adresse mail", "email address", "address"}  # fmt: skip
_LANGUAGE_HEADS = {"langue", "language", "lang"}
# A leading apostrophe keeps spreadsheets from taking a cell for a formula: our exports put it there.
_ARMED = re.compile(r"^'(?=[=+\-@|%])")
Cells = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Given:
    """An address as a file gives it: at which line, in which language (« » when it does not say)."""

    line: int
    address: str
    language: str = ""


def read(path: Path) -> list[Given]:
    """Return the addresses of a file; raises Refused when it is no table of addresses, or holds too many."""
    found: list[Given] = []
    columns: tuple[int, int] | None = None
    for line, cells in _rows(path):
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns, first = _columns(path.name, cells)
            if first:
                continue
        found.append(Given(line, _cell(cells, columns[0]), _language(_cell(cells, columns[1]))))
        if len(found) > ROWS:
            said = _("Le fichier {name} a plus de {n} lignes. Le couper en plusieurs.")
            raise Refused(said.format(name=path.name, n=grouped(ROWS)))
    if not found:
        raise Refused(_("Le fichier {name} ne contient aucune adresse.").format(name=path.name))
    return found


def _rows(path: Path) -> Cells:
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            start = handle.read(4)
    except OSError as error:
        said = _("Le fichier {name} ne peut pas être lu : {reason}.")
        raise Refused(said.format(name=path.name, reason=reason_of(error))) from None
    if size > LARGEST:
        said = _("Le fichier {name} dépasse {limit} Mo. Le couper en plusieurs.")
        raise Refused(said.format(name=path.name, limit=LARGEST >> 20))
    return spreadsheets.cells(path) if start in _ZIP else _text(path)


def _text(path: Path) -> Cells:
    """Yield the rows of a delimited text; the first pass has told its encoding and refused what is no text."""
    scanned = scan(path)
    scanned.check_lines()
    with scanned.open() as handle:
        lines = list(handle)
    before = next((at for at, line in enumerate(lines) if line.strip()), 0)
    told = _SEP.match(lines[before])
    separator = told[1] if told else max(SEPARATORS, key=lines[before].count)
    before += 1 if told else 0
    reader = csv.reader(lines[before:], delimiter=separator)
    try:
        for cells in reader:
            yield before + reader.line_num, cells
    except csv.Error as error:
        said = _(
            "Le fichier {name} ne se lit pas comme un tableau, vers la ligne {line}. L’enregistrer de nouveau en CSV."
        )
        raise Refused(said.format(name=path.name, line=before + reader.line_num)) from error


def _columns(file: str, cells: list[str]) -> tuple[tuple[int, int], bool]:
    """Return which columns hold address and language (-1: none), and whether this first row names them."""
    heads = [fold(cell[:CELL]) for cell in cells]
    address = next((at for at, head in enumerate(heads) if head in _ADDRESS_HEADS), -1)
    if address >= 0:
        return (address, next((at for at, head in enumerate(heads) if head in _LANGUAGE_HEADS), -1)), True
    address = next((at for at, cell in enumerate(cells) if "@" in cell), -1)
    if address < 0:
        said = _("Le fichier {name} n’a pas de colonne d’adresses. Nommer l’une d’elles « adresse ».")
        raise Refused(said.format(name=file))
    return (address, -1), False


def _cell(cells: list[str], at: int) -> str:
    """Return a cell as one line that commands nothing, its spreadsheet's apostrophe taken off."""
    plain = cells[at].strip() if 0 <= at < len(cells) else ""
    return _ARMED.sub("", visible(plain[:CELL]))


def _language(cell: str) -> str:
    code = cell.casefold()[:2]
    return code if code in dict(settings.LANGUAGES) else ""
