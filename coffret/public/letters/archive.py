"""/lettres/: the newsletters, and the archive of each, by year and month."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.editorial.entries import references
from coffret.editorial.entries.references import Ref
from coffret.editorial.models import Issue, Newsletter
from coffret.newsletters.composing.issue import Composed
from coffret.public.letters import issues, subscribing
from coffret.public.site import reading, sharing
from coffret.public.site.reading import Cover
from coffret.public.site.trail import Trail

# Issues shown of each newsletter on the first page.
LATEST = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """An issue in a list: its row, what its sections are, the first picture it shows."""

    issue: Issue
    headings: list[str]
    preheader: str
    cover: Cover | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A newsletter on the first page, with its latest issues."""

    newsletter: Newsletter
    issues: list[Listed]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the newsletters: what each is, how often it comes, its latest issues."""
    context = {
        "section": "letters",
        "shelves": shelves(),
        **subscribing.block(),
        "feed": f"{issues.HOME}flux.xml",
        "share": sharing.plain(_("Lettres"), _("Les nouvelles du catalogue, par courriel ou à lire ici."), issues.HOME),
    }
    return render(request, "public/letters/index.html", context)


def shelves() -> list[Shelf]:
    """Return the newsletters that anyone may subscribe to or read."""
    found = []
    for newsletter in Newsletter.objects.order_by("position", "pk"):
        rows = _sent(newsletter)[:LATEST] if newsletter.archived else []
        if rows or (newsletter.open and newsletter.closed_at is None):
            found.append(Shelf(newsletter, listed(list(rows))))
    return found


def listed(rows: list[Issue]) -> list[Listed]:
    """Return issues as lists show them; two queries whatever their number."""
    uses = {row.pk: sharing.picture_of_letter(row.content) for row in rows}
    targets = references.targets(Ref("picture", str(use["picture"])) for use in uses.values() if use)
    return [_listed(row, reading.cover(uses[row.pk], targets)) for row in rows]


def last() -> Listed | None:
    """Return the issue of the latest day, of the newsletters that anyone may read; three queries at most."""
    sent = Issue.objects.filter(live=True, newsletter__archived=True).select_related("newsletter")
    row = sent.order_by("-day", "-pk").first()
    return listed([row])[0] if row else None


def _listed(row: Issue, cover: Cover | None) -> Listed:
    composed = Composed.read(row.frozen) if row.frozen else None
    if composed is None:
        return Listed(row, [], row.content.get("preheader", ""), cover)
    return Listed(row, list(issues.headings(composed)), composed.preheader, cover)


def _sent(newsletter: Newsletter) -> QuerySet[Issue]:
    return Issue.objects.filter(live=True, newsletter=newsletter).order_by("-day", "-pk")


@require_safe
def archive(request: HttpRequest, newsletter: str) -> HttpResponse:
    """Show the issues of a newsletter, those of a year (``?annee=``, the latest by default), latest first."""
    row = get_object_or_404(Newsletter, slug=newsletter, archived=True)
    sent = _sent(row)
    years = [day.year for day in sent.filter(day__isnull=False).dates("day", "year", order="DESC")]
    year = _year(request.GET.get("annee", ""), years)
    shown = listed(list(sent.filter(day__year=year) if year else sent))
    context = {
        "section": "letters",
        "newsletter": row,
        "title": row.name,
        "issues": shown,
        "year": year,
        "years": years,
        "months": issues.months(row, year) if year else [],
        "trail": Trail(((_("Lettres"), issues.HOME, ""),), row.name, row.get_absolute_url()),
        "feed": f"{row.get_absolute_url()}/flux.xml",
        "share": sharing.plain(row.name, row.about, row.get_absolute_url()),
    }
    return render(request, "public/letters/archive.html", context)


@require_safe
def without_slash(request: HttpRequest, newsletter: str) -> HttpResponse:
    """Lead from an address that ends with a slash to the archive's own."""
    row = get_object_or_404(Newsletter, slug=newsletter, archived=True)
    return HttpResponsePermanentRedirect(row.get_absolute_url())


def _year(asked: str, years: list[int]) -> int | None:
    """Return the year asked for, the latest by default; raises Http404 for one without an issue."""
    if not asked:
        return years[0] if years else None
    year = next((year for year in years if str(year) == asked), None)
    if year is None:
        raise Http404(asked)
    return year
