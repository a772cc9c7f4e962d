"""Opening a file handed in: what it is, by its content (its name says nothing), and its records."""

import os
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _

from coffret.base.errors import reason_of
from coffret.formats import api_json, joconde_reader, notes, refusals, spreadsheets, tables
from coffret.formats.raw import RawRecord, Source
from coffret.formats.scan import Scan, scan

HEAD = 1 << 18
FIRST = 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def open_source(path: Path) -> tuple[Source, Iterator[RawRecord]]:
    """Return what ``path`` is and its records, to be read once, in constant memory.

    Raises Refused, here or while reading, when the file as a whole cannot be read: nothing of it is then to be kept.
    What does not prevent reading is in the notes of the source and of each record.
    """
    path = Path(path)
    source, records = _open(path)
    first = list(islice(records, FIRST))
    if not first:
        raise refusals.no_record(source.name, source.format)
    if not any(record.values or record.empty for record in first):
        seen = next((note[2] for record in first for note in record.notes), "")
        raise refusals.not_notices(source.name, first[0].line, seen)
    return source, chain(first, records)


def _open(path: Path) -> tuple[Source, Iterator[RawRecord]]:
    try:
        start = _start(path)
        if start.startswith(_ZIP):
            return spreadsheets.open_workbook(path)
        scanned = scan(path)
    except OSError as error:
        raise refusals.not_a_file(path.name or str(path), reason_of(error)) from None
    source, records = _text(scanned)
    source.notes[:0] = _encoding_notes(scanned)
    return source, records


def _start(path: Path) -> bytes:
    if path.is_dir():
        raise refusals.not_a_file(path.name or str(path), _("c’est un dossier"))
    if path.exists() and not path.is_file():
        raise refusals.not_a_file(path.name, _("ce n’est pas un fichier ordinaire"))
    with path.open("rb") as handle:
        return os.read(handle.fileno(), 4)


def _text(scanned: Scan) -> tuple[Source, Iterator[RawRecord]]:
    with scanned.open() as handle:
        head = handle.read(HEAD)
    start = head.lstrip()
    if start.startswith(("{", "[")):
        return api_json.open_json(scanned, head)
    if start.startswith("<"):
        line = head[: len(head) - len(start)].count("\n") + 1
        raise refusals.not_notices(scanned.name, line, start[:80], _("du XML ou du HTML"))
    opener: Callable[[Scan], tuple[Source, Iterator[RawRecord]]] = {
        "ajout_pilote": joconde_reader.open_text,
        "ajout_pilote_csv": joconde_reader.open_in_table,
    }.get(joconde_reader.recognise(head[: joconde_reader.HEAD_CHARACTERS]), tables.open_table)
    return opener(scanned)


def _encoding_notes(scanned: Scan) -> list[notes.Note]:
    found: list[notes.Note] = []
    if scanned.mixed_line:
        found.append((notes.ENCODING, "", "utf-8+windows-1252", scanned.mixed_line))
    elif not scanned.encoding.startswith("utf-8"):
        found.append((notes.ENCODING, "", scanned.encoding, None))
    if scanned.mangled:
        found.append((notes.MOJIBAKE, "", "ï»¿", 1))
    return found
