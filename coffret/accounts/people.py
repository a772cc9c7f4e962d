"""The people of the office and of museums: their parts, their roles, their accounts closed and opened again."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import AccountStep, Doing, Membership, Office, Participation, Role, User, address_key
from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.base.letters import compose


def note(user: User, doing: Doing, *, by: User | None, words: str = "") -> None:
    """Write in the account's journal what was done to it; ``by`` None is a command."""
    AccountStep.objects.create(user=user, doing=doing, note=words[:300], by=by, at=timezone.now())


@transaction.atomic
def change_office(user: User, office: Office, *, by: User | None) -> None:
    """Change the person's part in the office (« »: none); raises Refused for oneself and for the last administrator."""
    if user.office == office:
        return
    _not_oneself(user, by)
    if user.office == Office.ADMINISTRATOR:
        _not_the_last(user)
    user.office = office
    user.save(update_fields=["office"])
    note(user, Doing.OFFICE, by=by, words=str(office.label))


@transaction.atomic
def change_role(user: User, museum: str, role: Role | None, *, by: User | None) -> None:
    """Give the person this role in the museum (its code), or take theirs away (None). A museum with somebody takes part."""
    if role is None:
        taken, _kinds = Membership.objects.filter(user=user, museum_id=museum).delete()
        words = _("{museum} : retiré").format(museum=museum) if taken else ""
    else:
        Membership.objects.update_or_create(user=user, museum_id=museum, defaults={"role": role})
        now = timezone.now()
        Participation.objects.get_or_create(museum_id=museum, defaults={"enrolled_at": now, "enrolled_by": by})
        words = f"{museum} : {role.label}"
    if words:
        note(user, Doing.MUSEUM, by=by, words=words)


@transaction.atomic
def change_member(membership: Membership, role: Role | None, *, by: User) -> None:
    """Change somebody's role in a museum, as its managers do: the person is told by mail.

    Raises Refused when the museum would have no manager left.
    """
    if membership.role == role:
        return
    if membership.role == Role.MANAGER:
        _not_the_last_manager(membership)
    change_role(membership.user, membership.museum_id, role, by=by)
    if membership.user_id != by.pk:
        _tell_member(membership, role, by)


@transaction.atomic
def close(user: User, *, by: User | None) -> None:
    """Close the account and its sessions at once; raises Refused for oneself and for the last administrator."""
    if not user.is_active:
        return
    _not_oneself(user, by)
    if user.office == Office.ADMINISTRATOR:
        _not_the_last(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    note(user, Doing.CLOSED, by=by)


@transaction.atomic
def reopen(user: User, *, by: User | None) -> None:
    """Open a closed account again: it has the roles and the password it had."""
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    note(user, Doing.OPENED, by=by)


@transaction.atomic
def remove_second_factor(user: User, *, by: User | None) -> None:
    """Remove the second factor of somebody who lost theirs, and close their sessions; raises Refused for oneself."""
    _not_oneself(user, by)
    if Authenticator.objects.filter(user=user).delete()[0]:
        end_sessions(user)
        note(user, Doing.FACTOR_REMOVED, by=by)


@transaction.atomic
def change_address(user: User, address: str) -> str:
    """Give the account another address, proven by a mail; return the former one. Raises Refused when it is taken."""
    address, former = address_key(address), user.email
    if User.objects.filter(email=address).exclude(pk=user.pk).exists():
        raise Refused(_("L’adresse « {address} » a déjà un compte. Choisissez-en une autre.").format(address=address))
    user.email = address
    user.save(update_fields=["email"])
    # What allauth noted of the former address would still open the account by « mot de passe oublié ».
    EmailAddress.objects.filter(user=user).delete()
    note(user, Doing.ADDRESS, by=user, words=f"{former} → {address}")
    return former


def end_sessions(user: User, *, but: str = "") -> int:
    """Close the person's sessions, but the one whose key is ``but``; return how many."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for session in sessions:
        session.end()
    return len(sessions)


def _not_oneself(user: User, by: User | None) -> None:
    if by is not None and user.pk == by.pk:
        raise Refused(_("Vous ne pouvez pas changer votre propre compte : demandez-le à un autre administrateur."))


def _not_the_last(user: User) -> None:
    others = User.objects.select_for_update().filter(office=Office.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if not others.exists():
        raise Refused(
            _("« {name} » est le dernier administrateur : nommez-en un autre d’abord.").format(name=str(user))
        )


def _not_the_last_manager(membership: Membership) -> None:
    managers = Membership.objects.select_for_update().filter(
        museum_id=membership.museum_id, role=Role.MANAGER, user__is_active=True
    )
    if not managers.exclude(pk=membership.pk).exists():
        words = _("« {name} » est la dernière personne responsable de ce musée : nommez-en une autre d’abord.")
        raise Refused(words.format(name=str(membership.user)))


def _tell_member(membership: Membership, role: Role | None, by: User) -> None:
    museum = f"{membership.museum.city} ({membership.museum_id})"
    if role is None:
        title = _("Votre place dans un musée vous a été retirée")
        words = _("{by} a retiré votre place au musée de {museum}. Votre compte reste ouvert.")
    else:
        title = _("Votre rôle dans un musée a changé")
        words = _("{by} a changé votre rôle au musée de {museum} : vous y êtes désormais {role}.")
    said = words.format(by=str(by), museum=museum, role=role.label if role else "")
    text, html = compose(title, [said], footer=_("Une erreur ? Répondez à la personne qui l’a fait, ou au bureau."))
    step = membership.user.steps.order_by("-pk").values_list("pk", flat=True).first()
    outbox.queue(
        f"member:{membership.museum_id}:{membership.user_id}:{step}", membership.user.email, title, text, html=html
    )
