"""The museums that take part, for the office: those enrolled, the directory to enrol from, who reads before publication."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.accounts import access, invitations, participations
from coffret.accounts.models import Participation, Role
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.catalogue import census
from coffret.desk.attempts import attempt
from coffret.desk.guards import opened_to
from coffret.desk.museums.forms import EnrolForm
from coffret.desk.museums.guard import me, museum_for
from coffret.desk.submissions.seeing import page_of

office = opened_to(access.can_see_every_museum)
enrollers = opened_to(access.can_enrol)
FOUND = 20


def named(words: str) -> Q:
    """Return the condition that a museum's code, town, name or region holds each of ``words``."""
    condition = Q()
    for word in words.split():
        condition &= (
            Q(code__iexact=word)
            | Q(city__holds=word)
            | Q(official_name__holds=word)
            | Q(usual_name__holds=word)
            | Q(region__holds=word)
        )
    return condition


def enrolled(words: str) -> QuerySet[Museum]:
    """Return the museums that take part and answer to ``words``, with their people and their records online."""
    # Two joins would multiply each other: the records of the page alone are counted, by figures().
    rows = Museum.objects.filter(named(words), participation__isnull=False).select_related("participation")
    return rows.annotate(people=Count("memberships")).order_by("city", "official_name", "code")


def figures(museums: list[Museum]) -> dict[str, dict[str, int]]:
    """Return the records online, and those illustrated, of these museums by code."""
    codes = [museum.code for museum in museums]
    held = census.holdings(codes)
    counts = ((code, held.get(code, census.NOTHING)) for code in codes)
    return {code: {"online": one.online, "illustrated": one.illustrated} for code, one in counts}


@require_GET
@office
def museums(request: HttpRequest) -> HttpResponse:
    """List the museums that take part; looked for by words, those of the directory that do not yet are offered."""
    words = request.GET.get("q", "").strip()[:200]
    page = page_of(request, enrolled(words))
    counts = figures(list(page.object_list))
    others = Museum.objects.filter(named(words), participation__isnull=True) if words else Museum.objects.none()
    context = {
        "rail": "museums",
        "words": words,
        "page": page,
        "rows": [{"museum": museum, **counts[museum.code]} for museum in page.object_list],
        "others": others.order_by("city", "official_name", "code")[:FOUND],
        "can_enrol": access.can_enrol(request.user),
    }
    return render(request, "desk/museums/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@enrollers
def enrolment(request: HttpRequest, code: str) -> HttpResponse:
    """Enrol a museum of the directory, and invite who answers for it."""
    museum = get_object_or_404(Museum, pk=code)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _enrol(request, museum, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:museum", code=code)
    context = {
        "rail": "museums",
        "museum": museum,
        "form": form,
        "already": Participation.objects.filter(museum=museum).exists(),
    }
    return render(request, "desk/museums/enrol.html", context)


def _enrol(request: HttpRequest, museum: Museum, asked: dict[str, Any]) -> None:
    with transaction.atomic():
        participations.enrol(museum.code, reviewed=asked["reviewed"], by=me(request))
        if asked["email"]:
            invitations.invite(asked["email"], museums={museum.code: Role.MANAGER}, by=me(request))
    said = _("{city} est inscrit.").format(city=museum.city or museum.code)
    if asked["email"]:
        said += " " + _("L’invitation part à {email}.").format(email=asked["email"])
    messages.success(request, said)


@require_POST
@enrollers
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Choose whether the office reads this museum's submissions before they are published."""
    museum_for(request, code)
    reviewed = request.POST.get("reviewed") == "oui"
    read = _("Le bureau relit désormais les versements de ce musée avant publication.")
    free = _("Ce musée publie désormais lui-même.")
    attempt(
        request,
        lambda: participations.choose_review(code, reviewed, by=me(request)),
        read if reviewed else free,
    )
    return redirect("desk:museum", code=code)
