"""From a content to the typed row of its entry and the rows below it: what pages, lists and duties query.

As a record's columns are derived from its values: everything here can be made again from the content.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.editorial.agenda import state as agenda
from coffret.editorial.entries import letters
from coffret.editorial.entries.content import clean, day, words
from coffret.editorial.entries.journal import lock
from coffret.editorial.kinds import KINDS, Widget, typed
from coffret.editorial.models import (
    Document,
    Edition,
    Entry,
    Event,
    Feature,
    FeatureItem,
    Genre,
    Issue,
    Newsletter,
    Publication,
    Resource,
)

Content = Mapping[str, Any]
LONGEST_TITLE = 300
_NOWHERE = object()
# A change of one of these is a change of the event: calendars are told (iCalendar's SEQUENCE).
EVENT_FACTS = ("starts", "ends", "all_day", "mode", "place", "address", "online_url", "standing")


def title_of(content: Content) -> str:
    """Return the title as its column holds it."""
    return str(content.get("title", ""))[:LONGEST_TITLE]


def fill(entry: Entry, content: Content) -> None:
    """Fill, without saving, the columns every page shows from a content: what a preview needs too.

    Takes the typed row (Resource, Event…), or a plain entry of which only the common columns are filled.
    """
    entry.title, entry.words = title_of(content), words(entry.kind, content)
    filler = _FILLERS.get(type(entry))
    if filler is not None:
        filler(entry, content)


def apply(entry: Entry, content: Content) -> Entry:
    """Put a content online: the typed row, its publications and its items say what it says. Returns the typed row.

    Within the caller's transaction. ``entry`` carries the common columns (path, dates…), saved along.
    """
    row = typed(entry)
    for column in Entry._meta.concrete_fields:
        setattr(row, column.attname, getattr(entry, column.attname))
    if isinstance(row, Event) and event_changed(row.content, content):
        row.sequence += 1
    stood = row.content.get("parent", _NOWHERE)
    fill(row, content)
    if isinstance(row, Resource) and stood != row.parent_id:
        row.position = _last_position(row)
    row.content = dict(content)
    if isinstance(row, Feature):
        _write_items(row, content)
    if any(field.widget is Widget.PUBLICATIONS for field in KINDS[row.kind].fields):
        _write_publications(row, content["publications"])
    row.save()
    return row


def rebuild() -> int:
    """Derive again what every page put online so far derives from its content; return how many there are."""
    online = Entry.objects.exclude(content={}).order_by("pk")
    for entry in online:
        with transaction.atomic():
            held = lock(entry)
            apply(held, clean(held.kind, held.content))
    return len(online)


def _last_position(row: Resource) -> int:
    """Return the rank that puts a resource after its neighbours: where it begins, ordering.py moves it."""
    others = Resource.objects.filter(parent_id=row.parent_id, first_published_at__isnull=False).exclude(pk=row.pk)
    return (others.aggregate(last=Max("position"))["last"] or 0) + 1


def event_changed(before: Content, after: Content) -> bool:
    """Say whether an event that was online takes place otherwise: time, place or standing."""
    return bool(before) and any(before.get(name) != after[name] for name in EVENT_FACTS)


def _fill_resource(row: Resource, content: Content) -> None:
    row.parent_id = content["parent"]


def _fill_event(row: Event, content: Content) -> None:
    for name, value in asdict(agenda.facts(content)).items():
        setattr(row, name, value)
    row.pinned, row.outside_url = row.pinned[:20], row.outside_url[:1000]


def _fill_feature(row: Feature, content: Content) -> None:
    row.genre = content["genre"]
    row.month = day(content["month"]) if content["genre"] != Genre.SELECTION else None


def _fill_issue(row: Issue, content: Content) -> None:
    row.newsletter = Newsletter.objects.filter(slug=content["newsletter"]).first()
    row.day = day(content["day"])
    if row.frozen:
        row.title, row.words = row.frozen["subject"][:LONGEST_TITLE], letters.words(row.frozen)


_FILLERS: dict[type[Entry], Callable[[Any, Content], None]] = {
    Resource: _fill_resource,
    Event: _fill_event,
    Feature: _fill_feature,
    Issue: _fill_issue,
}


# Rows below -----------------------------------------------------------------------------------------------------------


def _write_items(feature: Feature, content: Content) -> None:
    """Write the items anew. What no longer exists is left out: the preflight has said so."""
    given = content["items"]
    records = Record.objects.in_bulk([one["record"] for one in given if "record" in one], field_name="ref")
    museums = Museum.objects.in_bulk([one["museum"] for one in given if "museum" in one])
    rows = [
        FeatureItem(
            feature=feature,
            record=records.get(one.get("record", "")),
            museum=museums.get(one.get("museum", "")),
            words=one["words"],
            position=position,
        )
        for position, one in enumerate(given)
    ]
    feature.items.all().delete()
    FeatureItem.objects.bulk_create(row for row in rows if row.record or row.museum)


def _write_publications(entry: Entry, given: list[dict[str, Any]]) -> None:
    """Write publications, those known under their key kept; editions are written anew."""
    entry.publications.exclude(key__in=[one["key"] for one in given]).delete()
    documents = Document.objects.in_bulk([e["document"] for one in given for e in one["editions"] if e["document"]])
    for position, one in enumerate(given):
        row, _made = Publication.objects.update_or_create(
            entry_id=entry.pk,
            key=one["key"],
            defaults={"title": one["title"][:300], "description": one["description"][:1000], "position": position},
        )
        row.editions.all().delete()
        Edition.objects.bulk_create(
            Edition(
                publication=row,
                document=documents[each["document"]],
                version=each["version"][:60],
                issued_on=day(each["issued_on"]),
                changed=each["changed"][:1000],
                position=place,
            )
            for place, each in enumerate(one["editions"])
            if each["document"] in documents
        )
