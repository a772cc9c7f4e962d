"""Doubts settled by the relay itself: its log says which messages it took, by their Message-ID (Postfix)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused, reason_of
from coffret.newsletters.models import Delivery, DeliveryState, SendingAct, SendingStep
from coffret.newsletters.returns.addresses import tokens_of_messages

# « postfix/cleanup[123]: 4F1A2B: message-id=<i12.TOKEN@domain> », then « postfix/qmgr[9]: 4F1A2B: from=<…>, size=…,
# nrcpt=1 (queue active) »: named while its headers are read, taken once it is in the queue.
_NAMED = re.compile(r"postfix\S*/cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)")
_QUEUED = re.compile(r"postfix\S*/qmgr\[\d+\]: (\w+): from=<[^>]*>, size=\d+, nrcpt=\d+ \(queue active\)")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a log settled: doubts the relay had taken, and those it says nothing of."""

    taken: int
    unknown: int


def settle_from_log(path: Path, by: User | None = None, *, now: datetime | None = None) -> Settled:
    """Mark as sent the doubts that a Postfix log says were taken; the others stay in doubt.

    Raises Refused when the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            taken = _taken(lines)
    except OSError as error:
        said = _("le journal {path} ne peut être lu : {why}.")
        raise Refused(said.format(path=path, why=reason_of(error))) from error
    return _settle(taken, by, now or timezone.now())


def _taken(lines: Iterable[str]) -> dict[str, str]:
    """Return delivery token → queue id of the messages that entered the queue."""
    named: dict[str, str] = {}
    taken: dict[str, str] = {}
    for line in lines:
        if found := _NAMED.search(line):
            for token in tokens_of_messages(found[2]):
                named[found[1]] = token
        elif (found := _QUEUED.search(line)) and found[1] in named:
            taken[named[found[1]]] = found[1]
    return taken


@transaction.atomic
def _settle(taken: dict[str, str], by: User | None, now: datetime) -> Settled:
    counts: dict[int, int] = {}
    doubts = list(Delivery.objects.filter(state=DeliveryState.DOUBT).order_by("pk"))
    for row in doubts:
        if row.token not in taken:
            continue
        reply = _("pris par le relais sous le nom {name}, d’après son journal").format(name=taken[row.token])
        kept = Delivery.objects.filter(pk=row.pk, state=DeliveryState.DOUBT)
        settled = kept.update(state=DeliveryState.SENT, reply=reply[:500], next_at=None)
        counts[row.sending_id] = counts.get(row.sending_id, 0) + settled
    for sending, number in counts.items():
        SendingStep.objects.create(sending_id=sending, act=SendingAct.SETTLED, by=by, at=now, note=str(number))
    return Settled(sum(counts.values()), len(doubts) - sum(counts.values()))
