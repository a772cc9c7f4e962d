"""What other sites show of a page (Open Graph), and the door of the pictures they show: /partage/<kind>/<key>-<hash>.jpg.

A card is drawn for what is online and for its present words alone: any other address leads to the present card, or
answers 404 or 410. Those drawn are kept under DATA/sharing, a bounded number of them.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import override
from django.views.decorators.http import require_safe

from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.catalogue.models import Record, Status
from coffret.editorial import moments
from coffret.editorial.entries.references import Ref, targets
from coffret.editorial.identity import site
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Entry, FeatureItem, Genre, KindName
from coffret.images import rights, store
from coffret.images.delivery.iiif import Busy
from coffret.images.derived.onrequest import Makers
from coffret.images.isolation.isolated import GaveUp
from coffret.public.images.pictures import Picture, picture
from coffret.public.site import reading
from coffret.public.site.naming import over
from coffret.public.site.share_cards import ShareCard, draw
from coffret.search.query import SearchRequest, search

WORK_WIDTH = 960
# Cards kept in each of the 256 folders: the oldest make room.
KEPT = 40
# Seconds.
TAGLINE_KEPT = 60
FOR_EVER = "public, max-age=31536000, immutable"
_makers = Makers(threads=2, patience=2)


@dataclass(frozen=True, slots=True)
class Share:
    """What a page tells other sites of itself, in the words of the page. ``path``, ``image``: addresses here."""

    title: str
    description: str
    path: str
    image: str
    alt: str
    type: str = "article"


def of_record(record: Record, shown: Picture | None) -> Share:
    """Return what the page of a record tells; ``shown``: its first picture, with its credit."""
    image = _address("notices", record.ref, record_card(record, shown))
    return Share(record.title, record.caption, record.get_absolute_url(), image, record.caption)


def of_museum(museum: Museum, work: Record | None) -> Share:
    """Return what the page of a museum tells; ``work``: the latest of its records that has a picture."""
    card = museum_card(museum, work)
    image = _address("musees", museum.code, card)
    return Share(card.title, card.line, f"/musees/{museum.code}", image, card.title, "website")


def of_entry(entry: Entry, content: Mapping[str, Any]) -> Share:
    """Return what the page of an entry tells: that which is online, or one being written."""
    card = entry_card(entry, content)
    image = _address("pages", str(entry.pk), card)
    return Share(
        content["title"],
        content.get("summary") or content.get("preheader") or card.line,
        entry.path or "/",
        image,
        content["title"],
    )


def plain(title: str, description: str, path: str) -> Share:
    """Return what a page without a picture of its own tells: the site's card."""
    return Share(title, description, path, _address("site", "coffret", site_card()), title, "website")


def _address(kind: str, key: str, card: ShareCard) -> str:
    return f"/partage/{kind}/{key}-{card.digest}.jpg"


# The cards ------------------------------------------------------------------------------------------------------------


def site_card() -> ShareCard:
    """Return the card of the pages that have none; the office's own words show on it within a minute."""
    tagline = cache.get_or_set("site-tagline", lambda: site().tagline, TAGLINE_KEPT)
    words = tagline or "Ce qu’ils conservent, décrit par eux, ouvert à tous."
    return ShareCard("Le catalogue collectif des musées", words)


def record_card(record: Record, shown: Picture | None) -> ShareCard:
    """Return the card of a record: its picture whole, who made it, who holds it, whose picture it is."""
    museum = record.museum
    place = ", ".join(part for part in (museum.usual_name or museum.official_name, museum.city) if part)
    line = " · ".join(part for part in (record.authors, place) if part)
    if shown is None:
        return ShareCard(record.title, line, italic=True)
    return ShareCard(record.title, line, shown.credit, italic=True, sha256=shown.sha256, colour=shown.colour)


def museum_card(museum: Museum, work: Record | None) -> ShareCard:
    """Return the card of a museum, with one of its works."""
    title = museum.official_name[:1].upper() + museum.official_name[1:]
    return _with_work(title, ", ".join(part for part in (museum.city, museum.department) if part), work)


def _with_work(title: str, line: str, work: Record | None) -> ShareCard:
    """Return a card that shows a work without being about it: its credit then begins with its title."""
    shown = first_picture(work) if work else None
    if work is None or shown is None:
        return ShareCard(title, line)
    credit = ". ".join(part for part in (work.title, shown.credit) if part)
    return ShareCard(title, line, credit, sha256=shown.sha256, colour=shown.colour)


def first_picture(record: Record) -> Picture | None:
    """Return the first picture of a record that the public may see, with its credit."""
    image = record.images.filter(withdrawn=False).order_by("position").first() if record.has_image else None
    return picture(image, 1, rights.credit(image, record.values)) if image else None


def entry_card(entry: Entry, content: Mapping[str, Any]) -> ShareCard:
    """Return the card of an entry: its picture, or the first work it puts forward."""
    title, line = content["title"], line_of(entry, content)
    use = content.get("cover") or picture_of_letter(content)
    shown = reading.cover(use, targets([Ref("picture", str(use["picture"]))])) if use else None
    if shown is not None:
        return ShareCard(title, line, shown.credit, sha256=shown.picture.sha256, colour=shown.picture.colour)
    return _with_work(title, line, _first_work(entry))


def picture_of_letter(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the use of the first picture of a letter that has one."""
    items = (item for section in content.get("sections") or [] for item in section["items"])
    return next((item["picture"] for item in items if item["picture"]), None)


def _first_work(entry: Entry) -> Record | None:
    if entry.kind != KindName.FEATURE or not entry.pk:
        return None
    items = FeatureItem.objects.filter(feature_id=entry.pk).order_by("position", "pk")
    shown = items.filter(record__status=Status.PUBLISHED, record__has_image=True)
    if item := shown.select_related("record__museum").first():
        return item.record
    museums = items.filter(museum__isnull=False).values_list("museum_id", flat=True)
    return next((work for code in museums if code and (work := latest_work(code))), None)


def line_of(entry: Entry, content: Mapping[str, Any]) -> str:
    """Return what an entry is, and when: « Actualité · 11 mai 2026 », in French as its text is."""
    with override("fr"):
        if entry.kind == KindName.FEATURE:
            return over(Genre(content["genre"]), reading.day(content["month"]), len(content["items"]))
        kind = str(KINDS[entry.kind].singular).capitalize()
        when = (content.get("starts") or content.get("day") or "")[:10]
        at = reading.day(when) if when else entry.changed_at or entry.first_published_at
        day = moments.day(at) if at and entry.kind != KindName.PAGE else ""
        parts = (
            (content.get("place") or "", day)
            if content.get("starts")
            else ("" if entry.kind == KindName.PAGE else kind, day)
        )
    return " · ".join(part for part in parts if part)


# The door -------------------------------------------------------------------------------------------------------------


@require_safe
def card(request: HttpRequest, kind: str, key: str, digest: str) -> HttpResponse:
    """Answer a card: the present one of what is online; any other leads to it."""
    found = _FINDERS[kind](key)
    if found is None:
        raise Http404(key)
    if found.digest != digest:
        return HttpResponseRedirect(_address(kind, key, found))
    try:
        body = drawn(found).read_bytes()
    except (GaveUp, FileNotFoundError):
        raise Http404(key) from None
    except (Busy, Refused):
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    return HttpResponse(body, content_type="image/jpeg", headers={"Cache-Control": FOR_EVER})


def _record(key: str) -> ShareCard | None:
    record = Record.objects.visible_to(None).filter(ref=key).select_related("museum").first()
    return record_card(record, first_picture(record)) if record else None


def _museum(key: str) -> ShareCard | None:
    museum = Museum.objects.filter(code=key).first()
    return museum_card(museum, latest_work(key)) if museum else None


def latest_work(code: str) -> Record | None:
    """Return the record with a picture that a museum published last."""
    return Record.objects.visible_to(None).filter(pk=latest_id(code) or 0).select_related("museum").first()


def latest_id(code: str) -> int | None:
    """Return the id of the record with a picture that a museum published last, asked of the index alone."""
    wanted = {"musee": (code,), "image": ("oui",)}
    return next(iter(search(SearchRequest(filters=wanted, limit=1, sort="recents", facets=False)).ids), None)


def _entry(key: str) -> ShareCard | None:
    known = key.isascii() and key.isdecimal() and len(key) < 16
    entry = Entry.objects.shown().filter(pk=int(key)).first() if known else None
    return entry_card(entry, reading.whole(entry)) if entry else None


def _site(key: str) -> ShareCard | None:
    return site_card() if key == "coffret" else None


_FINDERS: dict[str, Callable[[str], ShareCard | None]] = {
    "notices": _record,
    "musees": _museum,
    "pages": _entry,
    "site": _site,
}


def drawn(wanted: ShareCard) -> Path:
    """Return where the card is, drawn now when it is missing.

    Raises what store.thumbnail raises for a picture that cannot be had, Busy when too many are being drawn.
    """
    name = site().name
    signed = hashlib.sha256(f"{wanted.digest}{name}".encode()).hexdigest()[:24]
    place = Path(settings.DATA) / "sharing" / signed[:2] / f"{signed}.jpg"
    if not place.is_file():
        _makers.make(signed, place.is_file, lambda: _draw(wanted, place, name))
    return place


def _draw(wanted: ShareCard, place: Path, name: str) -> None:
    work = store.thumbnail(wanted.sha256, WORK_WIDTH) if wanted.sha256 else None
    body = draw(wanted, work, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_bytes(body)
    beside.replace(place)
    for old in sorted(place.parent.glob("*.jpg"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
