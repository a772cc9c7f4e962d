"""Every right, one function each: the only place that says who may do what."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from coffret.accounts.models import Office, Role

# A User, or Django's AnonymousUser, which has neither museums nor office.
Visitor = Any


def museum_codes(user: Visitor, *roles: Role) -> set[str]:
    """Return the codes of the museums where ``user`` holds one of ``roles`` (any role when none is named)."""
    if not getattr(user, "is_active", False):
        return set()
    memberships = user.memberships.order_by("pk")
    if roles:
        memberships = memberships.filter(role__in=roles)
    return set(memberships.values_list("museum_id", flat=True))


def can_enter_desk(user: Visitor) -> bool:
    """Say whether the workshop opens to ``user``: the office, and any member of a museum."""
    return bool(getattr(user, "is_active", False)) and (user.is_office or bool(museum_codes(user)))


def can_see_submission(user: Visitor, museums: set[str]) -> bool:
    """Say whether ``user`` may read a submission that touches ``museums`` (Muséofile codes)."""
    if not can_enter_desk(user):
        return False
    return user.is_office or (bool(museums) and museums <= museum_codes(user))


def can_see_findings(user: Visitor, museum: str) -> bool:
    """Say whether ``user`` may read the conformity of a record held by ``museum``."""
    return can_enter_desk(user) and (user.is_office or museum in museum_codes(user))


def can_publish(user: Visitor, museums: set[str]) -> bool:
    """Say whether ``user`` may publish or take back a submission that touches ``museums``.

    A museum answers for its own records (charter of participation): a manager of every museum named, or an
    administrator of the office. An editor of the site reads submissions and decides of none.
    """
    if not getattr(user, "is_active", False):
        return False
    return is_administrator(user) or (bool(museums) and museums <= museum_codes(user, Role.MANAGER))


def is_administrator(user: Visitor) -> bool:
    """Say whether ``user`` administers the office."""
    return bool(getattr(user, "is_active", False)) and user.office == Office.ADMINISTRATOR


def can_edit_site(user: Visitor) -> bool:
    """Say whether ``user`` writes the office's site: its editors and administrators."""
    return bool(getattr(user, "is_active", False)) and user.is_office


def can_approve(user: Visitor, written_by: set[int]) -> bool:
    """Say whether ``user`` may approve a text where two people are asked: one of the office who wrote none of it.

    ``written_by`` holds the ids of those who saved something since the last publication.
    """
    return can_edit_site(user) and user.pk not in written_by


def can_publish_site(user: Visitor) -> bool:
    """Say whether ``user`` may put a page of the site online or take it off: the office; the workflow asks for the rest."""
    return can_edit_site(user)


def can_see_attendance(user: Visitor) -> bool:
    """Say whether ``user`` may read who registered for an event: personal data, for the office alone."""
    return can_edit_site(user)


def can_write_letters(user: Visitor) -> bool:
    """Say whether ``user`` composes the office's letters: those who write its site."""
    return can_edit_site(user)


def can_send_letters(user: Visitor) -> bool:
    """Say whether ``user`` may send a letter, pause it, resume it, settle its doubts: the office; approval asks for two."""
    return can_edit_site(user)


def can_see_readers(user: Visitor) -> bool:
    """Say whether ``user`` may read who subscribed and who received what: personal data, for the office alone."""
    return can_edit_site(user)


def can_manage_letters(user: Visitor) -> bool:
    """Say whether ``user`` may open newsletters, set the way out, import and export readers."""
    return is_administrator(user)


def can_manage_people(user: Visitor) -> bool:
    """Say whether ``user`` may invite people, change their roles and close their accounts."""
    return is_administrator(user)


def can_manage_site(user: Visitor) -> bool:
    """Say whether ``user`` may change the site's identity, its rules of publication and how long data are kept."""
    return is_administrator(user)


def has_second_factor(user: Visitor) -> bool:
    """Say whether ``user`` gives more than a password to sign in (recovery codes alone are none)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(user.pk) and Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def must_add_second_factor(user: Visitor) -> bool:
    """Say whether ``user`` must set up a second factor before anything else: the office, where it is required."""
    return settings.REQUIRE_MFA and can_edit_site(user) and not has_second_factor(user)


def can_change_person(user: Visitor, other: Visitor) -> bool:
    """Say whether ``user`` may change the part, the roles or the account of ``other``: nobody does so of themselves."""
    return can_manage_people(user) and user.pk != other.pk


def places_of(user: Visitor) -> list[str]:
    """Return what ``user`` may do, in words: the part in the office, then a role per museum."""
    parts = [str(Office(user.office).label)] if user.office else []
    memberships = user.memberships.select_related("museum").order_by("museum__city", "pk")
    return [*parts, *(f"{each.get_role_display()}, {each.museum.city} ({each.museum_id})" for each in memberships)]
