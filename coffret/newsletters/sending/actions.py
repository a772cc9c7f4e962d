"""What people do to a sending: pause, resume, cancel, confirm what is held, settle doubts, send again. Each leaves a step.

None of it touches a message already claimed: it ends as the relay says.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.newsletters.models import (
    Channel,
    Delivery,
    DeliveryState,
    Sending,
    SendingAct,
    SendingState,
    SendingStep,
)
from coffret.newsletters.returns.parts import nameless
from coffret.newsletters.sending import account, files, guard, recipients
from coffret.newsletters.sending.account import Account
from coffret.newsletters.sending.channel import NAME, get

_WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)
# What « renvoyer aux non-reçus » takes up: neither doubts, which have their own answer, nor those who left.
NOT_RECEIVED = (DeliveryState.REFUSED, DeliveryState.BOUNCED)


@transaction.atomic
def pause(sending: Sending, by: User | None, why: str = "", *, now: datetime | None = None) -> None:
    """Claim nothing more of a sending; raises Refused when it is not under way."""
    held = _lock(sending)
    _require(held, {SendingState.SENDING}, _("Cet envoi n’est pas en cours."))
    _turn(sending, held, SendingState.PAUSED, SendingAct.PAUSED, by, why, now)


@transaction.atomic
def pause_because(sending: int, why: str, *, now: datetime | None = None) -> bool:
    """Pause a sending with the relay's words; return False when it is not under way any more.

    The address they may quote is not kept: the journal of a sending outlives those of its readers.
    """
    held = Sending.objects.select_for_update().get(pk=sending)
    if held.state != SendingState.SENDING:
        return False
    why = nameless(why)
    _turn(held, held, SendingState.PAUSED, SendingAct.PAUSED, None, why, now)
    return True


@transaction.atomic
def resume(sending: Sending, by: User | None, *, now: datetime | None = None) -> None:
    """Go on with a paused sending; raises Refused when it is not paused."""
    held = _lock(sending)
    _require(held, {SendingState.PAUSED}, _("Cet envoi n’est pas en pause."))
    _turn(sending, held, SendingState.SENDING, SendingAct.RESUMED, by, "", now)


@transaction.atomic
def confirm(sending: Sending, by: User | None, *, now: datetime | None = None) -> None:
    """Let a held sending leave: this copy of the data is the one that sends from now on.

    Raises Refused when it is not held.
    """
    held = _lock(sending)
    _require(held, {SendingState.HELD}, _("Cet envoi n’attend pas de confirmation."))
    own_copy()
    Sending.objects.filter(pk=held.pk).update(relayed=not files.chosen())
    _turn(sending, held, SendingState.SENDING, SendingAct.CONFIRMED, by, "", now)


def own_copy() -> None:
    """Say that this copy of the data is the one that sends: the witness beside the database follows it from now on."""
    get()
    with transaction.atomic():
        way = Channel.objects.select_for_update().get(name=NAME)
        kept = guard.read()
        way.epoch = max(way.epoch, kept.epoch if kept else 0)
        guard.advance(way)
        way.save(update_fields=["instance", "epoch"])
        transaction.on_commit(lambda: guard.follow(way))


@transaction.atomic
def cancel(sending: Sending, by: User | None, *, now: datetime | None = None) -> Account:
    """Give up what has not left; return the account. What is under way ends as the relay says.

    Raises Refused for a sending that is over.
    """
    at, held = now or timezone.now(), _lock(sending)
    _require(
        held,
        {SendingState.SENDING, SendingState.PAUSED, SendingState.HELD},
        _("Cet envoi est terminé : il n’y a plus rien à annuler."),
    )
    number = held.deliveries.filter(state__in=_WAITING).update(state=DeliveryState.CANCELLED, at=at, next_at=None)
    held.finished_at = at
    held.save(update_fields=["finished_at"])
    _turn(sending, held, SendingState.CANCELLED, SendingAct.CANCELLED, by, str(number), now)
    return account.of(held, at)


# Doubts ----------------------------------------------------------------------------------------------------------------


def doubts(sending: Sending, *, left: bool = False) -> list[Delivery]:
    """Return the deliveries nobody knows of, in order; those somebody left as they are only with ``left``."""
    rows = sending.deliveries.filter(state=DeliveryState.DOUBT).order_by("pk")
    return [row for row in rows if left or row.next_at is None]


@transaction.atomic
def resend(deliveries: Iterable[Delivery], by: User | None, *, now: datetime | None = None) -> int:
    """Queue again deliveries in doubt, or that were not received, under the same Message-ID; return how many.

    Those who left meanwhile are not mailed: the claim asks again. Raises Refused when none can be.
    """
    return _again(deliveries, (DeliveryState.DOUBT, *NOT_RECEIVED), by, now)


def missed(sending: Sending, now: datetime | None = None) -> QuerySet[Delivery]:
    """Return what was refused or came back and may be sent again: nobody who left since, nor whose address is suspended.

    The others stay as they ended: queued, they would be skipped, and what became of them lost from the account.
    """
    newsletter = sending.issue.newsletter
    assert newsletter is not None  # what was sent has one
    within = recipients.eligible(newsletter, now)
    return sending.deliveries.filter(state__in=NOT_RECEIVED, subscription__in=within).order_by("pk")


def resend_missed(sending: Sending, by: User | None, *, now: datetime | None = None) -> int:
    """Queue again what ``missed`` tells; return how many. Raises Refused when there is none."""
    return resend(missed(sending, now), by, now=now)


@transaction.atomic
def leave(deliveries: Iterable[Delivery], by: User | None, *, now: datetime | None = None) -> int:
    """Leave deliveries in doubt as they are, and ask no more about them; return how many."""
    at, number = now or timezone.now(), 0
    for sending, ids in _by_sending(deliveries):
        rows = Delivery.objects.filter(pk__in=ids, state=DeliveryState.DOUBT, next_at=None)
        # A doubt that has an hour is one somebody looked at: then.
        count = rows.update(next_at=at)
        if count:
            _step(sending, SendingAct.LEFT, by, at, str(count))
        number += count
    return number


def _again(
    deliveries: Iterable[Delivery], states: tuple[DeliveryState, ...], by: User | None, now: datetime | None
) -> int:
    at, number = now or timezone.now(), 0
    for sending, ids in _by_sending(deliveries):
        held = _lock(sending)
        _require(held, set(SendingState) - {SendingState.CANCELLED}, _("Cet envoi a été annulé."))
        rows = Delivery.objects.filter(pk__in=ids, state__in=states)
        count = rows.update(state=DeliveryState.QUEUED, next_at=at, attempts=0, first_at=None, claimed_at=None)
        if not count:
            continue
        number += count
        if held.state == SendingState.FINISHED:
            held.state, held.finished_at = SendingState.SENDING, None
            held.save(update_fields=["state", "finished_at"])
        _step(held, SendingAct.RESENT, by, at, str(count))
    if not number:
        raise Refused(_("Aucun de ces destinataires n’est à renvoyer."))
    return number


def _by_sending(deliveries: Iterable[Delivery]) -> list[tuple[Sending, list[int]]]:
    found: dict[int, list[int]] = {}
    for one in deliveries:
        found.setdefault(one.sending_id, []).append(one.pk)
    return [(Sending.objects.get(pk=pk), ids) for pk, ids in sorted(found.items())]


def _lock(sending: Sending) -> Sending:
    return Sending.objects.select_for_update().get(pk=sending.pk)


def _require(held: Sending, states: set[SendingState], sentence: str) -> None:
    if held.state not in states:
        raise Refused(sentence)


def _turn(
    sending: Sending,
    held: Sending,
    state: SendingState,
    act: SendingAct,
    by: User | None,
    why: str,
    now: datetime | None,
) -> None:
    """Give a sending its new state, keep who did it, and let the caller's object follow."""
    held.state, held.why = state, why[:1000] if state is SendingState.PAUSED else ""
    held.save(update_fields=["state", "why"])
    _step(held, act, by, now or timezone.now(), why)
    sending.state, sending.why, sending.finished_at = held.state, held.why, held.finished_at


def _step(sending: Sending, act: SendingAct, by: User | None, at: datetime, note: str = "") -> None:
    with override("fr"):
        SendingStep.objects.create(sending=sending, act=act, by=by, at=at, note=note[:1000])
