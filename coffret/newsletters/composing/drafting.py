"""A first draft of an issue, made of what the catalogue and the site have for its month: its editor takes it from there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.authorities.models import Museum
from coffret.base.text import listed
from coffret.catalogue.models import Change, ChangeKind, Record, Status
from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.entries.content import clean
from coffret.editorial.files import pictures
from coffret.editorial.models import Entry, Event, Feature, Genre, KindName, News, Newsletter, Picture, Resource, Update
from coffret.editorial.rich import text as rich
from coffret.images.models import Image
from coffret.newsletters.composing import figures, recipes
from coffret.newsletters.composing.compose import last_sent, period
from coffret.newsletters.composing.things import spaced

# A letter is read in some minutes: beyond these numbers a section shows the first ones.
NOTICES, MUSEUMS, RESOURCES, EVENTS, NEWS = 3, 6, 8, 8, 6
# How far ahead events are told of.
AHEAD = timedelta(days=120)

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a draft is made for: the day it bears, what it tells of, who drafts it."""

    day: date
    since: datetime
    until: datetime
    by: User | None
    # Whether an issue was sent before it: what it tells of runs from there, else from a month ago.
    first: bool

    @property
    def opening(self) -> str:
        """Return what opens a sentence that tells a figure."""
        return _("Depuis un mois :") if self.first else _("Depuis le numéro précédent :")


def draft(newsletter: Newsletter, day: date, now: datetime | None = None, *, by: User | None = None) -> Content:
    """Return the content of a new issue of ``newsletter`` that bears ``day``: the sections of its recipe, empty ones left out.

    What it tells of runs from the issue sent before it to ``now``. Alternative texts not known from another page are
    left to be written; ``by`` is who adds to the pictures those it shows.
    """
    until = now or timezone.now()
    first = last_sent(newsletter, until) is None
    sources = _Sources(day, period(newsletter, until)[0], until, by, first)
    with override(newsletter.language):
        sections = [made for name in recipes.ordered(newsletter.recipe) if (made := _PARTS[name](sources))]
        return clean(
            KindName.LETTER,
            {
                "newsletter": newsletter.slug,
                "day": day.isoformat(),
                "title": subject(newsletter, day),
                "preheader": _preheader(sections),
                "sections": sections,
            },
        )


def subject(newsletter: Newsletter, day: date) -> str:
    """Return the subject a draft begins with: « Nouveautés du catalogue : mai 2026 »."""
    return spaced(_("{name} : {month}").format(name=newsletter.name, month=month_of(day)))


def month_of(day: date) -> str:
    """Return the month of a day in words, in the reader's language: « mai 2026 »."""
    return formatted(day, "F Y")


def _preheader(sections: list[Content]) -> str:
    """Return what is inside, in the words of the headings: « Au sommaire : notices du mois, musée du mois et agenda. »"""
    said = [
        section["many"] if len(section["items"]) > 1 and section["many"] else section["one"] for section in sections
    ]
    words = [one[:1].lower() + one[1:] for one in said]
    return spaced(_("Au sommaire : {parts}.").format(parts=listed(words, _("et")))) if words else ""


# The parts of a recipe ------------------------------------------------------------------------------------------------


def _features(sources: _Sources) -> Content | None:
    feature = _feature(Genre.NOTICE, sources)
    rows = feature.items.select_related("record").order_by("position", "pk") if feature else []
    kept = [(row.record, row.words) for row in rows if row.record and row.record.status == Status.PUBLISHED]
    items = _notices(kept, sources)
    return _section(_("Notice du mois"), _("Notices du mois"), items, _leading_to(feature))


def _museums(sources: _Sources) -> Content | None:
    feature = _feature(Genre.MUSEUM, sources)
    rows = feature.items.select_related("museum").order_by("position", "pk") if feature else []
    items = [_item("museum", row.museum.code, words=_paragraphs(row.words)) for row in rows if row.museum]
    return _section(_("Musée du mois"), _("Musées du mois"), items, _leading_to(feature))


def _new_notices(sources: _Sources) -> Content | None:
    """Return the number of new notices, and a few of them that have an image, of as many museums."""
    changes = Change.objects.filter(kind=ChangeKind.PUBLISHED, at__gte=sources.since, at__lt=sources.until)
    new = Record.objects.filter(status=Status.PUBLISHED, pk__in=changes.order_by().values("record"))
    if not new.exists():
        return None
    items = _notices([(record, "") for record in _a_few(new, sources)], sources)
    words = f"<p>{spaced(sources.opening)} {{nouvelles_notices}}.</p>"
    return {"one": _("Dans le catalogue"), "many": "", "words": words, "items": items}


def _a_few(new: Any, sources: _Sources) -> list[Record]:
    put_forward = Feature.objects.filter(live=True, month=sources.day.replace(day=1)).values("items__record")
    shown = new.filter(has_image=True).exclude(pk__in=put_forward.filter(items__record__isnull=False))
    chosen: dict[str, Record] = {}
    for record in shown.order_by("-updated_at", "-pk")[: NOTICES * 40]:
        chosen.setdefault(record.museum_id, record)
    return list(chosen.values())[:NOTICES]


def _new_museums(sources: _Sources) -> Content | None:
    codes = figures.new_museums(sources.since, sources.until)
    online = Count("records", filter=Q(records__status=Status.PUBLISHED))
    rows = Museum.objects.filter(pk__in=codes).annotate(online=online).order_by("-online", "pk")
    items = [_item("museum", museum.code) for museum in rows[:MUSEUMS]]
    some = _("{figure}. En voici quelques-uns.").format(figure="{nouveaux_musees}")
    words = f"<p>{spaced(sources.opening)} {some}</p>" if len(codes) > MUSEUMS else ""
    return _section(_("Nouveau musée"), _("Nouveaux musées"), items, words)


def _resources(sources: _Sources) -> Content | None:
    rows = Resource.objects.filter(live=True, changed_at__gte=sources.since, changed_at__lt=sources.until)
    pages = list(rows.order_by("-changed_at", "pk")[:RESOURCES])
    said = {}
    for update in Update.objects.filter(entry__in=pages, at__gte=sources.since, at__lt=sources.until).order_by(
        "at", "pk"
    ):
        said[update.entry_id] = update.words
    items = [_item("entry", str(page.pk), words=_paragraphs(said.get(page.pk, ""))) for page in pages]
    return _section(_("Ressource"), _("Ressources"), items)


def _events(sources: _Sources) -> Content | None:
    begin = max(sources.until, moments.midnight(sources.day))
    rows = Event.objects.filter(live=True, starts_at__gte=begin, starts_at__lt=begin + AHEAD).order_by(
        "starts_at", "pk"
    )
    ahead = [row for row in rows if agenda.state(row, begin).state in agenda.AHEAD]
    return _section(_("Agenda"), "", [_item("entry", str(row.pk)) for row in ahead[:EVENTS]])


def _news(sources: _Sources) -> Content | None:
    """Return the news of the period, those that only announce an update of a resource left out."""
    announced = Update.objects.filter(news__isnull=False).order_by().values("news")
    rows = News.objects.filter(live=True, first_published_at__gte=sources.since, first_published_at__lt=sources.until)
    rows = rows.exclude(pk__in=announced).order_by("-first_published_at", "pk")
    return _section(_("Actualité"), _("Actualités"), [_item("entry", str(row.pk)) for row in rows[:NEWS]])


_PARTS: dict[str, Callable[[_Sources], Content | None]] = {
    recipes.FEATURES: _features,
    recipes.MUSEUMS: _museums,
    recipes.NEW_NOTICES: _new_notices,
    recipes.NEW_MUSEUMS: _new_museums,
    recipes.RESOURCES: _resources,
    recipes.EVENTS: _events,
    recipes.NEWS: _news,
}


# Sections and items ---------------------------------------------------------------------------------------------------


def _section(one: str, many: str, items: list[Content], words: str = "") -> Content | None:
    """Return a section; None without items."""
    return {"one": one, "many": many, "words": words, "items": items} if items else None


def _item(thing: str, ref: str, *, words: str = "", picture: Content | None = None) -> Content:
    return {"thing": thing, "ref": ref, "words": words, "picture": picture}


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


def _leading_to(feature: Feature | None) -> str:
    """Return the words that lead to the page of a month, by its title."""
    if feature is None:
        return ""
    link = f'<a href="coffret:entry/{feature.pk}">{escape(feature.title)}</a>'
    page = spaced(_("La page du mois :"))
    return f"<p>{page} {link}.</p>"


def _feature(genre: Genre, sources: _Sources) -> Feature | None:
    rows = Feature.objects.filter(live=True, genre=genre, month=sources.day.replace(day=1))
    return rows.order_by("pk").first()


def _notices(kept: Iterable[tuple[Record, str]], sources: _Sources) -> list[Content]:
    """Return notices as items, each with its first image, and the words it was put forward with."""
    chosen = list(kept)
    images: dict[int, Image] = {}
    rows = Image.objects.filter(record__in=[record for record, _words in chosen], withdrawn=False)
    for image in rows.select_related("record").order_by("-position", "-pk"):
        images[image.record_id] = image
    return [
        _item("notice", record.ref, words=_paragraphs(words), picture=_picture(images.get(record.pk), sources.by))
        for record, words in chosen
    ]


def _picture(image: Image | None, by: User | None) -> Content | None:
    if image is None:
        return None
    picture = pictures.from_catalogue(image, by)
    return {
        "picture": picture.pk,
        "alt": known_alternative(picture),
        "decorative": False,
        "credit": picture.credit,
        "rights": picture.rights,
        "caption": "",
    }


def known_alternative(picture: Picture) -> str:
    """Return the alternative text that a page online, the latest, gives a picture; « » when none shows it."""
    pages = Entry.objects.online().filter(references__picture=picture, references__live=True).distinct()
    for entry in pages.order_by("-published_at", "pk"):
        said = _said_of(entry.content, picture.pk)
        if said:
            return said
    return ""


def _said_of(content: Content, number: int) -> str:
    """Return the alternative text a content gives a picture: its cover's, an item's, or that of a figure of its text."""
    sections = content.get("sections") or []
    uses = [content.get("cover"), *(item["picture"] for section in sections for item in section["items"])]
    found = (use["alt"] for use in uses if use and use["picture"] == number and use["alt"])
    drawn = (one.alt for one in rich.figures(content.get("body") or "") if one.picture == number and one.alt)
    return next(found, "") or next(drawn, "")
