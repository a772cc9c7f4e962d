"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's own address and the page's path, for canonical links."""
    return {"base_url": settings.BASE_URL, "page_url": settings.BASE_URL + request.path}
