"""Newsletters, readers and what was sent to them, for the tests, as few words as possible."""

from datetime import date, datetime
from itertools import count
from typing import Any

from factories import THEN

from coffret.editorial.models import Issue, Newsletter
from coffret.newsletters.models import (
    Delivery,
    DeliveryState,
    Reader,
    ReaderState,
    Sending,
    Subscription,
    SubscriptionState,
)
from coffret.newsletters.readers import keys, people

_numbers = count(1)


def newsletter(slug: str = "nouveautes", name: str = "Nouveautés du catalogue", **fields: Any) -> Newsletter:
    """Return the newsletter ``slug``, made when it is not there."""
    given = {"name": name, "created_at": THEN, **fields}
    return Newsletter.objects.get_or_create(slug=slug, defaults=given)[0]


def reader(address: str = "anne@example.org", *newsletters: Newsletter, **fields: Any) -> Reader:
    """Return a confirmed reader of these newsletters."""
    key = keys.key_of(address)
    given = {**people.blank(address, key, "fr", THEN), "state": ReaderState.ACTIVE, "confirmed_at": THEN, **fields}
    made = Reader.objects.create(key=key, **given)
    for one in newsletters:
        subscription(made, one)
    return made


def subscription(of: Reader, to: Newsletter, state: str = SubscriptionState.ACTIVE, **fields: Any) -> Subscription:
    """Return a subscription of a reader to a newsletter."""
    given = {"source": "form", "at": THEN, **people.subscription_fields(), **fields}
    return Subscription.objects.create(reader=of, newsletter=to, state=state, **given)


def leave_token(of: Subscription) -> str:
    """Return the token that leaves a subscription."""
    return keys.token("leave", of.nonce)


def own_token(of: Reader) -> str:
    """Return the token of a reader's own page."""
    return keys.token("reader", of.nonce)


def sent_issue(to: Newsletter, day: date = date(2026, 5, 11), at: datetime = THEN) -> Issue:
    """Return an issue that has left, its web version online."""
    path = f"/lettres/{to.slug}/{day.isoformat()}"
    return Issue.objects.create(
        kind="letter",
        title=f"Lettre du {day.isoformat()}",
        newsletter=to,
        day=day,
        path=path,
        live=True,
        sent_at=at,
        first_published_at=at,
        published_at=at,
        created_at=at,
    )


def sending(of: Issue, at: datetime = THEN) -> Sending:
    """Return the frozen sending of an issue."""
    return Sending.objects.create(issue=of, subject=of.title, html="", text="", sha256="0" * 64, frozen_at=at)


def delivery(
    of: Sending, to: Subscription, state: str = DeliveryState.SENT, reply: str = "", **fields: Any
) -> Delivery:
    """Return what leaves, or left, for a subscription."""
    holder = to.reader
    return Delivery.objects.create(
        sending=of,
        subscription=to,
        address=holder.address,
        address_key=holder.key,
        digest=holder.digest,
        domain=keys.domain_of(holder.key),
        token=keys.nonce(),
        state=state,
        reply=reply,
        **fields,
    )
