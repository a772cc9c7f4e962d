"""What taking back would change, said before it is done: per record, withdrawn, restored or kept, with its conflicts."""

from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap

from coffret.catalogue import store
from coffret.catalogue.models import Status
from coffret.submissions import pasts, sets
from coffret.submissions.merging import differences
from coffret.submissions.models import SetName, Submission
from coffret.submissions.pasts import Conflict, Effect, Fate


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What becomes of one record: ``changes`` are (field, today's text, text that comes back)."""

    position: int
    ref: str
    fate: Fate
    version: int
    title: str
    changes: list[tuple[str, str, str]]
    conflicts: list[Conflict]
    # Names of the images today and after, None when they stay.
    pictures: tuple[str, str] | None


@dataclass
class Foresight:
    """What taking back lines would do in all: how many of each fate, which lines hold a conflict."""

    submission: Submission
    wanted: BitMap
    withdrawn: BitMap = field(default_factory=BitMap)
    restored: BitMap = field(default_factory=BitMap)
    unchanged: BitMap = field(default_factory=BitMap)
    conflicting: BitMap = field(default_factory=BitMap)
    conflicts: int = 0

    def count(self, effect: Effect) -> None:
        """Count what one line does."""
        {Fate.WITHDRAWN: self.withdrawn, Fate.RESTORED: self.restored, Fate.UNCHANGED: self.unchanged}[effect.fate].add(
            effect.past.position
        )
        if effect.conflicts:
            self.conflicting.add(effect.past.position)
            self.conflicts += len(effect.conflicts)


def wanted_of(submission: Submission, members: BitMap | None = None) -> BitMap:
    """Return the lines that taking back ``members`` (all: None) reaches: published, not taken back yet."""
    kept = sets.of(submission.pk)
    wanted = kept[SetName.PUBLISHED] - kept[SetName.REVERTED]
    return wanted if members is None else wanted & members


def foresee(submission: Submission, members: BitMap | None = None) -> Foresight:
    """Return what taking back the lines at these positions (all: None) would do today.

    Records that nobody touched since are counted without being read: only the others are undone in thought.
    """
    result = Foresight(submission, wanted_of(submission, members))
    made, changed = _untouched(submission.pk)
    result.withdrawn, result.restored = made & result.wanted, changed & result.wanted
    for batch in pasts.effects(submission.pk, result.wanted - made - changed, back=False):
        for effect in batch:
            result.count(effect)
    return result


def _untouched(submission: int) -> tuple[BitMap, BitMap]:
    """Return the lines whose record is still as they left it: those that made it, those that changed one online."""
    found = store.select(
        "SELECT l.position, l.version_before FROM submissions_line l "
        "JOIN catalogue_record r ON r.id = l.record AND r.version = l.version_before + 1 "
        "LEFT JOIN catalogue_recordversion v ON v.record_id = r.id AND v.number = l.version_before "
        "WHERE l.submission_id = %s AND r.status = %s AND (l.version_before = 0 OR v.status = %s)",
        [submission, Status.PUBLISHED.value, Status.PUBLISHED.value],
    )
    made = BitMap(position for position, before in found if not before)
    return made, BitMap(position for position, before in found if before)


def rows(submission: Submission, members: BitMap) -> list[Foreseen]:
    """Return what becomes of the records of a page of lines, in the file's order."""
    found = [effect for batch in pasts.effects(submission.pk, members, back=False) for effect in batch]
    titles = _titles([one.past.stored.id for one in found])
    return [_row(one, titles.get(one.past.stored.id, "")) for one in found]


def _row(one: Effect, title: str) -> Foreseen:
    changes = []
    if one.fate is Fate.RESTORED:
        changes = differences(pasts.values(one.past.stored), one.values)
    pictures = (pasts.names(one.held), pasts.names(one.pictures)) if one.pictures is not None else None
    return Foreseen(
        one.past.position,
        one.past.stored.ref,
        one.fate,
        one.past.stored.version,
        title,
        changes,
        one.conflicts,
        pictures,
    )


def _titles(records: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for chunk in store.chunks(records):
        found.update(store.select(f"SELECT id, title FROM catalogue_record WHERE id IN ({store.marks(chunk)})", chunk))  # noqa: S608
    return found
