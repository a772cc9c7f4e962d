"""Rich text as a small tree: read from the HTML nh3 wrote, written back with everything escaped.

Only :mod:`rich` and its companions use it. What nh3 writes is well formed, so the standard parser reads it without
guessing; what is written here holds no tag and no attribute that was not asked for by name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img"})
# Deeper than this, an element gives its content to the one around it: no page of the office is, an attack is.
DEEPEST = 24


@dataclass(slots=True)
class Node:
    """An element: its tag, its attributes, and its children in order, texts being plain strings."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> "Iterator[Node | str]":
        """Return everything inside, in reading order, elements before what they hold."""
        for child in self.children:
            yield child
            if isinstance(child, Node):
                yield from child.walk()

    def elements(self, *tags: str) -> "Iterator[Node]":
        """Return the elements inside that bear one of these tags, in reading order."""
        return (one for one in self.walk() if isinstance(one, Node) and one.tag in tags)

    def text(self) -> str:
        """Return its words, without markup, line breaks as spaces."""
        return "".join(_words(self.walk()))


def _words(walked: "Iterable[Node | str]") -> Iterator[str]:
    for one in walked:
        if isinstance(one, str):
            yield one
        elif one.tag == "br":
            yield " "


class _Reader(HTMLParser):
    """Builds the tree; an element beyond the deepest level is passed over, its content kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self._open: list[Node | None] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element where the reader stands."""
        kept = len(self._open) <= DEEPEST
        node = Node(tag, {name: value or "" for name, value in attrs})
        if kept:
            self._around().children.append(node)
        if tag not in VOID:
            self._open.append(node if kept else None)

    def handle_endtag(self, tag: str) -> None:
        """Close the element last opened."""
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Put a text where the reader stands."""
        self._around().children.append(data)

    def _around(self) -> Node:
        return next(node for node in reversed(self._open) if node is not None)


def read(html: str) -> Node:
    """Return the tree of well-formed HTML (what nh3 or :func:`written` gave), under an element called « root »."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def written(nodes: "Iterable[Node | str]") -> str:
    """Return the HTML of these nodes: texts and attributes escaped, attributes in their order."""
    return "".join(_written(node) for node in nodes)


def _written(node: "Node | str") -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    if node.tag in VOID:
        return f"<{node.tag}{attrs}>"
    return f"<{node.tag}{attrs}>{written(node.children)}</{node.tag}>"
