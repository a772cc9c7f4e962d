"""How many times the page of each record was read, and nothing of who read it.

A page that is read writes nothing in the database: base/tallies.py counts, the worker adds to the rows (RecordViews).
"""

from collections import Counter
from datetime import timedelta

from django.db import connection
from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.base.tallies import Tally
from coffret.catalogue.models import Record

_ADD = (
    "INSERT INTO editorial_recordviews (record_id, count) VALUES (%s, %s)"
    " ON CONFLICT (record_id) DO UPDATE SET count = editorial_recordviews.count + excluded.count"
)
TALLY = Tally("readings")


def read(record: int) -> None:
    """Count one view of a record (its id)."""
    TALLY.add(str(record))


@duty("pages lues", every=timedelta(minutes=1))
def add_up() -> str:
    """Add the views counted to the rows; say how many."""
    counted: Counter[int] = Counter()

    def keep(lines: Counter[str]) -> None:
        for line, n in lines.items():
            if line.isdecimal():
                counted[int(line)] += n
        _add(counted)

    TALLY.add_up(keep)
    total = counted.total()
    said = ngettext("{count} page de notice lue", "{count} pages de notices lues", total)
    return said.format(count=total) if total else ""


def _add(counted: Counter[int]) -> None:
    known = set(Record.objects.filter(pk__in=list(counted)).order_by().values_list("pk", flat=True))
    rows = [(record, n) for record, n in counted.items() if record in known]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
