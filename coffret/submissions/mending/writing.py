"""Writing in a line: its text now, what was handed in, and which acts led from one to the other.

An act is named by the number of its Mending (« 12 »), or by its Correction for one replayed at the check (« c7 »).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from coffret.base.errors import Refused
from coffret.submissions.merging import PLATFORM, Values, merged
from coffret.submissions.payload import Content


class Written(Protocol):
    """What holds the texts of a line and their corrections: its content, or the item that is being judged."""

    values: Values
    empty: list[str]
    handed: dict[str, str | None]
    mended: dict[str, str]
    acts: dict[str, list[list[Any]]]


def text_of(content: Written, code: str) -> str | None:
    """Return the text a line gives to a field: « » clears it, None leaves the field of the record alone."""
    return content.values.get(code, "" if code in content.empty else None)


def write(content: Written, code: str, text: str | None, means: str, act: str) -> bool:
    """Give a field of a line its text (« » clears it, None leaves it alone), by this act; say whether that changed it.

    Back at what was handed in, the field is no more a corrected one.
    """
    found = text_of(content, code)
    if found == text:
        return False
    content.handed.setdefault(code, found)
    content.acts.setdefault(code, []).append([act, found])
    content.mended[code] = means
    _put(content, code, text)
    if text == content.handed[code]:
        forget(content, code)
    return True


def take_back(content: Content, code: str, act: str) -> bool:
    """Undo an act on a field when it is the last one there; say whether it was."""
    acts = content.acts.get(code, [])
    if not acts or acts[-1][0] != act:
        return False
    _put(content, code, acts.pop()[1])
    if not acts:
        forget(content, code)
    return True


def forget(content: Written, code: str) -> None:
    """Take a field as handed in."""
    for kept in (content.handed, content.mended, content.acts):
        kept.pop(code, None)


def earlier(content: Content) -> Iterator[Values]:
    """Yield the texts of a line as they were before its last act, before the one that precedes, and so on."""
    values = as_written(content)
    acts = [
        (_order(act), place, code, text)
        for code, held in content.acts.items()
        for place, (act, text) in enumerate(held)
    ]
    for _number, _place, code, text in sorted(acts, key=lambda one: one[:2], reverse=True):
        if text is None:
            values.pop(code, None)
        else:
            values[code] = text
        yield dict(values)


def as_written(content: Content) -> Values:
    """Return the texts of a line, « » for the fields it clears."""
    return {**content.values, **dict.fromkeys(content.empty, "")}


def resulting(content: Content, held: Mapping[str, str]) -> Values:
    """Return the record a line makes of ``held``, the values of the record it changes."""
    return merged(held, content.values, content.empty)


def refuse_platform(code: str) -> None:
    """Raise Refused for a field that the platform writes itself."""
    if code in PLATFORM:
        raise Refused(f"Le champ {code} est rempli par Coffret : il ne se corrige pas.", field=code)


def _put(content: Written, code: str, text: str | None) -> None:
    if code in content.empty:
        content.empty.remove(code)
    if text:
        content.values[code] = text
        return
    content.values.pop(code, None)
    if text is not None:
        content.empty.append(code)


def _order(act: str) -> int:
    """Acts of the check come first, in their order."""
    return int(act) if act.isdigit() else 0
