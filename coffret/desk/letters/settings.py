"""/pro/lettres/lettre/…: a newsletter is opened, described, given its sender and its recipe, and closed one day."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.desk.guards import opened_to
from coffret.editorial.models import Newsletter
from coffret.newsletters import newsletters
from coffret.newsletters.composing import recipes

managers = opened_to(access.can_manage_letters)


class NewsletterForm(forms.ModelForm):
    """What is said of a newsletter, who sends it, what its drafts are made of."""

    recipe = forms.MultipleChoiceField(
        label=gettext_lazy("Une ébauche reprend"),
        choices=recipes.RECIPES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Ce que « ébauché depuis le catalogue » va chercher ; on enlève et on ajoute ensuite."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Langue"), choices=settings.LANGUAGES)

    class Meta:
        model = Newsletter
        fields = (
            "name",
            "about",
            "audience",
            "frequency",
            "language",
            "sender_name",
            "sender_email",
            "reply_to",
            "recipe",
            "open",
            "archived",
        )
        labels = {
            "name": gettext_lazy("Nom"),
            "about": gettext_lazy("Ce qu’elle est, en une ou deux phrases"),
            "audience": gettext_lazy("Pour qui"),
            "frequency": gettext_lazy("Rythme annoncé"),
            "sender_name": gettext_lazy("Nom de l’expéditeur"),
            "sender_email": gettext_lazy("Adresse de l’expéditeur"),
            "reply_to": gettext_lazy("Adresse des réponses"),
            "open": gettext_lazy("Chacun peut s’y abonner"),
            "archived": gettext_lazy("Ses numéros envoyés se lisent sur le site"),
        }
        help_texts = {
            "about": gettext_lazy("Le formulaire d’abonnement et les archives la reprennent."),
            "sender_email": gettext_lazy("Vide : celle du site. Son domaine doit être celui que le relais signe."),
            "reply_to": gettext_lazy("Vide : l’adresse de contact du site."),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 2})}

    # Uniqueness, reserved names and addresses are the room's to judge: its sentences say what to do.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            if name not in {"recipe", "open", "archived"}:
                one.widget.attrs["class"] = "field"
        for name in ("about", "audience", "sender_name", "sender_email", "reply_to"):
            self.fields[name].required = False


class NewForm(NewsletterForm):
    """A newsletter to open: besides, its name in addresses, given once."""

    slug = forms.CharField(
        label=gettext_lazy("Nom dans l’adresse"),
        max_length=newsletters.LONGEST_SLUG,
        required=False,
        help_text=gettext_lazy("Vide : tiré du nom. Il ne changera plus : les courriels déjà lus le portent."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def new(request: HttpRequest) -> HttpResponse:
    """Open a newsletter."""
    form = NewForm(request.POST or None, initial=newsletters.defaults())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        slug = values.pop("slug")
        try:
            made = newsletters.create(values, slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("« {name} » est ouverte.").format(name=made.name))
            return redirect("desk:letters")
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def settings_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is said of a newsletter, who sends it, what its drafts are made of."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    form = NewsletterForm(request.POST or None, instance=Newsletter.objects.get(pk=newsletter.pk))
    if request.method == "POST" and form.is_valid():
        try:
            newsletters.change(newsletter, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Enregistré."))
            return redirect("desk:newsletter", slug)
    return _page(request, form, newsletter)


def _page(request: HttpRequest, form: NewsletterForm, newsletter: Newsletter | None) -> HttpResponse:
    context = {"rail": "letters", "form": form, "newsletter": newsletter}
    return render(request, "desk/letters/settings.html", context, status=422 if form.errors else 200)


@require_POST
@managers
def closing(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a newsletter, or open it again (``reopen``)."""
    newsletter = get_object_or_404(Newsletter, slug=slug)
    try:
        if request.POST.get("reopen"):
            newsletters.reopen(newsletter)
            said = _("« {name} » est ouverte de nouveau.")
        else:
            newsletters.close(newsletter)
            said = _("« {name} » est fermée : plus rien ne part, ce qui fut envoyé reste.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said.format(name=newsletter.name))
    return redirect("desk:newsletter", slug)
