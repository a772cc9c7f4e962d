"""The way out, one holder at a time: a lease in the database, kept by a heartbeat, told to whoever asks next."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from coffret.newsletters.models import Channel
from coffret.newsletters.sending import guard

NAME = "mail"
MOST_CONNECTIONS = 50
# A holder that said nothing for so long is dead; a living one says so five times meanwhile.
LEASE = timedelta(seconds=30)
HEARTBEAT = 6.0


class LeaseLost(Exception):  # noqa: N818 - somebody else sends now
    """The way out belongs to another process."""


def get() -> Channel:
    """Return the way out; made, without limits, at its first use."""
    return Channel.objects.get_or_create(name=NAME)[0]


def acquire(now: datetime | None = None) -> str:
    """Take the way out; return the lease, « » while another process holds it.

    The epoch moves on with it (guard.py), in the database and then beside it. Raises OSError when the disk has no room
    for that.
    """
    at = now or timezone.now()
    get()
    with transaction.atomic():
        channel = Channel.objects.select_for_update().get(name=NAME)
        if channel.lease and channel.lease_until is not None and channel.lease_until > at:
            return ""
        channel.lease, channel.lease_until = secrets.token_hex(16), at + LEASE
        sure = not guard.doubt(channel)
        if sure:
            guard.advance(channel)
        channel.save(update_fields=["lease", "lease_until", "instance", "epoch"])
    try:
        if sure:
            guard.follow(channel)
    except OSError:
        release(channel.lease)
        raise
    return channel.lease


def beat(lease: str, now: datetime | None = None) -> Channel:
    """Say that the holder lives; return the way out as it is set now. Raises LeaseLost when it is another's."""
    at = now or timezone.now()
    if not Channel.objects.filter(name=NAME, lease=lease).update(lease_until=at + LEASE):
        raise LeaseLost
    return Channel.objects.get(name=NAME)


def release(lease: str, now: datetime | None = None) -> None:
    """Give the way out back; ``lease_until`` then says when it was last held."""
    Channel.objects.filter(name=NAME, lease=lease).update(lease="", lease_until=now or timezone.now())


def held(now: datetime | None = None) -> bool:
    """Say whether somebody sends at this moment."""
    return Channel.objects.filter(name=NAME, lease_until__gt=now or timezone.now()).exclude(lease="").exists()


def connections(channel: Channel) -> int:
    """Return how many connections the way out opens at once: from 1 to 50."""
    return max(1, min(MOST_CONNECTIONS, channel.connections))
