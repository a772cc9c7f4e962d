"""Newsletters: opened, changed, closed. The name in the address is given once, for it stands in mails already read."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.text import fold
from coffret.editorial.entries.content import slug as slugged
from coffret.editorial.models import Frequency, Issue, Newsletter
from coffret.newsletters.composing import recipes

# First parts of addresses under /lettres/ that pages take for themselves.
RESERVED = frozenset(
    {
        "desabonnement",
        "preferences",
        "confirmation",
        "mon-lien",
        "abonnement",
        "retours",
        "flux",
        "flux.xml",
        "archives",
    }
)
EDITED = (
    "name",
    "about",
    "audience",
    "frequency",
    "language",
    "sender_name",
    "sender_email",
    "reply_to",
    "open",
    "archived",
    "recipe",
    "position",
)
LONGEST_SLUG = 40
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIGURES = re.compile(r"[0-9-]+")


def defaults() -> dict[str, Any]:
    """Return what a new newsletter begins with: values of EDITED, the last place among the others."""
    last = Newsletter.objects.aggregate(last=Max("position"))["last"]
    return {
        "name": "",
        "about": "",
        "audience": "",
        "frequency": Frequency.MONTHLY.value,
        "language": "fr",
        "sender_name": "",
        "sender_email": "",
        "reply_to": "",
        "open": True,
        "archived": True,
        "recipe": [name for name, _label in recipes.RECIPES],
        "position": 0 if last is None else last + 1,
    }


def opened() -> list[Newsletter]:
    """Return the newsletters that are not closed, in their order."""
    return list(Newsletter.objects.filter(closed_at=None))


@transaction.atomic
def create(values: Mapping[str, Any], slug: str = "", *, now: datetime | None = None) -> Newsletter:
    """Return a new newsletter; ``slug`` is made of its name when none is given, other values are those of defaults().

    Raises Refused for a name or an address taken or reserved, or a value that cannot be; KeyError for another name
    than those of EDITED.
    """
    row = Newsletter(created_at=now or timezone.now())
    _set(row, {**defaults(), **values})
    row.slug = _free_slug(slug.strip() or slugged(row.name)[:LONGEST_SLUG].strip("-"))
    _refuse_wrong(row)
    row.save()
    return row


@transaction.atomic
def change(newsletter: Newsletter, values: Mapping[str, Any]) -> Newsletter:
    """Write some of EDITED and return the row; raises as create does. Its address never changes."""
    row = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    _set(row, values)
    _refuse_wrong(row)
    row.save()
    return row


@transaction.atomic
def close(newsletter: Newsletter, *, now: datetime | None = None) -> Newsletter:
    """Close a newsletter: nobody subscribes to it, nothing leaves any more; what was sent stays.

    Raises Refused while an issue is decided for later, or leaves.
    """
    row = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    waiting = Issue.objects.filter(newsletter=row, publish_at__isnull=False, sent_at=None).first()
    if waiting is not None:
        said = _("« {title} » est programmé : annuler cet envoi avant de fermer la lettre.")
        raise Refused(said.format(title=waiting.title))
    row.closed_at = row.closed_at or now or timezone.now()
    row.save(update_fields=["closed_at"])
    return row


@transaction.atomic
def reopen(newsletter: Newsletter) -> Newsletter:
    """Open again a newsletter that was closed; its subscribers are those it had."""
    row = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    row.closed_at = None
    row.save(update_fields=["closed_at"])
    return row


def _set(row: Newsletter, values: Mapping[str, Any]) -> None:
    if unknown := values.keys() - set(EDITED):
        raise KeyError(unknown.pop())
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _free_slug(slug: str) -> str:
    if not slug:
        raise Refused(_("Le nom de la lettre ne donne pas d’adresse : en écrire une, par exemple « nouveautes »."))
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        said = _(
            "« {slug} » ne va pas dans une adresse : des minuscules sans accent, des chiffres, des tirets, 40 au plus."
        )
        raise Refused(said.format(slug=slug[:60]))
    if slug in RESERVED or _FIGURES.fullmatch(slug):
        said = _("« {slug} » est réservé aux pages du site : en écrire un autre, par exemple « {other} ».")
        raise Refused(said.format(slug=slug, other=f"lettre-{slug}"))
    if Newsletter.objects.filter(slug=slug).exists():
        said = _("Une lettre se trouve déjà à l’adresse /lettres/{slug} : écrire un autre nom dans l’adresse.")
        raise Refused(said.format(slug=slug))
    return slug


def _refuse_wrong(row: Newsletter) -> None:
    """Refuse what cannot be, with the value and what to do about it."""
    if not row.name:
        raise Refused(_("Le nom de la lettre manque : ses lecteurs la reconnaissent à lui."))
    names = Newsletter.objects.exclude(pk=row.pk).values_list("name", flat=True)
    if fold(row.name) in map(fold, names):
        raise Refused(_("Une autre lettre s’appelle « {name} » : choisir un autre nom.").format(name=row.name))
    if row.language not in dict(settings.LANGUAGES):
        raise Refused(_("« {code} » n’est pas une langue du site.").format(code=row.language))
    if unknown := [str(part) for part in row.recipe if part not in recipes.NAMES]:
        raise Refused(_("« {part} » n’entre dans aucun numéro.").format(part=unknown[0]))
    if "\n" in row.sender_name or "\r" in row.sender_name:
        raise Refused(_("Le nom de l’expéditeur tient en une ligne."))
    try:
        row.clean_fields(exclude=["slug", "closed_at"])
    except ValidationError as wrong:
        name, reasons = next(iter(wrong.message_dict.items()))
        said = _("« {value} » ne va pas : {reason}")
        raise Refused(said.format(value=getattr(row, name), reason=reasons[0])) from wrong
