"""After a stop nobody foresaw: what was under way is in doubt, what was brought back or is late waits for a person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.editorial import moments
from coffret.newsletters.models import Channel, Delivery, DeliveryState, Sending, SendingAct, SendingState, SendingStep
from coffret.newsletters.sending import files, guard
from coffret.newsletters.sending.channel import NAME
from coffret.newsletters.sending.deck import due

# What should have left so long ago leaves no more without somebody's word.
LATE = timedelta(hours=2)


@transaction.atomic
def recover(lease: str, now: datetime | None = None) -> int:
    """Put in doubt what a holder before ``lease`` had under way; return how many. They are never sent again by themselves."""
    with override("fr"):
        why = _("arrêt pendant l’envoi")
    return (
        _under_way()
        .exclude(lease=lease)
        .update(state=DeliveryState.DOUBT, reply=why, at=now or timezone.now(), next_at=None)
    )


def put_back(lease: str, now: datetime | None = None) -> int:
    """Put back in the queue what this holder claimed and never gave to the relay; return how many.

    Only once every result is written: what was given has one.
    """
    return _under_way().filter(lease=lease).update(state=DeliveryState.QUEUED, next_at=now or timezone.now())


def waiting(now: datetime | None = None, sending: int | None = None) -> bool:
    """Say whether something may leave now, or is in doubt of being under way since a holder died."""
    at = now or timezone.now()
    return due(at, sending).exists() or _abandoned(at)


def _abandoned(now: datetime) -> bool:
    held = Channel.objects.filter(name=NAME, lease_until__gt=now).exclude(lease="").exists()
    return not held and _under_way().exists()


def _under_way() -> QuerySet[Delivery]:
    """Return the deliveries under way: none is of a sending finished, so that all that ever left is not gone through."""
    open_ = Sending.objects.exclude(state=SendingState.FINISHED).order_by()
    return Delivery.objects.filter(state=DeliveryState.SENDING, sending__in=open_.values("pk"))


def refusing(sending: int) -> set[str]:
    """Return the domains that refused us, our message or our network, in a sending."""
    rows = Delivery.objects.filter(sending=sending, reply__contains=" 5.7.", attempts__gt=0)
    return set(rows.order_by().values_list("domain", flat=True).distinct())


def next_attempt(delivery: int) -> tuple[int, datetime | None]:
    """Return the number of an attempt that ended before its claim, and the hour of the first one."""
    made, first = Delivery.objects.values_list("attempts", "first_at").get(pk=delivery)
    return made + 1, first


# What waits for a person -----------------------------------------------------------------------------------------------


@transaction.atomic
def hold_doubtful(now: datetime | None = None) -> int:
    """Hold the sendings under way of a copy brought back, due for hours, or launched towards a relay no longer set.

    Returns how many.
    """
    at = now or timezone.now()
    if not due(at).exists():
        return 0
    way = Channel.objects.select_for_update().get_or_create(name=NAME)[0]
    if way.lease and way.lease_until and way.lease_until > at:
        return 0
    with override("fr"):
        brought_back = guard.doubt(way)
        under_way = Sending.objects.select_for_update().filter(state=SendingState.SENDING).order_by("pk")
        reasons = [(one, brought_back or _without_relay(one) or _late(one, way, at)) for one in under_way]
    held = [(sending, why) for sending, why in reasons if why]
    for sending, why in held:
        hold(sending, why, at)
    return len(held)


def hold(sending: Sending, why: str, at: datetime) -> None:
    """Hold a sending until somebody confirms it."""
    sending.state, sending.why = SendingState.HELD, why[:1000]
    sending.save(update_fields=["state", "why"])
    SendingStep.objects.create(sending=sending, act=SendingAct.HELD, at=at, note=sending.why)


def _without_relay(sending: Sending) -> str:
    if not (sending.relayed and files.chosen()):
        return ""
    return _(
        "Aucun relais n’est réglé (COFFRET_MAIL_URL) : les courriels iraient dans un dossier, et passeraient pour remis."
    )


def _late(sending: Sending, way: Channel, now: datetime) -> str:
    """Return why a sending is too late to go on by itself, « » when it is not: nobody sent, nor decided, for two hours."""
    first = due(now, sending.pk).order_by("next_at").values_list("next_at", flat=True).first()
    last = sending.steps.order_by("-at").values_list("at", flat=True).first()
    since = max((moment for moment in (first, last, way.lease_until) if moment), default=now)
    if first is None or now - since <= LATE:
        return ""
    return _("Rien n’est parti depuis le {day}, alors que des envois attendaient.").format(
        day=moments.day_and_hour(since, now)
    )
