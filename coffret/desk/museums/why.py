"""« Pourquoi ma notice n’est-elle pas en ligne ? »: a notice followed step by step, or many at once, one line each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coffret.accounts import access
from coffret.conformity import sought, whereabouts
from coffret.conformity.steps import Link, Step, Trace, Where
from coffret.desk.guards import members
from coffret.submissions.models import Submission

# Notices followed step by step on one page; beyond, one line each.
DETAILED = 5
PAGES = {
    Where.LINE: "desk:line",
    Where.SUBMISSION: "desk:report",
    Where.NOTICE: "public:notice",
    Where.HISTORY: "desk:record_history",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A step, with the address its link leads to, « » for none."""

    step: Step
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A notice that answers: its way, its steps, the address of what to do next."""

    trace: Trace
    steps: list[Shown]
    next_url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and the notices that answer."""

    text: str
    answers: list[Answer]


@require_http_methods(["GET", "HEAD", "POST"])
@members
def why(request: HttpRequest) -> HttpResponse:
    """Follow one notice (in the address), or a list pasted (posted: it is long)."""
    given = request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")
    texts = sought.asked(given)
    traces = whereabouts.trace(request.user, texts) if texts else {}
    found = [Asked(text, [_answer(one, request.user) for one in each]) for text, each in traces.items()]
    context = {
        "rail": "why",
        "given": given[: sought.MOST * (sought.LONGEST + 1)],
        "asked": found,
        "detailed": sum(len(one.answers) or 1 for one in found) <= DETAILED,
        "most": sought.MOST,
        "missing": [one for one in found if not one.answers],
        "hand_in_url": reverse("desk:handing") if access.hands_in(request.user) else "",
        "refused": _refused_whole(request.user) if any(not one.answers for one in found) else [],
    }
    return render(request, "desk/museums/why.html", context)


def _answer(trace: Trace, user: Any) -> Answer:
    steps = [Shown(step, _url(step.link, user)) for step in trace.steps]
    return Answer(trace, steps, _url(trace.next, user))


def _url(link: Link | None, user: Any) -> str:
    """Return where a link leads for whoever reads; « » when it is not for them."""
    if link is None:
        return ""
    if link.where is Where.HAND_IN:
        return reverse("desk:handing") if access.hands_in(user) else ""
    if link.where is Where.IMAGES:
        return f"{reverse('desk:images')}?musee={link.arguments[0]}"
    return reverse(PAGES[link.where], args=link.arguments)


def _refused_whole(user: Any) -> list[Submission]:
    """Return the latest files of one's museums that nobody could read: what is looked for may have been in them."""
    seen = access.seen_codes(user)
    rows = Submission.objects.filter(stage="refused", museum__in=seen).order_by("-pk")
    return list(rows[:3])
