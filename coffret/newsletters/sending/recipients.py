"""Whom an issue leaves for: those who follow its newsletter at this moment, each address once."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coffret.editorial.models import Newsletter
from coffret.newsletters.models import ReaderState, Subscription, SubscriptionState, Suppression


def eligible(newsletter: Newsletter, now: datetime | None = None) -> QuerySet[Subscription]:
    """Return the subscriptions an issue of ``newsletter`` is sent to: active, their reader confirmed, neither paused nor
    excluded.
    """
    today = timezone.localdate(now or timezone.now())
    excluded = Suppression.objects.filter(digest=OuterRef("reader__digest"))
    return Subscription.objects.filter(
        Q(reader__paused_until=None) | Q(reader__paused_until__lte=today),
        ~Exists(excluded),
        newsletter=newsletter,
        state=SubscriptionState.ACTIVE,
        reader__state=ReaderState.ACTIVE,
    ).order_by("pk")
