"""The ways in to a museum's work: few words, each for those who may."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coffret.accounts import access


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: where, in words; ``first`` for the one most wanted."""

    label: str
    url: str
    first: bool = False


def museum_ways(user: Any, code: str) -> list[Way]:
    """Return the ways in to one museum's work."""
    acts, codes = access.can_hand_in(user, code), [code]
    found = []
    if acts:
        found.append(Way(_("Verser"), f"{reverse('desk:handing')}?musee={code}", first=True))
        found.append(Way(_("Nouvelle notice"), f"{reverse('desk:record_new')}?musee={code}"))
    found.append(Way(_("Notices"), f"{reverse('desk:notices')}?musee={code}"))
    found.append(Way(_("Images"), f"{reverse('desk:images')}?musee={code}"))
    found.append(Way(_("Conformité"), reverse("desk:museum_conformity", args=codes)))
    found.append(Way(_("Corrections habituelles"), reverse("desk:habits", args=codes)))
    found.append(Way(_("Exporter les notices"), reverse("desk:museum_exports", args=codes)))
    if access.can_see_people(user, code):
        found.append(Way(_("Personnes"), reverse("desk:museum_people", args=codes)))
    found.append(Way(_("Page publique"), reverse("public:museum", args=codes)))
    return found
