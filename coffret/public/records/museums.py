"""/musees: the directory and its map; /musees/<code>: a museum and what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.authorities.models import Museum
from coffret.base.text import fold
from coffret.catalogue import census
from coffret.catalogue.log import last_sequence
from coffret.formats.iiif_addresses import collection_path
from coffret.formats.iiif_manifest import MEDIA_TYPE
from coffret.public.maps import atlas
from coffret.public.records.cards import cards, in_order
from coffret.public.site import features, sharing
from coffret.public.site.trail import Trail
from coffret.search import store
from coffret.search.index import Unready
from coffret.search.query import SearchRequest, facet_values, search

KEPT_FOR = 3600
SHOWN = 8
# More museums than there are.
MOST = 20_000
LISTED = (
    "code", "official_name", "usual_name", "city", "department", "region", "longitude", "latitude", "provisional",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """A museum of the directory with how many records it shows."""

    museum: Museum
    records: int

    @property
    def name(self) -> str:
        """Return the name it goes by."""
        return self.museum.usual_name or self.museum.official_name


@dataclass(slots=True)
class Region:
    """A region of the directory, its towns in order."""

    name: str
    towns: list[tuple[str, list[Entry]]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Return the name its heading answers to in addresses."""
        return "r-" + "".join(c if c.isalnum() else "-" for c in fold(self.name))


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Show the museums by region and town, and on the map; `?q=` looks for one, `?tous=1` adds those without records."""
    words, everyone = request.GET.get("q", "")[:100].replace("\x00", ""), request.GET.get("tous") == "1"
    counted = record_counts()
    entries = [Entry(m, counted.get(m.code, 0)) for m in Museum.objects.only(*LISTED).order_by("code")]
    shown = [e for e in entries if (everyone or e.records) and _has(e, words)]
    context = {
        "section": "museums",
        "words": words,
        "everyone": everyone,
        "total": len(shown),
        "without": sum(1 for entry in entries if not entry.records),
        "regions": by_region(shown),
        "dots": atlas.dots(_points(shown)),
        "land": atlas.land(),
        "graticule": atlas.graticule(),
        "insets": atlas.INSETS,
    }
    return render(request, "public/museums.html", context)


def record_counts() -> dict[str, int]:
    """Return museum code → published records, counted once per state of the change log and of the index.

    The search counts them, in no time however many; the database does while there is no index.
    """
    key = f"museum-counts:{last_sequence()}:{'-'.join(map(str, store.stamp()))}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        try:
            found = dict(facet_values(SearchRequest(), "musee", limit=MOST))
        except Unready:
            found = census.online()
        cache.set(key, found, KEPT_FOR)
    return found


def by_region(entries: Iterable[Entry]) -> list[Region]:
    """Return the entries under their region, then their town, both in French alphabetical order."""
    ordered = sorted(entries, key=lambda e: (fold(e.museum.region) or "~", fold(e.museum.city), fold(e.name)))
    regions = []
    for name, inside in groupby(ordered, key=lambda e: e.museum.region):
        towns = [(town, list(here)) for town, here in groupby(inside, key=lambda e: e.museum.city)]
        regions.append(Region(name, towns))
    return regions


def _has(entry: Entry, words: str) -> bool:
    museum = entry.museum
    text = fold(" ".join((museum.official_name, museum.usual_name, museum.city, museum.department, museum.region)))
    return all(word in text or word == museum.code.lower() for word in fold(words).split())


def _points(entries: Iterable[Entry]) -> Iterable[tuple[str, str, float | None, float | None, int]]:
    for entry in entries:
        museum = entry.museum
        label = f"{entry.name}, {museum.city}" if museum.city else entry.name
        yield museum.code, label, museum.longitude, museum.latitude, entry.records


@require_safe
def museum(request: HttpRequest, code: str) -> HttpResponse:
    """Show a museum: where it is, what it says of itself, what its records are about."""
    found = Museum.objects.filter(code=code.upper()).first()
    if found is None:
        raise Http404(code)
    if found.code != code:
        return redirect(f"/musees/{found.code}", permanent=True)
    counted = search(SearchRequest(filters={"musee": (found.code,)}, limit=1, facet_size=12))
    pictured = search(
        SearchRequest(filters={"musee": (found.code,), "image": ("oui",)}, limit=SHOWN, sort="recents", facets=False)
    )
    point = atlas.spot(found.longitude, found.latitude)
    overseas = point is not None and float(point[1]) > atlas.BOX_TOP
    works = in_order(pictured.ids, request.user)
    context = {
        "section": "museums",
        "museum": found,
        "trail": trail(found),
        "share": sharing.of_museum(found, works[0] if works else None),
        "place": point,
        "overseas": overseas,
        "land": atlas.land() if overseas else atlas.metropolitan(),
        "site": website(found),
        "total": counted.total,
        "domains": bars(found.code, counted.facets.get("domaine", [])),
        "cards": cards(works),
        "texts": texts(found),
        "honours": features.honours(museum=found),
        "collection": (collection_path(found.code), MEDIA_TYPE),
    }
    return render(request, "public/museum.html", context)


def trail(found: Museum) -> Trail:
    """Return where a museum stands in the directory: its region."""
    above = [(_("Les musées"), "/musees", "")]
    if found.region:
        above.append((found.region, f"/musees?{urlencode({'q': found.region})}", "fr"))
    return Trail(tuple(above), found.official_name, f"/musees/{found.code}")


def bars(code: str, counted: list[tuple[str, int]]) -> list[tuple[str, int, str, str]]:
    """Return (domain, records, share of the largest out of 100, search) of a museum's domains."""
    most = max((n for _value, n in counted), default=1)
    return [
        (v, n, f"{n / most * 100:.3g}", "/recherche?" + urlencode({"musee": code, "domaine": v})) for v, n in counted
    ]


def texts(found: Museum) -> list[tuple[str, str]]:
    """Return (label, text) of what the directory says of a museum, the filled ones."""
    labelled = (
        (_("Histoire"), found.history),
        (_("Points forts"), found.strengths),
        (_("Intérêt"), found.interest),
        (_("Artistes"), found.artists),
        (_("Personnages"), found.key_figures),
    )
    return [(label, text) for label, text in labelled if text.strip()]


def website(found: Museum) -> str:
    """Return the museum's own address when it is one that a browser may follow, else nothing."""
    whole = found.url if "://" in found.url else f"https://{found.url}"
    return whole if found.url and whole.startswith(("http://", "https://")) else ""
