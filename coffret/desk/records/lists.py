"""/pro/notices/ and /pro/images/: what a museum has in the catalogue, filtered; any page of it is found at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from pyroaring import BitMap

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base.rules import REGISTRY, Severity
from coffret.catalogue.models import Record
from coffret.desk.guards import members
from coffret.images.models import Image
from coffret.submissions import holdings, sets
from coffret.submissions.holdings import Shelf

PER_PAGE = 50
IMAGES_PER_PAGE = 60
WORDS = 120
# name in the address → (words, set of the shelf); « - » before a set: all but it.
STATES = {"enligne": (_("en ligne"), "online"), "retiree": (_("retirées"), "withdrawn")}
PICTURED = {"oui": (_("illustrées"), "pictured"), "non": (_("sans image"), "-pictured")}
FLAWS = {
    "petite": (_("sous 1 500 pixels"), "small"),
    "sanscredit": (_("sans crédit"), "uncredited"),
    "retiree": (_("retirées du site"), "withdrawn"),
    "partagee": (_("dans plusieurs notices"), "shared"),
    "attente": (_("en préparation"), "awaited"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter one may choose: its value in the address, its words, how many answer, whether it is chosen."""

    value: str
    words: Any
    count: int
    chosen: bool


def museum_asked(request: HttpRequest) -> tuple[Museum | None, list[Museum]]:
    """Return the museum asked for, or the first one may read, and all those one may choose from.

    The office may ask for any; it is offered those that take part. Raises PermissionDenied for a museum not one's own.
    """
    rows = Museum.objects.order_by("city", "official_name", "code")
    if access.can_see_every_museum(request.user):
        offered = list(rows.filter(participation__isnull=False))
    else:
        offered = list(rows.filter(code__in=access.seen_codes(request.user)))
    code = request.GET.get("musee", "").strip().upper()[:5]
    if not code:
        return (offered[0] if offered else None), offered
    if not access.can_see_museum(request.user, code):
        raise PermissionDenied
    return Museum.objects.filter(code=code).first(), offered


@require_GET
@members
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices of a museum, by inventory number."""
    museum, offered = museum_asked(request)
    shelf = holdings.notices(museum.code) if museum else Shelf()
    wanted = _found(request.GET, shelf)
    page = _page(request, len(wanted), PER_PAGE)
    context = {
        "rail": "notices",
        "museum": museum,
        "museums": offered,
        "total": len(wanted),
        "every": len(shelf),
        "page": page,
        "records": _records(shelf.at(sets.page(wanted, page.number, PER_PAGE))),
        "others": _others(request),
        "words": _words(request.GET),
        "states": _choices(STATES, request.GET.get("etat", ""), shelf),
        "pictured": _choices(PICTURED, request.GET.get("images", ""), shelf),
        "gravities": _gravities(request.GET, shelf),
        "rules": _rules(request.GET, shelf),
        "since": _day(request.GET),
        "narrowed": len(wanted) != len(shelf),
        "can_mend": museum is not None and access.can_mend(request.user, {museum.code}),
        "can_hand_in": museum is not None and access.can_hand_in(request.user, museum.code),
    }
    return render(request, "desk/records/list.html", context)


def _found(asked: Mapping[str, str], shelf: Shelf) -> BitMap:
    """Return the ranks of the notices an address asks for: its filters together."""
    wanted = shelf.every
    for choices, name in ((STATES, "etat"), (PICTURED, "images")):
        if (value := asked.get(name, "")) in choices:
            wanted &= _set(shelf, choices[value][1])
    for name in ("gravite", "regle"):
        if value := asked.get(name, "")[:20]:
            wanted &= shelf.named(value)
    if since := _day(asked):
        wanted &= shelf.since(since)
    if words := _words(asked):
        wanted &= shelf.holding(words)
    return wanted


def _set(shelf: Shelf, name: str) -> BitMap:
    return shelf.every - shelf.named(name[1:]) if name.startswith("-") else shelf.named(name)


def _choices(offered: Mapping[str, tuple[Any, str]], chosen: str, shelf: Shelf) -> list[Choice]:
    return [Choice(value, words, len(_set(shelf, name)), value == chosen) for value, (words, name) in offered.items()]


def _gravities(asked: Mapping[str, str], shelf: Shelf) -> list[Choice]:
    chosen = asked.get("gravite", "")
    return [Choice(str(one), one.label, len(shelf.named(str(one))), str(one) == chosen) for one in Severity]


def _rules(asked: Mapping[str, str], shelf: Shelf) -> list[Choice]:
    """Return the rules that find something, the most frequent first."""
    found = [
        Choice(code, REGISTRY[code].title, len(shelf.sets[code]), False) for code in shelf.sets if code in REGISTRY
    ]
    chosen = asked.get("regle", "")
    ordered = sorted(found, key=lambda one: (-one.count, one.value))
    return [Choice(one.value, one.words, one.count, one.value == chosen) for one in ordered]


def _day(asked: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(asked.get("depuis", ""))
    except ValueError:
        return None


def _words(asked: Mapping[str, str]) -> str:
    return " ".join(asked.get("q", "").replace("\0", "").split())[:WORDS]


def _page(request: HttpRequest, total: int, size: int) -> Page[Any]:
    return Paginator(range(total), size).get_page(request.GET.get("page", "")[:9])


def _others(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _records(ids: list[int]) -> list[tuple[Record, list[Choice]]]:
    """Return the notices of a page in their order, each with how many findings of each gravity it has."""
    found = Record.objects.defer("values").in_bulk(ids)
    return [(found[pk], _weighed(found[pk])) for pk in ids if pk in found]


def _weighed(record: Record) -> list[Choice]:
    counts = dict.fromkeys(Severity, 0)
    for code, *_rest in record.findings:
        if code in REGISTRY:
            counts[REGISTRY[code].severity] += 1
    return [Choice(str(one), one.label, count, False) for one, count in counts.items() if count]


@require_GET
@members
def images(request: HttpRequest) -> HttpResponse:
    """Show the images of a museum, those to look at first by their flaws."""
    museum, offered = museum_asked(request)
    shelf = holdings.images(museum.code) if museum else Shelf()
    shelf.sets["awaited"] = holdings.awaited(shelf)
    chosen = request.GET.get("defaut", "")
    wanted = shelf.named(FLAWS[chosen][1]) if chosen in FLAWS else shelf.every
    if words := _words(request.GET):
        wanted &= shelf.holding(words)
    page = _page(request, len(wanted), IMAGES_PER_PAGE)
    ids = shelf.at(sets.page(wanted, page.number, IMAGES_PER_PAGE))
    found = Image.objects.select_related("record").defer("record__values", "record__findings").in_bulk(ids)
    context = {
        "rail": "images",
        "museum": museum,
        "museums": offered,
        "total": len(wanted),
        "every": len(shelf),
        "page": page,
        "images": [found[pk] for pk in ids if pk in found],
        "others": _others(request),
        "words": words,
        "chosen": chosen,
        "flaws": _choices(FLAWS, chosen, shelf),
    }
    return render(request, "desk/records/images.html", context)
