"""/lettres/retours/: what a sending service tells of letters that came back. Machines alone speak here."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coffret.base.errors import Refused
from coffret.newsletters.returns import events
from coffret.newsletters.returns.receiving import Kept, TooEarly, receive

MOST = 2_000_000  # bytes of a body


@csrf_exempt
@require_POST
@never_cache
def returned(request: HttpRequest, secret: str = "") -> JsonResponse:
    """Take a message (« message/rfc822 ») or JSON events; answer how many were new and how many spoke of no letter.

    Whoever posts proves they may by the secret in the address, or by the signature of the body under it (header
    X-Coffret-Signature). Posted twice, an event counts once. Raises Http404 where no secret is set.
    """
    if not settings.RETURNS_SECRET:
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length[:20]) > MOST:
        return _refused(413, _("Le corps dépasse 2 Mo. Envoyer moins d’événements à la fois."))
    if not _allowed(request, secret):
        return _refused(403, _("Secret ou signature inexacts. Signer le corps avec COFFRET_RETURNS_SECRET."))
    try:
        kept = _kept(request)
    except Refused as refusal:
        return _refused(400, str(refusal))
    except TooEarly:
        answer = _refused(503, _("La lettre part à l’instant. Redire l’événement dans une minute."))
        answer["Retry-After"] = "60"
        return answer
    unknown = sum(not one.understood for one in kept)
    return JsonResponse({"received": len(kept), "new": sum(one.new for one in kept), "unknown": unknown})


def _allowed(request: HttpRequest, secret: str) -> bool:
    if secret:
        return hmac.compare_digest(secret.encode(), settings.RETURNS_SECRET.encode())
    return events.signed(settings.RETURNS_SECRET, request.body, request.headers.get("X-Coffret-Signature", ""))


def _kept(request: HttpRequest) -> list[Kept]:
    kind = request.content_type or ""
    if kind == "message/rfc822":
        if not request.body.strip():
            raise Refused(_("Le message est vide."))
        return [receive(request.body, "webhook")]
    if kind == "application/json":
        return events.take(request.body)
    sentence = _("Type « {kind} » non compris. Types attendus : message/rfc822 ou application/json.")
    raise Refused(sentence.format(kind=kind[:80]))


def _refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
