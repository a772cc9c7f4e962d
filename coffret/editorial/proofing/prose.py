"""Reading what the office writes as a reader does: plain text, blocks, links, images and headings, each with its place
in the source, so that a word can be pointed at, and put right without touching the markup around it.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_TOKEN = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|([^<]+)|<""")
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption", "td", "th", "tr", "div", "figure"}
    | {"ul", "ol", "table", "thead", "tbody", "hr", "dt", "dd", "pre"}
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or cell: its tag, its text and where the text begins in the plain text."""

    tag: str
    text: str
    start: int
    quoted: bool = False

    @property
    def level(self) -> int:
        """Return 2 for an h2, and so on; 0 for what is no heading."""
        return int(self.tag[1]) if len(self.tag) == 2 and self.tag[0] == "h" and self.tag[1].isdigit() else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A link or an image in the text: what it says of itself, its words (of an image: its caption), and its places.

    ``start`` and ``end`` bound its words in the plain text, ``tag`` its opening tag in the source.
    """

    index: int
    attributes: dict[str, str]
    text: str
    start: int
    end: int
    tag: tuple[int, int]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of plain text and the stretch of source it comes from."""

    start: int
    source: int
    length: int
    source_length: int

    @property
    def literal(self) -> bool:
        """Say whether each character stands for itself: no entity."""
        return self.length == self.source_length


@dataclass(slots=True)
class Prose:
    """A text of an entry: where it stands in the content, its source, and what a reader sees of it.

    ``part`` names what of an image inside rich text it is (« alt », « credit »), ``index`` which image.
    """

    path: str
    source: str
    rich: bool = False
    part: str = ""
    index: int = 0
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    links: list[Mark] = field(default_factory=list)
    images: list[Mark] = field(default_factory=list)
    _runs: list[_Run] = field(default_factory=list)

    def replaced(self, start: int, end: int, new: str) -> str:
        """Return the source with the plain text from ``start`` to ``end`` written ``new``; tags and the rest stay."""
        if not self.rich:
            return self.source[:start] + new + self.source[end:]
        edits: list[tuple[int, int, str]] = []
        for kind, low, high, left, right in SequenceMatcher(None, self.text[start:end], new, False).get_opcodes():
            if kind != "equal":
                edits += self._edits(start + low, start + high, html.escape(new[left:right], quote=False))
        mended, kept = [], 0
        for left, right, written in edits:
            mended += [self.source[kept:left], written]
            kept = right
        return "".join(mended) + self.source[kept:]

    def _edits(self, start: int, end: int, new: str) -> Iterator[tuple[int, int, str]]:
        """Yield what writes ``new`` once, where the stretch begins, and takes off what else of it is text."""
        for number, run in enumerate(self._touched(start, end)):
            low, high = max(start, run.start) - run.start, min(end, run.start + run.length) - run.start
            words = "" if number else new
            if run.literal:
                yield run.source + low, run.source + high, words
            else:
                yield run.source, run.source + run.source_length, words

    def _touched(self, start: int, end: int) -> list[_Run]:
        if start == end:
            return self._around(start)
        return [run for run in self._runs if run.start < end and start < run.start + run.length]

    def _around(self, at: int) -> list[_Run]:
        """Return the run something is put into at ``at``: the one that ends there rather than the one that begins."""
        found = bisect_right([run.start for run in self._runs], at - 1) - 1
        runs = [run for run in self._runs[max(found, 0) :] if run.literal and run.start <= at <= run.start + run.length]
        return runs[:1]

    def with_attribute(self, mark: Mark, name: str, value: str) -> str:
        """Return the source with an attribute of this link or image set."""
        left, right = mark.tag
        tag, written = self.source[left:right], f'{name}="{html.escape(value)}"'
        pattern = re.compile(rf"""(?<=\s){re.escape(name)}(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s/>])""")
        said = pattern.sub(lambda _m: written, tag, count=1)
        if said == tag and not pattern.search(tag):
            said = f"{tag[: -2 if tag.endswith('/>') else -1].rstrip()} {written}>"
        return self.source[:left] + said + self.source[right:]


def plain(path: str, text: str, part: str = "", index: int = 0) -> Prose:
    """Return a text without markup; its lines are its blocks."""
    prose = Prose(path, text, part=part, index=index, text=text)
    at = 0
    for line in text.split("\n"):
        if line.strip():
            prose.blocks.append(Block("", line, at))
        at += len(line) + 1
    return prose


def rich(path: str, source: str) -> Prose:
    """Return rich text as a reader sees it; blocks are parted by a line break. Markup it does not know is passed over."""
    reader = _Reader(Prose(path, source, rich=True))
    for token in _TOKEN.finditer(source):
        closing, tag, attributes, text = token[1], token[2], token[3], token[4]
        if tag is None:
            reader.write(text or "<", token.start())
        elif closing:
            reader.close(tag.lower())
        else:
            reader.open(tag.lower(), attributes, token.span())
    return reader.done()


def occurrence(text: str, quote: str, start: int) -> int:
    """Return how many times ``quote`` stands in ``text`` before ``start``."""
    count, at = 0, text.find(quote)
    while 0 <= at < start:
        count, at = count + 1, text.find(quote, at + 1)
    return count


def nth(text: str, quote: str, number: int) -> int:
    """Return where the occurrence ``number`` (from 0) of ``quote`` begins, or -1."""
    at = text.find(quote) if quote else -1
    while number > 0 and at >= 0:
        number, at = number - 1, text.find(quote, at + 1)
    return at


class _Reader:
    """Builds the plain text as tokens come."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self.pieces: list[str] = []
        self.length = 0
        self.block = ("p", 0)
        self.quotes = 0
        self.link: tuple[dict[str, str], int, tuple[int, int]] | None = None

    def write(self, raw: str, source: int) -> None:
        """Take a stretch of text, entities made characters."""
        at = 0
        for entity in _ENTITY.finditer(raw):
            self._run(raw[at : entity.start()], source + at, entity.start() - at)
            self._run(html.unescape(entity[0]), source + entity.start(), len(entity[0]))
            at = entity.end()
        self._run(raw[at:], source + at, len(raw) - at)

    def _run(self, text: str, source: int, source_length: int) -> None:
        if text:
            self.prose._runs.append(_Run(self.length, source, len(text), source_length))
            self._put(text)

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def open(self, tag: str, attributes: str, span: tuple[int, int]) -> None:
        """Take an opening tag."""
        if tag == "br":
            self._put("\n")
        elif tag in _BLOCKS:
            self._end_block(tag)
            self.quotes += tag == "blockquote"
        elif tag == "a":
            self._end_link()
            self.link = (_attributes(attributes), self.length, span)
        elif tag == "img":
            self._image(_attributes(attributes), span)

    def _image(self, attributes: dict[str, str], span: tuple[int, int]) -> None:
        images = self.prose.images
        images.append(Mark(len(images), attributes, "", self.length, self.length, span, self.quotes > 0))

    def close(self, tag: str) -> None:
        """Take a closing tag."""
        if tag == "a":
            self._end_link()
        elif tag in _BLOCKS:
            self._end_block("p")
            self.quotes -= tag == "blockquote" and self.quotes > 0

    def _end_block(self, following: str) -> None:
        self._end_link()
        tag, start = self.block
        text = "".join(self.pieces)[start:] if start < self.length else ""
        if text.strip() or (len(tag) == 2 and tag[0] == "h" and tag != "hr"):
            self.prose.blocks.append(Block(tag, text, start, self.quotes > 0))
            self._caption(tag, text)
        if text:
            self.pieces = ["".join(self.pieces), "\n"]
            self.length += 1
        self.block = (following, self.length)

    def _caption(self, tag: str, text: str) -> None:
        images = self.prose.images
        if tag == "figcaption" and images and not images[-1].text:
            last = images[-1]
            start = self.block[1]
            images[-1] = Mark(last.index, last.attributes, text.strip(), start, self.length, last.tag, last.quoted)

    def _end_link(self) -> None:
        if self.link:
            attributes, start, span = self.link
            links = self.prose.links
            text = "".join(self.pieces)[start : self.length]
            links.append(Mark(len(links), attributes, text, start, self.length, span, self.quotes > 0))
            self.link = None

    def done(self) -> Prose:
        """Return what was read."""
        self._end_block("p")
        self.prose.text = "".join(self.pieces)
        return self.prose


def _attributes(written: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(written)
    }
