"""The order of resources among their neighbours: no word of theirs changes, so it is online at once."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.entries.journal import add_revision, lock
from coffret.editorial.models import Entry, Resource


@transaction.atomic
def move(number: int, towards: str, before: int, by: User | None) -> None:
    """Move a resource among those of the same parent: « haut », « bas », or before another (``before``, 0: last).

    Each page whose rank changes gets a revision that says so, published when its last one was. Raises Refused for a
    page, or a neighbour, that is not there.
    """
    page = _ranked().filter(pk=number).first()
    if page is None:
        raise Refused(_("Cette ressource n’a pas de place à changer : la publier, ou recharger la page."))
    row = list(_ranked().filter(parent_id=page.parent_id).order_by("position", "title", "pk"))
    for rank, one in enumerate(_moved(row, page, towards, before), 1):
        if one.position != rank:
            _place(one, rank, by)


def _ranked() -> QuerySet[Resource]:
    """Return the resources that have a place: one never published takes it then."""
    return Resource.objects.filter(first_published_at__isnull=False)


def _moved(row: list[Resource], page: Resource, towards: str, before: int) -> list[Resource]:
    place = row.index(page)
    rest = [one for one in row if one != page]
    if towards == "haut":
        place = max(0, place - 1)
    elif towards == "bas":
        place = min(len(rest), place + 1)
    elif before == 0:
        place = len(rest)
    else:
        place = next((index for index, one in enumerate(rest) if one.pk == before), -1)
        if place < 0:
            raise Refused(_("Une page ne se déplace que parmi ses voisines : changer « Dans » dans sa fiche."))
    return [*rest[:place], page, *rest[place:]]


def _place(page: Resource, rank: int, by: User | None) -> None:
    Resource.objects.filter(pk=page.pk).update(position=rank)
    held = lock(page)
    online = {**held.content, "position": rank} if held.content else {}
    settled = held.working_id == held.published_id
    if held.working is not None:
        add_revision(held, {**held.working.content, "position": rank}, by, timezone.now())
    published = held.working if settled else held.published
    Entry.objects.filter(pk=page.pk).update(content=online, working=held.working, published=published)
