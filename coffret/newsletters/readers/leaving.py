"""Leaving in one click (RFC 8058): one newsletter, or all; done twice, it is done once; undone from the same page.

The token never expires. Nothing here asks more than what the row holds: a provider may post for thousands at once.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.newsletters.models import (
    Consent,
    ConsentAct,
    Reader,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)
from coffret.newsletters.readers import erasing, keys, people

ONE_CLICK = "one-click"


def find(token: str) -> Subscription | None:
    """Return the subscription a link leaves."""
    return Subscription.objects.filter(leave_hash=keys.hashed(token)).select_related("reader", "newsletter").first()


def leave(
    token: str, source: str = ONE_CLICK, act: ConsentAct = ConsentAct.LEFT, now: datetime | None = None
) -> bool | None:
    """Leave the newsletter of a token; return whether it was still followed, None when nobody holds this token.

    ``act`` says why in the proofs: LEFT, or COMPLAINED.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = Subscription.objects.filter(leave_hash=keys.hashed(token))
        found = row.values_list("pk", "reader_id", "newsletter_id", "reader__digest").first()
        return None if found is None else _leave(*found, source, act, None, now)


def leave_row(
    subscription: Subscription,
    source: str,
    act: ConsentAct = ConsentAct.LEFT,
    by: User | None = None,
    now: datetime | None = None,
) -> bool:
    """Leave by the row itself (a complaint, an editor); return whether it was still followed."""
    with transaction.atomic():
        ids = (subscription.pk, subscription.reader_id, subscription.newsletter_id)
        return _leave(*ids, subscription.reader.digest, source, act, by, now or timezone.now())


def leave_all(reader: Reader, source: str, now: datetime | None = None) -> int:
    """Leave every newsletter, those to come by an import too; return how many were still followed."""
    now = now or timezone.now()
    with transaction.atomic():
        reader = people.locked(reader)
        # What was asked and never confirmed is dropped: taking this back must not confirm it.
        reader.requests.filter(done_at=None).delete()
        reader.subscriptions.filter(state=SubscriptionState.PENDING).delete()
        rows = list(people.active(reader))
        for row in rows:
            _leave(row.pk, reader.pk, row.newsletter_id, reader.digest, source, ConsentAct.LEFT, None, now)
        erasing.suppress(reader.digest, SuppressionReason.LEFT, now)
    return len(rows)


def undo(subscription: Subscription, now: datetime | None = None) -> int:
    """Take back what was last left by this page: a newsletter, or all those left with it; return how many came back.

    Raises Refused when more than this page keeps mail from the address: a complaint, the office's decision.
    """
    now = now or timezone.now()
    with transaction.atomic():
        reader = people.locked(subscription.reader)
        row = reader.subscriptions.get(pk=subscription.pk)
        if row.left_at is None or row.state != SubscriptionState.LEFT:
            return 0
        kept = Suppression.objects.filter(digest=reader.digest).first()
        if kept is not None and kept.reason != SuppressionReason.LEFT:
            raise Refused(_("Ce lien ne suffit pas à reprendre les envois. S’abonner de nouveau par le formulaire."))
        left = reader.subscriptions.filter(state=SubscriptionState.LEFT, left_at=row.left_at)
        back = [one.newsletter for one in left.select_related("newsletter").filter(newsletter__closed_at=None)]
        left.filter(newsletter__in=back).update(state=SubscriptionState.ACTIVE, left_at=None)
        if kept is not None:
            kept.delete()
        people.note(reader, ConsentAct.REVIVED, back, source="undo", now=now)
    return len(back)


def _leave(
    pk: int,
    reader: int,
    newsletter: int,
    digest: str,
    source: str,
    act: ConsentAct,
    by: User | None,
    now: datetime,
) -> bool:
    """Leave a subscription and keep the proof, unless it was left before: of two at once, one does."""
    row = Subscription.objects.filter(pk=pk).exclude(state=SubscriptionState.LEFT)
    if not row.update(state=SubscriptionState.LEFT, left_at=now):
        return False
    Consent.objects.create(
        reader_id=reader, digest=digest, newsletter_id=newsletter, act=act, at=now, source=source, by=by
    )
    return True
