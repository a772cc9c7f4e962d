"""An issue as it says everything: what is read, mailed and frozen. Made of its content by compose().

Kept, addresses of this site are paths: the site may move, what was frozen follows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from coffret.newsletters.addresses import absolute, relative


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as kept: content of its master, pixels."""

    sha256: str
    width: int
    height: int
    name: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An item as it says itself. Texts are plain, typeset; ``words`` is rich text that still holds « coffret: » links.

    ``thing``, ``ref``: what it is. ``kicker``: the line above its title (« Récolement, événement »). ``facts``: short
    lines below it (date and place of an event, type and size of a document). ``state``: of an event, code and words.
    ``button``: label and absolute address, or None. ``picture``: the use of a picture as contents keep it, or None;
    ``standing``: of what it refers to (online, gone, draft, unknown).
    """

    key: str
    thing: str
    ref: str
    url: str
    title: str
    caption: str = ""
    credit: str = ""
    kicker: str = ""
    facts: tuple[str, ...] = ()
    state: tuple[str, str] | None = None
    button: tuple[str, str] | None = None
    picture: Mapping[str, Any] | None = None
    words: str = ""
    standing: str = "online"


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading in the number of its items, words below it, items."""

    key: str
    heading: str
    words: str = ""
    items: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """An issue: all it says, nothing left to look up.

    ``day`` is « 2026-05-11 », ``path`` its public path. ``links``: « notice/REF » → absolute address, « » when nothing
    stands there. ``shots``: picture id → Shot, of items and of rich texts. ``figures``: live figure → value.
    """

    newsletter: str
    name: str
    language: str
    day: str
    path: str
    subject: str
    preheader: str = ""
    intro: str = ""
    parts: tuple[Part, ...] = ()
    closing: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    shots: Mapping[int, Shot] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it (Issue.frozen)."""
        kept = asdict(self)
        for part in kept["parts"]:
            part["items"] = [_item_moved(item, relative) for item in part["items"]]
        return {**kept, "links": {key: relative(url) for key, url in self.links.items()}}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what ``kept`` made."""
        return cls(
            **{
                **kept,
                "parts": tuple(
                    Part(**{**part, "items": tuple(_said(item) for item in part["items"])}) for part in kept["parts"]
                ),
                "links": {key: _whole(url) for key, url in kept["links"].items()},
                "shots": {int(key): Shot(**shot) for key, shot in kept["shots"].items()},
            }
        )


def _said(kept: Mapping[str, Any]) -> Said:
    pairs = {name: tuple(kept[name]) if kept[name] else None for name in ("state", "button")}
    return Said(**_item_moved({**kept, **pairs, "facts": tuple(kept["facts"])}, _whole))


def _item_moved(item: Mapping[str, Any], address: Callable[[str], str]) -> dict[str, Any]:
    """Return an item whose addresses are what ``address`` makes of them."""
    button = item["button"] and (item["button"][0], address(item["button"][1]))
    return {**item, "url": address(item["url"]), "button": button}


def _whole(kept: str) -> str:
    return absolute(kept) if kept else ""
