"""Changing lines of a submission and judging them again, in one transaction: what a fresh check would find of them.

Whatever the number of lines, memory holds a batch of them, and what changed in the groups of findings.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.submissions import judging, lines, pool, sets
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
    whether it did. ``prepare`` runs before the first line, ``conclude`` after the last, in the same transaction.
    ``submission`` gets its new counts and edition. Raises Refused, changing nothing, when the submission does not wait
    for a decision or a line is published already.
    """
    store.be_patient()
    bench = Bench(check_context(), submission.expected)
    # Children are forked before any transaction: none inherits one.
    parallel = len(positions) >= SMALL and not connection.in_atomic_block
    with pool.opened(judging.install, bench, parallel=parallel) as workers, transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        known = sets.of(held.pk)
        _refuse_unless_open(held, positions, known)
        result = Result(before={outcome: len(known[outcome]) for outcome in Outcome.values})
        prepare(held, result)
        work = _Work(held, known, result, workers, watch)
        work.run(positions, change)
        if result.changed:
            work.write()
        conclude(held, result)
    _refresh(submission, held)
    return result


class _Work:
    """One change of lines, under way."""

    def __init__(
        self, submission: Submission, known: dict[str, BitMap], result: Result, workers: pool.Pool, watch: Watch
    ) -> None:
        self.submission = submission
        self.sets = known
        self.result = result
        self.workers = workers
        self.watch = watch
        self.ledger = Ledger(submission.pk)
        self.twins = Twins(submission.pk)
        self.started = time.monotonic()
        self.done = 0

    def run(self, positions: BitMap, change: Change) -> None:
        """Judge again the lines that change, then those that share a reference with one of them."""
        preparation = Preparation(self.submission, change)
        batches = lines.at(self.submission.pk, positions, BATCH)
        pieces = (preparation.pieces(batch) for batch in self._watched(batches))
        for judged in self.workers.map(again.judge, filter(None, pieces)):
            self._note(judged)
            self.result.changed |= BitMap([one.row.position for one in judged])
            self.twins.met(judged)
        for settled in self.twins.settle(preparation):
            self._note(settled)

    def _watched(self, batches: Iterator[list[lines.Held]]) -> Iterator[list[lines.Held]]:
        for batch in batches:
            yield batch
            self.done += len(batch)
            self.watch(Progress("Correction", self.done, batch[-1].number, time.monotonic() - self.started))

    def _note(self, judged: Sequence[Again]) -> None:
        lines.replace([(one.line, one.row) for one in judged])
        for one in judged:
            self.ledger.note(one.row.position, one.before, one.after)
            self._place(one)

    def _place(self, one: Again) -> None:
        position = one.row.position
        for outcome in Outcome.values:
            self.sets[outcome].discard(position)
        self.sets[one.row.outcome].add(position)
        for name, there in ((SetName.MENDED, one.mended), (SetName.PICTURED, one.row.pictured)):
            (self.sets[name].add if there else self.sets[name].discard)(position)

    def write(self) -> None:
        """Write the groups, the sets and the counts."""
        self.ledger.settle()
        names = (*Outcome.values, SetName.MENDED.value, SetName.PICTURED.value)
        sets.put(self.submission.pk, {name: self.sets[name] for name in names})
        self.result.gone, self.result.come = self.ledger.gone, self.ledger.come
        self.result.after = {outcome: len(self.sets[outcome]) for outcome in Outcome.values}
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
