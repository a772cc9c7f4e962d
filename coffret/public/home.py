"""The first page: a search, one work, what the month puts forward, what is new, three figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.log import last_sequence
from coffret.catalogue.models import Record, Status
from coffret.editorial.models import Feature, FeatureItem, Genre, News
from coffret.images import census as image_census
from coffret.images.models import Image
from coffret.public.agenda import views as agenda
from coffret.public.letters import archive
from coffret.public.records import museums as directory
from coffret.public.records.cards import Card, cards
from coffret.public.records.facts import search_url
from coffret.public.site import entries, naming, sharing
from coffret.search.index import Unready
from coffret.search.query import SearchRequest, search

NEW = 5
# What the first page tells of the site: next dates, latest news, latest changes of resources.
EVENTS, LATEST = 2, 3
# Features looked at to find the latest of each genre.
FEATURES = 24
TITLE = "Le catalogue collectif des musées"
# So many of the latest records are looked at to find several museums: enough, and quick however large the catalogue.
LOOKED_AT = 2000
KEPT_FOR = 3600
MOST_MUSEUMS = 4
# A work shown full width needs the pixels for it.
FULL_WIDTH = 1000
EXAMPLE_CODES = ("AUTR", "DENO", "REPR")
TOO_WIDE = {"anonyme", "inconnu", "homme", "femme", "figure"}


@dataclass(frozen=True, slots=True)
class Put:
    """What a month puts forward: the feature, and its card: the record's, or that of a work of the museum."""

    feature: FeatureItem
    card: Card | None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page."""
    state = last_sequence()
    fresh = cards(newest(state))
    put = put_forward(of_the_month())
    month = [p for p in put if p.feature.record_id]
    piece = showpiece(candidates(month, fresh))
    honoured = next((p.feature for p in month if p.card is piece), None)
    museums = [p for p in put if p.feature.museum_id]
    context = {
        "piece": piece,
        "honoured": honoured,
        "over": naming.over(Genre.NOTICE, honoured.feature.month, len(month)) if honoured else "",
        "notices": [p for p in month if p.card is not piece],
        "notices_heading": naming.heading(Genre.NOTICE, len(month)),
        "museums": museums,
        "museums_heading": naming.heading(Genre.MUSEUM, len(museums)),
        "fresh": [card for card in fresh if card.record.pk != (piece.record.pk if piece else 0)],
        "figures": figures(state),
        "examples": examples(timezone.localdate(), state),
        "events": agenda.upcoming(EVENTS),
        "news": list(News.objects.filter(live=True).order_by("-first_published_at", "-pk")[:LATEST]),
        "updates": entries.updates(LATEST),
        "letter": archive.last(),
        "share": sharing.plain(TITLE, "", "/"),
    }
    return render(request, "public/home.html", context)


def of_the_month() -> list[FeatureItem]:
    """Return what the latest month that has begun puts forward, of records and of museums each."""
    begun = Feature.objects.filter(live=True, month__lte=timezone.localdate()).order_by("-month", "-pk")
    latest: dict[str, int] = {}
    for genre, pk in begun.values_list("genre", "pk")[:FEATURES]:
        latest.setdefault(genre, pk)
    # A question that nothing answers takes as long to write as another.
    if not latest:
        return []
    items = FeatureItem.objects.filter(feature__in=latest.values()).select_related("museum", "feature")
    return list(items.order_by("feature", "position", "pk"))


def put_forward(features: Sequence[FeatureItem]) -> list[Put]:
    """Return the features whose record may be seen, each with its card."""
    if not features:
        return []
    wanted = [f.record_id for f in features if f.record_id]
    records = Record.objects.visible_to(None).filter(pk__in=wanted).select_related("museum").order_by("pk")
    works = works_of([f.museum_id for f in features if f.museum_id], wanted)
    found = {card.record.pk: card for card in cards([*records, *works.values()])}
    shown = [(f, f.record_id or getattr(works.get(f.museum_id or ""), "pk", 0)) for f in features]
    return [Put(f, found.get(pk or 0)) for f, pk in shown if f.museum_id or pk in found]


def works_of(codes: Sequence[str], taken: Sequence[int]) -> dict[str, Record]:
    """Return museum code → one of its works with a picture, none of those ``taken``, for the first few museums."""
    chosen: dict[str, Record] = {}
    for code in codes[:MOST_MUSEUMS]:
        pictured = Record.objects.visible_to(None).filter(museum=code, has_image=True).exclude(pk__in=taken)
        found = pictured.select_related("museum").order_by("sort_inventory", "pk").first()
        if found:
            chosen[code] = found
    return chosen


def newest(state: int) -> list[Record]:
    """Return the records with a picture published last, one of each museum first; chosen once per ``state`` of the log."""
    visible = Record.objects.visible_to(None).filter(has_image=True)
    # Looked for among images: among records without one it would be a search of them all.
    pictured = Image.objects.filter(withdrawn=False, record__status=Status.PUBLISHED).order_by("-record_id", "-pk")
    key = f"newest:{state}"
    chosen = cache.get(key)
    if chosen is None:
        latest = list(pictured.values_list("record_id", "record__museum_id")[:LOOKED_AT])
        of_each: dict[str, int] = {}
        for pk, museum in latest:
            of_each.setdefault(museum, pk)
        chosen = list(dict.fromkeys([*of_each.values(), *(pk for pk, _museum in latest)]))[:NEW]
        cache.set(key, chosen, KEPT_FOR)
    found = visible.select_related("museum").in_bulk(chosen)
    return [found[pk] for pk in chosen if pk in found]


def candidates(month: Sequence[Put], fresh: Sequence[Card]) -> list[Card]:
    """Return the works that may stand full width: those of the month first, then what is new."""
    honoured = [p.card for p in month if p.card]
    return [*honoured, *(card for card in fresh if card.record.pk not in {one.record.pk for one in honoured})]


def showpiece(candidates: Sequence[Card]) -> Card | None:
    """Return the first work whose picture bears being shown full width, else the first with a picture."""
    pictured = [card for card in candidates if card.picture]
    large = (card for card in pictured if card.picture and card.picture.width >= FULL_WIDTH)
    return next(large, pictured[0] if pictured else None)


def figures(state: int) -> dict[str, int]:
    """Return how many records, museums and pictures the catalogue shows, counted once per ``state`` of the log."""
    key = f"figures:{state}"
    found = cache.get(key)
    if found is None:
        counted = directory.record_counts()
        found = {"records": sum(counted.values()), "museums": len(counted), "pictures": image_census.online()}
        cache.set(key, found, KEPT_FOR)
    return found


def examples(today: date, state: int) -> list[tuple[str, str]]:
    """Return (words, address) of three searches that find something: an author, an object, a subject of the day."""
    key = f"examples:{state}:{today:%j}"
    found = cache.get(key)
    if found is None:
        try:
            counted = search(SearchRequest(limit=1, facet_size=12)).facets
        except Unready:
            return []
        found = [pair for code in EXAMPLE_CODES if (pair := _example(code, counted, today))]
        cache.set(key, found, KEPT_FOR)
    return found


def _example(code: str, counted: dict[str, list[tuple[str, int]]], today: date) -> tuple[str, str] | None:
    field = BY_CODE[code]
    terms = [value for value, _n in counted.get(field.key, []) if value.lower() not in TOO_WIDE]
    if not terms:
        return None
    term = terms[today.timetuple().tm_yday % len(terms)]
    return term, search_url(field, term)
