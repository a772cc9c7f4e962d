"""Forgetting: a reader who asks, and after twelve months the address of every delivery. States and counts stay.

Of an address written to no more only a keyed hash is kept, that neither sending nor import goes past.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from coffret.accounts.models import User
from coffret.base import outbox
from coffret.newsletters.models import (
    ConsentAct,
    Delivery,
    DeliveryState,
    Reader,
    Return,
    Suppression,
    SuppressionReason,
)
from coffret.newsletters.readers import mails, people

# How long deliveries keep their address (twelve months).
KEPT = timedelta(days=365)
# What has not left yet, and what is leaving.
WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)
UNDER_WAY = (*WAITING, DeliveryState.SENDING)
# Proofs whose words are the form's or an import's, the same for all; the others' hold what a server or an editor wrote.
_SAID_TO_ALL = (ConsentAct.ASKED, ConsentAct.CONFIRMED, ConsentAct.ADDED, ConsentAct.IMPORTED)
# Of two reasons the later one stays.
_WEIGHT = [
    SuppressionReason.LEFT,
    SuppressionReason.REFUSED,
    SuppressionReason.ERASED,
    SuppressionReason.COMPLAINT,
    SuppressionReason.OFFICE,
]


def suppress(digest: str, reason: SuppressionReason, now: datetime | None = None) -> bool:
    """Write to an address no more; return whether something changed. A lesser reason never replaces a graver one."""
    now = now or timezone.now()
    row, new = Suppression.objects.get_or_create(digest=digest, defaults={"reason": reason, "at": now})
    if new or _WEIGHT.index(SuppressionReason(row.reason)) >= _WEIGHT.index(reason):
        return new
    Suppression.objects.filter(digest=digest).update(reason=reason, at=now)
    return True


def erase(reader: Reader, by: User | None = None, now: datetime | None = None) -> None:
    """Erase a reader: the row, the mails that speak of them, their address in every delivery.

    Those leaving at this moment lose it the night after (forget_deliveries).
    """
    now = now or timezone.now()
    with transaction.atomic():
        reader = people.locked(reader)
        suppress(reader.digest, SuppressionReason.ERASED, now)
        people.note(reader, ConsentAct.ERASED, source="desk" if by else "preferences", by=by, now=now)
        held = Delivery.objects.filter(subscription__reader=reader)
        held.filter(state__in=WAITING).update(state=DeliveryState.SUPPRESSED, next_at=None, at=now)
        _forget(held)
        reader.consents.exclude(act__in=_SAID_TO_ALL).exclude(text="").update(text="")
        outbox.forget(mails.prefix(reader))
        reader.delete()


def forget_deliveries(now: datetime | None = None) -> int:
    """Take the address out of deliveries twelve months old, and of those of erased readers; return how many."""
    now = now or timezone.now()
    known = Delivery.objects.exclude(address="")
    erased = Suppression.objects.filter(digest=OuterRef("digest"))
    reader = Reader.objects.filter(digest=OuterRef("digest"))
    return _forget(known.filter(sending__frozen_at__lt=now - KEPT)) + _forget(
        known.filter(Exists(erased), ~Exists(reader))
    )


def _forget(deliveries: QuerySet[Delivery]) -> int:
    """Take out of deliveries what tells whose they are: address, domain, and the servers' words, which quote them."""
    done = 0
    numbers = list(deliveries.exclude(state__in=UNDER_WAY).order_by("pk").values_list("pk", flat=True))
    for some in _chunks(numbers):
        with transaction.atomic():
            Return.objects.filter(delivery__in=some).exclude(said="").update(said="")
            done += Delivery.objects.filter(pk__in=some).update(
                address="", address_key=F("digest"), domain="", reply=""
            )
    return done


def _chunks(numbers: list[int], size: int = 500) -> Iterable[list[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))
