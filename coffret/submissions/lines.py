"""Lines and finding groups, written and read by the thousand in plain SQL."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coffret.catalogue import store
from coffret.submissions.judging import Row
from coffret.submissions.models import FindingGroup
from coffret.submissions.tally import Tally

COLUMNS = ("submission_id", "number", "ref", "outcome", "payload", "record", "version_before")


def add_lines(submission: int, rows: Sequence[Row]) -> None:
    """Write lines; the caller's transaction."""
    values = [(submission, row.number, row.ref, row.outcome, row.payload, row.record, row.version) for row in rows]
    store.many(
        f"INSERT INTO submissions_line ({', '.join(COLUMNS)}) VALUES ({store.marks(COLUMNS)})",  # noqa: S608
        values,
    )


def add_groups(submission: int, tally: Tally) -> None:
    """Write what a tally counted."""
    rows = [
        FindingGroup(
            submission_id=submission,
            code=code,
            severity=tally.severity(code).value,
            field=field,
            value=value,
            facts=group.facts,
            count=group.count,
            lines=group.lines,
        )
        for (code, field, value), group in tally
    ]
    FindingGroup.objects.bulk_create(rows, batch_size=1000)


class Held(NamedTuple):
    """A line as it is kept."""

    id: int
    number: int
    ref: str
    payload: bytes
    record: int | None
    version: int


def batches(submission: int, outcome: str, size: int = 500) -> Iterator[list[Held]]:
    """Yield the lines of an outcome in the order of the file, each batch found by index and no cursor left open."""
    number, last = 0, 0
    while True:
        rows = store.select(
            "SELECT id, number, ref, payload, record, version_before FROM submissions_line "
            "WHERE submission_id = %s AND outcome = %s AND (number > %s OR (number = %s AND id > %s)) "
            "ORDER BY number, id LIMIT %s",
            [submission, str(outcome), number, number, last, size],
        )
        if not rows:
            return
        last, number = rows[-1][:2]
        yield [Held(row[0], row[1], row[2], bytes(row[3]), row[4], row[5]) for row in rows]


def clear(submission: int) -> None:
    """Remove the lines and finding groups of a submission."""
    store.many("DELETE FROM submissions_line WHERE submission_id = %s", [(submission,)])
    store.many("DELETE FROM submissions_findinggroup WHERE submission_id = %s", [(submission,)])


def count_outcomes(submission: int) -> dict[str, int]:
    """Return outcome → number of lines."""
    rows = store.select(
        "SELECT outcome, COUNT(*) FROM submissions_line WHERE submission_id = %s GROUP BY outcome", [submission]
    )
    return dict(rows)
