"""How much mail of an address comes back: its score, and the moment nothing more is sent to it.

An issue that comes back adds 1 (hard) or 0.5 (soft), once; one that stays takes 1 away, never below 0. One hard return, or
2.0 of soft ones, suspends the address until its reader confirms anew or an editor says otherwise. The score is made again
from what came back each time: read twice, or in another order, it is the same. Source: norms of letters, § 5b.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.newsletters.models import Consent, ConsentAct, Delivery, DeliveryState, Reader, Return, ReturnKind
from coffret.newsletters.readers import suspending
from coffret.newsletters.returns.status import kind_of, precise

WEIGHTS = {ReturnKind.HARD: 1.0, ReturnKind.SOFT: 0.5}
MOST_HARD = 1.0
MOST_SOFT = 2.0
# A delivery nobody sent back is taken for good once another issue left, or after what mail systems try for at most.
SETTLED = timedelta(days=5)
# Acts that begin anew: what came back of earlier issues counts no more.
_ANEW = (ConsentAct.CONFIRMED, ConsentAct.REVIVED, ConsentAct.MOVED)


def refused(delivery: Delivery, status: str, said: str = "", now: datetime | None = None) -> Return:
    """Keep that the relay refused an address at once (« RCPT »): as much as a bounce. Return the row.

    ``status`` is an enhanced status (« 5.1.1 ») or a reply that holds one, ``said`` the relay's words (the
    delivery's reply, when none are given). Asked twice for a delivery, it counts once.
    """
    now, said = now or timezone.now(), said or delivery.reply
    exact = precise(status, said)
    given = {
        "delivery": delivery,
        "kind": kind_of(exact),
        "status": exact[:12],
        "said": (said or status)[:1000],
        "source": "smtp",
        "at": now,
    }
    digest = sha256(f"smtp:{delivery.token}".encode()).hexdigest()
    with transaction.atomic():
        row, made = Return.objects.get_or_create(digest=digest, defaults=given)
        if made:
            weigh(delivery, ReturnKind(row.kind), row.said, now)
    return row


def weigh(delivery: Delivery, kind: ReturnKind, said: str, now: datetime) -> Reader | None:
    """Make the score of a delivery's reader again, and suspend them when it says so; return the reader, if still one."""
    if delivery.subscription_id is None or kind not in WEIGHTS:
        return None
    reader = Reader.objects.select_for_update().get(subscriptions=delivery.subscription_id)
    reader.score = score_of(reader, now)
    reader.save(update_fields=["score"])
    if (kind is ReturnKind.HARD and reader.score >= MOST_HARD) or reader.score >= MOST_SOFT:
        suspending.suspend(reader, _why(kind, said), now=now)
    return reader


def _why(kind: ReturnKind, said: str) -> str:
    told = _("L’adresse n’existe pas") if kind is ReturnKind.HARD else _("Plusieurs lettres sont revenues")
    return _("{told} : « {words} »").format(told=told, words=said[:200]) if said else told


def score_of(reader: Reader, now: datetime) -> float:
    """Return the score of a reader, from what left for them since they last confirmed and what came back of it."""
    began = Consent.objects.filter(reader=reader, act__in=_ANEW).aggregate(at=Max("at"))["at"]
    mine = Delivery.objects.filter(subscription__reader=reader).order_by("sending__frozen_at", "pk")
    if began:
        mine = mine.filter(sending__frozen_at__gt=began)
    rows = list(mine.prefetch_related("returns"))
    score = 0.0
    for place, row in enumerate(rows):
        weight = max((WEIGHTS.get(ReturnKind(one.kind), 0.0) for one in row.returns.all()), default=0.0)
        score += weight
        if not weight and _stayed(row, place + 1 == len(rows), now):
            score = max(0.0, score - 1)
    return score


def _stayed(row: Delivery, last: bool, now: datetime) -> bool:
    """Say whether a delivery is taken for good: remitted, nothing came back, and it would have by now."""
    return row.state == DeliveryState.SENT and (not last or (row.at is not None and row.at < now - SETTLED))


def settle(now: datetime | None = None) -> int:
    """Make the scores again of those who have one: deliveries that stayed lower them; return how many changed."""
    now, changed = now or timezone.now(), 0
    for pk in list(Reader.objects.filter(score__gt=0).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            reader = Reader.objects.select_for_update().filter(pk=pk).first()
            score = score_of(reader, now) if reader else 0.0
            if reader and score != reader.score:
                Reader.objects.filter(pk=pk).update(score=score)
                changed += 1
    return changed
