"""The workshop's first page: what waits, one's museums in figures, the ways in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from coffret.accounts import access
from coffret.desk import todo
from coffret.desk.guards import members
from coffret.desk.museums import figures, sections, waiting
from coffret.desk.submissions import reading

RECENT = 8


@require_GET
@members
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the account; those of museums see theirs in figures, the office all of them."""
    context = _office(request.user) if access.can_see_every_museum(request.user) else _museums(request.user)
    recent = reading.submissions_of(request.user)[:RECENT]
    return render(request, "desk/home.html", {"rail": "home", "recent": recent, **context})


def _office(user: Any) -> dict[str, Any]:
    asked = sections.reviews(user)
    return {
        "sections": [*([asked] if asked else []), *todo.sections(user)],
        "museums": reading.museum_figures(user),
        "cards": [],
        "hand_in_url": "",
        "newcomer": False,
    }


def _museums(user: Any) -> dict[str, Any]:
    groups = waiting.groups(user)
    return {
        "sections": [*sections.sections(groups), *todo.sections(user)],
        "museums": [],
        "cards": figures.cards(user, groups.by_museum),
        "newcomer": access.hands_in(user),
        "hand_in_url": reverse("desk:handing") if access.hands_in(user) else "",
    }
