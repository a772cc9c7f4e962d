"""Signing in: who tried, from where, how often, and whether one may try again.

Failures are counted in the database, so that they hold for every process of the site. A browser that came in with an
account before has a count of its own (OWASP, « device cookies »): whoever fails on purpose with somebody's address
closes the door to strangers alone, never to the person. Addresses nobody has are counted as the others are.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from coffret.accounts.models import SignIn, address_key

WINDOW = timedelta(minutes=15)
# Failures in the window: of one address from one place or one known browser; of one place whatever the address; of one
# address from all the browsers that never came in with it.
PER_PAIR = 5
PER_PLACE = 50
PER_ADDRESS = 30
# CNIL, délibération 2021-122: journals are kept six months to a year.
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attempt comes from: network address, browser, and the number of a browser that came in before."""

    ip: str | None = None
    agent: str = ""
    device: str = ""


def may_try(address: str, place: Place) -> bool:
    """Say whether a password may be tried on ``address`` from ``place``."""
    recent = SignIn.objects.filter(at__gt=timezone.now() - WINDOW)
    of_address = recent.filter(address=address_key(address))
    if place.device:
        return _failures(of_address.filter(device=place.device), PER_PAIR) < PER_PAIR
    strangers = of_address.filter(device="")
    return (
        _failures(strangers.filter(ip=place.ip), PER_PAIR) < PER_PAIR
        and strangers.filter(succeeded=False)[:PER_ADDRESS].count() < PER_ADDRESS
        and recent.filter(ip=place.ip, succeeded=False)[:PER_PLACE].count() < PER_PLACE
    )


def _failures(attempts: QuerySet[SignIn], most: int) -> int:
    """Return how many attempts failed since the last that succeeded, at most ``most``."""
    outcomes = list(attempts.order_by("-at", "-pk").values_list("succeeded", flat=True)[:most])
    return outcomes.index(True) if True in outcomes else len(outcomes)


def note_attempt(address: str, succeeded: bool, place: Place | None = None, method: str = "password") -> None:
    """Keep the attempt in the journal."""
    place = place or Place()
    SignIn.objects.create(
        address=address_key(address)[:254],
        succeeded=succeeded,
        ip=place.ip,
        agent=place.agent[:200],
        device=place.device,
        method=method,
    )


def new_device() -> str:
    """Return a number for a browser that just came in."""
    return secrets.token_hex(16)


def forget_old() -> int:
    """Erase attempts more than a year old; return how many."""
    return SignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
