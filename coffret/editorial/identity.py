"""What the office says of its own site: one row, and the journal of who changed it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import KindName, Site, SiteChange

KEY = 1
EDITED = ("name", "tagline", "publisher", "contact_email", "organiser", "footer", "two_people", "erased_after")
# Months after an event during which what its participants gave may be kept.
KEPT_MONTHS = range(1, 37)
# What leaves for thousands of people is read by two, whatever the site asks of its pages.
ALWAYS_TWO = frozenset({KindName.LETTER.value})


def site() -> Site:
    """Return the site's row, as the defaults have it while nobody wrote it; one query by key.

    Not remembered from one request to the next: several processes serve the site, and a change shows at once.
    """
    return Site.objects.filter(pk=KEY).first() or Site(pk=KEY)


def two_people(kind: str) -> bool:
    """Say whether another person must approve entries of this kind."""
    return kind in ALWAYS_TWO or kind in site().two_people


@transaction.atomic
def change(values: Mapping[str, Any], by: User | None) -> Site:
    """Write some of EDITED in the site's row, and in its journal what they replace; return the row.

    Raises Refused for a value that cannot be, KeyError for another name.
    """
    Site.objects.get_or_create(pk=KEY)
    row = Site.objects.select_for_update().get(pk=KEY)
    changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if unknown := changed.keys() - set(EDITED):
        raise KeyError(unknown.pop())
    for name, (_before, after) in changed.items():
        setattr(row, name, after)
    _refuse_wrong(row)
    if changed:
        row.save()
        SiteChange.objects.create(by=by, at=timezone.now(), values=changed)
    return row


def _refuse_wrong(row: Site) -> None:
    if not row.name.strip():
        raise Refused(_("Le nom du site manque : il est en haut de chaque page."))
    if row.erased_after not in KEPT_MONTHS:
        said = _("{count} mois : de {least} à {most} mois, les coordonnées des inscrits se gardent puis s’effacent.")
        raise Refused(said.format(count=row.erased_after, least=KEPT_MONTHS[0], most=KEPT_MONTHS[-1]))
    if unknown := [kind for kind in row.two_people if kind not in KINDS]:
        raise Refused(_("« {kind} » n’est pas un type de page.").format(kind=unknown[0]))
    try:
        row.clean_fields()
    except ValidationError as wrong:
        name, reasons = next(iter(wrong.message_dict.items()))
        raise Refused(
            _("« {value} » ne va pas : {reason}").format(value=getattr(row, name), reason=reasons[0])
        ) from wrong
