"""What is done to lines of a submission, in one transaction; many lines are made ready before it, so that others write meanwhile.

A draft is a file without a name: a kill leaves nothing of it. What became of the records since it was made is told by the
change log; the few lines concerned are made again in the transaction.
"""

import pickle
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from itertools import chain, count
from typing import Any, Generic, Protocol, TypeVar

from django.conf import settings
from django.db import connection, transaction
from pyroaring import BitMap

from coffret.catalogue import log, store
from coffret.submissions import lines, sets
from coffret.submissions.examination import SMALL, Progress
from coffret.submissions.models import Submission

# Facts of the change log read at a time.
FACTS = 10_000
# Lines whose records changed while the others were made: more are worth making all of them again, so many times.
LATE, TURNS = 500, 3

Sets = dict[str, BitMap]


class Placed(Protocol):
    """What is made of a line."""

    @property
    def position(self) -> int:
        """Return the position of the line."""


Made = TypeVar("Made", bound=Placed)


class Deed(ABC, Generic[Made]):
    """Something done to lines of a submission: which, what is made of each, how that is written. ``step``: its name, as told."""

    step = ""

    def __init__(self, submission: Submission, watch: Callable[[Progress], None]) -> None:
        self.submission = submission
        self.watch = watch
        self.started = time.monotonic()
        self.done = 0
        self.total = 0

    @abstractmethod
    def wanted(self, submission: Submission, kept: Sets) -> BitMap | None:
        """Return the lines to act on; None when it was done before. Raises Refused."""

    @abstractmethod
    def make(self, submission: int, kept: Sets, members: BitMap) -> Iterator[list[Made]]:
        """Yield what is to be written of the lines at these positions, in batches; writes nothing."""

    @abstractmethod
    def write(self, batch: list[Made]) -> None:
        """Write a batch; in the transaction."""

    @abstractmethod
    def conclude(self, submission: Submission, kept: Sets, wanted: BitMap) -> None:
        """Write what was done of the submission; in the transaction."""

    def draft(self, submission: int, kept: Sets, members: BitMap) -> Iterator[tuple[int, bytes]]:
        """Yield what ``make`` does, pickled, and of how many lines."""
        for batch in self.make(submission, kept, members):
            yield len(batch), pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)

    def act(self, *, large: bool) -> tuple[Submission, bool]:
        """Do it; returns the submission as it has become, and whether anything was left to do."""
        return self._in_two_steps() if large else self._at_once()

    def _at_once(self) -> tuple[Submission, bool]:
        """Act on a few lines in one transaction."""
        with transaction.atomic():
            submission, kept, wanted = self._begun()
            if wanted is None:
                return submission, False
            self._write(self.make(submission.pk, kept, wanted), 1)
            self.conclude(submission, kept, wanted)
        return submission, True

    def _in_two_steps(self) -> tuple[Submission, bool]:
        """Make what is to be written of many lines, then write it in one transaction; again when too much changed since."""
        for turn in count(1):
            seen = Submission.objects.get(pk=self.submission.pk)
            kept, wanted = self._asked(seen)
            if wanted is None:
                return seen, False
            with Draft(seen, wanted) as draft:
                done = 0
                for made, raw in self.draft(seen.pk, kept, wanted):
                    draft.add(raw)
                    done += made
                    self._tell(done / 2)
                draft.look()
                if len(draft.late) > LATE and turn < TURNS:
                    continue
                told = self._write_draft(draft)
                if told is not None:
                    return told
        raise AssertionError  # the count has no end

    def _write_draft(self, draft: "Draft") -> tuple[Submission, bool] | None:
        """Write a draft, in one transaction; None when the submission is no more what it was made of."""
        with transaction.atomic():
            submission, kept, wanted = self._begun()
            if wanted is None:
                return submission, False
            if not draft.holds(submission, wanted):
                return None
            draft.look()
            self._write(chain(draft.made(), self.make(submission.pk, kept, draft.late)), 2)
            self.conclude(submission, kept, wanted)
        return submission, True

    def _begun(self) -> tuple[Submission, Sets, BitMap | None]:
        """Hold the submission and the log; return it, its sets, and the lines to act on."""
        submission = Submission.objects.select_for_update().get(pk=self.submission.pk)
        log.one_writer()
        return submission, *self._asked(submission)

    def _asked(self, submission: Submission) -> tuple[Sets, BitMap | None]:
        """Return the sets of the submission, and the lines to act on."""
        kept = sets.of(submission.pk)
        wanted = self.wanted(submission, kept)
        self.total = len(wanted or ())
        return kept, wanted

    def _write(self, batches: Iterator[list[Made]], steps: int) -> None:
        for batch in batches:
            self.write(batch)
            self.done += len(batch)
            self._tell((self.total * (steps - 1) + self.done) / steps)

    def _tell(self, done: float) -> None:
        """Say how far it is; made, a line is half done."""
        self.watch(Progress(self.step, int(done), 0, time.monotonic() - self.started, self.total))


class Draft:
    """What is to be written of the lines ``wanted`` of a submission. To be closed."""

    def __init__(self, submission: Submission, wanted: BitMap) -> None:
        self.submission = submission.pk
        self.wanted = wanted
        # Lines to be made again: their records changed since.
        self.late = BitMap()
        self._of = _state(submission)
        # Read before any record is.
        self._seen = log.last_sequence()
        self._file = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115, closed by __exit__

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._file.close()

    def add(self, made: bytes) -> None:
        """Keep a pickled batch."""
        self._file.write(made)

    def look(self) -> None:
        """Add to ``late`` the lines whose records changed since the last look. In the transaction, it is the last one."""
        newest = log.last_sequence()
        while self._seen < newest:
            facts = list(log.read_from(self._seen, FACTS))
            self._seen = facts[-1][0]
            self.late |= self._lines_of({record for _sequence, record in facts}) & self.wanted

    def holds(self, submission: Submission, wanted: BitMap) -> bool:
        """Say whether it is still the draft of these lines of the submission, as nobody changed them since."""
        return self._of == _state(submission) and self.wanted == wanted

    def made(self) -> Iterator[list[Any]]:
        """Yield the batches, without what is late."""
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            batch = pickle.load(self._file)  # noqa: S301, written by this very process
            yield [one for one in batch if one.position not in self.late] if self.late else batch

    def _lines_of(self, records: set[int]) -> BitMap:
        """Return the lines that name these records."""
        found = BitMap()
        for chunk in store.chunks(sorted(records)):
            named = store.select(f"SELECT ref FROM catalogue_record WHERE id IN ({store.marks(chunk)})", chunk)  # noqa: S608
            found |= lines.naming(self.submission, [row[0] for row in named])
        return found


def is_large(count: int) -> bool:
    """Say whether so many lines are worth a draft: not inside a transaction, which would be held all along."""
    return count >= SMALL and not connection.in_atomic_block


def _state(submission: Submission) -> tuple[Any, ...]:
    """Return what changes whenever the lines of a submission do."""
    return submission.edition, submission.stage, submission.checked_at
