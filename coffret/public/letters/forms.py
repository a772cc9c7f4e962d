"""The forms of those who subscribe: guarded as every form open to all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coffret.newsletters.readers import people
from coffret.public.agenda.attending_forms import InterestForm


class OwnLinkForm(InterestForm):
    """An address to send a personal link to."""


class SubscribeForm(InterestForm):
    """An address, and a box for each newsletter: none is ticked beforehand."""

    lettres = forms.MultipleChoiceField(
        label=_("Les lettres"),
        error_messages={
            "required": _("Cocher au moins une lettre."),
            "invalid_choice": _("« %(value)s » n’est pas une lettre à laquelle on s’abonne."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(people.offered())
        self.fields["lettres"].choices = [(one.slug, one.name) for one in self.offered]  # type: ignore[attr-defined]

    def boxes(self) -> list[dict[str, Any]]:
        """Return each newsletter offered, and whether its box was ticked in what was sent."""
        given = self.data.getlist("lettres") if hasattr(self.data, "getlist") else []
        return [{"newsletter": one, "ticked": one.slug in given} for one in self.offered]


class MoveForm(forms.Form):
    """A new address for a reader."""

    adresse = forms.CharField(
        label=_("Nouvelle adresse de courriel"),
        max_length=254,
        error_messages={"required": _("Écrire la nouvelle adresse.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "class": "field"}),
    )
