"""Changing lines of a submission and judging them again, in one transaction: what a fresh check would find of them.

Whatever the number of lines, memory holds a batch of them, and what changed in the groups of findings.
"""

import pickle
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.base import pool
from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.submissions import judging, lines, sets
from coffret.submissions.examination import BATCH, SMALL, Progress, check_context
from coffret.submissions.judging import Bench
from coffret.submissions.mending import again
from coffret.submissions.mending.again import Again
from coffret.submissions.mending.ledger import Ledger
from coffret.submissions.mending.preparing import Change, Preparation
from coffret.submissions.mending.twins import Twins
from coffret.submissions.models import Outcome, SetName, Stage, Submission
from coffret.submissions.publishing import stage_of

Watch = Callable[[Progress], None]
OUTCOMES = tuple(Outcome.values)
# Times many lines are judged again because the submission changed meanwhile.
ATTEMPTS = 3
# Columns of the submission that a change of its lines writes.
WRITTEN = ("edition", "stage", *(outcome.name.lower() for outcome in Outcome))


@dataclass(slots=True)
class Result:
    """What a change of lines did: the lines changed, how many of each outcome before and after, findings gone and come."""

    changed: BitMap = field(default_factory=BitMap)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    gone: int = 0
    come: int = 0


# What is written with the lines, in the same transaction: given the submission, held, and what was done.
Conclude = Callable[[Submission, Result], None]


def _nothing(submission: Submission, result: Result) -> None:
    """Write nothing more."""


def quiet(progress: Progress) -> None:
    """Watch nothing."""


def rejudge(
    submission: Submission,
    positions: BitMap,
    change: Change,
    *,
    prepare: Conclude = _nothing,
    conclude: Conclude = _nothing,
    watch: Watch = quiet,
) -> Result:
    """Apply ``change`` to the lines at these positions, judge again those it changed, write all of it at once.

    ``change`` takes a line's content and the values of the record it would change, mends the content in place and says
    whether it did. ``prepare`` runs before the first line, ``conclude`` after the last one, in the transaction that
    writes. Many lines are judged before that transaction, which then is short, and again if another act came between:
    ``prepare`` then runs outside it, and more than once. ``submission`` gets its new counts and edition. Raises Refused,
    changing nothing, when the submission does not wait for a decision or a line is published already.
    """
    bench = Bench(check_context(), submission.expected)
    act = _Act(submission.pk, positions, change, prepare, conclude, watch)
    large = len(positions) >= SMALL and not connection.in_atomic_block
    # Children are forked before any transaction: none inherits one.
    with pool.opened(judging.install, bench, parallel=large) as workers:
        held, result = _in_two_steps(act, workers) if large else _at_once(act, workers)
    _refresh(submission, held)
    return result


class _Act(NamedTuple):
    """What is asked for: see ``rejudge``."""

    submission: int
    positions: BitMap
    change: Change
    prepare: Conclude
    conclude: Conclude
    watch: Watch


def _at_once(act: _Act, workers: pool.Pool) -> tuple[Submission, Result]:
    """Judge and write a few lines in one transaction."""
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=act.submission)
        work = _begun(act, held, workers)
        work.judge(act.positions, act.change)
        work.write()
        act.conclude(held, work.result)
    return held, work.result


def _in_two_steps(act: _Act, workers: pool.Pool) -> tuple[Submission, Result]:
    """Judge many lines first, then write them in one transaction, if the submission is still as it was read."""
    store.be_patient()
    for _attempt in range(ATTEMPTS):
        seen = Submission.objects.get(pk=act.submission)
        with tempfile.TemporaryFile() as spool:
            work = _begun(act, seen, workers, spool)
            work.judge(act.positions, act.change)
            with transaction.atomic():
                held = Submission.objects.select_for_update().get(pk=act.submission)
                if (held.edition, held.stage) == (seen.edition, seen.stage):
                    work.submission = held
                    work.write()
                    act.conclude(held, work.result)
                    return held, work.result
    sentence = _("Le versement {number} ne cesse de changer : recommencer quand les autres auront fini.")
    raise Refused(sentence.format(number=act.submission))


def _begun(act: _Act, submission: Submission, workers: pool.Pool, spool: IO[bytes] | None = None) -> "_Work":
    known = sets.of(submission.pk)
    _refuse_unless_open(submission, act.positions, known)
    result = Result(before={outcome: len(known[outcome]) for outcome in OUTCOMES})
    act.prepare(submission, result)
    return _Work(submission, known, result, workers, act.watch, spool)


class _Work:
    """One change of lines, under way."""

    def __init__(
        self,
        submission: Submission,
        known: dict[str, BitMap],
        result: Result,
        workers: pool.Pool,
        watch: Watch,
        spool: IO[bytes] | None,
    ) -> None:
        self.submission = submission
        self.sets = known
        self.result = result
        self.workers = workers
        self.watch = watch
        # Where lines wait to be written; None writes them at once.
        self.spool = spool
        self.ledger = Ledger(submission.pk)
        self.twins = Twins(submission.pk)
        self.preparation: Preparation | None = None
        self.started = time.monotonic()
        self.done = 0

    def judge(self, positions: BitMap, change: Change) -> None:
        """Judge again the lines that change."""
        preparation = self.preparation = Preparation(self.submission, change)
        batches = lines.at(self.submission.pk, positions, BATCH)
        pieces = (preparation.pieces(batch) for batch in self._watched(batches))
        for judged in self.workers.map(again.judge, filter(None, pieces)):
            self._keep([(one.line, one.row) for one in judged])
            self._note(judged)
            self.result.changed |= BitMap([one.row.position for one in judged])
            self.twins.met(judged)

    def _keep(self, rows: list[tuple[int, judging.Row]]) -> None:
        if self.spool is None:
            lines.replace(rows)
        else:
            pickle.dump(rows, self.spool)

    def _spooled(self) -> Iterator[list[tuple[int, judging.Row]]]:
        """Yield what waits to be written, in the order it was judged; written by this very process."""
        if self.spool is None:
            return
        end = self.spool.tell()
        self.spool.seek(0)
        while self.spool.tell() < end:
            yield pickle.load(self.spool)  # noqa: S301

    def _watched(self, batches: Iterator[list[lines.Held]]) -> Iterator[list[lines.Held]]:
        for batch in batches:
            yield batch
            self.done += len(batch)
            self.watch(Progress("Correction", self.done, batch[-1].number, time.monotonic() - self.started))

    def _note(self, judged: Sequence[Again]) -> None:
        for one in judged:
            self._refuse_stranger(one.row)
            self.ledger.note(one.row.position, one.before, one.after)
            self._place(one)

    def _refuse_stranger(self, row: judging.Row) -> None:
        """Raise Refused for a line that would now change another museum's record: its reference names one, say.

        Who may read and publish a submission is settled by its museums, when it is checked.
        """
        museums = self.submission.museums
        if museums and row.outcome != Outcome.REJECTED and row.museum not in museums:
            sentence = _(
                "La notice {ref} est du musée {museum}, et ce versement n’est pas de lui : rien n’est corrigé."
            )
            raise Refused(sentence.format(ref=row.ref, museum=row.museum), field="REF", value=row.ref)

    def _place(self, one: Again) -> None:
        position = one.row.position
        for outcome in OUTCOMES:
            self.sets[outcome].discard(position)
        self.sets[one.row.outcome].add(position)
        for name, there in ((SetName.MENDED, one.mended), (SetName.PICTURED, one.row.pictured)):
            (self.sets[name].add if there else self.sets[name].discard)(position)

    def write(self) -> None:
        """Write what was judged: lines, those that share a reference with them, groups, sets and counts."""
        for rows in self._spooled():
            lines.replace(rows)
        if self.preparation and self.result.changed:
            for settled in self.twins.settle(self.preparation, self.sets[SetName.PUBLISHED]):
                lines.replace([(one.line, one.row) for one in settled])
                self._note(settled)
            self.ledger.settle()
            self._count()

    def _count(self) -> None:
        names = (*OUTCOMES, SetName.MENDED.value, SetName.PICTURED.value)
        sets.put(self.submission.pk, {name: self.sets[name] for name in names})
        self.result.gone, self.result.come = self.ledger.gone, self.ledger.come
        self.result.after = {outcome: len(self.sets[outcome]) for outcome in OUTCOMES}
        for outcome in Outcome:
            setattr(self.submission, outcome.name.lower(), len(self.sets[outcome]))
        if self.submission.stage != Stage.CHECKED:
            # A refused line of what was published may wait for publication now.
            self.submission.stage = stage_of(self.sets)
        self.submission.edition += 1
        self.submission.save(update_fields=WRITTEN)


def _refuse_unless_open(submission: Submission, positions: BitMap, known: Mapping[str, BitMap]) -> None:
    if submission.stage not in {Stage.CHECKED, Stage.PARTLY, Stage.PUBLISHED}:
        sentence = _("Le versement {number} est « {stage} » : ses lignes ne se corrigent plus.")
        raise Refused(
            sentence.format(number=submission.pk, stage=submission.get_stage_display()), value=submission.stage
        )
    if done := positions & known[SetName.PUBLISHED]:
        sentence = _(
            "{count} de ces lignes sont déjà publiées, dont celle de rang {rank} : corriger leurs notices en ligne."
        )
        raise Refused(sentence.format(count=len(done), rank=done[0] + 1), value=str(done[0] + 1))
    if unknown := positions - sets.every(known):
        sentence = _("Le versement {number} n’a pas de ligne de rang {rank}.")
        raise Refused(sentence.format(number=submission.pk, rank=unknown[0] + 1), value=str(unknown[0] + 1))


def _refresh(submission: Submission, held: Submission) -> None:
    for name in WRITTEN:
        setattr(submission, name, getattr(held, name))
