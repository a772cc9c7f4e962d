"""Which museum an address is about, for those who may."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.authorities.models import Museum


def museum_for(
    request: HttpRequest, code: str, right: Callable[[access.Visitor, str], bool] = access.can_see_museum
) -> Museum:
    """Return the museum of this code when the account has ``right`` over it; raises Http404 or PermissionDenied."""
    if not right(request.user, code):
        raise PermissionDenied
    return get_object_or_404(Museum, pk=code)


def me(request: HttpRequest) -> User:
    """Return the account signed in."""
    user = request.user
    assert isinstance(user, User)
    return user
