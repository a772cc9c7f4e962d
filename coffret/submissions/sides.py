"""A line beside the record it changes: what the record was before it, what it is or will be after, images included.

One reading for the comparison of fields, that of images, and the public page shown before and after.
"""

from dataclasses import dataclass

from coffret.catalogue.models import Record, RecordVersion
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions.merging import Values, merged
from coffret.submissions.models import Line
from coffret.submissions.payload import Content, unpack
from coffret.submissions.renewal import images_after


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a line. ``record``: the one it changes or made, None when there is none its readers may see.

    ``before`` is empty when the line makes the record, so are ``images_before``.
    """

    content: Content
    record: Record | None
    before: Values
    after: Values
    images_before: Rows
    images_after: Rows

    @property
    def new(self) -> bool:
        """Say whether there was no record before."""
        return not self.before


def sides(line: Line, content: Content | None = None) -> Sides:
    """Return both sides of ``line``, whose submission is read too; ``content`` is its payload when it is read already."""
    content = content or unpack(bytes(line.payload))
    record = _record(line)
    before = _before(line, record)
    after = merged(before, content.values, content.empty)
    held = rows.held([record.pk]).get(record.pk, []) if record and before else []
    if content.replaced is not None:
        # The publication took images away: they are what there was, whatever came since.
        return Sides(content, record, before, after, content.replaced, content.attached or [])
    return Sides(content, record, before, after, held, images_after(content, after, held))


def _record(line: Line) -> Record | None:
    """Return the record a line is about; one of a museum that the submission is not for is not for its readers."""
    if not line.ref:
        return None
    record = Record.objects.select_related("museum").filter(ref=line.ref).first()
    return record if record and record.museum_id in line.submission.museums else None


def _before(line: Line, record: Record | None) -> Values:
    """Return the values the record had before the line was published; those it has when it is not yet."""
    if record is None or (line.record and not line.version_before):
        return {}
    if line.version_before and record.version > line.version_before:
        kept = RecordVersion.objects.filter(record=record, number=line.version_before).first()
        return dict(kept.values) if kept else {}
    return dict(record.values)
