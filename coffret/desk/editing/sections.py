"""The sections of a letter in the form: read from what a browser sends, rearranged by the buttons of the form.

Acts name sections and items by their keys, not by their ranks: « up.s2 », « item-down.i7 », « put.s2.notice.M0650000001 ».
Inputs are named by their path in the content (« sections.0.items.2.picture.alt »), where findings point.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict

Content = dict[str, Any]
Rows = list[Content]

# What an editor may write in place of what a thing says of itself.
OWN_WORDS = ("title", "caption", "credit")
_PICTURE_WORDS = ("alt", "credit", "rights", "caption")


def new_key() -> str:
    """Return a key no other section nor item has."""
    return secrets.token_hex(6)


def blank_section() -> Content:
    """Return a section with nothing in it yet."""
    return {"key": new_key(), "one": "", "many": "", "words": "", "items": []}


def blank_item(thing: str, ref: str = "") -> Content:
    """Return an item that says nothing but what its thing says."""
    nothing = dict.fromkeys(OWN_WORDS, "")
    return {"key": new_key(), "thing": thing, "ref": ref, **nothing, "seen": {**nothing}, "picture": None, "words": ""}


# Read from a form -----------------------------------------------------------------------------------------------------


def read(given: QueryDict, name: str) -> Rows:
    """Return the sections a form holds under ``name``, in its order; each section and item has a key."""
    return [_section(given, row) for row in ranks(given, name)]


def ranks(given: Mapping[str, Any], name: str) -> list[str]:
    """Return the beginnings of the names of each row of a list, in order: « sections.0 », « sections.1 »."""
    pattern = re.compile(rf"{re.escape(name)}\.([0-9]{{1,4}})\.")
    numbers = {int(match[1]) for key in given if (match := pattern.match(key))}
    return [f"{name}.{number}" for number in sorted(numbers)]


def _section(given: QueryDict, row: str) -> Content:
    return {
        "key": given.get(f"{row}.key") or new_key(),
        **{word: given.get(f"{row}.{word}", "") for word in ("one", "many", "words")},
        "items": [_item(given, item) for item in ranks(given, f"{row}.items")],
    }


def _item(given: QueryDict, row: str) -> Content:
    thing = given.get(f"{row}.thing", "words")
    picture = _picture(given, f"{row}.picture")
    # An item that is a picture is the picture it shows: another one chosen in its place is what it is now.
    ref = str(picture["picture"]) if thing == "picture" and picture else given.get(f"{row}.ref", "")
    return {
        "key": given.get(f"{row}.key") or new_key(),
        "thing": thing,
        "ref": ref,
        **{word: given.get(f"{row}.{word}", "") for word in OWN_WORDS},
        "seen": {word: given.get(f"{row}.seen.{word}", "") for word in OWN_WORDS},
        "picture": picture,
        "words": given.get(f"{row}.words", ""),
    }


def _picture(given: QueryDict, row: str) -> Content | None:
    number = given.get(f"{row}.picture", "")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        return None
    words = {word: given.get(f"{row}.{word}", "") for word in _PICTURE_WORDS}
    return {"picture": int(number), "decorative": f"{row}.decorative" in given, **words}


# Rearranged -----------------------------------------------------------------------------------------------------------


def rearrange(sections: Rows, act: str, place: str) -> None:
    """Do to sections, in place, what a button asks for; nothing when it asks for what is not there."""
    if act in _ACTS:
        key, _dot, rest = place.partition(".")
        _ACTS[act](sections, key, rest)
        # One that says nothing yet is not kept: at the end, it shifts the path of no other.
        sections.sort(key=_is_blank)


def _is_blank(section: Content) -> bool:
    return not (section["one"] or section["many"] or section["words"] or section["items"])


def put(sections: Rows, key: str, item: Content) -> None:
    """Add an item at the end of the section of that key; nothing when there is no such section."""
    rank = _rank(sections, key)
    if rank is not None:
        sections[rank]["items"].append(item)


def item_of(sections: Rows, key: str) -> Content | None:
    """Return the item of that key; None when there is none."""
    return next((item for section in sections for item in section["items"] if item["key"] == key), None)


def _rank(rows: Rows, key: str) -> int | None:
    return next((rank for rank, row in enumerate(rows) if row["key"] == key), None)


def _place(sections: Rows, key: str) -> tuple[int, int] | None:
    """Return the ranks of the section and of the item of that key in it."""
    for rank, section in enumerate(sections):
        found = _rank(section["items"], key)
        if found is not None:
            return rank, found
    return None


def _add(sections: Rows, _key: str, _rest: str) -> None:
    sections.append(blank_section())


def _remove(sections: Rows, key: str, _rest: str) -> None:
    rank = _rank(sections, key)
    if rank is not None:
        del sections[rank]


def _swap(step: int) -> Callable[[Rows, str, str], None]:
    def move(sections: Rows, key: str, _rest: str) -> None:
        rank = _rank(sections, key)
        if rank is not None and 0 <= rank + step < len(sections):
            sections[rank], sections[rank + step] = sections[rank + step], sections[rank]

    return move


def _step(step: int) -> Callable[[Rows, str, str], None]:
    """Move an item by one place; at the edge of its section it goes over into the next one."""

    def move(sections: Rows, key: str, _rest: str) -> None:
        place = _place(sections, key)
        if place is None:
            return
        section, rank = place
        items = sections[section]["items"]
        if 0 <= rank + step < len(items):
            items[rank], items[rank + step] = items[rank + step], items[rank]
        elif 0 <= section + step < len(sections):
            neighbour = sections[section + step]["items"]
            neighbour.insert(len(neighbour) if step < 0 else 0, items.pop(rank))

    return move


def _item_remove(sections: Rows, key: str, _rest: str) -> None:
    if place := _place(sections, key):
        del sections[place[0]]["items"][place[1]]


def _picture_remove(sections: Rows, key: str, _rest: str) -> None:
    if place := _place(sections, key):
        sections[place[0]]["items"][place[1]]["picture"] = None


def _own_words(change: Callable[[Content, str], None]) -> Callable[[Rows, str, str], None]:
    def act(sections: Rows, key: str, word: str) -> None:
        place = _place(sections, key)
        if place and word in OWN_WORDS:
            change(sections[place[0]]["items"][place[1]], word)

    return act


def _agree(item: Content, word: str) -> None:
    """Keep what the editor wrote: what the thing says now has been seen. The form shows it, and the next save keeps it."""
    item["seen"][word] = ""


def _forget(item: Content, word: str) -> None:
    """Let the thing speak for itself again."""
    item[word] = item["seen"][word] = ""


_ACTS: dict[str, Callable[[Rows, str, str], None]] = {
    "add": _add,
    "remove": _remove,
    "up": _swap(-1),
    "down": _swap(1),
    "item-remove": _item_remove,
    "item-up": _step(-1),
    "item-down": _step(1),
    "picture-remove": _picture_remove,
    "agree": _own_words(_agree),
    "forget": _own_words(_forget),
}
