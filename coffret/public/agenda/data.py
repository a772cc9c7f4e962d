"""schema.org: an event for machines (https://schema.org/Event)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from coffret.editorial import identity, moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import Button, Situation, State
from coffret.editorial.models import Event, Plan, Standing
from coffret.public.site.reading import Cover

SCHEMA = "https://schema.org"
STATUS = {
    Standing.CONFIRMED: f"{SCHEMA}/EventScheduled",
    Standing.POSTPONED: f"{SCHEMA}/EventPostponed",
    Standing.CANCELLED: f"{SCHEMA}/EventCancelled",
}
MODES = {
    "onsite": f"{SCHEMA}/OfflineEventAttendanceMode",
    "online": f"{SCHEMA}/OnlineEventAttendanceMode",
    "both": f"{SCHEMA}/MixedEventAttendanceMode",
}
SOLD_OUT = {State.FULL, State.WAITING}


def described(entry: Event, content: Mapping[str, Any], where: Situation, cover: object) -> dict[str, Any]:
    """Return the description of an event; ``cover``: the picture its page shows, or None."""
    facts = agenda.facts(content)
    url = settings.BASE_URL + (entry.path or "/agenda/")
    data = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": content["title"],
        "description": content["summary"],
        "inLanguage": "fr",
        "startDate": _start(facts),
        "endDate": _end(facts),
        "eventStatus": STATUS[Standing(facts.standing)],
        "eventAttendanceMode": MODES.get(content["mode"], MODES["onsite"]),
        "location": _locations(content, facts, url),
        "organizer": _organizer(content),
        "offers": _offer(content, facts, where, url),
        "image": [settings.BASE_URL + cover.picture.large] if isinstance(cover, Cover) else [],
    }
    # « False » is said: only what is not known is left out.
    free = (
        {"isAccessibleForFree": True} if content["free"] else {"isAccessibleForFree": False} if content["price"] else {}
    )
    return {name: value for name, value in data.items() if value} | free


def _start(facts: agenda.Facts) -> str:
    return _said(facts.starts_at, facts.all_day) if facts.starts_at else ""


def _end(facts: agenda.Facts) -> str:
    """Return the last moment; of whole days the last day itself."""
    if facts.ends_at is None or (facts.starts_at and facts.ends_at <= facts.starts_at):
        return ""
    return _said(facts.ends_at - timedelta(days=1) if facts.all_day else facts.ends_at, facts.all_day)


def _said(moment: datetime, all_day: bool) -> str:
    """Return an instant with its offset, or the day alone."""
    local = moments.local(moment)
    return local.date().isoformat() if all_day else local.isoformat(timespec="seconds")


def _locations(content: Mapping[str, Any], facts: agenda.Facts, url: str) -> list[dict[str, str]]:
    """Return where it takes place. A private address to follow it online is not told: the page's stands for it."""
    found = []
    if content["mode"] != "online" and (content["place"] or content["address"]):
        address = ", ".join(line.strip() for line in content["address"].split("\n") if line.strip())
        found.append({"@type": "Place", "name": content["place"] or address, "address": address or content["place"]})
    if content["mode"] in {"online", "both"}:
        joined = agenda.web_address(content["online_url"]) if facts.plan == Plan.NONE else ""
        found.append({"@type": "VirtualLocation", "url": joined or url})
    return found


def _organizer(content: Mapping[str, Any]) -> dict[str, str]:
    name = content["organiser"] or identity.site().organiser or identity.site().name
    return {"@type": "Organization", "name": name, "url": settings.BASE_URL + "/"}


def _offer(content: Mapping[str, Any], facts: agenda.Facts, where: Situation, url: str) -> dict[str, str]:
    """Return the way in: its price when it is free, when registration opens, whether places are left."""
    if not content["free"] and not content["price"] and facts.plan in {Plan.NONE, Plan.UNDECIDED}:
        return {}
    offer = {"@type": "Offer", "url": facts.outside_url if where.button is Button.OUTSIDE else url}
    if content["free"]:
        offer |= {"price": "0", "priceCurrency": "EUR"}
    elif content["price"]:
        offer["description"] = content["price"]
    if facts.opens_at and facts.plan != Plan.NONE:
        offer["validFrom"] = _said(facts.opens_at, all_day=False)
    if where.state in SOLD_OUT:
        offer["availability"] = f"{SCHEMA}/SoldOut"
    elif where.state in {State.OPEN, State.NO_BOOKING}:
        offer["availability"] = f"{SCHEMA}/InStock"
    return offer
