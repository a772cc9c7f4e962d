"""What a large publication will write, made before its transaction: meanwhile whoever else writes does not wait.

A draft is a file without a name: a kill leaves nothing of it. What became of the records since it was made is told by the
change log; the few lines concerned are made again in the transaction.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from pyroaring import BitMap

from coffret.base.pool import Pool
from coffret.catalogue import log, store
from coffret.catalogue.actions import Changed
from coffret.catalogue.store import Stored
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions import lines, renewal
from coffret.submissions.lines import Held
from coffret.submissions.models import SetName, Submission
from coffret.submissions.renewal import Order, Renewal

# Facts of the change log read at a time.
FACTS = 10_000


class Draft:
    """What publishing the lines ``wanted`` of a submission, whose sets are ``kept``, would write.

    ``still``: raises Changed for a record that is not as it was when its line was checked. To be closed.
    """

    def __init__(self, submission: Submission, kept: Mapping[str, BitMap], wanted: BitMap, *, still: bool) -> None:
        self.submission = submission.pk
        self.of = _state(submission)
        self.kept, self.wanted, self.still = kept, wanted, still
        # Lines to be made again: their records changed since.
        self.late = BitMap()
        # Read before any record is.
        self._seen = log.last_sequence()
        self._file = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115, closed by __exit__

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._file.close()

    def make(self, workers: Pool, watch: Callable[[int], None]) -> None:
        """Make what will be written; ``watch`` is told of how many lines are done."""
        done = 0
        for count, made in workers.map(
            renewal.renewed, orders(self.submission, self.kept, self.wanted, still=self.still)
        ):
            self._file.write(made)
            done += count
            watch(done)

    def look(self) -> None:
        """Add to ``late`` the lines whose records changed since the last look. In the transaction, it is the last one."""
        newest = log.last_sequence()
        while self._seen < newest:
            facts = list(log.read_from(self._seen, FACTS))
            self._seen = facts[-1][0]
            self.late |= self._lines_of({record for _sequence, record in facts}) & self.wanted

    def holds(self, submission: Submission, wanted: BitMap) -> bool:
        """Say whether it is still the draft of these lines of the submission, as nobody changed them since."""
        return self.of == _state(submission) and self.wanted == wanted

    def made(self) -> Iterator[list[Renewal]]:
        """Yield what was made, without what is late."""
        self._file.seek(0)
        while True:
            try:
                batch: list[Renewal] = pickle.load(self._file)  # noqa: S301
            except EOFError:
                return
            yield [one for one in batch if one.position not in self.late] if self.late else batch

    def again(self) -> Iterator[list[Renewal]]:
        """Yield what is late, made of the records as they are; in the transaction."""
        yield from map(renewal.renew, orders(self.submission, self.kept, self.late, still=self.still))

    def _lines_of(self, records: set[int]) -> BitMap:
        """Return the lines that name these records."""
        found = BitMap()
        for chunk in store.chunks(sorted(records)):
            named = store.select(f"SELECT ref FROM catalogue_record WHERE id IN ({store.marks(chunk)})", chunk)  # noqa: S608
            found |= lines.naming(self.submission, [row[0] for row in named])
        return found


def _state(submission: Submission) -> tuple[Any, ...]:
    """Return what changes whenever the lines of a submission do."""
    return submission.edition, submission.stage, submission.checked_at


def orders(submission: int, kept: Mapping[str, BitMap], wanted: BitMap, *, still: bool) -> Iterator[list[Order]]:
    """Yield the lines that change something, in batches; within a submission each names another record.

    Updates come first: a line meant to create may turn out to update, and must not be met twice.
    """
    for outcome in (SetName.UPDATED, SetName.CREATED):
        for batch in lines.at(submission, kept[outcome] & wanted):
            there = store.stored(row.ref for row in batch)
            if still:
                _refuse_moved(batch, there)
            # Not those that show an image only: a withdrawn one is held too.
            held = rows.held([one.id for one in there.values()])
            yield [_order(row, there.get(row.ref), held) for row in batch]


def _order(row: Held, stored: Stored | None, held: Mapping[int, Rows]) -> Order:
    images = held.get(stored.id, []) if stored else []
    return Order(row.id, row.position, row.number, row.payload, row.version, stored, images)


def _refuse_moved(batch: list[Held], there: Mapping[str, Stored]) -> None:
    """Raise Changed when a record is no more at the version its line was checked against."""
    for row in batch:
        record = there.get(row.ref)
        if record and record.version != row.version:
            raise Changed(record, row.version)
