"""What may be written instead of what a finding speaks of: for one line, or for every line of a group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap

from coffret.base.rules import REGISTRY, Finding
from coffret.catalogue import store
from coffret.catalogue.fields import BY_CODE
from coffret.submissions import lines, sets
from coffret.submissions.image_rules import NAMED_IN_VAIN
from coffret.submissions.mending.correcting import after_of
from coffret.submissions.mending.preparing import values_of
from coffret.submissions.mending.replacing import replaced
from coffret.submissions.mending.writing import resulting
from coffret.submissions.merging import PLATFORM
from coffret.submissions.models import FindingGroup, Submission
from coffret.submissions.payload import Content, unpack
from coffret.submissions.tally import OTHERS

# Fields that say which record it is, and whose: corrected on a line, never as a habit.
IDENTITY = frozenset({"REF", "MUSEO"})


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for the findings of a rule, a field and a value.

    ``before`` → ``after``: a term, or the text of the first line. ``after`` is None when nothing is proposed, « » when
    the text is to be taken away. ``choices``: the several texts that may be meant. ``by_rule``: texts differ from a line
    to the next, each gets its own correction; ``fixing.fix`` is then called with ``after=None``. ``free``: the value may
    be replaced by a text one writes. ``standing``: the museum may keep it for its next submissions.
    """

    code: str
    field: str
    value: str
    before: str
    after: str | None = None
    choices: tuple[str, ...] = ()
    by_rule: bool = False
    free: bool = False
    standing: bool = False

    @property
    def proposed(self) -> bool:
        """Say whether a correction is proposed, beside what one may write oneself."""
        return self.after is not None


def offered_all(submission: Submission, groups: Iterable[FindingGroup]) -> dict[int, Offer]:
    """Return group id → what is offered, read from the first line of each: two queries whatever their number."""
    first = {group.pk: BitMap(sets.load(group.members)[:1]) for group in groups}
    texts = texts_of(submission, BitMap.union(BitMap(), *first.values()))
    found = {}
    for group in groups:
        for position in first[group.pk]:
            finding = Finding(group.code, group.field, group.value, None, group.facts)
            if position in texts and (offer := offer_of(finding, texts[position])):
                found[group.pk] = offer
    return found


def texts_of(submission: Submission, positions: BitMap) -> dict[int, dict[str, str]]:
    """Return position → the record that its line makes, for a page of lines: two queries."""
    found: dict[int, dict[str, str]] = {}
    for batch in lines.at(submission.pk, positions):
        there = store.stored(line.ref for line in batch if line.ref)
        for line in batch:
            found[line.position] = resulting(unpack(line.payload), values_of(there.get(line.ref), submission.museums))
    return found


def offer_of(finding: Finding, values: Mapping[str, str]) -> Offer | None:
    """Return what is offered for a finding of the record ``values``."""
    field = BY_CODE.get(finding.field)
    if field is None or field.code in PLATFORM:
        return None
    text = values.get(field.code, "")
    found = replaced(field.code, text, finding.value, "") is not None
    free = found and _speaks_of_its_text(finding)
    standing = field.code not in IDENTITY
    offer = _chosen(finding, text, found) or _fixed(finding, values)
    if offer is None:
        return Offer(*_key(finding), finding.value, free=True, standing=standing) if free else None
    before, after, choices, by_rule = offer
    return Offer(*_key(finding), before, after, choices, by_rule, free, standing)


def _speaks_of_its_text(finding: Finding) -> bool:
    """Say whether another text of its field may settle a finding, for every line that has it."""
    said = REGISTRY[finding.code].target in {"value", "term", "record"} or finding.code in NAMED_IN_VAIN
    return said and finding.field not in IDENTITY


_Offered = tuple[str, str | None, tuple[str, ...], bool]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.field, finding.value


def _chosen(finding: Finding, text: str, found: bool) -> _Offered | None:
    """Return the correction that a finding names itself."""
    suggestions = finding.facts.get("suggestions")
    if isinstance(suggestions, list | tuple) and suggestions and found:
        return finding.value, str(suggestions[0]), tuple(map(str, suggestions)), False
    proposal = finding.facts.get("proposal")
    if not isinstance(proposal, str) or proposal == OTHERS:
        return None
    if found:
        return finding.value, proposal, (), False
    return ("", proposal, (), True) if not text else None


def _fixed(finding: Finding, values: Mapping[str, str]) -> _Offered | None:
    """Return the correction of the rule, on the text of the first line."""
    after = after_of(finding, values)
    if after is None:
        # The values beyond the thousandth share one group: each line has its own correction, when the rule has one.
        every = finding.value == OTHERS and "proposal" in finding.facts
        return ("", "", (), True) if every else None
    text = values.get(finding.field, "")
    return text, after, (), text != finding.value


def corrected(
    content: Content, held: Mapping[str, str], *, code: str, field: str, value: str = "", after: str | None = None
) -> str | None:
    """Return the text of ``field`` of a line once every finding of this rule (and value, unless « ») is corrected.

    None when nothing changes. ``held``: the values of the record it would change.
    """
    values = resulting(content, held)
    before = values.get(field, "")
    for finding in findings_of(content, code, field, value):
        text = after_of(finding, values, after)
        if text is not None:
            values[field] = text
    now = values.get(field, "")
    return None if now == before else now


def findings_of(content: Content, code: str, field: str, value: str = "") -> list[Finding]:
    """Return the findings of a line of this rule and field, of this value unless it is « » or « … »."""
    return [
        as_finding(row)
        for row in content.findings
        if row[0] == code and row[1] == field and (value in ("", OTHERS) or row[2] == value)
    ]


def as_finding(row: Any) -> Finding:
    """Return a finding as a payload keeps it."""
    code, field, value, line, facts = row
    return Finding(code, field, value, line, facts)
