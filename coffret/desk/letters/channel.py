"""/pro/lettres/canal: how fast letters leave, and the one sentence that says what it comes to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coffret.base.errors import Refused
from coffret.desk.letters.issues import managers
from coffret.newsletters.models import Channel
from coffret.newsletters.readers import figures
from coffret.newsletters.sending import channel as way
from coffret.newsletters.sending import limits, throttle

HOURS = [(hour, format_lazy(gettext_lazy("{hour} h"), hour=hour)) for hour in range(24)]


def _number(label: Any, most: int, least: int = 0, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class ChannelForm(forms.Form):
    """The limits of the way out."""

    connections = _number(gettext_lazy("Connexions à la fois"), way.MOST_CONNECTIONS, 1)
    per_domain = _number(
        gettext_lazy("Connexions à la fois vers un même domaine"),
        way.MOST_CONNECTIONS,
        1,
        help_text=gettext_lazy("Les grandes messageries en refusent trop à la fois."),
    )
    domains = forms.CharField(
        label=gettext_lazy("Domaines à part"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Un par ligne, avec son nombre de connexions : outlook.com 3"),
    )
    per_second = _number(gettext_lazy("Messages par seconde"), limits.MOST)
    per_minute = _number(gettext_lazy("Messages par minute"), limits.MOST)
    per_hour = _number(
        gettext_lazy("Messages par heure"),
        limits.MOST,
        help_text=gettext_lazy("0 : sans limite. La plus basse compte."),
    )
    from_hour = forms.TypedChoiceField(label=gettext_lazy("Envoyer à partir de"), choices=HOURS, coerce=int)
    until_hour = forms.TypedChoiceField(
        label=gettext_lazy("Jusqu’à"),
        choices=HOURS,
        coerce=int,
        help_text=gettext_lazy("Heure de Paris. Deux fois la même : toute la journée."),
    )
    ramp = forms.CharField(
        label=gettext_lazy("Montée en charge"),
        required=False,
        help_text=gettext_lazy(
            "Une adresse nouvelle se fait connaître peu à peu : le plus de messages du premier jour, du deuxième… "
            "Exemple : 50, 100, 500, 2000. Vide : sans."
        ),
    )
    ramp_from = forms.DateField(
        label=gettext_lazy("Premier jour"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.widget.attrs["class"] = "field"

    def clean_domains(self) -> dict[str, int]:
        """Return {"outlook.com": 3}."""
        return self._read(limits.read_domains, "domains")

    def clean_ramp(self) -> list[int]:
        """Return the most messages of each day."""
        return self._read(limits.read_ramp, "ramp")

    def _read(self, reader: Any, name: str) -> Any:
        try:
            return reader(self.cleaned_data[name])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


# Fieldsets of the page: heading, names.
GROUPS = (
    (gettext_lazy("Ce que le relais accepte"), ("per_second", "per_minute", "per_hour")),
    (gettext_lazy("Connexions"), ("connections", "per_domain", "domains")),
    (gettext_lazy("Heures"), ("from_hour", "until_hour")),
    (gettext_lazy("Adresse nouvelle"), ("ramp", "ramp_from")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def channel(request: HttpRequest) -> HttpResponse:
    """Show the limits and how long a letter takes with them; `voir` says it of what is typed, else it is kept."""
    asked = request.method == "POST"
    form = ChannelForm(request.POST) if asked else ChannelForm(initial=_initial(way.get()))
    shown = way.get()
    if asked and form.is_valid():
        try:
            shown = limits.would_be(form.cleaned_data)
            if "voir" not in request.POST:
                limits.change(form.cleaned_data)
                messages.success(request, _("Enregistré : ce qui part le suit aussitôt."))
                return redirect("desk:letter_channel")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    read = max(figures.by_newsletter(), key=lambda one: one.active, default=None)
    people = read.active if read else 0
    context = {
        "rail": "letters",
        "form": form,
        "groups": [(heading, [form[name] for name in names]) for heading, names in GROUPS],
        "people": people,
        "newsletter": read.newsletter if read and people else None,
        "expected": throttle.expected(people, channel=shown),
        "trying": asked and not form.errors,
    }
    return render(request, "desk/letters/channel.html", context, status=422 if form.errors else 200)


def _initial(row: Channel) -> Mapping[str, Any]:
    return {
        **{name: getattr(row, name) for name in limits.EDITED},
        "domains": "\n".join(f"{domain} {number}" for domain, number in row.domains.items()),
        "ramp": ", ".join(str(number) for number in row.ramp),
    }
