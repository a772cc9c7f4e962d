"""Publishing a submission, or some of its lines: one transaction, written batch by batch. A kill leaves the state before.

On SQLite everybody else who writes waits for that transaction: of a large publication, all that can be made before it is
(drafting.py), and what is left is to copy it.
"""

import time
from collections.abc import Callable
from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.authorities.lookup import museum_directory
from coffret.authorities.models import Museum
from coffret.base import pool
from coffret.base.errors import Refused
from coffret.base.pool import Pool
from coffret.catalogue import log, store
from coffret.catalogue.actions import journal_returns
from coffret.catalogue.models import ChangeKind, Status
from coffret.catalogue.store import DERIVED
from coffret.images import rows
from coffret.submissions import drafting, lines, renewal, sets
from coffret.submissions.answering import answer_by_publication
from coffret.submissions.drafting import Draft
from coffret.submissions.examination import SMALL, Progress, check_context
from coffret.submissions.models import Act, Decision, Outcome, SetName, Stage, Submission
from coffret.submissions.renewal import Ground, Renewal
from coffret.submissions.tally import Tally

UPDATED = (
    "museum_id", "values", "version", "submission", "status", "withdrawn_reason", "findings", "updated_at", *DERIVED
)  # fmt: skip

# Lines whose records changed while the others were made: more are worth making all of them again, so many times.
LATE, TURNS = 500, 3

Watch = Callable[[Progress], None]


class Publication:
    """The publication of lines of one submission: those at ``members``, or all that can be.

    ``edition``: that of the submission when somebody read it and decided so; None not to ask. ``still``: only if their
    records are as they were when the lines were checked.
    """

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
        self.submission = submission
        self.still = still
        self.watch = watch
        self.members = members
        self.by = by
        self.edition = edition
        self.now = timezone.now()
        self.stamp = store.stamp(self.now)
        self.tally = Tally()
        self.museums: set[str] = set(Museum.objects.order_by("code").values_list("code", flat=True))
        self.started = time.monotonic()
        self.done = 0
        self.total = 0
        # outcome → positions of the lines that turned out so
        self.turned: dict[str, BitMap] = {outcome: BitMap() for outcome in Outcome.values}

    def run(self) -> Submission:
        """Publish; returns the submission as it has become. Raises Refused when it is not ready for it."""
        ground = Ground(check_context(), museum_directory())
        large = self.submission.created + self.submission.updated >= SMALL and not connection.in_atomic_block
        with pool.opened(renewal.install, ground, parallel=large) as workers:
            return self._in_two_steps(workers) if large else self._at_once()

    def _at_once(self) -> Submission:
        """Publish a few lines in one transaction."""
        with transaction.atomic():
            submission, kept, wanted = self._begun()
            if wanted is not None:
                for asked in drafting.orders(submission.pk, kept, wanted, still=self.still):
                    self._write(renewal.renew(asked))
                    self._tell(self.done)
                self._conclude(submission, kept, wanted)
        return submission

    def _in_two_steps(self, workers: Pool) -> Submission:
        """Make what many lines publish, then write it in one transaction; again when too much changed meanwhile."""
        for turn in count(1):
            seen = Submission.objects.get(pk=self.submission.pk)
            kept = sets.of(seen.pk)
            wanted = self._wanted(seen, kept)
            if wanted is None:
                return seen
            with Draft(seen, kept, wanted, still=self.still) as draft:
                draft.make(workers, lambda done: self._tell(done / 2))
                draft.look()
                if len(draft.late) > LATE and turn < TURNS:
                    continue
                submission = self._write_draft(draft)
                if submission is not None:
                    return submission
        raise AssertionError  # the count has no end

    def _write_draft(self, draft: Draft) -> Submission | None:
        """Write a draft, in one transaction; None when it is no more one of what is to be published."""
        with transaction.atomic():
            submission, kept, wanted = self._begun()
            if wanted is None:
                return submission
            if not draft.holds(submission, wanted):
                return None
            draft.look()
            for renewals in chain(draft.made(), draft.again()):
                self._write(renewals)
                self._tell((self.total + self.done) / 2)
            self._conclude(submission, kept, wanted)
        return submission

    def _begun(self) -> tuple[Submission, dict[str, BitMap], BitMap | None]:
        """Hold the submission and the log; return it, its sets, and the lines to publish, as _wanted does."""
        submission = Submission.objects.select_for_update().get(pk=self.submission.pk)
        log.one_writer()
        kept = sets.of(submission.pk)
        return submission, kept, self._wanted(submission, kept)

    def _tell(self, done: float) -> None:
        """Say how far it is; made, a line is half published."""
        self.watch(Progress("Publication", int(done), 0, time.monotonic() - self.started, self.total))

    def _wanted(self, submission: Submission, kept: dict[str, BitMap]) -> BitMap | None:
        """Return the lines to publish; None when somebody did it before. Raises Refused."""
        refuse_changed(submission, self.edition)
        if submission.stage == Stage.PUBLISHED:
            return None
        if submission.stage not in {Stage.CHECKED, Stage.PARTLY}:
            raise not_ready(submission)
        wanted = sets.publishable(kept)
        if self.members is not None:
            wanted &= self.members
        self.total = len(wanted)
        if not wanted and (self.members is not None or submission.stage == Stage.PARTLY):
            return None
        return wanted

    def _write(self, renewals: list[Renewal]) -> None:
        self._add_museums(renewals)
        self._note_lines([one for one in renewals if one.moved or one.payload is not None])
        self._create([one for one in renewals if one.outcome == Outcome.CREATED])
        self._update([one for one in renewals if one.outcome == Outcome.UPDATED])
        for one in renewals:
            self.turned[one.outcome].add(one.position)
        self.done += len(renewals)

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

    def _conclude(self, submission: Submission, kept: dict[str, BitMap], wanted: BitMap) -> None:
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
