"""/ressources/ and /actualites/: the lists, and the page of each entry. Page functions serve previews as well."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.editorial.identity import site
from coffret.editorial.kinds import AUDIENCES
from coffret.editorial.models import KindName, News, Resource, Update
from coffret.public.site import online, reading, sharing, trail
from coffret.public.site.reading import Reading
from coffret.public.site.trail import Trail
from coffret.public.site.tree import Branch, Tree

LATEST = 5
PER_PAGE = 12


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Show the tree of resources, and what changed lately."""
    tree = Tree()
    context = {
        "section": "resources",
        "roots": tree.roots,
        "updates": updates(),
        "feed": "/ressources/flux.xml",
        "share": sharing.plain(str(_("Ressources")), _("Normes, méthodes et outils pour les musées."), request.path),
    }
    return render(request, "public/site/resources.html", context)


def updates(limit: int = LATEST) -> list[Update]:
    """Return the latest changes of resources that are online."""
    found = Update.objects.filter(entry__live=True, entry__kind=KindName.RESOURCE).select_related("entry")
    return list(found.order_by("-at", "-pk")[:limit])


@require_safe
def resource(request: HttpRequest, rest: str) -> HttpResponse:
    """Show a resource."""
    return online.answer(request, KindName.RESOURCE, resource_page)


def resource_page(request: HttpRequest, entry: Resource, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of a resource's page. ``content`` may be one that is being written."""
    tree, parent = Tree(), content["parent"]
    above = ((_("Ressources"), "/ressources/", ""), *((b.title, b.path, "fr") for b in tree.above(parent)))
    context = {
        **text_of(KindName.RESOURCE, content),
        "section": "resources",
        "entry": entry,
        "trail": Trail(above, content["title"], entry.path or "/ressources/"),
        "below": below(tree, entry),
        "beside": [branch for branch in tree.beside(parent) if branch.pk != entry.pk] if parent else [],
        "history": list(entry.updates.select_related("news").order_by("-at", "-pk")) if entry.pk else [],
        "share": sharing.of_entry(entry, content),
        "feed": "/ressources/flux.xml",
    }
    return "public/site/resource.html", context


def below(tree: Tree, entry: Resource) -> list[Branch]:
    """Return the pages under a resource."""
    return tree.known[entry.pk].below if entry.pk in tree.known else []


def text_of(kind: str, content: Mapping[str, Any]) -> dict[str, object]:
    """Return what the pages of entries share: title, summary, body with its contents, cover, publications, audience."""
    read = Reading(kind, content)
    body, headings = reading.anchored(read.rich(content["body"]))
    labels = dict(AUDIENCES)
    return {
        "title": content["title"],
        "summary": content["summary"],
        "body": body,
        "contents": reading.contents(headings),
        "cover": read.cover(),
        "offers": read.offers(),
        "audience": [labels[code] for code in content.get("audience") or []],
    }


@require_safe
def news_index(request: HttpRequest) -> HttpResponse:
    """Show the latest news, or with ``?annee=`` those of a year."""
    shown = News.objects.filter(live=True)
    years = [day.year for day in shown.dates("first_published_at", "year", order="DESC")]
    year = _year(request.GET.get("annee", ""), years)
    chosen = shown.filter(first_published_at__year=year) if year else shown
    pages = Paginator(chosen.order_by("-first_published_at", "-pk"), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    found = list(page.object_list)
    covers = reading.covers(found)
    context = {
        "section": "news",
        "page": page,
        "news": [(one, covers.get(one.pk)) for one in found],
        "years": years,
        "year": year,
        "query": f"annee={year}&" if year else "",
        "feed": "/actualites/flux.xml",
        "share": sharing.plain(str(_("Actualités")), _("Ce qui change dans le catalogue et autour."), request.path),
    }
    return render(request, "public/site/news_index.html", context)


def _year(asked: str, years: list[int]) -> int | None:
    """Return the year asked for; raises Http404 for one without news."""
    if not asked:
        return None
    year = next((year for year in years if str(year) == asked), None)
    if year is None:
        raise Http404(asked)
    return year


@require_safe
def news(request: HttpRequest, rest: str) -> HttpResponse:
    """Show a piece of news."""
    return online.answer(request, KindName.NEWS, news_page)


def news_page(request: HttpRequest, entry: News, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of a piece of news. ``content`` may be one that is being written."""
    at = entry.first_published_at or timezone.now()
    others = News.objects.filter(live=True).exclude(pk=entry.pk)
    context = {
        **text_of(KindName.NEWS, content),
        "section": "news",
        "entry": entry,
        "at": at,
        "changed": entry.changed_at if entry.changed_at and entry.changed_at.date() > at.date() else None,
        "trail": Trail(((_("Actualités"), "/actualites/", ""),), content["title"], entry.path or "/actualites/"),
        "json_ld": trail.script_json(described(entry, content, at)),
        "before": others.filter(first_published_at__lt=at).order_by("-first_published_at", "-pk").first(),
        "after": others.filter(first_published_at__gt=at).order_by("first_published_at", "pk").first(),
        "share": sharing.of_entry(entry, content),
        "feed": "/actualites/flux.xml",
    }
    return "public/site/news.html", context


def described(entry: News, content: Mapping[str, Any], at: datetime) -> dict[str, object]:
    """Return the schema.org description of a piece of news."""
    share, known = sharing.of_entry(entry, content), site()
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": content["title"],
        "description": content["summary"],
        "datePublished": at.isoformat(timespec="seconds"),
        "dateModified": (entry.changed_at or at).isoformat(timespec="seconds"),
        "inLanguage": "fr",
        "url": settings.BASE_URL + share.path,
        "image": settings.BASE_URL + share.image,
        "publisher": {"@type": "Organization", "name": known.publisher or known.name, "url": f"{settings.BASE_URL}/"},
    }
    return {key: value for key, value in found.items() if value}
