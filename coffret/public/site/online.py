"""What the address of an entry answers: its page; 301 at one it had; 410 once taken off; 404 at what never was one."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from coffret.editorial.entries import finding
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Act, Entry, KindName, Redirect
from coffret.public.site.reading import whole
from coffret.search.words import split

# Pages proposed in place of one taken off.
NEAR = 4

# (request, typed row, content laid out by kinds.py) → (template, context). A preview calls it with another content.
Page = Callable[[HttpRequest, Any, dict[str, Any]], tuple[str, dict[str, object]]]


def answer(request: HttpRequest, kind: KindName, page: Page) -> HttpResponse:
    """Answer the entry of this kind that stands at the address asked for, drawn by ``page``; raises Http404."""
    entry = KINDS[kind].model.objects.filter(path=request.path).first()
    if entry is None:
        return elsewhere(request)
    if not entry.live:
        return gone(request, entry)
    template, context = page(request, entry, whole(entry))
    return render(request, template, context)


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Lead from an address an entry had, or that a slash sets apart, to its own; raises Http404 for all others."""
    bare = request.path.rstrip("/")
    found = Redirect.objects.filter(path__in=(request.path, bare)).select_related("entry").order_by("-path").first()
    entry = found.entry if found else Entry.objects.filter(path=bare).first()
    if entry is None or not entry.path:
        raise Http404(request.path)
    return HttpResponsePermanentRedirect(entry.path) if entry.live else gone(request, entry)


def gone(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Say that an entry was taken off the site, when, and what is near: the page above it, those that speak of it."""
    step = entry.steps.filter(act__in=(Act.WITHDRAWN, Act.ENDED)).order_by("-pk").first()
    context = {
        "entry": entry,
        "at": step.at if step else None,
        "ended": step is not None and step.act == Act.ENDED,
        "root": KINDS[entry.kind].root,
        "list": KINDS[entry.kind].plural,
        "near": near(entry),
    }
    return render(request, "public/site/gone.html", context, status=410)


def near(entry: Entry) -> list[tuple[str, str]]:
    """Return (address, title) of what is online near an entry that is not: the pages above it, then those like it."""
    above = Entry.objects.shown().filter(path__in=_above(entry.path or "")).order_by("-path")
    found = {page.path or "": page.title for page in above}
    for words in (entry.title, *sorted(split(entry.title), key=len, reverse=True)[:2]):
        hits = finding.find(words, 2 * NEAR).hits
        found |= {hit.path: hit.title for hit in hits if hit.kind != KindName.PAGE}
    return [(path, title) for path, title in found.items() if path != entry.path][:NEAR]


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(3, len(parts))]
