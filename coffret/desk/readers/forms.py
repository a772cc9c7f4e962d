"""The forms of the workshop of readers."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from coffret.editorial.models import Newsletter
from coffret.newsletters.models import ReaderState
from coffret.newsletters.readers.importing import LEAST_PROOF, MOST_PROOF


class SearchForm(forms.Form):
    """Which readers to list."""

    q = forms.CharField(
        label=_("Adresse, ou une partie"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    lettre = forms.ChoiceField(label=_("Lettre"), required=False)
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("Tous")), *ReaderState.choices, ("left", _("désabonné"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Newsletter.objects.values_list("slug", "name")
        self.fields["lettre"].choices = [("", _("Toutes")), *names]  # type: ignore[attr-defined]

    @property
    def given(self) -> bool:
        """Say whether something is looked for, if only everybody."""
        return any(name in self.data for name in self.fields)

    def words(self) -> str:
        """Return what was typed."""
        return str(self.data.get("q", ""))[:254].replace("\x00", "")

    def asked(self) -> str:
        """Return the search as an address keeps it from page to page."""
        return urlencode({name: self.data[name][:254] for name in self.fields if name in self.data})


class ImportForm(forms.Form):
    """A list of addresses, for a newsletter, on somebody's word."""

    lettre = forms.ModelChoiceField(
        label=_("Lettre"),
        queryset=Newsletter.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": _("Choisir la lettre."), "invalid_choice": _("Cette lettre n’existe pas.")},
    )
    fichier = forms.FileField(
        label=_("Fichier"),
        help_text=_(
            "CSV, ou classeur .xlsx ou .ods, avec une colonne « adresse » ; une colonne « langue » est facultative."
        ),
        error_messages={"required": _("Choisir le fichier."), "empty": _("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.ods"}),
    )
    preuve = forms.CharField(
        label=_("D’où viennent ces adresses, comment l’accord a été donné"),
        min_length=LEAST_PROOF,
        max_length=MOST_PROOF,
        help_text=_(
            "Une phrase, gardée comme preuve pour chacune. Exemple : feuille signée à la journée du 5 juin 2026."
        ),
        error_messages={
            "required": _("Dire d’où viennent ces adresses : c’est la preuve gardée pour chacune."),
            "min_length": _("Une phrase entière est attendue : c’est la preuve gardée pour chaque adresse."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lettre"].queryset = Newsletter.objects.filter(closed_at=None)  # type: ignore[attr-defined]
