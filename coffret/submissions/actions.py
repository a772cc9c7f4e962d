"""What happens to a submission: received, checked, published, reverted. One transaction each where it decides."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap

from coffret.base import locks
from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.formats.detect import open_source
from coffret.images.attach import Folder
from coffret.submissions import lines, received, sets
from coffret.submissions.examination import Examination, Progress, Summary
from coffret.submissions.image_rules import NAMED_IN_VAIN
from coffret.submissions.judging import Row
from coffret.submissions.mending import replaying
from coffret.submissions.models import Origin, Outcome, SetName, Stage, Submission
from coffret.submissions.pasts import Back
from coffret.submissions.publishing import Publication, not_ready
from coffret.submissions.reverting import Reversal, Undone

Watch = Callable[[Progress], None]

# Lines written in one transaction while a file is checked: some tenths of a second.
TOGETHER = 10_000


def _quiet(progress: Progress) -> None:
    """Watch nothing."""


def receive(path: Path, name: str = "", user: Any = None) -> Submission:
    """Keep the file and return its submission; one whose check was interrupted is taken up again.

    Raises Refused, and keeps nothing, when the file cannot even be opened.
    """
    _source, records = open_source(path)
    next(iter(records), None)
    kept = received.keep(path)
    unfinished = Submission.objects.filter(sha256=kept.sha256, stage=Stage.RECEIVED, submitted_by=user)
    for submission in unfinished.order_by("-pk"):
        with _held(submission) as free:
            if free:
                return submission
    return Submission.objects.create(
        file_name=(name or path.name)[-500:],
        sha256=kept.sha256,
        size=kept.size,
        submitted_by=user,
        received_at=timezone.now(),
    )


def check(
    submission: Submission, *, museum: str = "", images: Path | Folder | None = None, watch: Watch = _quiet
) -> Submission:
    """Check a submission from the beginning, writing its lines and findings; nothing of the catalogue changes.

    ``images``: the folder they are in; a Folder already read may serve several submissions. Returns the submission,
    checked. Raises Refused for a file that cannot be read: the submission is then refused, with no line.
    """
    if submission.stage not in {Stage.RECEIVED, Stage.CHECKED}:
        raise not_ready(submission)
    folder = Folder.open(images) if isinstance(images, Path) else images
    some = submission.origin != Origin.FILE
    store.be_patient()
    with _held(submission) as free, received.unpacked(submission.sha256, submission.file_name) as path:
        if not free:
            raise Refused(f"Le versement {submission.pk} est déjà en cours de contrôle. Attendez qu’il se termine.")
        _restart(submission)
        # What is written in the workshop is as its author wants it; what a software exports is corrected as always.
        habits = replaying.habits_of(museum) if submission.origin == Origin.FILE else None
        examination = Examination(path, museum=museum, folder=folder, save_images=True, some_images=some, habits=habits)
        try:
            kept: list[Row] = []
            summary = examination.run(lambda rows: _keep(submission.pk, kept, rows), watch)
            _write(submission.pk, kept)
        except Refused as refusal:
            _refuse(submission, refusal)
            raise
        submission.pictures = _pictures(examination, summary)
        submission.expected = museum
        _conclude(submission, summary, examination.used)
        if summary.records > store.CHUNK:
            store.counted_anew("submissions_line")
    return submission


def publish(
    submission: Submission,
    members: BitMap | None = None,
    *,
    by: Any = None,
    watch: Watch = _quiet,
    edition: int | None = None,
    still: bool = False,
) -> Submission:
    """Publish the lines of a checked submission at these positions (all that can be: None), in one transaction.

    Returns it as it has become; what somebody published before is left as it is. ``edition``: the one that was read,
    None not to ask; raises Refused when the submission changed since. ``still``: raises Changed when one of their records
    did since the check.
    """
    store.be_patient()
    return Publication(submission, watch, members, by, edition, still=still).run()


def revert(
    submission: Submission,
    members: BitMap | None = None,
    *,
    force: Back = False,
    by: Any = None,
    watch: Watch = _quiet,
    edition: int | None = None,
) -> Undone:
    """Undo what a submission published, or its lines at these positions, field by field, in one transaction.

    ``force`` also takes back what changed since: all of it, or the (position, field) it names. ``edition``: as for
    ``publish``.
    """
    store.be_patient()
    return Reversal(submission, back=force, members=members, by=by, watch=watch, edition=edition).run()


def submit(
    path: Path,
    *,
    museum: str = "",
    images: Path | None = None,
    publication: bool = False,
    user: Any = None,
    watch: Watch = _quiet,
) -> Submission:
    """Receive and check a file, and publish it when asked. A file nobody can read leaves nothing behind."""
    submission = receive(path, user=user)
    try:
        check(submission, museum=museum, images=images, watch=watch)
    except Refused:
        forget(submission)
        raise
    return publish(submission, by=user, watch=watch) if publication else submission


def original(submission: Submission) -> BinaryIO:
    """Return a stream of the file as it was received, byte for byte."""
    return received.opened(submission.sha256)


def forget(submission: Submission) -> None:
    """Remove a submission that changed nothing, and its file unless another names it; raises Refused for others."""
    if submission.stage in {Stage.PARTLY, Stage.PUBLISHED, Stage.REVERTED}:
        raise Refused(f"Le versement {submission.pk} a été publié : il ne s’efface pas, il s’annule.")
    with transaction.atomic():
        lines.clear(submission.pk)
        Submission.objects.filter(pk=submission.pk).delete()
        if not Submission.objects.filter(sha256=submission.sha256).exists():
            received.drop(submission.sha256)


def _held(submission: Submission) -> contextlib.AbstractContextManager[bool]:
    """Hold a submission for the time of a check; gives False when another process holds it. A kill lets it go."""
    return locks.held(Path(settings.DATA) / "received" / f"check-{submission.pk}.lock")


def _restart(submission: Submission) -> None:
    with transaction.atomic():
        lines.clear(submission.pk)
        Submission.objects.filter(pk=submission.pk).update(stage=Stage.RECEIVED)


def _keep(submission: int, kept: list[Row], rows: list[Row]) -> None:
    """Gather lines until they are worth a transaction: each one writes anew every page of the indexes it touches."""
    kept += rows
    if len(kept) >= TOGETHER:
        _write(submission, kept)
        kept.clear()


def _write(submission: int, rows: list[Row]) -> None:
    with transaction.atomic():
        lines.add_lines(submission, rows)


def _conclude(submission: Submission, summary: Summary, used: dict[int, BitMap]) -> None:
    with transaction.atomic():
        lines.add_groups(submission.pk, summary.tally)
        mended = replaying.record(submission, used)
        sets.put(submission.pk, {**summary.outcomes, SetName.PICTURED: summary.pictured, SetName.MENDED: mended})
        submission.format = summary.source.format
        submission.encoding = summary.source.encoding
        submission.museums = sorted(summary.museums)
        submission.museum = submission.museums[0] if len(submission.museums) == 1 else ""
        for outcome in Outcome:
            setattr(submission, outcome.name.lower(), summary.counts[outcome])
        submission.stage = Stage.CHECKED
        submission.checked_at = timezone.now()
        submission.save()


def _pictures(examination: Examination, summary: Summary) -> dict[str, Any]:
    """Return what became of the pictures; those no record names are kept when a record names one in vain."""
    counts: dict[str, Any] = dict(examination.images.counts())
    if any(code in NAMED_IN_VAIN for code, _field, _value in summary.tally.groups):
        counts["left"] = examination.images.left()
    return counts


def _refuse(submission: Submission, refusal: Refused) -> None:
    with transaction.atomic():
        lines.clear(submission.pk)
        submission.stage = Stage.REFUSED
        submission.refusal = {"code": refusal.code, "sentence": str(refusal), **refusal.facts}
        submission.save()
