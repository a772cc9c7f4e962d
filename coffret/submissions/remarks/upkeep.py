"""What remarks need done by themselves: those who answer are told once a day, addresses of readers are forgotten."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.base.models import Mail
from coffret.submissions.models import Remark
from coffret.submissions.remarks import answering, mails

# Days a reader's address is kept once answered, and when nobody answers.
KEPT, KEPT_UNANSWERED = timedelta(days=183), timedelta(days=730)
# The mails themselves hold the address: sent or lost, they serve no more.
MAILS_KEPT = timedelta(days=30)


@duty("remarks", hour=7)
def tell() -> str:
    """Tell each museum, once a day at most, of the new remarks that wait for it; say how many mails leave."""
    count = mails.tell_museums()
    return ngettext("{n} courriel aux musées", "{n} courriels aux musées", count).format(n=count) if count else ""


@duty("remarks-forget", hour=3)
def forget() -> str:
    """Erase the addresses of readers whose time is over, and the mails that held them; say how many."""
    now = timezone.now()
    over = Q(answered_at__lt=now - KEPT) | Q(answered_at__isnull=True, at__lt=now - KEPT_UNANSWERED)
    count = Remark.objects.filter(over).exclude(email="").update(email="")
    Mail.objects.filter(key__startswith=mails.READER, queued_at__lt=now - MAILS_KEPT).delete()
    return _("{n} adresses de lecteurs effacées").format(n=count) if count else ""


@duty("remarks-resume", every=timedelta(minutes=15))
def resume() -> str:
    """Settle the remarks whose acceptance was cut short; say how many."""
    count = answering.resume()
    return _("{n} signalements repris").format(n=count) if count else ""
