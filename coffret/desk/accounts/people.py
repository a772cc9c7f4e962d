"""The people: who has an account, what each may do, who is invited."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.accounts import access, invitations, participations, people
from coffret.accounts.models import Invitation, Membership, Observation, Office, Role, SignIn, User
from coffret.base.errors import Refused
from coffret.desk.accounts.agents import browser_of
from coffret.desk.accounts.people_forms import InviteForm, PartForm, RegionsForm, RoleForm, SearchForm
from coffret.desk.attempts import attempt
from coffret.desk.guards import administrators
from coffret.desk.submissions.seeing import page_of

JOURNAL = 30


def everybody() -> QuerySet[User]:
    """Return the accounts with what the list shows of each."""
    factors = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    memberships = Membership.objects.select_related("museum").order_by("museum__city", "pk")
    return (
        User.objects.annotate(protected=Exists(factors))
        .prefetch_related(Prefetch("memberships", queryset=memberships), "observations")
        .order_by("-is_active", "name", "email")
    )


def sought(form: SearchForm) -> QuerySet[User]:
    """Return the accounts the search asks for: words of the name, of the address or of a museum, and who."""
    rows = everybody()
    if not form.is_valid():
        return rows
    for word in form.cleaned_data["q"].split():
        museums = Membership.objects.filter(user=OuterRef("pk")).filter(
            Q(museum__code__iexact=word) | Q(museum__city__holds=word) | Q(museum__official_name__holds=word)
        )
        rows = rows.filter(Q(name__holds=word) | Q(email__holds=word) | Exists(museums))
    conditions = {
        "office": ~Q(office=Office.NONE),
        "regions": Q(Exists(Observation.objects.filter(user=OuterRef("pk")))),
        "museums": Q(Exists(Membership.objects.filter(user=OuterRef("pk")))),
        "unprotected": Q(protected=False, is_active=True),
        "closed": Q(is_active=False),
    }
    return rows.filter(conditions.get(form.cleaned_data["qui"], Q()))


@require_GET
@administrators
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts and the invitations that wait."""
    form = SearchForm(request.GET)
    context = {
        "rail": "people",
        "form": form,
        "page": page_of(request, sought(form)),
        "asked": form.asked(),
        "waiting": _waiting(),
    }
    return render(request, "desk/people/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            invitations.invite(
                asked["email"], office=asked["office"], museums=form.places(), regions=form.regions(), by=_me(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("L’invitation part à {email}.").format(email=asked["email"]))
            return redirect("desk:accounts")
    return render(request, "desk/people/invite.html", {"rail": "people", "form": form})


@require_POST
@administrators
def invitation_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send an invitation again: its former link opens nothing any more."""
    invitation = get_object_or_404(Invitation, pk=number)
    attempt(
        request,
        lambda: invitations.resend(invitation, by=_me(request)),
        _("L’invitation repart, avec un nouveau lien."),
    )
    return redirect("desk:accounts")


@require_POST
@administrators
def invitation_revoked(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation back."""
    invitations.revoke(get_object_or_404(Invitation, pk=number))
    messages.success(request, _("Invitation annulée."))
    return redirect("desk:accounts")


@require_GET
@administrators
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account: what the person may do, when they came in, what was done to it."""
    user = get_object_or_404(everybody(), pk=number)
    attempts = SignIn.objects.filter(address=user.email)[:JOURNAL]
    context = {
        "rail": "people",
        "person": user,
        "changeable": access.can_change_person(request.user, user),
        "part": PartForm(initial={"office": user.office}),
        "role": RoleForm(initial={"role": Role.CONTRIBUTOR}),
        "regions": RegionsForm(initial={"regions": [each.region for each in user.observations.all()]}),
        "steps": user.steps.select_related("by")[:JOURNAL],
        "attempts": [{"attempt": each, "browser": browser_of(each.agent)} for each in attempts],
    }
    return render(request, "desk/people/person.html", context)


@require_POST
@administrators
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Change the person's part in the office."""
    user = get_object_or_404(User, pk=number)
    form = PartForm(request.POST)
    if form.is_valid():
        office = Office(form.cleaned_data["office"])
        attempt(request, lambda: people.change_office(user, office, by=_me(request)), _("Rôle enregistré."))
    return redirect("desk:person", number=number)


@require_POST
@administrators
def role(request: HttpRequest, number: int) -> HttpResponse:
    """Give the person a role in a museum, or take theirs away."""
    user = get_object_or_404(User, pk=number)
    form = RoleForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        chosen = Role(asked["role"]) if asked["role"] else None
        people.change_role(user, asked["museum"].code, chosen, by=_me(request))
        messages.success(request, _("Rôle enregistré."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("desk:person", number=number)


@require_POST
@administrators
def regions(request: HttpRequest, number: int) -> HttpResponse:
    """Change the regions the person observes."""
    user = get_object_or_404(User, pk=number)
    form = RegionsForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["regions"]
        attempt(request, lambda: participations.observe(user, chosen, by=_me(request)), _("Régions enregistrées."))
    else:
        messages.error(request, _("Choisissez des régions de la liste."))
    return redirect("desk:person", number=number)


@require_POST
@administrators
def closing(request: HttpRequest, number: int) -> HttpResponse:
    """Close the account and its sessions."""
    user = get_object_or_404(User, pk=number)
    attempt(request, lambda: people.close(user, by=_me(request)), _("Compte fermé, avec toutes ses connexions."))
    return redirect("desk:person", number=number)


@require_POST
@administrators
def reopening(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed account again."""
    people.reopen(get_object_or_404(User, pk=number), by=_me(request))
    messages.success(request, _("Compte rouvert."))
    return redirect("desk:person", number=number)


@require_POST
@administrators
def factor_removal(request: HttpRequest, number: int) -> HttpResponse:
    """Remove the second factor of somebody who lost theirs."""
    user = get_object_or_404(User, pk=number)
    said = _("Second facteur retiré : la personne se connecte avec son mot de passe seul.")
    attempt(request, lambda: people.remove_second_factor(user, by=_me(request)), said)
    return redirect("desk:person", number=number)


def _waiting() -> list[dict[str, object]]:
    rows = invitations.waiting().select_related("by")
    return [{"invitation": each, "places": invitations.places_in_words(each)} for each in rows[:100]]


def _me(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user
