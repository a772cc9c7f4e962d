"""What is decided about a reader by somebody else than them: the returns of mail, or an editor. Always with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.newsletters.models import Consent, ConsentAct, Reader, ReaderState, Suppression, SuppressionReason
from coffret.newsletters.readers import erasing, people

WHY = 300


def suspend(reader: Reader, why: str, by: User | None = None, now: datetime | None = None) -> bool:
    """Send a reader nothing until they or an editor say otherwise; return whether that is new. Raises Refused without a reason."""
    now, said = now or timezone.now(), _reason(why)
    with transaction.atomic():
        row = people.locked(reader)
        if row.state == ReaderState.SUSPENDED:
            return False
        row.state, row.suspended_at, row.suspended_why = ReaderState.SUSPENDED, now, said[:WHY]
        row.save(update_fields=["state", "suspended_at", "suspended_why"])
        people.note(row, ConsentAct.SUSPENDED, text=said, source="desk" if by else "returns", by=by, now=now)
    return True


def revive(reader: Reader, why: str, by: User, now: datetime | None = None) -> bool:
    """Send again to a reader, suspended or excluded; return whether something changed.

    Raises Refused without a reason, or for an address that never confirmed: its reader alone does.
    """
    now, said = now or timezone.now(), _reason(why)
    with transaction.atomic():
        row = people.locked(reader)
        if row.state == ReaderState.PENDING:
            raise Refused(
                _("Cette adresse n’a jamais été confirmée : son lecteur seul peut le faire, par le courriel reçu.")
            )
        lifted = bool(Suppression.objects.filter(digest=row.digest).delete()[0])
        if row.state == ReaderState.ACTIVE and not lifted:
            return False
        row.state, row.score, row.suspended_at, row.suspended_why = ReaderState.ACTIVE, 0, None, ""
        row.save(update_fields=["state", "score", "suspended_at", "suspended_why"])
        people.note(row, ConsentAct.REVIVED, text=said, source="desk", by=by, now=now)
    return True


def exclude(reader: Reader, why: str, by: User, now: datetime | None = None) -> bool:
    """Write to an address no more, by the office's decision; return whether that is new. Raises Refused without a reason."""
    now, said = now or timezone.now(), _reason(why)
    with transaction.atomic():
        row = people.locked(reader)
        if not erasing.suppress(row.digest, SuppressionReason.OFFICE, now):
            return False
        people.note(row, ConsentAct.SUSPENDED, text=said, source="exclusion", by=by, now=now)
    return True


def lift(digest: str, why: str, by: User, now: datetime | None = None) -> bool:
    """Take an address off the excluded ones; return whether it was there. Raises Refused without a reason."""
    now, said = now or timezone.now(), _reason(why)
    with transaction.atomic():
        if not Suppression.objects.filter(digest=digest).delete()[0]:
            return False
        reader = Reader.objects.filter(digest=digest).first()
        Consent.objects.create(
            reader=reader, digest=digest, act=ConsentAct.REVIVED, at=now, text=said, source="desk", by=by
        )
    return True


def _reason(why: str) -> str:
    said = " ".join(why.split())
    if not said:
        raise Refused(_("Dire pourquoi : c’est gardé avec la décision."))
    return said
