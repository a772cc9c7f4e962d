"""/pro/vocabulaires/: the terms that begin like what is typed."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from coffret.authorities.offering import offering
from coffret.authorities.schemes import scheme_code
from coffret.desk.guards import members

LONGEST = 200


@require_GET
@members
def suggestions(request: HttpRequest, scheme: str) -> JsonResponse:
    """Answer {"scheme", "suggestions": [{"term", "form", "rejected"}…]} for ``?q=``; raises Http404 for no vocabulary.

    ``term`` is what to write; ``form`` the other form of it that was found, « » when it is the term itself.
    """
    code = scheme_code(scheme)
    terms = offering(code)
    if terms is None:
        raise Http404(scheme)
    found = terms.like(request.GET.get("q", "").replace("\0", "")[:LONGEST])
    return JsonResponse({"scheme": code, "suggestions": [offer._asdict() for offer in found]})
