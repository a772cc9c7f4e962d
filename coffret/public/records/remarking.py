"""/notices/<REF>/signaler: a reader says what is wrong in a notice; its museum answers.

A page of its own, never cached, so that pages of notices stay the same for everyone and light.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from coffret.base import counts
from coffret.base.errors import Refused
from coffret.catalogue.fields import FIELDS, Field
from coffret.catalogue.models import Record, Status
from coffret.public.agenda.attending import private, visitor_address
from coffret.public.agenda.attending_forms import Guarded
from coffret.public.records.notices import find
from coffret.submissions.remarks import making
from coffret.submissions.remarks.making import Said

# Remarks one network address may send, and in how many seconds: a class of pupils shares theirs.
MOST, WINDOW = 20, 3600


class RemarkForm(Guarded):
    """What a reader says of a field, or of the whole notice when ``field`` is None."""

    proposed = forms.CharField(
        label=_("Le texte que vous proposez"),
        max_length=making.PROPOSED_LIMIT,
        required=False,
        strip=False,
        help_text=_("Corriger le texte directement. Le laisser tel quel pour n’écrire qu’une explication."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    words = forms.CharField(
        label=_("Ce qui ne va pas"),
        max_length=making.WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=_("Votre source"),
        max_length=making.SOURCE_LIMIT,
        required=False,
        help_text=_("Un livre et sa page, un catalogue, une adresse de site, ce que vous avez vu vous-même."),
    )
    email = forms.CharField(
        label=_("Votre adresse de courriel"),
        max_length=254,
        required=False,
        help_text=_(
            "Pour recevoir la réponse du musée, et rien d’autre. Elle n’est jamais publiée ; elle est effacée six mois "
            "après la réponse."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, field: Field | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field is None:
            del self.fields["proposed"]
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = _("Écrire ce qui ne va pas dans la notice.")

    def clean_email(self) -> str:
        """Return the address, when mail can bear it."""
        value: str = self.cleaned_data["email"].strip()
        if not value:
            return ""
        try:
            validate_email(value)
            value.rpartition("@")[2].encode("idna")
        except (ValidationError, UnicodeError) as error:
            sentence = _("« %(value)s » n’est pas une adresse de courriel. Exemple : nom@exemple.fr.")
            raise forms.ValidationError(sentence, params={"value": value}) from error
        return value

    def said(self) -> Said:
        """Return what was said."""
        given = self.cleaned_data
        return Said(
            words=given["words"],
            proposed=given.get("proposed", "").replace("\r\n", "\n"),
            source=given["source"],
            email=given["email"],
            language=(get_language() or "fr")[:2],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@private
def remark(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the form about the field ``?champ=``, or about the whole notice; keep what is sent."""
    record = find(ref)
    if record is None or record.status == Status.WITHDRAWN:
        return _gone(request, ref, record)
    if record.ref != ref:
        return redirect(f"{record.get_absolute_url()}/signaler?{request.GET.urlencode()}", permanent=True)
    field = making.can_be_said_of(record, request.GET.get("champ", ""))
    text = record.values.get(field.code, "") if field else ""
    form = RemarkForm(request.POST or None, field=field, initial={"proposed": text})
    if request.method != "POST":
        return _form(request, record, field, form)
    if form.trapped:
        return _thanks(record)
    if form.is_valid() and _kept(request, record, field, form):
        return _thanks(record)
    return _form(request, record, field, form, status=400)


@require_safe
@private
def thanks(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that the museum will read it."""
    record = find(ref)
    if record is None or record.status == Status.WITHDRAWN:
        return _gone(request, ref, record)
    return render(request, "public/remark_thanks.html", {"section": "search", "record": record})


def _kept(request: HttpRequest, record: Record, field: Field | None, form: RemarkForm) -> bool:
    """Keep the remark; say on the form why it cannot be."""
    if not counts.within("remark", visitor_address(request), MOST, WINDOW):
        form.add_error(None, _("Trop de signalements d’affilée depuis ce réseau. Réessayer dans une heure."))
        return False
    try:
        making.make(record, field.code if field else "", form.said())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _form(
    request: HttpRequest, record: Record, field: Field | None, form: RemarkForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "section": "search",
        "record": record,
        "field": field,
        "text": record.values.get(field.code, "") if field else "",
        "form": form,
        "others": [] if field else _choices(record),
    }
    return render(request, "public/remark.html", context, status=status)


def _choices(record: Record) -> list[tuple[str, str]]:
    """Return the fields a reader sees, each with the address of its form."""
    shown = (one for one in FIELDS if making.can_be_said_of(record, one.code))
    return [(one.label, "?" + urlencode({"champ": one.code})) for one in shown]


def _thanks(record: Record) -> HttpResponse:
    return redirect(f"{record.get_absolute_url()}/signaler/merci")


def _gone(request: HttpRequest, ref: str, record: Record | None) -> HttpResponse:
    if record is None:
        return render(request, "public/no_record.html", {"ref": ref}, status=404)
    return render(request, "public/tombstone.html", {"record": record}, status=410)
