"""/pro/redaction/: the lists of what the office writes, and the form of each entry."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.base.errors import Refused
from coffret.base.numbers import row_number
from coffret.desk.editing import form as editing_form
from coffret.desk.editing import lists as editing_lists
from coffret.desk.editing import page as editing_page
from coffret.desk.editing.page import entry_of, writer
from coffret.desk.editing.saving import handled, sends_form
from coffret.desk.guards import editors
from coffret.editorial.entries import actions, ordering, references
from coffret.editorial.entries.content import blank
from coffret.editorial.kinds import KINDS, ROLES, Kind
from coffret.editorial.models import FixedPage, KindName

PER_PAGE = 50
# What is asked before an entry begins: enough to name it.
FIRST = {"title", "genre", "month", "parent", "starts"}
GENRES = (
    ("notice", gettext_lazy("une notice")),
    ("museum", gettext_lazy("un musée")),
    ("entry", gettext_lazy("une page")),
    ("picture", gettext_lazy("une image")),
    ("document", gettext_lazy("un document")),
)


@require_GET
@editors
def listing(request: HttpRequest) -> HttpResponse:
    """List the entries, by kind and by where they stand."""
    asked = {name: request.GET.get(name, "") for name in ("genre", "etat", "q")}
    genre = asked["genre"] if asked["genre"] in KINDS else ""
    rows = editing_lists.entries(writer(request), asked)
    context = {
        "rail": "editing",
        "kinds": editing_lists.to_start(),
        "all_kinds": [(name, kind) for name, kind in KINDS.items()],
        "genre": genre,
        "view": editing_lists.BY_NAME.get(asked["etat"], editing_lists.VIEWS[0]),
        "views": editing_lists.counts(writer(request), genre),
        "q": asked["q"],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kept": urlencode({name: value for name, value in asked.items() if value}) + "&",
    }
    return render(request, "desk/editing/list.html", context)


@require_GET
@editors
def resource_tree(request: HttpRequest) -> HttpResponse:
    """Show the resources as they stand, to put them in order."""
    return render(request, "desk/editing/tree.html", {"rail": "editing", "branches": editing_lists.tree()})


@require_POST
@editors
def resource_order(request: HttpRequest) -> HttpResponse:
    """Move a resource among its neighbours: up, down, or before another one (« 0 »: last)."""
    number, before = (row_number(request.POST.get(name, "")) for name in ("page", "avant"))
    if number is None:
        raise Http404
    try:
        ordering.move(number, request.POST.get("vers", ""), before or 0)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:resource_tree")


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask what an entry needs to begin, then begin it: a draft nobody else sees."""
    if kind not in KINDS:
        raise Http404(kind)
    if kind == KindName.LETTER:
        return redirect("desk:letter_start")
    asked = KINDS[kind]
    given = {**blank(kind), **({} if request.method != "POST" else _first(asked, request.POST))}
    if request.method == "POST":
        try:
            entry = actions.create(kind, given, writer(request), role=request.POST.get("role", ""))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("desk:entry", entry.pk)
    boxes = [
        box
        for group in editing_page.groups(asked, given, None)
        for box in group.boxes
        if box.name in FIRST and kind != KindName.PAGE
    ]
    context = {"rail": "editing", "kind": asked, "boxes": boxes, "roles": _roles() if kind == KindName.PAGE else []}
    return render(request, "desk/editing/start.html", context)


def _first(kind: Kind, given: Any) -> Mapping[str, Any]:
    """Return what was asked first; the title of a fixed page, or of a month, is known."""
    content = {name: value for name, value in editing_form.read(kind, given).items() if name in FIRST}
    if kind.name == KindName.PAGE:
        role = ROLES.get(str(given.get("role", "")))
        return {"title": str(role[1]) if role else ""}
    return content


def _roles() -> list[tuple[str, str, Any]]:
    written = set(FixedPage.objects.order_by().values_list("role", flat=True))
    return [(role, path, words) for role, (path, words) in ROLES.items() if role not in written]


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show an entry's form; take what it sends: saved, or rearranged by one of its buttons."""
    found = entry_of(number)
    if request.method == "POST" and sends_form(request):
        answer = handled(request, found)
        if answer is not None:
            return answer
        sent_later = found.kind == KindName.LETTER
        messages.success(
            request, _("Enregistré.") if sent_later else _("Enregistré. Rien ne change en ligne avant « Publier ».")
        )
        return redirect("desk:entry", number)
    return editing_page.opened(request, found)


@require_GET
@editors
def usages(request: HttpRequest) -> HttpResponse:
    """Show which entries use a record, a museum, a page, an image or a document."""
    genre, key = request.GET.get("genre", ""), request.GET.get("cle", "").replace("\0", "").strip()
    ref = references.Ref(genre if genre in dict(GENRES) else "notice", key)
    context = {
        "rail": "editing",
        "genres": GENRES,
        "genre": ref.kind,
        "key": key,
        "target": references.targets([ref])[ref] if key else None,
        "uses": references.uses(ref) if key else [],
    }
    return render(request, "desk/editing/usages.html", context)
