"""Undoing a submission, even after others: what it changed and that still holds goes back, field by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.authorities.lookup import museum_directory
from coffret.base.errors import Refused
from coffret.catalogue import log, store
from coffret.catalogue.actions import derived, set_status
from coffret.catalogue.checking import check_record
from coffret.catalogue.models import ChangeKind, Status
from coffret.catalogue.store import DERIVED, Stored
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions.examination import check_context
from coffret.submissions.lines import batches
from coffret.submissions.merging import ThreeWay, Values, undone
from coffret.submissions.models import Outcome, Stage, Submission
from coffret.submissions.payload import unpack
from coffret.submissions.renewal import FINDINGS_LIMIT

WRITTEN = ("museum_id", "values", "version", "submission", "findings", "updated_at", *DERIVED)


class Conflict(NamedTuple):
    """A field (or « » for the whole record) changed again since: what the submission gave, what there is now."""

    ref: str
    field: str
    submitted: str
    current: str


@dataclass
class Undone:
    """What undoing a submission did."""

    submission: Submission
    restored: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


class Past(NamedTuple):
    """A published line seen again: the record now, its values before and after, images taken away and attached."""

    stored: Stored
    before: Values | None
    was_published: bool
    after: Values
    replaced: Rows | None
    attached: Rows | None


class Reversal:
    """The undoing of one submission; ``force`` settles conflicts in favour of what was there before it."""

    def __init__(self, submission: Submission, *, force: bool) -> None:
        self.force = force
        self.result = Undone(submission)
        self.context = check_context()
        self.museums = museum_directory()
        self.now = timezone.now()
        self.stamp = store.stamp(self.now)

    def run(self) -> Undone:
        """Undo, in one transaction; raises Refused when the submission was never published."""
        with transaction.atomic():
            submission = Submission.objects.select_for_update().get(pk=self.result.submission.pk)
            if submission.stage not in {Stage.PUBLISHED, Stage.REVERTED}:
                sentence = _("Le versement {number} n’a pas été publié : il n’y a rien à annuler.")
                raise Refused(sentence.format(number=submission.pk), value=submission.stage)
            if submission.stage == Stage.REVERTED and not self.force:
                return self._again(submission)
            for batch in self._pasts(submission.pk):
                self._undo(batch)
            submission.stage = Stage.REVERTED
            submission.reverted_at = submission.reverted_at or self.now
            submission.save()
            self.result.submission = submission
        return self.result

    def _again(self, submission: Submission) -> Undone:
        """Undone already: whatever holds the same values now was handed in again since, and is not to be taken back."""
        self.result.submission = submission
        self.result.unchanged = submission.created + submission.updated
        return self.result

    def _pasts(self, submission: int) -> Iterator[list[Past]]:
        """Yield published lines with what surrounds them, in batches."""
        for outcome in (Outcome.CREATED, Outcome.UPDATED):
            for lines in batches(submission, outcome):
                records = store.stored_by_id(row.record for row in lines if row.record)
                wanted = [
                    (row.record, number) for row in lines if row.record for number in (row.version, row.version + 1)
                ]
                versions = store.versions(wanted)
                yield [
                    _past(records[row.record], row.version, versions, row.payload)
                    for row in lines
                    if row.record in records
                ]

    def _undo(self, batch: list[Past]) -> None:
        held = rows.held([past.stored.id for past in batch if past.replaced is not None])
        withdrawn: list[Stored] = []
        rewritten: list[tuple[Stored, Values, bool, bool]] = []
        images: dict[int, Rows] = {}
        for past in batch:
            if past.before is None:
                if self._may_withdraw(past):
                    withdrawn.append(past.stored)
                continue
            three_way = undone(past.before, past.after, json.loads(past.stored.values), force=self.force)
            self._note(past, three_way)
            pictures = self._pictures(past, three_way, held.get(past.stored.id, []))
            if pictures is not None:
                images[past.stored.id] = pictures
            pictured = bool(pictures) if pictures is not None else past.stored.has_image
            self._settle(past, three_way, pictured, pictures is not None, rewritten, withdrawn)
        self._rewrite(rewritten)
        rows.replace(images)
        rows.settle([stored.id for stored, *_rest in rewritten])
        self._withdraw(withdrawn)

    def _settle(
        self,
        past: Past,
        three_way: ThreeWay,
        pictured: bool,
        pictures_changed: bool,
        rewritten: list[tuple[Stored, Values, bool, bool]],
        withdrawn: list[Stored],
    ) -> None:
        """Decide whether a changed record is rewritten, goes back to being withdrawn, or stays as it is."""
        differs = three_way.values != json.loads(past.stored.values) or pictures_changed
        goes_back = not past.was_published and past.stored.status == Status.PUBLISHED
        if differs:
            rewritten.append((past.stored, three_way.values, pictured, goes_back))
        elif goes_back:
            withdrawn.append(past.stored)
        else:
            self.result.unchanged += 1

    def _may_withdraw(self, past: Past) -> bool:
        """Say whether a record that the submission made is to go: not when it is gone, nor (unless forced) changed."""
        if past.stored.status == Status.WITHDRAWN:
            self.result.unchanged += 1
            return False
        if json.loads(past.stored.values) != past.after and not self.force:
            self.result.conflicts.append(Conflict(past.stored.ref, "", "", ""))
            return False
        return True

    def _note(self, past: Past, three_way: ThreeWay) -> None:
        for code, submitted, current in three_way.conflicts:
            self.result.conflicts.append(Conflict(past.stored.ref, code, submitted, current))

    def _pictures(self, past: Past, three_way: ThreeWay, held: Rows) -> Rows | None:
        """Return the images the record had before, None when they stay as they are."""
        if past.replaced is None or rows.alike(past.replaced, held):
            return None
        if any(code == "REFIM" for code, _submitted, _current in three_way.conflicts):
            return None
        if not rows.alike(held, past.attached or []) and not self.force:
            self.result.conflicts.append(Conflict(past.stored.ref, "REFIM", _names(past.attached), _names(held)))
            return None
        return past.replaced

    def _rewrite(self, rewritten: list[tuple[Stored, Values, bool, bool]]) -> None:
        """Write the values that came back, as a new version of each record."""
        store.keep([one[0] for one in rewritten], self.stamp)
        store.update(
            WRITTEN,
            [self._row(stored, values, pictured) for stored, values, pictured, _goes_back in rewritten],
        )
        self._tombstones([stored.id for stored, _values, _pictured, goes_back in rewritten if goes_back])
        kept = [stored.id for stored, _values, _pictured, goes_back in rewritten if not goes_back]
        log.append(ChangeKind.UPDATED, kept)
        self.result.restored += len(rewritten)

    def _row(self, stored: Stored, values: Values, pictured: bool) -> tuple[Any, ...]:
        museum = self.museums[values.get("MUSEO", stored.museum)]
        found = [[one.code, one.field, one.value[:300]] for one in check_record(values, self.context)]
        return (
            values.get("MUSEO", stored.museum),
            store.dumps(values),
            stored.version + 1,
            self.result.submission.pk,
            store.dumps(found[:FINDINGS_LIMIT]),
            self.stamp,
            *derived(values, pictured, museum.name, museum.city),
            stored.id,
        )

    def _withdraw(self, records: list[Stored]) -> None:
        set_status(records, Status.WITHDRAWN, self._reason(), self.result.submission.pk)
        log.append(ChangeKind.WITHDRAWN, [one.id for one in records])
        self.result.withdrawn += len(records)

    def _tombstones(self, records: list[int]) -> None:
        """A record rewritten that was withdrawn before the submission is withdrawn again, in the same version."""
        store.update(("status", "withdrawn_reason"), [(Status.WITHDRAWN.value, self._reason(), one) for one in records])
        log.append(ChangeKind.WITHDRAWN, records)

    def _reason(self) -> str:
        return f"Versement {self.result.submission.pk} annulé"


def _past(stored: Stored, version: int, versions: dict[tuple[int, int], tuple[str, str]], payload: bytes) -> Past:
    """Return a line's past; the version after it is the record itself when nothing came since."""
    content = unpack(payload)
    before = versions[stored.id, version] if version else None
    after = versions.get((stored.id, version + 1))
    return Past(
        stored,
        json.loads(before[0]) if before else None,
        before is None or before[1] == Status.PUBLISHED,
        json.loads(after[0] if after else stored.values),
        content.replaced,
        content.attached,
    )


def _names(images: Rows | None) -> str:
    return ";".join(row[0] for row in images or ())
