"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's own address, the page's, the reader's language and the same page in the other language."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "base_url": settings.BASE_URL,
        "page_url": settings.BASE_URL + request.path,
        "LANGUAGE_CODE": language,
        "other_language_url": _in_other_language(request, "en" if language == "fr" else "fr"),
        "section": "",
    }


def _in_other_language(request: HttpRequest, language: str) -> str:
    query = request.GET.copy()
    query["lang"] = language
    return f"{request.path}?{query.urlencode()}"
