"""The rich texts of a letter, as the mail's HTML says them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from coffret.base.text import kept_together, typeset
from coffret.editorial import moments
from coffret.editorial.rich.parts import Figure, figure, reference
from coffret.editorial.rich.tree import Node, read, written
from coffret.newsletters.composing.issue import Composed, Shot
from coffret.newsletters.rendering.links import marked, target
from coffret.newsletters.rendering.pictures import Rendition

HEADINGS = ("h2", "h3", "h4")
DEEPEST = 6
Nodes = list[Node | str]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told with a picture: its text in its place, its caption, whose it is."""

    alt: str
    caption: str
    whose: str


def spaced(text: str, language: str) -> str:
    """Return a text with the spacing of its language."""
    return typeset(text) if language == "fr" else kept_together(text)


def day_of(composed: Composed) -> str:
    """Return the day an issue bears, in words; « » without one."""
    return moments.day(date.fromisoformat(composed.day)) if composed.day else ""


def told(use: Mapping[str, Any], credit: str = "") -> Told:
    """Return what a use of a picture (as contents keep it) tells; ``credit``: what stands in place of its own."""
    whose = " · ".join(one for one in (credit or use.get("credit", ""), use.get("rights", "")) if one)
    return Told("" if use.get("decorative") else use.get("alt", ""), use.get("caption", ""), whose)


def prose(html: str, composed: Composed, level: int) -> SafeString:
    """Return a rich text of an issue ready for its mail; its first headings are of ``level`` (2 to 6)."""
    root = read(html)
    _Prose(composed, steps_of(root, level)).inside(root)
    return mark_safe(written(root.children))  # noqa: S308 - sanitised text and our own elements, escaped


def steps_of(root: Node, level: int) -> dict[str, str]:
    """Return the heading each heading of a text becomes under what stands above it: none is passed over."""
    present = sorted({node.tag for node in root.elements(*HEADINGS)})
    return {tag: f"h{min(DEEPEST, level + place)}" for place, tag in enumerate(present)}


def stepped(html: str, level: int) -> str:
    """Return a rich text whose first headings are of ``level``, ready for a page where others stand above it."""
    root = read(html)
    steps = steps_of(root, level)
    for node in root.elements(*HEADINGS):
        node.tag = steps[node.tag]
    return written(root.children)


def shot_of(use: Figure, composed: Composed) -> Shot | None:
    """Return the picture of a figure; None when the issue has none such."""
    return composed.shots.get(use.picture)


@dataclass(slots=True)
class _Prose:
    """A text on its way to a mail."""

    composed: Composed
    steps: dict[str, str] = field(default_factory=dict)

    def inside(self, node: Node) -> None:
        """Write what an element holds anew, in place."""
        node.children = [one for child in node.children for one in self._rendered(child)]

    def _rendered(self, node: Node | str) -> Iterator[Node | str]:
        if isinstance(node, str):
            yield spaced(node, self.composed.language)
            return
        self.inside(node) if node.tag != "figure" else None
        match node.tag:
            case "a":
                yield from self._link(node)
            case "figure":
                yield from self._figure(node)
            case "table":
                yield _table(node)
            case "h2" | "h3" | "h4":
                yield Node(self.steps[node.tag], {}, node.children)
            case _:
                yield node

    def _link(self, node: Node) -> Iterator[Node | str]:
        """Yield a link that leads somewhere, else its words."""
        address = target(node.attrs.get("href", ""), self.composed.links)
        if not address or reference(address) or address.startswith("#"):
            yield from node.children
        else:
            yield Node("a", {"href": marked(address, self.composed) if _fetched(address) else address}, node.children)

    def _figure(self, node: Node) -> Iterator[Node]:
        use = figure(node)
        shot = shot_of(use, self.composed) if use else None
        if use is None or shot is None:
            return
        caption = next(node.elements("figcaption"), None)
        if caption:
            self.inside(caption)
        said = told({"credit": use.credit, "rights": use.rights, "alt": use.alt, "decorative": use.decorative})
        yield picture(shot, said, caption.children if caption else [], self.composed.language)


def _fetched(address: str) -> bool:
    return address.startswith(("http://", "https://", "/"))


def picture(shot: Shot, said: Told, caption: Sequence[Node | str], language: str, href: str = "") -> Node:
    """Return a figure of the mail: the picture whole on its mat, its caption, whose it is."""
    kept = Rendition(shot)
    size = {"width": str(kept.width), "height": str(kept.height)}
    image = Node("img", {"src": kept.address, **size, "alt": spaced(said.alt, language)})
    # A link needs a name: that of a picture is its text.
    shown: Node = Node("a", {"href": href}, [image]) if href and said.alt else image
    parts: Nodes = [*caption]
    if said.whose:
        parts += [Node("br"), spaced(said.whose, language)] if parts else [spaced(said.whose, language)]
    below: Nodes = [Node("figcaption", {"class": "sans small muted"}, parts)] if parts else []
    return Node("figure", {}, [Node("div", {"class": "mat"}, [shown]), *below])


def _table(node: Node) -> Node:
    """Return a table of figures or words, its headings tied to rows and columns."""
    for head in node.elements("thead"):
        for cell in head.elements("th"):
            cell.attrs = {"scope": "col"}
    for body in node.elements("tbody"):
        for cell in body.elements("th"):
            cell.attrs = {"scope": "row"}
    return Node("table", {"class": "sans"}, node.children)
