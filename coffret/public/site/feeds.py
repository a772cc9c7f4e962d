"""The Atom feeds: news, resources and their changes, the agenda, new notices, and any search."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from coffret.catalogue.models import Record
from coffret.editorial import moments
from coffret.editorial.identity import site
from coffret.editorial.models import Entry, Event, KindName, News, Resource, Update
from coffret.public.records import finding
from coffret.public.records.asked import Asked, asked
from coffret.public.records.cards import Card, cards, in_order
from coffret.public.site import atom, reading
from coffret.public.site.atom import Feed, Item
from coffret.public.site.reading import Reading
from coffret.search.query import SearchResult, search

PER_PAGE = 30
LAST_NUMBER = 1_000_000_000_000

View = Callable[..., HttpResponse]


def in_french(view: View) -> View:
    """Have a feed written in French, whatever its reader reads: one address, one feed."""

    @wraps(view)
    def written(request: HttpRequest, **parts: Any) -> HttpResponse:
        with override("fr"):
            return view(request, **parts)

    return written


@require_safe
@in_french
def news(request: HttpRequest) -> HttpResponse:
    """Answer the news, latest first, whole."""
    rows = News.objects.filter(live=True).order_by("-first_published_at", "-pk")
    page, pages = _paged(request, rows)
    items = _items(page)
    return _answer(request, "actualites", _("Actualités"), items, pages)


@require_safe
@in_french
def resources(request: HttpRequest) -> HttpResponse:
    """Answer the resources: one entry for each first publication, one for each change told, none for a mere save."""
    first = [(r.first_published_at, r, None) for r in Resource.objects.filter(live=True).order_by("pk")]
    told = Update.objects.filter(entry__live=True, entry__kind=KindName.RESOURCE).select_related("entry")
    later = [(u.at, u.entry, u) for u in told.order_by("pk") if u.at != u.entry.first_published_at]
    rows = sorted((*first, *later), key=lambda row: (row[0], row[1].pk), reverse=True)
    page, pages = _paged(request, rows)
    read = reading.together([entry for _at, entry, _update in page])
    items = [_change(entry, update, read[entry.pk]) for _at, entry, update in page]
    return _answer(request, "ressources", _("Ressources et mises à jour"), items, pages)


@require_safe
@in_french
def agenda(request: HttpRequest) -> HttpResponse:
    """Answer the events, those whose date, place or holding changed last first."""
    rows = Event.objects.filter(live=True).order_by("-changed_at", "-pk")
    page, pages = _paged(request, rows)
    return _answer(request, "agenda", _("Agenda"), _items(page), pages)


@require_safe
@in_french
def new_records(request: HttpRequest) -> HttpResponse:
    """Answer the records published last; ``?avant=`` a number goes back in time, each page staying what it is."""
    before = request.GET.get("avant", "")
    limit = int(before) if before.isascii() and before.isdecimal() and len(before) < 13 else LAST_NUMBER
    rows = Record.objects.visible_to(None).filter(pk__lt=limit).select_related("museum").order_by("-pk")
    found = list(rows[: PER_PAGE + 1])
    pages = {"first": "/notices/nouveautes.xml"}
    if len(found) > PER_PAGE:
        pages["next"] = f"/notices/nouveautes.xml?avant={found[PER_PAGE - 1].pk}"
    path = f"/notices/nouveautes.xml?avant={limit}" if limit != LAST_NUMBER else "/notices/nouveautes.xml"
    items = [_record(card) for card in cards(found[:PER_PAGE])]
    feed = Feed("notices", _titled(_("Nouvelles notices")), path, "/recherche?tri=recents", _author(), items, "", pages)
    return atom.answer(request, feed)


@require_safe
@in_french
def found(request: HttpRequest) -> HttpResponse:
    """Answer what a search finds, published last first: the same address as the search's, kept as a feed."""
    given = asked(request.GET)
    wanted = given.but(sort="recents", view="liste", page=given.page)
    result = search(finding.request_for(wanted, facets=False))
    last = max(1, -(-result.total // finding.PER_PAGE))
    if wanted.page > last:
        return redirect(_feed_url(wanted, last))
    items = [_record(card) for card in cards(in_order(result.ids, None))]
    path, pages = _feed_url(wanted, wanted.page), _walk(wanted, last)
    key = f"recherche?{wanted.but(sort='pertinence').query}"
    response = atom.answer(
        request, Feed(key, _asked_for(wanted, result), path, wanted.but().url, _author(), items, "", pages)
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked_for(wanted: Asked, result: SearchResult) -> str:
    """Return the title of a search's feed: its words and its filters."""
    chips = finding.chips(wanted, finding.labels_for(wanted, result))
    said = ", ".join(filter(None, (wanted.words, *(chip.label for chip in chips))))
    return _titled(_("Recherche : {words}").format(words=said) if said else _("Toutes les notices"))


def _feed_url(wanted: Asked, page: int) -> str:
    query = wanted.but(sort="pertinence", page=page).query  # a feed has one order: it is not asked
    return f"/recherche/flux.xml?{query}" if query else "/recherche/flux.xml"


def _walk(wanted: Asked, last: int) -> dict[str, str]:
    """Return rel → address of the other pages of a search's feed (RFC 5005, section 3)."""
    steps = {"first": 1, "previous": wanted.page - 1, "next": wanted.page + 1, "last": last}
    return {rel: _feed_url(wanted, page) for rel, page in steps.items() if last > 1 and 1 <= page <= last}


def _paged(request: HttpRequest, rows: Any) -> tuple[list[Any], dict[str, str]]:
    """Return the page asked for, and rel → address of the others; one page needs none."""
    paginator = Paginator(rows, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    steps = {"first": 1, "previous": page.number - 1, "next": page.number + 1, "last": paginator.num_pages}
    pages = {rel: _numbered(request.path, n) for rel, n in steps.items() if 1 <= n <= paginator.num_pages}
    return list(page.object_list), pages if paginator.num_pages > 1 else {}


def _numbered(path: str, number: int) -> str:
    return f"{path}?{urlencode({'page': number})}" if number > 1 else path


def _answer(request: HttpRequest, root: str, title: str, items: Sequence[Item], pages: dict[str, str]) -> HttpResponse:
    number = request.GET.get("page", "")
    path = request.get_full_path() if number and pages else request.path
    feed = Feed(root, _titled(title), path, f"/{root}/", _author(), items, "", pages)
    return atom.answer(request, feed)


def _titled(title: str) -> str:
    return f"{site().name} · {title}"


def _author() -> str:
    known = site()
    return known.publisher or known.name


def _items(entries: Sequence[Entry]) -> list[Item]:
    read = reading.together(entries)
    return [_entry(entry, read[entry.pk]) for entry in entries]


def _entry(entry: Entry, read: Reading) -> Item:
    """Return an entry as a feed tells it. It counts as changed when readers were told so, not at each correction."""
    changed = entry.changed_at or entry.first_published_at or entry.created_at
    summary = read.content.get("summary") or ""
    return Item(f"entree/{entry.pk}", entry.title, entry.path or "/", changed, entry.first_published_at, summary,
                _html(entry, read))  # fmt: skip


def _change(entry: Entry, update: Update | None, read: Reading) -> Item:
    """Return a resource's first publication, or one of its changes."""
    if update is None:
        at = entry.first_published_at or entry.created_at
        return Item(
            f"entree/{entry.pk}", entry.title, entry.path or "/", at, at, read.content["summary"], _html(entry, read)
        )
    title = _("Mise à jour de « {title} »").format(title=entry.title)
    key = f"entree/{entry.pk}/mise-a-jour/{update.pk}"
    return Item(key, title, entry.path or "/", update.at, update.at, update.words, _html(entry, read, update.words))


def _html(entry: Entry, read: Reading, words: str = "") -> str:
    """Return the text of an entry whole, in French as it is."""
    context = {
        "body": read.rich(read.content["body"]),
        "cover": read.cover(),
        "offers": read.offers(),
        "words": words,
        "when": _when(entry),
        "place": read.content.get("place") or "",
    }
    return render_to_string("public/site/feed_entry.html", context)


def _when(entry: Entry) -> str:
    if not isinstance(entry, Event) or entry.starts_at is None:
        return ""
    return moments.span(entry.starts_at, entry.ends_at, entry.all_day)


def _record(card: Card) -> Item:
    """Return a record as a feed tells it."""
    record = card.record
    html = render_to_string("public/site/feed_record.html", {"card": card})
    return Item(
        f"notice/{record.ref}",
        record.title,
        record.get_absolute_url(),
        record.updated_at,
        record.created_at,
        record.caption,
        html,
        record.museum.official_name,
    )
