"""An entry's content as the rules of the preflight read it: texts, links, uses of pictures, and the facts around them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from coffret.base.numbers import row_number
from coffret.base.rules import Finding
from coffret.editorial import moments
from coffret.editorial.entries.references import Ref
from coffret.editorial.kinds import KINDS, ContentField, Kind, Widget
from coffret.editorial.models import KindName
from coffret.editorial.proofing import prose
from coffret.editorial.proofing.prose import Prose
from coffret.editorial.proofing.world import World

REFERENCE = "coffret:"
# Kinds whose text tells of a moment: once online, what was true that day may stay.
DATED = frozenset({KindName.NEWS, KindName.EVENT, KindName.FEATURE})


@dataclass(frozen=True, slots=True)
class LinkUse:
    """An address an entry sends its readers to. ``prose`` and ``index``: the link of that text; None for a field."""

    path: str
    href: str
    text: str
    index: int = 0
    prose: Prose | None = None
    quoted: bool = False

    @property
    def ref(self) -> Ref | None:
        """Return what it refers to, when it is a reference."""
        kind, slash, key = self.href.removeprefix(REFERENCE).partition("/")
        return Ref(kind, key) if self.href.startswith(REFERENCE) and slash and key else None


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture as an entry shows it. ``path``: « cover », or the field of rich text, where ``index`` says which."""

    path: str
    picture: int
    alt: str
    decorative: bool
    credit: str
    rights: str
    caption: str
    index: int = 0
    rich: bool = False

    def place(self, part: str) -> str:
        """Return the path of one of its parts: « cover.alt »; of a picture inside rich text, the text's."""
        return self.path if self.rich else f"{self.path}.{part}"

    def finding(self, code: str, part: str, value: str, *choices: str, **facts: Any) -> Finding:
        """Return a finding about a part of it (« alt », « credit »…); ``choices``: what it may become."""
        where = {"part": part, "index": self.index} if self.rich else {}
        given = {"choices": list(choices)} if choices else {}
        return Finding(code, self.place(part), value, facts={**where, **given, **facts})


@dataclass
class Proof:
    """A content to be checked, at a moment, among the facts of the catalogue and of the site.

    ``online``: whether the entry is online already; ``since``: when it first was.
    """

    kind: Kind
    content: Mapping[str, Any]
    now: datetime
    world: World
    online: bool = False
    since: datetime | None = None
    texts: list[Prose] = field(init=False)
    links: list[LinkUse] = field(init=False)
    pictures: list[PictureUse] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = list(_texts(self.kind, self.content))
        self.links = list(_links(self))
        self.pictures = list(_pictures(self))
        self.texts += [
            prose.plain(use.path, value, part, use.index)
            for use in self.pictures
            if use.rich
            for part, value in (("alt", use.alt), ("credit", use.credit), ("rights", use.rights))
            if value
        ]

    @property
    def name(self) -> KindName:
        """Return the name of its kind."""
        return self.kind.name

    @cached_property
    def today(self) -> date:
        """Return the day on the site's clock."""
        return moments.local(self.now).date()

    @property
    def settled(self) -> bool:
        """Say whether it tells of a moment and is online: what it said that day is not judged by today's facts."""
        return self.online and self.name in DATED

    def text(self, name: str) -> str:
        """Return a text of the content; « » for what is none."""
        value = self.content.get(name)
        return value if isinstance(value, str) else ""

    def applies(self, one: ContentField) -> bool:
        """Say whether a field matters, by what another one holds."""
        return applies(self.content, one)

    def own(self) -> Iterator[Prose]:
        """Yield the texts whose typography and wording are the editor's: all but rights and credits of images."""
        yield from (text for text in self.texts if last(text) not in {"credit", "rights"})

    def quoted(self, text: Prose, start: int, end: int) -> bool:
        """Say whether a stretch is not the editor's: in a quotation, or word for word what a record cited says."""
        block = next((one for one in text.blocks if one.start <= start < one.start + len(one.text) + 1), None)
        if block and block.quoted:
            return True
        words = " ".join(text.text[max(0, start - 12) : end + 12].split()).strip(" .,;:«»()")
        return bool(words) and any(words in said for said in self.world.said())


def last(text: Prose) -> str:
    """Return what of its field a text is: « credit », « alt », « words »…"""
    return text.part or text.path.rsplit(".", 1)[-1]


def found(code: str, text: Prose, start: int, end: int, *choices: str, **facts: Any) -> Finding:
    """Return a finding about a stretch of a text: its exact words, which occurrence, and what they may become."""
    quote = text.text[start:end]
    known: dict[str, Any] = {"at": prose.occurrence(text.text, quote, start), **facts}
    if choices:
        known["choices"] = list(choices)
    if text.part:
        known |= {"part": text.part, "index": text.index}
    return Finding(code, text.path, quote, facts=known)


def link_found(code: str, link: LinkUse, value: str, *choices: str, **facts: Any) -> Finding:
    """Return a finding about the address of a link; ``choices``: the addresses it may become."""
    known: dict[str, Any] = {**facts}
    if link.prose is not None:
        known |= {"part": "href", "index": link.index, "words": link.text}
    if choices:
        known["choices"] = list(choices)
    return Finding(code, link.path, value, facts=known)


def words_found(code: str, link: LinkUse, **facts: Any) -> Iterator[Finding]:
    """Yield a finding about the words of a link, when it has some: its panel can point at them."""
    if link.prose is not None:
        mark = link.prose.links[link.index]
        yield found(code, link.prose, mark.start, mark.end, **facts)


def applies(content: Mapping[str, Any], one: ContentField) -> bool:
    """Say whether a field matters in a content, by what the field it depends on holds."""
    return one.shown_if is None or content.get(one.shown_if[0]) in one.shown_if[1]


# What a content holds -------------------------------------------------------------------------------------------------


def _texts(kind: Kind, content: Mapping[str, Any]) -> Iterator[Prose]:
    for one in kind.fields:
        value = content.get(one.name)
        if value and applies(content, one):
            yield from _texts_of(one, value)


def _texts_of(one: ContentField, value: Any) -> Iterator[Prose]:
    match one.widget:
        case Widget.LINE | Widget.TEXT:
            yield prose.plain(one.name, value)
        case Widget.RICH:
            yield prose.rich(one.name, value)
        case Widget.PICTURE | Widget.UPDATE:
            yield from _plain(one.name, value, ("words", "alt", "credit", "rights", "caption"))
        case Widget.ITEMS | Widget.QUESTIONS:
            for index, item in enumerate(value):
                yield from _plain(f"{one.name}.{index}", item, ("words", "question"))
                if item.get("answer"):
                    yield prose.rich(f"{one.name}.{index}.answer", item["answer"])
        case Widget.PUBLICATIONS:
            for index, item in enumerate(value):
                yield from _plain(f"{one.name}.{index}", item, ("title", "description"))
                for place, edition in enumerate(item.get("editions", ())):
                    yield from _plain(f"{one.name}.{index}.editions.{place}", edition, ("version", "changed"))
        case Widget.SECTIONS:
            for index, section in enumerate(value):
                yield from _section(f"{one.name}.{index}", section)


def _section(path: str, section: Mapping[str, Any]) -> Iterator[Prose]:
    yield from _plain(path, section, ("one", "many"))
    yield from _richly(f"{path}.words", section["words"])
    for place, item in enumerate(section["items"]):
        where = f"{path}.items.{place}"
        yield from _plain(where, item, ("title", "caption", "credit"))
        yield from _plain(f"{where}.picture", item["picture"] or {}, ("alt", "credit", "rights", "caption"))
        yield from _richly(f"{where}.words", item["words"])


def _richly(path: str, html: str) -> Iterator[Prose]:
    if html:
        yield prose.rich(path, html)


def _plain(path: str, item: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Prose]:
    yield from (prose.plain(f"{path}.{name}", item[name]) for name in names if item.get(name))


def _links(proof: Proof) -> Iterator[LinkUse]:
    for text in proof.texts:
        for link in text.links:
            yield LinkUse(text.path, link.attributes.get("href", ""), link.text, link.index, text, link.quoted)
    for one in proof.kind.fields:
        if one.widget is Widget.URL and proof.text(one.name) and applies(proof.content, one):
            yield LinkUse(one.name, proof.text(one.name), "")


def _pictures(proof: Proof) -> Iterator[PictureUse]:
    for one in proof.kind.fields:
        value = proof.content.get(one.name)
        if one.widget is Widget.PICTURE and value:
            yield PictureUse(one.name, **{key: value[key] for key in _PARTS})
        if one.widget is Widget.SECTIONS and value:
            for path, use in _item_pictures(one.name, value):
                yield PictureUse(path, **{key: use[key] for key in _PARTS})
    for text in proof.texts:
        for image in text.images:
            said = image.attributes
            key = said.get("src", "").rpartition("/")[2]
            if number := row_number(key):
                yield PictureUse(
                    text.path, number, said.get("alt", ""), "data-decorative" in said, said.get("data-credit", ""),
                    said.get("data-rights", ""), image.text, image.index, rich=True,
                )  # fmt: skip


def _item_pictures(name: str, sections: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, section in enumerate(sections):
        for place, item in enumerate(section["items"]):
            if item["picture"]:
                yield f"{name}.{index}.items.{place}.picture", item["picture"]


_PARTS = ("picture", "alt", "decorative", "credit", "rights", "caption")


def links_of(kind: str, content: Mapping[str, Any]) -> list[str]:
    """Return the addresses a content sends its readers to."""
    if not content:
        return []
    return [link.href for link in Proof(KINDS[kind], content, timezone.now(), World()).links]
