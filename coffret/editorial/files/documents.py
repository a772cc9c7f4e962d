"""The documents the office offers: received whole, judged by their content, kept by it, offered while a page does."""

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.files.papers import ENDINGS
from coffret.editorial.files.receiving import aside, folder, received, tidy_name
from coffret.editorial.files.uses import uses_of
from coffret.editorial.models import Act, Document, Edition, Reference, Revision, Step
from coffret.images.isolation import isolated
from coffret.images.probe import probe

# Bytes.
LARGEST = 200_000_000
_MO = 1_000_000


class Offered(StrEnum):
    """What the public may know of a document."""

    PUBLIC = "public"  # a page online offers it: 200
    GONE = "gone"  # a page offered it: 410
    HIDDEN = "hidden"  # nobody ever did: 404


def upload(file: Any, name: str, by: User | None) -> Document:
    """Return the document of an uploaded file (anything with ``read``), kept once whoever sends it again.

    Raises Refused when it is too heavy, broken, encrypted, carries code, or is of no kind one offers.
    """
    with aside() as place:
        path = place / tidy_name(name, _("document"))
        sha256, size = received(file, path, LARGEST)
        kept = Document.objects.filter(sha256=sha256).first()
        if kept and address(sha256).is_file():
            return kept
        told = _looked(path)
        _keep(path, sha256)
    known = {
        "name": _ending(path.name, told["media_type"]),
        "media_type": told["media_type"],
        "size": size,
        "pages": told["pages"],
        "uploaded_by": by,
        "uploaded_at": timezone.now(),
    }
    return Document.objects.get_or_create(sha256=sha256, defaults=known)[0]


def address(sha256: str) -> Path:
    """Return where the file of this content is kept."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def _keep(path: Path, sha256: str) -> None:
    place = address(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, place)


def _looked(path: Path) -> dict[str, Any]:
    """Return what the limited child says of a file; raises Refused with the reason and the remedy."""
    try:
        told = isolated.run("paper", path=os.path.abspath(path))
    except isolated.GaveUp as gave_up:
        raise Refused(_refusal(gave_up.reason).format(name=path.name), code=gave_up.reason, value=path.name) from None
    if told["media_type"].startswith("image/"):
        probe(path)
    return told


def _refusal(reason: str) -> str:
    told = {
        "empty": _("Le fichier {name} est vide."),
        "encrypted": _("Le fichier {name} est protégé par un mot de passe. L’enregistrer sans protection."),
        "active": _(
            "Le fichier {name} contient des macros ou un programme. L’enregistrer sans, ou en PDF, puis le déposer."
        ),
        "old": _(
            "Le fichier {name} est d’un format ancien. L’enregistrer en PDF, en OpenDocument ou en .docx, .xlsx, .pptx."
        ),
        "page": _("Le fichier {name} est une page web ou un dessin SVG. Le convertir en PDF, ou en écrire une page."),
        "bomb": _("Le fichier {name} est une archive trop grande une fois ouverte. La partager en plusieurs."),
        "unknown": _(
            "Le fichier {name} n’est pas d’un format proposé : PDF, OpenDocument, .docx, .xlsx, .pptx, EPUB, CSV, texte, "
            "XML, JSON, ZIP ou image."
        ),
    }
    return told.get(reason) or _("Le fichier {name} est endommagé et ne s’ouvre pas. L’enregistrer de nouveau.")


def _ending(name: str, media_type: str) -> str:
    """Return a name whose ending tells its true type."""
    endings = ENDINGS[media_type]
    said = name.rpartition(".")[2].lower() if "." in name else ""
    return name if said in endings else f"{name}.{endings[0]}"


def lost() -> list[str]:
    """Return the names of the documents whose file is not there any more."""
    rows = Document.objects.order_by("pk").values_list("name", "sha256")
    return [name for name, sha256 in rows if not address(sha256).is_file()]


def remove(document: Document) -> None:
    """Take off a document and its file; raises Refused while a page names it, online or being written."""
    used_by = Reference.objects.filter(document=document).exists()
    if used_by or Edition.objects.filter(document=document).exists():
        raise Refused(_("Une page propose {name} : l’en enlever d’abord.").format(name=document.name))
    document.delete()
    address(document.sha256).unlink(missing_ok=True)


def path_of(document: Document) -> str:
    """Return its public address; it answers while a page online offers it."""
    return f"/documents/{document.pk}/{quote(document.name, safe='')}"


# Said of a document ---------------------------------------------------------------------------------------------------


def described(document: Document) -> str:
    """Return what one wants to know before downloading, in the reader's language: « PDF, 1,2 Mo, 12 pages »."""
    parts = [type_name(document), weight(document.size)]
    if document.pages:
        parts.append(_pages(document))
    return ", ".join(parts)


def _pages(document: Document) -> str:
    number = document.pages or 0
    if "presentation" in document.media_type:
        return ngettext("{number} diapositive", "{number} diapositives", number).format(number=number)
    return ngettext("{number} page", "{number} pages", number).format(number=number)


def type_name(document: Document) -> str:
    """Return the type of a document as people call it: « PDF », « ODT », « JPEG »."""
    endings = ENDINGS.get(document.media_type)
    named = {"image/jpeg": "JPEG", "image/tiff": "TIFF", "text/plain": _("texte")}
    return named.get(document.media_type) or (endings[0].upper() if endings else "")


def weight(size: int) -> str:
    """Return a size in bytes as readers say it: « 850 ko », « 1,2 Mo », « 12 Mo »; in English, « 1.2 MB »."""
    english = (get_language() or "fr").startswith("en")
    if size < _MO:
        return f"{max(1, round(size / 1000))}\u00a0{'kB' if english else 'ko'}"
    number = f"{size / _MO:.1f}" if size < 10 * _MO else str(round(size / _MO))
    number = number.removesuffix(".0")
    return f"{number}\u00a0MB" if english else f"{number.replace('.', ',')}\u00a0Mo"


# Who may have it ------------------------------------------------------------------------------------------------------


def offered(document: Document) -> Offered:
    """Return what the public may know of a document."""
    live = Reference.objects.filter(document=document, live=True, entry__live=True)
    editions = Edition.objects.filter(document=document)
    if live.exists() or editions.filter(publication__entry__live=True).exists():
        return Offered.PUBLIC
    return Offered.GONE if editions.exists() or _was_published(document) else Offered.HIDDEN


def _was_published(document: Document) -> bool:
    """Whether a version that was put online named it: in a publication, or by a link of a text."""
    named = Q(content__icontains=f'"document": {document.pk},') | Q(content__icontains=f'"document": {document.pk}}}')
    linked = Q(content__icontains=f"coffret:document/{document.pk}\\")
    shown = Revision.objects.filter(named | linked).order_by("pk").values_list("entry_id", "number")
    said = Step.objects.filter(act__in=(Act.PUBLISHED, Act.SENT), entry_id__in={entry for entry, _number in shown})
    return not set(shown).isdisjoint(said.values_list("entry_id", "revision"))


def found(words: str) -> QuerySet[Document]:
    """Return the documents whose name holds ``words``, the latest first."""
    rows = Document.objects.order_by("-uploaded_at", "-pk")
    for word in words.split()[:8]:
        rows = rows.filter(name__holds=word)
    return rows


def used(documents: Iterable[Document]) -> dict[int, int]:
    """Return document id → number of entries that offer it, online or being written; one query."""
    return uses_of("document", [document.pk for document in documents])
