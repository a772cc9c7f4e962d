"""A mail or a page as its reader sees it: its words in order, links, images with what stands near them, headings, footer.

The visible text becomes one rich text of paragraphs, headings, items, links and images, so that every rule of texts
reads a letter made by any hand as it reads ours.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from coffret.editorial.proofing import prose
from coffret.editorial.proofing.prose import Mark, Prose
from coffret.newsletters.proofing.looks import Look, Sheet, hidden, looks, sheet
from coffret.newsletters.proofing.tree import VOID, Node, parse, spaced

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img"}
    | {"ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"}
    | {"u", "var", "wbr", "data", "button", "picture", "source", "o:p"}
)
# A letter shows what it shows: what is written in these is not text.
_PASSED = frozenset(
    {"script", "style", "head", "title", "svg", "video", "audio", "canvas", "iframe", "select", "textarea"}
)
_KEPT_BLOCKS = frozenset({"li", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"})
_PREHEADER = re.compile(r"pre-?header|preview-?text|aper[cç]u", re.I)
# The link that programs of mailing put where a preheader would be.
_ELSEWHERE = re.compile(r"^.{0,60}\b(?:navigateur|browser|en ligne|online)\W*$", re.I)
# What the end of a letter says: why it comes, how to leave it, whose it is.
_FOOTER = re.compile(
    r"d[ée]sabonn|d[ée]sinscri|unsubscribe|vous recevez (?:ce|cette|cet)|mentions légales|g[ée]rer (?:mes|vos) préférences"
    r"|^(?:©|\(c\)|copyright)\W*(?:copyright\W*)?(?:19|20)\d\d|^copyright\b|tous droits réservés",
    re.I,
)
_FOOTER_NAME = re.compile(r"footer|pied(?:-de-page)?\b", re.I)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as it is shown: where it stands in the page's text, the element it is written in."""

    start: int
    end: int
    text: str
    node: Node
    level: int = 0


@dataclass(eq=False)
class Page:
    """A document read. ``source`` is its HTML, ``text`` what is seen of it, ``title`` that of its head (None: none)."""

    source: str
    root: Node = field(init=False)
    styles: Sheet = field(init=False)
    look: dict[Node, Look] = field(init=False)
    text: Prose = field(init=False)
    passages: list[Passage] = field(init=False)
    anchors: list[Node] = field(init=False)
    images: list[Node] = field(init=False)

    def __post_init__(self) -> None:
        self.root = parse(self.source)
        self.styles = sheet(self.root)
        self.look = looks(self.root, self.styles)
        written = _Writer(self)
        self.anchors, self.images = written.anchors, written.images
        self.text = prose.rich("body", written.source())
        self.passages = [
            Passage(block.start, block.start + len(block.text), block.text, node, block.level)
            for block, node in zip(self.text.blocks, written.nodes, strict=True)
        ]

    @cached_property
    def title(self) -> str | None:
        """Return the title of the head, or None when it has none."""
        found = next(self.root.all("title"), None)
        return spaced(found.words()).strip() if found is not None else None

    @cached_property
    def html_tag(self) -> Node | None:
        """Return the element of the whole document."""
        return next(self.root.all("html"), None)

    @cached_property
    def body_tag(self) -> Node | None:
        """Return the element of its body."""
        return next(self.root.all("body"), None)

    @cached_property
    def preheader(self) -> str:
        """Return the sentence that mail programs show after the subject: hidden at the top, or named for that."""
        for node in self.root.all():
            words = (
                spaced(node.words()).strip(" \u00a0\u2007") if node.tag not in _PASSED and not _in_head(node) else ""
            )
            named = _PREHEADER.search(f"{node.get('class')} {node.get('id')}") and not _ELSEWHERE.search(words)
            if words and (named or self.kept_from_sight(node)):
                return words
        return ""

    def kept_from_sight(self, node: Node) -> bool:
        """Say whether an element of the body is hidden by its own style, or too small to be read."""
        own = dict(self.look[node].own)
        return hidden(node, own) or (
            "font-size" in own and self.look[node].size <= 1 and not any(node.all("img", "table"))
        )

    @cached_property
    def ids(self) -> frozenset[str]:
        """Return what a link may lead to inside the document."""
        names = ((node.get("id"), node.get("name") if node.tag == "a" else "") for node in self.root.all())
        return frozenset(one for pair in names for one in pair if one)

    @cached_property
    def footer(self) -> int:
        """Return where the footer begins in the text: past the last image and the last heading; its end when none does."""
        last = max([mark.start for mark in self.text.images if not self.is_sign(self.images[mark.index])], default=-1)
        last = max([last, *(one.start for one in self.passages if one.level)])
        for one in self.passages:
            named = any(
                node.tag == "footer" or _FOOTER_NAME.search(f"{node.get('class')} {node.get('id')}") or node.get("role") == "contentinfo"
                for node in [one.node, *one.node.above()]
            )  # fmt: skip
            if one.start > last and (named or _FOOTER.search(one.text.strip())):
                return one.start
        return len(self.text.text)

    # Images ----------------------------------------------------------------------------------------------------------

    def width(self, image: Node) -> int | None:
        """Return the width an image is shown at, in pixels, when it is said; a share of the page is not."""
        return self._side(image, "width")

    def height(self, image: Node) -> int | None:
        """Return the height an image is shown at, in pixels, when it is said."""
        return self._side(image, "height")

    def _side(self, image: Node, name: str) -> int | None:
        own = dict(self.look[image].own)
        for written in (own.get(name, ""), image.get(name), own.get(f"max-{name}", "")):
            if match := re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*", written):
                return int(match[1])
        return None

    def is_pixel(self, image: Node) -> bool:
        """Say whether an image is a dot: it shows nothing, it counts readers or holds a place."""
        sides = [side for side in (self.width(image), self.height(image)) if side is not None]
        return bool(sides) and max(sides) <= 3

    def is_sign(self, image: Node) -> bool:
        """Say whether an image is a logo, an icon or an ornament: no work, nobody is credited for it."""
        named = f"{image.get('src')} {image.get('alt')} {image.get('class')} {image.get('id')}"
        sides = [side for side in (self.width(image), self.height(image)) if side is not None]
        small = bool(sides) and (min(sides) <= 48 or (len(sides) == 2 and max(sides) <= 96))
        return small or bool(_SIGN.search(named))

    def is_decorative(self, mark: Mark) -> bool:
        """Say whether an image is declared to say nothing, and rightly: an empty alternative on what shows no work."""
        image = self.images[mark.index]
        if self.is_pixel(image) or image.get("aria-hidden") == "true" or image.get("role") in {"presentation", "none"}:
            return True
        if "alt" not in image.attributes or image.get("alt").strip():
            return False
        link = next((node for node in image.above() if node.tag == "a"), None)
        return not (link is not None and not link.words()) and not self.credit_of(mark)[2]

    @cached_property
    def rows(self) -> list[list[Mark]]:
        """Return the images, those with no word between them together: what is written below is said of each."""
        found: list[list[Mark]] = []
        for mark in self.text.images:
            before = found[-1][-1] if found else None
            if before is not None and not self.text.text[before.end : mark.start].strip():
                found[-1].append(mark)
            else:
                found.append([mark])
        return found

    def credit_of(self, mark: Mark) -> tuple[int, int, str]:
        """Return the credit written near an image: where, and its words; (0, 0, « ») when there is none."""
        for start, end in self._around(mark):
            for one in self.passages:
                if start <= one.start < end and (found := CREDIT.search(one.text)):
                    return one.start + found.start(), one.end, one.text[found.start() :].strip()
        image = self.images[mark.index]
        return 0, 0, said if CREDIT.search(said := image.get("title") or image.get("data-credit")) else ""

    def _around(self, mark: Mark) -> Iterator[tuple[int, int]]:
        """Yield the stretches in which the credit of an image may stand: below it up to the next one, then beside it."""
        row = next(one for one in self.rows if mark in one)
        shown = [one for one in self.rows if not all(self.is_sign(self.images[two.index]) for two in one)]
        later = [one[0].start for one in shown if one[0].start > row[-1].start]
        heads = [one.start for one in self.passages if 0 < one.level <= 2 and one.start > row[-1].start]
        yield row[-1].start, min([*later[:1], *heads[:1], self.footer])
        home = next((node for node in self.images[mark.index].above() if node.tag in {"figure", "td", "li"}), None)
        if home is not None:
            inside = [one for one in self.passages if home in one.node.above() or one.node is home]
            if inside and not any(
                other is not self.images[mark.index] and not self.is_sign(other) for other in home.all("img")
            ):
                yield inside[0].start, inside[-1].end

    def caption_of(self, mark: Mark) -> list[str]:
        """Return the paragraphs just below an image, without their credit."""
        start, end = next(self._around(mark))
        near = [one for one in self.passages if start <= one.start < end][:3]
        return [words for one in near if (words := CREDIT.split(one.text)[0].strip(" .,;–—-"))]


_SIGN = re.compile(
    r"\blogo|ic[oô]ne?s?\b|\bicon|\bpicto|banni[eè]re|bandeau|\bbanner|\bheader|en-?t[eê]te|spacer|separat|s[ée]parateur|filet\b"
    r"|facebook|twitter|linkedin|instagram|youtube|mastodon|bluesky|emblem|embl[eè]me|signature|marianne",
    re.I,
)  # fmt: skip
CREDIT = re.compile(
    r"©|\(c\)(?=\s)|\bcopyright\b|\bcrédits?(?:\s+(?:photo\w*|images?|de l[’']image|d[’']image))*\s*[:©]|^\W*(?:photo(?:graphie|s)?|clichés?)\s*:"
    r"|\bdomaine public\b|\bCC[ -](?:BY|0)|\bCC0\b|\bd\.\s?r\.(?=\W|$)|\b(?-i:DR)$|(?:^|[.(]\s*)photo(?:graphie)?s? (?:de |d[’'])(?-i:[A-ZÀ-Ý])"
    r"|(?<!tous )\bdroits réservés\b|^\W*source\s*:"
    r"|(?:^\W*|[.,;(–—-]\s*)(?:photo(?:graphie)?s?|clichés?|cl\.|ph\.|phot\.)\s+(?-i:[A-ZÀ-Ý])",
    re.I,
)  # fmt: skip

# What a section is called where its name is no heading.
_RUBRIC = re.compile(
    r"(?:(?:les|la|le|nos|notre)\s+|l[’'])?(?:nouve(?:lles?|aux?)\s+|prochaine?s?\s+)?"
    r"(?:notices?|musées?|œuvres?|ressources?|agenda|[ée]v[ée]nements?|rendez-vous|actualités?|formations?|expositions?"
    r"|publications?|documents?|nouveautés?|calendrier|à venir|dates à retenir)(?:\s+(?:d\w|du|de la|des|à|en|pour)\b.{0,24})?",
    re.I,
)


def _in_head(node: Node) -> bool:
    return node.tag == "head" or any(one.tag == "head" for one in node.above())


class _Writer:
    """Writes what is seen of a document as rich text; keeps which element each link, image and paragraph comes from."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.anchors: list[Node] = []
        self.images: list[Node] = []
        self.nodes: list[Node] = []
        self.pieces: list[str] = []
        self.line: list[str] = []
        self.seen = False
        self.strong = True
        self.spaced = True
        # Without a heading below the first, lines in strong or large letters that name a section stand for them.
        self.bare = not any(page.root.all("h2", "h3", "h4", "h5", "h6"))
        self.home = page.root
        self.link: Node | None = None
        self.opened = False
        self._walk(page.root)
        self._break(page.root)

    def source(self) -> str:
        """Return the rich text."""
        return "".join(self.pieces)

    def _walk(self, root: Node) -> None:
        """Go through the document; a stack of our own, as deep as it likes."""
        waiting: list[tuple[str, Node | str]] = [("open", child) for child in reversed(root.children)]
        stack: list[Node] = [root]
        while waiting:
            step, node = waiting.pop()
            if step == "close":
                assert isinstance(node, Node)
                self._close(node)
                stack.pop()
            elif isinstance(node, str):
                self._say(node, stack[-1])
            elif not self._passed(node):
                self._open(node)
                if node.tag not in VOID:
                    stack.append(node)
                    waiting.append(("close", node))
                    waiting += [("open", child) for child in reversed(node.children)]

    def _passed(self, node: Node) -> bool:
        return node.tag in _PASSED or not self.page.look[node].shown

    def _open(self, node: Node) -> None:
        if node.tag == "br":
            heading = next((one for one in node.above() if one.level), None)
            self._space() if heading or self.link else self._break(self.home)
        elif node.tag == "img":
            self._image(node)
        elif node.tag == "a" and node.tag not in VOID:
            self._end_link()
            self.link = node if "href" in node.attributes or not (node.get("name") or node.get("id")) else None
        elif node.tag not in _INLINE:
            self._break(self.home)
            self.home = node

    def _close(self, node: Node) -> None:
        if node.tag == "a":
            self._end_link()
            self.link = None
        elif node.tag not in _INLINE:
            self._break(self.home)
            self.home = node.parent or self.page.root

    def _say(self, text: str, inside: Node) -> None:
        if self.page.look[inside].size <= 1:
            return
        words = spaced(text)
        if words and self.spaced:
            words = words.lstrip(" ")
        if not words:
            return
        self._begin_link()
        self.line.append(html.escape(words, quote=False))
        self.spaced = words.endswith(" ")
        look, said = self.page.look[inside], words.strip()
        self.seen = self.seen or bool(said)
        self.strong = self.strong and (not said or look.bold or look.size >= 18 or said.isupper())

    def _space(self) -> None:
        if not self.spaced:
            self.line.append(" ")
            self.spaced = True

    def _begin_link(self) -> None:
        if self.link is not None and not self.opened:
            self.anchors.append(self.link)
            self.line.append(f'<a href="{html.escape(self.link.get("href").strip())}">')
            self.opened = True

    def _end_link(self) -> None:
        if self.opened:
            self.line.append("</a>")
            self.opened = False

    def _image(self, node: Node) -> None:
        self._begin_link()
        self.images.append(node)
        self.line.append("<img>")

    def _break(self, home: Node) -> None:
        """End a paragraph; one that shows nothing leaves no trace."""
        self._end_link()
        if not self.line:
            return
        heading = next((one for one in [home, *home.above()] if one.level), None)
        if self.seen or heading is not None or "<img>" in self.line:
            tag = heading.tag if heading is not None else self._tag(home)
            written = f"<{tag}>{''.join(self.line)}</{tag}>"
            quoted = any(one.tag == "blockquote" for one in [home, *home.above()])
            self.pieces.append(f"<blockquote>{written}</blockquote>" if quoted else written)
            if self.seen or heading is not None:
                self.nodes.append(heading or home)
        self.line, self.seen, self.strong, self.spaced = [], False, True, True

    def _tag(self, home: Node) -> str:
        words = html.unescape("".join(one for one in self.line if not one.startswith("<"))).strip()
        if self.bare and self.strong and len(words) <= 60 and _RUBRIC.fullmatch(words):
            return "h2"
        return home.tag if home.tag in _KEPT_BLOCKS else "p"
