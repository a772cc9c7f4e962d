"""Delivery status notifications: RFC 3464 by the standard library, the rest by flufl.bounce."""

import logging
from collections.abc import Iterator
from email import message_from_string
from email.message import Message

from flufl.bounce import all_failures

from coffret.newsletters.models import ReturnKind
from coffret.newsletters.returns.news import News
from coffret.newsletters.returns.parts import header, paragraphs
from coffret.newsletters.returns.status import kind_of, precise, reply_in, status_in

# From the mildest: an address that expands into several is alive as long as one of them takes mail.
_MILDEST = tuple(map(ReturnKind, ("delivered", "delayed", "policy", "soft", "hard", "unknown")))
_INFORMATION = {
    "delivered": ReturnKind.DELIVERED,
    "relayed": ReturnKind.DELIVERED,
    "expanded": ReturnKind.DELIVERED,
    "delayed": ReturnKind.DELAYED,
}

log = logging.getLogger("coffret.returns")
# It says each message it reads, and logs again what it raises.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def notification(message: Message) -> News | None:
    """Return what an RFC 3464 notification says; None when the message is none."""
    told = [_told(group) for part in message.walk() for group in _recipients(part)]
    return min(told, key=lambda news: _MILDEST.index(news.kind), default=None)


def _recipients(part: Message) -> Iterator[Message]:
    """Yield the groups of fields of a « message/delivery-status » that speak of one recipient."""
    kind, payload = part.get_content_type(), part.get_payload()
    if kind not in {"message/delivery-status", "message/global-delivery-status"} or not isinstance(payload, list):
        return
    groups = [group for group in payload if isinstance(group, Message)]
    if kind == "message/global-delivery-status":  # RFC 6533: the parser reads its first group alone
        rest = [str(group.get_payload()) for group in groups]
        groups += [message_from_string(block) for text in rest for block in text.split("\n\n")]
    yield from (group for group in groups if group.get("Action"))


def _told(group: Message) -> News:
    action = header(group, "Action").split()[0].lower() if header(group, "Action").split() else ""
    words = header(group, "Diagnostic-Code").partition(";")[2].strip() or header(group, "Diagnostic-Code")
    status = precise(header(group, "Status"), words)
    if action in _INFORMATION:
        return News(_INFORMATION[action], status=status, said=words)
    if action == "failed":
        return News(kind_of(status), status=status, said=words)
    return News(ReturnKind.UNKNOWN, status=status, said=words or action)


def other_bounce(message: Message) -> News | None:
    """Return what a bounce in nobody's standard says, as flufl.bounce recognises it; None when it does not.

    Its words often hold an enhanced status, which then says more than « permanent » or « temporary ».
    """
    try:
        temporary, permanent = all_failures(message)
    except Exception:
        log.info("un message revenu n’est reconnu par aucun lecteur", exc_info=True)
        return None
    if not temporary and not permanent:
        return None
    words = _words(message, {address.decode("utf-8", "replace").lower() for address in temporary | permanent})
    status = status_in(words)
    if not permanent:
        return News(ReturnKind.SOFT, status=status, said=words)
    if status or reply_in(words).startswith("4"):
        return News(kind_of(status), status=status, said=words)
    return News(ReturnKind.HARD, said=words)


def _words(message: Message, addresses: set[str]) -> str:
    """Return the paragraph that says why: with a status, else one that names an address at fault, else the first."""
    said = paragraphs(message)
    named = (one for one in said if any(address in one.lower() for address in addresses))
    return next((one for one in said if status_in(one)), None) or next(named, None) or "".join(said[:1])
