"""What contents refer to: real keys, so that a withdrawn notice is found instead of broken."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Q

from coffret.authorities.models import Museum
from coffret.base.numbers import row_number
from coffret.catalogue.models import Record, Status
from coffret.editorial.files import documents, pictures
from coffret.editorial.kinds import KINDS, ContentField, Widget
from coffret.editorial.models import Document, Entry, Picture, Reference
from coffret.editorial.rich import text as rich


class Ref(NamedTuple):
    """A thing referred to: its kind (notice, museum, entry, document, picture) and its key as written."""

    kind: str
    key: str


class Standing(StrEnum):
    """Whether a thing can be shown: online, taken off the site, not yet published, or never heard of."""

    ONLINE = "online"
    GONE = "gone"
    DRAFT = "draft"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to: its public address (« » when it has none), its name, its standing, its row."""

    url: str
    title: str
    standing: Standing
    row: Any = None


UNKNOWN = Target("", "", Standing.UNKNOWN)


def refs(kind: str, content: Mapping[str, Any]) -> list[tuple[str, Ref]]:
    """Return what a content refers to, each with the field it stands in (« items.2.record »), in the table's order."""
    return [
        found
        for field in KINDS[kind].fields
        if field.name in content
        for found in _refs_of(field, field.name, content[field.name])
    ]


def targets(wanted: Iterable[Ref]) -> dict[Ref, Target]:
    """Return where each of these leads; one query per kind of thing, UNKNOWN for what does not exist."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in wanted:
        keys[kind].add(key)
    found: dict[Ref, Target] = {}
    for kind, asked in keys.items():
        known = _FINDERS[kind](asked) if kind in _FINDERS else {}
        found |= {Ref(kind, key): known.get(key, UNKNOWN) for key in asked}
    return found


def rewrite(entry: Entry, live: bool, content: Mapping[str, Any]) -> None:
    """Replace the kept references of what is online (``live``), or of what is being written, by those of ``content``."""
    Reference.objects.filter(entry=entry, live=live).delete()
    found = refs(entry.kind, content)
    leads = targets(ref for _field, ref in found)
    rows = {
        (field[:100], ref): Reference(entry=entry, live=live, field=field[:100], **{_COLUMNS[ref.kind]: leads[ref].row})
        for field, ref in found
        if leads[ref].row is not None
    }
    Reference.objects.bulk_create(rows.values())


def uses(ref: Ref) -> list[Entry]:
    """Return the entries that refer to a thing, online or in what is being written: ``used_live`` tells which.

    Entries taken off the site still count through what is being written.
    """
    rows = _rows_for(ref)
    live = rows.filter(entry=OuterRef("pk"), live=True)
    found = Entry.objects.filter(pk__in=rows.values("entry")).annotate(used_live=Exists(live, output_field=_BOOLEAN))
    return list(found.order_by("title", "pk"))


_BOOLEAN = BooleanField()


def _rows_for(ref: Ref) -> Any:
    match ref.kind:
        case "notice":
            return Reference.objects.filter(Q(record__ref=ref.key) | Q(picture__image__record__ref=ref.key))
        case "museum":
            return Reference.objects.filter(museum_id=ref.key)
        case "entry" | "document" | "picture" if number := row_number(ref.key):
            return Reference.objects.filter(**{f"{_COLUMNS[ref.kind]}_id": number})
    return Reference.objects.none()


# What a field refers to -----------------------------------------------------------------------------------------------


def _refs_of(field: ContentField, name: str, value: Any) -> Iterator[tuple[str, Ref]]:
    match field.widget:
        case Widget.RICH:
            yield from _in_rich(name, value)
        case Widget.ENTRY if value:
            yield name, Ref("entry", str(value))
        case Widget.PICTURE if value:
            yield name, Ref("picture", str(value["picture"]))
        case Widget.PUBLICATIONS:
            yield from _in_publications(name, value)
        case Widget.ITEMS:
            yield from _in_items(name, value)
        case Widget.QUESTIONS:
            for index, one in enumerate(value):
                yield from _in_rich(f"{name}.{index}.answer", one["answer"])
        case Widget.SECTIONS:
            yield from _in_sections(name, value)


def _in_rich(name: str, html: str) -> Iterator[tuple[str, Ref]]:
    for kind, key in rich.refs(html):
        yield name, Ref(kind, key)


def _in_publications(name: str, publications: list[dict[str, Any]]) -> Iterator[tuple[str, Ref]]:
    for index, one in enumerate(publications):
        for place, edition in enumerate(one["editions"]):
            if edition["document"]:
                yield f"{name}.{index}.editions.{place}.document", Ref("document", str(edition["document"]))


def _in_items(name: str, items: list[dict[str, Any]]) -> Iterator[tuple[str, Ref]]:
    for index, one in enumerate(items):
        if "record" in one:
            yield f"{name}.{index}.record", Ref("notice", one["record"])
        else:
            yield f"{name}.{index}.museum", Ref("museum", one["museum"])


def _in_sections(name: str, sections: list[dict[str, Any]]) -> Iterator[tuple[str, Ref]]:
    for index, section in enumerate(sections):
        yield from _in_rich(f"{name}.{index}.words", section["words"])
        for place, item in enumerate(section["items"]):
            path = f"{name}.{index}.items.{place}"
            if item["ref"]:
                yield f"{path}.ref", Ref(item["thing"], item["ref"])
            if item["picture"]:
                yield f"{path}.picture", Ref("picture", str(item["picture"]["picture"]))
            yield from _in_rich(f"{path}.words", item["words"])


# Where things lead ----------------------------------------------------------------------------------------------------

_COLUMNS = {"notice": "record", "museum": "museum", "entry": "target", "document": "document", "picture": "picture"}


def _records(refs: set[str]) -> dict[str, Target]:
    return {
        record.ref: Target(
            record.get_absolute_url(),
            record.title,
            Standing.ONLINE if record.status == Status.PUBLISHED else Standing.GONE,
            record,
        )
        for record in Record.objects.filter(ref__in=refs)
    }


def _museums(codes: set[str]) -> dict[str, Target]:
    return {
        museum.code: Target(
            f"/musees/{museum.code}", museum.usual_name or museum.official_name, Standing.ONLINE, museum
        )
        for museum in Museum.objects.filter(code__in=codes)
    }


def _entries(keys: set[str]) -> dict[str, Target]:
    return {
        str(entry.pk): Target(entry.get_absolute_url(), entry.title, _standing(entry), entry)
        for entry in Entry.objects.filter(pk__in=_numbers(keys))
    }


def _standing(entry: Entry) -> Standing:
    if entry.live:
        return Standing.ONLINE
    return Standing.GONE if entry.path else Standing.DRAFT


def _documents(keys: set[str]) -> dict[str, Target]:
    """Return documents: one offered by what goes online is online with it."""
    return {
        str(row.pk): Target(documents.path_of(row), row.name, Standing.ONLINE, row)
        for row in Document.objects.filter(pk__in=_numbers(keys))
    }


def _pictures(keys: set[str]) -> dict[str, Target]:
    """Return pictures; one of the catalogue is gone with its image, or with the record that showed it."""
    rows = Picture.objects.filter(pk__in=_numbers(keys)).select_related("image__record")
    return {str(row.pk): Target(f"{pictures.MEDIAS}/{row.sha256}", row.name, _shown(row), row) for row in rows}


def _shown(picture: Picture) -> Standing:
    return Standing.ONLINE if pictures.showable(picture) else Standing.GONE


def _numbers(keys: set[str]) -> list[int]:
    return [number for key in keys if (number := row_number(key))]


_FINDERS: dict[str, Callable[[set[str]], dict[str, Target]]] = {
    "notice": _records,
    "museum": _museums,
    "entry": _entries,
    "document": _documents,
    "picture": _pictures,
}
