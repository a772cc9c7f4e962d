"""The report of a file or a submission: findings by gravity, then rule, then value, with counts, lines and remedies."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as declare
from itertools import groupby
from typing import Any

from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY, Finding, Rule, Severity
from coffret.catalogue.checking import plan
from coffret.submissions.examination import Summary
from coffret.submissions.models import FindingGroup, Outcome, Submission


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings alike: their rule, field and value, how many, the first hundred lines, and the facts of the first."""

    code: str
    severity: str
    field: str
    value: str
    count: int
    lines: list[int]
    facts: Mapping[str, Any] = declare(default_factory=dict)
    sentence: str = ""

    @property
    def rule(self) -> Rule | None:
        """Return its rule; None for a refusal that no rule carries."""
        return REGISTRY.get(self.code)

    @property
    def message(self) -> str:
        """Return what is said, in the reader's language."""
        if self.sentence:
            return self.sentence
        return self._finding.message()

    @property
    def remedy(self) -> str:
        """Return what to do, in the reader's language."""
        if self.facts.get("remedy"):
            return str(self.facts["remedy"])
        return self._finding.remedy() if self.rule else ""

    @property
    def _finding(self) -> Finding:
        return Finding(self.code, self.field, self.value, self.lines[0] if self.lines else None, self.facts)

    def as_json(self) -> dict[str, Any]:
        """Return the entry with the keys that other programs rely on."""
        names = ("code", "severity", "field", "value", "count", "lines", "message", "remedy")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class RuleEntries:
    """What one rule found, the most frequent value first."""

    code: str
    severity: str
    entries: list[Entry]

    @property
    def title(self) -> str:
        """Return the rule's title."""
        rule = REGISTRY.get(self.code)
        return str(rule.title) if rule else self.entries[0].message

    @property
    def count(self) -> int:
        """Return how many findings."""
        return sum(entry.count for entry in self.entries)


@dataclass(slots=True)
class Report:
    """What is told of a file: how many records of each outcome, and what was found."""

    file: str
    format: str
    encoding: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    entries: list[Entry]
    refusal: str = ""

    @property
    def records(self) -> int:
        """Return how many records the file holds."""
        return self.created + self.updated + self.unchanged + self.rejected

    @property
    def accepted(self) -> int:
        """Return how many may be published, or already are."""
        return self.records - self.rejected

    def by_rule(self) -> list[RuleEntries]:
        """Return the entries grouped by rule, the gravest rules first, then the most frequent."""
        ordered = sorted(self.entries, key=lambda entry: entry.code)
        groups = [
            RuleEntries(code, entries[0].severity, entries)
            for code, same in groupby(ordered, key=lambda entry: entry.code)
            for entries in [sorted(same, key=lambda entry: (-entry.count, entry.field, entry.value))]
        ]
        order = [severity.value for severity in Severity]
        return sorted(groups, key=lambda group: (order.index(group.severity), -group.count, group.code))

    def by_severity(self) -> list[tuple[str, list[RuleEntries]]]:
        """Return (severity, its rules), the gravest first; a severity without finding is left out."""
        return [(name, list(same)) for name, same in groupby(self.by_rule(), key=lambda group: group.severity)]

    def findings_json(self) -> list[dict[str, Any]]:
        """Return every entry with the keys that other programs rely on, in the order of the report."""
        return [entry.as_json() for group in self.by_rule() for entry in group.entries]


def report(submission: Submission) -> Report:
    """Return the report of a submission."""
    plan()  # the rules of records are declared: their sentences can be written
    groups = FindingGroup.objects.filter(submission=submission)
    columns = ("code", "severity", "field", "value", "count", "lines", "facts")
    entries = [Entry(*row) for row in groups.values_list(*columns)]
    refusal = submission.refusal or {}
    if refusal:
        entries.insert(0, _refused(str(refusal.get("code", "")), str(refusal.get("sentence", "")), refusal))
    return Report(
        submission.file_name,
        submission.format,
        submission.encoding,
        submission.created,
        submission.updated,
        submission.unchanged,
        submission.rejected,
        entries,
        str(refusal.get("sentence", "")),
    )


def report_of(file: str, summary: Summary) -> Report:
    """Return the report of a file that was only checked."""
    entries = [
        Entry(code, summary.tally.severity(code).value, name, value, group.count, group.lines, group.facts)
        for (code, name, value), group in summary.tally
    ]
    counts = summary.counts
    return Report(
        file,
        summary.source.format,
        summary.source.encoding,
        counts[Outcome.CREATED],
        counts[Outcome.UPDATED],
        counts[Outcome.UNCHANGED],
        counts[Outcome.REJECTED],
        entries,
    )


def report_of_refusal(file: str, refusal: Refused) -> Report:
    """Return the report of a file that nobody could read: its refusal is its one finding."""
    return Report(file, "", "", 0, 0, 0, 0, [_refused(refusal.code, str(refusal), refusal.facts)], str(refusal))


def _refused(code: str, sentence: str, facts: Mapping[str, Any]) -> Entry:
    line, remedy = facts.get("line"), str(facts.get("remedy", ""))
    return Entry(
        code,
        Severity.ERREUR.value,
        str(facts.get("field", "")),
        str(facts.get("value", "")),
        1,
        [line] if isinstance(line, int) else [],
        {"remedy": remedy},
        sentence.removesuffix(remedy).rstrip(),
    )
