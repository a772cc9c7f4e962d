"""/lettres/desabonnement/<secret>: leaving in one click (RFC 8058).

Reading the page changes nothing: robots open links before people do. What mail programs post is answered by 200, without
redirect nor cookie, whatever the encoding; what the page's own buttons post is answered by the page.
"""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coffret.base.errors import Refused
from coffret.newsletters.models import Subscription, SubscriptionState
from coffret.newsletters.readers import leaving
from coffret.public.letters.personal import masked, no_link, personal

PAGE = "page"


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to leave a newsletter; POST leaves it, or does what the page's button says."""
    act = _given(request).get("act", "") if request.method == "POST" else ""
    if request.method == "POST" and not act:
        # The same answer for a token that is no more: the provider has nothing else to do.
        leaving.leave(token)
        return HttpResponse(_("Désabonnement enregistré.") + "\n", content_type="text/plain; charset=utf-8")
    found = leaving.find(token)
    if found is None:
        return no_link(request)
    try:
        _do(act, token, found)
    except Refused as refusal:
        return _page(request, token, str(refusal), status=409)
    return _page(request, token, back=act == "annuler", all_left=act == "tout")


def _given(request: HttpRequest) -> QueryDict:
    """Return what was posted; nothing for a body that cannot be read: leaving is what this address is for."""
    try:
        return request.POST
    except (MultiPartParserError, SuspiciousOperation):
        return QueryDict()


def _do(act: str, token: str, found: Subscription) -> None:
    if act == "quitter":
        leaving.leave(token, PAGE)
    elif act == "tout":
        leaving.leave_all(found.reader, PAGE)
    elif act == "annuler":
        leaving.undo(found)


def _page(
    request: HttpRequest,
    token: str,
    refusal: str = "",
    *,
    back: bool = False,
    all_left: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = leaving.find(token)
    if found is None:
        return no_link(request)
    context = {
        "section": "letters",
        "newsletter": found.newsletter,
        "address": masked(found.reader.address),
        "left": found.state == SubscriptionState.LEFT,
        "back": back,
        "all_left": all_left,
        "refusal": refusal,
    }
    return render(request, "public/letters/leave.html", context, status=status)
