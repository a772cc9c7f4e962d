"""An issue sent at an hour decided beforehand: its preflight run again at that minute, held and told of when it fails."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.base import letters, outbox
from coffret.base.errors import Refused
from coffret.editorial import moments
from coffret.editorial.entries.journal import follow, lock, note
from coffret.editorial.entries.publishing import refuse_unready
from coffret.editorial.models import Act, Entry, KindName
from coffret.newsletters.models import Channel
from coffret.newsletters.sending import guard
from coffret.newsletters.sending.channel import NAME
from coffret.newsletters.sending.freezing import freeze
from coffret.newsletters.sending.recovery import LATE

log = logging.getLogger("coffret.letters")


@transaction.atomic
def schedule(
    issue: Entry, by: User | None, at: datetime, *, now: datetime | None = None, base: int | None = None
) -> None:
    """Decide when an issue leaves. Raises Refused for an hour past, and whatever freezing would refuse then."""
    moment = now or timezone.now()
    held = lock(issue, base)
    if at <= moment:
        raise Refused(_("L’heure d’envoi est passée : en choisir une à venir, ou envoyer maintenant."))
    refuse_unready(held, at)
    _decide(issue, held, at, Act.SCHEDULED, by, moment)


@transaction.atomic
def unschedule(issue: Entry, by: User | None, *, now: datetime | None = None) -> None:
    """Forget the hour decided for an issue; raises Refused when there is none."""
    held = lock(issue)
    if held.publish_at is None:
        raise Refused(_("Aucun envoi n’est programmé."))
    _decide(issue, held, None, Act.UNSCHEDULED, by, now or timezone.now())


def _decide(issue: Entry, held: Entry, at: datetime | None, act: Act, by: User | None, now: datetime) -> None:
    held.publish_at, held.held = at, ""
    Entry.objects.filter(pk=held.pk).update(publish_at=at, held="")
    note(held, act, by, now)
    follow(issue, held)


def send_due(now: datetime | None = None) -> tuple[int, int]:
    """Freeze the issues whose hour has come; return how many leave, and how many are held.

    Each is a transaction of its own. One whose hour is long past, or decided in another copy of these data, is held:
    it may have left already.
    """
    at = now or timezone.now()
    due = Entry.objects.filter(kind=KindName.LETTER, publish_at__lte=at, held="").order_by("publish_at", "pk")
    outcomes = [_send_one(issue, at) for issue in due]
    return outcomes.count(True), outcomes.count(False)


def _send_one(issue: Entry, at: datetime) -> bool | None:
    """Freeze a decided issue; return whether it leaves, None when somebody decided otherwise meanwhile."""
    try:
        with transaction.atomic():
            held = lock(issue)
            if held.publish_at is None or held.publish_at > at or held.held:
                return None
            _refuse_doubtful(held.publish_at, at)
            freeze(held, _decided_by(held), at)
            return True
    except Refused as refusal:
        _hold(issue, str(refusal), at)
        return False


def _refuse_doubtful(decided: datetime, now: datetime) -> None:
    with override("fr"):
        if now - decided > LATE:
            said = _("L’heure d’envoi, {day}, est passée de plus de deux heures : envoyer, ou choisir une autre heure.")
            raise Refused(said.format(day=moments.day_and_hour(decided, now)))
        way = Channel.objects.filter(name=NAME).first()
        if way and (why := guard.doubt(way)):
            raise Refused(why)


def _decided_by(issue: Entry) -> User | None:
    step = issue.steps.filter(act=Act.SCHEDULED).select_related("by").order_by("-pk").first()
    return step.by if step else None


@transaction.atomic
def _hold(issue: Entry, why: str, at: datetime) -> None:
    """Keep why an issue did not leave, and write to who decided its hour and who wrote it."""
    held = lock(issue)
    held.held = why[:500]
    Entry.objects.filter(pk=held.pk).update(held=held.held)
    note(held, Act.HELD, None, at, why)
    log.warning("lettre %s retenue : %s", held.pk, why)
    people = (_decided_by(held), held.working.by if held.working else None)
    for person in {one.pk: one for one in people if one and one.is_active}.values():
        _write_to(person, held, why)


def _write_to(person: User, issue: Entry, why: str) -> None:
    with override("fr"):
        subject = _("Lettre retenue : « {title} »").format(title=issue.title)
        text, html = letters.compose(
            _("« {title} » n’est pas partie").format(title=issue.title),
            [_("L’envoi était prévu. Il a été retenu :"), why],
            button=(_("Ouvrir la lettre"), f"{settings.BASE_URL}/pro/lettres/{issue.pk}/envoi"),
        )
    outbox.queue(
        f"letter-held:{issue.pk}:{issue.publish_at:%Y%m%d%H%M}:{person.pk}", person.email, subject, text, html=html
    )
