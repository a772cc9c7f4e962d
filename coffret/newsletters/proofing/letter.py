"""A letter as its rules read it: an issue among the facts of the site, or any file (file.py)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from coffret.base.numbers import row_number
from coffret.base.rules import Finding
from coffret.base.text import fold
from coffret.editorial.entries.content import day
from coffret.editorial.entries.references import Ref
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Entry, KindName, Newsletter
from coffret.editorial.proofing.proof import PictureUse, Proof
from coffret.editorial.proofing.prose import Mark, Prose
from coffret.editorial.proofing.world import World, gather
from coffret.newsletters.composing import figures
from coffret.newsletters.composing.compose import compose, heading, period
from coffret.newsletters.composing.issue import Composed, Part, Said
from coffret.newsletters.composing.things import Thing, look_up
from coffret.newsletters.proofing.around import Around, around
from coffret.newsletters.proofing.page import Page
from coffret.newsletters.rendering import mail as rendering
from coffret.newsletters.rendering.mail import Mail

LETTER = KindName.LETTER.value
# Headings under which what is told is to come.
_COMING = re.compile(
    r"\bagenda\b|\ba venir\b|\bprochain(?:e?s?)\b|\bprochainement\b|\brendez-vous\b|\bevenements?\b|\bcalendrier\b"
    r"|\ba retenir\b|\ba noter\b|\bsave the date\b|\bupcoming\b|\bformations?\b|\bjournees? d"
)
_GONE = re.compile(r"\bpasses?\b|\bpassees?\b|\bretour (?:sur|en)\b|\bbilan\b|\barchives?\b|\bcompte[- ]rendu")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text."""

    text: Prose
    start: int
    end: int

    def __str__(self) -> str:
        return self.text.text[self.start : self.end]

    @property
    def links(self) -> list[Mark]:
        """Return the links that begin in it."""
        return [one for one in self.text.links if self.start <= one.start < self.end]


@dataclass(frozen=True, slots=True)
class Item:
    """An item: the texts that speak of it together, and the event it is, when it is one of the site's."""

    spans: tuple[Span, ...]
    coming: bool = False
    event: Any = None

    @property
    def linked(self) -> bool:
        """Say whether it holds a link at all."""
        return any(span.links for span in self.spans)


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading where it is written (None: none), how many items stand under it (None: nobody can tell).

    ``empty``: nothing at all stands under it; ``coming``: what it tells is to come; ``path``: of the issue's field.
    """

    heading: Span | None
    count: int | None
    empty: bool
    coming: bool
    items: tuple[Item, ...] = ()
    path: str = ""
    words: tuple[Span, ...] = ()


def coming(heading: str) -> bool:
    """Say whether what stands under a heading is to come: an agenda, dates to keep."""
    said = fold(heading)
    return bool(_COMING.search(said)) and not _GONE.search(said)


@dataclass
class LetterProof(Proof):
    """A letter to be checked. ``entry``: the issue's, when it is one that was saved; ``around``: what is known around it."""

    entry: Entry | None = None
    around: Around = field(default_factory=Around)
    sections: list[Section] = field(init=False, default_factory=list)
    # Whether it was read from a file: then only what the file says is known.
    file: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sections = list(self._sections())

    @property
    def day(self) -> date:
        """Return the day it bears, or that it is judged at."""
        return day(self.text("day")) or self.today

    @property
    def subject(self) -> str | None:
        """Return its subject; None where there is no place for one."""
        return self.text("title")

    @property
    def preheader(self) -> str:
        """Return the sentence shown after the subject."""
        return self.text("preheader")

    # What it becomes --------------------------------------------------------------------------------------------------

    @cached_property
    def composed(self) -> Composed:
        """Return all that it says, captions and figures of now included."""
        return compose(self.content, entry=self.entry, now=self.now)

    @cached_property
    def _mail(self) -> Mail | None:
        ready = self.text("newsletter") and self.text("day")
        return rendering.render(self.composed) if ready else None

    @property
    def html(self) -> str | None:
        """Return the HTML of its mail; None while nothing can be sent."""
        return self._mail.html if self._mail else None

    @property
    def plain(self) -> str | None:
        """Return the plain text of its mail; None when nobody can tell, « » when there is none."""
        return self._mail.text if self._mail else None

    @cached_property
    def page(self) -> Page | None:
        """Return its mail as a reader sees it."""
        return Page(self.html) if self.html is not None else None

    # What it is made of -----------------------------------------------------------------------------------------------

    def _named(self, path: str) -> Prose | None:
        return next((one for one in self.texts if one.path == path and not one.part), None)

    def _sections(self) -> Iterator[Section]:
        for name in ("body", "closing"):
            text = self._named(name)
            if text is not None:
                yield from inside(text)
        for index, section in enumerate(self.content.get("sections") or ()):
            yield self._section(index, section)
            words = self._named(f"sections.{index}.words")
            yield from inside(words) if words is not None else ()

    def _section(self, index: int, section: Mapping[str, Any]) -> Section:
        path, count = f"sections.{index}", len(section["items"])
        written = self._named(f"{path}.{_heading_shown(section)}")
        words = self._named(f"{path}.words")
        ahead = coming(str(heading(section)))
        items = tuple(self._item(f"{path}.items.{place}", item, ahead) for place, item in enumerate(section["items"]))
        return Section(
            heading=_whole(written) if written is not None else None,
            count=count,
            empty=not count and not (words is not None and (words.text.strip() or words.images)),
            coming=ahead,
            items=items,
            path=path,
            words=(_whole(words),) if words is not None else (),
        )

    def _item(self, path: str, item: Mapping[str, Any], ahead: bool) -> Item:
        spans = self.item(path)
        event = self.around.events.get(item["ref"]) if item["thing"] == "entry" else None
        return Item(spans, ahead, event)

    def item(self, path: str) -> tuple[Span, ...]:
        """Return the texts an editor wrote of the item at ``path``."""
        named = (self._named(f"{path}.{name}") for name in ("title", "caption", "words"))
        return tuple(_whole(text) for text in named if text is not None)

    def said(self) -> Iterator[tuple[str, Mapping[str, Any], Part, Said]]:
        """Yield each item: its path, what is kept of it, the section it stands in and what it says of itself."""
        for index, (section, part) in enumerate(zip(self.content["sections"], self.composed.parts, strict=True)):
            for place, (item, one) in enumerate(zip(section["items"], part.items, strict=True)):
                yield f"sections.{index}.items.{place}", item, part, one

    @cached_property
    def _things(self) -> dict[Ref, Thing]:
        """Return what the things whose words were written over say of themselves now."""
        items = [item for section in self.content.get("sections") or () for item in section["items"]]
        wanted = {Ref(item["thing"], item["ref"]) for item in items if item["ref"] and any(item["seen"].values())}
        return look_up(wanted, self.now) if wanted else {}

    def things(self, item: Mapping[str, Any]) -> dict[str, str]:
        """Return title, caption and credit that an item's thing gives now; nothing when nobody wrote over them."""
        thing = self._things.get(Ref(item["thing"], item["ref"]))
        return {"title": thing.title, "caption": thing.caption, "credit": thing.credit} if thing else {}

    @cached_property
    def new_notices(self) -> int | None:
        """Return how many notices came online since the last issue of the newsletter; None when it is not said which."""
        row = Newsletter.objects.filter(slug=self.text("newsletter")).first()
        if row is None:
            return None
        return figures.values(*period(row, self.now, self.entry), {"nouvelles_notices"})["nouvelles_notices"]

    def refs(self) -> Iterator[tuple[str, Ref]]:
        """Yield what its items are, each with its path."""
        for index, section in enumerate(self.content.get("sections") or ()):
            for place, item in enumerate(section["items"]):
                if item["ref"]:
                    yield f"sections.{index}.items.{place}", Ref(item["thing"], item["ref"])


def _heading_shown(section: Mapping[str, Any]) -> str:
    """Return which heading of a section its readers see: « one » or « many »."""
    several = len(section["items"]) > 1
    wanted, other = ("many", "one") if several else ("one", "many")
    return wanted if section[wanted] else other


def _whole(text: Prose) -> Span:
    return Span(text, 0, len(text.text))


def inside(text: Prose) -> Iterator[Section]:
    """Yield the sections that a rich text makes by its own headings, and what stands before the first."""
    heads = [block for block in text.blocks if block.level]
    first = heads[0].start if heads else len(text.text)
    if first:
        yield Section(None, None, False, False, (Item((Span(text, 0, first),)),))
    for number, head in enumerate(heads):
        following = heads[number + 1].start if number + 1 < len(heads) else len(text.text)
        above = next((one for one in reversed(heads[:number]) if one.level < head.level), None)
        ahead = coming(head.text) or (above is not None and coming(above.text) and not _GONE.search(fold(head.text)))
        start = min(head.start + len(head.text) + 1, following)
        yield Section(
            Span(text, head.start, head.start + len(head.text)), None, False, ahead, (Item((Span(text, start, following),), ahead),)
        )  # fmt: skip


def prove(content: Mapping[str, Any], entry: Entry | None, now: datetime) -> LetterProof:
    """Return the proof of an issue's content, its facts gathered: judged at the minute decided for it, when it is ahead."""
    at = max(now, entry.publish_at) if entry is not None and entry.publish_at else now
    life = (entry.live, entry.first_published_at) if entry else (False, None)
    proof = LetterProof(KINDS[LETTER], content, at, World(), *life, entry=entry, around=around(content, entry, at))
    proof.world = gather(LETTER, content, [link.href for link in proof.links], entry, at)
    proof.pictures = list(_pictures(proof))
    return proof


def _pictures(proof: LetterProof) -> Iterator[PictureUse]:
    """Yield the uses of pictures, each with the credit that will stand below it; a picture that is itself an item, too."""
    said = {path: (item, one) for path, item, _part, one in proof.said()}
    for use in proof.pictures:
        item, one = said.get(use.path.removesuffix(".picture"), (None, None))
        yield replace(use, credit=use.credit or one.credit) if item is not None and one is not None else use
    for path, (item, one) in said.items():
        number = row_number(item["ref"]) if item["thing"] == "picture" and not item["picture"] else None
        if number and one.picture:
            drawn = one.picture
            yield PictureUse(f"{path}.picture", number, "", False, one.credit, drawn["rights"], one.caption)


def whole(code: str, value: str = "", **facts: Any) -> Finding:
    """Return a finding about the whole letter."""
    return Finding(code, "", value, facts=facts)
