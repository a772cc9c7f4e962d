"""The change log: facts appended inside the transaction that made them true, read upward by followers."""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from coffret.catalogue.models import Change, ChangeKind

# Any constant will do: it names the log among PostgreSQL's advisory locks.
LOG_LOCK = 0xC0FF


def append(kind: ChangeKind, records: Iterable[int]) -> int:
    """Append one fact of ``kind`` per record id; return how many. Must be called inside a transaction.

    Sequences are in commit order, so that a follower never passes a gap that fills later.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the change log is written inside the transaction it reports")
    one_writer()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [(record, kind.value, now) for record in records]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO catalogue_change (record_id, kind, at) VALUES (%s, %s, %s)", rows)
    return len(rows)


def one_writer() -> None:
    """Wait until no other transaction writes records, and keep the others waiting until this one ends.

    Called before records are read, so that what is written was made of what they are. SQLite has one writer anyway; on
    PostgreSQL it is a lock held until commit.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])


def last_sequence() -> int:
    """Return the sequence of the newest fact, 0 when there is none."""
    return Change.objects.aggregate(last=Max("sequence"))["last"] or 0


def read_from(sequence: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield (sequence, record id) of at most ``limit`` facts after ``sequence``, oldest first."""
    facts = Change.objects.filter(sequence__gt=sequence).order_by("sequence")
    yield from facts.values_list("sequence", "record_id")[:limit]
