"""iCalendar of the agenda (RFC 5545, 7986): one event as a file, all of them as a feed that calendars follow.

An event's identifier never changes; its SEQUENCE grows with its date, place or standing, so that a calendar that holds it
corrects it. A postponed event is CANCELLED at the date it had: the slot is free again, and the new date, once typed,
brings it back. The opening of registration is an event of its own: one notes it as one notes the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Component, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vUri
from icalendar import Event as Slot

from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.kinds import AUDIENCES
from coffret.editorial.models import Event, Plan, Standing

PARIS = "Europe/Paris"
PRODUCT = "-//Coffret//Agenda//FR"
MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=12)
# How long the opening of registration stays in view in a calendar.
OPENING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Dated:
    """An event as a calendar shows it; ``stamp``: when it was last changed; ``join_url``: where one joins it online."""

    pk: int
    title: str
    url: str
    facts: agenda.Facts
    stamp: datetime
    summary: str = ""
    place: str = ""
    join_url: str = ""
    contact: str = ""
    audiences: tuple[str, ...] = ()
    sequence: int = 0
    image: tuple[str, str] | None = field(default=None)


def dated(event: Event, *, registered: bool = False, image: tuple[str, str] | None = None) -> Dated:
    """Return a published event for the calendar; ``image``: address and media type of its picture.

    Where one joins it online is said to everyone when one comes without registering, else to the registered alone.
    """
    content = event.content
    stamp = event.changed_at or event.published_at or event.created_at
    return Dated(
        pk=event.pk,
        title=event.title,
        url=settings.BASE_URL + event.get_absolute_url(),
        facts=agenda.facts(event),
        stamp=stamp,
        summary=content.get("summary", ""),
        place=place_of(content),
        join_url=agenda.web_address(content.get("online_url")) if registered or event.plan == Plan.NONE else "",
        contact=", ".join(filter(None, (content.get("organiser"), content.get("contact")))),
        audiences=tuple(content.get("audience") or ()),
        sequence=event.sequence,
        image=image,
    )


def place_of(content: Mapping[str, Any]) -> str:
    """Return where an event takes place, in one line: the place and its address, « en ligne », or both."""
    onsite = [content.get("place", ""), ", ".join(content.get("address", "").split("\n"))]
    online = [_("en ligne")]
    parts = {"online": online, "both": onsite + online}.get(content.get("mode", ""), onsite)
    return ", ".join(part for part in parts if part)


def file(event: Dated, now: datetime, *, opening: bool = True) -> bytes:
    """Return an event's file; with the opening of its registration beside it unless ``opening`` is False."""
    return _written(_calendar(), [event], now, opening)


def feed(events: Iterable[Dated], now: datetime, *, name: str, url: str, image: tuple[str, str] | None = None) -> bytes:
    """Return the feed of events. ``url``: its own address; ``image``: address and media type of the site's mark."""
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("url", settings.BASE_URL + "/agenda/")
    calendar.add("source", vUri(url), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if image:
        calendar.add("image", *_image(image))
    return _written(calendar, list(events), now, opening=True)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _written(calendar: Calendar, events: Sequence[Dated], now: datetime, opening: bool) -> bytes:
    if settings.TIME_ZONE == PARIS:
        calendar.add_component(_paris())
    for event in events:
        for component in _components(event, now, opening):
            calendar.add_component(component)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _paris() -> Timezone:
    """Return the clock of Paris as a rule, in force since 1996 (directive 2000/84/CE): last Sundays of March and October.

    The library lists each change by its date instead, and the first one gets lost in calendars that read such lists by
    the letter (ical.js, hence Thunderbird).
    """
    zone = Timezone()
    zone.add("tzid", PARIS)
    spring, autumn = datetime(1996, 3, 31, 2), datetime(1996, 10, 27, 3)  # noqa: DTZ001 - what clocks on the wall say
    zone.add_component(_change(TimezoneDaylight(), "CEST", spring, 1, 2))
    zone.add_component(_change(TimezoneStandard(), "CET", autumn, 2, 1))
    return zone


def _change(component: Component, name: str, at: datetime, before: int, after: int) -> Component:
    """Fill in a change of clock. ``at``: the first one, told by the clock before it; offsets in hours from UTC."""
    component.add("tzname", name)
    component.add("dtstart", at)
    component.add("tzoffsetfrom", timedelta(hours=before))
    component.add("tzoffsetto", timedelta(hours=after))
    component.add("rrule", {"freq": "yearly", "bymonth": at.month, "byday": "-1su"})
    return component


def _components(event: Dated, now: datetime, opening: bool) -> Iterable[Component]:
    facts = event.facts
    if facts.starts_at is None:
        return
    yield _event(event, now)
    if opening and facts.opens_at and facts.plan != Plan.NONE:
        yield _opening(event, facts.opens_at)


def _event(event: Dated, now: datetime) -> Component:
    component = _common(event, "")
    component.add("summary", _title(event))
    component.add("status", _status(event.facts, now))
    _when(component, event.facts)
    if event.place:
        component.add("location", event.place)
    component.add("description", "\n\n".join(filter(None, (event.summary, event.url))))
    if event.contact:
        component.add("contact", event.contact)
    if event.audiences:
        known = dict(AUDIENCES)
        component.add("categories", [str(known[code]) for code in event.audiences if code in known])
    if event.join_url:
        component.add("conference", vUri(event.join_url), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if event.image:
        component.add("image", *_image(event.image))
    return component


def _opening(event: Dated, opens_at: datetime) -> Component:
    component = _common(event, "-ouverture")
    component.add("summary", _("Ouverture des inscriptions : {title}").format(title=event.title))
    component.add("status", "CONFIRMED" if event.facts.standing == Standing.CONFIRMED else "CANCELLED")
    component.add("dtstart", moments.local(opens_at))
    component.add("dtend", moments.local(opens_at) + OPENING)
    component.add("transp", "TRANSPARENT")
    component.add("description", event.url)
    return component


def _common(event: Dated, suffix: str) -> Component:
    component = Slot()
    component.add("uid", f"evenement-{event.pk}{suffix}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}")
    component.add("dtstamp", event.stamp)
    component.add("last-modified", event.stamp)
    component.add("sequence", event.sequence)
    component.add("url", event.url)
    return component


def _title(event: Dated) -> str:
    said = {
        Standing.CANCELLED: _("Annulé : {title}"),
        Standing.POSTPONED: _("Reporté : {title}"),
    }.get(Standing(event.facts.standing), "{title}")
    return said.format(title=event.title)


def _status(facts: agenda.Facts, now: datetime) -> str:
    if facts.standing != Standing.CONFIRMED:
        return "CANCELLED"
    return "TENTATIVE" if agenda.state(facts, now).state is agenda.State.SAVE_THE_DATE else "CONFIRMED"


def _when(component: Component, facts: agenda.Facts) -> None:
    """Add the dates: days without hours for whole days, the last one excluded, as the RFC wants them."""
    starts, ends = facts.starts_at, facts.ends_at
    if starts is None:
        return
    at: Any = (lambda moment: moments.local(moment).date()) if facts.all_day else moments.local
    component.add("dtstart", at(starts))
    if ends and ends > starts:
        component.add("dtend", at(ends))
    if facts.all_day:
        component.add("transp", "TRANSPARENT")


def _image(image: tuple[str, str]) -> tuple[vUri, dict[str, str]]:
    url, media_type = image
    return vUri(url), {"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": media_type}
