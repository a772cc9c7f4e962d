"""The web version of an issue: what was frozen when it left, drawn by the page; what was put right since, below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.editorial.agenda.state import ICONS, State
from coffret.editorial.entries.references import Ref, Standing, Target
from coffret.editorial.files import pictures
from coffret.editorial.files.pictures import MEDIAS
from coffret.editorial.identity import site
from coffret.editorial.models import Issue, KindName, Newsletter
from coffret.editorial.models import Picture as Kept
from coffret.editorial.rich.render import render
from coffret.newsletters.composing import compose
from coffret.newsletters.composing.issue import Composed, Part, Said, Shot
from coffret.newsletters.rendering.items import capitalised, caption_of, pieces, shows_picture, summary_of
from coffret.newsletters.rendering.links import here
from coffret.newsletters.rendering.prose import stepped, told
from coffret.newsletters.returns import visits
from coffret.public.images.pictures import Picture
from coffret.public.records.counting import is_a_reader
from coffret.public.site import online, sharing
from coffret.public.site.features import Step
from coffret.public.site.reading import Cover
from coffret.public.site.trail import Trail, script_json

HOME = "/lettres/"


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item as its page shows it; ``gone``: its picture may no longer be shown."""

    said: Said
    url: str
    summary: str
    facts: list[str]
    cover: Cover | None
    gone: bool
    words: SafeString
    state: tuple[str, str, str] | None
    button: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Section:
    """A section as its page shows it."""

    key: str
    heading: str
    words: SafeString
    items: list[Drawn]


@dataclass(frozen=True, slots=True)
class Read:
    """An issue as its page shows it."""

    composed: Composed
    intro: SafeString
    sections: list[Section]
    closing: SafeString


# The page ------------------------------------------------------------------------------------------------------------


@require_safe
def issue(request: HttpRequest, newsletter: str, day: str) -> HttpResponse:
    """Show the web version of an issue that left; raises Http404 while it has not, and where no archive is kept."""
    row = Issue.objects.filter(path=request.path).select_related("newsletter").first()
    if row and row.newsletter and not row.newsletter.archived:
        raise Http404(request.path)
    response = online.answer(request, KindName.LETTER, sent_page)
    if row and response.status_code == 200 and request.method == "GET" and is_a_reader(request):
        visits.count_web(row)
    return response


def sent_page(request: HttpRequest, entry: Issue, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of an issue as it left, whatever its content became."""
    return _page(entry, content, said_by(entry, content))


def page(request: HttpRequest, entry: Issue, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of an issue's page. ``content`` may be one that is being written."""
    return _page(entry, content, compose(content, entry=entry))


def said_by(entry: Issue, content: Mapping[str, Any]) -> Composed:
    """Return all that an issue says: what was frozen when it left, else what its content says now."""
    return Composed.read(entry.frozen) if entry.frozen else compose(content, entry=entry)


def _page(entry: Issue, content: Mapping[str, Any], composed: Composed) -> tuple[str, dict[str, object]]:
    newsletter = Newsletter.objects.filter(slug=composed.newsletter).first()
    content = {**content, "title": composed.subject, "preheader": composed.preheader}
    root = newsletter.get_absolute_url() if newsletter else HOME
    above = [(_("Lettres"), HOME, "")]
    if newsletter:
        above.append((newsletter.name, root, newsletter.language))
    context = {
        "section": "letters",
        "entry": entry,
        "newsletter": newsletter,
        "day": date.fromisoformat(composed.day) if composed.day else None,
        "read": read(composed),
        "errata": list(entry.errata.order_by("at", "pk")) if entry.pk else [],
        "trail": Trail(tuple(above), composed.subject, entry.path or HOME),
        "json_ld": script_json(described(entry, content, composed)),
        "before": beside(entry, newsletter, "before"),
        "after": beside(entry, newsletter, "after"),
        "months": months(newsletter, entry.day.year, entry.path) if newsletter and entry.day else [],
        "share": sharing.of_entry(entry, content),
        "feed": f"{root}/flux.xml" if newsletter else f"{HOME}flux.xml",
    }
    return "public/letters/issue.html", context


def beside(entry: Issue, newsletter: Newsletter | None, side: str) -> Issue | None:
    """Return the issue online just before or after this one, of the same newsletter."""
    if newsletter is None or entry.day is None:
        return None
    others = Issue.objects.filter(live=True, newsletter=newsletter).exclude(pk=entry.pk)
    if side == "before":
        return others.filter(day__lt=entry.day).order_by("-day", "-pk").first()
    return others.filter(day__gt=entry.day).order_by("day", "pk").first()


def months(newsletter: Newsletter, year: int, path: str | None = None) -> list[Step]:
    """Return the issues of a year by their month, January first: « mars », or « 3 mars » where the month has several."""
    rows = list(Issue.objects.filter(live=True, newsletter=newsletter, day__year=year).order_by("day", "pk"))
    named = [row.day.month for row in rows if row.day]
    return [
        Step(date_format(row.day, "j F" if named.count(row.day.month) > 1 else "F"), row.path or "", row.path == path)
        for row in rows
        if row.day
    ]


def described(entry: Issue, content: Mapping[str, Any], composed: Composed) -> dict[str, object]:
    """Return the schema.org description of an issue."""
    share, known = sharing.of_entry(entry, content), site()
    found = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": composed.subject,
        "description": composed.preheader,
        "datePublished": entry.sent_at.isoformat(timespec="seconds") if entry.sent_at else composed.day,
        "inLanguage": composed.language,
        "isPartOf": {"@type": "Periodical", "name": composed.name},
        "url": settings.BASE_URL + share.path,
        "image": settings.BASE_URL + share.image,
        "publisher": {"@type": "Organization", "name": known.publisher or known.name, "url": f"{settings.BASE_URL}/"},
    }
    return {key: value for key, value in found.items() if value}


# What it says --------------------------------------------------------------------------------------------------------


def read(composed: Composed) -> Read:
    """Return an issue as its page shows it; one query, for the pictures that may still be shown."""
    drawing = _Drawing(composed)
    sections = [drawing.section(part) for part in composed.parts]
    return Read(composed, drawing.rich(composed.intro, 2), sections, drawing.rich(composed.closing, 2))


class _Drawing:
    """An issue on its way to a page."""

    def __init__(self, composed: Composed) -> None:
        self.composed = composed
        self.shown = _showable(composed)
        self.targets = {Ref(*name.split("/", 1)): _target(address) for name, address in composed.links.items()}
        self.targets |= {Ref("picture", str(key)): self._shot(key, shot) for key, shot in composed.shots.items()}

    def _shot(self, key: int, shot: Shot) -> Target:
        return Target("", shot.name, Standing.ONLINE if key in self.shown else Standing.GONE, shot)

    def rich(self, html: str, level: int) -> SafeString:
        """Return a rich text, its first headings of ``level``."""
        return render(stepped(html, level), self.targets) if html else mark_safe("")

    def section(self, part: Part) -> Section:
        """Return a section."""
        level = 3 if part.heading else 2
        items = [self._item(said, level) for said in part.items]
        return Section(part.key, part.heading, self.rich(part.words, level), items)

    def _item(self, said: Said, level: int) -> Drawn:
        cover = self._cover(said)
        return Drawn(
            said,
            here(said.url) if said.url else "",
            summary_of(said, self.composed),
            [capitalised(fact) for fact in said.facts],
            cover,
            cover is None and shows_picture(said, self.composed),
            self.rich(said.words, level + 1 if said.title else level),
            (said.state[0], ICONS[State(said.state[0])], said.state[1]) if said.state else None,
            (said.button[0], here(said.button[1])) if said.button else None,
        )

    def _cover(self, said: Said) -> Cover | None:
        if said.picture is None or int(said.picture["picture"]) not in self.shown:
            return None
        shot, use = self.composed.shots[int(said.picture["picture"])], told(said.picture, said.credit)
        drawn = Picture(shot.sha256, shot.width or 1, shot.height or 1, shot.colour or "#b0a48f", root=MEDIAS)
        return Cover(drawn, use.alt, use.whose, "", slanted(caption_of(said, use.caption), said))


def slanted(words: str, said: Said) -> SafeString:
    """Return what stands under a picture, the title of a work in <cite>."""
    cut = ((format_html("<cite>{}</cite>", one) if work else one,) for one, work in pieces(words, said))
    return format_html_join("", "{}", cut)


def _showable(composed: Composed) -> set[int]:
    """Return which pictures of an issue the public may still see."""
    rows = Kept.objects.filter(pk__in=list(composed.shots)).select_related("image__record").order_by("pk")
    return {row.pk for row in rows if pictures.showable(row)} if composed.shots else set()


def _target(address: str) -> Target:
    return Target(here(address), "", Standing.ONLINE) if address else Target("", "", Standing.UNKNOWN)


def headings(composed: Composed) -> Iterator[str]:
    """Yield the headings of an issue's sections: what it is about, in short."""
    return (part.heading for part in composed.parts if part.heading)
