"""Keeping what came back: once each, with what it does, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from coffret.newsletters.domain import checks
from coffret.newsletters.models import Delivery, DeliveryState, Return, ReturnKind
from coffret.newsletters.readers import leaving
from coffret.newsletters.returns import effects
from coffret.newsletters.returns.news import News
from coffret.newsletters.returns.parts import fit, nameless
from coffret.newsletters.returns.reading import understand

# Where a subscription was left, in its proof.
BY_MAIL = "mail"


class TooEarly(Exception):  # noqa: N818 - not a fault: read again in a minute
    """The delivery a message speaks of is leaving at this very moment: what the relay answers is not kept yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a message: ``new`` the first time it is read, ``understood`` when nobody need look at it."""

    kind: ReturnKind
    new: bool
    understood: bool
    delivery: Delivery | None = None


def receive(raw: bytes, source: str, now: datetime | None = None) -> Kept:
    """Keep a message that came back to our mailbox (« maildir », « imap », « pop ») or was posted to us (« webhook »).

    Raises TooEarly when it must be read again later.
    """
    now = now or timezone.now()
    news = understand(raw)
    if checks.arrived(news.tokens, news, raw, now):
        return Kept(ReturnKind.DELIVERED, False, True)
    return keep(news, sha256(raw).hexdigest(), source, now)


def keep(news: News, digest: str, source: str, now: datetime) -> Kept:
    """Keep news, once for a digest, and do what they ask; raises TooEarly when they must be told again later."""
    news = replace(news, said=fit(news.said))
    with transaction.atomic():
        delivery = delivery_of(news.tokens)
        if delivery and delivery.state == DeliveryState.SENDING:
            raise TooEarly
        if delivery is None or not delivery.address:
            # Nobody's any more: an address in a server's words would stay for ever.
            news = replace(news, said=nameless(news.said))
        quiet = news.kind is ReturnKind.AUTOMATIC
        given = {
            "delivery": delivery,
            "kind": news.kind,
            "status": news.status[:12],
            # What a person's own absence says is nobody's business.
            "said": "" if quiet else news.said[:1000],
            "source": source,
            "at": now,
        }
        row, made = Return.objects.get_or_create(digest=digest, defaults=given)
        if made and delivery:
            effects.apply(delivery, news, now)
        left = [leaving.leave(one, BY_MAIL, now=now) if made else leaving.find(one) for one in news.leaving]
    known = any(one is not None for one in left) if news.leaving else delivery is not None or quiet
    return Kept(ReturnKind(row.kind), made, known and news.kind is not ReturnKind.UNKNOWN, delivery)


def delivery_of(tokens: Iterable[str]) -> Delivery | None:
    """Return the delivery of the first token that is one's, locked; None when no token is."""
    rows = Delivery.objects.select_for_update().order_by("pk")
    return next(filter(None, (rows.filter(token=token).first() for token in tokens)), None)
