"""Making the derivatives of an export, two at a time in limited processes; what was made before is not made again."""

import errno
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coffret.base.errors import Refused, reason_of
from coffret.images.derived.derivatives import VERSION, Derived
from coffret.images.export.handover import Item
from coffret.images.export.journal import Journal, copied, digest, key_of
from coffret.images.facts import Seen
from coffret.images.isolation.isolated import GaveUp, Prober

# What no picture is to blame for: the export stops.
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of every derivative of an export (see derivatives.Wanted)."""

    long_side: int = 0
    minimum: tuple[int, int] = (0, 0)
    either: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A picture and what came of it; ``again``: it had been made before."""

    item: Item
    derived: Derived
    again: bool = False


@dataclass(slots=True)
class Making:
    """The making of one export: its pictures, its journal, the journals of exports before it."""

    journal: Journal
    choice: Choice
    elders: Sequence[Journal]
    prober: Prober

    def outcomes(self, items: Sequence[Item], watch: Callable[[int], None]) -> list[Outcome]:
        """Make what is to be made, and return what came of each picture, in order; ``watch`` hears how many are done."""
        for folder in {os.path.dirname(item.target) for item in items if item.target}:
            (self.journal.folder / folder).mkdir(exist_ok=True)
        settled: dict[int, Outcome] = {}
        waiting: deque[tuple[int, Item, str]] = deque()
        for told in self.prober.each("derive", self._asked(items, settled, waiting, watch)):
            rank, item, key = waiting.popleft()
            settled[rank] = Outcome(item, self._heard(item, key, told))
            watch(len(settled))
        return [settled[rank] for rank in sorted(settled)]

    def _asked(
        self,
        items: Sequence[Item],
        settled: dict[int, Outcome],
        waiting: deque[tuple[int, Item, str]],
        watch: Callable[[int], None],
    ) -> Iterator[Mapping[str, Any]]:
        """Yield what to ask of the children; settle what needs none of them."""
        known = any(journal.made for journal in (self.journal, *self.elders))
        for rank, item in enumerate(items):
            key, before = "", None
            if not item.path or item.reason:
                before = Derived({}, reason=item.reason)
            elif known:
                key = self.key(item)
                before = self._again(item, key) if key else None
            if before:
                settled[rank] = Outcome(item, before, again=not item.reason)
                watch(len(settled))
                continue
            waiting.append((rank, item, key))
            yield {
                "path": str(item.path),
                "target": str((self.journal.folder / item.target).absolute()),
                **self._request(item),
            }

    def _request(self, item: Item) -> dict[str, Any]:
        return {
            "marks": item.marks.as_json(),
            "long_side": self.choice.long_side,
            "minimum": list(self.choice.minimum),
            "either": self.choice.either,
        }

    def key(self, item: Item, sha256: str = "") -> str:
        """Return the key of a picture, its bytes read unless their SHA-256 is given; « » when they cannot be."""
        try:
            sha256 = sha256 or (digest(item.path) if item.path else "")
        except OSError:
            return ""
        return key_of(sha256, {"version": VERSION, **self._request(item)}) if sha256 else ""

    def _again(self, item: Item, key: str) -> Derived | None:
        """Return what came of the same picture before, its derivative put in place; None when it must be made."""
        for journal in (self.journal, *reversed(self.elders)):
            if key not in journal.made:
                continue
            elsewhere, derived = journal.made[key]
            if derived.reason or self.journal.holds(item.target, derived):
                self.journal.note(item.name, key, item.target, derived)
                return derived
            place = self.journal.folder / item.target
            if not place.exists() and journal.holds(elsewhere, derived):
                copied(journal.folder / elsewhere, place)
                self.journal.note(item.name, key, item.target, derived)
                return derived
        return None

    def _heard(self, item: Item, key: str, told: dict[str, Any] | GaveUp) -> Derived:
        """Return what a child said; what it could not say is no picture's last word, and is not kept."""
        if isinstance(told, GaveUp):
            if told.reason == "system" and told.errno in _DISK:
                raise OSError(told.errno, told.detail)
            if told.reason == "system":
                return Derived({}, reason="unreadable", detail=reason_of(OSError(told.errno, told.detail)))
            return Derived({}, reason="failed" if told.reason == "failed" else "gave_up", detail=told.reason)
        derived = Derived.from_json(told)
        key = key or self.key(item, Seen.from_json(derived.seen).sha256)
        if key and derived.reason != "taken":
            self.journal.note(item.name, key, item.target, derived)
        return derived

    def unchanged(self, before: Journal, items: Sequence[Item]) -> bool:
        """Say whether a finished export holds these pictures, made as now asked, and no other."""
        there = [item for item in items if item.path and not item.reason]
        if {item.name for item in there} != set(before.sources):
            return False
        for item in there:
            key = self.key(item)
            if not key or before.sources[item.name] != key:
                return False
            derived = before.made[key][1]
            if not derived.reason and not before.holds(item.target, derived):
                return False
        return True


def free_space(out: Path, items: Sequence[Item]) -> None:
    """Refuse to begin what the disk could not hold: a derivative seldom weighs less than a quarter of its source."""
    status = os.statvfs(out)
    wanted = sum(item.path.stat().st_size for item in items if item.path and not item.reason) // 4
    left = status.f_bavail * status.f_frsize
    if wanted > left:
        raise Refused(
            f"Le disque de {out} n’a que {left >> 20} Mo libres, pour {wanted >> 20} Mo attendus au moins. "
            "Libérez de la place, ou donnez après -o un dossier d’un autre disque.",
            value=str(out),
        )
