"""The corrections a museum always wants: listed, looked for, added by hand, revoked, taken away as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY, Rule
from coffret.catalogue.fields import BY_CODE, Field
from coffret.desk.attempts import attempt
from coffret.desk.guards import members
from coffret.desk.mending import museums
from coffret.desk.mending.choices import handed_in
from coffret.desk.mending.letters import marked_letters
from coffret.desk.submissions.seeing import page_of
from coffret.submissions.mending import keeping
from coffret.submissions.models import Correction

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """A standing correction as the list shows it: both texts with their letters marked, the rule it answers."""

    correction: Correction
    field: Field | None
    rule: Rule | None
    before: SafeString
    after: SafeString


def rows_of(corrections: Iterable[Correction]) -> list[Row]:
    """Return corrections as sentences; a rule or a field that is no more is None."""
    return [
        Row(one, BY_CODE.get(one.field), REGISTRY.get(one.code), *marked_letters(one.before, one.after))
        for one in corrections
    ]


class HabitForm(forms.Form):
    """A correction to make always: in which field, what to replace, by what."""

    champ = forms.ChoiceField(
        label=gettext_lazy("Champ"), error_messages={"required": gettext_lazy("Choisir le champ.")}
    )
    avant = forms.CharField(
        label=gettext_lazy("Remplacer"),
        max_length=LONGEST,
        help_text=gettext_lazy("La valeur entière, comme votre logiciel l’écrit."),
        error_messages={"required": gettext_lazy("Donner la valeur à remplacer.")},
    )
    apres = forms.CharField(
        label=gettext_lazy("Par"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Vide, la valeur est retirée."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["champ"].choices = [("", "–"), *handed_in()]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@members
def corrections(request: HttpRequest, code: str) -> HttpResponse:
    """List a museum's standing corrections; POST adds one."""
    museum = museums.mended(request, code) if request.method == "POST" else museums.seen(request, code)
    form = HabitForm(request.POST) if request.method == "POST" else HabitForm()
    if request.method == "POST" and form.is_valid() and _kept(form, museum, request):
        return redirect("desk:habits", code=museum.code)
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/mending/habits.html", _context(request, museum, form), status=status)


@require_POST
@members
def revocation(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a standing correction up; what it corrected so far stays."""
    museum = museums.mended(request, code)
    correction = get_object_or_404(Correction, museum=museum, pk=number)
    said = _("Cette correction ne sera plus faite. Les lignes déjà corrigées le restent.")
    attempt(request, lambda: keeping.revoke(correction, request.user), said)
    return redirect("desk:habits", code=museum.code)


def held(museum: Museum, words: str) -> QuerySet[Correction]:
    """Return the corrections of ``museum`` that hold, those where ``words`` stand alone when there are any."""
    rows = Correction.objects.filter(museum=museum, revoked_at=None).select_related("by")
    if words:
        rows = rows.filter(
            Q(before__holds=words) | Q(after__holds=words) | Q(code__iexact=words) | Q(field__iexact=words)
        )
    return rows.order_by("field", "before", "pk")


def _context(request: HttpRequest, museum: Museum, form: HabitForm) -> dict[str, Any]:
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    page = page_of(request, held(museum, asked))
    return {
        "rail": "submissions",
        "museum": museum,
        "can_mend": access.can_mend(request.user, {museum.code}),
        "form": form,
        "page": page,
        "rows": rows_of(page),
        "q": asked,
    }


def _kept(form: HabitForm, museum: Museum, request: HttpRequest) -> bool:
    """Keep what the form asks; say in the form why not when it is refused."""
    given = form.cleaned_data
    try:
        keeping.keep(museum, field=given["champ"], before=given["avant"], after=given["apres"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Cette correction sera faite à chaque versement de votre musée."))
    return True
