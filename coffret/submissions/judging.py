"""Judging a batch of records: merge with what is there, check, decide. Plain data in and out: no database, no file.

It runs in child processes, which share by fork the context installed before.
"""

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from coffret.base.rules import Finding
from coffret.base.text import fold
from coffret.catalogue import captions
from coffret.catalogue.checking import Context, check_record
from coffret.catalogue.derive import first_number, natural_key
from coffret.catalogue.models import Status
from coffret.catalogue.store import Stored
from coffret.images.rows import Rows, alike
from coffret.submissions.file_rules import SAID_OF_THE_RECORD
from coffret.submissions.merging import PLATFORM, Values, merged, readable
from coffret.submissions.models import Outcome
from coffret.submissions.payload import Content, finding_rows, pack
from coffret.submissions.rules import Arrival, check_arrival, other_object, refuses
from coffret.submissions.tally import Told, tell

# Of a title, in the column that is searched.
WORDS = 120


@dataclass(slots=True)
class Item:
    """One record to judge: as read, what it would replace, and what became of the images it names.

    ``held``: rows of the images the record has; ``images``: of those found in the folder (None: no folder).
    """

    position: int
    values: Values
    empty: list[str]
    line: int
    lines: dict[str, int]
    notes: list[tuple[str, str, str, int | None]]
    stored: Stored | None = None
    held: Rows = field(default_factory=list)
    images: Rows | None = None
    image_findings: list[Finding] = field(default_factory=list)
    proposed: str = ""
    # What was corrected of it since it was handed in: see payload.Content.
    handed: dict[str, str | None] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    acts: dict[str, list[list[Any]]] = field(default_factory=dict)
    spare: dict[str, list[Any]] = field(default_factory=dict)


class Row(NamedTuple):
    """What was decided of one record, ready to be written as a line."""

    position: int
    number: int
    ref: str
    inventory: str
    outcome: str
    payload: bytes
    record: int | None
    version: int
    digest: bytes
    museum: str
    # Of its title, folded; and whether it brings images.
    words: str = ""
    pictured: bool = False


class Judged(NamedTuple):
    """What was decided of a batch, and its findings counted."""

    rows: list[Row]
    told: Told


class Bench:
    """What judging needs besides the records, installed once per process."""

    def __init__(self, context: Context, museum: str = "") -> None:
        self.context = context
        self.museum = museum


# Of each thread: the checks of two museums may run side by side. A process forked by a thread keeps what is its own.
_own = threading.local()


def install(bench: Bench | None) -> None:
    """Set what this thread, and the processes it forks, judge with."""
    _own.bench = bench


def judge(items: Iterable[Item]) -> Judged:
    """Judge a batch; ``install`` comes first."""
    bench: Bench | None = getattr(_own, "bench", None)
    if bench is None:
        raise RuntimeError("judging.install comes before judging.judge")
    told: Told = {}
    return Judged([_judge(item, bench, told) for item in items], told)


def _judge(item: Item, bench: Bench, told: Told) -> Row:
    adopted = _fill_museum(item, bench.museum)
    given = dict.fromkeys(item.values)
    platform = {code: item.values.pop(code) for code in PLATFORM.intersection(given)}
    before = readable(item.stored, (bench.museum,) if bench.museum else ())
    after = merged(before, item.values, item.empty)
    # What a reader saw in a value is said by the rules of the record too: once is enough.
    findings = [Finding(*note) for note in item.notes if note[0] not in SAID_OF_THE_RECORD]
    findings += item.image_findings
    findings += check_record({**after, **platform} if platform else after, bench.context, given)
    findings += check_arrival(_arrival(item, bench.museum, before, after, adopted=adopted))
    lines = item.lines
    for finding in findings:
        tell(told, finding, finding.line or lines.get(finding.field) or item.line, item.position)
    ref = after.get("REF", "")[:60]
    content = _content(item, platform, findings)
    return Row(
        item.position,
        item.line,
        ref,
        natural_key(first_number(after.get("INV", ""))),
        _outcome(item, before, after, findings),
        pack(content),
        item.stored.id if item.stored else None,
        item.stored.version if item.stored else 0,
        digest(content.values, content.empty),
        after.get("MUSEO", ""),
        sought(after),
        bool(item.images),
    )


def sought(values: Values) -> str:
    """Return what a search within a submission looks in, beside REF and INV: the title the record will have."""
    return fold(captions.title(values))[:WORDS]


def _fill_museum(item: Item, museum: str) -> bool:
    """Give a new record that names no museum the one that hands it in (POP does the same); say whether it did."""
    adopted = bool(museum) and not item.values.get("MUSEO") and (item.stored is None or not item.stored.museum)
    if adopted:
        item.values["MUSEO"] = museum
    return adopted


def _arrival(item: Item, museum: str, before: Values, after: Values, *, adopted: bool) -> Arrival:
    """Return the record as the rules of a batch see it; twins are told by the process that writes lines in order."""
    stored = item.stored
    # An update that leaves MUSEO out is still an update of that museum's record.
    values = item.values if "MUSEO" in item.values else {**item.values, "MUSEO": after.get("MUSEO", "")}
    return Arrival(
        values=values,
        exists=stored is not None,
        owner=stored.museum if stored else "",
        expected=museum,
        withdrawn=stored is not None and stored.status == Status.WITHDRAWN,
        proposed=item.proposed,
        cleared=item.empty,
        adopted=adopted,
        other=other_object(item.handed, item.values, before),
    )


def _outcome(item: Item, before: Values, after: Values, findings: list[Finding]) -> str:
    if any(map(refuses, findings)):
        return Outcome.REJECTED.value
    if item.stored is None:
        return Outcome.CREATED.value
    back = item.stored.status == Status.WITHDRAWN
    if after == before and not back and not _images_differ(item):
        return Outcome.UNCHANGED.value
    return Outcome.UPDATED.value


def _images_differ(item: Item) -> bool:
    return item.images is not None and not alike(item.images, item.held)


def _content(item: Item, platform: Values, findings: list[Finding]) -> Content:
    return Content(
        values=item.values,
        platform=platform,
        empty=[code for code in item.empty if code not in PLATFORM],
        lines=item.lines,
        findings=finding_rows(findings, item.lines, item.line),
        images=item.images,
        handed=item.handed,
        mended=item.mended,
        acts=item.acts,
        spare=item.spare,
    )


def digest(values: Values, empty: Iterable[str]) -> bytes:
    """Return what two identical records of a file share, whatever the order of their fields; of the content of a line."""
    codes = sorted(values)
    text = "\x1e".join([*codes, "", *map(values.__getitem__, codes), "", *sorted(set(empty))])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
