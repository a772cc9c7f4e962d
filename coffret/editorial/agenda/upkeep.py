"""What the agenda does by itself: gives places left, recalls, tells of changes, and forgets people in time."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from coffret.base import outbox
from coffret.editorial import identity, moments
from coffret.editorial.agenda import interests, letters, registrations
from coffret.editorial.agenda import state as agenda
from coffret.editorial.models import Attendance, Event, Headcount, Registration, Standing

# The reminder leaves two days before the event, at nine in the morning.
REMIND_DAYS = 2
REMIND_HOUR = 9


def remind(now: datetime | None = None) -> int:
    """Recall the events that are near to those registered before the reminder was due; return how many mails."""
    now = now or timezone.now()
    near = now + timedelta(days=REMIND_DAYS + 1)
    events = Event.objects.filter(live=True, standing=Standing.CONFIRMED, starts_at__gt=now, starts_at__lte=near)
    return sum(_remind(event, now) for event in events.order_by("pk"))


def remind_at(starts_at: datetime) -> datetime:
    """Return when the reminder of an event leaves."""
    return moments.midnight(moments.local(starts_at).date() - timedelta(days=REMIND_DAYS)).replace(hour=REMIND_HOUR)


def _remind(event: Event, now: datetime) -> int:
    due = remind_at(event.starts_at) if event.starts_at else now
    if now < due:
        return 0
    with transaction.atomic():
        rows = event.registrations.select_for_update(of=("self",)).select_related("event").order_by("pk")
        unheard = Q(reminded_at=None) | Q(reminded_at__lt=due)  # One recalled before the date was moved is told again.
        found = list(rows.filter(unheard, state=Attendance.CONFIRMED, at__lt=due))
        for registration in found:
            letters.reminder(registration)
        Registration.objects.filter(pk__in=[one.pk for one in found]).update(reminded_at=now)
    return len(found)


def tell_changes(now: datetime | None = None) -> int:
    """Write to those registered before the date, place or standing of their event changed; return how many mails.

    Those of an event that is over hear nothing more.
    """
    now = now or timezone.now()
    late = Registration.objects.exclude(state=Attendance.CANCELLED).filter(sequence__lt=F("event__sequence"))
    told = 0
    for registration in late.filter(event__live=True).select_related("event").order_by("event_id", "pk"):
        with transaction.atomic():
            mine = Registration.objects.filter(pk=registration.pk, sequence=registration.sequence)
            if mine.update(sequence=registration.event.sequence) and not _over(registration.event, now):
                letters.changed(registration)
                told += 1
    return told


def fill_all(now: datetime | None = None) -> int:
    """Give places to those who wait where more were made; return how many got one."""
    now = now or timezone.now()
    waited = Event.objects.filter(live=True, registrations__state=Attendance.WAITING, starts_at__gt=now)
    filled = 0
    for key in waited.distinct().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            filled += registrations.fill(Event.objects.select_for_update(of=("self",)).get(pk=key), now)
    return filled


def erase(now: datetime | None = None) -> int:
    """Erase what participants gave, so many months after their event as the site says; return how many events."""
    now = now or timezone.now()
    months = identity.site().erased_after
    held = Event.objects.filter(registrations__isnull=False) | Event.objects.filter(interests__isnull=False)
    due = [event for event in held.distinct().order_by("pk") if _months_after(_reference(event, now), months) <= now]
    for event in due:
        _erase(event, now)
    return len(due)


def _reference(event: Event, now: datetime) -> datetime:
    """Return from when the months are counted: the end, or the last who gave something where no date was kept."""
    given = (
        rows.order_by("-at").values_list("at", flat=True).first() for rows in (event.registrations, event.interests)
    )
    return agenda.facts(event).over_at or max((at for at in given if at), default=now)


def _months_after(moment: datetime, months: int) -> datetime:
    """Return the same day so many months later, the last one of the month where there is none."""
    when = moments.local(moment)
    year, month = divmod(when.month - 1 + months, 12)
    first = when.replace(year=when.year + year, month=month + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(when.day, (following - timedelta(days=1)).day))


def _erase(event: Event, now: datetime) -> None:
    with transaction.atomic():
        rows = list(event.registrations.order_by("pk"))
        states = Counter(one.state for one in rows)
        held = [one for one in rows if one.state == Attendance.CONFIRMED]
        if rows:
            Headcount.objects.update_or_create(
                event=event,
                defaults={
                    "registered": states[Attendance.CONFIRMED],
                    "waiting": states[Attendance.WAITING],
                    "cancelled": states[Attendance.CANCELLED],
                    "present": sum(one.attended is True for one in rows),
                    "audiences": dict(Counter(one.audience for one in held if one.audience)),
                    "erased_at": now,
                },
            )
        outbox.forget(letters.prefix(event))
        outbox.forget(interests.prefix(event))
        event.registrations.all().delete()
        event.interests.all().delete()


def _over(event: Event, now: datetime) -> bool:
    over = agenda.facts(event).over_at
    return over is not None and now >= over
