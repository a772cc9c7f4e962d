"""Records by the thousand: plain SQL, %s parameters, executemany. Never through the ORM, which is fifteen times slower.

Everything here runs inside its caller's transaction and knows nothing of submissions but a number.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DatabaseError, connection

from coffret.base import packing, quick_json

log = logging.getLogger("coffret.catalogue")

DERIVED = (
    "title",
    "caption",
    "credit",
    "authors",
    "inventory_number",
    "year_from",
    "year_to",
    "state",
    "has_image",
    "sort_title",
    "sort_author",
    "sort_inventory",
)
CHANGED = ("museum_id", "values", "version", "submission", "status", "withdrawn_reason", "findings", "updated_at")
CREATED = ("id", "ref", "created_at", *CHANGED, *DERIVED)
VERSION = ("record_id", "number", "values", "status", "submission", "replaced_at")
# Columns kept packed: written as JSON text, or packed already by whoever had the time.
PACKED = frozenset({"values", "findings"})
# What one SELECT … IN (…) may name: well under the limits of SQLite and PostgreSQL.
CHUNK = 1000
# Milliseconds a large piece of work waits for the writer before it (SQLite has one at a time).
PATIENCE = 600_000
# Kilobytes of the database that such a piece of work holds.
HELD_IN_MEMORY = 160_000

Row = Sequence[Any]


class Target(NamedTuple):
    """A record to be changed: what the change needs to know of it."""

    id: int
    version: int
    status: str


class Stored(NamedTuple):
    """A record as it stands: ``values`` is its JSON text, unpacked, left as text until someone needs it."""

    id: int
    ref: str
    museum: str
    values: str
    version: int
    status: str
    submission: int | None
    has_image: bool

    @property
    def target(self) -> Target:
        """Return what changing it needs to know."""
        return Target(self.id, self.version, self.status)


def dumps(value: Any) -> str:
    """Return compact JSON, accents as they are."""
    return quick_json.text(value)


def packed(value: Any) -> bytes:
    """Return a value as the columns of PACKED keep it."""
    return packing.pack_bytes(quick_json.kept(value))


def unpacked(kept: Any) -> str:
    """Return the JSON text of what a column of PACKED keeps."""
    return packing.unpack(bytes(kept))


def stamp(moment: datetime) -> Any:
    """Return a moment as the database's driver writes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def be_patient() -> None:
    """Let this connection wait ten minutes for its turn to write: another may be publishing a million records.

    And let it hold in memory the indexes that a million records fill in no order: else each page is written many times.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
            cursor.execute(f"PRAGMA cache_size = -{HELD_IN_MEMORY}")


def counted_anew(table: str) -> None:
    """Let PostgreSQL see what a table holds now that many rows have come in: by itself it does so a minute or more later.

    Until then it takes the table for what it was, and may go through all of it for each five hundred rows asked for. Not
    while somebody else counts or cleans it; when it cannot, that is noted, and nothing is lost but time. Not to be called
    in a transaction. SQLite is not asked to count.
    """
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE (SKIP_LOCKED) {table}")
        except DatabaseError as said:
            log.warning("la table %s n'a pas été comptée : %s", table, said)


def is_empty() -> bool:
    """Say whether the catalogue holds no record at all."""
    return not select("SELECT 1 FROM catalogue_record LIMIT 1")


def stored(refs: Iterable[str]) -> dict[str, Stored]:
    """Return the records of these REF that exist, by REF."""
    return {one.ref: one for one in _records("ref", list(refs))}


def stored_by_id(ids: Iterable[int]) -> dict[int, Stored]:
    """Return the records of these ids that exist, by id."""
    return {one.id: one for one in _records("id", list(ids))}


def ids(refs: Iterable[str]) -> dict[str, int]:
    """Return REF → record id."""
    found: dict[str, int] = {}
    for chunk in chunks(list(refs)):
        found.update(select(f"SELECT ref, id FROM catalogue_record WHERE ref IN ({marks(chunk)})", chunk))  # noqa: S608
    return found


def versions(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str]]:
    """Return (record id, version number) → (JSON values, status) of the replaced versions among ``wanted``."""
    keys = set(wanted)
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for chunk in chunks(sorted({record for record, _number in keys})):
        rows = select(
            'SELECT record_id, number, "values", status FROM catalogue_recordversion '  # noqa: S608
            f"WHERE record_id IN ({marks(chunk)})",
            chunk,
        )
        found.update(((row[0], row[1]), (unpacked(row[2]), row[3])) for row in rows if (row[0], row[1]) in keys)
    return found


def insert(rows: Sequence[Row]) -> None:
    """Write new records; a row follows CREATED."""
    _insert("catalogue_record", CREATED, rows)


def update(names: Sequence[str], rows: Sequence[Row]) -> None:
    """Replace the columns ``names`` of records; a row follows ``names`` and ends with the record's id."""
    columns = ", ".join(f"{_quoted(name)} = %s" for name in names)
    many(f"UPDATE catalogue_record SET {columns} WHERE id = %s", _packed(names, rows))  # noqa: S608


def keep(records: Sequence[int], now: Any) -> None:
    """Keep what these records are, as they stand in the database, before they are replaced."""
    kept = ", ".join(map(_quoted, VERSION))
    for chunk in chunks(records):
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO catalogue_recordversion ({kept}) SELECT id, version, "values", status, submission, %s '  # noqa: S608
                f"FROM catalogue_record WHERE id IN ({marks(chunk)}) ORDER BY id",
                [now, *chunk],
            )


def new_ids(count: int) -> list[int]:
    """Return so many ids that no record has or had, ascending; the caller's transaction, which holds the log's lock."""
    if connection.vendor == "postgresql":
        sequence = "pg_get_serial_sequence('catalogue_record', 'id')"
        return [row[0] for row in select(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [count])]  # noqa: S608
    last = select("SELECT seq FROM sqlite_sequence WHERE name = 'catalogue_record'")
    first = last[0][0] + 1 if last else 1
    return list(range(first, first + count))


def each(where: str = "", parameters: Row = (), size: int = CHUNK) -> Iterator[list[Stored]]:
    """Yield records in lists of ``size`` by ascending id, without a cursor left open between them."""
    after = 0
    while True:
        rows = select(
            f"{_SELECT} WHERE id > %s{' AND ' + where if where else ''} ORDER BY id LIMIT %s",
            [after, *parameters, size],
        )
        if not rows:
            return
        after = rows[-1][0]
        yield [_stored(row) for row in rows]


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Yield ``values`` in pieces small enough for one IN (…)."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def marks(values: Sequence[Any]) -> str:
    """Return « %s,%s,… », one per value."""
    return ",".join(["%s"] * len(values))


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return every row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def many(sql: str, rows: Sequence[Row]) -> None:
    """Run a statement once per row."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


_SELECT = 'SELECT id, ref, museum_id, "values", version, status, submission, has_image FROM catalogue_record'


def _records(column: str, wanted: list[Any]) -> Iterator[Stored]:
    for chunk in chunks(wanted):
        yield from map(_stored, select(f"{_SELECT} WHERE {column} IN ({marks(chunk)})", chunk))


def _stored(row: Row) -> Stored:
    one = Stored(*row)
    return one._replace(values=unpacked(one.values))


def _packed(names: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows with the texts of the columns of PACKED packed."""
    where = [at for at, name in enumerate(names) if name in PACKED]
    if all(isinstance(row[at], bytes) for at in where for row in rows):
        return rows
    changed = []
    for row in map(list, rows):
        for at in where:
            if isinstance(row[at], str):
                row[at] = packing.pack(row[at])
        changed.append(row)
    return changed


def _insert(table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    columns = ", ".join(map(_quoted, names))
    many(f"INSERT INTO {table} ({columns}) VALUES ({marks(names)})", _packed(names, rows))  # noqa: S608


def _quoted(name: str) -> str:
    return f'"{name}"'
