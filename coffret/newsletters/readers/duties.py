"""What the list of readers does by itself: recalls, lets requests expire, forgets addresses in time."""

from datetime import timedelta

from django.utils import timezone

from coffret.base.duties import duty
from coffret.base.models import Mail
from coffret.newsletters.readers import erasing, subscribing, waiting_imports

# Mails about subscriptions hold addresses and links; once read or lost, they serve no more.
MAILS_KEPT = timedelta(days=30)


@duty("readers-reminders", every=timedelta(minutes=30))
def remind() -> str:
    """Recall the subscriptions nobody confirmed for three days."""
    reminded = subscribing.remind()
    return f"rappels d’abonnement : {reminded}" if reminded else ""


@duty("readers-erasure", hour=4)
def forget() -> str:
    """Forget requests that are over, addresses of deliveries a year old, old mails and files of imports."""
    expired, emptied = subscribing.expire(), erasing.forget_deliveries()
    Mail.objects.filter(key__startswith="reader:", queued_at__lt=timezone.now() - MAILS_KEPT).delete()
    waiting_imports.sweep()
    said = {"demandes jamais confirmées": expired, "adresses ôtées de remises": emptied}
    return ", ".join(f"{what} : {number}" for what, number in said.items() if number)
