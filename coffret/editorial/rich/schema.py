"""The normal form of rich text: which element may stand where, as the editor's schema says it too (js/desk/rich).

Blocks: p, h2-h4, ul, ol, blockquote, hr, figure, table. Inline: strong, em, a, sup, sub, br. An item of a list and a
quotation hold paragraphs and lists; a heading, a cell and a caption hold words alone; a figure holds one picture of the
site. Anything else gives its content to what is around it: words are never lost.
"""

import re
from collections.abc import Iterable, Iterator

from coffret.editorial.rich.tree import Node
from coffret.editorial.rich.words import MARKS, Nodes, inline

INLINE = MARKS | {"br"}
HEADINGS = frozenset({"h2", "h3", "h4"})
LISTS = frozenset({"ul", "ol"})
# Other names of what is kept.
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "dt": "p", "dd": "p", "caption": "p"}
# They part words, and are not kept.
PASSED = frozenset({"div", "section", "article", "header", "footer", "main", "aside", "nav", "pre", "dl", "address"})
ROWS = frozenset({"thead", "tbody", "tfoot"})
BLOCKS = HEADINGS | LISTS | {"p", "li", "blockquote", "hr", "figure", "figcaption", "img", "table", "tr", "td", "th"}
TAGS = INLINE | BLOCKS | ROWS | PASSED | frozenset(RENAMED)

PICTURE = re.compile(r"coffret:picture/[1-9][0-9]{0,17}")
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")


def normal(root: Node) -> list[Node]:
    """Return the blocks of a text in their normal form; of a normal form, itself."""
    _rename(root)
    return blocks(_paragraphs_typed(root.children))


def _rename(root: Node) -> None:
    for node in root.walk():
        if isinstance(node, Node):
            node.tag = RENAMED.get(node.tag, node.tag)


def _paragraphs_typed(children: Nodes) -> Nodes:
    """Words typed without any markup: an empty line parts two paragraphs."""
    parted: Nodes = []
    for child in children:
        if isinstance(child, str):
            lines = _EMPTY_LINE.split(child)
            parted += [one for line in lines[:-1] for one in (line, Node("div"))] + [lines[-1]]
        else:
            parted.append(child)
    return parted


def _is_inline(node: Node | str) -> bool:
    if isinstance(node, str) or node.tag == "br":
        return True
    return node.tag in MARKS and all(_is_inline(child) for child in node.children)


def blocks(nodes: Iterable[Node | str]) -> list[Node]:
    """Return nodes as blocks, words that stand alone made paragraphs."""
    found: list[Node] = []
    run: Nodes = []
    for node in nodes:
        if isinstance(node, str) or _is_inline(node):
            run.append(node)
        else:
            found += [*_paragraphs(run), *_block(node)]
            run = []
    return found + _paragraphs(run)


def _paragraphs(run: Nodes) -> list[Node]:
    """Words in a row: two line breaks together part paragraphs."""
    paragraphs, piece = [], Nodes()
    breaks = 0
    for node in run:
        is_break = isinstance(node, Node) and node.tag == "br"
        breaks = breaks + 1 if is_break else (breaks if isinstance(node, str) and not node.strip(" \t\r\n\f") else 0)
        if is_break and breaks > 1:
            paragraphs.append(piece)
            piece = []
        else:
            piece.append(node)
    made = (Node("p", {}, inline(one)) for one in [*paragraphs, piece])
    return [paragraph for paragraph in made if paragraph.children]


def _block(node: Node) -> list[Node]:
    if node.tag in HEADINGS:
        return _heading(node)
    if node.tag in LISTS or node.tag == "li":
        return _list(node)
    if node.tag == "blockquote":
        return _quotation(node)
    if node.tag == "hr":
        return [Node("hr")]
    if node.tag == "table":
        return _table(node)
    if node.tag == "figure":
        return _figure(node)
    if node.tag == "img":
        return _pictures(node)
    return blocks(node.children)


# Blocks ------------------------------------------------------------------------------------------------------------


def _heading(node: Node) -> list[Node]:
    words = inline(node.children, breaks=False)
    return ([Node(node.tag, {}, words)] if words else []) + _inner_pictures(node)


def _inner_pictures(node: Node) -> list[Node]:
    return [figure for image in node.elements("img") for figure in _pictures(image)]


def _flow(nodes: Iterable[Node | str]) -> tuple[list[Node], list[Node]]:
    """Return (paragraphs and lists, figures and tables that must stand after): the content of an item or quotation."""
    held: list[Node] = []
    after: list[Node] = []
    for block in blocks(nodes):
        if block.tag in HEADINGS:
            held.append(Node("p", {}, block.children))
        elif block.tag == "p" or block.tag in LISTS:
            held.append(block)
        elif block.tag == "blockquote":
            held += [one if one.tag in LISTS else Node("p", {}, one.children) for one in blocks(block.children)]
        elif block.tag != "hr":
            after.append(block)
    return held, after


def _quotation(node: Node) -> list[Node]:
    held, after = _flow(node.children)
    return ([Node("blockquote", {}, [*held])] if held else []) + after


def _list(node: Node) -> list[Node]:
    made = Node("ul" if node.tag == "li" else node.tag)
    after: list[Node] = []
    for child in [node] if node.tag == "li" else _items(node):
        held, later = _flow(child.children)
        after += later
        if held:
            _add_item(made, held)
    return ([made] if made.children else []) + after


def _items(node: Node) -> Iterator[Node]:
    """The items of a list; what stands between them is an item of its own."""
    for child in node.children:
        if isinstance(child, Node) and child.tag == "li":
            yield child
        elif isinstance(child, Node) or child.strip():
            yield Node("li", {}, [child])


def _add_item(made: Node, held: list[Node]) -> None:
    """An item begins with words; a list alone belongs to the item before it."""
    last = made.children[-1] if made.children else None
    if held[0].tag in LISTS and isinstance(last, Node):
        last.children += held
    elif held[0].tag in LISTS:
        made.children += [item for inner in held for item in (inner.children if inner.tag in LISTS else [inner])]
    elif all(block.tag in LISTS for block in held[1:]):
        made.children.append(Node("li", {}, [*held[0].children, *held[1:]]))
    else:
        made.children.append(Node("li", {}, [*held]))


def _figure(node: Node) -> list[Node]:
    """One figure per picture, the caption under the last; without a picture, its words."""
    figures = _inner_pictures(node)
    captions = [one for one in node.children if isinstance(one, Node) and one.tag == "figcaption"]
    others = [one for one in node.children if one not in captions and not _holds_picture(one)]
    words = inline([child for caption in captions for child in [*caption.children, " "]])
    if figures and words:
        figures[-1].children.append(Node("figcaption", {}, words))
    elif words:
        others.append(Node("p", {}, words))
    return figures + blocks(others)


def _holds_picture(node: Node | str) -> bool:
    return isinstance(node, Node) and (node.tag == "img" or any(True for _one in node.elements("img")))


def _pictures(node: Node) -> list[Node]:
    """The figure of an image of the site; an image from anywhere else is not kept."""
    if not PICTURE.fullmatch(node.attrs.get("src", "")):
        return []
    attrs = {"src": node.attrs["src"], "alt": " ".join(node.attrs.get("alt", "").split())}
    if "data-decorative" in node.attrs:
        attrs |= {"alt": "", "data-decorative": ""}
    for name in ("data-credit", "data-rights"):
        if words := " ".join(node.attrs.get(name, "").split()):
            attrs[name] = words
    return [Node("figure", {}, [Node("img", attrs)])]


# Tables ------------------------------------------------------------------------------------------------------------


def _table(node: Node) -> list[Node]:
    rows = [_cells(row) for row in node.elements("tr")]
    rows = [row for row in rows if any(cell.children for cell in row)]
    if not rows:
        return blocks(_outside_rows(node)) + _inner_pictures(node)
    widest = max(map(len, rows))
    full = [Node("tr", {}, [*row, *(Node("td") for _missing in range(widest - len(row)))]) for row in rows]
    heads = 1 if all(isinstance(cell, Node) and cell.tag == "th" for cell in full[0].children) else 0
    parts = [Node("thead", {}, [*full[:heads]])] if heads else []
    if full[heads:]:
        parts.append(Node("tbody", {}, [*full[heads:]]))
    return [*blocks(_outside_rows(node)), Node("table", {}, [*parts]), *_inner_pictures(node)]


def _outside_rows(node: Node) -> list[Node]:
    """What a table says outside its rows: its caption, made a paragraph."""
    return [one for one in node.children if isinstance(one, Node) and one.tag not in ROWS and one.tag != "tr"]


def _cells(row: Node) -> list[Node]:
    return [
        Node(one.tag, {}, inline(one.children))
        for one in row.children
        if isinstance(one, Node) and one.tag in ("td", "th")
    ]
