"""Submissions as the workshop's pages read them: those one may see, what waits, the form of a file in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.catalogue import census
from coffret.submissions.models import Stage, Submission

FORMATS = {
    "ajout_pilote": _("ajout piloté"),
    "ajout_pilote_csv": _("ajout piloté en CSV"),
    "pop_csv": _("CSV de POP"),
    "open_data": _("CSV des données ouvertes"),
    "api_json": _("JSON de l’API"),
    "json_lines": "JSON Lines",
    "xlsx": "Excel (.xlsx)",
    "ods": "OpenDocument (.ods)",
}


def submissions_of(user: Any) -> QuerySet[Submission]:
    """Return the submissions ``user`` may read, newest first."""
    rows = Submission.objects.select_related("submitted_by").order_by("-pk")
    if user.is_office:
        return rows
    mine = access.seen_codes(user)
    # Those of several museums, few, name them in a JSON list: read by code, which holds on any database.
    several = rows.filter(museum="").exclude(museums=[]).values_list("pk", "museums")
    shared = [pk for pk, museums in several if museums and set(museums) <= mine]
    return rows.filter(Q(museum__in=mine) | Q(pk__in=shared))


def waiting(user: Any) -> QuerySet[Submission]:
    """Return the checked submissions that wait for a decision."""
    return submissions_of(user).filter(stage__in=[Stage.CHECKED, Stage.PARTLY])


def form_of(submission: Submission) -> str:
    """Return the format and the encoding of its file, in words; « » when nobody could read it."""
    name = str(FORMATS.get(submission.format, submission.format))
    return ", ".join(filter(None, (name, submission.encoding.upper())))


@dataclass(frozen=True, slots=True)
class Figures:
    """A museum, how many of its records are online, and how many of those show a picture."""

    museum: Museum
    online: int
    illustrated: int


def museum_figures(user: Any) -> list[Figures]:
    """Return the museums of ``user`` in figures; for the office, all those that hold records."""
    codes = None if user.is_office else access.museum_codes(user)
    held = census.holdings(codes)
    museums = Museum.objects.filter(code__in=held if codes is None else codes).only("code", "city", "official_name")
    found = ((one, held.get(one.code, census.NOTHING)) for one in museums.order_by("city", "official_name", "code"))
    return [Figures(museum, counts.online, counts.illustrated) for museum, counts in found]
