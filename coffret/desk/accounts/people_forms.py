"""The forms of the people's pages."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from coffret.accounts import participations
from coffret.accounts.models import Office, Role
from coffret.authorities.models import Museum

OFFICE_PARTS = [
    (Office.NONE, _("aucun")),
    (Office.EDITOR, _("rédaction : écrit et publie le site")),
    (Office.ADMINISTRATOR, _("administration : tout, et les comptes")),
]
ROLES = [
    (Role.CONTRIBUTOR, _("contributeur : verse et corrige")),
    (Role.MANAGER, _("responsable : publie aussi")),
]


class MuseumField(forms.CharField):
    """A museum, by its Muséofile code."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
        super().__init__(max_length=10, widget=widget, **kwargs)

    def clean(self, value: Any) -> Museum | None:
        """Return the museum, None when nothing was typed."""
        code = super().clean(value).strip().upper()
        if not code:
            return None
        museum = Museum.objects.filter(code=code).first()
        if museum is None:
            raise forms.ValidationError(
                _("Aucun musée n’a le code « %(code)s » dans le répertoire : vérifiez-le."), params={"code": code}
            )
        return museum


def region_choices() -> list[tuple[str, str]]:
    """Return the regions of the directory as choices, none first."""
    return [("", str(_("aucune"))), *((name, name) for name in participations.regions())]


class SearchForm(forms.Form):
    """Words, and which accounts."""

    q = forms.CharField(label=_("Nom, adresse ou musée"), required=False, max_length=200)
    qui = forms.ChoiceField(
        label=_("Comptes"),
        required=False,
        choices=[
            ("", _("tous")),
            ("office", _("du bureau")),
            ("museums", _("des musées")),
            ("regions", _("des régions")),
            ("unprotected", _("sans second facteur")),
            ("closed", _("fermés")),
        ],
    )

    def asked(self) -> str:
        """Return what was asked, as the end of an address."""
        return urlencode({name: value for name in ("q", "qui") if (value := self.data.get(name, ""))})


class InviteForm(forms.Form):
    """An address, a part in the office, a role in a museum, a region to observe."""

    email = forms.EmailField(
        label=_("Adresse de courriel"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    office = forms.ChoiceField(label=_("Rôle au bureau"), choices=OFFICE_PARTS, required=False)
    museum = MuseumField(label=_("Musée"), help_text=_("Son code Muséofile, par exemple M0650."), required=False)
    role = forms.ChoiceField(label=_("Rôle dans ce musée"), choices=ROLES, required=False)
    region = forms.ChoiceField(
        label=_("Région à observer"),
        help_text=_(
            "Pour un conseiller régional : il lit tout ce que font les musées de la région, et ne décide de rien."
        ),
        choices=region_choices,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a place: in the office, in a museum, or in a region."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("office", "museum", "region")):
            raise forms.ValidationError(_("Choisissez un rôle au bureau, le code d’un musée, ou une région."))
        return cleaned

    def clean_office(self) -> Office:
        """Return the part."""
        return Office(self.cleaned_data["office"])

    def places(self) -> dict[str, Role]:
        """Return the role by museum code."""
        museum = self.cleaned_data["museum"]
        return {museum.code: Role(self.cleaned_data["role"] or Role.CONTRIBUTOR)} if museum else {}

    def regions(self) -> list[str]:
        """Return the regions to observe."""
        return [region] if (region := self.cleaned_data["region"]) else []


class PartForm(forms.Form):
    """A part in the office."""

    office = forms.ChoiceField(label=_("Rôle au bureau"), choices=OFFICE_PARTS, required=False)


class RegionsForm(forms.Form):
    """The regions somebody observes."""

    regions = forms.MultipleChoiceField(
        label=_("Régions observées"),
        choices=lambda: region_choices()[1:],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RoleForm(forms.Form):
    """A role in a museum, or none."""

    museum = MuseumField(label=_("Code du musée"))
    role = forms.ChoiceField(label=_("Rôle"), choices=[*ROLES, ("", _("aucun : retirer"))], required=False)
