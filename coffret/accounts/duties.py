"""What accounts need done by night: the journal of sign-ins forgotten after a year, dead sessions and invitations."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from coffret.accounts import guesses
from coffret.accounts.models import Invitation
from coffret.base.duties import duty

# An invitation nobody took is a mail address we no longer need.
INVITATIONS_KEPT = timedelta(days=180)


@duty("accounts", hour=3)
def forget() -> str:
    """Erase attempts to sign in older than a year, sessions that ended, invitations nobody took; say how many."""
    attempts = guesses.forget_old()
    ended = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    old = Invitation.objects.filter(accepted_at__isnull=True, expires_at__lt=timezone.now() - INVITATIONS_KEPT)
    invitations = old.delete()[0]
    if not attempts + ended + invitations:
        return ""
    return f"{attempts} connexions, {ended} sessions et {invitations} invitations effacées"
