"""Publishing a submission, or some of its lines: one transaction, written batch by batch. A kill leaves the state before.

On SQLite everybody else who writes waits for that transaction: of a large publication, all that can be made before it is
(drafting.py), and what is left is to copy it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.authorities.lookup import museum_directory
from coffret.authorities.models import Museum
from coffret.base import pool
from coffret.base.errors import Refused
from coffret.base.pool import Pool
from coffret.catalogue import log, store
from coffret.catalogue.actions import Changed, journal_returns
from coffret.catalogue.models import ChangeKind, Status
from coffret.catalogue.store import DERIVED, Stored
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions import lines, renewal, sets
from coffret.submissions.answering import answer_by_publication
from coffret.submissions.drafting import Deed, is_large
from coffret.submissions.examination import Progress, check_context
from coffret.submissions.lines import Held
from coffret.submissions.models import Act, Decision, Outcome, SetName, Stage, Submission
from coffret.submissions.renewal import Ground, Order, Renewal
from coffret.submissions.tally import Tally

UPDATED = (
    "museum_id", "values", "version", "submission", "status", "withdrawn_reason", "findings", "updated_at", *DERIVED
)  # fmt: skip

Watch = Callable[[Progress], None]


class Publication(Deed[Renewal]):
    """The publication of lines of one submission: those at ``members``, or all that can be.

    ``edition``: that of the submission when somebody read it and decided so; None not to ask. ``still``: only if their
    records are as they were when the lines were checked.
    """

    step = "Publication"

    def __init__(
        self,
        submission: Submission,
        watch: Watch,
        members: BitMap | None = None,
        by: Any = None,
        edition: int | None = None,
        *,
        still: bool = False,
    ) -> None:
        super().__init__(submission, watch)
        self.still = still
        self.workers = Pool(None, 0)
        self.members = members
        self.by = by
        self.edition = edition
        self.now = timezone.now()
        self.stamp = store.stamp(self.now)
        self.tally = Tally()
        self.museums: set[str] = set(Museum.objects.order_by("code").values_list("code", flat=True))
        # outcome → positions of the lines that turned out so
        self.turned: dict[str, BitMap] = {outcome: BitMap() for outcome in Outcome.values}

    def run(self) -> Submission:
        """Publish; returns the submission as it has become. Raises Refused when it is not ready for it."""
        ground = Ground(check_context(), museum_directory())
        large = is_large(self.submission.created + self.submission.updated)
        with pool.opened(renewal.install, ground, parallel=large) as self.workers:
            return self.act(large=large)[0]

    def wanted(self, submission: Submission, kept: dict[str, BitMap]) -> BitMap | None:
        """Return the lines to publish; None when somebody did it before. Raises Refused."""
        refuse_changed(submission, self.edition)
        if submission.stage == Stage.PUBLISHED:
            return None
        if submission.stage not in {Stage.CHECKED, Stage.PARTLY}:
            raise not_ready(submission)
        wanted = sets.publishable(kept)
        if self.members is not None:
            wanted &= self.members
        if not wanted and (self.members is not None or submission.stage == Stage.PARTLY):
            return None
        return wanted

    def make(self, submission: int, kept: dict[str, BitMap], members: BitMap) -> Iterator[list[Renewal]]:
        """Yield what publishing these lines does to their records as they are."""
        return map(renewal.renew, self._orders(submission, kept, members))

    def draft(self, submission: int, kept: dict[str, BitMap], members: BitMap) -> Iterator[tuple[int, bytes]]:
        """Yield the same, pickled, made by several processes."""
        return self.workers.map(renewal.renewed, self._orders(submission, kept, members))

    def _orders(self, submission: int, kept: dict[str, BitMap], members: BitMap) -> Iterator[list[Order]]:
        """Yield the lines that change something, in batches; within a submission each names another record.

        Updates come first: a line meant to create may turn out to update, and must not be met twice.
        """
        for outcome in (SetName.UPDATED, SetName.CREATED):
            for batch in lines.at(submission, kept[outcome] & members):
                there = store.stored(row.ref for row in batch)
                if self.still:
                    _refuse_moved(batch, there)
                # Not those that show an image only: a withdrawn one is held too.
                held = rows.held([one.id for one in there.values()])
                yield [_order(row, there.get(row.ref), held) for row in batch]

    def write(self, batch: list[Renewal]) -> None:
        """Write what publishing lines does."""
        self._add_museums(batch)
        self._note_lines([one for one in batch if one.moved or one.payload is not None])
        self._create([one for one in batch if one.outcome == Outcome.CREATED])
        self._update([one for one in batch if one.outcome == Outcome.UPDATED])
        for one in batch:
            self.turned[one.outcome].add(one.position)

    def _add_museums(self, renewals: list[Renewal]) -> None:
        """A museum named before the directory is loaded enters with what the record says of it."""
        new: dict[str, dict[str, Any]] = {}
        for one in renewals:
            if one.museum_facts and one.museum not in self.museums and one.outcome != Outcome.REJECTED:
                new.setdefault(one.museum, one.museum_facts)
        if new:
            rows = [Museum(provisional=True, **facts) for facts in new.values()]
            Museum.objects.bulk_create(rows, ignore_conflicts=True)
            self.museums.update(new)

    def _create(self, renewals: list[Renewal]) -> None:
        if not renewals:
            return
        ids = store.new_ids(len(renewals))
        store.insert(
            [
                (record, one.ref, self.stamp, *self._state(one, 1), *one.derived)
                for record, one in zip(ids, renewals, strict=True)
            ]
        )
        self._show({record: one for record, one in zip(ids, renewals, strict=True) if one.images is not None})
        made = [(record, one.line) for record, one in zip(ids, renewals, strict=True)]
        store.many("UPDATE submissions_line SET record = %s WHERE id = %s", made)
        log.append(ChangeKind.PUBLISHED, ids)

    def _update(self, renewals: list[Renewal]) -> None:
        replaced = [(one, one.target) for one in renewals if one.target]
        if not replaced:
            return
        store.keep([there.id for _one, there in replaced], self.stamp)
        store.update(
            UPDATED,
            [(*self._state(one, there.version + 1), *one.derived, there.id) for one, there in replaced],
        )
        self._show({there.id: one for one, there in replaced})
        back = [there.id for _one, there in replaced if there.status == Status.WITHDRAWN]
        journal_returns(back, self.by, self.now)
        for kind, status in ((ChangeKind.UPDATED, Status.PUBLISHED), (ChangeKind.RESTORED, Status.WITHDRAWN)):
            log.append(kind, [there.id for _one, there in replaced if there.status == status])

    def _show(self, written: dict[int, Renewal]) -> None:
        """Write the images that records written have now; those withdrawn stay so, and do not make a record pictured."""
        rows.replace({record: one.images for record, one in written.items() if one.images is not None})
        rows.settle([record for record, one in written.items() if one.pictured])

    def _state(self, one: Renewal, version: int) -> tuple[Any, ...]:
        """Return the columns of UPDATED that are not derived."""
        return (
            one.museum, one.values, version, self.submission.pk, Status.PUBLISHED.value, "", one.findings, self.stamp
        )  # fmt: skip

    def _note_lines(self, renewals: list[Renewal]) -> None:
        """Write on the lines what turned out otherwise than at the check, and the images they replaced."""
        for one in renewals:
            for finding in one.refusals:
                self.tally.add(finding, one.number, one.position)
        rows = [
            (one.outcome, one.target.version if one.target else 0, one.target.id if one.target else None, one.line)
            for one in renewals
        ]
        store.many("UPDATE submissions_line SET outcome = %s, version_before = %s, record = %s WHERE id = %s", rows)
        payloads = [(one.payload, one.line) for one in renewals if one.payload is not None]
        store.many("UPDATE submissions_line SET payload = %s WHERE id = %s", payloads)

    def conclude(self, submission: Submission, kept: dict[str, BitMap], wanted: BitMap) -> None:
        """Write what became of the submission, and answer who asked for it."""
        lines.merge_groups(submission.pk, self.tally)
        for outcome in Outcome.values:
            kept[outcome] = (kept[outcome] - wanted) | self.turned[outcome]
        published = self.turned[SetName.CREATED] | self.turned[SetName.UPDATED]
        kept[SetName.PUBLISHED] |= published
        settle(submission, kept)
        submission.published_at = submission.published_at or self.now
        submission.save()
        note(submission, Act.PUBLISHED, published, self.by, self.now)
        answer_by_publication(submission, self.by)


def _order(row: Held, stored: Stored | None, held: Mapping[int, Rows]) -> Order:
    images = held.get(stored.id, []) if stored else []
    return Order(row.id, row.position, row.number, row.payload, row.version, stored, images)


def _refuse_moved(batch: list[Held], there: Mapping[str, Stored]) -> None:
    """Raise Changed when a record is no more at the version its line was checked against."""
    for row in batch:
        record = there.get(row.ref)
        if record and record.version != row.version:
            raise Changed(record, row.version)


def settle(submission: Submission, kept: dict[str, BitMap]) -> None:
    """Write the sets of a submission as they have become, and give it the counts and the stage they mean (unsaved)."""
    sets.put(submission.pk, kept)
    for outcome in Outcome:
        setattr(submission, outcome.name.lower(), len(kept[outcome]))
    submission.stage = stage_of(kept)
    submission.edition += 1


def stage_of(kept: dict[str, BitMap]) -> Stage:
    """Return how far the decisions made of a submission's lines brought it."""
    waiting, back = sets.publishable(kept), kept[SetName.REVERTED]
    if back and not waiting and not kept[SetName.PUBLISHED] - back:
        return Stage.REVERTED
    return Stage.PARTLY if waiting or back else Stage.PUBLISHED


def note(submission: Submission, act: Act, members: BitMap, by: Any, at: datetime) -> None:
    """Write in the submission's journal who decided what of which lines; the caller's transaction."""
    Decision.objects.create(
        submission=submission, act=act, members=sets.dump(members), count=len(members), by=by, at=at
    )


def refuse_changed(submission: Submission, edition: int | None) -> None:
    """Raise Refused when a submission is no more at the ``edition`` that was read (None: any will do)."""
    if edition is not None and submission.edition != edition:
        sentence = _("Le versement {number} a changé depuis l’ouverture de cette page : le relire avant de décider.")
        raise Refused(sentence.format(number=submission.pk), value=str(edition))


def not_ready(submission: Submission) -> Refused:
    """Return the refusal to publish a submission that is not at that point."""
    sentence = _(
        "Le versement {number} ne peut pas être publié : il est « {stage} ». Seul un versement contrôlé se publie."
    )
    return Refused(sentence.format(number=submission.pk, stage=submission.get_stage_display()), value=submission.stage)
