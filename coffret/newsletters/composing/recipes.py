"""What a drafted issue may be made of: the names a newsletter's recipe holds, in the order its sections come."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEATURES = "features"
MUSEUMS = "museums"
NEW_NOTICES = "new_notices"
NEW_MUSEUMS = "new_museums"
RESOURCES = "resources"
EVENTS = "events"
NEWS = "news"

RECIPES: tuple[tuple[str, Promise], ...] = (
    (FEATURES, _("les notices du mois")),
    (MUSEUMS, _("les musées du mois")),
    (NEW_NOTICES, _("les nouvelles notices, et leur nombre")),
    (NEW_MUSEUMS, _("les musées qui arrivent au catalogue")),
    (RESOURCES, _("les ressources publiées ou mises à jour")),
    (EVENTS, _("les événements à venir")),
    (NEWS, _("les actualités")),
)
NAMES = frozenset(name for name, _label in RECIPES)


def ordered(recipe: list[str]) -> list[str]:
    """Return the parts of a recipe in their order, known ones, once each; all of them when it names none."""
    kept = [name for name in dict.fromkeys(recipe) if name in NAMES]
    return kept or [name for name, _label in RECIPES]
