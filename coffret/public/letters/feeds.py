"""The Atom feeds of letters: of all of them, and of each newsletter; issues whole, as they left."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.editorial.identity import site
from coffret.editorial.models import Issue, Newsletter
from coffret.public.letters import issues
from coffret.public.site import atom, reading
from coffret.public.site.atom import Feed, Item
from coffret.public.site.feeds import in_french

PER_PAGE = 30


@require_safe
@in_french
def all_letters(request: HttpRequest) -> HttpResponse:
    """Answer the issues of every newsletter, latest first, whole."""
    rows = Issue.objects.filter(live=True, newsletter__archived=True)
    return _answer(request, rows, "lettres", _("Lettres"), "", issues.HOME)


@require_safe
@in_french
def newsletter(request: HttpRequest, newsletter: str) -> HttpResponse:
    """Answer the issues of a newsletter, latest first, whole."""
    row = get_object_or_404(Newsletter, slug=newsletter, archived=True)
    rows = Issue.objects.filter(live=True, newsletter=row)
    return _answer(request, rows, f"lettres/{row.slug}", row.name, row.about, row.get_absolute_url())


def _answer(
    request: HttpRequest, rows: QuerySet[Issue], key: str, title: str, subtitle: str, page: str
) -> HttpResponse:
    """Answer a page of issues as a feed; ``page``: that of what it is a feed of."""
    ordered = rows.select_related("newsletter").prefetch_related("errata").order_by("-sent_at", "-pk")
    paginator = Paginator(ordered, PER_PAGE)
    here = paginator.get_page(request.GET.get("page"))
    steps = {"first": 1, "previous": here.number - 1, "next": here.number + 1, "last": paginator.num_pages}
    pages = {rel: _numbered(request.path, n) for rel, n in steps.items() if 1 <= n <= paginator.num_pages}
    known = site()
    author = known.publisher or known.name
    items = [_item(row) for row in here.object_list]
    walk = pages if paginator.num_pages > 1 else {}
    path = _numbered(request.path, here.number)
    return atom.answer(request, Feed(key, f"{known.name} · {title}", path, page, author, items, subtitle, walk))


def _numbered(path: str, number: int) -> str:
    return f"{path}?page={number}" if number > 1 else path


def _item(row: Issue) -> Item:
    """Return an issue as a feed tells it: changed when it left, and each time something was put right under it."""
    sent = row.sent_at or row.first_published_at or row.created_at
    errata = sorted(row.errata.all(), key=lambda one: (one.at, one.pk))
    composed = issues.said_by(row, reading.whole(row))
    html = render_to_string("public/letters/feed_issue.html", {"read": issues.read(composed), "errata": errata})
    changed = max([sent, *(one.at for one in errata)])
    return Item(f"entree/{row.pk}", composed.subject, row.path or issues.HOME, changed, sent, composed.preheader, html)
