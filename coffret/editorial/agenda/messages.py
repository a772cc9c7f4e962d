"""What the office writes to the people registered for an event: once to each, kept with who wrote it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.agenda import letters as registration_letters
from coffret.editorial.models import Attendance, Event, EventMessage, Registration

WRITTEN_TO = (Attendance.CONFIRMED, Attendance.WAITING)


def recipients(event: Event, states: Collection[str]) -> list[Registration]:
    """Return those who would receive a message sent to these states."""
    asked = [state for state in WRITTEN_TO if state in states]
    rows = Registration.objects.filter(event=event, state__in=asked)
    return list(rows.select_related("event").order_by("at", "pk"))


def send(
    event: Event,
    key: str,
    subject: str,
    text: str,
    states: Collection[str],
    by: User | None,
    now: datetime | None = None,
) -> EventMessage:
    """Queue a message to everyone in these states; sent again under the same ``key``, it leaves no second time.

    Raises Refused when there is nobody to write to.
    """
    with transaction.atomic():
        known = EventMessage.objects.filter(key=key).first()
        if known is not None:
            return known
        people = recipients(event, states)
        if not people:
            raise Refused(_("Personne à qui écrire : aucun inscrit dans ce choix."))
        written = EventMessage.objects.create(
            event=event,
            key=key,
            subject=subject,
            text=text,
            recipients=len(people),
            by=by,
            at=now or timezone.now(),
        )
        for person in people:
            registration_letters.message(person, written)
    return written
