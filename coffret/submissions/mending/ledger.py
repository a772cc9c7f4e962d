"""What a change of lines does to the findings of their submission: groups shrink, grow, end and begin.

A line's findings of one rule and field go out and come in together, so that « … », which stands for the values beyond
the thousandth, stays exact: a value is wholly in its own group or wholly in that one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap

from coffret.base.rules import REGISTRY
from coffret.submissions import lines, sets
from coffret.submissions.models import FindingGroup
from coffret.submissions.payload import VALUE_LIMIT, unpack
from coffret.submissions.tally import LINES_LIMIT, OTHERS, VALUES_PER_FIELD, Key

Pair = tuple[str, str]
# Findings as a payload keeps them: code, field, value, line, facts.
Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Move:
    """What happens to one key: findings more or less, positions that leave and that enter."""

    count: int = 0
    out: BitMap = field(default_factory=BitMap)
    into: BitMap = field(default_factory=BitMap)

    def leave(self, position: int) -> None:
        """Take a finding of a line away."""
        self.count -= 1
        self.into.discard(position)
        self.out.add(position)

    def enter(self, position: int) -> None:
        """Add a finding of a line."""
        self.count += 1
        self.into.add(position)


@dataclass(slots=True)
class _Group:
    """A group being changed: its row (None for a new one), how many findings, which positions."""

    key: Key
    row: FindingGroup | None
    count: int
    members: BitMap
    touched: bool = False
    out: BitMap = field(default_factory=BitMap)
    into: BitMap = field(default_factory=BitMap)


class Ledger:
    """Gathers what lines lose and gain, then writes it in one go."""

    def __init__(self, submission: int) -> None:
        self.submission = submission
        self.moves: dict[Key, Move] = {}
        # How many findings went and came, those that stay left out.
        self.gone = 0
        self.come = 0

    def note(self, position: int, before: Rows, after: Rows) -> None:
        """Note the findings that a line loses and gains; rules and fields where nothing changes are left out."""
        old, new = by_pair(before), by_pair(after)
        for pair in dict.fromkeys((*old, *new)):
            lost, won = old.get(pair, []), new.get(pair, [])
            if lost != won:
                self._note(pair, position, lost, won)

    def _note(self, pair: Pair, position: int, lost: list[str], won: list[str]) -> None:
        self.gone += sum(1 for value in lost if value not in won)
        self.come += sum(1 for value in won if value not in lost)
        for value in lost:
            self.moves.setdefault((*pair, value), Move()).leave(position)
        for value in won:
            self.moves.setdefault((*pair, value), Move()).enter(position)

    def settle(self) -> None:
        """Write the groups that changed; the caller's transaction. Lines are written already."""
        shelf = _Shelf(self.submission, {key[:2] for key in self.moves})
        # Values that enter begin their groups in the order of the file.
        for key, move in sorted(self.moves.items(), key=lambda item: (min(item[1].into, default=-1), item[0])):
            shelf.move(key, move)
        shelf.write()


def by_pair(rows: Rows) -> dict[Pair, list[str]]:
    """Return (rule, field) → values found, in order."""
    found: dict[Pair, list[str]] = {}
    for row in rows:
        found.setdefault((row[0], row[1]), []).append(row[2][:VALUE_LIMIT])
    return found


class _Shelf:
    """The groups of some rules and fields of a submission."""

    def __init__(self, submission: int, pairs: set[Pair]) -> None:
        self.submission = submission
        self.groups: dict[Key, list[_Group]] = {}
        self.distinct: dict[Pair, int] = {}
        kept = FindingGroup.objects.filter(
            submission=submission, code__in={code for code, _field in pairs}, field__in={name for _code, name in pairs}
        )
        for row in kept.order_by("pk"):
            key = (row.code, row.field, row.value)
            if key[:2] in pairs:
                self._add(_Group(key, row, row.count, sets.load(row.members)))

    def move(self, key: Key, move: Move) -> None:
        """Apply a move to the groups that hold this key."""
        for group in self._holding(key, move):
            group.out |= move.out
            group.into |= move.into
            group.count += move.count
            group.touched = True

    def _holding(self, key: Key, move: Move) -> list[_Group]:
        """Return the group of a key: its own, else that of the values beyond the thousandth, else a new one."""
        pair = key[:2]
        if there := self.groups.get(key) or self.groups.get((*pair, OTHERS)):
            return there[:1]
        if not move.into:
            return []
        full = self.distinct.get(pair, 0) >= VALUES_PER_FIELD
        return [self._add(_Group((*pair, OTHERS) if full else key, None, 0, BitMap()))]

    def _add(self, group: _Group) -> _Group:
        self.groups.setdefault(group.key, []).append(group)
        pair = group.key[:2]
        self.distinct[pair] = self.distinct.get(pair, 0) + 1
        return group

    def write(self) -> None:
        """Write the groups touched; those left empty go."""
        changed, ended = [], []
        for group in (one for held in self.groups.values() for one in held if one.touched):
            members = (group.members - group.out) | group.into
            if group.row and group.count <= 0:
                ended.append(group.row.pk)
            elif group.count > 0 and not (group.row and _same(group, members)):
                group.members = members
                changed.append(group)
        _delete(ended)
        self._fill(changed)
        rows = [group.row for group in changed if group.row]
        old = [row for row in rows if row.pk]
        FindingGroup.objects.bulk_create([row for row in rows if not row.pk], batch_size=1000)
        FindingGroup.objects.bulk_update(old, ["count", "lines", "facts", "members"], batch_size=100)

    def _fill(self, changed: list[_Group]) -> None:
        """Give each group its count, its positions, its first hundred lines and the facts of its first finding."""
        read = _Reading(self.submission, changed)
        for group in changed:
            code, name, value = group.key
            if group.row is None:
                severity = REGISTRY[code].severity.value
                group.row = FindingGroup(
                    submission_id=self.submission, code=code, severity=severity, field=name, value=value
                )
            found = read.first(group, self._own(group.key[:2]) if value == OTHERS else frozenset())
            group.row.count = group.count
            group.row.members = sets.dump(group.members)
            if found:
                facts = dict(found[0][4])
                group.row.facts = dict.fromkeys(facts, OTHERS) if value == OTHERS else facts
                group.row.lines = [row[3] for row in found][:LINES_LIMIT]

    def _own(self, pair: Pair) -> frozenset[str]:
        """Return the values of a rule and field that have a group of their own."""
        return frozenset(key[2] for key in self.groups if key[:2] == pair and key[2] != OTHERS)


def _same(group: _Group, members: BitMap) -> bool:
    return group.row is not None and group.count == group.row.count and members == group.members


def _delete(ended: list[int]) -> None:
    for start in range(0, len(ended), 500):
        FindingGroup.objects.filter(pk__in=ended[start : start + 500]).delete()


class _Reading:
    """The findings of the first lines of some groups, each line read once."""

    def __init__(self, submission: int, groups: Iterable[_Group]) -> None:
        wanted = BitMap()
        pairs: set[Pair] = set()
        for group in groups:
            wanted |= BitMap(group.members[:LINES_LIMIT])
            pairs.add(group.key[:2])
        self._found: dict[Pair, dict[int, list[Sequence[Any]]]] = {pair: {} for pair in pairs}
        for batch in lines.at(submission, wanted):
            for line in batch:
                self._keep(line.position, unpack(line.payload).findings)

    def _keep(self, position: int, findings: Rows) -> None:
        for row in findings:
            if (held := self._found.get((row[0], row[1]))) is not None:
                held.setdefault(position, []).append(row)

    def first(self, group: _Group, without: frozenset[str]) -> list[Sequence[Any]]:
        """Return the findings of a group on its first hundred lines, in the order of the file."""
        held, value = self._found[group.key[:2]], group.key[2]
        others = value == OTHERS
        return [
            row
            for position in group.members[:LINES_LIMIT]
            for row in held.get(position, [])
            if (row[2] not in without if others else row[2] == value)
        ]
