"""How many records museums hold, how many are online, how many of them show a picture: read from one index alone.

The index on museum and inventory number ends with what is counted here: no record is read, whose page is a kilobyte and a
half. A museum of a hundred and forty thousand takes some milliseconds; all museums of a million records, less than a tenth
of a second: pages that everyone asks for have them counted by the search.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Q

from coffret.catalogue.models import Record, Status


class Holding(NamedTuple):
    """How many records a museum holds, withdrawn ones too; how many are online; how many of those show a picture."""

    records: int = 0
    online: int = 0
    illustrated: int = 0


NOTHING = Holding()


def holdings(museums: Collection[str] | None = None) -> dict[str, Holding]:
    """Return museum code → what it holds, of these museums or of all; those that hold nothing are left out."""
    rows = Record.objects.order_by()
    if museums is not None:
        rows = rows.filter(museum__in=museums)
    shown = Q(status=Status.PUBLISHED)
    counted = rows.values_list("museum_id").annotate(
        records=Count("pk"), online=Count("pk", filter=shown), illustrated=Count("pk", filter=shown & Q(has_image=True))
    )
    return {code: Holding(*counts) for code, *counts in counted}


def online(museums: Collection[str] | None = None) -> dict[str, int]:
    """Return museum code → its records online, of these museums or of all; those with none are left out."""
    return {code: held.online for code, held in holdings(museums).items() if held.online}
