"""What machines ask for: pictures, robots.txt, the sitemap."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.base.errors import Refused
from coffret.catalogue.models import Record
from coffret.editorial.kinds import ROLES
from coffret.editorial.models import Entry, KindName, Newsletter
from coffret.images import access, store
from coffret.images.access import Standing
from coffret.images.delivery.iiif import Busy
from coffret.images.isolation.isolated import GaveUp
from coffret.public.anyone import for_anyone
from coffret.public.images.iiif_images import FOR_EVER
from coffret.public.records import museums

CHUNK = 10_000
ALWAYS = (
    "/",
    "/recherche",
    "/musees",
    "/aide/",
    "/aide/controles",
    "/aide/champs",
    "/images/verifier",
    "/carte",
    "/chiffres",
    "/donnees",
    "/ressources/",
    "/actualites/",
    "/agenda/",
    "/notices-du-mois/",
    "/musees-du-mois/",
    "/selections/",
    "/lettres/",
    *(path for path, _title in ROLES.values()),
)
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@for_anyone
def image(request: HttpRequest, sha256: str, width: int) -> HttpResponseBase:
    """Answer a picture at one width: its address holds its content's hash, so it may be kept for ever.

    One that no published record shows any more answers 410, one unknown 404, one that cannot be made now 503.
    """
    standing = access.standing(sha256)
    if standing is not Standing.PUBLIC:
        return HttpResponse(status=410 if standing is Standing.WITHDRAWN else 404)
    return thumbnail(request, sha256, width)


def thumbnail(request: HttpRequest, sha256: str, width: int, *, light: bool = False) -> HttpResponseBase:
    """Answer a content the public may see at one width, to be kept for ever; raises Http404 for what is not made.

    ``light``: the version that mails show.
    """
    tag = f'"{sha256}-{width}{"-light" if light else ""}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _for_ever(HttpResponseNotModified(), tag)
    try:
        place = store.light(sha256, width) if light else store.thumbnail(sha256, width)
    except (ValueError, FileNotFoundError, GaveUp):
        raise Http404(sha256) from None
    except Busy:
        return _later(_("Trop d’images se préparent à la fois."), 5)
    except Refused as refusal:
        return _later(str(refusal), 60)
    response = FileResponse(place.open("rb"), content_type="image/jpeg")
    modified = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    response["Last-Modified"] = format_datetime(modified, usegmt=True)
    return _for_ever(response, tag)


def _later(sentence: str, seconds: int) -> HttpResponse:
    kind = "text/plain; charset=utf-8"
    return HttpResponse(sentence, status=503, content_type=kind, headers={"Retry-After": str(seconds)})


def _for_ever(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["Cache-Control"] = FOR_EVER
    response["ETag"] = tag
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is worth reading: records and museums, not every combination of filters."""
    lines = [
        "User-agent: *",
        "Disallow: /pro/",
        "Disallow: /recherche/suggestions",
        "Disallow: /recherche/facettes/",
        "Disallow: /iiif/recherche/",
        "Disallow: /*?*dans=",
        "Disallow: /recherche/flux.xml",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps: one of the site's own pages, then one per ten thousand record numbers."""
    last = Record.objects.visible_to(None).aggregate(last=Max("pk"))["last"]
    names = ["pages", *(str(n) for n in range(last // CHUNK + 1))] if last else ["pages"]
    rows = "".join(f"<sitemap><loc>{settings.BASE_URL}/sitemap-{name}.xml</loc></sitemap>" for name in names)
    body = f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {_XMLNS}>{rows}</sitemapindex>'
    return HttpResponse(body, content_type="application/xml")


@require_safe
def sitemap(request: HttpRequest, name: str) -> HttpResponseBase:
    """Stream one sitemap."""
    if name != "pages" and not (name.isascii() and name.isdecimal() and len(name) < 12):
        raise Http404(name)
    rows = _own_pages() if name == "pages" else _records(int(name))
    return StreamingHttpResponse(_urlset(rows), content_type="application/xml")


def _urlset(rows: Iterator[str]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><urlset {_XMLNS}>'
    yield from rows
    yield "</urlset>"


def _own_pages() -> Iterator[str]:
    codes = sorted(museums.record_counts())
    letters = Newsletter.objects.filter(archived=True, issues__live=True).order_by("pk").distinct()
    archives = [newsletter.get_absolute_url() for newsletter in letters]
    for path in [*ALWAYS, *archives, *(f"/musees/{code}" for code in codes)]:
        yield f"<url><loc>{escape(settings.BASE_URL + path)}</loc></url>"
    yield from _entries()


def _entries() -> Iterator[str]:
    """Yield the office's pages that are online; fixed ones are listed whoever wrote them."""
    shown = Entry.objects.shown().exclude(kind=KindName.PAGE).order_by("pk")
    for path, changed in shown.values_list("path", "published_at"):
        day = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
        address = escape(f"{settings.BASE_URL}{path}")
        yield f"<url><loc>{address}</loc>{day}</url>"


def _records(chunk: int) -> Iterator[str]:
    within = Record.objects.visible_to(None).filter(pk__gte=chunk * CHUNK, pk__lt=(chunk + 1) * CHUNK)
    for record in within.order_by("pk").only("ref", "updated_at").iterator(chunk_size=2000):
        address = escape(settings.BASE_URL + record.get_absolute_url())
        yield f"<url><loc>{address}</loc><lastmod>{record.updated_at:%Y-%m-%d}</lastmod></url>"
