"""The workshop's forms."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from coffret.accounts.actions import may_try, note_attempt


class SignInForm(AuthenticationForm):
    """Address and password, five guesses a quarter of an hour."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Adresse ou mot de passe inconnus. Vérifiez les deux : les majuscules comptent."),
        "too_many": _("Cinq essais manqués pour cette adresse. Réessayez dans un quart d’heure."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Adresse de courriel")
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["password"].label = _("Mot de passe")

    def clean(self) -> dict[str, Any]:
        """Check the password unless the address has used up its guesses; keep the attempt."""
        address = self.cleaned_data.get("username") or ""
        if not may_try(address):
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            note_attempt(address, succeeded=False)
            raise
        note_attempt(address, succeeded=True)
        return cleaned
