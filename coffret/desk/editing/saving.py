"""What the form of an entry sends: files are taken in, lists rearranged, or the whole is saved, never over another's."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.desk.editing import conflict as editing_conflict
from coffret.desk.editing import page as editing_page
from coffret.desk.editing import sections, sections_offers
from coffret.desk.editing.form import read
from coffret.desk.editing.offers import offered
from coffret.desk.editing.page import writer
from coffret.desk.editing.rows import rearranged
from coffret.desk.editing.sections_shown import Picking
from coffret.desk.editing.things import Items
from coffret.editorial.entries import actions
from coffret.editorial.entries.journal import Overtaken
from coffret.editorial.files import documents, pictures
from coffret.editorial.kinds import Kind, Widget, kind_of
from coffret.editorial.models import Entry, Picture

Content = dict[str, Any]
_OF_ITEM = re.compile(r"(\w+)\.(\d{1,4})\.items\.(\d{1,4})\.picture\.file")
_OF_SECTION = re.compile(r"(\w+)\.(\d{1,4})\.file")
_EDITION = re.compile(r"(\w+)\.(\d{1,4})\.editions\.(\d{1,4})\.file")


def base_of(request: HttpRequest) -> int:
    """Return the number of the revision the form was made from; 0 when it does not say."""
    text = request.POST.get("base", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def sends_form(request: HttpRequest) -> bool:
    """Say whether the request holds the form of an entry: an act asked for alone would else empty it."""
    return "base" in request.POST and "title" in request.POST


def handled(request: HttpRequest, entry: Entry) -> HttpResponse | None:
    """Save what the form holds; return None, or the page that says why not, or that one of its buttons asked for."""
    kind, base = kind_of(entry), base_of(request)
    content = read(kind, request.POST)
    try:
        _take_files(kind, content, request.FILES, writer(request))
        if do := request.POST.get("do", ""):
            return _arranged(request, entry, content, do)
        actions.save(entry, content, writer(request), base)
    except Overtaken as late:
        actions.autosave(entry, content, writer(request), base)
        return editing_conflict.page(request, entry, content, base, late.revision)
    except Refused as refusal:
        return editing_page.shown(request, entry, content, base, refusal=str(refusal), unsaved=True)
    return None


def _arranged(request: HttpRequest, entry: Entry, content: Content, do: str) -> HttpResponse:
    name, _dot, asked = do.partition(".")
    act, _dot, place = asked.partition(".")
    content = rearranged(kind_of(entry), content, do)
    offers: Items | Picking | None
    if any(field.name == name and field.widget is Widget.SECTIONS for field in kind_of(entry).fields):
        _put(content[name], act, place, writer(request))
        offers = _picking(act, place, request.POST.get("find", ""))
    else:
        offers = offered(content, act, request.POST.get("find", ""))
    return editing_page.shown(request, entry, content, base_of(request), unsaved=True, offered=offers)


def _put(rows: list[Content], act: str, place: str, by: User) -> None:
    """Do what a button of the sections asks of the catalogue: add what was found (« s2.notice.M0650000001 »), take again
    the credit that the record gives.
    """
    key, _dot, what = place.partition(".")
    thing, _dot, ref = what.partition(".")
    if act == "put" and thing == "words":
        sections.put(rows, key, sections.blank_item("words"))
    elif act == "put" and sections_offers.exists(thing, ref):
        sections.put(rows, key, sections_offers.item(thing, ref, by))
    elif act == "credit" and (item := sections.item_of(rows, key)) and item["picture"]:
        item["picture"]["credit"] = sections_offers.credit_now(item)


def _picking(act: str, place: str, words: str) -> Picking | None:
    """Return what is offered to a section (« s2.notice »): asked to look for something, then having looked."""
    key, _dot, thing = place.partition(".")
    return sections_offers.picking(key, thing, words if act == "find" else "", act == "find") if act in _LOOKS else None


_LOOKS = frozenset({"seek", "find"})


def _take_files(kind: Kind, content: Content, files: Mapping[str, Any], by: Any) -> None:
    """Take in the files the form sends, each in its field; raises Refused for one that cannot be."""
    widgets = {field.name: field.widget for field in kind.fields}
    for name, file in files.items():
        field = name.removesuffix(".file")
        if widgets.get(field) is Widget.PICTURE:
            content[field] = picture_use(pictures.upload(file, file.name, by), content[field])
        elif (place := _EDITION.fullmatch(name)) and widgets.get(place[1]) is Widget.PUBLICATIONS:
            edition = _edition(content[place[1]], int(place[2]), int(place[3]))
            if edition is not None:
                edition["document"] = documents.upload(file, file.name, by).pk
        elif (place := _OF_ITEM.fullmatch(name)) and widgets.get(place[1]) is Widget.SECTIONS:
            _take_picture(content[place[1]], int(place[2]), int(place[3]), pictures.upload(file, file.name, by))
        elif (place := _OF_SECTION.fullmatch(name)) and widgets.get(place[1]) is Widget.SECTIONS:
            rows, row = content[place[1]], int(place[2])
            picture = pictures.upload(file, file.name, by)
            if row < len(rows):
                rows[row]["items"].append(sections_offers.item("picture", str(picture.pk), by))


def _take_picture(rows: list[Content], row: int, place: int, picture: Picture) -> None:
    """Give an item of a letter the picture just sent."""
    items = rows[row]["items"] if row < len(rows) else []
    if place < len(items):
        items[place]["picture"] = picture_use(picture, items[place]["picture"])
        if items[place]["thing"] == "picture":
            items[place]["ref"] = str(picture.pk)


def _edition(publications: list[Content], row: int, place: int) -> Content | None:
    """Return an edition by its places; None for one the form does not hold."""
    editions = publications[row]["editions"] if row < len(publications) else []
    return editions[place] if place < len(editions) else None


def picture_use(picture: Any, before: Content | None) -> Content:
    """Return the use of a picture just chosen: its own credit and rights, the caption of the one it replaces."""
    caption = before["caption"] if before else ""
    words = {"alt": "", "credit": picture.credit, "rights": picture.rights, "caption": caption}
    return {"picture": picture.pk, "decorative": False, **words}
