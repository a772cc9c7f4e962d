"""Sets of lines of a submission, as roaring bitmaps of their positions: filters are unions and intersections.

A position is a line's rank in the file, from 0. A hundred thousand of them weigh a few bytes when they follow one another,
and any page of any filter is found without counting lines.
"""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from pyroaring import BitMap

from coffret.submissions.models import FindingGroup, Line, LineSet, Outcome, SetName, Submission


def dump(members: BitMap) -> bytes:
    """Return a set as the database keeps it."""
    members.run_optimize()
    return members.serialize()


def load(raw: bytes | memoryview) -> BitMap:
    """Return a kept set; nothing is the empty one."""
    return BitMap.deserialize(bytes(raw)) if raw else BitMap()


def of(submission: int) -> dict[str, BitMap]:
    """Return every set of a submission by its name (SetName), the empty ones included."""
    kept = LineSet.objects.filter(submission=submission).order_by("name").values_list("name", "members")
    return {**{name: BitMap() for name in SetName.values}, **{name: load(raw) for name, raw in kept}}


def put(submission: int, sets: Mapping[str, BitMap]) -> None:
    """Write these sets; the caller's transaction, holding the submission's row when it exists already."""
    rows = [LineSet(submission_id=submission, name=str(name), members=dump(one)) for name, one in sets.items()]
    LineSet.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["submission", "name"], update_fields=["members"]
    )


def every(sets: Mapping[str, BitMap]) -> BitMap:
    """Return all the lines."""
    return BitMap.union(*(sets[outcome] for outcome in Outcome.values))


def publishable(sets: Mapping[str, BitMap]) -> BitMap:
    """Return the lines that would change the catalogue and that nobody published yet."""
    return (sets[SetName.CREATED] | sets[SetName.UPDATED]) - sets[SetName.PUBLISHED]


def members(groups: Iterable[FindingGroup]) -> BitMap:
    """Return the lines of these findings."""
    return BitMap.union(BitMap(), *(load(group.members) for group in groups))


def page(wanted: BitMap, number: int, size: int) -> BitMap:
    """Return the ``number``-th page (from 1) of a set."""
    first = (number - 1) * size
    return BitMap(wanted[first : first + size])


def lines(submission: Submission, wanted: BitMap) -> QuerySet[Line]:
    """Return the lines at these positions, a page of them at most, in the order of the file."""
    return submission.lines.filter(position__in=list(wanted)).order_by("position", "pk")
