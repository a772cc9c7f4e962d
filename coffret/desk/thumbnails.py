"""Small images of the workshop: of what its reader may see, online or not."""

from pathlib import Path

from django.http import Http404, HttpResponse

from coffret.base.errors import Refused
from coffret.images import store
from coffret.images.delivery.iiif import Busy
from coffret.images.isolation.isolated import GaveUp


def answer(sha256: str, width: int, *, light: bool = False) -> HttpResponse:
    """Answer an image at one width; ``light``: the version that mails show. Who may see it is for the caller to say.

    Raises Http404 for what is not made; answers 503 when it cannot be made now.
    """
    try:
        made: Path = store.light(sha256, width) if light else store.thumbnail(sha256, width)
        return HttpResponse(made.read_bytes(), content_type="image/jpeg")
    except (ValueError, FileNotFoundError, GaveUp):
        raise Http404(sha256) from None
    except (Busy, Refused):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
