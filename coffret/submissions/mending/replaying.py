"""Making, at the check, the corrections that museums always want. Plain data: read once for a whole file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone
from pyroaring import BitMap

from coffret.base.rules import REGISTRY, Finding
from coffret.catalogue.checking import CheckedRecord, Context, check_record, plan
from coffret.catalogue.splitting import clean
from coffret.submissions import sets
from coffret.submissions.mending.correcting import after_of
from coffret.submissions.mending.replacing import replaced
from coffret.submissions.mending.writing import Written, write
from coffret.submissions.merging import Values, merged
from coffret.submissions.models import Correction, Means, Mending, Submission

# Texts whose correction is remembered, over all fields.
REMEMBERED = 20_000


class Kept(NamedTuple):
    """A standing correction: its number, its rule, its field, what is written instead of what (« »: the rule's fix)."""

    number: int
    code: str
    field: str
    before: str
    after: str


class Step(NamedTuple):
    """What a correction makes of a text."""

    number: int
    text: str


class Habits:
    """The corrections of some museums: museum → in the order they were kept, those of a value before those of a rule."""

    def __init__(self, kept: Mapping[str, Iterable[Kept]]) -> None:
        self._values: dict[str, dict[str, list[Kept]]] = {}
        self._rules: dict[str, list[Kept]] = {}
        self._known: dict[tuple[str, str, str], tuple[Step, ...]] = {}
        for museum, corrections in kept.items():
            by_field: dict[str, list[Kept]] = defaultdict(list)
            for one in corrections:
                if one.before:
                    by_field[one.field].append(one)
                elif one.code in REGISTRY:
                    self._rules.setdefault(museum, []).append(one)
            self._values[museum] = by_field

    def __bool__(self) -> bool:
        return bool(self._values)

    def replay(self, item: Written, museum: str, record: Values, context: Context) -> Iterator[int]:
        """Correct a record as its museum always does, in place; yield the number of each correction that changed it.

        ``record``: the values of the record it would change.
        """
        for field in self._values.get(museum, ()):
            if text := item.values.get(field):
                yield from self._write(item, field, self._steps(museum, field, text))
        for kept in self._rules.get(museum, ()):
            yield from self._write(item, kept.field, _by_rule(kept, merged(record, item.values, item.empty), context))

    def _write(self, item: Written, field: str, steps: Iterable[Step]) -> Iterator[int]:
        for step in steps:
            if write(item, field, step.text, Means.KEPT, f"c{step.number}"):
                yield step.number

    def _steps(self, museum: str, field: str, text: str) -> tuple[Step, ...]:
        """Return what the corrections of a value make of a text, one after the other: texts recur."""
        key = (museum, field, text)
        if (known := self._known.get(key)) is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[key] = tuple(_by_value(self._values[museum][field], field, text))
        return known


def _by_value(kept: Iterable[Kept], field: str, text: str) -> Iterator[Step]:
    bare = clean(text)
    for one in kept:
        # Most are found absent without looking at separators.
        if one.before in text or clean(one.before) in bare:
            after = replaced(field, text, one.before, one.after)
            if after is not None:
                text, bare = after, clean(after)
                yield Step(one.number, after)


def _by_rule(kept: Kept, values: Values, context: Context) -> Iterator[Step]:
    """Yield what the rule makes of its field, in the record that results from the submission."""
    before = values.get(kept.field, "")
    for finding in _found(kept, values, context):
        after = after_of(finding, values)
        if after is not None:
            values[kept.field] = after
    if (now := values.get(kept.field, "")) != before:
        yield Step(kept.number, now)


def _found(kept: Kept, values: Values, context: Context) -> list[Finding]:
    """Return what the rule of a correction finds in its field."""
    rule = REGISTRY[kept.code]
    if rule.target == "record":
        needed = all(values.get(code) for code in rule.fields)
        found: Iterable[Finding] = rule.check(CheckedRecord(values, context)) if needed else ()
    else:
        text = values.get(kept.field, "")
        found = check_record({kept.field: text}, context) if text else ()
    return [one for one in found if one.code == kept.code and one.field == kept.field]


def habits_of(museum: str = "") -> Habits | None:
    """Return the corrections in force of a museum, of all when « »; None when there is none."""
    plan()
    found = Correction.objects.filter(revoked_at=None).order_by("museum_id", "pk")
    if museum:
        found = found.filter(museum=museum)
    kept: dict[str, list[Kept]] = defaultdict(list)
    for one in found:
        kept[one.museum_id].append(Kept(one.pk, one.code, one.field, one.before, one.after))
    return Habits(kept) if kept else None


def record(submission: Submission, used: Mapping[int, BitMap]) -> BitMap:
    """Write that standing corrections changed lines of a submission, and count their uses; the caller's transaction.

    ``used``: number of a correction → positions it corrected. Returns all these positions.
    """
    now = timezone.now()
    corrections = Correction.objects.in_bulk(list(used))
    Mending.objects.bulk_create(
        Mending(
            submission=submission,
            means=Means.KEPT,
            code=correction.code,
            field=correction.field,
            before=correction.before,
            after=correction.after,
            correction=correction,
            members=sets.dump(used[number]),
            count=len(used[number]),
            by_id=correction.by_id,
            at=now,
        )
        for number, correction in sorted(corrections.items())
    )
    for number in corrections:
        Correction.objects.filter(pk=number).update(uses=F("uses") + len(used[number]), used_at=now)
    return BitMap.union(BitMap(), *used.values())
