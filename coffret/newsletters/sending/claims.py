"""The one statement that decides that a message leaves, and that it never does for who left before it.

A delivery is claimed just before DATA, by an UPDATE that looks at the subscription, the reader and the exclusions in the
same breath: whoever left before it is never mailed, and no two connections carry the same delivery.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.editorial import moments
from coffret.newsletters.models import (
    Delivery,
    DeliveryState,
    ReaderState,
    SendingState,
    SubscriptionState,
    Suppression,
)

# A row that is ours already was claimed by a transaction whose end the database could not tell us: nothing left for it.
_CLAIM = """
UPDATE newsletters_delivery
SET state = 'sending', lease = %s, claimed_at = %s, attempts = attempts + 1, first_at = COALESCE(first_at, %s)
WHERE id IN (
    SELECT d.id FROM newsletters_delivery d
    JOIN newsletters_sending z ON z.id = d.sending_id
    JOIN newsletters_subscription s ON s.id = d.subscription_id
    JOIN newsletters_reader r ON r.id = s.reader_id
    WHERE d.id IN ({places})
      AND (d.state IN ('queued', 'retry') OR (d.state = 'sending' AND d.lease = %s))
      AND z.state = 'sending' AND s.state = 'active' AND r.state = 'active'
      AND (r.paused_until IS NULL OR r.paused_until <= %s)
      AND NOT EXISTS (SELECT 1 FROM newsletters_suppression x WHERE x.digest = d.digest)
    {lock}
)
RETURNING id, attempts, first_at
"""
# Elsewhere than SQLite, whose writers come one after the other, somebody leaving at this moment is waited for.
_LOCK = "FOR UPDATE OF d FOR SHARE OF s"


def claim(ids: Sequence[int], lease: str, now: datetime) -> dict[int, tuple[int, datetime]]:
    """Claim deliveries for connections about to send them; return those granted: id → attempts, hour of the first.

    Within the caller's durable transaction, under a lease just verified; ``now`` is read after its lock was had. Those
    whose reader left, paused or is excluded are marked so at once.
    """
    lock = "" if connection.vendor == "sqlite" else _LOCK
    today = timezone.localdate(now)
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(places=",".join(["%s"] * len(ids)), lock=lock),
            [lease, at, at, *ids, lease, connection.ops.adapt_datefield_value(today)],
        )
        granted = {pk: (attempts, _moment(first)) for pk, attempts, first in cursor.fetchall()}
    if len(granted) < len(ids):
        _skip([pk for pk in ids if pk not in granted], today, now)
    return granted


def _moment(kept: Any) -> datetime:
    for convert in connection.ops.get_db_converters(Delivery._meta.get_field("first_at").get_col("d")):
        kept = convert(kept, None, connection)
    return kept


def _skip(ids: Sequence[int], today: Any, now: datetime) -> None:
    """Mark the deliveries that may leave no more, each with its reason; the others wait for something else."""
    waiting = Delivery.objects.filter(
        pk__in=ids, state__in=(DeliveryState.QUEUED, DeliveryState.RETRY), sending__state=SendingState.SENDING
    )
    rows = list(waiting.select_related("subscription__reader").order_by("pk"))
    digests = {row.digest for row in rows}
    excluded = dict(Suppression.objects.filter(digest__in=digests).order_by().values_list("digest", "reason"))
    for row in rows:
        found = reason(row, excluded, today)
        if found is not None:
            state, why = found
            Delivery.objects.filter(pk=row.pk).update(state=state, reply=why, at=now, next_at=None)


def reason(delivery: Delivery, excluded: Mapping[str, str], today: Any) -> tuple[DeliveryState, str] | None:
    """Return why a delivery may not leave: the state it takes and words; None when nothing stands in its way."""
    subscription = delivery.subscription
    with override("fr"):
        if subscription is None:
            return DeliveryState.UNSUBSCRIBED, _("effacé à sa demande")
        if subscription.state != SubscriptionState.ACTIVE:
            return DeliveryState.UNSUBSCRIBED, _("désabonné avant l’envoi")
        if delivery.digest in excluded:
            return DeliveryState.SUPPRESSED, _("adresse exclue")
        reader = subscription.reader
        if reader.state != ReaderState.ACTIVE:
            return DeliveryState.SUPPRESSED, _("adresse suspendue")
        if reader.paused_until and reader.paused_until > today:
            return DeliveryState.UNSUBSCRIBED, _("en pause jusqu’au {day}").format(day=moments.day(reader.paused_until))
    return None
