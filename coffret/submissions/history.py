"""The life of a record: every version with when, who, how it came, what it changed, and its images as far as kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from coffret.catalogue.models import Record, RecordVersion, Status, Withdrawal
from coffret.images import rows as image_rows
from coffret.images.rows import Rows
from coffret.submissions import sets
from coffret.submissions.merging import Values, differences
from coffret.submissions.models import Act, Decision, Line, LineSet, SetName, Submission
from coffret.submissions.payload import Content, unpack


class How(StrEnum):
    """How a version came to be."""

    PUBLISHED = "published"
    REVERTED = "reverted"
    WITHDRAWN = "withdrawn"
    PUT_BACK = "put_back"
    OTHER = "other"


WORDS = {
    How.PUBLISHED: _("publication"),
    How.REVERTED: _("annulation"),
    How.WITHDRAWN: _("retrait"),
    How.PUT_BACK: _("remise en ligne"),
    How.OTHER: _("changement"),
}


@dataclass
class Version:
    """A version of a record. ``line`` is the line that published it; ``changed`` (code, before, after) since the last."""

    number: int
    values: Values
    status: str
    at: datetime
    how: How = How.OTHER
    by: Any = None
    submission: Submission | None = None
    line: Line | None = None
    reason: str = ""
    changed: list[tuple[str, str, str]] | None = None
    # Whether the line that published it changed the images.
    pictures_changed: bool = False
    # Whether the line that published it was taken back since.
    taken_back: bool = False

    @property
    def words(self) -> Any:
        """Return how it came to be, in a word."""
        return WORDS[self.how]

    @property
    def is_online(self) -> bool:
        """Say whether the public could read it."""
        return self.status == Status.PUBLISHED


def versions(record: Record) -> list[Version]:
    """Return every version of a record, the newest (today's) first. A fixed number of queries."""
    kept = list(RecordVersion.objects.filter(record=record).order_by("number"))
    found = [Version(row.number, dict(row.values), row.status, _made(record, kept, row.number)) for row in kept]
    found.append(Version(record.version, dict(record.values), record.status, _made(record, kept, record.version)))
    numbers = {row.number: row.submission for row in kept} | {record.version: record.submission}
    _explain(record, found, numbers)
    for before, after in pairwise(found):
        after.changed = differences(before.values, after.values)
    return found[::-1]


def _made(record: Record, kept: list[RecordVersion], number: int) -> datetime:
    """A version is made when the one before it is replaced."""
    before = {row.number: row.replaced_at for row in kept}
    return before.get(number - 1, record.created_at)


def _explain(record: Record, found: list[Version], numbers: dict[int, int | None]) -> None:
    """Say of each version how it came: by a submission, by its being taken back, by a withdrawal or its end."""
    pks = {number for number in numbers.values() if number}
    submissions = Submission.objects.select_related("submitted_by").in_bulk(pks)
    lines = {
        (line.submission_id, line.version_before + 1): line
        for line in Line.objects.filter(ref=record.ref, record=record.pk, submission__in=pks).order_by("pk")
    }
    decisions = list(Decision.objects.filter(submission__in=pks).select_related("by").order_by("pk"))
    reverted = {
        row.submission_id: sets.load(row.members)
        for row in LineSet.objects.filter(submission__in=pks, name=SetName.REVERTED).order_by("pk")
    }
    journal = list(Withdrawal.objects.filter(record=record).select_related("by", "restored_by").order_by("pk"))
    before = None
    for one in found:
        number = numbers[one.number]
        one.submission = submissions.get(number) if number else None
        one.line = lines.get((number, one.number)) if number else None
        if number:
            _decided(one, decisions, reverted)
        elif before is not None and one.status != before:
            _moved(one, journal)
        before = one.status


def _decided(one: Version, decisions: list[Decision], reverted: dict[int, BitMap]) -> None:
    one.how = How.PUBLISHED if one.line else How.REVERTED
    act = Act.PUBLISHED if one.line else Act.REVERTED
    submission = one.submission
    one.by = submission.submitted_by if submission and one.line else None
    for decision in decisions:
        if submission and decision.submission_id == submission.pk and decision.act == act and decision.at == one.at:
            one.by = decision.by
    if one.line:
        one.taken_back = one.line.position in reverted.get(one.line.submission_id, BitMap())
        content = unpack(bytes(one.line.payload))
        one.pictures_changed = content.attached is not None


def _moved(one: Version, journal: list[Withdrawal]) -> None:
    if one.status == Status.WITHDRAWN:
        one.how = How.WITHDRAWN
        for row in journal:
            if row.at == one.at:
                one.by, one.reason = row.by, row.reason
    else:
        one.how = How.PUT_BACK
        for row in journal:
            if row.restored_at == one.at:
                one.by = row.restored_by


def pictures(record: Record, found: list[Version]) -> dict[int, Rows]:
    """Return version number → its images, as the lines that changed them kept them; ``found`` as versions() gives it.

    Walks back from today's images: a line that attached others also kept those it took away.
    """
    now = image_rows.held([record.pk]).get(record.pk, [])
    result: dict[int, Rows] = {}
    for one in found:
        result[one.number] = now
        content = _content(one)
        if content and content.replaced is not None:
            now = content.replaced
        elif one.how is How.REVERTED:
            now = _before_reversal(one, found, now)
    return result


def _content(one: Version) -> Content | None:
    return unpack(bytes(one.line.payload)) if one.line and one.pictures_changed else None


def _before_reversal(one: Version, found: list[Version], now: Rows) -> Rows:
    """Taking a submission back brought back what it replaced: before that, there was what it attached."""
    for other in found:
        if (
            other.line
            and one.submission
            and other.line.submission_id == one.submission.pk
            and other.number < one.number
        ):
            content = _content(other)
            if content and content.attached is not None and image_rows.alike(now, content.replaced or []):
                return content.attached
    return now
