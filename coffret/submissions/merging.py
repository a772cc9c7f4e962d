"""How values handed in meet those already there: absent = untouched, present and empty = cleared."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from coffret.base import quick_json
from coffret.catalogue.fields import FIELDS, Obligation
from coffret.catalogue.store import Stored

Values = dict[str, str]

# What everyone may read of a record.
PUBLIC = frozenset(entry.code for entry in FIELDS if entry.public)
# Made by the platform from the directory and the life of the record: what a file says of them is not taken over.
PLATFORM = frozenset(entry.code for entry in FIELDS if entry.obligation is Obligation.GENERATED)


def merged(before: Mapping[str, str], given: Mapping[str, str], empty: Iterable[str]) -> Values:
    """Return the record that results from an update."""
    if not before:
        return dict(given)
    result = {**before, **given}
    for code in empty:
        if code not in given:
            result.pop(code, None)
    return result


def readable(stored: Stored | None, museums: Collection[str]) -> Values:
    """Return the values of a record as the people of these museums (none: the office) may read them.

    Of another museum's record they read what everyone does: its donor or its place in store is no answer to a file that
    names its reference.
    """
    if stored is None:
        return {}
    values: Values = quick_json.read(stored.values)
    if not museums or stored.museum in museums:
        return values
    return {code: text for code, text in values.items() if code in PUBLIC}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (code, before, after) of each field that differs, « » where there is none."""
    codes = dict.fromkeys((*before, *after))
    return [
        (code, before.get(code, ""), after.get(code, ""))
        for code in codes
        if before.get(code, "") != after.get(code, "")
    ]


@dataclass(slots=True)
class ThreeWay:
    """What undoing a change gives: the values, and the fields that were changed again since."""

    values: Values
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)


def undone(
    before: Mapping[str, str],
    after: Mapping[str, str],
    now: Mapping[str, str],
    *,
    force: bool,
    back: Collection[str] = (),
) -> ThreeWay:
    """Take back, out of the values of ``now``, what led from ``before`` to ``after``.

    A field that still holds what the change gave it goes back; one changed again since is a conflict (code, text the
    change gave, text of now) and stays, unless ``force`` or its code is in ``back``. Fields the change did not touch stay.
    """
    result = ThreeWay(dict(now))
    for code, old, new in differences(before, after):
        held = now.get(code, "")
        if held == old:
            continue
        if held != new and not force and code not in back:
            result.conflicts.append((code, new, held))
        elif code in before:
            result.values[code] = old
        else:
            result.values.pop(code, None)
    return result
