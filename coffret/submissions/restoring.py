"""Bringing an old version of a record back: a submission of one line, like any other change."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.catalogue.actions import Changed
from coffret.catalogue.models import Record, Status
from coffret.catalogue.store import stored
from coffret.images import rows as image_rows
from coffret.images.rows import Rows
from coffret.submissions import actions, forming, history, sets
from coffret.submissions.history import Version
from coffret.submissions.merging import PLATFORM
from coffret.submissions.models import Origin, Outcome, SetName, Submission
from coffret.submissions.payload import pack, unpack

# Never changed by a restoration: what the record is called and where it belongs.
IDENTITY = frozenset({"REF", "MUSEO"})


def restore(record: Record, number: int, *, by: Any, version: int, publication: bool) -> Submission:
    """Make the record say again what its version ``number`` said; returns the submission of one line that does.

    Fields absent then are cleared; the images of then come back as far as they are kept. ``version`` is the one that
    was read. Not published when ``publication`` is False or when today's rules refuse it (Submission.rejected).
    Raises Refused for an unknown version or when nothing would change, Changed when the record is no more as read.
    """
    found = history.versions(record)
    target = next((one for one in found if one.number == number), None)
    if target is None:
        raise Refused(_("La notice {ref} n’a pas de version {n}.").format(ref=record.ref, n=number))
    if record.version != version:
        raise Changed(stored([record.ref])[record.ref], version)
    images = _images(record, found, target)
    given = changes(record, target)
    if not given and images is None and record.status == Status.PUBLISHED:
        raise Refused(_("La version {n} dit la même chose que celle d’aujourd’hui : rien à rétablir.").format(n=number))
    submission = forming.submit(
        given, museum=record.museum_id, by=by, origin=Origin.RESTORATION, ref=record.ref, version=version
    )
    if images is not None:
        _attach(submission, images)
    if publication and not submission.rejected:
        try:
            return actions.publish(submission, by=by, still=True)
        except Changed:
            actions.forget(submission)
            raise
    return submission


def changes(record: Record, target: Version) -> dict[str, str]:
    """Return what must be given to go from today's values to those of a version: « » clears."""
    now = {code: text for code, text in record.values.items() if code not in PLATFORM | IDENTITY}
    then = {code: text for code, text in target.values.items() if code not in PLATFORM | IDENTITY}
    given = {code: text for code, text in then.items() if now.get(code) != text}
    return given | {code: "" for code in now if code not in then}


def _images(record: Record, found: list[Version], target: Version) -> Rows | None:
    """Return the images to bring back, None when they are today's."""
    kept = history.pictures(record, found)
    then, now = kept[target.number], kept[record.version]
    return None if image_rows.alike(then, now) else then


def _attach(submission: Submission, images: Rows) -> None:
    """Give the line the images of then, which the store still holds: their bytes were never removed."""
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        line = held.lines.order_by("pk").get()
        content = unpack(bytes(line.payload))
        content.images = images
        line.payload = pack(content)
        kept = sets.of(held.pk)
        if line.outcome == Outcome.UNCHANGED:
            # The same words with other pictures are a change.
            line.outcome = Outcome.UPDATED
            kept[SetName.UPDATED], kept[SetName.UNCHANGED] = kept[SetName.UNCHANGED], kept[SetName.UPDATED]
            held.updated, held.unchanged = held.unchanged, held.updated
        kept[SetName.PICTURED] = sets.every(kept)
        line.save(update_fields=["payload", "outcome"])
        sets.put(held.pk, kept)
        held.edition += 1
        held.save()
    submission.refresh_from_db()
