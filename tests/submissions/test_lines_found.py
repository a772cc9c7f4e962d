"""Lines asked for by their position are found by it, however many came in at once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap
from sheets import sheet

from coffret.catalogue import store
from coffret.submissions import lines

ASKED = range(500, 540)


def way_of(sql: str) -> str:
    """Return how the database says it would answer a question."""
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_lines_just_checked_are_found_by_their_position(submit):
    submission = submit(*(sheet(number) for number in range(store.CHUNK + 1)), publication=False)
    with CaptureQueriesContext(connection) as asked:
        (batch,) = lines.at(submission.pk, BitMap(ASKED))
    assert [line.position for line in batch] == list(ASKED)

    way = way_of(asked.captured_queries[0]["sql"])

    # PostgreSQL goes by how many lines it thinks there are: those of a submission it knows nothing of are few, and read
    # whole each time. So few as these are here, it may read them all the same.
    known = f"rows={len(ASKED)} " if connection.vendor == "postgresql" else "(submission_id=? AND position=?)"
    assert known in way.splitlines()[0]
