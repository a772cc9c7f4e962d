"""What must be done again and again, by the worker: scheduled publications, reminders, the nightly check, mail.

A duty is a function without argument that returns what it did in words (« » for nothing) and may be run at any moment,
twice or after a kill, without harm. Rooms declare theirs in a module ``duties.py``, loaded with the application.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from coffret.base.models import DutyRun

log = logging.getLogger("coffret.duties")
Act = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so often; ``hour`` (0-23, site's time) makes it nightly: once a day, from that hour on."""

    name: str
    every: timedelta
    act: Act
    hour: int | None = None


DUTIES: dict[str, Duty] = {}


def duty(name: str, *, every: timedelta = timedelta(days=1), hour: int | None = None) -> Callable[[Act], Act]:
    """Register the decorated function as duty ``name``; raises ValueError when the name is taken."""

    def register(act: Act) -> Act:
        if name in DUTIES:
            raise ValueError(f"duty {name} is declared twice")
        DUTIES[name] = Duty(name, every, act, hour)
        return act

    return register


def run_due(now: datetime | None = None, nightly: bool | None = None) -> list[str]:
    """Run the duties whose time has come, all or only the nightly ones or the others; return the names of those run.

    One that fails is logged and run again when its time comes again.
    """
    now = now or timezone.now()
    chosen = [duty for duty in DUTIES.values() if nightly is None or nightly == (duty.hour is not None)]
    # Asked every second: nothing is written, nor any lock taken, while nothing is due.
    began = dict(DutyRun.objects.order_by().values_list("name", "began_at"))
    due = [duty for duty in chosen if (last := began.get(duty.name)) is None or _is_due(duty, last, now)]
    return [duty.name for duty in due if _claim(duty, now) and _run(duty)]


def run(names: Iterable[str]) -> dict[str, str]:
    """Run these duties now, due or not; return what each said. Raises KeyError for a name nobody declared."""
    return {name: DUTIES[name].act() for name in names}


def _is_due(duty: Duty, began: datetime, now: datetime) -> bool:
    return began < _last_hour(now, duty.hour) if duty.hour is not None else began <= now - duty.every


def _claim(duty: Duty, now: datetime) -> bool:
    """Take the duty if it is still as it was read: of two workers one only does."""
    run, _made = DutyRun.objects.get_or_create(name=duty.name)
    if run.began_at is not None and not _is_due(duty, run.began_at, now):
        return False
    return bool(DutyRun.objects.filter(name=duty.name, began_at=run.began_at).update(began_at=now))


def _last_hour(now: datetime, hour: int) -> datetime:
    local = timezone.localtime(now)
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at <= local else at - timedelta(days=1)


def _run(duty: Duty) -> bool:
    try:
        said, failed = duty.act(), False
    except Exception as failure:
        log.exception("tâche %s : échec, nouvel essai à la prochaine échéance", duty.name)
        said, failed = str(failure), True
    DutyRun.objects.filter(name=duty.name).update(ended_at=timezone.now(), said=said[:500], failed=failed)
    return True
