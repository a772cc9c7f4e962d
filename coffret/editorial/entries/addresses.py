"""Where entries stand: one address each, kept for ever, old ones leading to the new."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.editorial.entries.content import slug
from coffret.editorial.kinds import KINDS, ROLES
from coffret.editorial.models import Entry, FixedPage, Genre, KindName, Redirect, Resource

LONGEST_SLUG = 80
LONGEST_PATH = 400
MONTHLY = {Genre.NOTICE.value: "/notices-du-mois", Genre.MUSEUM.value: "/musees-du-mois"}
# Parts of addresses that lists and feeds take for themselves.
RESERVED = frozenset(
    {"flux", "agenda", "archives", "archive", "inscription", "inscrits", "recherche", "nouveau", "page", "apercu"}
)
_FIGURES = re.compile(r"[0-9-]+")


def assign(entry: Entry, content: Mapping[str, Any], now: datetime) -> bool:
    """Give the entry the address its content asks for, keep the old one and move the pages below it.

    Returns whether a published address changed. Raises Refused (EDI-ADR) when the address cannot be had; nothing is
    written then. The entry itself is not saved.
    """
    wanted = address(entry, content)
    if wanted == entry.path:
        return False
    _refuse_taken(wanted, entry)
    old, entry.path = entry.path, wanted
    # Its own, or, of a month, that of the page that bore it by mistake.
    Redirect.objects.filter(path=wanted).delete()
    if old is None:
        return False
    _move(entry, old, wanted, now)
    return True


def address(entry: Entry, content: Mapping[str, Any]) -> str:
    """Return the address a content asks for its entry; raises Refused when it asks for none that may be."""
    match entry.kind:
        case KindName.PAGE:
            return ROLES[_row(FixedPage, entry).role][0]
        case KindName.FEATURE if content["genre"] in MONTHLY:
            return _monthly(content)
        case KindName.LETTER:
            return _dated(content)
        case KindName.RESOURCE:
            path = f"{_parent_path(entry, content)}/{_last(entry, content)}"
        case _:
            path = f"/{KINDS[entry.kind].root}/{_last(entry, content)}"
    return _short_enough(path)


def _dated(content: Mapping[str, Any]) -> str:
    if not content["newsletter"] or not content["day"]:
        raise Refused(_("Un numéro se range sous sa lettre et sa date : dire les deux."))
    return f"/{KINDS[KindName.LETTER].root}/{content['newsletter']}/{content['day']}"


def _short_enough(path: str) -> str:
    if len(path) <= LONGEST_PATH:
        return path
    said = _("L’adresse « {path}… » dépasse {limit} signes : raccourcir le nom de la page, ou la ranger moins bas.")
    raise Refused(said.format(path=path[:60], limit=LONGEST_PATH))


def free(path: str, entry: Entry | None = None) -> str:
    """Return ``path``, or its first free neighbour (« …-2 ») when another entry has or had it."""
    if not _taken(path, entry):
        return path
    return next(near for n in count(2) if not _taken(near := f"{path}-{n}", entry))


def moved(path: str) -> Entry | None:
    """Return the entry that once stood at ``path``; None when none did."""
    row = Redirect.objects.filter(path=path).select_related("entry").first()
    return row.entry if row else None


def _row(model: Any, entry: Entry) -> Any:
    return entry if isinstance(entry, model) else model.objects.get(pk=entry.pk)


def _monthly(content: Mapping[str, Any]) -> str:
    if not content["month"]:
        raise Refused(_("Le mois manque : une page « {genre} » se range par mois.").format(genre=_genre(content)))
    return f"{MONTHLY[content['genre']]}/{content['month']}"


def _genre(content: Mapping[str, Any]) -> str:
    return str(Genre(content["genre"]).label)


def _last(entry: Entry, content: Mapping[str, Any]) -> str:
    """Return the last part: the slug typed, else the one it has, else what its title gives."""
    kept = (entry.path or "").rpartition("/")[2]
    part = content["slug"] or kept or slug(content["title"])[:LONGEST_SLUG].strip("-")
    if part == kept and kept:
        return part
    if not part:
        raise Refused(_("Le titre « {title} » ne donne pas d’adresse : écrire un nom.").format(title=content["title"]))
    if len(part) > LONGEST_SLUG:
        raise Refused(
            _("Le nom « {slug} » compte {count} signes : {limit} au plus dans une adresse.").format(
                slug=part, count=len(part), limit=LONGEST_SLUG
            )
        )
    if part in RESERVED or _FIGURES.fullmatch(part):
        raise Refused(
            _("Le nom « {slug} » est réservé aux listes du site : en écrire un autre, par exemple « {other} ».").format(
                slug=part, other=f"{part}-1" if part in RESERVED else f"page-{part}"
            )
        )
    return part


# The tree of resources ------------------------------------------------------------------------------------------------


def _parent_path(entry: Entry, content: Mapping[str, Any]) -> str:
    if content["parent"] is None:
        return f"/{KINDS[KindName.RESOURCE].root}"
    parent = Resource.objects.filter(pk=content["parent"]).first()
    if parent is None:
        raise Refused(_("La page où celle-ci se range n’existe plus : en choisir une autre."))
    _refuse_loop(entry, parent)
    if parent.path is None or not parent.live:
        raise Refused(
            _(
                "La page « {title} », où celle-ci se range, n’est pas en ligne : la publier, ou en choisir une autre."
            ).format(title=parent.title)
        )
    return parent.path


def _refuse_loop(entry: Entry, parent: Resource) -> None:
    above: Resource | None = parent
    while above is not None:
        if above.pk == entry.pk:
            raise Refused(
                _("« {title} » se range déjà sous cette page : une page ne se range pas sous elle-même.").format(
                    title=parent.title
                )
            )
        above = above.parent


# Taken addresses ------------------------------------------------------------------------------------------------------


def _taken(path: str, entry: Entry | None) -> bool:
    mine = entry.pk if entry else 0
    others = Entry.objects.exclude(pk=mine), Redirect.objects.exclude(entry_id=mine)
    return any(rows.filter(path=path).exists() for rows in others)


def _refuse_taken(path: str, entry: Entry) -> None:
    """Refuse an address that another entry has, or had and left; the refusal names a free one."""
    other = Entry.objects.exclude(pk=entry.pk).filter(path=path).first()
    if _is_decided(path, entry):
        _refuse_other(path, other)
        return
    old = moved(path)
    if other is None and (old is None or old.pk == entry.pk):
        return
    proposal = free(path, entry).rpartition("/")[2]
    if other is not None:
        said = _("L’adresse {path} est celle de « {title} ». Nom libre : « {free} ».")
    else:
        said = _("L’adresse {path} a été celle de « {title} » et y mène encore. Nom libre : « {free} ».")
    raise Refused(said.format(path=path, title=other or old, free=proposal), free=proposal)


def _is_decided(path: str, entry: Entry) -> bool:
    """Say whether the address follows from what the entry is (its month, its role): no other name would do."""
    return entry.kind in {KindName.PAGE, KindName.LETTER} or path.startswith(
        tuple(f"{root}/" for root in MONTHLY.values())
    )


def _refuse_other(path: str, other: Entry | None) -> None:
    """Refuse a decided address that another entry has; one that left it was there by mistake and gives it back."""
    if other is not None:
        said = _("L’adresse {path} est celle de « {title} » : compléter cette page plutôt que d’en faire une autre.")
        raise Refused(said.format(path=path, title=other.title))


def _move(entry: Entry, old: str, new: str, now: datetime) -> None:
    """Keep the old address, and carry the pages below a resource along with it."""
    Redirect.objects.update_or_create(path=old, defaults={"entry": entry, "at": now})
    if entry.kind != KindName.RESOURCE:
        return
    below = Entry.objects.filter(kind=KindName.RESOURCE, path__startswith=f"{old}/").exclude(pk=entry.pk)
    for page in below.order_by("path"):
        was, page.path = page.path or "", _short_enough(new + (page.path or "").removeprefix(old))
        _refuse_taken(page.path, page)
        Redirect.objects.filter(path=page.path, entry=page).delete()
        page.save(update_fields=["path"])
        Redirect.objects.update_or_create(path=was, defaults={"entry": page, "at": now})
