"""Rich text: what the office's pages may say, made safe, and read for its words, links, figures and references.

The text is HTML of few elements (rich_schema.py). nh3 reads whatever was typed, pasted or sent, as browsers do; what
remains is put in its normal form, and passes nh3 once more with the exact list of what is allowed.
"""

import re
from collections.abc import Iterator

import nh3

from coffret.editorial.rich import schema
from coffret.editorial.rich.parts import Figure, RichLink, RichRef, figure, reference
from coffret.editorial.rich.render import render
from coffret.editorial.rich.tree import Node, read, written
from coffret.editorial.rich.words import MARKS, REFUSED, SCHEMES

__all__ = [
    "LONGEST",
    "Figure",
    "RichLink",
    "RichRef",
    "figures",
    "headings",
    "links",
    "plain",
    "reference",
    "refs",
    "render",
    "sanitise",
]

# Characters of HTML; a hundred printed pages. Reading time grows with the square of hostile nesting: it is bounded.
LONGEST = 200_000
_DEEPEST_TYPED = 200

_IMAGE = {"src", "alt", "data-decorative", "data-credit", "data-rights"}
_TAGS = (schema.TAGS - schema.PASSED - set(schema.RENAMED) - {"tfoot"}) | {"thead", "tbody"}
_READER = nh3.Cleaner(
    tags=set(schema.TAGS),
    attributes={"a": {"href", "id", "name"}, "img": _IMAGE},
    url_schemes=set(SCHEMES | REFUSED),
    link_rel=None,
)
_WALL = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={"a": {"href"}, "img": _IMAGE},
    url_schemes=set(SCHEMES),
    link_rel=None,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]*>")
_UNTAGGED = re.compile(r"<[^<>]*>")


def sanitise(html: str) -> str:
    """Return rich text in its normal form, safe to show: what is not allowed goes, its words stay.

    Addresses a browser could run (javascript:, data:) become « # », so that they are found, not followed.
    """
    root = read(_READER.clean(_harmless(html)))
    safe = "\n".join(written([block]) for block in schema.normal(root))
    return _WALL.clean(safe).replace("&nbsp;", "\u00a0")


def _harmless(html: str) -> str:
    """Return what nh3 is given: cut where no honest text goes, nor nests."""
    html = html[:LONGEST].replace("\x00", "")
    if _depth(html) > _DEEPEST_TYPED:
        html = _UNTAGGED.sub(" ", html)
    return html


def _depth(html: str) -> int:
    """Return how deep elements nest, roughly: an end takes back the last beginning."""
    depth = deepest = 0
    for end, tag in _TAG.findall(html):
        if tag.lower() not in ("br", "hr", "img", "p", "li", "td", "th", "tr"):
            depth = max(0, depth - 1) if end else depth + 1
            deepest = max(deepest, depth)
    return deepest


def plain(html: str) -> str:
    """Return the words of a text, a line per paragraph, heading, item, row and caption; pictures say nothing."""
    return "\n".join(line for line in (" ".join(words.split(" ")).strip() for words in _lines(read(html))) if line)


def _lines(node: Node) -> Iterator[str]:
    line = ""
    for child in node.children:
        if isinstance(child, str):
            line += child.replace("\n", " ")
        elif child.tag in MARKS:
            line += child.text()
        elif child.tag == "br":
            yield line
            line = ""
        elif child.tag == "tr":
            yield " · ".join(cell.text() for cell in child.children if isinstance(cell, Node))
        else:
            yield line
            line = ""
            yield from _lines(child)
    yield line


def links(html: str) -> list[RichLink]:
    """Return the links of a text in reading order."""
    return [RichLink(node.attrs.get("href", ""), node.text()) for node in read(html).elements("a")]


def figures(html: str) -> list[Figure]:
    """Return the pictures of a text in reading order."""
    return [one for node in read(html).elements("figure") if (one := figure(node))]


def refs(html: str) -> list[RichRef]:
    """Return what a text refers to, links and pictures, once each, in reading order."""
    addresses = (node.attrs.get("href") or node.attrs.get("src", "") for node in read(html).elements("a", "img"))
    return list(dict.fromkeys(found for address in addresses if (found := reference(address))))


def headings(html: str) -> list[tuple[int, str]]:
    """Return the headings of a text in order: level (2 to 4), words."""
    return [(int(node.tag[1]), node.text()) for node in read(html).elements(*sorted(schema.HEADINGS))]
