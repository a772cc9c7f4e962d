"""Where a sending stands, as its page says it: how many, at what pace, in how long."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.text import grouped
from coffret.newsletters.models import Sending
from coffret.newsletters.sending import account, reading, throttle
from coffret.newsletters.sending.account import Account
from coffret.newsletters.sending.actions import NOT_RECEIVED

Counted = list[tuple[reading.Group, int]]


@dataclass(frozen=True, slots=True)
class Status:
    """The figures of a sending: settled, waiting, in doubt, not received; by group where there are some; for the account."""

    done: int
    waiting: int
    doubt: int
    missed: int
    groups: Counted
    final: Counted
    pace: str = ""


def status(sending: Sending) -> Status:
    """Return where a sending stands now; three queries."""
    found = account.of(sending)
    counted = list(reading.grouped_counts(found.counts))
    return Status(
        found.done,
        found.waiting,
        found.doubt,
        found.of(*NOT_RECEIVED),
        [(group, n) for group, n in counted if n],
        [(group, n) for group, n in counted if n or group.always],
        _pace(found),
    )


def _pace(found: Account) -> str:
    rate = round(found.rate)
    if not rate:
        return ""
    said = ngettext("{count} par minute", "{count} par minute", rate).format(count=grouped(rate))
    if found.left is None:
        return said
    return _("{pace}, encore {time}").format(pace=said, time=throttle.lasting(found.left))
