"""Confirming by a mailed link: a subscription, or a new address. Done twice, it is done once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import (
    Consent,
    ConsentAct,
    Delivery,
    Reader,
    ReaderState,
    Request,
    Subscription,
    SubscriptionState,
)
from coffret.newsletters.readers import keys, mails, people


def find(token: str) -> Request | None:
    """Return the request a link leads to."""
    return Request.objects.filter(token_hash=keys.hashed(token)).select_related("reader").first()


def newsletters(request: Request) -> list[Newsletter]:
    """Return the newsletters a request asks for, of those that still take readers."""
    return list(people.reachable(request.reader).filter(slug__in=request.newsletters))


def is_over(request: Request, now: datetime) -> bool:
    """Say whether nobody can confirm a request any more."""
    return request.done_at is None and request.expires_at <= now


def confirm(request: Request, now: datetime | None = None) -> Request:
    """Do what was asked; return the request. Nothing more when it was done before.

    Raises Refused when its fourteen days are over, when the office writes to the address no more, or once the reader
    is erased.
    """
    now = now or timezone.now()
    with transaction.atomic():
        kept = Request.objects.select_for_update().filter(pk=request.pk).select_related("reader").first()
        if kept is None or is_over(kept, now):
            raise Refused(_("Ce lien est trop ancien. S’abonner de nouveau en envoie un autre."))
        if kept.done_at is None:
            kept.reader = people.locked(kept.reader)
            (_move if kept.new_address else _subscribe)(kept, now)
            kept.done_at = now
            kept.save(update_fields=["done_at", "reader"])
        return kept


def _subscribe(request: Request, now: datetime) -> None:
    reader = request.reader
    people.confirmed(reader, now)
    asked = newsletters(request)
    for newsletter in asked:
        people.activate(reader, newsletter, "form", now)
    people.note(
        reader,
        ConsentAct.CONFIRMED,
        asked,
        text=request.text,
        version=request.version,
        source="confirmation",
        now=now,
    )
    if asked:
        mails.welcome(reader, asked, request)


def _move(request: Request, now: datetime) -> None:
    """Give a reader the address they confirmed; who had it already becomes one with them.

    Whoever reads the former address held links: that of the reader's own page opens no more, nor does any other request.
    """
    reader, key = request.reader, people.checked(request.new_address)
    old, digest = reader.address, keys.digest(key)
    people.refuse_barred(digest)
    there = Reader.objects.select_for_update().filter(key=key).exclude(pk=reader.pk).first()
    reader.requests.exclude(pk=request.pk).delete()
    if there is not None:
        request.reader = reader = _joined(reader, there, request)
    else:
        people.new_link(reader)
        reader.address, reader.key, reader.digest = people.written(request.new_address, key), key, digest
        reader.save(update_fields=["address", "key", "digest"])
    if there is not None or reader.state != ReaderState.PENDING:
        people.confirmed(reader, now)
    people.note(reader, ConsentAct.MOVED, source="confirmation", now=now)
    mails.moved(reader, old, request)


def _joined(reader: Reader, there: Reader, request: Request) -> Reader:
    """Bring what a reader receives to the reader they also are; return the latter, the former is no more."""
    held = {row.newsletter_id: row for row in there.subscriptions.all()}
    for row in reader.subscriptions.order_by("pk"):
        twin = held.get(row.newsletter_id)
        if twin is None:
            Subscription.objects.filter(pk=row.pk).update(reader=there)
            continue
        if row.state == SubscriptionState.ACTIVE and twin.state != SubscriptionState.ACTIVE:
            twin.state, twin.source, twin.at, twin.left_at = row.state, row.source, row.at, None
            twin.save(update_fields=["state", "source", "at", "left_at"])
        Delivery.objects.filter(subscription=row).update(subscription=twin)
    Consent.objects.filter(reader=reader).update(reader=there)
    Request.objects.filter(pk=request.pk).update(reader=there)
    outbox.forget(mails.prefix(reader))
    reader.delete()
    return there
