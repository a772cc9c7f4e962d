"""Registering for an event by the site's own form: places counted in the transaction that takes one, a waiting list in
order, a personal link to cancel.

What was asked is answered by mail alone, so that nobody learns from a page who is registered. A person's link holds 128
bits derived from the secret key: it can be sent again, and only its hash is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.editorial.agenda import letters, personal_links
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import Button, State
from coffret.editorial.models import Attendance, Event, Registration, Standing


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gives to register; ``audience`` is a code of kinds.AUDIENCES or « »."""

    name: str
    email: str
    institution: str = ""
    audience: str = ""
    note: str = ""
    language: str = "fr"


# Who holds which place -----------------------------------------------------------------------------------------------


def email_key(address: str) -> str:
    """Return an address as compared: trimmed, the local part case-folded, the domain in its ASCII form (IDNA)."""
    local, _at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        pass  # A domain IDNA cannot write is compared as typed.
    return f"{local.casefold()}@{domain.lower()}"


def taken(event: Event) -> int:
    """Return how many places of an event are taken."""
    return _of(event, Attendance.CONFIRMED).count()


def counts(events: Iterable[Event]) -> dict[int, dict[str, int]]:
    """Return event id → how many registrations are confirmed, waiting, cancelled; one query."""
    found: dict[int, dict[str, int]] = {event.pk: dict.fromkeys(Attendance.values, 0) for event in events}
    rows = Registration.objects.filter(event__in=found).order_by().values_list("event", "state").annotate(n=Count("pk"))
    for event, state, number in rows:
        found[event][state] = number
    return found


def situation(event: Event, now: datetime) -> agenda.Situation:
    """Return where an event stands, its places counted where they are limited."""
    return agenda.state(event, now, taken(event) if event.capacity is not None else 0)


def rank(registration: Registration) -> int:
    """Return the place of a registration in the waiting list, from 1; 0 when it does not wait."""
    if registration.state != Attendance.WAITING:
        return 0
    queue = _of(registration.event, Attendance.WAITING).order_by("at", "pk").values_list("pk", flat=True)
    return list(queue).index(registration.pk) + 1


# What a person does --------------------------------------------------------------------------------------------------


def register(event: int, given: Given, now: datetime | None = None) -> Registration:
    """Register a person: a place when one is left, else the waiting list; a mail says which.

    An address already registered gets its link again, nothing else. Raises Refused when registration is not open, or
    every place is taken and there is no waiting list.
    """
    now = now or timezone.now()
    with transaction.atomic():
        found = _locked(event)
        where = situation(found, now)
        if not found.live or found.starts_at is None or where.button not in {Button.REGISTER, Button.WAIT}:
            raise Refused(_("On ne peut pas s’inscrire maintenant : {state}.").format(state=where.words().lower()))
        known = living(found, given.email)
        if known:
            letters.recalled(known, now)
            return known
        fill(found, now)
        return _inserted(found, given, _place(found, where), now)


def add(event: int, given: Given, *, beyond: bool = False, now: datetime | None = None) -> Registration:
    """Register a person by hand, whatever the dates; ``beyond``: even past the number of places.

    Raises Refused when the address is registered already.
    """
    now = now or timezone.now()
    with transaction.atomic():
        found = _locked(event)
        if living(found, given.email):
            raise Refused(_("« {email} » est déjà inscrit à cet événement.").format(email=given.email))
        state = Attendance.CONFIRMED if beyond or _free(found) else Attendance.WAITING
        return _inserted(found, given, state, now)


def cancel(registration: Registration, now: datetime | None = None) -> None:
    """Cancel a registration, and give its place to the first who waits; nothing when it was cancelled before.

    Raises Refused once the event is over.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = _locked(registration.event_id)
        _refuse_past(event, now)
        registration.refresh_from_db()
        if registration.state == Attendance.CANCELLED:
            return
        registration.state, registration.cancelled_at = Attendance.CANCELLED, now
        registration.save(update_fields=["state", "cancelled_at"])
        letters.cancelled(registration, now)
        fill(event, now)


def undo(registration: Registration, now: datetime | None = None) -> None:
    """Take a cancellation back while places are left, else at the end of the waiting list.

    Raises Refused when there is neither, when the address registered again meanwhile, or once the event has begun.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = _locked(registration.event_id)
        _refuse_past(event, now)
        registration.refresh_from_db()
        if registration.state != Attendance.CANCELLED:
            return
        if living(event, registration.email):
            raise Refused(_("Cette adresse est de nouveau inscrite : le lien reçu depuis est le bon."))
        if not expected(event, now):
            raise Refused(_("L’événement n’attend plus personne : on ne peut plus revenir."))
        if not can_undo(event, now):
            raise Refused(_("Il n’y a plus de place, et l’événement n’a pas de liste d’attente."))
        registration.state = Attendance.CONFIRMED if _free(event) else Attendance.WAITING
        registration.at, registration.cancelled_at, registration.sequence = now, None, event.sequence
        registration.save(update_fields=["state", "at", "cancelled_at", "sequence"])
        letters.answer(registration, f"again:{now.isoformat()}")


def can_undo(event: Event, now: datetime) -> bool:
    """Say whether somebody who cancelled may come back: before it starts, with a place or a waiting list."""
    return expected(event, now) and (_free(event) or event.waiting_list)


def expected(event: Event, now: datetime) -> bool:
    """Say whether an event is still to be held at its date: online, neither put off, called off nor begun."""
    before = event.starts_at is not None and now < event.starts_at
    return event.live and before and event.standing == Standing.CONFIRMED


def change_note(registration: Registration, note: str) -> None:
    """Change what a person says to those who organise."""
    registration.note = note
    registration.save(update_fields=["note"])


def recall(event: Event, email: str, now: datetime | None = None) -> None:
    """Send a registered person their link again; nothing for an address nobody registered."""
    known = living(event, email)
    if known:
        letters.recalled(known, now or timezone.now())


def erase(registration: Registration, now: datetime | None = None) -> None:
    """Forget a person: the row, and the mails that speak of it. Their place, if they held one, is given on."""
    with transaction.atomic():
        event = _locked(registration.event_id)
        outbox.forget(letters.prefix(registration))
        registration.delete()
        fill(event, now or timezone.now())


# What the office does ------------------------------------------------------------------------------------------------


def move_up(registration: Registration) -> None:
    """Give a place to somebody who waits, out of turn or beyond the number of places: the office decides."""
    with transaction.atomic():
        _locked(registration.event_id)
        registration.refresh_from_db()
        if registration.state == Attendance.WAITING:
            _promote(registration)


def mark(registration: Registration, attended: bool | None) -> None:
    """Note whether a person came; None: not known."""
    registration.attended = attended
    registration.save(update_fields=["attended"])


def fill(event: Event, now: datetime) -> int:
    """Give the places left to those who wait, in order; return how many got one.

    Not once the event has begun, nor while its state is pinned to « full » or « waiting »: the office keeps the places.
    """
    facts = agenda.facts(event)
    held = agenda.state(facts, now).state in {State.WAITING, State.FULL}
    if held or not event.live or facts.standing != Standing.CONFIRMED or not facts.starts_at or now >= facts.starts_at:
        return 0
    queue = _of(event, Attendance.WAITING).select_related("event").order_by("at", "pk")
    free = len(queue) if event.capacity is None else max(0, event.capacity - taken(event))
    promoted = list(queue[:free]) if free else []
    for registration in promoted:
        _promote(registration)
    return len(promoted)


def _promote(registration: Registration) -> None:
    registration.state = Attendance.CONFIRMED
    registration.save(update_fields=["state"])
    letters.promoted(registration)


# Links ---------------------------------------------------------------------------------------------------------------


def by_token(secret: str) -> Registration | None:
    """Return the registration a link leads to."""
    return Registration.objects.filter(token_hash=personal_links.hashed(secret)).select_related("event").first()


# Under the actions ---------------------------------------------------------------------------------------------------


def living(event: Event, email: str) -> Registration | None:
    """Return the registration that an address holds: confirmed or waiting."""
    held = event.registrations.filter(email_key=email_key(email)).exclude(state=Attendance.CANCELLED)
    return held.select_related("event").first()


def _of(event: Event, state: Attendance) -> QuerySet[Registration]:
    return Registration.objects.filter(event=event, state=state)


def _locked(event: int) -> Event:
    """Return the event, kept from every other registration until the transaction ends.

    PostgreSQL locks its row; on SQLite the transaction already is the only one that writes (IMMEDIATE).
    """
    return Event.objects.select_for_update(of=("self",)).get(pk=event)


def _free(event: Event) -> bool:
    """Say whether a place is left for somebody who comes after those who wait."""
    if event.capacity is None:
        return True
    return not _of(event, Attendance.WAITING).exists() and taken(event) < event.capacity


def _place(event: Event, where: agenda.Situation) -> Attendance:
    if where.button is Button.REGISTER and _free(event):
        return Attendance.CONFIRMED
    if not event.waiting_list and where.state is not State.WAITING:
        raise Refused(_("Toutes les places sont prises."))
    return Attendance.WAITING


def _inserted(event: Event, given: Given, state: Attendance, now: datetime) -> Registration:
    made = Registration.objects.create(
        event=event,
        name=given.name,
        email=given.email.strip(),
        email_key=email_key(given.email),
        institution=given.institution,
        audience=given.audience,
        note=given.note,
        language=given.language,
        state=state,
        token_hash=get_random_string(64),
        at=now,
        sequence=event.sequence,
    )
    made.token_hash = personal_links.hashed(personal_links.token("registration", made.pk))
    made.save(update_fields=["token_hash"])
    letters.answer(made, "answer")
    return made


def _refuse_past(event: Event, now: datetime) -> None:
    over = agenda.facts(event).over_at
    if over and now >= over:
        raise Refused(_("L’événement est passé : l’inscription ne change plus."))
