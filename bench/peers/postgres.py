"""PostgreSQL's full text: tsvectors with GIN indexes, values of facets as an array of numbers in each row."""

from pathlib import Path
from typing import Any

import psycopg

from peers.engine import FACET_SIZE, Answer, Facets, sorted_facets, timed
from peers.questions import LIMIT, Question, Reading
from peers.records import FACETS
from peers.tables import Values, rows

_TABLES = """
CREATE UNLOGGED TABLE records (
    id integer, ref text, rank bigint, date bigint, year_from integer, year_to integer,
    stems tsvector, plain tsvector, held integer[]
);
CREATE UNLOGGED TABLE facets (number integer, key text, value text COLLATE "C")
"""
_INDEXES = (
    "CREATE INDEX ON records USING gin (stems)",
    "CREATE INDEX ON records USING gin (plain)",
    "CREATE INDEX ON records USING gin (held)",
    "CREATE INDEX ON records (rank DESC)",
    "CREATE INDEX ON records (year_from, year_to)",
    "CREATE UNIQUE INDEX ON facets (number)",
    "VACUUM ANALYZE",
)
_COPY = "COPY records (id, ref, rank, date, year_from, year_to, stems, plain, held) FROM STDIN"
_FACETS = f"""
WITH hits AS MATERIALIZED (SELECT held FROM records {{where}}),
counts AS (SELECT number, count(*) AS n FROM hits, unnest(held) AS number GROUP BY number),
best AS (SELECT key, value, n, row_number() OVER (PARTITION BY key ORDER BY n DESC, value) AS at
         FROM counts JOIN facets USING (number) {{only}})
SELECT key, value, n FROM best WHERE at <= {FACET_SIZE}
UNION ALL SELECT '', '', count(*) FROM hits
"""
# A word stands in a tsvector no further than this, and no longer.
_FURTHEST, _LONGEST = 16_383, 2_000


class Postgres:
    """A connection by a socket; ``address`` is what cluster.running gave."""

    def __init__(self, address: str) -> None:
        self._base = psycopg.connect(address, autocommit=True)
        self._base.prepare_threshold = None
        self.name = f"PostgreSQL {self._base.info.server_version // 10_000}"
        self._values = Values()

    def build(self, records: Path) -> int:
        """Copy the rows, then make the indexes."""
        base = self._base
        base.execute(_TABLES)
        with base.cursor().copy(_COPY) as copy:
            for line, row, held in rows(records, self._values):
                copy.write_row((*row, _vector(line.stems), _vector(line.plain), held))
        with base.cursor().copy("COPY facets FROM STDIN") as copy:
            for one in self._values.rows():
                copy.write_row(one)
        for statement in _INDEXES:
            base.execute(statement)
        asked = "SELECT pg_total_relation_size('records') + pg_total_relation_size('facets')"
        return int(base.execute(asked).fetchone()[0])  # type: ignore[index]

    def ask(self, question: Question, reading: Reading, turns: int) -> Answer:
        """Answer by two statements: the page, then the count and the facets; one more for a chosen facet."""
        return timed(lambda: self._once(question, reading), turns)

    def _once(self, question: Question, reading: Reading) -> tuple[int, list[str], Facets]:
        where, given = self._where(question, reading, "")
        refs = self._page(question, reading, where, given)
        if not question.facets:
            asked = f"SELECT count(*) FROM records {where}"
            return int(self._base.execute(asked, given).fetchone()[0]), refs, {}  # type: ignore[index]
        facets, total = self._counted(where, given, "")
        for key in question.filters:
            others, _total = self._counted(*self._where(question, reading, key), key)
            facets[key] = others.get(key, [])
        return total, refs, {key: facets.get(key, []) for key in FACETS}

    def _counted(self, where: str, given: list[Any], only: str) -> tuple[Facets, int]:
        asked = _FACETS.format(where=where, only=f"WHERE key = '{only}'" if only else "")
        facets = sorted_facets(self._base.execute(asked, given).fetchall())
        return facets, facets.pop("")[0][1]

    def _page(self, question: Question, reading: Reading, where: str, given: list[Any]) -> list[str]:
        order, more = ("date" if question.sort else "rank DESC"), []
        if reading.every and not question.sort:
            order, more = "ts_rank(stems, %s::tsquery) DESC", [_query(reading.every)]
        asked = f"SELECT ref FROM records {where} ORDER BY {order} LIMIT %s OFFSET %s"
        return [ref for (ref,) in self._base.execute(asked, [*given, *more, LIMIT, question.offset])]

    def _where(self, question: Question, reading: Reading, but: str) -> tuple[str, list[Any]]:
        parts, given = [], list[Any]()
        if words := " & ".join(part for part in (_query(reading.every), *_refused(reading)) if part):
            parts.append("stems @@ %s::tsquery")
            given.append(words)
        if reading.century:
            choice, first, last = reading.century
            parts.append("(stems @@ %s::tsquery OR (year_from <= %s AND year_to >= %s))")
            given += [_query((choice,)), last, first]
        if reading.phrase or reading.start:
            parts.append("plain @@ %s::tsquery")
            given.append(
                " <-> ".join(map(_quoted, reading.phrase)) if reading.phrase else f"{_quoted(reading.start)}:*"
            )
        for key, numbers in self._values.chosen(dict(question.filters)).items():
            if key != but:
                parts.append("held && %s::integer[]")
                given.append(numbers)
        if question.years:
            parts.append("year_from <= %s AND year_to >= %s")
            given += [question.years[1], question.years[0]]
        return ("WHERE " + " AND ".join(parts) if parts else ""), given

    def close(self) -> None:
        """End the connection."""
        self._base.close()


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _query(choices: tuple[tuple[str, ...], ...]) -> str:
    return " & ".join("(" + " | ".join(map(_quoted, choice)) + ")" for choice in choices)


def _refused(reading: Reading) -> list[str]:
    return [f"!({' | '.join(map(_quoted, choice))})" for choice in reading.none]


def _vector(text: str) -> str:
    """Return words as a tsvector with where each stands."""
    placed: dict[str, list[int]] = {}
    for at, word in enumerate(text.split(), 1):
        placed.setdefault(word[:_LONGEST], []).append(min(at, _FURTHEST))
    return " ".join(f"{_quoted(word)}:{','.join(map(str, places[:255]))}" for word, places in placed.items())
