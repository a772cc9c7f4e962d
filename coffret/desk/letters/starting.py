"""/pro/lettres/nouveau: an issue begins drafted from the catalogue, copied from the last one, or blank."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coffret.base.errors import Refused
from coffret.desk.editing.page import writer
from coffret.desk.letters.index import writers
from coffret.editorial.entries import actions
from coffret.editorial.models import Issue, KindName, Newsletter
from coffret.newsletters import newsletters
from coffret.newsletters.composing import copying, drafting

DRAFTED, COPIED, BLANK = "drafted", "copied", "blank"
WAYS = (
    (
        DRAFTED,
        gettext_lazy("Ébauché depuis le catalogue : ses notices, ses musées, ses ressources, son agenda du mois"),
    ),
    (COPIED, gettext_lazy("Copie du dernier numéro, sans ce qui est passé")),
    (BLANK, gettext_lazy("Vide")),
)
Content = dict[str, Any]


class StartForm(forms.Form):
    """Which newsletter, which day it bears, and what it begins with."""

    newsletter = forms.ModelChoiceField(
        Newsletter.objects.none(), label=gettext_lazy("Lettre"), to_field_name="slug", empty_label=None
    )
    day = forms.DateField(
        label=gettext_lazy("Date du numéro"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    way = forms.ChoiceField(label=gettext_lazy("Partir de"), choices=WAYS, widget=forms.RadioSelect, initial=DRAFTED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["newsletter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Newsletter.objects.filter(closed_at=None)
        for name in ("newsletter", "day"):
            self.fields[name].widget.attrs["class"] = "field"


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def start(request: HttpRequest) -> HttpResponse:
    """Ask which newsletter, which day and what to begin with; then begin a draft that nobody else sees."""
    first = {"newsletter": request.GET.get("lettre", ""), "day": timezone.localdate()}
    form = StartForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            content = begun(given["newsletter"], given["day"], given["way"], writer(request))
            entry = actions.create(KindName.LETTER, content, writer(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:entry", entry.pk)
    context = {"rail": "letters", "form": form, "any": bool(newsletters.opened())}
    return render(request, "desk/letters/start.html", context, status=422 if form.errors else 200)


def begun(newsletter: Newsletter, day: date, way: str, by: Any) -> Content:
    """Return the content an issue begins with; raises Refused to copy when nothing was ever written."""
    if way == DRAFTED:
        return drafting.draft(newsletter, day, by=by)
    if way == COPIED:
        last = last_of(newsletter)
        if last is None:
            raise Refused(
                _("« {name} » n’a encore aucun numéro à copier : partir du catalogue.").format(name=newsletter.name)
            )
        return copying.copy(last, day)
    return {"newsletter": newsletter.slug, "day": day.isoformat()}


def last_of(newsletter: Newsletter) -> Issue | None:
    """Return the last issue sent of a newsletter, else the last one written."""
    rows = Issue.objects.filter(working__content__newsletter=newsletter.slug).select_related("working", "newsletter")
    return rows.order_by("-sent_at").exclude(sent_at=None).first() or rows.order_by("-working__at", "-pk").first()
