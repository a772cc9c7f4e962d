"""/agenda/: what is to come and what was, the page of each event, and their calendars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.dateformat import format as formatted
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.editorial import identity, moments
from coffret.editorial.agenda import calendar, registrations
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import Button, Situation
from coffret.editorial.entries.content import slug as slugged
from coffret.editorial.kinds import AUDIENCES
from coffret.editorial.models import Event, KindName, Plan, Redirect
from coffret.public.agenda import attending_forms
from coffret.public.agenda import data as agenda_data
from coffret.public.anyone import for_anyone
from coffret.public.site import entries, online, sharing
from coffret.public.site.trail import Trail, script_json

HOME = "/agenda/"
# The feed of the agenda; « webcal: » asks the reader's calendar to follow it, « https: » alone would copy it once.
CALENDAR = "/agenda/agenda.ics"
ONLINE = "en-ligne"
# States of which nobody notes the date.
NOT_KEPT = frozenset({agenda.State.CANCELLED, agenda.State.POSTPONED, agenda.State.PAST})
# Calendars that follow the feed still find what took place lately.
KEPT_IN_FEED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Listed:
    """An event of a list: where it stands, when and where it takes place, in words, and for whom."""

    event: Event
    where: Situation
    when: str
    place: str
    audience: list[str]


# Lists ---------------------------------------------------------------------------------------------------------------


def to_come(now: datetime) -> QuerySet[Event]:
    """Return the events online that are not over, those without a date last."""
    today = moments.midnight(moments.local(now).date())
    ahead = Q(ends_at__gt=now) | Q(starts_at__gte=today) | Q(starts_at=None)
    shown = Event.objects.filter(ahead, live=True)
    return shown.order_by(F("starts_at").asc(nulls_last=True), "pk")


def upcoming(limit: int, now: datetime | None = None) -> list[Listed]:
    """Return the next events that have a date and are held, with their state."""
    now = now or timezone.now()
    rows = to_come(now).filter(starts_at__isnull=False)
    return [one for one in listed(rows[: limit * 3], now) if one.where.state in agenda.AHEAD][:limit]


def listed(events: Iterable[Event], now: datetime) -> list[Listed]:
    """Return events as lists show them; the places taken are counted in one query."""
    rows = list(events)
    counted = registrations.counts(one for one in rows if one.capacity is not None)
    return [_listed(one, now, counted.get(one.pk, {}).get("confirmed", 0)) for one in rows]


def _listed(event: Event, now: datetime, taken: int) -> Listed:
    labels = dict(AUDIENCES)
    return Listed(
        event,
        agenda.state(event, now, taken),
        when(agenda.facts(event)),
        calendar.place_of(event.content),
        [str(labels[code]) for code in event.content.get("audience") or [] if code in labels],
    )


def when(facts: agenda.Facts) -> str:
    """Return when an event takes place, in words."""
    if facts.starts_at is None:
        return _("Date à venir")
    return moments.span(facts.starts_at, facts.ends_at, facts.all_day)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what is to come by month; `?public=` keeps what is for somebody, `?ou=` what is held at a place or online."""
    now = timezone.now()
    everything = listed(to_come(now), now)
    shown = [one for one in everything if one.where.state is not agenda.State.PAST]
    audience, place = request.GET.get("public", ""), request.GET.get("ou", "")
    kept = [one for one in shown if _for(one, audience) and _at(one, place)]
    context = {
        "section": "agenda",
        "months": by_month(kept),
        "total": len(kept),
        "filtered": bool(audience or place),
        "audiences": _audiences(shown, audience),
        "places": _places(shown, place),
        "years": years(now),
        "share": sharing.plain(_("Agenda"), _("Journées, formations et rendez-vous des musées."), request.path),
        "feed": "/agenda/flux.xml",
        "calendar_url": settings.BASE_URL + CALENDAR,
        "webcal": "webcal://" + settings.BASE_URL.partition("://")[2] + CALENDAR,
    }
    return render(request, "public/agenda/index.html", context)


def by_month(events: Iterable[Listed]) -> list[tuple[str, list[Listed]]]:
    """Return (« juin 2026 », its events), months in the order of the events; those without a date under their own."""
    groups = groupby(events, key=lambda one: _month(one.event))
    return [(formatted(month, "F Y") if month else _("Date à venir"), list(rows)) for month, rows in groups]


def _month(event: Event) -> date | None:
    return moments.local(event.starts_at).date().replace(day=1) if event.starts_at else None


def years(now: datetime) -> list[int]:
    """Return the years that hold an event that is over, latest first."""
    over = Event.objects.filter(live=True, starts_at__lt=now)
    return [day.year for day in over.datetimes("starts_at", "year", order="DESC")]


def _for(one: Listed, audience: str) -> bool:
    codes = one.event.content.get("audience") or []
    return not audience or audience in codes or "everyone" in codes


def _at(one: Listed, place: str) -> bool:
    if place == ONLINE:
        return one.event.content.get("mode") in {"online", "both"}
    return not place or slugged(one.event.content.get("place", "")) == place


def _audiences(events: Iterable[Listed], chosen: str) -> list[tuple[str, str, bool]]:
    """Return (code, label, chosen) of the audiences that what is to come addresses."""
    present = {code for one in events for code in one.event.content.get("audience") or []} | {chosen}
    return [(code, str(label), code == chosen) for code, label in AUDIENCES if code in present]


def _places(events: Iterable[Listed], chosen: str) -> list[tuple[str, str, bool]]:
    """Return (value, label, chosen) of the places of what is to come, « en ligne » first where something is."""
    rows = list(events)
    names = {slugged(name): name for one in rows if (name := one.event.content.get("place", ""))}
    found = [(value, name, value == chosen) for value, name in sorted(names.items()) if value]
    joined = chosen == ONLINE or any(_at(one, ONLINE) for one in rows)
    return [(ONLINE, _("En ligne"), chosen == ONLINE), *found] if joined else found


@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    """Show what took place in a year, latest first; raises Http404 for one without events."""
    now = timezone.now()
    known = years(now)
    if year not in known:
        raise Http404(str(year))
    rows = Event.objects.filter(live=True, starts_at__year=year, starts_at__lt=now).order_by("-starts_at", "-pk")
    over = [one for one in listed(rows, now) if one.where.state is not agenda.State.LIVE]
    title = _("Agenda de {year}").format(year=year)
    context = {
        "section": "agenda",
        "title": title,
        "months": by_month(over),
        "years": known,
        "year": year,
        "trail": Trail(((_("Agenda"), HOME, ""),), title, request.path),
        "share": sharing.plain(title, _("Ce qui a eu lieu."), request.path),
        "feed": "/agenda/flux.xml",
    }
    return render(request, "public/agenda/archive.html", context)


# The page of an event -------------------------------------------------------------------------------------------------


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event."""
    return online.answer(request, KindName.EVENT, page)


def page(request: HttpRequest, entry: Event, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of an event's page. ``content`` may be one that is being written."""
    now, facts = timezone.now(), agenda.facts(content)
    taken = registrations.taken(entry) if entry.pk and facts.capacity is not None else 0
    where = agenda.state(facts, now, taken)
    text = entries.text_of(KindName.EVENT, content)
    context = {
        **text,
        "section": "agenda",
        "entry": entry,
        "where": where,
        "button": button(entry, facts, where),
        "notify": attending_forms.InterestForm() if where.button is Button.NOTIFY else None,
        "facts": facts,
        "when": when(facts),
        "opening": opening(facts, now),
        "place": place(content),
        "kept": where.state not in NOT_KEPT,
        "join_url": agenda.web_address(content["online_url"]) if facts.plan == Plan.NONE else "",
        "free": content["free"],
        "price": "" if content["free"] else content["price"],
        "standing_words": content["standing_words"] if facts.standing != "confirmed" else "",
        "organiser": content["organiser"] or identity.site().organiser,
        "contact": content["contact"],
        "trail": Trail(((_("Agenda"), HOME, ""),), content["title"], entry.path or HOME),
        "json_ld": script_json(agenda_data.described(entry, content, where, text["cover"])),
        "share": sharing.of_entry(entry, content),
        "feed": "/agenda/flux.xml",
    }
    return "public/agenda/event.html", context


def button(entry: Event, facts: agenda.Facts, where: Situation) -> dict[str, str] | None:
    """Return what the page's button says, where it leads (« » in a preview: nowhere) and in which manner."""
    inside = f"{entry.path}/inscription" if entry.live else ""
    return {
        Button.REGISTER: {"label": _("S’inscrire"), "url": inside, "rel": ""},
        Button.WAIT: {"label": _("S’inscrire en liste d’attente"), "url": inside, "rel": ""},
        Button.OUTSIDE: {
            "label": _("S’inscrire sur le site de l’organisateur"),
            "url": facts.outside_url if entry.live else "",
            "rel": "external noopener",
        },
    }.get(where.button)


def opening(facts: agenda.Facts, now: datetime) -> str:
    """Return when registration opens, in words, while that is ahead."""
    if facts.plan == Plan.NONE or facts.opens_at is None or facts.opens_at <= now:
        return ""
    return moments.day_and_hour(facts.opens_at, now)


def place(content: Mapping[str, Any]) -> dict[str, object]:
    """Return the place's name and the lines of its address, and whether one may follow online."""
    onsite = content["mode"] != "online"
    return {
        "name": content["place"] if onsite else "",
        "lines": [line for line in content["address"].split("\n") if line.strip()] if onsite else [],
        "online": content["mode"] in {"online", "both"},
        "both": content["mode"] == "both",
    }


# Calendars -----------------------------------------------------------------------------------------------------------


@for_anyone
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an event's file for calendars; an address it had leads to its own."""
    path = f"{HOME}{slug}"
    found = Event.objects.filter(path=path).first()
    if found is None:
        moved = Redirect.objects.filter(path=path, entry__live=True).select_related("entry").first()
        if moved is None:
            raise Http404(slug)
        return HttpResponse(status=301, headers={"Location": f"{moved.entry.path}.ics"})
    if not found.live:
        return online.gone(request, found)
    return _answer(request, calendar.file(calendar.dated(found), timezone.now()), f"{slug}.ics")


@for_anyone
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Give the feed that calendars follow: what is to come, and what took place in the last year."""
    now = timezone.now()
    recent = Event.objects.filter(live=True, starts_at__gte=now - KEPT_IN_FEED).order_by("starts_at", "pk")
    body = calendar.feed(
        (calendar.dated(one) for one in recent),
        now,
        name=_("{site} : agenda").format(site=identity.site().name),
        url=settings.BASE_URL + request.path,
        image=(settings.BASE_URL + static("img/favicon.svg"), "image/svg+xml"),
    )
    return _answer(request, body, "agenda.ics")


def _answer(request: HttpRequest, body: bytes, name: str) -> HttpResponse:
    """Return a calendar, or 304 to who holds this very one."""
    etag = quote_etag(sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type=calendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, max-age=3600"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
