"""The notice a page is about, for those who may read its museum's workshop, and who may decide of it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from coffret.accounts import access
from coffret.catalogue.models import Record


def seen(request: HttpRequest, ref: str) -> Record:
    """Return the notice, online or withdrawn; raises Http404 or PermissionDenied."""
    record = Record.objects.select_related("museum").filter(ref=ref).first()
    if record is None:
        raise Http404(ref)
    if not access.can_see_museum(request.user, record.museum_id):
        raise PermissionDenied
    return record


def decided(request: HttpRequest, ref: str) -> Record:
    """Return the notice when the account may withdraw it or restore a version; raises Http404 or PermissionDenied."""
    record = seen(request, ref)
    if not access.can_withdraw(request.user, record.museum_id):
        raise PermissionDenied
    return record
