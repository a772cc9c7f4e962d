"""The forms of an account that are ours: name, address, invitation accepted."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from coffret.accounts.models import User, address_key
from coffret.desk.accounts.forms import PASSWORD_HELP


class NameForm(forms.ModelForm):
    """The name others see."""

    name = forms.CharField(label=_("Nom et prénom"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))

    class Meta:
        model = User
        fields = ["name"]


class AddressForm(forms.Form):
    """Another address for one's account."""

    email = forms.EmailField(
        label=_("Nouvelle adresse de courriel"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Return the address as accounts keep it; refuse the one they have."""
        email = address_key(self.cleaned_data["email"])
        if email == self.user.email:
            raise forms.ValidationError(_("C’est déjà votre adresse."))
        return email


class JoinForm(forms.Form):
    """The name and the password of somebody invited."""

    name = NameForm.base_fields["name"]
    password1 = forms.CharField(
        label=_("Mot de passe"),
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Le même, encore une fois"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ, and one that is too easy to guess."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Les deux mots de passe diffèrent."))
        elif first:
            try:
                validate_password(first, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned
