"""The order of resources among their neighbours: it is no part of what they say, so it is online at once.

Moving a page makes nobody its author, and leaves what others are writing alone.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.editorial.models import Resource


@transaction.atomic
def move(number: int, towards: str, before: int) -> None:
    """Move a resource among those of the same parent: « haut », « bas », or before another (``before``, 0: last).

    Raises Refused for a page, or a neighbour, that is not there.
    """
    page = _ranked().filter(pk=number).first()
    if page is None:
        raise Refused(_("Cette ressource n’a pas de place à changer : la publier, ou recharger la page."))
    row = list(_ranked().filter(parent_id=page.parent_id).order_by("position", "title", "pk"))
    for rank, one in enumerate(_moved(row, page, towards, before), 1):
        if one.position != rank:
            Resource.objects.filter(pk=one.pk).update(position=rank)


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
