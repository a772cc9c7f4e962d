"""What the form shows of the things a content names: pictures, documents, records, museums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record
from coffret.editorial.entries.references import UNKNOWN, Ref, Standing, Target, targets
from coffret.editorial.files.pictures import DESK_MEDIAS
from coffret.editorial.kinds import ContentField, Widget
from coffret.editorial.models import Document, Picture
from coffret.images.models import Image

Content = Mapping[str, Any]
THUMB = 240
SIDE = 72


@dataclass(frozen=True, slots=True)
class PictureShown:
    """A picture the form shows; ``width`` and ``height`` are those of its thumbnail, in pixels of the page."""

    name: str
    thumb: str
    width: int
    height: int
    pixels: str


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document the form shows."""

    name: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record or a museum, put forward or offered. ``what``: record or museum; ``key``: its reference or code."""

    what: str
    key: str
    title: str
    about: str
    url: str = ""
    thumb: str = ""
    words: str = ""
    problem: str = ""
    reasons: tuple[str, ...] = ()
    draft: bool = False


@dataclass(slots=True)
class Items:
    """What the part of a list of records or museums shows: those chosen, those offered."""

    rows: list[Chosen]
    museums: bool = False
    asked: str = ""
    looked: bool = False
    found: list[Chosen] = field(default_factory=list)


class Things:
    """The things a content names, read at once."""

    def __init__(self, content: Content, fields: Iterable[ContentField], offered: Items | None = None) -> None:
        self.content, self.offered = content, offered
        self.known = targets({ref for one in fields for ref in _named(one, content.get(one.name))})
        records = [ref.key for ref in self.known if ref.kind == "notice"]
        self.thumbs = thumbs(records)

    def more(self, one: ContentField, value: Any) -> Any:
        """Return what the part of a field needs besides its value."""
        match one.widget:
            case Widget.PICTURE:
                return self._picture(value) if value else None
            case Widget.PUBLICATIONS:
                return [self._publication(row) for row in value or []]
            case Widget.ITEMS:
                return self._items(value or [])
        return None

    def _row(self, kind: str, key: Any) -> Target:
        return self.known.get(Ref(kind, str(key)), UNKNOWN)

    def _picture(self, use: Content) -> PictureShown | None:
        row = self._row("picture", use["picture"]).row
        return shown_picture(row) if row else None

    def _publication(self, row: Content) -> dict[str, Any]:
        return {"row": row, "editions": [self._edition(edition) for edition in row["editions"]]}

    def _edition(self, row: Content) -> dict[str, Any]:
        document = self._row("document", row["document"])
        shown = shown_document(document.row, document.url) if document.row else None
        return {"row": row, "document": shown}

    def _items(self, rows: list[Content]) -> Items:
        items = self.offered or Items([])
        items.rows = [self._item(row) for row in rows]
        items.museums = self.content.get("genre") == "museum"
        return items

    def _item(self, row: Content) -> Chosen:
        what = "museum" if "museum" in row else "record"
        key = row[what]
        target = self._row("museum" if what == "museum" else "notice", key)
        problem = {
            Standing.ONLINE: "",
            Standing.GONE: _("Cette notice n’est plus en ligne : en choisir une autre."),
        }.get(target.standing, _("« {key} » n’existe pas : vérifier la référence, ou l’enlever.").format(key=key))
        about = about_museum(target.row) if what == "museum" else about_record(target.row)
        thumb = self.thumbs.get(key, "")
        return Chosen(what, key, target.title or key, about, target.url, thumb, row["words"], problem)


def _named(one: ContentField, value: Any) -> list[Ref]:
    match one.widget:
        case Widget.PICTURE if value:
            return [Ref("picture", str(value["picture"]))]
        case Widget.PUBLICATIONS:
            editions = [edition for row in value or [] for edition in row["editions"]]
            return [Ref("document", str(edition["document"])) for edition in editions if edition["document"]]
        case Widget.ITEMS:
            return [
                Ref("museum", row["museum"]) if "museum" in row else Ref("notice", row["record"]) for row in value or []
            ]
    return []


def shown_picture(picture: Picture) -> PictureShown:
    """Return a picture as the form shows it."""
    scale = min(2 * SIDE / max(picture.width, 1), SIDE / max(picture.height, 1))
    address = f"{DESK_MEDIAS}/{picture.sha256}/{THUMB}.jpg"
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return PictureShown(picture.name, address, width, height, f"{picture.width} × {picture.height} px")


def shown_document(document: Document, url: str) -> DocumentShown:
    """Return a document as the form shows it: « guide.pdf », « 1,2 Mo, 12 pages »."""
    parts = [filesizeformat(document.size)]
    if document.pages:
        parts.append(ngettext("{n} page", "{n} pages", document.pages).format(n=document.pages))
    return DocumentShown(document.name, url, ", ".join(parts))


def thumbs(refs: Iterable[str]) -> dict[str, str]:
    """Return the address of the first image shown of each of these records, by reference; one query."""
    rows = Image.objects.filter(record__ref__in=list(refs), withdrawn=False).order_by("record_id", "-position")
    return {ref: reverse("public:image", args=[sha, THUMB]) for ref, sha in rows.values_list("record__ref", "sha256")}


def about_record(record: Record | None) -> str:
    """Return a record's line in a list: who, when, where it is kept."""
    return record.caption if record else ""


def about_museum(museum: Museum | None) -> str:
    """Return a museum's line in a list: its city and code."""
    return f"{museum.city}, {museum.code}" if museum else ""
