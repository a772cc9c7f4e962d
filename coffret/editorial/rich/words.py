"""Words of rich text and their marks: spaces made one, nested marks undone, addresses kept or made harmless."""

import re
from collections.abc import Iterable, Iterator

from coffret.editorial.rich.tree import Node

Nodes = list[Node | str]

MARKS = frozenset({"strong", "em", "a", "sup", "sub"})
SCHEMES = frozenset({"http", "https", "mailto", "tel", "coffret"})
# Read only to be seen: an address of these becomes « # ».
REFUSED = frozenset({"javascript", "vbscript", "data", "file", "blob", "filesystem", "about", "ftp", "view-source"})
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.\-]*)\s*:", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def href(typed: str) -> str:
    """Return an address as it is kept: as typed, but « # » in the place of one a browser could run."""
    scheme = _SCHEME.match(_UNSEEN.sub("", typed))
    if scheme and scheme[1].lower() not in SCHEMES:
        return "#"
    return typed.strip()


def inline(nodes: Iterable[Node | str], breaks: bool = True) -> Nodes:
    """Return nodes as words with marks: other elements give their content, parted by a space; spaces made one.

    ``breaks`` False: line breaks are spaces too.
    """
    kept = _marked(nodes, breaks, frozenset())
    _trim(kept)
    return _full(kept)


def _marked(nodes: Iterable[Node | str], breaks: bool, inside: frozenset[str]) -> Nodes:
    kept = Nodes()
    for node in nodes:
        if isinstance(node, str):
            kept.append(_SPACES.sub(" ", node))
        elif node.tag == "br":
            kept.append(Node("br") if breaks else " ")
        elif node.tag in MARKS:
            kept += _mark(node, breaks, inside)
        elif node.tag != "img":
            kept += [" ", *_marked(node.children, breaks, inside), " "]
    return kept


def _mark(node: Node, breaks: bool, inside: frozenset[str]) -> Nodes:
    children = _marked(node.children, breaks, inside | {node.tag})
    if node.tag in inside or (node.tag == "a" and "href" not in node.attrs and node.attrs):
        return children
    return [Node(node.tag, {"href": href(node.attrs.get("href", "#"))} if node.tag == "a" else {}, children)]


Places = list[tuple[Nodes, int]]


def _trim(nodes: Nodes) -> None:
    """One space at most between two words, none at either end nor around a line break, which ends nothing either."""
    places = list(_places(nodes))
    _spaced_once(places)
    _ended(places)


def _spaced_once(places: Places) -> None:
    after_space = True
    for holder, at in places:
        text = holder[at]
        if isinstance(text, Node):
            after_space = True
            continue
        text = _SPACES.sub(" ", text)
        holder[at] = text.lstrip(" ") if after_space else text
        after_space = text.endswith(" ") if holder[at] else after_space


def _ended(places: Places) -> None:
    """From the last: no space before a line break or the end, no line break before the end."""
    before_break = at_end = True
    for holder, at in reversed(places):
        text = holder[at]
        if isinstance(text, Node):
            if at_end:
                holder[at] = ""
            before_break = True
            continue
        if before_break:
            holder[at] = text = text.rstrip(" ")
        before_break = before_break and not text
        at_end = at_end and not text


def _places(nodes: Nodes) -> Iterator[tuple[Nodes, int]]:
    """Where the texts and the line breaks stand, in reading order."""
    for at, node in enumerate(nodes):
        if isinstance(node, str) or node.tag == "br":
            yield nodes, at
        else:
            yield from _places(node.children)


def _full(nodes: Nodes) -> Nodes:
    """Without empty texts and marks; texts side by side made one."""
    kept = Nodes()
    for node in nodes:
        if isinstance(node, Node) and node.tag != "br":
            node.children = _full(node.children)
            if node.children:
                kept.append(node)
        elif isinstance(node, str) and kept and isinstance(kept[-1], str):
            kept[-1] += node
        elif node:
            kept.append(node)
    return kept
