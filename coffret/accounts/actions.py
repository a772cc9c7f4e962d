"""Signing in: who tried, how often, and whether one may try again."""

from datetime import timedelta

from django.utils import timezone

from coffret.accounts.models import SignIn

ALLOWED_FAILURES = 5
WINDOW = timedelta(minutes=15)


def may_try(address: str) -> bool:
    """Say whether ``address`` may try a password: fewer than five failures since its last success in 15 minutes."""
    recent = SignIn.objects.filter(address=address.lower(), at__gt=timezone.now() - WINDOW)
    outcomes = list(recent.order_by("-at", "-pk").values_list("succeeded", flat=True)[:ALLOWED_FAILURES])
    return len(outcomes) < ALLOWED_FAILURES or any(outcomes)


def note_attempt(address: str, succeeded: bool) -> None:
    """Keep the attempt in the journal."""
    SignIn.objects.create(address=address.lower()[:254], succeeded=succeeded)
