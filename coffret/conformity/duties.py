"""Boards follow what museums publish: measured again soon after, and a row of each day for the trend."""

import time
from datetime import datetime, timedelta

from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.authorities.models import Museum
from coffret.base.duties import duty
from coffret.catalogue import log
from coffret.catalogue.models import Change, Record, Status
from coffret.conformity import dumps, measuring
from coffret.conformity.models import Board, Measure
from coffret.submissions.models import Acceptance

# A museum in the middle of publishing is left alone for a while.
CALM = timedelta(minutes=2)
# Seconds of work at a time: what is left is for the next time.
BUDGET = 120.0


@duty("conformity", every=timedelta(minutes=5))
def follow() -> str:
    """Measure again the museums whose notices changed; say how many."""
    count = catch_up()
    return _("{n} musées mesurés").format(n=count) if count else ""


@duty("conformity-days", hour=4)
def days() -> str:
    """Write the row of the day of every museum measured; say how many were added."""
    catch_up(calm=timedelta(0))
    today = timezone.localdate()
    there = Measure.objects.filter(day=today).values("museum")
    boards = Board.objects.exclude(museum__in=there).order_by("pk")
    rows = [Measure(museum_id=code, day=today, counts=counts) for code, counts in boards.values_list("pk", "counts")]
    Measure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return _("{n} musées notés").format(n=len(rows)) if rows else ""


@duty("public-dump", hour=2)
def dump() -> str:
    """Offer the whole catalogue anew when it changed since the last time; say how many notices."""
    held = dumps.last()
    if held is not None and held.sequence == log.last_sequence():
        return ""
    return _("export public de {n} notices").format(n=dumps.make().count)


def catch_up(calm: timedelta = CALM, budget: float = BUDGET) -> int:
    """Measure the museums that are behind, one after the other; return how many were."""
    started, count, last = time.monotonic(), 0, log.last_sequence()
    for museum in stale(calm):
        if time.monotonic() - started > budget:
            break
        measuring.keep(museum)
        count += 1
    # Those nothing changed of are as good at this point of the log: the next look begins from there.
    Board.objects.exclude(pk__in=stale(timedelta(0))).filter(sequence__lt=last).update(sequence=last)
    return count


def stale(calm: timedelta = CALM) -> list[str]:
    """Return the museums whose board is behind the change log, or behind what they accept, the longest behind first.

    Those who published in the last ``calm`` are left for later; one that was never measured does not wait.
    """
    known = dict(Board.objects.order_by().values_list("pk", "sequence"))
    changed = {code: at for code, (last, at) in _changed().items() if code in known and last > known[code]}
    quiet = timezone.now() - calm
    behind = {code for code, at in changed.items() if at <= quiet} | _accepting(known) | _new()
    return sorted(behind, key=lambda code: (known.get(code, 0), code))


def _changed() -> dict[str, tuple[int, datetime]]:
    """Return museum → newest fact about its notices since the oldest board: its sequence and its moment."""
    since = Board.objects.aggregate(first=Min("sequence"))["first"] or 0
    facts = Change.objects.filter(sequence__gt=since)
    rows = facts.order_by().values("record__museum").annotate(last=Max("sequence"), at=Max("at"))
    return {row["record__museum"]: (row["last"], row["at"]) for row in rows}


def _new() -> set[str]:
    """Return the museums with notices online that were never measured."""
    online = Record.objects.filter(museum=OuterRef("pk"), status=Status.PUBLISHED)
    return set(Museum.objects.filter(Exists(online), board=None).order_by().values_list("pk", flat=True))


def _accepting(known: dict[str, int]) -> set[str]:
    """Return the museums that accepted alerts, or took an acceptance back, since they were measured."""
    first = Board.objects.aggregate(first=Min("measured_at"))["first"]
    if first is None:
        return set()
    measured = dict(Board.objects.order_by().values_list("pk", "measured_at"))
    rows = Acceptance.objects.filter(Q(at__gt=first) | Q(revoked_at__gt=first), museum__in=known)
    latest = rows.order_by().values_list("museum").annotate(Max("at"), Max("revoked_at"))
    return {code for code, at, revoked in latest if max(filter(None, (at, revoked))) > measured[code]}
