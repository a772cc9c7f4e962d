"""The form of an entry, made from the table of kinds: what a browser sends becomes a content, a content becomes a form.

The names of its inputs are the paths of the content (« cover.alt », « publications.0.title »): findings point at them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from coffret.desk.editing import sections
from coffret.editorial.kinds import ContentField, Kind, Widget

Content = dict[str, Any]

PICTURE_WORDS = ("alt", "credit", "rights", "caption")


def read(kind: Kind, given: QueryDict) -> Content:
    """Return the content a form holds, laid out by the table of kinds; content.clean puts it in normal form."""
    return {field.name: READERS[field.widget](given, field.name) for field in kind.fields}


def _text(given: QueryDict, name: str) -> str:
    return str(given.get(name, ""))


def _flag(given: QueryDict, name: str) -> bool:
    return name in given


def _whole(given: QueryDict, name: str) -> int | None:
    text = re.sub(r"\s", "", _text(given, name))
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _several(given: QueryDict, name: str) -> list[str]:
    return [str(value) for value in given.getlist(name)]


def _picture(given: QueryDict, name: str) -> Content | None:
    number = _whole(given, f"{name}.picture")
    if number is None:
        return None
    words = {word: _text(given, f"{name}.{word}") for word in PICTURE_WORDS}
    return {"picture": number, "decorative": _flag(given, f"{name}.decorative"), **words}


def _rows(given: QueryDict, name: str) -> list[str]:
    """Return the beginnings of the names of each row of a list, in order: « items.0 », « items.1 »."""
    pattern = re.compile(rf"{re.escape(name)}\.([0-9]{{1,4}})\.")
    numbers = {int(match[1]) for key in given if (match := pattern.match(key))}
    return [f"{name}.{number}" for number in sorted(numbers)]


def _publications(given: QueryDict, name: str) -> list[Content]:
    return [
        {
            "key": _text(given, f"{row}.key"),
            "title": _text(given, f"{row}.title"),
            "description": _text(given, f"{row}.description"),
            "editions": [_edition(given, edition) for edition in _rows(given, f"{row}.editions")],
        }
        for row in _rows(given, name)
    ]


def _edition(given: QueryDict, row: str) -> Content:
    words = {word: _text(given, f"{row}.{word}") for word in ("version", "issued_on", "changed")}
    return {"document": _whole(given, f"{row}.document"), **words}


def _items(given: QueryDict, name: str) -> list[Content]:
    return [_item(given, row) for row in _rows(given, name)]


def _item(given: QueryDict, row: str) -> Content:
    words = _text(given, f"{row}.words")
    museum = _text(given, f"{row}.museum")
    return {"museum": museum, "words": words} if museum else {"record": _text(given, f"{row}.record"), "words": words}


def _questions(given: QueryDict, name: str) -> list[Content]:
    return [{word: _text(given, f"{row}.{word}") for word in ("question", "answer")} for row in _rows(given, name)]


def _update(given: QueryDict, name: str) -> Content:
    return {"words": _text(given, f"{name}.words"), "announce": _flag(given, f"{name}.announce")}


READERS: dict[Widget, Callable[[QueryDict, str], Any]] = {
    **dict.fromkeys(Widget, _text),
    Widget.FLAG: _flag,
    Widget.NUMBER: _whole,
    Widget.ENTRY: _whole,
    Widget.CHOICES: _several,
    Widget.PICTURE: _picture,
    Widget.PUBLICATIONS: _publications,
    Widget.ITEMS: _items,
    Widget.QUESTIONS: _questions,
    Widget.UPDATE: _update,
    Widget.SECTIONS: sections.read,
}


@dataclass(frozen=True, slots=True)
class Box:
    """A field as its template part shows it; ``value`` is what the content holds, ``more`` what the part needs besides.

    ``choices``: (value, words, chosen).
    """

    field: ContentField
    value: Any
    choices: tuple[tuple[str, Any, bool], ...] = ()
    more: Any = None

    @property
    def name(self) -> str:
        """Return the name of its input, the field's path in the content."""
        return self.field.name

    @property
    def template(self) -> str:
        """Return the template part that shows it."""
        return f"desk/editing/widgets/{self.field.widget}.html"

    @property
    def shown_if(self) -> str:
        """Return the name of the field it depends on, or « »."""
        return self.field.shown_if[0] if self.field.shown_if else ""

    @property
    def shown_values(self) -> str:
        """Return the values of that field for which it matters, as a browser compares them."""
        values = self.field.shown_if[1] if self.field.shown_if else ()
        return " ".join(str(value).lower() if isinstance(value, bool) else str(value) for value in values)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that go together, under a heading."""

    name: str
    label: Any
    boxes: list[Box]


More = Callable[[ContentField, Any], Any]
Choices = Callable[[ContentField], tuple[tuple[str, Any], ...]]


def groups(kind: Kind, content: Content, more: More, choices: Choices) -> list[Group]:
    """Return the form of a content, its groups in the order of their first field.

    ``more`` tells what a field's part needs besides its value (titles of what was chosen…), ``choices`` the choices of
    a field.
    """
    made: dict[str, Group] = {}
    for field in kind.fields:
        group = made.setdefault(field.group, Group(field.group, kind.groups.get(field.group, ""), []))
        group.boxes.append(_box(field, content.get(field.name), more, choices))
    return list(made.values())


def _box(field: ContentField, value: Any, more: More, choices: Choices) -> Box:
    chosen = {str(one) for one in value} if isinstance(value, list) else {"" if value is None else str(value)}
    if field.widget not in {Widget.CHOICE, Widget.CHOICES, Widget.ENTRY, Widget.NEWSLETTER}:
        return Box(field, value, more=more(field, value))
    offered = tuple((key, words, key in chosen) for key, words in choices(field))
    return Box(field, value, offered, more(field, value))
