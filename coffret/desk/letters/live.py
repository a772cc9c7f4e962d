"""Where a sending stands, as its page says it: how many, at what pace, in how long."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.accounts.models import User
from coffret.base.text import grouped
from coffret.editorial import moments
from coffret.newsletters.models import DeliveryState, Sending, SendingAct, SendingState, SendingStep
from coffret.newsletters.sending import account, actions, reading, throttle
from coffret.newsletters.sending.account import Account

Counted = list[tuple[reading.Group, int]]


@dataclass(frozen=True, slots=True)
class Status:
    """The figures of a sending: settled, waiting, in doubt, to be sent again if wanted; by group; for the account."""

    done: int
    waiting: int
    doubt: int
    missed: int
    groups: Counted
    final: Counted
    pace: str = ""


def status(sending: Sending) -> Status:
    """Return where a sending stands now; three queries, five where some may be sent again."""
    found = account.of(sending)
    not_received = found.of(*actions.NOT_RECEIVED)
    counted = list(reading.grouped_counts(found.counts))
    return Status(
        found.done,
        found.waiting,
        found.doubt,
        actions.missed(sending).count() if not_received else 0,
        [(group, n) for group, n in counted if n],
        [(group, n) for group, n in counted if n or group.always],
        _pace(sending, found),
    )


def _next_attempt(sending: Sending) -> str:
    if sending.state != SendingState.SENDING:
        return ""
    waiting = sending.deliveries.filter(state=DeliveryState.RETRY, next_at__isnull=False).order_by("next_at", "pk")
    at = waiting.values_list("next_at", flat=True).first()
    return _("prochain essai : {when}").format(when=moments.day_and_hour(at, timezone.now())) if at else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A step of the journal: what was done, by whom, when, and what to know of it."""

    at: datetime
    act: str
    by: User | None
    note: str


def journal(sending: Sending) -> list[Told]:
    """Return what was done to a sending, the latest first."""
    rows = sending.steps.select_related("by").order_by("-pk")
    return [Told(row.at, row.get_act_display(), row.by, _note(row)) for row in rows]


def _note(step: SendingStep) -> str:
    """Return a step's note in words: the engine notes a number of recipients, or « state number · state number »."""
    if step.note.isdecimal():
        number = int(step.note)
        said = ngettext("{count} destinataire", "{count} destinataires", number)
        return said.format(count=grouped(number))
    if step.act != SendingAct.FINISHED:
        return step.note
    pairs = [part.rpartition(" ") for part in step.note.split(" · ")]
    counts = {state: int(number) for state, _space, number in pairs if number.isdecimal()}
    return " · ".join(f"{group.label} {grouped(n)}" for group, n in reading.grouped_counts(counts) if n)


def _pace(sending: Sending, found: Account) -> str:
    """Return the pace and what is left at that pace; when the next attempt is where only attempts are waited for."""
    rate = round(found.rate)
    if not rate:
        return _next_attempt(sending) if found.waiting == found.of(DeliveryState.RETRY) else ""
    said = _("{count} par minute").format(count=grouped(rate))
    if found.left is None:
        return said
    return _("{pace}, encore {time}").format(pace=said, time=throttle.lasting(found.left))
