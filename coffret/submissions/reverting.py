"""Undoing a submission, or some of its lines, even after others: what it changed and still holds goes back by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.authorities.lookup import museum_directory
from coffret.base.errors import Refused
from coffret.catalogue import log, store
from coffret.catalogue.actions import derived, journal_withdrawals, set_status
from coffret.catalogue.checking import check_record
from coffret.catalogue.models import ChangeKind, Status
from coffret.catalogue.store import DERIVED, Target
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions import pasts
from coffret.submissions.answering import drop_by_reversal
from coffret.submissions.drafting import Deed, is_large
from coffret.submissions.examination import Progress, check_context
from coffret.submissions.models import Act, SetName, Stage, Submission
from coffret.submissions.pasts import Back, Conflict, Effect, Fate
from coffret.submissions.publishing import note, refuse_changed, settle
from coffret.submissions.renewal import FINDINGS_LIMIT

WRITTEN = ("museum_id", "values", "version", "submission", "findings", "updated_at", *DERIVED)

Watch = Callable[[Progress], None]


@dataclass
class Undone:
    """What undoing a submission did, or would do."""

    submission: Submission
    restored: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


class Undoing(NamedTuple):
    """What undoing a line writes. ``row``: the columns WRITTEN and the id, of a record rewritten; ``pictures`` None: they stay."""

    position: int
    target: Target
    fate: Fate
    row: tuple[Any, ...]
    goes_back: bool
    pictures: Rows | None
    conflicts: list[Conflict]


class Reversal(Deed[Undoing]):
    """The undoing of lines of one submission: those at ``members``, or all it published.

    ``back`` settles conflicts in favour of what was there before: all of them, or those it names. ``edition``: that of
    the submission when somebody read what would change and decided so; None not to ask.
    """

    step = "Annulation"

    def __init__(
        self,
        submission: Submission,
        *,
        back: Back = False,
        members: BitMap | None = None,
        by: Any = None,
        watch: Watch = lambda progress: None,
        edition: int | None = None,
    ) -> None:
        super().__init__(submission, watch)
        self.back = back
        self.members = members
        self.by = by
        self.edition = edition
        self.result = Undone(submission)
        self.context = check_context()
        self.museums = museum_directory()
        self.now = timezone.now()
        self.stamp = store.stamp(self.now)
        # Lines of which nothing holds any more.
        self.gone = BitMap()

    def run(self) -> Undone:
        """Undo, in one transaction; raises Refused when the submission was never published."""
        submission, done = self.act(large=is_large(self.submission.created + self.submission.updated))
        self.result.submission = submission
        if not done:
            self.result.unchanged = submission.created + submission.updated
        return self.result

    def wanted(self, submission: Submission, kept: dict[str, BitMap]) -> BitMap | None:
        """Return the lines to undo; None when it was done before. Raises Refused.

        Of a submission undone already, whatever holds the same values now was handed in again since, and is not to be
        taken back: only its conflicts can still be settled.
        """
        refuse_changed(submission, self.edition)
        if submission.stage not in {Stage.PARTLY, Stage.PUBLISHED, Stage.REVERTED}:
            sentence = _("Le versement {number} n’a pas été publié : il n’y a rien à annuler.")
            raise Refused(sentence.format(number=submission.pk), value=submission.stage)
        wanted = kept[SetName.PUBLISHED] - kept[SetName.REVERTED]
        if self.members is not None:
            wanted &= self.members
        again = submission.stage == Stage.REVERTED and not self.back
        return None if again or (not wanted and (self.members is not None or self.back)) else wanted

    def make(self, submission: int, kept: dict[str, BitMap], members: BitMap) -> Iterator[list[Undoing]]:
        """Yield what undoing these lines does to their records as they are."""
        for batch in pasts.effects(submission, members, self.back):
            yield [self._made(one) for one in batch]

    def _made(self, one: Effect) -> Undoing:
        row = self._row(one) if one.fate is Fate.RESTORED else ()
        target = one.past.stored.target
        return Undoing(one.past.position, target, one.fate, row, one.goes_back, one.pictures, one.conflicts)

    def _row(self, one: Effect) -> tuple[Any, ...]:
        stored, values = one.past.stored, one.values
        museum = self.museums[values.get("MUSEO", stored.museum)]
        found = [[one.code, one.field, one.value[:300]] for one in check_record(values, self.context)]
        return (
            values.get("MUSEO", stored.museum),
            store.packed(values),
            stored.version + 1,
            self.submission.pk,
            store.packed(found[:FINDINGS_LIMIT]),
            self.stamp,
            *derived(values, one.pictured, museum.name, museum.city),
            stored.id,
        )

    def write(self, batch: list[Undoing]) -> None:
        """Write what undoing lines does."""
        self._rewrite([one for one in batch if one.fate is Fate.RESTORED])
        self._withdraw([one.target for one in batch if one.fate is Fate.WITHDRAWN])
        for one in batch:
            self.result.conflicts += one.conflicts
            self.result.unchanged += one.fate is Fate.UNCHANGED and not one.conflicts
            if not one.conflicts:
                self.gone.add(one.position)

    def _rewrite(self, batch: list[Undoing]) -> None:
        """Write the values and the images that came back, as a new version of each record."""
        store.keep([one.target.id for one in batch], self.stamp)
        store.update(WRITTEN, [one.row for one in batch])
        self._tombstones([one.target.id for one in batch if one.goes_back])
        log.append(ChangeKind.UPDATED, [one.target.id for one in batch if not one.goes_back])
        rows.replace({one.target.id: one.pictures for one in batch if one.pictures is not None})
        rows.settle([one.target.id for one in batch])
        self.result.restored += len(batch)

    def _withdraw(self, records: list[Target]) -> None:
        set_status(records, Status.WITHDRAWN, self._reason(), self.submission.pk, self.now)
        self._gone_from_the_site([one.id for one in records])
        self.result.withdrawn += len(records)

    def _tombstones(self, records: list[int]) -> None:
        """A record rewritten that was withdrawn before the submission is withdrawn again, in the same version."""
        store.update(("status", "withdrawn_reason"), [(Status.WITHDRAWN.value, self._reason(), one) for one in records])
        self._gone_from_the_site(records)

    def _gone_from_the_site(self, records: list[int]) -> None:
        journal_withdrawals(records, self._reason(), self.by, self.now)
        log.append(ChangeKind.WITHDRAWN, records)

    def _reason(self) -> str:
        return f"Versement {self.submission.pk} annulé"

    def conclude(self, submission: Submission, kept: dict[str, BitMap], wanted: BitMap) -> None:
        """Write what became of the submission.

        A submission undone whole is undone, whatever was kept of it: what nobody published stays unpublished.
        """
        kept[SetName.REVERTED] |= self.gone & wanted
        whole = self.members is None or submission.stage == Stage.REVERTED
        settle(submission, kept)
        if whole:
            submission.stage = Stage.REVERTED
        if submission.stage == Stage.REVERTED:
            drop_by_reversal(submission, self.by)
        submission.reverted_at = submission.reverted_at or self.now
        submission.save()
        note(submission, Act.REVERTED, wanted, self.by, self.now)
