"""HTML of any hand as a tree, read as mail readers do: nothing is refused, what is not closed is closed where it must be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Tags that end a paragraph, and those that end one of their own kind still open.
_ENDS_P = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
    }
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"}
    | {"pre", "section", "table", "td", "th", "tr", "ul"}
)
_CLOSES: dict[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "tbody": frozenset({"td", "th", "tr", "thead", "tbody"}),
    "tfoot": frozenset({"td", "th", "tr", "thead", "tbody"}),
    "option": frozenset({"option"}),
    "a": frozenset({"a"}),
}
# What an end cannot go past: a cell left open in one table does not close the table around it.
_WALLS = frozenset({"table", "td", "th", "ul", "ol", "dl", "body", "html"})
# Deeper than that nobody wrote it by hand: the rest is read at that depth.
DEEPEST = 200


@dataclass(eq=False, slots=True)
class Node:
    """An element: tag in small letters, attributes, what it holds in order (elements and stretches of text)."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    parent: "Node | None" = None

    def get(self, name: str, otherwise: str = "") -> str:
        """Return an attribute, or ``otherwise``."""
        return self.attributes.get(name, otherwise)

    @property
    def classes(self) -> list[str]:
        """Return its classes."""
        return self.get("class").split()

    @property
    def level(self) -> int:
        """Return 1 for an h1, and so on; 0 for what is no heading."""
        return int(self.tag[1]) if len(self.tag) == 2 and self.tag[0] == "h" and self.tag[1] in "123456" else 0

    def above(self) -> Iterator["Node"]:
        """Yield the elements around it, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def all(self, *tags: str) -> Iterator["Node"]:
        """Yield the elements under it, in order; only those of these tags when some are named."""
        waiting: list[Node | str] = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Node):
                if not tags or node.tag in tags:
                    yield node
                waiting += reversed(node.children)

    def words(self) -> str:
        """Return all its text, spaces made one."""
        pieces, waiting = [], list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                waiting += reversed(node.children)
        return " ".join("".join(pieces).split())


def parse(html: str) -> Node:
    """Return the root of a document, whatever it is: the tag of the root is « »."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    """Builds the tree as tags come."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an opening tag; the first of an attribute given twice counts."""
        self._make_room(tag)
        given: dict[str, str] = {}
        for name, value in attrs:
            given.setdefault(name, value or "")
        node = Node(tag, given, parent=self.open[-1])
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take « <br/> »; on an element that holds something, the slash says nothing."""
        self.handle_starttag(tag, attrs)
        if tag in {"svg", "path", "rect", "circle", "line", "polygon", "use"} and self.open[-1].tag == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of this tag, as far as the walls allow."""
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return
            if self.open[depth].tag in _WALLS and tag not in _WALLS:
                return

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.open[-1].children.append(data)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over « <![if !mso]> » and its like: word processors write them, none of it is shown."""
        return self.parse_bogus_comment(i)

    def _make_room(self, tag: str) -> None:
        closed = _CLOSES.get(tag, frozenset())
        if tag in _ENDS_P:
            closed |= {"p"}
        walls = _WALLS - closed
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in walls:
                return
            if self.open[depth].tag in closed:
                del self.open[depth:]
                self._make_room(tag)
                return


_SPACE = re.compile(r"[ \t\n\r\f]+")
# Signs without width that mails are padded with; they are no part of any word.
_UNSEEN = re.compile("[\u00ad\u034f\u200b\u200c\u200e\u200f\u2060\ufeff]")


def spaced(text: str) -> str:
    """Return a stretch of text as it is shown: breaks of lines and runs of spaces are one, unseen signs are none."""
    return _SPACE.sub(" ", _UNSEEN.sub("", text))
