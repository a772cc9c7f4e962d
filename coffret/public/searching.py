"""/recherche: words, facets, years; suggestions as one types; the values of one facet."""

from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.catalogue.fields import BY_KEY
from coffret.formats.iiif_manifest import MEDIA_TYPE
from coffret.public import finding
from coffret.public.asked import PER_PAGE, Asked, asked
from coffret.public.cards import Card, cards, in_order
from coffret.public.iiif_addresses import search_path
from coffret.search.query import SearchResult, facet_values, search
from coffret.search.suggest import Suggestion, suggest


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what the address asks for."""
    wanted = asked(request.GET)
    if any(value == "" for _name, values in request.GET.lists() for value in values):
        return redirect(wanted.but(page=wanted.page).url)  # a form sends its empty fields: one search, one address
    result = search(finding.request_for(wanted))
    last = max(1, -(-result.total // PER_PAGE))
    if wanted.page > last:
        return redirect(wanted.but(page=last).url)
    names = finding.labels_for(wanted, result)
    bars = finding.bars(wanted, result.histogram)
    context = {
        "section": "search",
        "asked": wanted,
        "result": result,
        "cards": found_cards(request, wanted, result),
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
    lines = [_line(one) for one in suggest(asked(request.GET).words, limit=8)]
    response = render(request, "public/suggestions.html", {"suggestions": lines})
    response["X-Robots-Tag"] = "noindex"
    return response


def _line(one: Suggestion) -> dict[str, object]:
    kind = _("titre") if one.kind == "titre" else finding.heading(one.kind).lower()
    return {"label": one.label, "kind": kind, "count": one.count, "url": "/recherche?" + urlencode(one.params)}


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
