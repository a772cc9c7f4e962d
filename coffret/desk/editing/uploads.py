"""The pictures and documents of the office's pages: received, listed with who uses them, shown to who writes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coffret.base.errors import Refused
from coffret.desk import thumbnails
from coffret.desk.editing.choosing import document_row, picture_row
from coffret.desk.editing.page import writer
from coffret.desk.guards import editors
from coffret.editorial.entries import references
from coffret.editorial.entries.references import Ref
from coffret.editorial.files import documents, pictures
from coffret.editorial.models import Document, Picture
from coffret.images.models import Image

PAGE = 48
Row = dict[str, Any]


@editors
@require_http_methods(["GET", "HEAD", "POST"])
def images(request: HttpRequest) -> HttpResponse:
    """List the pictures of the pages, or take one in: a file (``file``), or an image of the catalogue (``image``)."""
    if request.method == "POST":
        return _taken(request, "desk:pictures", lambda: picture_row(_picture_given(request)))
    words = request.GET.get("q", "").strip()[:200]
    page = Paginator(pictures.found(words), PAGE).get_page(request.GET.get("page"))
    counts = pictures.used(page.object_list)
    rows = [{**_about(one), "thumb": _thumb(one), "uses": counts.get(one.pk, 0)} for one in page.object_list]
    return render(request, "desk/media/pictures.html", {"rows": rows, "page": page, "q": words, "rail": "editing"})


def _about(picture: Picture) -> Row:
    return {"picture": picture, "name": pictures.called(picture), "shown": pictures.showable(picture)}


def _picture_given(request: HttpRequest) -> Picture:
    """Return the picture a form gives; raises Refused when it gives none that can be shown."""
    number = request.POST.get("image", "")
    if number.isascii() and number.isdigit() and len(number) < 16:
        image = Image.objects.select_related("record").filter(pk=int(number)).first()
        if image is None:
            raise Refused(_("Cette image n’est plus dans le catalogue. En choisir une autre."))
        return pictures.from_catalogue(image, writer(request))
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Aucun fichier n’a été reçu. Choisir une image, puis la déposer."))
    return pictures.upload(file, file.name or "", writer(request))


@editors
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """List the documents of the pages, or take one in (``file``)."""
    if request.method == "POST":
        return _taken(request, "desk:documents", lambda: document_row(_document_given(request)))
    words = request.GET.get("q", "").strip()[:200]
    page = Paginator(documents.found(words), PAGE).get_page(request.GET.get("page"))
    counts = documents.used(page.object_list)
    rows = [{"document": one, "url": documents.path_of(one), "about": documents.described(one),
             "uses": counts.get(one.pk, 0)} for one in page.object_list]  # fmt: skip
    return render(request, "desk/media/documents.html", {"rows": rows, "page": page, "q": words, "rail": "editing"})


def _document_given(request: HttpRequest) -> Document:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Aucun fichier n’a été reçu. Choisir un document, puis le déposer."))
    return documents.upload(file, file.name or "", writer(request))


def _taken(request: HttpRequest, list_name: str, take: Any) -> HttpResponse:
    """Take a file in; the dialogs hear of it in JSON, a plain form is sent back to the list."""
    plain = "application/json" not in request.headers.get("Accept", "")
    try:
        row = take()
    except Refused as refusal:
        if not plain:
            return JsonResponse({"refused": str(refusal)}, status=422)
        messages.error(request, str(refusal))
        return redirect(list_name)
    if not plain:
        return JsonResponse(row)
    messages.success(request, _("« {name} » est déposé.").format(name=row["title"]))
    return redirect(list_name)


@editors
@require_http_methods(["GET", "HEAD", "POST"])
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a picture, who uses it, and what a new use of it starts with: its credit and its rights."""
    picture = get_object_or_404(Picture.objects.select_related("image__record"), pk=pk)
    if request.method == "POST":
        picture.credit = request.POST.get("credit", "").strip()[:500]
        picture.rights = request.POST.get("rights", "").strip()[:500]
        picture.save(update_fields=["credit", "rights"])
        messages.success(request, _("Enregistré. Les pages qui l’utilisent déjà gardent leurs mots."))
        return redirect("desk:picture", pk)
    uses = references.uses(Ref("picture", str(pk)))
    context = {**_about(picture), "thumb": _thumb(picture, 960), "uses": uses}
    return render(request, "desk/media/picture.html", {**context, "rail": "editing"})


@editors
@require_POST
def image_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a picture no page uses."""
    picture = get_object_or_404(Picture, pk=pk)
    if references.uses(Ref("picture", str(pk))):
        messages.error(request, _("Une page utilise cette image : l’en enlever d’abord."))
        return redirect("desk:picture", pk)
    picture.delete()
    messages.success(request, _("L’image « {name} » est enlevée.").format(name=picture.name))
    return redirect("desk:pictures")


@editors
@require_POST
def paper_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a document no page offers."""
    document = get_object_or_404(Document, pk=pk)
    try:
        documents.remove(document)
    except (Refused, ProtectedError):
        messages.error(request, _("Une page propose « {name} » : l’en enlever d’abord.").format(name=document.name))
    else:
        messages.success(request, _("Le document « {name} » est enlevé.").format(name=document.name))
    return redirect("desk:documents")


@editors
@require_GET
def media(request: HttpRequest, key: str, width: int, light: bool = False) -> HttpResponse:
    """Answer a picture of the pages at one width, drafts' too; ``key``: its content's SHA-256, or its number.

    ``light``: the version that mails show.
    """
    short = key.isascii() and key.isdigit() and len(key) < 16
    found = Picture.objects.filter(pk=int(key)) if short else Picture.objects.filter(sha256=key)
    shown = next((one for one in found.select_related("image__record") if pictures.showable(one)), None)
    if shown is None:
        if found.exists():
            return HttpResponse(status=410)
        raise Http404(key)
    return thumbnails.answer(shown.sha256, width, light=light)


def _thumb(one: Picture, width: int = 240) -> str:
    return f"{pictures.DESK_MEDIAS}/{one.sha256}/{width}.jpg"
