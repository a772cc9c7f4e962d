"""What accounts need done by night: the journal of sign-ins forgotten after a year, dead sessions, invitations, mails."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from coffret.accounts import guesses
from coffret.accounts.models import Invitation
from coffret.base import counts
from coffret.base.duties import duty
from coffret.base.models import Mail

# An invitation nobody took is a mail address we no longer need.
INVITATIONS_KEPT = timedelta(days=180)
# Mails about accounts hold links and addresses; once read or lost, they serve no more.
MAILS_KEPT = timedelta(days=30)
MAILS = Q(key__startswith="account:") | Q(key__startswith="invitation:") | Q(key__startswith="address:")


@duty("accounts", hour=3)
def forget() -> str:
    """Erase old attempts to sign in, sessions that ended, invitations nobody took, mails of last month; say how many."""
    Mail.objects.filter(MAILS, queued_at__lt=timezone.now() - MAILS_KEPT).delete()
    counts.forget()
    attempts = guesses.forget_old()
    ended = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    old = Invitation.objects.filter(accepted_at__isnull=True, expires_at__lt=timezone.now() - INVITATIONS_KEPT)
    invitations = old.delete()[0]
    if not attempts + ended + invitations:
        return ""
    return f"{attempts} connexions, {ended} sessions et {invitations} invitations effacées"
