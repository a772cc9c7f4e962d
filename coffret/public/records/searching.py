"""/recherche: words, facets, years; suggestions as one types; the values of one facet."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.catalogue.fields import BY_KEY
from coffret.editorial.entries import finding as editorial_finding
from coffret.editorial.kinds import KINDS
from coffret.formats.iiif_addresses import search_path
from coffret.formats.iiif_manifest import MEDIA_TYPE
from coffret.public.records import finding, reasons
from coffret.public.records.asked import PER_PAGE, Asked, asked
from coffret.public.records.cards import Card, cards, in_order
from coffret.search.query import SearchResult, facet_values, search
from coffret.search.suggest import Suggestion, suggest

# Pages of the site shown above the records, on a page of their own, and among suggestions.
ON_TOP, SITE_PAGES, SUGGESTED_PAGES = 3, 20, 2


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what the address asks for."""
    wanted = asked(request.GET)
    if request.GET.get("dans") == "site":
        return site_results(request, wanted)
    if any(value == "" for _name, values in request.GET.lists() for value in values):
        return redirect(wanted.but(page=wanted.page).url)  # a form sends its empty fields: one search, one address
    result = search(finding.request_for(wanted))
    last = max(1, -(-result.total // PER_PAGE))
    if wanted.page > last:
        return redirect(wanted.but(page=last).url)
    names = finding.labels_for(wanted, result)
    bars = finding.bars(wanted, result.histogram)
    shown = found_cards(request, wanted, result)
    if wanted.view == "liste":
        reasons.explain(wanted, result, shown)
    context = {
        "section": "search",
        "asked": wanted,
        "pages_found": site_pages(wanted, ON_TOP) if wanted.page == 1 and not wanted.narrowed else None,
        "site_url": site_url(wanted),
        "feed": f"/recherche/flux.xml?{query}" if (query := wanted.but(view="liste", sort="pertinence").query) else "",
        "result": result,
        "cards": shown,
        "ways": reasons.ways(wanted, result, names),
        "chips": finding.chips(wanted, names),
        "facets": finding.facets_of(wanted, result, names),
        "bars": bars,
        "bars_width": len(bars) * 10,
        "last_year": bars[-1].end if bars else "",
        "sorts": finding.sorts(),
        "pages": finding.pages(wanted, result.total),
        "previous": wanted.but(page=wanted.page - 1).url if wanted.page > 1 else "",
        "next": wanted.but(page=wanted.page + 1).url if wanted.page < last else "",
        "list_url": wanted.but(view="liste", page=wanted.page).url,
        "collection": (search_path(wanted.but(view="liste").query), MEDIA_TYPE),
        "mosaic_url": wanted.but(view="mosaique", page=wanted.page).url,
    }
    return render(request, "public/search.html", context)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site that a search found: the hit, and what kind of page it is in the reader's language."""

    hit: editorial_finding.Hit
    kind: str


def site_pages(wanted: Asked, limit: int, offset: int = 0) -> tuple[editorial_finding.Found, list[SitePage]]:
    """Return the pages of the site that hold the words asked, and those to show."""
    found = editorial_finding.find(wanted.words, limit, offset)
    return found, [SitePage(hit, str(KINDS[hit.kind].singular)) for hit in found.hits]


def site_url(wanted: Asked, page: int = 1) -> str:
    """Return the address of the pages of the site that a search finds."""
    pairs = [("q", wanted.words), ("dans", "site"), *([("page", page)] if page > 1 else [])]
    return f"/recherche?{urlencode(pairs)}"


def site_results(request: HttpRequest, wanted: Asked) -> HttpResponse:
    """Show the pages of the site that a search finds."""
    found, shown = site_pages(wanted, SITE_PAGES, (wanted.page - 1) * SITE_PAGES)
    last = max(1, -(-found.total // SITE_PAGES))
    if wanted.page > last:
        return redirect(site_url(wanted, last))
    context = {
        "section": "search",
        "asked": wanted,
        "found": found,
        "shown": shown,
        "records": search(finding.request_for(wanted.but(filters={}), limit=1, facets=False)).total,
        "previous": site_url(wanted, wanted.page - 1) if wanted.page > 1 else "",
        "next": site_url(wanted, wanted.page + 1) if wanted.page < last else "",
    }
    return render(request, "public/search_site.html", context)


def found_cards(request: HttpRequest, wanted: Asked, result: SearchResult) -> list[Card]:
    """Return the page's cards, each address remembering the search and its rank in it."""
    records = in_order(result.ids, request.user)
    kept = wanted.but().query
    ranks = {pk: wanted.offset + place for place, pk in enumerate(result.ids, 1)}
    urls = {r.pk: f"{r.get_absolute_url()}?{urlencode({'dans': kept, 'rang': ranks[r.pk]})}" for r in records if kept}
    return cards(records, urls)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer a fragment of suggestions for what is being typed."""
    typed = asked(request.GET).words
    pages = [_page_line(hit) for hit in editorial_finding.suggest(typed, SUGGESTED_PAGES)]
    lines = [*(_line(one) for one in suggest(typed, limit=8 - len(pages))), *pages]
    response = render(request, "public/suggestions.html", {"suggestions": lines})
    response["X-Robots-Tag"] = "noindex"
    return response


def _line(one: Suggestion) -> dict[str, object]:
    kind = _("titre") if one.kind == "titre" else finding.heading(one.kind).lower()
    return {"label": one.label, "kind": kind, "count": one.count, "url": "/recherche?" + urlencode(one.params)}


def _page_line(hit: editorial_finding.Hit) -> dict[str, object]:
    return {"label": hit.title, "kind": str(KINDS[hit.kind].singular), "count": None, "url": hit.path}


@require_safe
def facet(request: HttpRequest, key: str) -> HttpResponse:
    """Show the values of one facet of a search, with a field to look among them."""
    if key not in BY_KEY:
        raise Http404(key)
    wanted, contains = asked(request.GET), request.GET.get("parmi", "")[:100].replace("\x00", "")
    found = facet_values(finding.request_for(wanted), key, contains, limit=200)
    names = finding.museum_names({value for value, _count in found}) if key == "musee" else {}
    values = [(finding.readable(key, value, names), n, wanted.with_value(key, value).url) for value, n in found]
    context = {
        "section": "search",
        "asked": wanted,
        "kept": parse_qsl(wanted.query),
        "field": BY_KEY[key],
        "contains": contains,
        "values": values,
    }
    return render(request, "public/facet.html", context)
