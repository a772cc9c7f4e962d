"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coffret.editorial import identity


def site(request: HttpRequest) -> dict[str, object]:
    """Return what the office says of its site, the page's address, the reader's language, the page in the other one."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "base_url": settings.BASE_URL,
        "page_url": settings.BASE_URL + request.path,
        "LANGUAGE_CODE": language,
        "other_language_url": _in_other_language(request, "en" if language == "fr" else "fr"),
        "section": "",
        "identity": SimpleLazyObject(identity.site),
    }


def _in_other_language(request: HttpRequest, language: str) -> str:
    query = request.GET.copy()
    query["lang"] = language
    return f"{request.path}?{query.urlencode()}"
