"""What a return does to the delivery and the reader it speaks of. Called within the transaction that keeps the return."""

from datetime import datetime

from django.utils.translation import gettext as _

from coffret.newsletters.models import (
    ConsentAct,
    Delivery,
    DeliveryState,
    ReturnKind,
    SendingAct,
    SendingStep,
    Subscription,
    SuppressionReason,
)
from coffret.newsletters.readers import erasing, leaving
from coffret.newsletters.returns.news import News
from coffret.newsletters.returns.parts import nameless
from coffret.newsletters.returns.scoring import weigh

# A message that came back left: whatever we believed of it.
_UNSURE = (DeliveryState.DOUBT, DeliveryState.RETRY, DeliveryState.QUEUED)
_GONE = (DeliveryState.SENT, *_UNSURE)


def apply(delivery: Delivery, news: News, now: datetime) -> None:
    """Do to a delivery, and to its reader, what the news ask."""
    match news.kind:
        case ReturnKind.HARD | ReturnKind.SOFT | ReturnKind.POLICY:
            _turn(delivery, _GONE, DeliveryState.BOUNCED, news, now)
            weigh(delivery, news.kind, news.said, now)
        case ReturnKind.DELIVERED | ReturnKind.DELAYED:
            _turn(delivery, _UNSURE, DeliveryState.SENT, news, now)
        case ReturnKind.COMPLAINT:
            _turn(delivery, (*_GONE, DeliveryState.BOUNCED), DeliveryState.COMPLAINED, news, now)
            _complained(delivery, now)


def _turn(
    delivery: Delivery, before: tuple[DeliveryState, ...], after: DeliveryState, news: News, now: datetime
) -> None:
    """Move a delivery from one of ``before`` to ``after``, whoever else is at work on it; a doubt so settled is told."""
    was = delivery.state
    fields: dict[str, object] = {"state": after, "next_at": None}
    if was in _UNSURE:
        fields |= {"at": now, "reply": news.said[:500]}
    moved = Delivery.objects.filter(pk=delivery.pk, state=was).update(**fields) if was in before else 0
    if moved and was == DeliveryState.DOUBT:
        # The journal of a sending outlives its readers' addresses.
        said = nameless(news.said) or news.status
        note = _("Remise incertaine éclaircie par un message revenu : {said}").format(said=said)
        SendingStep.objects.create(sending_id=delivery.sending_id, act=SendingAct.SETTLED, at=now, note=note[:1000])
    delivery.refresh_from_db(fields=["state", "at", "reply", "next_at"])


def _complained(delivery: Delivery, now: datetime) -> None:
    """Unsubscribe from everything the reader who called our letter unwanted, and never write there again."""
    erasing.suppress(delivery.digest, SuppressionReason.COMPLAINT, now)
    if delivery.subscription_id is None:
        return
    theirs = Subscription.objects.filter(reader__subscriptions=delivery.subscription_id)
    for subscription in theirs.select_related("reader").order_by("pk"):
        leaving.leave_row(subscription, "returns", ConsentAct.COMPLAINED, now=now)
