"""What a museum always wants and what it accepts: the museum a page is about, and who may act there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from coffret.accounts import access
from coffret.authorities.models import Museum


def seen(request: HttpRequest, code: str) -> Museum:
    """Return the museum when the account may read its workshop; raises Http404 or PermissionDenied."""
    museum = get_object_or_404(Museum, code=code)
    if not access.can_see_museum(request.user, museum.code):
        raise PermissionDenied
    return museum


def mended(request: HttpRequest, code: str) -> Museum:
    """Return the museum when the account may correct its notices; raises Http404 or PermissionDenied."""
    museum = seen(request, code)
    if not access.can_mend(request.user, {museum.code}):
        raise PermissionDenied
    return museum
