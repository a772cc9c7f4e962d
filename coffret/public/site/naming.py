"""How what the office puts forward is called, over its title and on the cards that are shared."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.editorial.models import Genre


def heading(genre: Genre, count: int) -> str:
    """Return how what is put forward is called, by how many there are: « Notice du mois » for one."""
    return {
        Genre.NOTICE: ngettext("Notice du mois", "Notices du mois", count),
        Genre.MUSEUM: ngettext("Musée du mois", "Musées du mois", count),
        Genre.SELECTION: _("Sélection"),
    }[genre]


def over(genre: Genre, month: date | None, count: int) -> str:
    """Return what stands over a feature's title: « Notices du mois · mai 2026 »."""
    return " · ".join(part for part in (heading(genre, count), date_format(month, "F Y") if month else "") if part)
