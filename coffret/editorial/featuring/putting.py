"""Putting a record or a museum forward: into the page of its month, begun when there is none."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.catalogue.models import Record
from coffret.editorial.entries import actions
from coffret.editorial.entries.content import blank
from coffret.editorial.models import Entry, Genre, KindName


def page_of(genre: Genre, month: date) -> Entry | None:
    """Return the page of a month, online or being written; None when nobody began it."""
    pages = Entry.objects.filter(kind=KindName.FEATURE).select_related("working")
    of_month = pages.filter(working__content__genre=genre.value, working__content__month=f"{month:%Y-%m}")
    return of_month.order_by("pk").first()


@transaction.atomic
def put_forward(genre: Genre, month: date, key: str, by: User) -> Entry:
    """Add a record (its reference) or a museum (its code) to the page of a month, last; return the page's entry.

    Twice the same adds nothing. Raises Refused for what the catalogue does not show, Overtaken when somebody saved the
    page meanwhile.
    """
    item = _item(genre, key)
    entry = page_of(genre, month)
    if entry is None or entry.working is None:
        given = {**blank(KindName.FEATURE), "genre": genre.value, "month": f"{month:%Y-%m}", "items": [item]}
        return actions.create(KindName.FEATURE, {**given, "title": _named(month)}, by)
    content = entry.working.content
    what = "museum" if genre is Genre.MUSEUM else "record"
    if not any(one.get(what) == key for one in content["items"]):
        actions.save(entry, {**content, "items": [*content["items"], item]}, by, entry.working.number)
    return entry


def _item(genre: Genre, key: str) -> dict[str, str]:
    if genre is Genre.MUSEUM:
        shown, what = Museum.objects.filter(code=key).exists(), "museum"
    else:
        shown, what = Record.objects.visible_to(None).filter(ref=key).exists(), "record"
    if not shown:
        raise Refused(_("« {key} » n’est pas au catalogue : choisir dans la liste.").format(key=key[:60]), value=key)
    return {what: key, "words": ""}


def _named(month: date) -> str:
    """Return the title a page begins with: « Décembre 2026 »."""
    with override("fr"):
        return str(date_format(month, "F Y")).capitalize()
