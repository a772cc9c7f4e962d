"""The versions of an entry: who wrote what and when, two of them compared, one restored; and the journal of its steps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coffret.base.errors import Refused
from coffret.desk.editing.page import entry_of, writer
from coffret.desk.editing.saving import base_of
from coffret.desk.guards import editors
from coffret.editorial.entries import actions
from coffret.editorial.entries import versions as compared
from coffret.editorial.kinds import kind_of
from coffret.editorial.models import Entry, Revision


@require_GET
@editors
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """Show the versions, the latest first, and the journal; « de » and « a » compare two of them."""
    entry = entry_of(number)
    rows = list(entry.revisions.select_related("by").defer("content").order_by("-number"))
    old, new = (_asked(entry, request.GET.get(name, "")) for name in ("de", "a"))
    context = {
        "rail": "editing",
        "entry": entry,
        "kind": kind_of(entry),
        "rows": rows,
        "journal": list(entry.steps.select_related("by").order_by("-pk")),
        "old": old,
        "new": new,
        "changes": compared.compare(entry.kind, old.content, new.content) if old and new else None,
        "before_last": rows[1].number if len(rows) > 1 else None,
    }
    return render(request, "desk/editing/versions.html", context)


def _asked(entry: Entry, text: str) -> Revision | None:
    if not text.isdecimal():
        return None
    return get_object_or_404(entry.revisions.select_related("by"), number=int(text[:9]))


@require_POST
@editors
def restore(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Make an earlier version the latest one; nothing changes online before it is published."""
    entry = entry_of(number)
    try:
        revision = actions.restore(entry, version, writer(request), base_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:entry_versions", number)
    said = _("La version {old} est reprise : c’est la version {new}. Rien ne change en ligne avant « Publier ».")
    messages.success(request, said.format(old=version, new=revision.number))
    return redirect("desk:entry", number)
