"""How a museum's notices came to be as they are: the rows of past days, drawn."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coffret.base.plots import Datum, Plot, columns
from coffret.conformity.models import Measure

# What may be drawn: the count, and its name.
CURVES: dict[str, str | Promise] = {
    "minimum": _("Fiches minimum complètes"),
    "erreur": _("Notices avec une erreur"),
    "alerte": _("Notices avec une alerte"),
    "illustrated": _("Notices illustrées"),
    "vocabulary": _("Notices avec un terme inconnu"),
    "online": _("Notices en ligne"),
}
# Points drawn at most, and how far back one looks.
MOST, BACK = 26, timedelta(days=800)
# Dates written under the columns: a phone has room for five.
NAMED = 5

Period = Callable[[date], tuple[int, ...]]


def plot(museum: str, curve: str) -> Plot | None:
    """Return the plot of a count of ``museum`` by day, by week or by month, as there are days; None before two."""
    since = timezone.localdate() - BACK
    rows = Measure.objects.filter(museum=museum, day__gte=since).order_by("day").values_list("day", "counts")
    points = thinned([(day, int(counts.get(curve, 0))) for day, counts in rows])
    if len(points) < 2:
        return None
    data = [Datum(date_format(day, "DATE_FORMAT"), value, "", date_format(day, "d/m/y")) for day, value in points]
    return columns("trend", data, named_every=-(-len(data) // NAMED))


def thinned(points: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Return at most MOST points: the last of each week, or of each month, when there are too many days."""
    for period in _PERIODS:
        kept = list({period(day): (day, value) for day, value in points}.values())
        if len(kept) <= MOST:
            return kept
    return kept[-MOST:]


_PERIODS: tuple[Period, ...] = (
    lambda day: (day.toordinal(),),
    lambda day: day.isocalendar()[:2],
    lambda day: (day.year, day.month),
)
