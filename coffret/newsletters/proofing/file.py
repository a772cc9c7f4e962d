"""Any HTML page or mail as the rules of letters read it: what it does not say is not judged."""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from urllib.parse import unquote

from django.utils import timezone

from coffret.base.rules import Finding
from coffret.base.text import fold
from coffret.catalogue import census
from coffret.editorial.entries.content import blank
from coffret.editorial.entries.references import Ref, Standing, Target
from coffret.editorial.kinds import KINDS
from coffret.editorial.proofing import asking, preflight, prose
from coffret.editorial.proofing.proof import LinkUse, PictureUse
from coffret.editorial.proofing.prose import Mark
from coffret.editorial.proofing.world import World, gather, split
from coffret.newsletters.proofing import counting, pixels, source
from coffret.newsletters.proofing.letter import LETTER, LetterProof, Section, inside
from coffret.newsletters.proofing.page import Page
from coffret.newsletters.proofing.pixels import Pixels
from coffret.newsletters.proofing.source import Source

# The hour a letter given with its day alone is judged at.
_HOUR = time(8)


@dataclass
class FileProof(LetterProof):
    """A letter read from a file. ``source`` is what the file holds."""

    source: Source = field(default_factory=lambda: Source("", None, None, None, lambda _src: None))
    read: Page = field(init=False)

    def __post_init__(self) -> None:
        self.file = True
        self.read = Page(self.source.html or _paragraphs(self.source.plain or ""))
        said = [("title", self.subject or ""), ("preheader", self._hidden_preheader())]
        self.texts = [*(prose.plain(path, text) for path, text in said if text), self.read.text]
        self.links = list(self._links())
        self.pictures = list(self._pictures())
        self.texts += [prose.plain("body", use.alt, "alt", use.index) for use in self.pictures if use.alt]
        self.sections = list(self._sections())

    @property
    def day(self) -> date:
        """Return the day it is judged at."""
        return self.today

    @property
    def subject(self) -> str | None:
        """Return the subject of a mail, the title of a page; None for a page without a title."""
        return self.source.subject if self.source.mail else self.read.title

    @property
    def preheader(self) -> str:
        """Return the sentence shown after the subject."""
        return self.read.preheader

    @property
    def html(self) -> str | None:
        """Return its HTML; None for a mail in plain text."""
        return self.source.html or None

    @property
    def plain(self) -> str | None:
        """Return the plain text of a mail that has HTML; None for a page."""
        return self.source.plain if self.source.html else None

    @cached_property
    def page(self) -> Page | None:
        """Return it as a reader sees it; None for a mail in plain text."""
        return self.read if self.source.html else None

    def _hidden_preheader(self) -> str:
        """Return the preheader when it is not read again in the text."""
        said = self.read.preheader
        return said if said and said not in self.read.text.text else ""

    def _links(self) -> Iterator[LinkUse]:
        for link in self.read.text.links:
            anchor = self.read.anchors[link.index]
            inner = " ".join(image.get("alt") for image in anchor.all("img"))
            words = anchor.get("aria-label") or link.text.strip() or inner
            yield LinkUse("body", link.attributes.get("href", ""), words, link.index, self.read.text, link.quoted)

    def _pictures(self) -> Iterator[PictureUse]:
        for mark in self.read.text.images:
            image = self.read.images[mark.index]
            if self.read.is_pixel(image):
                continue
            alt, credit = image.get("alt"), self.read.credit_of(mark)[2]
            decorative = self.read.is_decorative(mark)
            yield PictureUse(
                "body", mark.index + 1, alt, decorative, credit, "", self._caption(mark, alt), mark.index, rich=True
            )

    def _caption(self, mark: Mark, alt: str) -> str:
        """Return the paragraph below an image that its alternative repeats, else the first."""
        near = [] if self.read.is_sign(self.read.images[mark.index]) else self.read.caption_of(mark)
        return next((one for one in near if fold(one) == fold(alt.strip(" ."))), near[0] if near else "")

    def _sections(self) -> Iterator[Section]:
        text = self.read.text
        heads = {block.start: block for block in text.blocks if block.level}
        # Below the first level used under the title, headings name items: they are works' own titles.
        level = min((block.level for block in heads.values() if block.level > 1), default=0)
        for one in inside(text):
            head = heads[one.heading.start] if one.heading else None
            count = counting.under(self.read, head) if head and head.level == level else None
            yield Section(one.heading, count, False, one.coming, one.items)

    # Images -----------------------------------------------------------------------------------------------------------

    def shown(self, use: PictureUse) -> Mark:
        """Return the image of a use in the text."""
        return self.read.text.images[use.index]

    def src(self, use: PictureUse) -> str:
        """Return the address of an image."""
        return self.read.images[use.index].get("src").strip()

    @cached_property
    def pixels(self) -> dict[int, Pixels]:
        """Return what is known of the image files, by the rank of their use."""
        found = {}
        for use in self.pictures:
            src = self.src(use)
            content = pixels.written_in(src) or self.source.find(src)
            if content is not None:
                found[use.index] = pixels.read(content)
        return found

    def names(self) -> dict[Ref, Target]:
        """Return the images by their file names, as the rules name them."""
        return {
            Ref("picture", str(use.picture)): Target(
                self.src(use), PurePosixPath(unquote(_path(self.src(use)))).name, Standing.ONLINE, SimpleNamespace()
            )
            for use in self.pictures
        }


def _path(src: str) -> str:
    parts = split(src) if not src.startswith("data:") else None
    return str(parts.path) if parts else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())


def prove(read: Source, day: date | None = None, *, ask: bool = False) -> FileProof:
    """Return the proof of a letter's file, as it would leave on ``day``: by default that of its headers, else today.

    ``ask``: ask the addresses of its links whether they answer; the network is not touched otherwise.
    """
    now = _moment(read, day)
    content = {**blank(LETTER), "day": timezone.localtime(now).date().isoformat(), "title": read.subject or ""}
    proof = FileProof(KINDS[LETTER], content, now, World(), source=read)
    hrefs = [link.href for link in proof.links]
    proof.world = gather(LETTER, content, hrefs, None, now)
    proof.world.holdings = _holdings(proof.world)
    proof.world.targets = {**proof.world.targets, **proof.names()}
    if ask:
        proof.world.answers = {href: asking.ask(href) for href in dict.fromkeys(hrefs) if _askable(proof, href)}
    return proof


def _holdings(world: World) -> dict[str, int]:
    """Return how many notices the museums that a file leads to have online."""
    codes = {ref.key for ref in world.paths.values() if ref and ref.kind == "museum"}
    return census.online(codes) if codes else {}


def _moment(read: Source, day: date | None) -> datetime:
    if day is not None:
        return timezone.make_aware(datetime.combine(day, _HOUR))
    return read.at or timezone.now()


def _askable(proof: FileProof, href: str) -> bool:
    return href.startswith(("http://", "https://")) and proof.world.ours(href) is None and not asking.personal(href)


def check(path: Path, day: date | None = None, *, ask: bool = False) -> list[Finding]:
    """Return what the rules of letters find in a file, the gravest first. Raises Refused when it cannot be read."""
    return preflight.examine(prove(source.read(path), day, ask=ask), LETTER)
