"""Two states of a letter's sections made of one: what each person changed is kept, item by item, by their keys.

Where both changed the very same thing, the first of the two stays: its author has just typed it.
"""

from collections.abc import Callable, Mapping
from typing import Any

One = dict[str, Any]
Join = Callable[[One, One, One], One]
# What of a section stands beside its items.
_PARTS = ("one", "many", "words")


def sections(before: list[One], mine: list[One], theirs: list[One]) -> list[One]:
    """Return ``mine`` with what ``theirs`` changed since ``before`` and ``mine`` did not.

    Added on both sides under one key, two things stay two: the second loses its key, the normal form gives it another.
    """
    return _merged(before, mine, theirs, _section)


def _section(before: One, mine: One, theirs: One) -> One:
    parts = {name: _either(before[name], mine[name], theirs[name]) for name in _PARTS}
    return {**mine, **parts, "items": _merged(before["items"], mine["items"], theirs["items"], _either)}


def _either(before: Any, mine: Any, theirs: Any) -> Any:
    return theirs if mine == before else mine


def _merged(before: list[One], mine: list[One], theirs: list[One], join: Join) -> list[One]:
    old, my, their = ({one["key"]: one for one in rows} for rows in (before, mine, theirs))
    # Whoever moved things decides of their order.
    first, second = (mine, theirs) if _moved(old, mine) else (theirs, mine)
    kept = [one for row in first if (one := _settled(row["key"], old, my, their, join)) is not None]
    for place, key in enumerate(row["key"] for row in second):
        if key in my and key in their:
            if key not in old and my[key] != their[key]:
                _insert(kept, {**their[key], "key": ""}, second[:place])
        elif (one := _settled(key, old, my, their, join)) is not None:
            _insert(kept, one, second[:place])
    return kept


def _moved(old: Mapping[str, One], rows: list[One]) -> bool:
    known = [row["key"] for row in rows if row["key"] in old]
    return known != [key for key in old if key in known]


def _settled(
    key: str, old: Mapping[str, One], my: Mapping[str, One], their: Mapping[str, One], join: Join
) -> One | None:
    """Return what becomes of the thing of this key; None when one side took it off and the other left it as it was."""
    was, here, there = old.get(key), my.get(key), their.get(key)
    if here is None or there is None:
        one = here or there
        return None if one == was else one
    return here if was is None else join(was, here, there)


def _insert(kept: list[One], one: One, before: list[One]) -> None:
    """Put a thing after the nearest of those it followed; first where it followed none."""
    places = {row["key"]: place for place, row in enumerate(kept)}
    after = next((places[row["key"]] for row in reversed(before) if row["key"] in places), -1)
    kept.insert(after + 1, one)
