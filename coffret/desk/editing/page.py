"""The page of an entry: its form, what may be done next, what the preflight says, its preview beside it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coffret.accounts.models import User
from coffret.base.policy import policy
from coffret.desk.editing import figures as editing_figures
from coffret.desk.editing import form as editing_form
from coffret.desk.editing import sections_shown
from coffret.desk.editing import steps as editing_steps
from coffret.desk.editing.checking_panel import panel
from coffret.desk.editing.lists import newsletters_for, parents_for
from coffret.desk.editing.sections_shown import Picking
from coffret.desk.editing.things import Items, Things
from coffret.editorial.agenda.state import LABELS, PINNABLE
from coffret.editorial.entries.content import blank, clean
from coffret.editorial.kinds import ContentField, Kind, Widget, kind_of
from coffret.editorial.models import Autosave, Entry, KindName

Content = Mapping[str, Any]
PINNED = (("", _("aucun : il se calcule")), *((state.value, LABELS[state]) for state in PINNABLE))


def entry_of(number: int) -> Entry:
    """Return the entry of this number with its latest revision; raises Http404."""
    return get_object_or_404(Entry.objects.select_related("working__by", "published"), pk=number)


def writer(request: HttpRequest) -> User:
    """Return the account that asks: the guards of these pages let nobody else in."""
    user = request.user
    assert isinstance(user, User)
    return user


def opened(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Return the page of an entry as its reader left it: with what they were typing, else as last saved."""
    content = entry.working.content if entry.working else blank(entry.kind)
    base = entry.working.number if entry.working else 0
    kept = Autosave.objects.filter(entry=entry, by=writer(request)).first()
    if kept is None or kept.content == content:
        return shown(request, entry, content, base)
    return shown(request, entry, kept.content, kept.base, recovered=kept, unsaved=True)


def shown(
    request: HttpRequest,
    entry: Entry,
    content: Content,
    base: int,
    *,
    refusal: str = "",
    recovered: Autosave | None = None,
    unsaved: bool = False,
    offered: Items | Picking | None = None,
) -> HttpResponse:
    """Return the page with this content in its form; 422 when it says why something was refused."""
    context = {
        "rail": "letters" if entry.kind == KindName.LETTER else "editing",
        "entry": entry,
        "kind": kind_of(entry),
        "title": content.get("title") or _("sans titre"),
        "working": entry.working,
        "base": base,
        "groups": groups(kind_of(entry), content, entry, offered),
        "steps": editing_steps.steps(entry, writer(request)),
        "changes": editing_steps.changes(entry),
        "returned": editing_steps.returned(entry),
        "others": editing_steps.others(entry, writer(request)),
        "overtaken": editing_steps.overtaken(entry.working, base),
        "recovered": recovered,
        "unsaved": unsaved,
        "refusal": refusal,
        "panel": panel(entry, clean(entry.kind, content), asking="retenu" in request.GET),
        **_preview(entry, content),
    }
    response = render(request, "desk/editing/edit.html", context, status=422 if refusal else 200)
    response["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def _preview(entry: Entry, content: Content) -> dict[str, Any]:
    """Return what the preview needs: a letter is looked at as the mail it will be, its live figures beside it."""
    if entry.kind != KindName.LETTER:
        return {"preview_url": reverse("public:preview", args=[entry.pk]), "letter": False}
    return {
        "preview_url": reverse("desk:letter_mail", args=[entry.pk]),
        "letter": True,
        "figures": editing_figures.of(entry, content),
    }


def groups(
    kind: Kind, content: Content, entry: Entry | None, offered: Items | Picking | None = None
) -> list[editing_form.Group]:
    """Return the form of a content, with what its parts need."""

    def choices(field: ContentField) -> tuple[tuple[str, Any], ...]:
        if field.name == "pinned":
            return PINNED
        if field.widget is Widget.NEWSLETTER:
            return newsletters_for(str(content.get(field.name) or ""))
        return parents_for(entry) if field.name == "parent" else field.choices

    def more(field: ContentField, value: Any) -> Any:
        if field.widget is Widget.SECTIONS:
            picking = offered if isinstance(offered, Picking) else None
            return sections_shown.shown(field.name, content, value or [], picking)
        return things.more(field, value)

    things = Things(content, kind.fields, offered if isinstance(offered, Items) else None)
    return editing_form.groups(kind, dict(content), more, choices)
