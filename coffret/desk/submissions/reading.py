"""Submissions as the workshop's pages read them: those one may see, what waits, the form of a file in words."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.catalogue.models import Status
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


def museum_figures(user: Any) -> QuerySet[Museum]:
    """Return the museums of ``user`` with their records online (``online``) and illustrated (``illustrated``)."""
    museums = Museum.objects.filter(records__isnull=False).distinct()
    if not user.is_office:
        museums = Museum.objects.filter(code__in=access.museum_codes(user))
    online = Q(records__status=Status.PUBLISHED)
    return museums.annotate(
        online=Count("records", filter=online),
        illustrated=Count("records", filter=online & Q(records__has_image=True)),
    ).order_by("city", "official_name", "code")
