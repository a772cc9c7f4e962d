"""The pages the site always has: the office's own words when it wrote them, else words that hold for any office."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coffret.editorial.kinds import ROLES
from coffret.editorial.models import Event, Feature, FixedPage, Genre, KindName, News
from coffret.public.site import features, reading, sharing
from coffret.public.site.reading import Reading
from coffret.public.site.tree import Tree

# What is listed of each kind on the plan: the rest stands in the lists themselves.
LISTED = 12


@require_safe
def fixed(request: HttpRequest, role: str) -> HttpResponse:
    """Show the page of this role (a key of ROLES)."""
    entry = FixedPage.objects.filter(role=role, live=True).first()
    if entry is not None:
        template, context = fixed_page(request, entry, reading.whole(entry))
        return render(request, template, context)
    path, title = ROLES[role]
    context = {**beside(role), "share": sharing.plain(str(title), "", path)}
    return render(request, f"public/site/{role}.html", context)


def fixed_page(request: HttpRequest, entry: FixedPage, content: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the template and context of a fixed page written by the office. ``content`` may be a draft."""
    read = Reading(KindName.PAGE, content)
    body, headings = reading.anchored(read.rich(content["body"]))
    questions = [(one["question"], read.rich(one["answer"])) for one in content["questions"]]
    context = {
        **beside(entry.role),
        "entry": entry,
        "title": content["title"],
        "summary": content["summary"],
        "body": body,
        "contents": reading.contents(headings),
        "questions": questions,
        "share": sharing.of_entry(entry, content),
    }
    return "public/site/fixed.html", context


def beside(role: str) -> dict[str, object]:
    """Return what a role's page shows whoever wrote its words: the plan is drawn from what is online."""
    return {"section": "", "plan": plan() if role == "plan" else None}


def plan() -> dict[str, object]:
    """Return what the plan lists: the tree of resources, the latest of the rest, the years and months there are."""
    now = timezone.now()
    ahead = Event.objects.filter(live=True).filter(starts_at__gte=now).order_by("starts_at", "pk")
    news = News.objects.filter(live=True).order_by("-first_published_at", "-pk")
    return {
        "tree": Tree().roots,
        "events": list(ahead[:LISTED]),
        "news": list(news[:LISTED]),
        "features": [_put_forward(genre) for genre in Genre],
    }


def _put_forward(genre: Genre) -> tuple[str, str, list[Feature]]:
    """Return how an archive is called, its address, and the latest of what it holds."""
    found = Feature.objects.filter(live=True, genre=genre).order_by(F("month").desc(nulls_last=True), "title", "pk")
    return features.plural(genre), features.ROOTS[genre], list(found[:LISTED])
