"""A published line seen again: what its record was before and after, what it is now, and what undoing it would do.

Plain data in and out: the page that says what will change and the act that changes it read the same effect.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from pyroaring import BitMap

from coffret.base import quick_json
from coffret.catalogue import store
from coffret.catalogue.models import Status
from coffret.catalogue.store import Stored
from coffret.images import rows
from coffret.images.rows import Rows
from coffret.submissions import lines
from coffret.submissions.lines import Held
from coffret.submissions.merging import Values, undone
from coffret.submissions.payload import unpack

# What goes back although it changed since: everything, nothing, or these (position of the line, field).
Back = bool | Collection[tuple[int, str]]


class Conflict(NamedTuple):
    """A field (or « » for the whole record) changed again since: what the submission gave, what there is now.

    ``before`` is what was there before the submission, ``position`` its line.
    """

    ref: str
    field: str
    submitted: str
    current: str
    before: str = ""
    position: int = 0


class Past(NamedTuple):
    """A published line seen again: the record now, its values before and after, images taken away and attached."""

    position: int
    stored: Stored
    before: Values | None
    was_published: bool
    after: Values
    replaced: Rows | None
    attached: Rows | None


class Fate(StrEnum):
    """What becomes of the record when the line is undone."""

    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    UNCHANGED = "unchanged"


class Effect(NamedTuple):
    """What undoing a line does. ``pictures`` None: they stay as ``held``; ``goes_back``: withdrawn again, as it was."""

    past: Past
    fate: Fate
    values: Values
    pictures: Rows | None
    pictured: bool
    goes_back: bool
    conflicts: list[Conflict]
    held: Rows


def effects(submission: int, members: BitMap, back: Back) -> Iterator[list[Effect]]:
    """Yield what undoing the published lines at these positions would do now, in batches, in the file's order."""
    for batch in lines.at(submission, members):
        pasts = _pasts(batch)
        held = rows.held([past.stored.id for past in pasts if past.replaced is not None])
        yield [effect(past, held.get(past.stored.id, []), back) for past in pasts]


def _pasts(batch: list[Held]) -> list[Past]:
    records = store.stored_by_id(row.record for row in batch if row.record)
    wanted = [(row.record, number) for row in batch if row.record for number in (row.version, row.version + 1)]
    versions = store.versions(wanted)
    return [_past(records[row.record], row, versions) for row in batch if row.record in records]


def _past(stored: Stored, row: Held, versions: dict[tuple[int, int], tuple[str, str]]) -> Past:
    """Return a line's past; the version after it is the record itself when nothing came since."""
    content = unpack(row.payload)
    before = versions[stored.id, row.version] if row.version else None
    after = versions.get((stored.id, row.version + 1))
    return Past(
        row.position,
        stored,
        quick_json.read(before[0]) if before else None,
        before is None or before[1] == Status.PUBLISHED,
        quick_json.read(after[0] if after else stored.values),
        content.replaced,
        content.attached,
    )


def effect(past: Past, held: Rows, back: Back) -> Effect:
    """Return what undoing a line does to its record, which has the images ``held`` today."""
    now = values(past.stored)
    if past.before is None:
        return _unmaking(past, now, back)
    codes = _codes(past, back)
    three_way = undone(past.before, past.after, now, force=back is True, back=codes)
    conflicts = [
        Conflict(past.stored.ref, code, given, there, past.before.get(code, ""), past.position)
        for code, given, there in three_way.conflicts
    ]
    pictures, clash = _pictures(past, conflicts, held, forced=back is True or "REFIM" in codes)
    pictured = bool(pictures) if pictures is not None else past.stored.has_image
    goes_back = not past.was_published and past.stored.status == Status.PUBLISHED
    fate = _fate(three_way.values != now or pictures is not None, goes_back)
    return Effect(past, fate, three_way.values, pictures, pictured, goes_back, [*conflicts, *clash], held)


def _fate(differs: bool, goes_back: bool) -> Fate:
    """Say whether a changed record is rewritten, goes back to being withdrawn, or stays as it is."""
    if differs:
        return Fate.RESTORED
    return Fate.WITHDRAWN if goes_back else Fate.UNCHANGED


def _unmaking(past: Past, now: Values, back: Back) -> Effect:
    """A record that the submission made is to go: not when it is gone, nor (unless asked) when it changed since."""
    fate, conflicts = Fate.WITHDRAWN, []
    if past.stored.status == Status.WITHDRAWN:
        fate = Fate.UNCHANGED
    elif now != past.after and back is not True and "" not in _codes(past, back):
        fate, conflicts = Fate.UNCHANGED, [Conflict(past.stored.ref, "", "", "", "", past.position)]
    return Effect(past, fate, now, None, past.stored.has_image, False, conflicts, [])


def _codes(past: Past, back: Back) -> set[str]:
    return set() if isinstance(back, bool) else {field for position, field in back if position == past.position}


def _pictures(past: Past, conflicts: list[Conflict], held: Rows, *, forced: bool) -> tuple[Rows | None, list[Conflict]]:
    """Return the images the record had before, None when they stay as they are, and what is in the way."""
    if past.replaced is None or rows.alike(past.replaced, held):
        return None, []
    if any(one.field == "REFIM" for one in conflicts):
        return None, []
    if not rows.alike(held, past.attached or []) and not forced:
        clash = Conflict(
            past.stored.ref, "REFIM", names(past.attached), names(held), names(past.replaced), past.position
        )
        return None, [clash]
    return past.replaced, []


def values(stored: Stored) -> Values:
    """Return the values of a record as it stands."""
    read: Values = quick_json.read(stored.values)
    return read


def names(images: Rows | None) -> str:
    """Return the names of image rows, as REFIM writes them."""
    return ";".join(row[0] for row in images or ())
