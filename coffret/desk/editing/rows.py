"""What the buttons of a list do to a content before it is saved: add, remove, move, choose.

Every button sends the whole form with ``do`` (« items.up.2 »): the page comes back rearranged, nothing is saved.
"""

import secrets
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from coffret.desk.editing import sections
from coffret.editorial.kinds import Kind, Widget

Content = dict[str, Any]
Rows = list[dict[str, Any]]


def blank_row(widget: Widget) -> dict[str, Any]:
    """Return a new row of a list: a publication with one edition to fill in, or a question."""
    if widget is Widget.PUBLICATIONS:
        return {"key": secrets.token_hex(6), "title": "", "description": "", "editions": [_edition()]}
    return {"question": "", "answer": ""}


def _edition() -> dict[str, Any]:
    return {"document": None, "version": "", "issued_on": "", "changed": ""}


def rearranged(kind: Kind, content: Content, do: str) -> Content:
    """Return the content as the button ``do`` leaves it; unchanged when it asks for what is not there."""
    name, _dot, rest = do.partition(".")
    act, _dot, place = rest.partition(".")
    field = next((one for one in kind.fields if one.name == name), None)
    if field is None:
        return content
    changed = deepcopy(content)
    if field.widget is Widget.SECTIONS:
        sections.rearrange(changed.setdefault(name, []), act, place)
        return changed
    if act not in ACTS:
        return content
    if field.widget is Widget.PICTURE:
        changed[name] = None if act == "remove" else changed[name]
    elif field.widget in {Widget.PUBLICATIONS, Widget.ITEMS, Widget.QUESTIONS}:
        ACTS[act](changed.setdefault(name, []), place, field.widget)
    return changed


def _index(rows: Rows, place: str) -> int | None:
    return int(place) if place.isdecimal() and int(place) < len(rows) else None


def _add(rows: Rows, place: str, widget: Widget) -> None:
    if widget is not Widget.ITEMS:
        rows.append(blank_row(widget))


def _remove(rows: Rows, place: str, widget: Widget) -> None:
    index = _index(rows, place)
    if index is not None:
        del rows[index]


def _up(rows: Rows, place: str, widget: Widget) -> None:
    index = _index(rows, place)
    if index:
        rows[index - 1], rows[index] = rows[index], rows[index - 1]


def _down(rows: Rows, place: str, widget: Widget) -> None:
    index = _index(rows, place)
    if index is not None and index + 1 < len(rows):
        rows[index + 1], rows[index] = rows[index], rows[index + 1]


def _choose(rows: Rows, place: str, widget: Widget) -> None:
    """Add a record or a museum (« record.M0650000001 ») at the end, once."""
    what, _dot, key = place.partition(".")
    if widget is Widget.ITEMS and what in {"record", "museum"} and key and all(row.get(what) != key for row in rows):
        rows.append({what: key, "words": ""})


def _new_edition(rows: Rows, place: str, widget: Widget) -> None:
    """Open a new edition of a publication, before the others: the latest comes first."""
    index = _index(rows, place)
    if widget is Widget.PUBLICATIONS and index is not None:
        rows[index]["editions"].insert(0, _edition())


def _drop_edition(rows: Rows, place: str, widget: Widget) -> None:
    """Remove an edition (« 0.1 »: the second of the first publication)."""
    row, _dot, edition = place.partition(".")
    index = _index(rows, row)
    if widget is Widget.PUBLICATIONS and index is not None:
        _remove(rows[index]["editions"], edition, widget)


ACTS: dict[str, Callable[[Rows, str, Widget], None]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "choose": _choose,
    "edition": _new_edition,
    "uneditioned": _drop_edition,
}
