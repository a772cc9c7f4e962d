"""How often something was asked lately: counted in the database, so that a limit holds for every process of the site.

A memory of each process would multiply a limit by their number, and forget it when others fill that memory.
"""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from coffret.base.models import Count


def within(what: str, who: str, most: int, seconds: int) -> bool:
    """Count one more ``what`` of ``who``; say whether it stays within ``most`` for ``seconds`` since the first.

    ``who`` (a network or mail address) is kept as a hash nobody else can make, until the time is over.
    """
    now = timezone.now()
    digest = sha256(f"{settings.SECRET_KEY}:{who}".encode()).hexdigest()[:32]
    with transaction.atomic():
        Count.objects.filter(until__lte=now).delete()
        row, first = Count.objects.get_or_create(
            key=f"{what}:{digest}", defaults={"number": 1, "until": now + timedelta(seconds=seconds)}
        )
        if first:
            return most >= 1
        Count.objects.filter(pk=row.pk).update(number=F("number") + 1)
        row.refresh_from_db(fields=["number"])
    return row.number <= most


def forget() -> int:
    """Erase the counts whose time is over; return how many."""
    return Count.objects.filter(until__lte=timezone.now()).delete()[0]
