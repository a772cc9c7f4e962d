"""An issue as plain text: all that the HTML says, its links, events and credits, in lines of 72 characters."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coffret.editorial.rich.parts import figure, reference
from coffret.editorial.rich.tree import Node, read
from coffret.newsletters import addresses
from coffret.newsletters.composing.issue import Composed, Part, Said
from coffret.newsletters.rendering import footer
from coffret.newsletters.rendering.items import capitalised, caption_of, shows_picture, summary_of
from coffret.newsletters.rendering.links import marked, target
from coffret.newsletters.rendering.prose import Told, day_of, shot_of, spaced, told
from coffret.newsletters.rendering.signing import Signature

WIDTH = 72
_RULE = "-" * WIDTH
_BLANKS = re.compile(r"[ \t\n]+")
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "hr", "figure", "table"})


def written(composed: Composed, sign: Signature, subject: str, preheader: str) -> str:
    """Return the text part of a mail; ``subject`` and ``preheader`` as its HTML says them."""
    paragraphs = [
        *_head(composed, sign, subject, preheader),
        *Prose(composed).blocks(composed.intro),
        *(one for part in composed.parts for one in _section(part, composed)),
        *_closing(composed),
        _RULE,
        *_foot(composed, sign),
    ]
    return "\n\n".join(one for one in paragraphs if one) + "\n"


def _head(composed: Composed, sign: Signature, subject: str, preheader: str) -> Iterator[str]:
    yield filled(
        " · ".join(one for one in (sign.name, spaced(composed.name, composed.language), day_of(composed)) if one)
    )
    yield _underlined(subject, "=")
    yield filled(preheader)
    if sign.archived:
        yield f"{_('Lire en ligne')}\n{addresses.absolute(composed.path)}"


def _section(part: Part, composed: Composed) -> Iterator[str]:
    if part.heading:
        yield "\n" + _underlined(spaced(part.heading, composed.language), "-")
    yield from Prose(composed).blocks(part.words)
    for place, said in enumerate(part.items):
        first, *rest = _item(said, composed)
        yield f"\n{first}" if place else first
        yield from rest


def _item(said: Said, composed: Composed) -> Iterator[str]:
    """Yield an item: its lines, then its words, its picture, its button."""
    language = composed.language
    lines = [said.kicker, said.title, *map(capitalised, said.facts), summary_of(said, composed)]
    if not shows_picture(said, composed):
        lines.append(said.credit)
    rows = [filled(spaced(line, language)) for line in lines if line]
    if said.url:
        rows.append(marked(said.url, composed))
    yield "\n".join(rows)
    if said.picture and shows_picture(said, composed):
        yield _picture(told(said.picture, said.credit), caption_of(said, said.picture.get("caption", "")), language)
    yield from Prose(composed).blocks(said.words)
    if said.state:
        yield filled(spaced(said.state[1], language))
    if said.button:
        yield f"{spaced(said.button[0], language)}\n{marked(said.button[1], composed)}"


def _closing(composed: Composed) -> Iterator[str]:
    closing = list(Prose(composed).blocks(composed.closing))
    if closing:
        yield "* * *"
        yield from closing


def _foot(composed: Composed, sign: Signature) -> Iterator[str]:
    yield filled(footer.why(composed))
    yield "\n".join(f"{words}\n{address}" for words, address in footer.links(composed, sign))
    yield filled(footer.reply(composed, sign))
    yield "\n".join(filled(line) for line in footer.publisher(composed, sign))


def _picture(said: Told, caption: str, language: str) -> str:
    """Return a picture in words: what it shows, its caption, whose it is."""
    shown = _("[Image : {alt}]").format(alt=said.alt) if said.alt else ""
    return "\n".join(filled(spaced(one, language)) for one in (shown, caption, said.whose) if one)


def _underlined(words: str, sign: str) -> str:
    lines = filled(words)
    return f"{lines}\n{sign * max(map(len, lines.splitlines()), default=0)}"


def filled(words: str, first: str = "", after: str = "") -> str:
    """Return words in lines of 72 characters, each line break kept; no address is cut. ``first``, ``after``: margins."""
    made: list[str] = []
    for line in words.split("\n"):
        begun = after if made else first
        made += textwrap.wrap(
            _BLANKS.sub(" ", line).strip(),
            WIDTH,
            initial_indent=begun,
            subsequent_indent=after,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(made)


@dataclass(frozen=True, slots=True)
class Prose:
    """The rich texts of an issue as plain text."""

    composed: Composed

    def blocks(self, html: str) -> Iterator[str]:
        """Yield the blocks of a text, each in lines of 72 characters."""
        yield from self._blocks(read(html).children, "")

    def _blocks(self, nodes: Iterable[Node | str], margin: str) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, str):
                if node.strip():
                    yield filled(self._spaced(node), margin, margin)
                continue
            match node.tag:
                case "hr":
                    yield f"{margin}* * *"
                case "ul" | "ol":
                    yield self._list(node, margin)
                case "blockquote":
                    yield "\n".join(self._quoted(node, margin))
                case "figure":
                    yield from self._figure(node)
                case "table":
                    yield "\n".join(self._rows(node))
                case _:
                    yield filled(self._inline(node.children), margin, margin)

    def _list(self, node: Node, margin: str) -> str:
        """Return a list, a line of its own for each item."""
        lines = []
        for place, item in enumerate(_items(node), 1):
            sign = f"{place}. " if node.tag == "ol" else "- "
            words = [child for child in item.children if isinstance(child, str) or child.tag not in _BLOCKS]
            inner = [child for child in item.children if isinstance(child, Node) and child.tag in _BLOCKS]
            within = margin + " " * len(sign)
            if any(isinstance(one, Node) or one.strip() for one in words):
                lines.append(filled(self._inline(words), margin + sign, within))
            for row, block in enumerate(self._blocks(inner, within)):
                lines.append(block if lines or row else f"{margin}{sign}{block.lstrip()}")
        return "\n".join(lines)

    def _quoted(self, node: Node, margin: str) -> Iterator[str]:
        for block in self._blocks(node.children, ""):
            yield from (f"{margin}> {line}" for line in block.splitlines())

    def _rows(self, node: Node) -> Iterator[str]:
        for row in node.elements("tr"):
            cells = [self._inline(cell.children) for cell in row.children if isinstance(cell, Node)]
            yield filled(" · ".join(cell for cell in cells if cell))

    def _figure(self, node: Node) -> Iterator[str]:
        use = figure(node)
        if use is None or shot_of(use, self.composed) is None:
            return
        said = told({"credit": use.credit, "rights": use.rights, "alt": use.alt, "decorative": use.decorative})
        caption = next(node.elements("figcaption"), None)
        words = self._inline(caption.children) if caption else ""
        yield _picture(said, words, self.composed.language)

    def _inline(self, nodes: Iterable[Node | str]) -> str:
        return "".join(self._said(node) for node in nodes).strip()

    def _said(self, node: Node | str) -> str:
        if isinstance(node, str):
            return self._spaced(_BLANKS.sub(" ", node))
        if node.tag == "br":
            return "\n"
        words = "".join(self._said(child) for child in node.children)
        return self._link(node, words) if node.tag == "a" else words

    def _link(self, node: Node, words: str) -> str:
        """Return a link: its words, then its address between angle brackets."""
        address = target(node.attrs.get("href", ""), self.composed.links)
        if not address or reference(address) or address.startswith("#"):
            return words
        whole = marked(address, self.composed) if address.startswith(("http://", "https://", "/")) else address
        return whole if words.strip() == address else f"{words} <{whole}>"

    def _spaced(self, words: str) -> str:
        return spaced(words, self.composed.language)


def _items(node: Node) -> Iterator[Node]:
    return (child for child in node.children if isinstance(child, Node) and child.tag == "li")
