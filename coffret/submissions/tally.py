"""Findings of a whole file, counted: one group per rule, field and value, with its first hundred lines.

Memory stays flat whatever the file: a rule keeps a thousand distinct values per field; the others share one group.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap

from coffret.base.rules import REGISTRY, Finding, Severity
from coffret.submissions import payload

LINES_LIMIT = 100
VALUES_PER_FIELD = 1000
# As much as a line keeps of it: what is counted here is found again there.
VALUE_LIMIT = payload.VALUE_LIMIT
# Stands for every value beyond the thousandth of a rule and a field.
OTHERS = "…"

Key = tuple[str, str, str]


@dataclass(slots=True)
class Group:
    """Findings alike: how many, on which lines (the first hundred), at which positions (all), the facts of the first."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    members: BitMap = field(default_factory=BitMap)


# What a batch of records counted, as plain as its process can say it: the facts of the first, and for each finding the
# line and the position.
Told = dict[Key, tuple[Mapping[str, Any], list[int], list[int]]]


def tell(told: Told, finding: Finding, line: int, position: int) -> None:
    """Add one finding to what a batch counts."""
    key = (finding.code, finding.field, finding.value[:VALUE_LIMIT])
    there = told.get(key)
    if there is None:
        told[key] = (finding.facts, [line], [position])
    else:
        there[1].append(line)
        there[2].append(position)


class Tally:
    """Counts findings by (rule, field, value)."""

    def __init__(self) -> None:
        self.groups: dict[Key, Group] = {}
        self._distinct: dict[tuple[str, str], int] = {}

    def add(self, finding: Finding, line: int | None, position: int | None = None) -> None:
        """Count one finding, on this line of the file, of the record at this position (None: of the whole file)."""
        key = (finding.code, finding.field, finding.value[:VALUE_LIMIT])
        group = self.groups.get(key) or self._group(key, finding.facts)
        group.count += 1
        if line and len(group.lines) < LINES_LIMIT:
            group.lines.append(line)
        if position is not None:
            group.members.add(position)

    def take(self, told: Told) -> None:
        """Count what a batch counted, after what this one holds."""
        for key, (facts, lines, positions) in told.items():
            group = self.groups.get(key) or self._group(key, facts)
            group.count += len(positions)
            group.members.update(positions)
            if len(group.lines) < LINES_LIMIT:
                group.lines += lines[: LINES_LIMIT - len(group.lines)]

    def severity(self, code: str) -> Severity:
        """Return the weight of a rule."""
        return REGISTRY[code].severity

    def __iter__(self) -> Iterator[tuple[Key, Group]]:
        """Yield groups, the gravest then the most frequent first."""
        order = list(Severity)
        yield from sorted(
            self.groups.items(),
            key=lambda item: (order.index(self.severity(item[0][0])), item[0][0], -item[1].count, item[0]),
        )

    def _group(self, key: Key, facts: Any) -> Group:
        distinct = self._distinct.get(key[:2], 0)
        if distinct >= VALUES_PER_FIELD:
            key, facts = (key[0], key[1], OTHERS), dict.fromkeys(facts, OTHERS)
        else:
            self._distinct[key[:2]] = distinct + 1
        return self.groups.get(key) or self.groups.setdefault(key, Group(facts=dict(facts)))
