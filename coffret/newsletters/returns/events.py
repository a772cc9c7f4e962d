"""Returns as a sending service announces them over HTTP: a list of events, each with an identifier of its own."""

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.newsletters.models import ReturnKind
from coffret.newsletters.returns.addresses import tokens_of_messages
from coffret.newsletters.returns.news import News
from coffret.newsletters.returns.parts import fit
from coffret.newsletters.returns.receiving import Kept, keep
from coffret.newsletters.returns.status import kind_of, precise

MOST = 1000  # events at once
EVENTS = ("bounced", "deferred", "complained", "delivered")
_TOKEN = re.compile(r"[0-9a-z]{16,40}", re.ASCII)


def signature(secret: str, body: bytes) -> str:
    """Return how a body is signed: « sha256= », then its HMAC-SHA-256 in hexadecimal."""
    return f"sha256={hmac.new(secret.encode(), body, sha256).hexdigest()}"


def signed(secret: str, body: bytes, given: str) -> bool:
    """Say whether ``given`` is the signature of a body."""
    return hmac.compare_digest(signature(secret, body).encode(), given.strip().encode())


def announced(body: bytes) -> list[tuple[str, News]]:
    """Return what a JSON body announces: identifier and news of each event. Raises Refused for one badly written."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as failure:
        raise Refused(_("Le corps n’est pas du JSON : {why}.").format(why=str(failure)[:120])) from failure
    given = document.get("events", [document]) if isinstance(document, dict) else document
    if not isinstance(given, list):
        raise Refused(_('Une liste d’événements est attendue : {{"events": […]}}.').format())
    if len(given) > MOST:
        raise Refused(
            _("{n} événements à la fois, c’est trop. En envoyer {most} au plus.").format(n=len(given), most=MOST)
        )
    return [_event(place, event) for place, event in enumerate(given, 1)]


def take(body: bytes, now: datetime | None = None) -> list[Kept]:
    """Keep every event of a JSON body, those known already left as they are.

    Raises Refused for a body badly written, before anything is kept, and TooEarly when it must be posted again.
    """
    now = now or timezone.now()
    return [
        keep(news, sha256(f"event:{identifier}".encode()).hexdigest(), "webhook", now)
        for identifier, news in announced(body)
    ]


def _event(place: int, event: Any) -> tuple[str, News]:
    if not isinstance(event, Mapping):
        raise Refused(_("Événement {place} : un objet JSON est attendu.").format(place=place))
    identifier, name = _text(event, "id"), _text(event, "event")
    if not identifier:
        raise Refused(_("Événement {place} : il lui faut un « id », le même quand il est répété.").format(place=place))
    if name not in EVENTS:
        sentence = _("Événement {place} : « {name} » n’est pas connu. Valeurs attendues : {known}.")
        raise Refused(sentence.format(place=place, name=name[:40], known=", ".join(EVENTS)))
    said = _text(event, "said")[:1000]
    status = precise(_text(event, "status"), said)
    return identifier, News(_kind(name, status), _tokens(place, event), status=status[:12], said=said)


def _kind(name: str, status: str) -> ReturnKind:
    """Return what an event is; a bounce nobody explains is not held against an address at once."""
    if name == "bounced":
        return kind_of(status)
    return {
        "deferred": ReturnKind.DELAYED,
        "complained": ReturnKind.COMPLAINT,
        "delivered": ReturnKind.DELIVERED,
    }[name]


def _tokens(place: int, event: Mapping[str, Any]) -> tuple[str, ...]:
    token, message = _text(event, "token").lower(), _text(event, "message_id")
    if _TOKEN.fullmatch(token):
        return (token,)
    if found := tokens_of_messages(message if message.startswith("<") else f"<{message}>"):
        return tuple(found)
    sentence = _(
        "Événement {place} : ni « token » ni « message_id » ne dit de quelle lettre il parle. "
        "Donner le Message-ID tel qu’il est parti : <i12.…@domaine>."
    )
    raise Refused(sentence.format(place=place))


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    return fit(" ".join(str(value).split())[:2000]) if isinstance(value, str | int) else ""
