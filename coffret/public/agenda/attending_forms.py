"""The forms one registers with. Instead of a puzzle: a field people do not see, and the time it takes to type a name."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from coffret.editorial.kinds import AUDIENCES

SALT = "coffret.attending"
# Seconds nobody fills a form in; and those after which a page left open is asked again.
SHORTEST, LONGEST = 2, 86_400


def stamp(at: float | None = None) -> str:
    """Return the signed moment a form was shown."""
    return signing.dumps(int(time.time() if at is None else at), salt=SALT)


class Guarded(forms.Form):
    """A form open to all: who fills the field that is not shown is no person (``trapped``)."""

    website = forms.CharField(required=False, label=_("Laisser ce champ vide"))
    shown_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs.update({"tabindex": "-1", "autocomplete": "off"})
        self.fields["shown_at"].initial = stamp
        for name, field in self.fields.items():
            if name not in {"website", "shown_at"} and not isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "field"

    @property
    def trapped(self) -> bool:
        """Say whether the hidden field was filled."""
        return bool(self.data.get("website"))

    @property
    def new_stamp(self) -> str:
        """Return the moment of the form as it is shown now, whatever was sent."""
        return stamp()

    def clean(self) -> dict[str, Any]:
        """Check that it took a person's time, and not a day."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned  # What is to be mended comes first: the time it takes is counted anew.
        try:
            at = signing.loads(cleaned.get("shown_at") or "", salt=SALT)
        except signing.BadSignature:
            at = 0
        if not SHORTEST <= time.time() - at <= LONGEST:
            raise forms.ValidationError(
                _("Le formulaire est parti trop vite, ou la page était ouverte depuis la veille. L’envoyer de nouveau.")
            )
        return cleaned


EMAIL = {
    "required": _("Écrire votre adresse de courriel : la réponse y part."),
    "invalid": _("« %(value)s » n’est pas une adresse de courriel. Exemple : nom@exemple.fr."),
}


class _Email(forms.EmailField):
    """An address, with a sentence that quotes the one that is not."""

    def run_validators(self, value: str) -> None:
        """Check the address, and that mail can write its domain."""
        try:
            super().run_validators(value)
            value.rpartition("@")[2].encode("idna")
        except (forms.ValidationError, UnicodeError) as error:
            raise forms.ValidationError(EMAIL["invalid"], code="invalid", params={"value": value}) from error


def _email() -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    return _Email(label=_("Adresse de courriel"), max_length=254, error_messages=EMAIL, widget=widget)


class RegistrationForm(Guarded):
    """What one gives to register."""

    name = forms.CharField(
        label=_("Nom et prénom"),
        max_length=200,
        error_messages={"required": _("Écrire votre nom : il figure sur la liste d’accueil.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = _email()
    institution = forms.CharField(
        label=_("Établissement"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    audience = forms.ChoiceField(label=_("Vous êtes"), required=False, choices=[])
    note = forms.CharField(
        label=_("Un mot pour l’accueil"),
        max_length=1000,
        required=False,
        help_text=_("Accessibilité, question à traiter…"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(code, label) for code, label in AUDIENCES if code != "everyone"]
        self.fields["audience"].choices = [("", "–"), *chosen]  # type: ignore[attr-defined]


class InterestForm(Guarded):
    """An address to tell of the opening; or to send a link to again."""

    email = _email()
    field_order = ("email",)


class NoteForm(forms.Form):
    """What a registered person says to those who organise."""

    note = forms.CharField(
        label=_("Un mot pour l’accueil"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "field"}),
    )
