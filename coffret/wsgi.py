"""The door gunicorn opens."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
pages = get_wsgi_application()

# Once Django is ready.
from coffret.public.images.iiif_images import ImageDoor  # noqa: E402

door = ImageDoor(pages)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; HEAD is answered without the body, which Django leaves to us and the server complains of."""
    answer = door(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer
    close = getattr(answer, "close", None)
    if close:
        close()
    return []
