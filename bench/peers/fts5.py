"""SQLite's full text (FTS5), with a table of the records and one of the values of facets that each holds."""

import sqlite3
from itertools import islice
from pathlib import Path
from typing import Any

from peers.engine import FACET_SIZE, Answer, Facets, sorted_facets, timed
from peers.questions import LIMIT, Question, Reading
from peers.records import FACETS
from peers.tables import Values, rows

_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(stems, plain, content='', tokenize="ascii tokenchars '|'");
CREATE TABLE records (id INTEGER PRIMARY KEY, ref TEXT, rank INTEGER, date INTEGER, year_from INTEGER, year_to INTEGER);
CREATE TABLE held (doc INTEGER, value INTEGER, PRIMARY KEY (doc, value)) WITHOUT ROWID;
CREATE TABLE facets (number INTEGER PRIMARY KEY, key TEXT, value TEXT);
"""
_INDEXES = """
CREATE INDEX by_value ON held (value, doc);
CREATE INDEX by_rank ON records (rank DESC);
CREATE INDEX by_years ON records (year_from, year_to);
INSERT INTO words (words) VALUES ('optimize');
ANALYZE;
"""
_BEST = f"""
SELECT key, value, n FROM (
    SELECT key, value, n, row_number() OVER (PARTITION BY key ORDER BY n DESC, value) AS at
    FROM ({{counts}}) JOIN facets USING (number) {{only}}
) WHERE at <= {FACET_SIZE} ORDER BY key, at
"""
_ALL_COUNTS = "SELECT value AS number, count(*) AS n FROM held GROUP BY value"
_COUNTS = "SELECT value AS number, count(*) AS n FROM hits CROSS JOIN held ON held.doc = hits.id GROUP BY value"
_BLOCK = 20_000


class Fts5:
    """An SQLite database in this process."""

    def __init__(self, folder: Path) -> None:
        self.name = f"SQLite FTS5 {sqlite3.sqlite_version}"
        self.path = folder / "fts5.sqlite3"
        self._base = sqlite3.connect(self.path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA cache_size = -1000000")
        self._base.execute("PRAGMA mmap_size = 8000000000")
        self._base.execute("CREATE TEMP TABLE hits (id INTEGER PRIMARY KEY)")
        self._values = Values()

    def build(self, records: Path) -> int:
        """Write the tables, then their indexes."""
        base = self._base
        base.executescript(_TABLES)
        base.execute("BEGIN")
        found = rows(records, self._values)
        while block := list(islice(found, _BLOCK)):
            base.executemany(
                "INSERT INTO words (rowid, stems, plain) VALUES (?, ?, ?)",
                ((row[0], line.stems, line.plain) for line, row, _held in block),
            )
            base.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", (row for _line, row, _held in block))
            base.executemany(
                "INSERT INTO held VALUES (?, ?)", ((row[0], one) for _line, row, held in block for one in held)
            )
        base.executemany("INSERT INTO facets VALUES (?, ?, ?)", self._values.rows())
        base.execute("COMMIT")
        base.executescript(_INDEXES)
        return self.path.stat().st_size

    def ask(self, question: Question, reading: Reading, turns: int) -> Answer:
        """Answer by a few statements: what is found kept in a temporary table, counted, shown."""
        return timed(lambda: self._once(question, reading), turns)

    def _once(self, question: Question, reading: Reading) -> tuple[int, list[str], Facets]:
        where, given = self._where(question, reading, "")
        everything = not where
        total = self._count_all() if everything else self._keep(where, given)
        refs = self._page(question, reading, where, given)
        facets: Facets = {}
        if question.facets:
            counts = _ALL_COUNTS if everything else _COUNTS
            facets = {key: [] for key in FACETS} | self._counted(counts, "")
            for key in question.filters:
                facets[key] = self._without(question, reading, key)
        return total, refs, facets

    def _count_all(self) -> int:
        return int(self._base.execute("SELECT count(*) FROM records").fetchone()[0])

    def _keep(self, where: str, given: list[Any]) -> int:
        self._base.execute("DELETE FROM hits")
        return self._base.execute(f"INSERT INTO hits {where}", given).rowcount

    def _counted(self, counts: str, only: str) -> Facets:
        return sorted_facets(
            self._base.execute(_BEST.format(counts=counts, only=f"WHERE key = '{only}'" if only else ""))
        )

    def _without(self, question: Question, reading: Reading, key: str) -> list[tuple[str, int]]:
        where, given = self._where(question, reading, key)
        if where:
            self._keep(where, given)
        return self._counted(_COUNTS if where else _ALL_COUNTS, key).get(key, [])

    def _page(self, question: Question, reading: Reading, where: str, given: list[Any]) -> list[str]:
        if reading and not question.sort:
            # By the engine's own weights (bm25), of those among which the filters choose; without « + » it would ask for
            # the words once for each of them.
            among = (
                " AND +rowid IN (SELECT id FROM hits)" if question.filters or question.years or reading.century else ""
            )
            if reading.century:
                asked, given = "SELECT id AS rowid FROM hits ORDER BY id", []
            else:
                asked = f"SELECT rowid FROM words WHERE words MATCH ?{among} ORDER BY rank"
                given = [_match(reading)]
            asked = f"SELECT ref FROM ({asked} LIMIT ? OFFSET ?) AS page JOIN records ON records.id = page.rowid"
        else:
            order = "date" if question.sort else "rank DESC"
            found = "WHERE id IN (SELECT id FROM hits) " if where else ""
            asked, given = f"SELECT ref FROM records {found}ORDER BY {order} LIMIT ? OFFSET ?", []
        return [ref for (ref,) in self._base.execute(asked, [*given, LIMIT, question.offset])]

    def _where(self, question: Question, reading: Reading, but: str) -> tuple[str, list[Any]]:
        """Return the statement of the numbers found, empty when that is all of them, and what it is given."""
        parts, given = [], list[Any]()
        if match := _match(reading):
            parts.append("SELECT rowid AS id FROM words WHERE words MATCH ?")
            given.append(match)
        if reading.century:
            choice, first, last = reading.century
            either = "SELECT rowid FROM words WHERE words MATCH ?"
            dated = "SELECT id FROM records WHERE year_from <= ? AND year_to >= ?"
            parts.append(f"SELECT * FROM ({either} UNION {dated})")
            given += [_any(choice), last, first]
        for key, numbers in self._values.chosen(dict(question.filters)).items():
            if key != but:
                parts.append(f"SELECT doc AS id FROM held WHERE value IN ({', '.join('?' * len(numbers))})")
                given += numbers
        if question.years:
            parts.append("SELECT id FROM records WHERE year_from <= ? AND year_to >= ?")
            given += [question.years[1], question.years[0]]
        return " INTERSECT ".join(parts), given


def _any(choice: tuple[str, ...]) -> str:
    return "stems : (" + " OR ".join(f'"{stem}"' for stem in choice) + ")"


def _match(reading: Reading) -> str:
    parts = [_any(choice) for choice in reading.every]
    if reading.phrase:
        parts.append('plain : "{}"'.format(" ".join(reading.phrase)))
    if reading.start:
        parts.append(f'plain : "{reading.start}" *')
    match = " AND ".join(f"({part})" for part in parts)
    for choice in reading.none:
        match = f"({match}) NOT ({_any(choice)})"
    return match
