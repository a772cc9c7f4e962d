"""Pictures and documents of the office's pages: given as long as a page that is online shows or offers them.

Who writes the site may fetch the documents of its drafts at the same addresses; pictures of drafts have a door of their
own in the workshop.
"""

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from coffret.accounts import access
from coffret.editorial.files import documents, pictures
from coffret.editorial.files.documents import Offered
from coffret.editorial.files.papers import PDF
from coffret.editorial.files.pictures import Seeing
from coffret.editorial.models import Document
from coffret.newsletters.rendering import pictures as issues
from coffret.public.anyone import for_anyone
from coffret.public.machines import thumbnail

# What an editor alone sees is kept by nobody.
OWN = "private, no-store"
# A document may be taken back at any moment: browsers ask whether it still stands.
ASKED = "public, no-cache"
# A document runs nothing and fetches nothing. Browsers show no PDF in a sandbox: for them, nothing is allowed at all.
SANDBOX = "default-src 'none'; sandbox"
SANDBOX_OF_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
CHUNK = 1 << 16


@for_anyone
def picture(request: HttpRequest, sha256: str, width: int) -> HttpResponseBase:
    """Answer a picture at one width: 410 once no page may show it, 404 while none does or when nobody knows it."""
    return _shown(request, sha256, width)


@for_anyone
def light(request: HttpRequest, sha256: str, width: int) -> HttpResponseBase:
    """Answer a picture as mails show it."""
    return _shown(request, sha256, width, light=True)


def _shown(request: HttpRequest, sha256: str, width: int, *, light: bool = False) -> HttpResponseBase:
    """Answer a picture while it may be shown: a letter that left keeps its pictures."""
    seeing = pictures.seeing(sha256) or issues.seeing(sha256)
    if seeing is Seeing.GONE:
        return HttpResponse(status=410)
    if seeing is not Seeing.PUBLIC:
        raise Http404(sha256)
    return thumbnail(request, sha256, width, light=light)


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Answer a document, whole or a range of it: 410 once no page offers it any more, 404 while none did."""
    kept = Document.objects.filter(pk=pk).first()
    if kept is None:
        raise Http404(str(pk))
    offered = documents.offered(kept)
    if offered is not Offered.PUBLIC and not access.can_edit_site(request.user):
        if offered is Offered.GONE:
            return HttpResponse(status=410)
        raise Http404(str(pk))
    if name != kept.name:
        return redirect(documents.path_of(kept))
    response = _given(request, kept)
    response["Cache-Control"] = ASKED if offered is Offered.PUBLIC else OWN
    return response


def _given(request: HttpRequest, kept: Document) -> HttpResponseBase:
    place = documents.address(kept.sha256)
    if not place.is_file():
        raise Http404(kept.name)
    # Compressed on its way, a file would have neither length nor ranges.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    tag = f'"{kept.sha256}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _dressed(HttpResponseNotModified(), kept, place, tag)
    span = _span(request, kept.size, tag)
    if span == range(0):
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{kept.size}"})
        return _dressed(refused, kept, place, tag)
    return _dressed(_streamed(place, kept, span), kept, place, tag)


def _streamed(place: Path, kept: Document, span: range | None) -> HttpResponseBase:
    file = place.open("rb")
    if span is None:
        return FileResponse(file, content_type=kept.media_type, headers={"Content-Length": str(kept.size)})
    file.seek(span.start)
    response = FileResponse(_Part(file, len(span)), status=206, content_type=kept.media_type)
    response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{kept.size}"
    response["Content-Length"] = str(len(span))
    return response


def _dressed(response: HttpResponseBase, kept: Document, place: Path, tag: str) -> HttpResponseBase:
    """Say what a document is, and that it may do nothing."""
    inline = kept.media_type == PDF
    response["Content-Type"] = kept.media_type
    response["Content-Disposition"] = content_disposition_header(not inline, kept.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX_OF_PDF if inline else SANDBOX
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    modified = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    response["Last-Modified"] = format_datetime(modified, usegmt=True)
    return response


def _span(request: HttpRequest, size: int, tag: str) -> range | None:
    """Return the bytes asked for; None for the whole, an empty range for one that is not there.

    One range at a time: a demand for several is answered whole, as RFC 9110 allows (§ 14.2).
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    unchanged = request.headers.get("If-Range", tag) == tag
    if not asked or not unchanged or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return range(max(0, size - int(asked[2])), size) if int(asked[2]) else range(0)
    start, end = int(asked[1]), min(int(asked[2]) + 1 if asked[2] else size, size)
    if asked[2] and int(asked[2]) < start:
        return None
    return range(start, end) if start < size else range(0)


class _Part:
    """A file read from where it stands, so many bytes and no more."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def read(self, size: int = CHUNK) -> bytes:
        """Return the next bytes, none once the part is read."""
        block = self._file.read(min(size if size >= 0 else self._left, self._left))
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()
