"""Lines and finding groups, written and read by the thousand in plain SQL."""

from collections.abc import Sequence

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
