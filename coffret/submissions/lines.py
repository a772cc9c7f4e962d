"""Lines and finding groups, written and read by the thousand in plain SQL."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pyroaring import BitMap

from coffret.catalogue import store
from coffret.submissions import sets
from coffret.submissions.judging import Row
from coffret.submissions.models import FindingGroup
from coffret.submissions.tally import LINES_LIMIT, Tally

COLUMNS = (
    "submission_id",
    "position",
    "number",
    "ref",
    "inventory",
    "words",
    "outcome",
    "payload",
    "record",
    "version_before",
)


def add_lines(submission: int, rows: Sequence[Row]) -> None:
    """Write lines; the caller's transaction."""
    values = [
        (
            submission,
            row.position,
            row.number,
            row.ref,
            row.inventory,
            row.words,
            row.outcome,
            row.payload,
            row.record,
            row.version,
        )
        for row in rows
    ]
    store.many(
        f"INSERT INTO submissions_line ({', '.join(COLUMNS)}) VALUES ({store.marks(COLUMNS)})",  # noqa: S608
        values,
    )


CHANGED = ("ref", "inventory", "words", "outcome", "payload", "record", "version_before")


def replace(rows: Sequence[tuple[int, Row]]) -> None:
    """Write lines judged again, each with its id; the caller's transaction."""
    values = [
        (row.ref, row.inventory, row.words, row.outcome, row.payload, row.record, row.version, line)
        for line, row in rows
    ]
    columns = ", ".join(f"{name} = %s" for name in CHANGED)
    store.many(f"UPDATE submissions_line SET {columns} WHERE id = %s", values)  # noqa: S608


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
            members=sets.dump(group.members),
        )
        for (code, field, value), group in tally
    ]
    FindingGroup.objects.bulk_create(rows, batch_size=1000)


def merge_groups(submission: int, tally: Tally) -> None:
    """Write what a tally counted beside the groups already there: those alike grow."""
    if not tally.groups:
        return
    wanted = set(tally.groups)
    codes = {code for code, _field, _value in wanted}
    there = {
        (row.code, row.field, row.value): row
        for row in FindingGroup.objects.filter(submission=submission, code__in=codes).order_by("pk")
        if (row.code, row.field, row.value) in wanted
    }
    for key, row in there.items():
        more = tally.groups.pop(key)
        row.count += more.count
        row.lines = [*row.lines, *more.lines][:LINES_LIMIT]
        row.members = sets.dump(sets.load(row.members) | more.members)
    FindingGroup.objects.bulk_update(there.values(), ["count", "lines", "members"], batch_size=200)
    add_groups(submission, tally)


HELD = "id, position, number, ref, payload, record, version_before"


class Held(NamedTuple):
    """A line as it is kept."""

    id: int
    position: int
    number: int
    ref: str
    payload: bytes
    record: int | None
    version: int


def at(submission: int, members: BitMap, size: int = 500) -> Iterator[list[Held]]:
    """Yield the lines at these positions in the order of the file, in batches."""
    for chunk in store.chunks(list(members), size):
        rows = store.select(
            f"SELECT {HELD} FROM submissions_line WHERE submission_id = %s "  # noqa: S608
            f"AND position IN ({store.marks(chunk)}) ORDER BY position",
            [submission, *chunk],
        )
        yield [held(row) for row in rows]


def naming(submission: int, refs: Sequence[str]) -> BitMap:
    """Return the positions of the lines of a submission that name these references."""
    found = BitMap()
    for chunk in store.chunks(refs):
        rows = store.select(
            f"SELECT position FROM submissions_line WHERE ref IN ({store.marks(chunk)}) AND submission_id = %s",  # noqa: S608
            [*chunk, submission],
        )
        found.update(row[0] for row in rows)
    return found


def held(row: Sequence[Any]) -> Held:
    """Return a row of HELD as a line."""
    line, position, number, ref, payload, record, version = row
    return Held(line, position, number, ref, bytes(payload), record, version)


def clear(submission: int) -> None:
    """Remove the lines and finding groups of a submission."""
    store.many("DELETE FROM submissions_line WHERE submission_id = %s", [(submission,)])
    store.many("DELETE FROM submissions_findinggroup WHERE submission_id = %s", [(submission,)])
    store.many("DELETE FROM submissions_lineset WHERE submission_id = %s", [(submission,)])
    store.many("DELETE FROM submissions_mending WHERE submission_id = %s", [(submission,)])
