"""The alerts a museum accepts, each with its reason; any of them may be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coffret.accounts import access
from coffret.base.rules import REGISTRY, Rule
from coffret.catalogue.fields import BY_CODE, Field
from coffret.desk.attempts import attempt
from coffret.desk.guards import members
from coffret.desk.mending import museums
from coffret.desk.submissions.seeing import page_of
from coffret.submissions.mending import accepting
from coffret.submissions.models import Acceptance


@dataclass(frozen=True, slots=True)
class Row:
    """An accepted alert as the list shows it."""

    acceptance: Acceptance
    rule: Rule | None
    field: Field | None


def rows_of(acceptances: Iterable[Acceptance]) -> list[Row]:
    """Return acceptances with their rule (None when it is no more) and their field."""
    return [Row(one, REGISTRY.get(one.code), BY_CODE.get(one.field)) for one in acceptances]


@require_GET
@members
def acceptances(request: HttpRequest, code: str) -> HttpResponse:
    """List what a museum accepts, the newest first; ``q`` looks in values, reasons, rules and references."""
    museum = museums.seen(request, code)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    held = Acceptance.objects.filter(museum=museum, revoked_at=None).select_related("by").order_by("-pk")
    if asked:
        held = held.filter(
            Q(value__holds=asked) | Q(reason__holds=asked) | Q(code__iexact=asked) | Q(ref__iexact=asked)
        )
    context = {
        "rail": "submissions",
        "museum": museum,
        "can_mend": access.can_mend(request.user, {museum.code}),
        "page": (page := page_of(request, held)),
        "rows": rows_of(page),
        "q": asked,
    }
    return render(request, "desk/mending/acceptances.html", context)


@require_POST
@members
def revocation(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take an acceptance back: the alert is said again at the next checks."""
    museum = museums.mended(request, code)
    acceptance = get_object_or_404(Acceptance, museum=museum, pk=number)
    said = _("L’alerte n’est plus acceptée : elle compte de nouveau dans vos versements.")
    attempt(request, lambda: accepting.revoke(acceptance, request.user), said)
    return redirect("desk:acceptances", code=museum.code)
