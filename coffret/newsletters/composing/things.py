"""What the things a letter names say of themselves: titles, captions, credits, dates. One query per kind of thing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coffret.authorities.models import Museum
from coffret.base.text import grouped, kept_together, typeset
from coffret.catalogue import captions, census
from coffret.catalogue.models import Record
from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.entries import references
from coffret.editorial.entries.references import UNKNOWN, Ref, Standing, Target
from coffret.editorial.files import documents
from coffret.editorial.files.pictures import called
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import (
    Attendance,
    Document,
    Edition,
    Entry,
    Event,
    Feature,
    Genre,
    KindName,
    Picture,
    Registration,
)
from coffret.images import rights
from coffret.images.models import Image
from coffret.newsletters.addresses import absolute


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as it says itself now; the fields are those of composing/issue.Said."""

    url: str = ""
    title: str = ""
    caption: str = ""
    credit: str = ""
    kicker: str = ""
    facts: tuple[str, ...] = ()
    state: tuple[str, str] | None = None
    button: tuple[str, str] | None = None
    standing: str = Standing.ONLINE.value


def spaced(text: str) -> str:
    """Return a text with its spaces no-break where its language wants them: French ones are put, others kept."""
    return typeset(text) if _in_french() else kept_together(text)


def things(leads: Mapping[Ref, Target], now: datetime) -> dict[Ref, Thing]:
    """Return what each target says of itself at ``now``, in the reader's language; six queries at most."""
    rows: dict[str, list[object]] = defaultdict(list)
    for ref, target in leads.items():
        if target.row is not None:
            rows[ref.kind].append(target.row)
    world = _World(rows, now)
    return {ref: _thing(ref, target, world) for ref, target in leads.items()}


def look_up(wanted: Iterable[Ref], now: datetime) -> dict[Ref, Thing]:
    """Return what these things say of themselves at ``now``, in the reader's language; a dozen queries at most."""
    return things(references.targets(wanted), now)


class _World:
    """What things need besides their rows; nothing is looked up for kinds that are not there."""

    def __init__(self, rows: Mapping[str, list[object]], now: datetime) -> None:
        self.now = now
        self.images = _first_images([row for row in rows["notice"] if isinstance(row, Record)])
        self.holdings = _holdings([row.pk for row in rows["museum"] if isinstance(row, Museum)])
        entries = [row for row in rows["entry"] if isinstance(row, Entry)]
        self.events = _events(entries)
        self.taken = _taken(self.events.values())
        self.genres = _genres(entries)
        self.documents = _offered(entries)
        self.named = _publications([row.pk for row in rows["document"] if isinstance(row, Document)])


def _first_images(records: list[Record]) -> dict[int, Image]:
    if not records:
        return {}
    rows = Image.objects.filter(record__in=records, withdrawn=False).order_by("record", "-position", "-pk")
    return {image.record_id: image for image in rows}


def _holdings(codes: list[str]) -> dict[str, int]:
    counted = census.online(codes) if codes else {}
    return {code: counted.get(code, 0) for code in codes}


def _events(entries: list[Entry]) -> dict[int, Event]:
    wanted = [entry.pk for entry in entries if entry.kind == KindName.EVENT]
    return Event.objects.in_bulk(wanted) if wanted else {}


def _taken(events: Iterable[Event]) -> dict[int, int]:
    counted = [event.pk for event in events if event.capacity is not None]
    if not counted:
        return {}
    rows = Registration.objects.filter(event__in=counted, state=Attendance.CONFIRMED).order_by()
    return dict(rows.values("event").annotate(n=Count("pk")).values_list("event", "n"))


def _genres(entries: list[Entry]) -> dict[int, str]:
    wanted = [entry.pk for entry in entries if entry.kind == KindName.FEATURE]
    return dict(Feature.objects.filter(pk__in=wanted).values_list("pk", "genre")) if wanted else {}


def _offered(entries: list[Entry]) -> dict[int, Document]:
    """Return the documents of the latest edition of each publication these entries have online."""
    wanted = {key for entry in entries for key in map(_latest, entry.content.get("publications") or []) if key}
    return Document.objects.in_bulk(wanted) if wanted else {}


def _latest(publication: Mapping[str, object]) -> int | None:
    editions = publication["editions"]
    assert isinstance(editions, list)
    return next((edition["document"] for edition in editions if edition["document"]), None)


def _publications(keys: list[int]) -> dict[int, str]:
    """Return document → title of the publication online that offers it."""
    if not keys:
        return {}
    rows = Edition.objects.filter(document__in=keys, publication__entry__live=True).order_by("-pk")
    return dict(rows.values_list("document", "publication__title"))


# Each kind ------------------------------------------------------------------------------------------------------------


def _thing(ref: Ref, target: Target, world: _World) -> Thing:
    url = absolute(target.url) if target.standing is Standing.ONLINE and target.url else ""
    standing = target.standing.value
    match target.row:
        case Record() as record:
            return _notice(record, url, standing, world)
        case Museum() as museum:
            return _museum(museum, url, standing, world)
        case Event() | Entry() as entry:
            return _entry(entry, url, standing, world)
        case Document() as document:
            return _document(document, url, standing, world)
        case Picture() as picture:
            return _picture(picture, standing)
    return Thing(title=spaced(target.title), url=url, standing=(target or UNKNOWN).standing.value)


def _notice(record: Record, url: str, standing: str, world: _World) -> Thing:
    image = world.images.get(record.pk)
    credit = rights.credit(image, record.values) if image else ""
    french = _in_french()
    return Thing(
        url,
        spaced(record.title if french else captions.title(record.values, "en")),
        spaced(record.caption if french else captions.caption(record.values, "en")),
        spaced(credit),
        standing=standing,
    )


def _museum(museum: Museum, url: str, standing: str, world: _World) -> Thing:
    count = world.holdings.get(museum.pk, 0)
    held = ngettext("{count} notice en ligne", "{count} notices en ligne", count).format(count=grouped(count))
    name = museum.usual_name or museum.official_name
    facts = tuple(fact for fact in (museum.city, held if count else "") if fact)
    return Thing(url, spaced(name[:1].upper() + name[1:]), facts=facts, standing=standing)


def _document(document: Document, url: str, standing: str, world: _World) -> Thing:
    facts = (documents.described(document),)
    return Thing(url, spaced(world.named.get(document.pk) or document.name), facts=facts, standing=standing)


def _picture(picture: Picture, standing: str) -> Thing:
    """Return a picture: one of the catalogue leads to its notice and bears its caption."""
    record = picture.image.record if picture.image else None
    if record is None or standing != Standing.ONLINE.value:
        return Thing(title=spaced(called(picture)), credit=spaced(picture.credit), standing=standing)
    caption = record.caption if _in_french() else captions.caption(record.values, "en")
    credit = rights.credit(picture.image, record.values) if picture.image else ""
    return Thing(
        absolute(record.get_absolute_url()), spaced(record.title), spaced(caption), spaced(credit), standing=standing
    )


def _entry(entry: Entry, url: str, standing: str, world: _World) -> Thing:
    title, summary = spaced(entry.title), spaced(entry.content.get("summary", ""))
    kicker = _kicker(entry, world)
    event = world.events.get(entry.pk)
    if event is not None:
        where = agenda.state(event, world.now, world.taken.get(event.pk, 0))
        facts = tuple(fact for fact in (_when(event), _place(entry.content)) if fact)
        state = (where.state.value, spaced(where.words()))
        return Thing(url, title, summary, "", kicker, facts, state, _event_button(event, where, url), standing)
    if entry.kind == KindName.RESOURCE:
        offered = _publications_of(entry, world)
        facts = (*_dated(entry), *(f"{name} ({said})" for name, said, _url in offered if len(offered) > 1))
        button = _download(offered[0]) if url and len(offered) == 1 else None
        return Thing(url, title, summary, "", kicker, facts, None, button, standing)
    facts = _dated(entry) if entry.kind == KindName.NEWS else ()
    return Thing(url, title, summary, "", kicker, facts, standing=standing)


def _kicker(entry: Entry, world: _World) -> str:
    genre = Genre(world.genres.get(entry.pk, Genre.SELECTION)) if entry.kind == KindName.FEATURE else None
    said = str(genre.label if genre else KINDS[entry.kind].singular)
    return said[:1].upper() + said[1:]


def _when(event: Event) -> str:
    return spaced(moments.span(event.starts_at, event.ends_at, event.all_day)) if event.starts_at else ""


def _place(content: Mapping[str, str]) -> str:
    mode, place = content.get("mode"), spaced(content.get("place", ""))
    if mode == "online":
        return _("En ligne")
    return _("{place}, et en ligne").format(place=place) if mode == "both" and place else place


def _event_button(event: Event, where: agenda.Situation, url: str) -> tuple[str, str] | None:
    inside = f"{url}/inscription" if url else ""
    label, address = {
        agenda.Button.REGISTER: (_("S’inscrire"), inside),
        agenda.Button.WAIT: (_("S’inscrire en liste d’attente"), inside),
        agenda.Button.OUTSIDE: (_("S’inscrire sur le site de l’organisateur"), event.outside_url if url else ""),
        agenda.Button.NOTIFY: (_("Être prévenu de l’ouverture"), url),
    }.get(where.button, ("", ""))
    return (label, address) if address else None


def _dated(entry: Entry) -> tuple[str, ...]:
    """Return when an entry was published, or last changed where that is worth telling."""
    first, changed = entry.first_published_at, entry.changed_at
    if first is None:
        return ()
    if changed and moments.local(changed).date() > moments.local(first).date():
        return (_("Mise à jour le {day}").format(day=moments.day(changed)),)
    return (_("Publiée le {day}").format(day=moments.day(first)),)


def _publications_of(entry: Entry, world: _World) -> list[tuple[str, str, str]]:
    """Return (title, type and size, absolute address) of the latest edition of each publication."""
    found = []
    for publication in entry.content.get("publications") or []:
        document = world.documents.get(_latest(publication) or 0)
        if document is not None:
            url = absolute(documents.path_of(document))
            found.append((spaced(publication["title"]), documents.described(document), url))
    return found


def _download(offered: tuple[str, str, str]) -> tuple[str, str]:
    _name, said, url = offered
    return _("Télécharger ({file})").format(file=said), url


def _in_french() -> bool:
    return (get_language() or "fr").startswith("fr")
