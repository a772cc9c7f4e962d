"""What a page will look like: the same page functions as online, given a content that is not published.

Shown to those who write the site alone, in a frame of the workshop's own form.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from coffret.accounts import access
from coffret.base.policy import policy
from coffret.editorial.entries.applying import fill
from coffret.editorial.entries.content import blank
from coffret.editorial.files.pictures import DESK_MEDIAS, MEDIAS
from coffret.editorial.kinds import typed
from coffret.editorial.models import Autosave, Entry, KindName
from coffret.public.agenda import views as agenda
from coffret.public.letters import issues
from coffret.public.site import entries, features, fixed
from coffret.public.site.online import Page

Content = Mapping[str, Any]

PAGES: dict[str, Page] = {
    KindName.RESOURCE: entries.resource_page,
    KindName.NEWS: entries.news_page,
    KindName.EVENT: agenda.page,
    KindName.FEATURE: features.page,
    KindName.PAGE: fixed.fixed_page,
    KindName.LETTER: issues.page,
}
# Pictures of drafts are shown by the workshop's own door.
_SOURCES = re.compile(r'\b(?:src|srcset)="[^"]*"')


@require_safe
@never_cache
@xframe_options_sameorigin
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """Show an entry as its reader is writing it, or one of its versions (``?version=3``)."""
    if not access.can_edit_site(request.user):
        raise PermissionDenied
    entry = typed(get_object_or_404(Entry, pk=number))
    content = {**blank(entry.kind), **_content(request, entry)}
    # Kept in memory alone: nothing of it is saved.
    fill(entry, content)
    template, context = PAGES[entry.kind](request, entry, content)
    response = render(request, template, context)
    shown = _SOURCES.sub(lambda found: found[0].replace(f"{MEDIAS}/", f"{DESK_MEDIAS}/"), response.content.decode())
    response.content = shown.encode()
    response["Content-Security-Policy"] = policy(frame_ancestors="'self'")
    response["X-Robots-Tag"] = "noindex"
    return response


def _content(request: HttpRequest, entry: Entry) -> Content:
    """Return the version asked for; else what the reader is typing; else the last version saved."""
    number = request.GET.get("version", "")
    if number.isdecimal():
        return get_object_or_404(entry.revisions, number=int(number[:9])).content
    kept = Autosave.objects.filter(entry=entry, by=request.user.pk).first()
    if kept:
        return kept.content
    return entry.working.content if entry.working else {}
