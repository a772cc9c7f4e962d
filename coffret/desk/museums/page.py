"""A museum's own page in the workshop: its figures, its ways in, how it takes part, its last submissions."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coffret.accounts import access
from coffret.accounts.models import Participation
from coffret.desk.guards import members
from coffret.desk.museums import figures, ways
from coffret.desk.museums.guard import museum_for
from coffret.desk.submissions import reading

RECENT = 8


@require_GET
@members
def museum(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a museum stands, how it takes part, and its last submissions."""
    found = museum_for(request, code)
    recent = reading.submissions_of(request.user).filter(Q(museum=code))[:RECENT]
    context = {
        "rail": "museums" if access.can_see_every_museum(request.user) else "home",
        "museum": found,
        "card": figures.cards_of([code], request.user, {})[0],
        "ways": ways.museum_ways(request.user, code),
        "participation": Participation.objects.filter(museum=found).select_related("enrolled_by", "changed_by").first(),
        "can_enrol": access.can_enrol(request.user),
        "recent": recent,
    }
    return render(request, "desk/museums/museum.html", context)
