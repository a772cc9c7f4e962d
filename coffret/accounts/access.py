"""Every right, one function each: the only place that says who may do what."""

from typing import Any

from coffret.accounts.models import Role

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

    A museum answers for its own records (charter of participation): a manager of every museum named, or the office.
    """
    if not getattr(user, "is_active", False):
        return False
    return user.is_office or (bool(museums) and museums <= museum_codes(user, Role.MANAGER))
