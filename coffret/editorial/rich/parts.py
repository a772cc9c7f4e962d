"""What rich text holds besides words: its links, its pictures, what it refers to on this site."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from coffret.editorial.rich.tree import Node

_REFERENCE = re.compile(r"coffret:(notice|museum|entry|document|picture)/([A-Za-z0-9._\-]{1,60})")


class RichRef(NamedTuple):
    """A reference in a text: its kind (notice, museum, entry, document, picture) and its key there."""

    kind: str
    key: str


class RichLink(NamedTuple):
    """A link of a text: its address as kept, and its words."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of a text, with what this use of it says. ``picture``: id of the Picture."""

    picture: int
    alt: str
    decorative: bool
    credit: str
    rights: str
    caption: str


def figure(node: Node) -> Figure | None:
    """Return what a figure element holds; None when it holds no picture of the site."""
    image = next(node.elements("img"), None)
    found = reference(image.attrs.get("src", "")) if image else None
    if image is None or found is None or found.kind != "picture":
        return None
    caption = next(node.elements("figcaption"), None)
    return Figure(
        int(found.key),
        image.attrs.get("alt", ""),
        "data-decorative" in image.attrs,
        image.attrs.get("data-credit", ""),
        image.attrs.get("data-rights", ""),
        caption.text() if caption else "",
    )


def reference(href: str) -> RichRef | None:
    """Return what an address of a text refers to on this site; None for any other address."""
    found = _REFERENCE.fullmatch(href)
    return RichRef(found[1], found[2]) if found else None
