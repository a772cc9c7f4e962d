"""What comes back is read every minute; scores fall by night, when letters stayed where they were sent."""

from datetime import timedelta

from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.newsletters.returns import rounds, scoring


@duty("returns", every=timedelta(minutes=1))
def read_returns() -> str:
    """Read the mailbox of returns; say what came back."""
    return rounds.said(rounds.read_mailbox())


@duty("scores", hour=4)
def settle_scores() -> str:
    """Lower the scores of addresses whose letters no longer come back; say how many."""
    count = scoring.settle()
    return ngettext("{n} score revu", "{n} scores revus", count).format(n=count) if count else ""
