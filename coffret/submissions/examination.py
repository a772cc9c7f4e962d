"""One pass over a file: read, judge, count. Memory is flat whatever the file; nothing is written to the catalogue."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from django.utils import timezone
from pyroaring import BitMap

from coffret.authorities.lookup import directory_loaded, museum_directory, vocabularies
from coffret.base import pool
from coffret.base.rules import Finding
from coffret.catalogue import store
from coffret.catalogue.checking import Context, plan
from coffret.catalogue.fields import FIELDS
from coffret.catalogue.store import Stored
from coffret.formats.detect import open_source
from coffret.formats.raw import RawRecord, Source
from coffret.images.attach import Folder
from coffret.submissions import file_rules, image_rules, judging  # noqa: F401 - the rules declare themselves
from coffret.submissions.images import Resolver
from coffret.submissions.judging import Item, Judged, Row
from coffret.submissions.mending.replaying import Habits
from coffret.submissions.merging import readable
from coffret.submissions.models import Outcome
from coffret.submissions.payload import finding_rows, pack, unpack
from coffret.submissions.proposals import Proposals
from coffret.submissions.repeats import Met, Repeats
from coffret.submissions.rules import Arrival, check_against, record_repeated, reference_repeated
from coffret.submissions.tally import Tally

BATCH = 500
# Of a Muséofile code.
CODE_LENGTH = 5
# Below this many records, starting processes costs more than it saves.
SMALL = 2000


@dataclass(slots=True)
class Progress:
    """How far a pass has come: which one, records and lines of the file so far, seconds since its start.

    ``total``: how many records there are; 0 when nobody knows yet.
    """

    step: str
    records: int
    line: int
    seconds: float
    total: int = 0


@dataclass
class Summary:
    """What a pass found: the file, how many records of each outcome, findings counted, museums it concerns.

    ``museums`` are those of the records that may be published; ``strays`` those that refused records alone name: they
    give nobody a say in the rest of the file.
    """

    source: Source
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Outcome.values, 0))
    tally: Tally = field(default_factory=Tally)
    museums: set[str] = field(default_factory=set)
    strays: set[str] = field(default_factory=set)
    # outcome → positions of its lines
    outcomes: dict[str, BitMap] = field(default_factory=lambda: {outcome: BitMap() for outcome in Outcome.values})
    # positions of the lines that bring images
    pictured: BitMap = field(default_factory=BitMap)

    @property
    def records(self) -> int:
        """Return how many records the file holds."""
        return sum(self.counts.values())

    @property
    def refused(self) -> int:
        """Return how many of them are refused."""
        return self.counts[Outcome.REJECTED]


Write = Callable[[list[Row]], None]
Watch = Callable[[Progress], None]


class Examination:
    """A pass over ``path``: for ``museum`` (« » = any), with the images of ``folder`` (None = none handed in).

    ``save_images`` keeps the masters met, so that publishing needs the folder no more; ``some_images``: the folder
    holds some of the pictures of the records only; ``habits``: what museums always correct (None: nothing is).
    """

    def __init__(
        self,
        path: Path,
        *,
        museum: str = "",
        folder: Folder | None = None,
        save_images: bool = False,
        some_images: bool = False,
        habits: Habits | None = None,
    ) -> None:
        self.path = path
        self.habits = habits
        # number of a standing correction → positions it corrected
        self.used: dict[int, BitMap] = {}
        self.museum = museum
        self.images = Resolver(folder, save=save_images, some=some_images)
        self.proposals = Proposals()
        self.empty = store.is_empty()
        self.context = Context()

    def run(self, write: Write = lambda rows: None, watch: Watch = lambda progress: None) -> Summary:
        """Judge every record, hand the rows to ``write`` batch by batch, in order; raises Refused for the whole file."""
        source, records = open_source(self.path)
        summary = Summary(source)
        head = list(islice(records, SMALL))
        self.context = check_context()
        bench = judging.Bench(self.context, self.museum)
        repeats, started = Repeats(), time.monotonic()
        with pool.opened(judging.install, bench, parallel=len(head) == SMALL) as workers:
            try:
                for judged in workers.map(judging.judge, self._items(chain(head, records))):
                    self._conclude(judged, repeats, summary)
                    write(judged.rows)
                    watch(Progress("Contrôle", summary.records, judged.rows[-1].number, time.monotonic() - started))
            finally:
                repeats.close()
        self._whole_file(source, bench.context, summary)
        if self.museum:
            summary.museums.add(self.museum)
        # A file of which nothing is kept still concerns those it names.
        summary.museums = summary.museums or summary.strays
        return summary

    def _items(self, records: Iterable[RawRecord]) -> Iterator[list[Item]]:
        """Yield batches of records, each with what it would replace."""
        iterator, first = iter(records), 0
        while batch := list(islice(iterator, BATCH)):
            there = {} if self.empty else store.stored(ref for one in batch if (ref := one.values.get("REF")))
            yield self._prepared(batch, there, first)
            first += len(batch)

    def _prepared(self, batch: list[RawRecord], there: dict[str, Stored], first: int) -> list[Item]:
        items = []
        for position, raw in enumerate(batch, first):
            stored = there.get(raw.values.get("REF", ""))
            item = Item(position, raw.values, list(raw.empty), raw.line, dict(raw.lines), raw.notes, stored)
            if not raw.values.get("REF"):
                item.proposed = self.proposals.for_museum(raw.values.get("MUSEO") or self.museum)
            items.append(item)
        if self.habits:
            # Before pictures are looked for: a name of REFIM may be corrected too.
            self._correct(items, self.habits)
        self.images.resolve(items)
        return items

    def _correct(self, items: list[Item], habits: Habits) -> None:
        """Make the corrections that the museum of each record always wants."""
        for item in items:
            before = readable(item.stored, (self.museum,) if self.museum else ())
            museum = item.values.get("MUSEO") or before.get("MUSEO") or self.museum
            for number in habits.replay(item, museum, before, self.context):
                self.used.setdefault(number, BitMap()).add(item.position)

    def _conclude(self, judged: Judged, repeats: Repeats, summary: Summary) -> None:
        """Settle what only the order of the file tells, then count."""
        summary.tally.take(judged.told)
        rows = judged.rows
        again = repeats.look([(row.ref, row.number, row.digest) for row in rows])
        for position, first in again.items():
            rows[position] = _twin(rows[position], first, summary.tally)
        for row in rows:
            summary.counts[row.outcome] += 1
            summary.outcomes[row.outcome].add(row.position)
            if row.pictured:
                summary.pictured.add(row.position)
            if len(row.museum) == CODE_LENGTH:
                (summary.strays if row.outcome == Outcome.REJECTED else summary.museums).add(row.museum)

    def _whole_file(self, source: Source, context: Context, summary: Summary) -> None:
        """Count what is said of the whole file."""
        for code, name, value, line in source.notes:
            summary.tally.add(Finding(code, name, value, line), line)
        for finding in (*check_against(context), *self.images.leftovers()):
            summary.tally.add(finding, finding.line)


def check_context() -> Context:
    """Return what records are checked against today: vocabularies and museums as loaded.

    Every rule is declared and every vocabulary read now: the child processes forked afterwards share them and must not touch the database.
    """
    plan()
    known = vocabularies()
    for scheme in {entry.scheme for entry in FIELDS if entry.scheme and known.known(entry.scheme)}:
        known.match(scheme, scheme)
    museums = museum_directory() if directory_loaded() else {}
    return Context(known, museums, timezone.localdate())


def as_twin(row: Row, first: Met) -> tuple[Row, list[Finding]]:
    """Return the row of a REF met before, folded when it says the same, refused when it does not, and what is said of it."""
    same = first.digest == row.digest
    arrival = Arrival({"REF": row.ref}, twin="same" if same else "other", twin_line=first.line)
    findings = list((record_repeated if same else reference_repeated)(arrival))
    content = unpack(row.payload)
    content.findings += finding_rows(findings, content.lines, row.number)
    outcome = Outcome.UNCHANGED if same and row.outcome != Outcome.REJECTED else Outcome.REJECTED
    return row._replace(outcome=outcome.value, payload=pack(content)), findings


def _twin(row: Row, first: Met, tally: Tally) -> Row:
    folded, findings = as_twin(row, first)
    for finding in findings:
        tally.add(finding, row.number, row.position)
    return folded
