"""Publications and ends decided beforehand: said by a person, carried out by the worker, the preflight run again then."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.base import letters as mails
from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.editorial.entries import letters
from coffret.editorial.entries.journal import follow, lock, note
from coffret.editorial.entries.publishing import put_online, refuse_unready, take_off
from coffret.editorial.models import Act, Entry, KindName

log = logging.getLogger("coffret.editorial")


@transaction.atomic
def schedule(
    entry: Entry,
    by: User | None,
    at: datetime | None,
    end_at: datetime | None = None,
    *,
    now: datetime | None = None,
    base: int | None = None,
) -> None:
    """Decide when an entry goes online (``at``), is taken off (``end_at``), or both; None leaves that undecided.

    Raises Refused for an hour already past or an end before its beginning, and whatever publish would refuse then.
    """
    moment = now or timezone.now()
    held = lock(entry, base)
    if letters.is_letter(held):
        raise Refused(_("L’heure d’une lettre se décide avec son envoi."))
    _refuse_hours(held, at, end_at, moment)
    if at is not None:
        refuse_unready(held, at)
    held.publish_at, held.end_at, held.held = at, end_at, ""
    _keep_decision(held)
    note(held, Act.SCHEDULED, by, moment)
    follow(entry, held)


@transaction.atomic
def unschedule(entry: Entry, by: User | None, *, now: datetime | None = None) -> None:
    """Forget the decided publication and end of an entry; raises Refused when there are none."""
    held = lock(entry)
    if held.publish_at is None and held.end_at is None:
        raise Refused(_("Rien n’est programmé."))
    held.publish_at, held.end_at, held.held = None, None, ""
    _keep_decision(held)
    note(held, Act.UNSCHEDULED, by, now or timezone.now())
    follow(entry, held)


def _refuse_hours(entry: Entry, at: datetime | None, end_at: datetime | None, now: datetime) -> None:
    if at is None and end_at is None:
        raise Refused(_("La date manque : dire quand publier, ou quand retirer."))
    if at is not None and at <= now:
        raise Refused(_("L’heure de publication est passée : en choisir une à venir, ou publier maintenant."))
    if end_at is not None and end_at <= (at or now):
        raise Refused(_("La fin vient avant le début : en choisir une plus tard."))
    if at is None and not entry.live:
        raise Refused(_("Cette page n’est pas en ligne : dire aussi quand la publier."))


def _keep_decision(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(publish_at=entry.publish_at, end_at=entry.end_at, held=entry.held)


def publish_due(now: datetime | None = None) -> tuple[int, int, int]:
    """Publish and end what was decided for a moment past; return how many were published, held and ended.

    Each entry is a transaction of its own; one that the preflight refuses now is held, and its authors are written to.
    """
    at = now or timezone.now()
    # Letters are the sending room's.
    due = Entry.objects.filter(publish_at__lte=at, held="").exclude(kind=KindName.LETTER).order_by("publish_at", "pk")
    outcomes = _each(_publish_one, due, at)
    over = Entry.objects.filter(live=True, end_at__lte=at).order_by("end_at", "pk")
    return outcomes.count(True), outcomes.count(False), _each(_end_one, over, at).count(True)


def _each(act: Callable[[Entry, datetime], bool | None], entries: Iterable[Entry], at: datetime) -> list[bool | None]:
    """Do it to each; what goes wrong with one, our fault or the database's, is raised once the others are done."""
    outcomes: list[bool | None] = []
    failures: list[Exception] = []
    for entry in entries:
        try:
            outcomes.append(act(entry, at))
        except Refused:
            # Thrown away between the list and its turn.
            outcomes.append(None)
        except Exception as failure:
            log.exception("page %s : publication ou retrait programmé en échec", entry.pk)
            failures.append(failure)
    if failures:
        raise failures[0]
    return outcomes


def _publish_one(entry: Entry, at: datetime) -> bool | None:
    """Publish a decided entry; return whether it is online, None when somebody decided otherwise meanwhile."""
    try:
        with transaction.atomic():
            held = lock(entry)
            if held.publish_at is None or held.publish_at > at or held.held:
                return None
            refuse_unready(held, at)
            put_online(held, _decided_by(held), at)
            return True
    except Refused as refusal:
        _hold(entry, str(refusal), at)
        return False


def _decided_by(entry: Entry) -> User | None:
    step = entry.steps.filter(act=Act.SCHEDULED).select_related("by").order_by("-pk").first()
    return step.by if step else None


@transaction.atomic
def _hold(entry: Entry, why: str, at: datetime) -> None:
    held = lock(entry)
    held.held = why[:500]
    Entry.objects.filter(pk=held.pk).update(held=held.held)
    note(held, Act.HELD, None, at, why)
    people = (_decided_by(held), held.working.by if held.working else None)
    for person in {one.pk: one for one in people if one and one.is_active}.values():
        _write_to(person, held, why, at)


def _write_to(person: User, entry: Entry, why: str, at: datetime) -> None:
    address = f"{settings.BASE_URL}/pro/redaction/{entry.pk}/"
    with override("fr"):
        subject = _("Publication retenue : « {title} »").format(title=entry.title)
        text, html = mails.compose(
            _("« {title} » n’a pas été publiée").format(title=entry.title),
            [_("La publication était prévue. Le contrôle l’a retenue :"), why],
            button=(_("Ouvrir la page"), address),
        )
    outbox.queue(
        f"held:{entry.pk}:{entry.publish_at:%Y%m%d%H%M}:{at:%Y%m%d}:{person.pk}", person.email, subject, text, html=html
    )


@transaction.atomic
def _end_one(entry: Entry, at: datetime) -> bool:
    held = lock(entry)
    if not held.live or held.end_at is None or held.end_at > at:
        return False
    take_off(held, Act.ENDED, None, at, "")
    return True
