"""Letters that left, as few words as possible: an issue, its sending, and one delivery per reader."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from coffret.editorial.models import Issue, KindName, Newsletter
from coffret.newsletters.models import (
    Delivery,
    DeliveryState,
    Reader,
    ReaderState,
    Sending,
    SendingState,
    Subscription,
    SubscriptionState,
)
from coffret.newsletters.readers import keys

SAMPLES = Path(__file__).parent / "newsletters" / "returns"
# What the messages of SAMPLES speak of, and leave.
TOKEN = "k3q7w2m5x6r4t6y2p7n5b3v5c7"
LEAVING = "abcdefghijklmnopqrstuvwx23"
SENT = datetime(2026, 5, 11, 7, tzinfo=UTC)
_numbers = count(1)


def sample(name: str) -> bytes:
    """Return a message that came back."""
    return (SAMPLES / f"{name}.eml").read_bytes()


def newsletter(slug: str = "catalogue") -> Newsletter:
    """Return the newsletter of this slug."""
    fields = {"name": "Le catalogue", "created_at": SENT}
    return Newsletter.objects.get_or_create(slug=slug, defaults=fields)[0]


def sending(at: datetime = SENT, of: Newsletter | None = None) -> Sending:
    """Return an issue that left."""
    number = next(_numbers)
    issue = Issue.objects.create(
        kind=KindName.LETTER,
        title=f"Lettre {number}",
        created_at=at,
        newsletter=of or newsletter(),
        day=at.date(),
        sent_at=at,
    )
    given = {"subject": issue.title, "html": "<p>Lettre</p>", "text": "Lettre", "sha256": "0" * 64, "frozen_at": at}
    return Sending.objects.create(issue=issue, state=SendingState.FINISHED, total=1, **given)


def reader(address: str = "lecteur@example.org", **fields: Any) -> Reader:
    """Return a reader whose address is confirmed."""
    key = keys.key_of(address)
    nonce = keys.nonce()
    given = {
        "address": address,
        "digest": keys.digest(key),
        "nonce": nonce,
        "link_hash": keys.hashed(keys.token("reader", nonce)),
        "state": ReaderState.ACTIVE,
        "created_at": SENT - timedelta(days=90),
        "confirmed_at": SENT - timedelta(days=90),
        **fields,
    }
    return Reader.objects.get_or_create(key=key, defaults=given)[0]


def subscription(of: Reader, to: Newsletter | None = None, token: str = "") -> Subscription:
    """Return what a reader receives; ``token`` is that of its one-click link."""
    given = {
        "state": SubscriptionState.ACTIVE,
        "source": "form",
        "nonce": keys.nonce(),
        "leave_hash": keys.hashed(token or keys.nonce()),
        "at": of.created_at,
    }
    return Subscription.objects.get_or_create(reader=of, newsletter=to or newsletter(), defaults=given)[0]


def delivery(
    token: str = TOKEN,
    state: DeliveryState = DeliveryState.SENT,
    of: Sending | None = None,
    to: Reader | None = None,
    **fields: Any,
) -> Delivery:
    """Return a letter that left for a reader."""
    of, to = of or sending(), to or reader()
    row = subscription(to, of.issue.newsletter)
    return Delivery.objects.create(
        sending=of,
        subscription=row,
        address=to.address,
        address_key=to.key,
        digest=to.digest,
        domain=keys.domain_of(to.key),
        token=token or sha256(str(next(_numbers)).encode()).hexdigest()[:26],
        state=state,
        at=of.frozen_at,
        **fields,
    )


def day(month: int, number: int = 11) -> datetime:
    """Return an hour of sending in 2026."""
    return datetime.combine(date(2026, month, number), SENT.timetz())
