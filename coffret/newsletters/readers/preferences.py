"""A reader's own page: every newsletter with its state, a new address, a pause, what is kept of them, and erasing it."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.editorial import moments
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import ConsentAct, Delivery, Reader, ReaderState, Request, SubscriptionState
from coffret.newsletters.readers import confirming, keys, leaving, mails, people, subscribing

SOURCE = "preferences"
# Months one may pause for.
PAUSES = (1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class Choice:
    """A newsletter on a reader's page: whether they receive it, or asked to and did not confirm."""

    newsletter: Newsletter
    active: bool
    pending: bool


def choices(reader: Reader) -> list[Choice]:
    """Return every newsletter a reader may choose, in the office's order."""
    states = dict(reader.subscriptions.order_by("pk").values_list("newsletter", "state"))
    return [
        Choice(
            one,
            states.get(one.pk) == SubscriptionState.ACTIVE,
            states.get(one.pk) == SubscriptionState.PENDING,
        )
        for one in people.reachable(reader)
    ]


def send_link(address: str, now: datetime | None = None) -> None:
    """Mail somebody their own link; nothing for an address nobody knows. Raises Refused for what is no address."""
    reader = people.found(address)
    if reader is None or people.barred(reader.digest) or not mails.allowed(reader.digest):
        return
    mails.own_link(reader, now or timezone.now())


def save(reader: Reader, slugs: Collection[str], now: datetime | None = None) -> tuple[int, int]:
    """Receive these newsletters, and no others; return how many were added and how many removed.

    A mailed link proves the address: nothing more is to be confirmed, unless mail came back from it. Raises Refused when
    the office writes to it no more.
    """
    now = now or timezone.now()
    with transaction.atomic():
        reader = people.locked(reader)
        rows = choices(reader)
        added = [row.newsletter for row in rows if row.newsletter.slug in slugs and not row.active]
        removed = [row.newsletter for row in rows if row.newsletter.slug not in slugs and (row.active or row.pending)]
        if added:
            _add(reader, added, now)
        for row in reader.subscriptions.filter(newsletter__in=removed).select_related("reader"):
            leaving.leave_row(row, SOURCE, now=now)
    return len(added), len(removed)


def _add(reader: Reader, added: Collection[Newsletter], now: datetime) -> None:
    text = subscribing.words()
    if reader.state != ReaderState.SUSPENDED:
        people.confirmed(reader, now)
    people.refuse_barred(reader.digest)
    for newsletter in added:
        people.activate(reader, newsletter, SOURCE, now)
    version = subscribing.version(text)
    people.note(reader, ConsentAct.ADDED, added, text=text, version=version, source=SOURCE, now=now)


def pause(reader: Reader, months: int, now: datetime | None = None) -> date:
    """Send nothing for some months, one of PAUSES; return the day it starts again. Raises Refused for another number."""
    now = now or timezone.now()
    if months not in PAUSES:
        raise Refused(_("Choisir une pause de 1, 2, 3 ou 6 mois."))
    until = pause_end(months, now)
    with transaction.atomic():
        Reader.objects.filter(pk=reader.pk).update(paused_until=until)
        people.note(reader, ConsentAct.PAUSED, text=until.isoformat(), source=SOURCE, now=now)
    return until


def pause_end(months: int, now: datetime) -> date:
    """Return the day a pause of some months ends: the same of its month, or the last of a shorter one."""
    today = moments.local(now).date()
    years, month = divmod(today.month - 1 + months, 12)
    first = today.replace(year=today.year + years, month=month + 1, day=1)
    return first.replace(day=min(today.day, monthrange(first.year, first.month)[1]))


def resume(reader: Reader, now: datetime | None = None) -> None:
    """End a pause."""
    with transaction.atomic():
        if Reader.objects.filter(pk=reader.pk).exclude(paused_until=None).update(paused_until=None):
            people.note(reader, ConsentAct.REVIVED, source=SOURCE, now=now)


def paused(reader: Reader, now: datetime | None = None) -> bool:
    """Say whether a reader is in a pause now."""
    return reader.paused_until is not None and reader.paused_until > moments.local(now or timezone.now()).date()


def ask_move(reader: Reader, address: str, now: datetime | None = None) -> None:
    """Ask a new address to confirm: until then letters go to the old one. Raises Refused for what is no new address."""
    now = now or timezone.now()
    key = people.checked(address)
    if key == reader.key:
        raise Refused(_("Vos lettres partent déjà à cette adresse."))
    digest = keys.digest(key)
    if people.barred(digest) or not mails.allowed(digest):
        return
    nonce = keys.nonce()
    with transaction.atomic():
        reader.requests.filter(done_at=None).exclude(new_address="").delete()
        request = Request.objects.create(
            reader=reader,
            nonce=nonce,
            token_hash=keys.hashed(keys.token("request", nonce)),
            new_address=people.written(address, key),
            at=now,
            expires_at=now + subscribing.KEPT,
        )
        mails.new_address(request, now)


def moving_to(reader: Reader, now: datetime | None = None) -> str:
    """Return the address that is asked to confirm, or « »."""
    now = now or timezone.now()
    waiting = reader.requests.filter(done_at=None, expires_at__gt=now).exclude(new_address="").order_by("pk").last()
    return waiting.new_address if waiting and not confirming.is_over(waiting, now) else ""


def data(reader: Reader) -> dict[str, Any]:
    """Return everything kept of a reader, as JSON bears it."""
    subscriptions = reader.subscriptions.select_related("newsletter").order_by("pk")
    proofs = reader.consents.select_related("newsletter").order_by("pk")
    received = Delivery.objects.filter(subscription__reader=reader).order_by("pk")
    return {
        "address": reader.address,
        "language": reader.language,
        "state": reader.state,
        "created_at": _said(reader.created_at),
        "confirmed_at": _said(reader.confirmed_at),
        "paused_until": reader.paused_until.isoformat() if reader.paused_until else None,
        "suspended_at": _said(reader.suspended_at),
        "suspended_why": reader.suspended_why,
        "subscriptions": [
            {
                "newsletter": row.newsletter.name,
                "state": row.state,
                "source": row.source,
                "since": _said(row.at),
                "left_at": _said(row.left_at),
            }
            for row in subscriptions
        ],
        "proofs": [
            {
                "act": row.act,
                "at": _said(row.at),
                "newsletter": row.newsletter.name if row.newsletter else None,
                "text": row.text,
                "version": row.version,
                "source": row.source,
            }
            for row in proofs
        ],
        "requests": [
            {
                "newsletters": row.newsletters,
                "new_address": row.new_address,
                "at": _said(row.at),
                "expires_at": _said(row.expires_at),
                "done_at": _said(row.done_at),
            }
            for row in reader.requests.order_by("pk")
        ],
        "deliveries": [
            {"subject": subject, "state": state, "at": _said(at), "reply": reply}
            for subject, state, at, reply in received.values_list("sending__subject", "state", "at", "reply")
        ],
    }


def _said(moment: datetime | None) -> str | None:
    return moments.local(moment).isoformat(timespec="seconds") if moment else None
