"""The people of a museum: its managers invite, change roles, take them away; other museums' places stay unseen."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coffret.accounts import access, invitations
from coffret.accounts import people as rooms
from coffret.accounts.models import Invitation, Membership, Role
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.desk.attempts import attempt
from coffret.desk.guards import members
from coffret.desk.museums.forms import ColleagueForm, MemberForm
from coffret.desk.museums.guard import me, museum_for


@require_http_methods(["GET", "HEAD", "POST"])
@members
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Show who works for the museum and who is invited; posted, invite somebody."""
    posted = request.method == "POST"
    museum = museum_for(request, code, access.can_invite_to if posted else access.can_see_people)
    form = ColleagueForm(request.POST if posted else None)
    if posted and form.is_valid() and _invited(request, museum, form):
        return redirect("desk:museum_people", code=code)
    return _page(request, museum, form)


def _invited(request: HttpRequest, museum: Museum, form: ColleagueForm) -> bool:
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        invitations.invite(email, museums={museum.code: role}, by=me(request))
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, _("L’invitation part à {email}.").format(email=email))
    return True


def _page(request: HttpRequest, museum: Museum, form: ColleagueForm) -> HttpResponse:
    rows = museum.memberships.select_related("user").order_by("-role", "user__name", "user__email", "pk")
    context = {
        "rail": "museums" if access.can_see_every_museum(request.user) else "home",
        "museum": museum,
        "form": form,
        "members": [{"membership": row, "form": _role_form(row)} for row in rows],
        "waiting": invitations.of_museum(museum.code),
        "can_invite": access.can_invite_to(request.user, museum.code),
        "myself": request.user.pk,
    }
    return render(request, "desk/museums/people.html", context)


def _role_form(membership: Membership) -> MemberForm:
    return MemberForm(initial={"role": membership.role}, auto_id=f"member-{membership.pk}-%s")


@require_POST
@members
def member(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Change the role of somebody in the museum, or take their place away."""
    museum = museum_for(request, code, access.can_invite_to)
    row = get_object_or_404(museum.memberships.select_related("user", "museum"), pk=number)
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = form.chosen()
    said = _("Rôle enregistré.") if chosen else _("{name} n’est plus de ce musée.").format(name=str(row.user))
    attempt(request, lambda: rooms.change_member(row, chosen, by=me(request)), said)
    gone = row.user_id == request.user.pk and not access.can_see_people(request.user, code)
    return redirect("desk:home") if gone else redirect("desk:museum_people", code=code)


@require_POST
@members
def invitation_again(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send an invitation to the museum again, with a new link."""
    invitation = _offered(request, code, number)
    attempt(
        request, lambda: invitations.resend(invitation, by=me(request)), _("L’invitation repart, avec un nouveau lien.")
    )
    return redirect("desk:museum_people", code=code)


@require_POST
@members
def invitation_revoked(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take an invitation to the museum back."""
    invitations.revoke(_offered(request, code, number))
    messages.success(request, _("Invitation annulée."))
    return redirect("desk:museum_people", code=code)


def _offered(request: HttpRequest, code: str, number: int) -> Invitation:
    museum = museum_for(request, code, access.can_invite_to)
    for invitation in invitations.of_museum(museum.code):
        if invitation.pk == number:
            return invitation
    raise Http404
