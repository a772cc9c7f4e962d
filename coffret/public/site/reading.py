"""An entry's content as its page shows it: rich text whose references lead somewhere, its picture, its publications."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from coffret.editorial.entries import references
from coffret.editorial.entries.content import blank, day, slug
from coffret.editorial.entries.references import Ref, Standing, Target
from coffret.editorial.files.documents import described
from coffret.editorial.files.pictures import MEDIAS
from coffret.editorial.models import Document, Entry, Issue, KindName
from coffret.editorial.rich.render import render
from coffret.public.images.pictures import Picture

# A text with fewer headings is read without a table of contents.
WORTH_CONTENTS = 3
_HEADING = re.compile(r"<(h[234])>(.*?)</\1>", re.DOTALL)
_ABSENT = Target("", "", Standing.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture at the head of an entry, and what this use of it says."""

    picture: Picture
    alt: str
    credit: str
    rights: str
    caption: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a publication: its file, what it is called, when it was issued, what changed."""

    url: str
    document: Document
    version: str
    issued_on: date | None
    changed: str

    @property
    def facts(self) -> str:
        """Return what one should know before downloading it: « PDF, 1,8 Mo, 24 pages »."""
        return described(self.document)


@dataclass(frozen=True, slots=True)
class Offer:
    """A publication to download: its latest version, then the earlier ones."""

    title: str
    description: str
    latest: Version
    earlier: list[Version]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: the name it answers to in the page's address, its words, its level (2, 3…)."""

    anchor: str
    words: str
    level: int


class Reading:
    """A content read for showing: what it refers to is looked up once, in one query per kind of thing."""

    def __init__(self, kind: str, content: Mapping[str, Any], targets: Mapping[Ref, Target] | None = None) -> None:
        self.content = content
        self.targets = references.targets(_refs(kind, content)) if targets is None else targets

    def rich(self, html: str) -> SafeString:
        """Return rich text as pages show it."""
        return render(html, self.targets)

    def cover(self) -> Cover | None:
        """Return the picture of the content; None without one, or when it may no longer be shown."""
        return cover(self.content.get("cover"), self.targets)

    def offers(self) -> list[Offer]:
        """Return the publications of the content that have a file."""
        made = (self._offer(one) for one in self.content.get("publications") or [])
        return [offer for offer in made if offer]

    def _offer(self, one: Mapping[str, Any]) -> Offer | None:
        versions = [version for edition in one["editions"] if (version := self._version(edition))]
        return Offer(one["title"], one["description"], versions[0], versions[1:]) if versions else None

    def _version(self, edition: Mapping[str, Any]) -> Version | None:
        target = self.targets.get(Ref("document", str(edition["document"])), _ABSENT)
        if target.row is None:
            return None
        return Version(target.url, target.row, edition["version"], day(edition["issued_on"]), edition["changed"])


def _refs(kind: str, content: Mapping[str, Any]) -> Iterator[Ref]:
    return (ref for _field, ref in references.refs(kind, content))


def together(entries: Sequence[Entry]) -> dict[int, Reading]:
    """Return entry id → its content read: what they all refer to is looked up at once."""
    contents = {entry.pk: whole(entry) for entry in entries}
    targets = references.targets(ref for entry in entries for ref in _refs(entry.kind, contents[entry.pk]))
    return {entry.pk: Reading(entry.kind, contents[entry.pk], targets) for entry in entries}


def whole(entry: Entry) -> dict[str, Any]:
    """Return what is online of an entry with every field of its kind: one declared since is empty, not missing.

    Of a letter, subject and preheader are those that were sent: the content may still hold figures by their names.
    """
    return {**blank(entry.kind), "title": entry.title, **entry.content, **_as_sent(entry)}


def _as_sent(entry: Entry) -> dict[str, Any]:
    if entry.kind != KindName.LETTER:
        return {}
    frozen = Issue.objects.filter(pk=entry.pk).values_list("frozen", flat=True).first()
    return {"title": frozen["subject"], "preheader": frozen["preheader"]} if frozen else {}


def cover(use: Mapping[str, Any] | None, targets: Mapping[Ref, Target]) -> Cover | None:
    """Return the use of a picture as pages show it; None without one, or when it may no longer be shown."""
    target = targets.get(Ref("picture", str(use["picture"])), _ABSENT) if use else _ABSENT
    if use is None or target.row is None or target.standing is not Standing.ONLINE:
        return None
    row = target.row
    shown = Picture(row.sha256, row.width or 1, row.height or 1, row.colour or "#b0a48f", root=MEDIAS)
    alt = "" if use["decorative"] else use["alt"]
    return Cover(shown, alt, use["credit"], use["rights"], use["caption"])


def covers(entries: Iterable[Entry]) -> dict[int, Cover]:
    """Return entry id → its picture, for those that have one: two queries whatever their number."""
    uses = {entry.pk: entry.content.get("cover") for entry in entries}
    targets = references.targets(Ref("picture", str(use["picture"])) for use in uses.values() if use)
    shown = {pk: cover(use, targets) for pk, use in uses.items()}
    return {pk: one for pk, one in shown.items() if one}


def anchored(html: SafeString) -> tuple[SafeString, list[Heading]]:
    """Return rendered text with a name on each heading, and its headings in order."""
    headings: list[Heading] = []
    taken: set[str] = {"contenu"}

    def named(found: re.Match[str]) -> str:
        words = strip_tags(found[2]).strip()
        anchor = _free(slug(words) or "partie", taken)
        headings.append(Heading(anchor, words, int(found[1][1])))
        return f'<{found[1]} id="{anchor}">{found[2]}</{found[1]}>'

    return mark_safe(_HEADING.sub(named, html)), headings  # noqa: S308 - rendered text, and names of letters and dashes


def _free(name: str, taken: set[str]) -> str:
    """Return a name of the page no heading has yet: « t-… », that no other part of a page is called by."""
    base, number = f"t-{name[:60]}", 2
    chosen = base
    while chosen in taken:
        chosen, number = f"{base}-{number}", number + 1
    taken.add(chosen)
    return chosen


def contents(headings: list[Heading]) -> list[Heading]:
    """Return what a table of contents lists: the headings of the second level, when there are enough of them."""
    main = [heading for heading in headings if heading.level == 2]
    return main if len(main) >= WORTH_CONTENTS else []
