"""What the dialogs of the editor choose from: notices, museums, pages, documents, images. Answers are JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from coffret.base.text import fold
from coffret.catalogue.models import Record
from coffret.desk.editing import looking
from coffret.desk.editing.looking import FOUND
from coffret.desk.editing.things import THUMB, about_museum, about_record, thumbs
from coffret.desk.guards import editors
from coffret.editorial.entries.references import targets
from coffret.editorial.files import documents, pictures
from coffret.editorial.kinds import kind_of
from coffret.editorial.models import Document, Entry, Picture
from coffret.editorial.rich import text as rich
from coffret.images import rights
from coffret.images.models import Image

# Images shown of one record.
OF_ONE = 4
LONGEST = 200
Row = dict[str, Any]


@editors
@require_GET
def home(request: HttpRequest) -> JsonResponse:
    """Answer what may be chosen from: the names that follow this address."""
    return JsonResponse({"kinds": list(FINDERS)})


@editors
@require_GET
def choose(request: HttpRequest, what: str) -> JsonResponse:
    """Answer what there is of one kind for the words asked (``q``), the best first; without words, the latest."""
    finder = FINDERS.get(what)
    if finder is None:
        raise Http404(what)
    return JsonResponse({"results": finder(request.GET.get("q", "").strip()[:LONGEST])})


@editors
@require_GET
def target(request: HttpRequest) -> JsonResponse:
    """Answer where an address of a text (``href=coffret:…``) leads, and its name."""
    found = rich.reference(request.GET.get("href", "")[:LONGEST])
    if found is None:
        raise Http404
    known = next(iter(targets([found]).values()))  # type: ignore[list-item]
    return JsonResponse({"title": known.title, "url": known.url, "standing": known.standing, "kind": found.kind})


def _notices(words: str) -> list[Row]:
    found = looking.records(words)
    shown = thumbs(record.ref for record in found)
    return [
        _row(f"coffret:notice/{record.ref}", record.title, about_record(record), shown.get(record.ref, ""))
        for record in found
    ]


def _museums(words: str) -> list[Row]:
    return [
        _row(f"coffret:museum/{one.code}", one.usual_name or one.official_name, about_museum(one))
        for one in looking.museums(words)
    ]


def _pages(words: str) -> list[Row]:
    """Return entries: those online first, then those being written, whose link will appear when they are published."""
    rows = Entry.objects.order_by("-live", "-changed_at", "-pk")
    for word in words.split()[:8]:
        rows = rows.filter(Q(words__contains=fold(word)) | Q(title__holds=word))
    return [
        _row(f"coffret:entry/{one.pk}", one.title, _about_entry(one)) | {"draft": not one.live} for one in rows[:FOUND]
    ]


def _about_entry(entry: Entry) -> str:
    kind = str(kind_of(entry).singular)
    return f"{kind}, {entry.path}" if entry.live else f"{kind}, {entry.get_stage_display()}"


def _documents(words: str) -> list[Row]:
    return [document_row(one) for one in documents.found(words)[:FOUND]]


def document_row(one: Document) -> Row:
    """Return a document as the dialogs show it."""
    known = _row(f"coffret:document/{one.pk}", one.name, documents.described(one))
    return known | {"document": one.pk, "url": documents.path_of(one)}


def _images(words: str) -> list[Row]:
    return [picture_row(one) for one in pictures.found(words)[: 2 * FOUND] if pictures.showable(one)]


def picture_row(one: Picture) -> Row:
    """Return a picture as the dialogs show it."""
    known = _row(f"coffret:picture/{one.pk}", pictures.called(one), f"{one.width} × {one.height} px", _thumb(one))
    return known | {
        "picture": one.pk,
        "credit": one.credit,
        "rights": one.rights,
        "width": one.width,
        "height": one.height,
    }


def _thumb(one: Picture) -> str:
    return f"{pictures.DESK_MEDIAS}/{one.sha256}/{THUMB}.jpg"


def _catalogue(words: str) -> list[Row]:
    """Return images of published records, the first few of each, with their credit and rights as the notices say."""
    found = looking.records(words, with_image=True)
    rows = Image.objects.filter(record__in=[one.pk for one in found], withdrawn=False).order_by("record_id", "position")
    by_record: dict[int, list[Image]] = {}
    for image in rows:
        by_record.setdefault(image.record_id, []).append(image)
    return [_image_row(image, one) for one in found for image in by_record.get(one.pk, [])[:OF_ONE]]


def _image_row(image: Image, record: Record) -> Row:
    said = rights.statement(image, record.values, timezone.localdate())
    known = _row("", record.title, about_record(record), f"/images/{image.sha256}/{THUMB}.jpg")
    return known | {
        "image": image.pk,
        "credit": rights.credit(image, record.values),
        "rights": said.mention or said.name,
        "width": image.width,
        "height": image.height,
    }


def _row(href: str, title: str, about: str, thumb: str = "") -> Row:
    return {"href": href, "title": title, "about": about, "thumb": thumb}


FINDERS: dict[str, Callable[[str], Iterable[Row]]] = {
    "notices": _notices,
    "musees": _museums,
    "pages": _pages,
    "documents": _documents,
    "images": _images,
    "catalogue": _catalogue,
}
