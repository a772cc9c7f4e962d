"""/pro/site/: what the office says of its own site, and the rules it sets itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.desk.editing.page import writer
from coffret.desk.guards import opened_to
from coffret.editorial import identity
from coffret.editorial.kinds import KINDS
from coffret.editorial.models import Site, SiteChange

JOURNAL = 12


class SiteForm(forms.ModelForm):
    """The site's name, contact and footer; which kinds ask two people; how long participants' data are kept."""

    two_people = forms.MultipleChoiceField(
        label=gettext_lazy("Deux personnes pour publier"),
        choices=[(name, kind.plural) for name, kind in KINDS.items() if name not in identity.ALWAYS_TWO],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    erased_after = forms.IntegerField(
        label=gettext_lazy("Mois gardés après un événement"),
        min_value=1,
        max_value=36,
        help_text=gettext_lazy("Ce que les participants ont donné est ensuite effacé ; les nombres restent."),
    )

    class Meta:
        model = Site
        fields = (
            "name",
            "tagline",
            "publisher",
            "organiser",
            "contact_email",
            "footer",
            "two_people",
            "erased_after",
        )
        labels = {
            "name": gettext_lazy("Nom du site"),
            "tagline": gettext_lazy("Ce qu’il est, en une phrase"),
            "publisher": gettext_lazy("Qui le publie"),
            "organiser": gettext_lazy("Qui organise les événements"),
            "contact_email": gettext_lazy("Adresse de contact"),
            "footer": gettext_lazy("Pied de page"),
        }
        widgets = {"footer": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            if name != "two_people":
                one.widget.attrs["class"] = "field"


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(access.can_manage_site)
def site(request: HttpRequest) -> HttpResponse:
    """Show the site's row; keep what the form says of it."""
    form = SiteForm(request.POST or None, instance=identity.site())
    if request.method == "POST" and form.is_valid():
        try:
            identity.change(form.cleaned_data, writer(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Enregistré : le site le dit aussitôt."))
            return redirect("desk:site")
    changes = SiteChange.objects.select_related("by").order_by("-at", "-pk")[:JOURNAL]
    labels = {name: field.label for name, field in form.fields.items()}
    journal = [(change, [labels[name] for name in change.values if name in labels]) for change in changes]
    return render(request, "desk/editing/site.html", {"rail": "site", "form": form, "journal": journal})
