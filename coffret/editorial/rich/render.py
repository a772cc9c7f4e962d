"""Rich text as pages show it: references lead somewhere or say that they do not, pictures come at several widths."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coffret.editorial.files.documents import described
from coffret.editorial.files.pictures import MEDIAS, srcset
from coffret.editorial.models import Picture
from coffret.editorial.rich.parts import Figure, figure, reference
from coffret.editorial.rich.tree import Node, read, written

# How wide a picture stands in a column of reading.
_SIZES = "(min-width: 44rem) 40rem, 94vw"
Targets = Mapping[Any, Any]
Nodes = list[Node | str]


def render(html: str, targets: Targets, *, medias: str = MEDIAS) -> SafeString:
    """Return sanitised rich text ready for a page.

    ``targets``: references.Ref → references.Target, as ``references.targets`` gives them. What is gone keeps its words,
    without link, with a quiet note; what is not online yet is plain words. ``medias``: the door of the pictures.
    """
    root = read(html)
    _Rendering(targets, medias).inside(root)
    return mark_safe(written(root.children))  # noqa: S308 - made of sanitised text and of our own elements, escaped


class _Rendering:
    """One text on its way to a page."""

    def __init__(self, targets: Targets, medias: str) -> None:
        self._targets = targets
        self._medias = medias
        self._tables = 0

    def inside(self, node: Node) -> None:
        """Render what an element holds, in place."""
        node.children = [one for child in node.children for one in self._rendered(child)]

    def _rendered(self, node: Node | str) -> Iterator[Node | str]:
        if isinstance(node, str):
            yield node
        elif node.tag == "a":
            self.inside(node)
            yield from self._link(node)
        elif node.tag == "figure":
            yield from self._figure(node)
        elif node.tag == "table":
            yield self._table(node)
        else:
            self.inside(node)
            yield node

    def _target(self, href: str) -> Any:
        """Return the target of a reference of this site; None for any other address, and for what nobody looked up."""
        found = reference(href)
        return self._targets.get(found) if found else None

    def _link(self, node: Node) -> Iterator[Node | str]:
        href = node.attrs.get("href", "")
        if not href.startswith("coffret:"):
            yield node
            return
        target = self._target(href)
        if target is not None and target.standing == "online" and target.url:
            node.attrs = {"href": target.url}
            yield node
            if href.startswith("coffret:document/") and target.row is not None:
                yield from _aside("file-facts", described(target.row))
            return
        yield from node.children
        if target is not None and target.standing == "gone":
            yield from _aside("gone-note", _("retiré"))

    def _figure(self, node: Node) -> Iterator[Node]:
        use = figure(node)
        if use is None:
            return
        target = self._targets.get(("picture", str(use.picture)))
        caption = next(node.elements("figcaption"), None)
        if caption:
            self.inside(caption)
        words = caption.children if caption else []
        if target is None or target.row is None or target.standing != "online":
            yield Node(
                "figure", {"class": "figure-gone"}, [Node("p", {}, [_("Image retirée.")]), *_caption(words, use)]
            )
            return
        yield Node("figure", {}, [self._image(target.row, use), *_caption(words, use)])

    def _image(self, picture: Picture, use: Figure) -> Node:
        attrs = {
            "src": f"{self._medias}/{picture.sha256}/960.jpg",
            "srcset": srcset(picture, self._medias),
            "sizes": _SIZES,
            "width": str(picture.width),
            "height": str(picture.height),
            "alt": "" if use.decorative else use.alt,
            "loading": "lazy",
            "decoding": "async",
        }
        return Node("img", attrs)

    def _table(self, node: Node) -> Node:
        """Return a table one can scroll, by keyboard too, its headings tied to rows and columns."""
        self._tables += 1
        self.inside(node)
        for head in node.elements("thead"):
            for cell in head.elements("th"):
                cell.attrs = {"scope": "col"}
        for body in node.elements("tbody"):
            for cell in body.elements("th"):
                cell.attrs = {"scope": "row"}
        name = _("Tableau {number}").format(number=self._tables)
        return Node("div", {"class": "table-scroll", "role": "region", "aria-label": name, "tabindex": "0"}, [node])


def _aside(name: str, words: str) -> Iterator[Node | str]:
    """Return a quiet word after a link."""
    yield " "
    yield Node("span", {"class": name}, [f"({words})"])


def _caption(words: Nodes, use: Figure) -> list[Node]:
    """Return what stands under a picture: its caption, then whose it is."""
    whose = " · ".join(one for one in (use.credit, use.rights) if one)
    parts: Nodes = [Node("span", {"class": "figure-words"}, words)] if words else []
    if whose:
        parts += (
            [" ", Node("span", {"class": "credit"}, [whose])] if parts else [Node("span", {"class": "credit"}, [whose])]
        )
    return [Node("figcaption", {}, parts)] if parts else []
