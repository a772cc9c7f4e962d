"""The table « images.csv » of a folder handed in: what the museum says of each image beside its notices.

Columns, in any order, by name: fichier ; credit ; droits ; licence ; titulaire ; diffusable ; deces_auteur. An empty
cell takes back what was said of its image before (« diffusable » apart, which only « oui » gives back); a column that
is not there leaves it.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from coffret.base.text import fold
from coffret.images.licences import licence
from coffret.images.rows import DEFAULTS

NAME = "images.csv"
# Ten times the longest a museum could write.
SIZE_LIMIT = 64 << 20
NAME_LIMIT = 500
FILE = "fichier"
# Column → field of an image row, and how long it may be.
FIELDS = {"credit": ("credit", 500), "droits": ("rights", 500), "licence": ("licence", 200),
          "titulaire": ("holder", 300), "diffusable": ("shareable", 20), "deces auteur": ("author_died", 20)}  # fmt: skip
ALIASES = {
    "nom": FILE, "image": FILE, "nom du fichier": FILE, "nom de fichier": FILE, "refim": FILE, "credits": "credit",
    "credit photographique": "credit", "phot": "credit", "mention de droits": "droits", "titulaire des droits": "titulaire",
    "image diffusable": "diffusable", "annee de deces de l'auteur": "deces auteur", "mort de l'auteur": "deces auteur",
}  # fmt: skip
YES, NO = frozenset({"oui", "o", "1", "vrai", "yes", "true"}), frozenset({"non", "n", "0", "faux", "no", "false"})
_OLDEST = -4000
# A cell that holds a separator and the end of a line has taken in the lines that follow it.
_OPEN_QUOTE = _("un guillemet y est ouvert et n’est pas fermé : les lignes qui suivent ne sont pas lues")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What cannot be used: ``line`` of the table from 1 (0: the whole of it), column, value, and why: words of the interface, said
    in the reader's language when they are shown.
    """

    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Table:
    """What was read: file name → fields of an image row, the line each stands on, and what went wrong."""

    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    _folded: dict[str, list[str]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def add(self, name: str, line: int, said: dict[str, Any]) -> None:
        """Take what a line says of a file."""
        self.said[name], self.lines[name] = said, line
        self._folded.setdefault(fold(name), []).append(name)

    def of(self, *names: str) -> Mapping[str, Any]:
        """Return what is said of an image, under the first of its names that the table knows; nothing for others.

        The exact name first, then without regard to case, as for the files themselves.
        """
        for name in map(plain, names):
            alike = [name] if name in self.said else self._folded.get(fold(name), [])
            if len(alike) == 1:
                self._asked.add(alike[0])
                return self.said[alike[0]]
        return {}

    def unused(self) -> Iterator[tuple[int, str]]:
        """Yield (line, file name) of the images nobody asked about so far."""
        for name, line in self.lines.items():
            if name not in self._asked:
                yield line, name


def plain(name: str) -> str:
    """Return a file's name without its folders."""
    return name.strip().replace("\\", "/").rpartition("/")[2]


def read(folder: Path) -> Table:
    """Return the table of a folder, empty without one. Never raises for what is in it: the troubles say."""
    path = folder / NAME
    table = Table()
    # A link could lead anywhere: the table is a file of the folder.
    if path.is_symlink() or not path.is_file():
        return table
    try:
        if path.stat().st_size > SIZE_LIMIT:
            return _useless(table, _("la table dépasse 64 Mo"))
        text = _decoded(path.read_bytes())
    except OSError as error:
        return _useless(table, error.strerror or str(error))
    if text is None or "\0" in text:
        return _useless(table, _("ce n’est pas du texte"))
    _read(text, table)
    return table


def _useless(table: Table, reason: str) -> Table:
    table.troubles.append(Trouble(0, "", NAME, reason))
    return table


def _decoded(content: bytes) -> str | None:
    """Return the text of a table, as spreadsheets of both worlds write it."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _read(text: str, table: Table) -> None:
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = [_column(name) for name in next(rows, [])]
        if FILE not in columns:
            _useless(table, _("aucune colonne « fichier »"))
            return
        line = rows.line_num + 1
        for row in rows:
            if any(separator in cell and "\n" in cell for cell in row):
                table.troubles.append(Trouble(line, FILE, row[0][:NAME_LIMIT].partition("\n")[0], _OPEN_QUOTE))
            elif any(cell.strip() for cell in row):
                _line(dict(zip(columns, row, strict=False)), line, table)
            line = rows.line_num + 1
    except csv.Error:
        _useless(table, _("la lecture s’arrête en chemin"))


def _column(name: str) -> str:
    folded = " ".join(fold(name.replace("_", " ")).split())
    return ALIASES.get(folded, folded)


def _line(cells: dict[str, str], line: int, table: Table) -> None:
    name = plain(cells.get(FILE, ""))
    if not name:
        table.troubles.append(Trouble(line, FILE, "", _("aucun fichier n’est nommé")))
    elif len(name) > NAME_LIMIT:
        table.troubles.append(Trouble(line, FILE, name[:NAME_LIMIT], _("nom trop long")))
    elif name in table.lines:
        table.troubles.append(Trouble(line, FILE, name, _("l’image a déjà une ligne, qui compte seule")))
    else:
        table.add(name, line, dict(_said(cells, line, table)))


def _said(cells: Mapping[str, str], line: int, table: Table) -> Iterator[tuple[str, Any]]:
    """Yield the fields a line gives; a cell that cannot be used is a trouble, and leaves its field alone."""
    for column, (target, limit) in FIELDS.items():
        text = " ".join(cells.get(column, "").split())
        if column not in cells:
            continue
        if not text:
            if column != "diffusable":
                yield target, DEFAULTS[target]
            continue
        value, reason = _value(column, text, limit)
        if reason:
            table.troubles.append(Trouble(line, column, text, reason))
        else:
            yield target, value


def _value(column: str, text: str, limit: int) -> tuple[Any, str]:
    """Return what a cell means, or why it means nothing."""
    if len(text) > limit:
        return None, _("texte trop long")
    if column == "diffusable":
        folded = fold(text)
        return folded in YES, "" if folded in YES | NO else _("ni oui ni non")
    if column == "deces auteur":
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and _OLDEST <= int(text) <= 9999):
            return None, _("ce n’est pas une année")
        return int(text), ""
    if column == "licence":
        found = licence(text)
        reason = _("ni Creative Commons, ni RightsStatements.org, ni Licence ouverte")
        return (found.uri, "") if found else (None, reason)
    return text, ""
