"""/chiffres and /carte: what the catalogue holds, by domain, century, region and month; where it is kept.

Every figure that leads to a search is the total that search shows: it is counted by the search room. All are counted
once per state of the change log and of the index.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import CharField, Count
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.authorities.models import Museum
from coffret.base.plots import Datum, Plot, columns, rows
from coffret.catalogue.log import last_sequence
from coffret.catalogue.models import Change, ChangeKind
from coffret.public.maps import atlas
from coffret.public.records import museums
from coffret.search import store
from coffret.search.query import SearchRequest, count, facet_values

KEPT_FOR = 3600
BY_MONTH = "plots:published-by-month"
MOST_VALUES = 60
MOST_MUSEUMS = 20_000
MONTHS = 24
FEWEST_MONTHS, FEW_MONTHS = 6, 8
FIRST_CENTURY = 11
CENTURIES = (
    gettext_lazy("Avant le XIᵉ siècle"), gettext_lazy("XIᵉ siècle"), gettext_lazy("XIIᵉ siècle"),
    gettext_lazy("XIIIᵉ siècle"), gettext_lazy("XIVᵉ siècle"), gettext_lazy("XVᵉ siècle"),
    gettext_lazy("XVIᵉ siècle"), gettext_lazy("XVIIᵉ siècle"), gettext_lazy("XVIIIᵉ siècle"),
    gettext_lazy("XIXᵉ siècle"), gettext_lazy("XXᵉ siècle"), gettext_lazy("XXIᵉ siècle"),
)  # fmt: skip
BEFORE_ALL = -1_000_000
LEGEND = (1, 100, 10_000)

Counted = TypeVar("Counted")


def once(name: str, measure: Callable[[], Counted]) -> Counted:
    """Return what ``measure`` counts, counted once per state of the log and of the index."""
    directory, moved = store.stamp()
    key = f"plots:{name}:{last_sequence()}:{directory}:{moved}"
    found: Counted | None = cache.get(key)
    if found is None:
        found = measure()
        cache.set(key, found, KEPT_FOR)
    return found


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the catalogue in figures."""
    total = once("records", lambda: count(SearchRequest()))
    pictured = once("pictured", lambda: count(SearchRequest(filters={"image": ("oui",)})))
    context = {
        "section": "figures",
        "records": total,
        "museums": len(kept_by("")),
        "pictured_share": round(pictured / total * 100) if total else 0,
        "domains": domains(),
        "centuries": centuries(),
        "undated": max(0, total - once("dated", lambda: count(SearchRequest(year_from=BEFORE_ALL)))),
        "regions": regions(),
        "months": months(timezone.localdate()),
    }
    return render(request, "public/statistics.html", context)


def domains() -> Plot:
    """Return the plot of records by domain, the most frequent first."""
    found = once("domains", lambda: facet_values(SearchRequest(), "domaine", limit=MOST_VALUES))
    return rows("domains", [Datum(value, n, _search(domaine=value)) for value, n in found])


def regions(domain: str = "") -> Plot:
    """Return the plot of records by region, of a domain when one is named."""
    filters = {"domaine": (domain,)} if domain else {}
    found = once(
        f"regions:{_key(domain)}",
        lambda: facet_values(SearchRequest(filters=filters), "region", limit=MOST_VALUES),
    )
    asked = {"domaine": domain} if domain else {}
    return rows("regions", [Datum(value, n, _search(region=value, **asked)) for value, n in found], shown=18)


def centuries() -> Plot:
    """Return the plot of records by century of creation: one that spans two counts in both, as searches do."""
    spans = _spans()
    found = once("centuries", lambda: [count(SearchRequest(year_from=a, year_to=b)) for a, b in spans])
    data = [
        Datum(str(CENTURIES[place]), n, _search(**_years(a, b)), _century_short(place))
        for place, ((a, b), n) in enumerate(zip(spans, found, strict=True))
    ]
    while data and not data[0].value:
        data = data[1:]
    return columns("centuries", data)


def _spans() -> list[tuple[int | None, int]]:
    first = (FIRST_CENTURY - 1) * 100
    return [(None, first), *((first + 100 * n + 1, first + 100 * (n + 1)) for n in range(len(CENTURIES) - 1))]


def _years(first: int | None, last: int) -> dict[str, str]:
    return {"a": str(last)} if first is None else {"de": str(first), "a": str(last)}


def _century_short(place: int) -> str:
    if place == 0:
        return _("avant")
    number = FIRST_CENTURY + place - 1
    return f"{number}ᵉ" if get_language() == "fr" else str(number)


def months(today: date) -> Plot:
    """Return the plot of records published for the first time in each of the last months, this one included."""
    found = published_by_month()
    last = today.year * 12 + today.month - 1
    begun = min((year * 12 + month - 1 for year, month in found), default=last)
    first = max(last - MONTHS + 1, min(begun, last - FEWEST_MONTHS + 1))
    data = [_month(number // 12, number % 12 + 1, found) for number in range(first, last + 1)]
    return columns("months", data, named_every=1 if len(data) <= FEW_MONTHS else 3)


def _month(year: int, month: int, found: dict[tuple[int, int], int]) -> Datum:
    day = date(year, month, 1)
    return Datum(date_format(day, "F Y"), found.get((year, month), 0), "", date_format(day, "m/y"))


def published_by_month() -> dict[tuple[int, int], int]:
    """Return (year, month) of the site's time → records published for the first time then.

    The log only grows: what was counted is kept, and what follows is added to it.
    """
    last = last_sequence()
    reached, counted = cache.get(BY_MONTH, (0, {}))
    if reached > last:  # another base under the same cache
        reached, counted = 0, {}
    for month, n in _published_between(reached, last):
        counted[month] = counted.get(month, 0) + n
    cache.set(BY_MONTH, (last, counted), KEPT_FOR)
    return dict(counted)


def _published_between(first: int, last: int) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield month and count of the first publications of the log after ``first`` and up to ``last``.

    Grouped by hour in the database, which knows hours of UTC alone; months are told here.
    """
    published = Change.objects.filter(kind=ChangeKind.PUBLISHED, sequence__gt=first, sequence__lte=last).order_by()
    hours = published.annotate(hour=Substr(Cast("at", CharField()), 1, 13)).values_list("hour")
    for text, n in hours.annotate(n=Count("pk")):
        at = timezone.localtime(datetime.fromisoformat(f"{text}:00:00+00:00"))
        yield (at.year, at.month), n


@require_safe
def chart(request: HttpRequest) -> HttpResponse:
    """Show where the records are kept, on a map of France; `?domaine=` shows those of a domain alone."""
    known = once("domains", lambda: facet_values(SearchRequest(), "domaine", limit=MOST_VALUES))
    wanted = request.GET.get("domaine", "").replace("\x00", "")
    domain = wanted if wanted in {value for value, _n in known} else ""
    entries = _entries(kept_by(domain))
    context = {
        "section": "figures",
        "domain": domain,
        "domains": known,
        "museums": sorted(entries, key=lambda entry: (-entry.records, entry.museum.code)),
        "total": sum(entry.records for entry in entries),
        "dots": atlas.dots(_points(entries)),
        "land": atlas.land(),
        "graticule": atlas.graticule(),
        "insets": atlas.INSETS,
        "legend": legend(),
        "regions": regions(domain),
        "narrowed": f"&{urlencode({'domaine': domain})}" if domain else "",
    }
    return render(request, "public/chart.html", context)


def kept_by(domain: str) -> dict[str, int]:
    """Return museum code → its records, of a domain when one is named."""
    asked = SearchRequest(filters={"domaine": (domain,)} if domain else {})
    return once(f"museums:{_key(domain)}", lambda: dict(facet_values(asked, "musee", limit=MOST_MUSEUMS)))


def legend() -> list[tuple[int, str, int]]:
    """Return (records, radius, where its centre stands) of the circles that explain the others."""
    return [(n, f"{atlas.radius_of(n):g}", 57 + place * 113) for place, n in enumerate(LEGEND)]


def _entries(counted: dict[str, int]) -> list[museums.Entry]:
    listed = Museum.objects.filter(code__in=counted).only(*museums.LISTED).order_by("code")
    return [museums.Entry(museum, counted[museum.code]) for museum in listed]


def _points(entries: Iterable[museums.Entry]) -> Sequence[tuple[str, str, float | None, float | None, int]]:
    return [
        (e.museum.code, f"{e.name}, {e.museum.city} ({e.records})", e.museum.longitude, e.museum.latitude, e.records)
        for e in entries
    ]


def _search(**asked: str) -> str:
    return "/recherche?" + urlencode(asked)


def _key(text: str) -> str:
    return urlencode({"": text})
