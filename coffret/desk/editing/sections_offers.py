"""What a section of a letter may be given: found by words, then made an item with the picture it comes with."""

from typing import Any

from django.utils import timezone

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.numbers import row_number
from coffret.desk.editing import choosing
from coffret.desk.editing.sections import blank_item
from coffret.desk.editing.sections_shown import Picking
from coffret.desk.editing.things import Chosen
from coffret.editorial.entries.references import Ref, targets
from coffret.editorial.files import pictures
from coffret.editorial.models import Entry, Picture
from coffret.images.models import Image
from coffret.newsletters.composing.things import look_up

Content = dict[str, Any]

# What is looked up for each thing: the name of the dialogs' finder.
FINDERS = {"notice": "notices", "museum": "musees", "entry": "pages", "document": "documents", "picture": "images"}


def picking(key: str, thing: str, words: str, looked: bool) -> Picking | None:
    """Return what is offered to the section ``key``: what the words find, the latest when there are none; None for a
    thing that is not found by words.
    """
    finder = FINDERS.get(thing)
    if finder is None:
        return None
    rows = choosing.FINDERS[finder](words.strip()[: choosing.LONGEST])
    return Picking(key, thing, words, looked, [_offer(thing, row) for row in rows])


def _offer(thing: str, row: choosing.Row) -> Chosen:
    key = str(row["href"]).partition("/")[2]
    return Chosen(thing, key, row["title"], row["about"], thumb=row["thumb"], draft=bool(row.get("draft")))


def item(thing: str, ref: str, by: User) -> Content:
    """Return the item that shows a thing, with the picture it comes with: the first of a notice, that of a page.

    A picture that may no longer be shown is left out.
    """
    made = blank_item(thing, ref)
    made["picture"] = _picture(thing, ref, by)
    return made


def _picture(thing: str, ref: str, by: User) -> Content | None:
    match thing:
        case "notice":
            return _first_image(ref, by)
        case "entry":
            entry = Entry.objects.filter(pk=row_number(ref) or 0).first()
            cover = entry.content.get("cover") if entry else None
            return dict(cover) if cover else None
        case "picture":
            row = Picture.objects.filter(pk=row_number(ref) or 0).first()
            return use_of(row) if row else None
    return None


def _first_image(ref: str, by: User) -> Content | None:
    rows = Image.objects.filter(record__ref=ref, withdrawn=False).select_related("record")
    image = rows.order_by("position", "pk").first()
    if image is None:
        return None
    try:
        return use_of(pictures.from_catalogue(image, by))
    except Refused:
        return None


def use_of(picture: Picture) -> Content:
    """Return a new use of a picture: its credit and its rights, its alternative text still to write."""
    said = {"credit": picture.credit, "rights": picture.rights, "caption": ""}
    return {"picture": picture.pk, "alt": "", "decorative": False, **said}


def credit_now(made: Content) -> str:
    """Return what the thing an item shows credits now; « » when it credits nobody."""
    ref = Ref(made["thing"], made["ref"])
    return look_up([ref], timezone.now())[ref].credit if made["ref"] else ""


def exists(thing: str, ref: str) -> bool:
    """Say whether there is such a thing."""
    return thing in FINDERS and targets([Ref(thing, ref)])[Ref(thing, ref)].row is not None
