"""The sendings that wait for somebody's word: held, paused, or with deliveries nobody knows of."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.newsletters.models import Delivery, DeliveryState, Sending, SendingState

# Counted sending by sending, by the index of their states: never over all that was ever sent.
_UNSETTLED = Delivery.objects.filter(sending=OuterRef("pk"), state=DeliveryState.DOUBT, next_at=None).order_by()
_DOUBTS = Coalesce(Subquery(_UNSETTLED.values("sending").annotate(n=Count("pk")).values("n")), 0)


def waiting() -> list[tuple[Sending, str]]:
    """Return them, those that stop everything first, each with why in words; one query."""
    rows = Sending.objects.defer("html", "text").annotate(doubts=_DOUBTS)
    found = rows.filter(Q(state__in=[SendingState.HELD, SendingState.PAUSED]) | Q(doubts__gt=0))
    return [(one, _why(one, one.doubts)) for one in found.order_by("-frozen_at", "pk")]


def _why(sending: Sending, doubts: int) -> str:
    if sending.state == SendingState.HELD:
        return _("à confirmer : {why}").format(why=sending.why)
    if sending.state == SendingState.PAUSED:
        return _("en pause : {why}").format(why=sending.why) if sending.why else _("en pause")
    said = ngettext("{count} remise incertaine", "{count} remises incertaines", doubts)
    return said.format(count=doubts)
