"""The forms of the attendance lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coffret.editorial.agenda.messages import WRITTEN_TO
from coffret.editorial.kinds import AUDIENCES


class AddForm(forms.Form):
    """Somebody added by hand."""

    name = forms.CharField(label=_("Nom et prénom"), max_length=200, error_messages={"required": _("Écrire un nom.")})
    email = forms.EmailField(
        label=_("Adresse de courriel"),
        max_length=254,
        error_messages={
            "required": _("Écrire une adresse : la confirmation y part."),
            "invalid": _("Ce n’est pas une adresse de courriel. Exemple : nom@exemple.fr."),
        },
    )
    institution = forms.CharField(label=_("Établissement"), max_length=300, required=False)
    audience = forms.ChoiceField(label=_("Public"), required=False, choices=[])
    note = forms.CharField(label=_("Mot"), max_length=1000, required=False)
    beyond = forms.BooleanField(label=_("Même au-delà des places"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(code, label) for code, label in AUDIENCES if code != "everyone"]
        self.fields["audience"].choices = [("", "–"), *chosen]  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    """What is written to those registered; ``key`` names the form, so that it is sent once."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    states = forms.MultipleChoiceField(
        label=_("À qui"),
        choices=list(zip(WRITTEN_TO, (_("Aux inscrits"), _("À la liste d’attente")), strict=True)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisir à qui écrire.")},
    )
    subject = forms.CharField(
        label=_("Objet"), max_length=200, error_messages={"required": _("Écrire l’objet du courriel.")}
    )
    text = forms.CharField(
        label=_("Texte"),
        max_length=10_000,
        help_text=_(
            "Une ligne vide sépare les paragraphes. La date, le lieu et le lien personnel suivent d’eux-mêmes."
        ),
        error_messages={"required": _("Écrire le texte du courriel.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_text(self) -> str:
        """Return the text, its lines ended one way."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()
