"""The forms of the museums' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coffret.accounts.models import Role
from coffret.desk.accounts.people_forms import ROLES


class EnrolForm(forms.Form):
    """How a museum takes part, and who answers for it."""

    reviewed = forms.BooleanField(
        label=_("Le bureau relit les versements avant publication"),
        help_text=_("Sinon, ses responsables publient eux-mêmes. Ce choix se change à tout moment."),
        required=False,
    )
    email = forms.EmailField(
        label=_("Courriel de la personne responsable"),
        help_text=_("Elle reçoit une invitation, et invitera ses collègues. Peut attendre."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class ColleagueForm(forms.Form):
    """An address and a role in the museum."""

    email = forms.EmailField(
        label=_("Adresse de courriel"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Rôle"), choices=ROLES, initial=Role.CONTRIBUTOR)


class MemberForm(forms.Form):
    """Another role for somebody, or none."""

    role = forms.ChoiceField(choices=[*ROLES, ("", _("retirer de ce musée"))], required=False)

    def chosen(self) -> Role | None:
        """Return the role asked for, None to take it away."""
        return Role(self.cleaned_data["role"]) if self.cleaned_data["role"] else None
