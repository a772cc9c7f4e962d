"""The list of submissions: those one may read, by museum, stage, origin and who handed them in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.authorities.models import Museum
from coffret.desk.guards import members
from coffret.desk.submissions import reading, seeing
from coffret.submissions.models import Origin, Stage, Submission

# Museums and people a list of choices may hold.
MOST = 500


@require_GET
@members
def submissions(request: HttpRequest) -> HttpResponse:
    """List the submissions the account may read, newest first."""
    every = reading.submissions_of(request.user)
    asked = {name: request.GET.get(name, "").replace("\0", "")[:20] for name in ("musee", "etat", "origine", "qui")}
    context = {
        "rail": "submissions",
        "page": seeing.page_of(request, _filtered(every, asked)),
        "others": seeing.others_of(request),
        "asked": asked,
        "filtered": any(asked.values()),
        "museums": (museums := _museums(request.user, every)),
        "several": len(museums) > 1,
        "stages": Stage.choices,
        "origins": Origin.choices,
        "people": _people(every),
        "hands_in": access.hands_in(request.user),
    }
    return render(request, "desk/submissions/list.html", context)


def _filtered(rows: QuerySet[Submission], asked: dict[str, str]) -> QuerySet[Submission]:
    who = asked["qui"]
    named = {
        "museum": asked["musee"],
        "stage": asked["etat"],
        "origin": asked["origine"],
        "submitted_by": int(who) if who.isascii() and who.isdecimal() and len(who) < 16 else 0,
    }
    return rows.filter(**{name: said for name, said in named.items() if said})


def _museums(user: Any, rows: QuerySet[Submission]) -> list[Museum]:
    """Return the museums whose submissions one may choose."""
    known = Museum.objects.order_by("city", "official_name", "code")
    if not user.is_office:
        return list(known.filter(code__in=access.seen_codes(user))[:MOST])
    return list(known.filter(code__in=rows.order_by().values("museum").distinct())[:MOST])


def _people(rows: QuerySet[Submission]) -> list[User]:
    """Return who handed in what one may read."""
    who = rows.order_by().exclude(submitted_by=None).values("submitted_by").distinct()
    return list(User.objects.filter(pk__in=who).order_by("name", "email")[:MOST])
