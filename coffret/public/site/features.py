"""/notices-du-mois/, /musees-du-mois/, /selections/: what the office puts forward, its archive, and where it is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.authorities.models import Museum
from coffret.catalogue import captions
from coffret.catalogue.models import Record, State
from coffret.editorial.entries.content import day
from coffret.editorial.models import Entry, Feature, FeatureItem, Genre, KindName
from coffret.images import rights
from coffret.images.models import Image
from coffret.public.images.pictures import Picture, mark_for, picture
from coffret.public.site import online, sharing
from coffret.public.site.naming import over
from coffret.public.site.reading import Reading
from coffret.public.site.trail import Trail

ROOTS = {Genre.NOTICE: "/notices-du-mois/", Genre.MUSEUM: "/musees-du-mois/", Genre.SELECTION: "/selections/"}
GONE = (State.MISSING, State.STOLEN, State.PRESUMED_DESTROYED)
# Works shown of each feature in the archive.
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Work:
    """A record put forward, as its page shows it: its picture with its credit, the editor's words."""

    record: Record
    picture: Picture | None
    words: str = ""

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return self.record.get_absolute_url()

    @property
    def caption(self) -> SafeString:
        """Return its caption, generated from its fields, the title in <cite>."""
        return captions.caption_html(self.record.values, get_language() or "fr")

    @property
    def mark(self) -> str:
        """Return the drawn mark of its domain, for want of a picture."""
        return mark_for(self.record.values.get("DOMN", ""))

    @property
    def gone(self) -> bool:
        """Say whether the object is missing, stolen or thought destroyed."""
        return self.record.state in GONE


@dataclass(frozen=True, slots=True)
class House:
    """A museum put forward: one of its works, when it shows any; the editor's words."""

    museum: Museum
    work: Work | None
    words: str = ""

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return f"/musees/{self.museum.code}"


@dataclass(frozen=True, slots=True)
class Step:
    """A month one may go to: its name, its page, and whether that is the page one is on."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A feature in the archive, with some of its works."""

    feature: Feature
    works: list[Work]
    names: list[str]


# Lists ---------------------------------------------------------------------------------------------------------------


@require_safe
def archive(request: HttpRequest, genre: Genre) -> HttpResponse:
    """Show the features of a genre: those of a month by year (``?annee=``), the latest first; selections all at once."""
    online_ones = Feature.objects.filter(live=True, genre=genre)
    years = [found.year for found in online_ones.filter(month__isnull=False).dates("month", "year", order="DESC")]
    year = _year(request.GET.get("annee", ""), years)
    chosen = online_ones.filter(month__year=year) if year else online_ones
    found = list(chosen.order_by("-month", "-first_published_at", "-pk"))
    context = {
        "section": "features",
        "genre": genre.value,
        "title": plural(genre),
        "lead": lead(genre),
        "year": year,
        "years": years,
        "root": ROOTS[genre],
        "months": months(genre, year),
        "features": shown(found),
        "others": [(plural(other), ROOTS[other]) for other in ROOTS if other is not genre],
        "share": sharing.plain(plural(genre), lead(genre), ROOTS[genre]),
    }
    return render(request, "public/features/archive.html", context)


def months(genre: Genre, year: int | None, here: str | None = None) -> list[Step]:
    """Return the months of a year that put something forward, January first; fewer than three need no list."""
    found = Feature.objects.filter(live=True, genre=genre, month__year=year) if year else Feature.objects.none()
    steps = [
        Step(date_format(one.month or date.min, "F"), one.path or "", one.path == here)
        for one in found.order_by("month", "pk")
    ]
    return steps if len(steps) > 2 else []


def shown(features: Sequence[Feature]) -> list[Shown]:
    """Return the features with some of their works: three queries, whatever their number."""
    items: dict[int, list[FeatureItem]] = {}
    rows = FeatureItem.objects.filter(feature__in=features).select_related("museum")
    for item in rows.order_by("feature", "position", "pk"):
        items.setdefault(item.feature_id, []).append(item)
    lent = _lent(item.museum_id for found in items.values() for item in found[:SHOWN] if item.museum_id)
    works = _works([*lent.values(), *(one.record_id for found in items.values() for one in found if one.record_id)])
    return [_shown(feature, items.get(feature.pk, []), works, lent) for feature in features]


def _shown(feature: Feature, items: Sequence[FeatureItem], works: Mapping[int, Work], lent: Mapping[str, int]) -> Shown:
    shown = (works.get(item.record_id or lent.get(item.museum_id or "", 0)) for item in items)
    names = [item.museum.usual_name or item.museum.official_name for item in items[:SHOWN] if item.museum]
    return Shown(feature, [work for work in shown if work][:SHOWN], names)


def _lent(codes: Iterable[str]) -> dict[str, int]:
    """Return museum code → the id of the work it is shown by, for those that have one; no query."""
    return {code: pk for code in dict.fromkeys(codes) if (pk := sharing.latest_id(code))}


def _year(asked: str, years: list[int]) -> int | None:
    """Return the year asked for, the latest by default; raises Http404 for one without anything."""
    if not asked:
        return years[0] if years else None
    year = next((year for year in years if str(year) == asked), None)
    if year is None:
        raise Http404(asked)
    return year


# A page --------------------------------------------------------------------------------------------------------------


@require_safe
def feature(request: HttpRequest, rest: str) -> HttpResponse:
    """Show what a month puts forward, or a selection."""
    return online.answer(request, KindName.FEATURE, page)


def page(request: HttpRequest, entry: Feature, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of a feature's page. ``content`` may be one that is being written."""
    genre, month = Genre(content["genre"]), day(content["month"])
    works, houses = chosen(content["items"])
    read = Reading(KindName.FEATURE, content)
    context = {
        "section": "features",
        "entry": entry,
        "title": content["title"],
        "summary": content["summary"],
        "body": read.rich(content["body"]),
        "cover": read.cover(),
        "over": over(genre, month, len(works) + len(houses)),
        "works": works,
        "houses": houses,
        "trail": Trail(((plural(genre), ROOTS[genre], ""),), content["title"], entry.path or ROOTS[genre]),
        "months": months(genre, month.year if month else None, entry.path),
        "before": _beside(genre, month, "before"),
        "after": _beside(genre, month, "after"),
        "share": sharing.of_entry(entry, content),
    }
    return "public/features/feature.html", context


def chosen(items: Sequence[Mapping[str, Any]]) -> tuple[list[Work], list[House]]:
    """Return the records and the museums of a content that the public may see, in its order."""
    words = {one.get("record") or one.get("museum"): one["words"] for one in items}
    ids = Record.objects.filter(ref__in=[one["record"] for one in items if "record" in one]).order_by("pk")
    works = {work.record.ref: work for work in _works(ids.values_list("pk", flat=True)).values()}
    museums = Museum.objects.in_bulk([one["museum"] for one in items if "museum" in one])
    told = [works[one["record"]] for one in items if one.get("record") in works]
    lent = _lent(museums)
    shown = _works(lent.values())
    given = [(museums[one["museum"]], one["words"]) for one in items if one.get("museum") in museums]
    houses = [House(museum, shown.get(lent.get(museum.code, 0)), words) for museum, words in given]
    return [Work(work.record, work.picture, words[work.record.ref]) for work in told], houses


def _works(ids: Iterable[int]) -> dict[int, Work]:
    """Return record id → the work, for those that anyone may see: two queries."""
    records = Record.objects.visible_to(None).filter(pk__in=list(ids)).select_related("museum").in_bulk()
    pictures: dict[int, Picture] = {}
    images = Image.objects.filter(record__in=list(records), withdrawn=False)
    for image in images.order_by("record_id", "position"):
        if image.record_id not in pictures:
            pictures[image.record_id] = picture(image, 1, rights.credit(image, records[image.record_id].values))
    return {pk: Work(record, pictures.get(pk)) for pk, record in records.items()}


def _beside(genre: Genre, month: date | None, side: str) -> Entry | None:
    if month is None:
        return None
    others = Feature.objects.filter(live=True, genre=genre)
    if side == "before":
        return others.filter(month__lt=month).order_by("-month").first()
    return others.filter(month__gt=month).order_by("month").first()


# Words ---------------------------------------------------------------------------------------------------------------


def plural(genre: Genre) -> str:
    """Return how the archive of a genre is called."""
    return {
        Genre.NOTICE: _("Notices du mois"),
        Genre.MUSEUM: _("Musées du mois"),
        Genre.SELECTION: _("Sélections"),
    }[genre]


def lead(genre: Genre) -> str:
    """Return what the archive of a genre is, in a sentence."""
    return {
        Genre.NOTICE: _("Chaque mois, quelques notices choisies par le bureau, et pourquoi."),
        Genre.MUSEUM: _("Chaque mois, des musées à découvrir par leurs collections."),
        Genre.SELECTION: _("Des notices de plusieurs musées réunies autour d’un thème."),
    }[genre]


@dataclass(frozen=True, slots=True)
class Honour:
    """A feature that puts a record or a museum forward: where it is told, and in what words."""

    url: str
    words: str


def honours(*, record: Record | None = None, museum: Museum | None = None) -> list[Honour]:
    """Return where a record, or a museum, is or was put forward, the latest first; one query."""
    features = Feature.objects.filter(live=True)
    found = features.filter(items__record=record) if record else features.filter(items__museum=museum)
    return [_honour(one) for one in found.order_by("-month", "-pk").distinct()[:12]]


def _honour(one: Feature) -> Honour:
    if one.month is None:
        return Honour(one.get_absolute_url(), _("Dans la sélection « {title} »").format(title=one.title))
    month = date_format(one.month, "F Y")

    return Honour(one.get_absolute_url(), _("À l’honneur en {month}").format(month=month))
