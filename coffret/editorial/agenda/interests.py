"""« Me prévenir à l’ouverture »: one mail when registration opens, then the address is forgotten."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from coffret.base import letters, outbox
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.editorial.agenda import personal_links, registrations
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.letters import event_lines, reply_to
from coffret.editorial.agenda.state import Button, State
from coffret.editorial.models import Event, Interest

# States that answer what was asked: registration opened (all places may be gone by now), or one needs none.
TOLD = frozenset({State.OPEN, State.WAITING, State.FULL, State.NO_BOOKING})
# Buttons by which one gets in.
OFFERS = frozenset({Button.REGISTER, Button.WAIT, Button.OUTSIDE})
# States after which nothing will open.
OVER = frozenset({State.PAST, State.LIVE, State.CANCELLED, State.CLOSED})


def prefix(event: Event) -> str:
    """Return what the keys of these mails begin with."""
    return f"interest:{event.pk}:"


def note(event: Event, email: str, language: str = "fr", now: datetime | None = None) -> None:
    """Keep an address until registration opens; a mail says so, once. Raises Refused when nothing is about to open."""
    now = now or timezone.now()
    if not event.live or registrations.situation(event, now).button is not Button.NOTIFY:
        raise Refused(_("Il n’y a pas d’ouverture à attendre pour cet événement."))
    with transaction.atomic():
        kept, new = Interest.objects.get_or_create(
            event=event,
            email_key=registrations.email_key(email),
            defaults={"email": email.strip(), "language": language, "at": now, "token_hash": get_random_string(64)},
        )
        if new:
            kept.token_hash = personal_links.hashed(personal_links.token("interest", kept.pk))
            kept.save(update_fields=["token_hash"])
            _acknowledge(kept)


def by_token(secret: str) -> Interest | None:
    """Return what a link leads to."""
    return Interest.objects.filter(token_hash=personal_links.hashed(secret)).select_related("event").first()


def forget(interest: Interest) -> None:
    """Forget an address, and what was written to it."""
    with transaction.atomic():
        outbox.forget(f"{prefix(interest.event)}{interest.pk}:")
        interest.delete()


def tell(now: datetime | None = None) -> int:
    """Write to those who wait for registrations that opened, and forget them; return how many mails were promised.

    What can no longer open is forgotten without a word; so are these mails, once they left.
    """
    now = now or timezone.now()
    told = 0
    for event in Event.objects.filter(interests__isnull=False).distinct().order_by("pk"):
        where = registrations.situation(event, now)
        if event.live and where.state in TOLD:
            told += _tell(event, where)
        elif where.state in OVER:
            event.interests.all().delete()
    Mail.objects.filter(key__startswith="interest:", key__endswith=":opened", sent_at__isnull=False).delete()
    return told


def _tell(event: Event, where: agenda.Situation) -> int:
    with transaction.atomic():
        waiting = list(event.interests.select_for_update().order_by("pk"))
        for interest in waiting:
            with translation.override(interest.language):
                label = _("S’inscrire") if where.button in OFFERS else _("Voir l’événement")
                said = [where.words() + ".", event_lines(event)]
                _write(interest, "opened", where.label, said, (label, settings.BASE_URL + str(event.path)))
            outbox.forget(f"{prefix(event)}{interest.pk}:noted")
            interest.delete()
    return len(waiting)


def _acknowledge(interest: Interest) -> None:
    with translation.override(interest.language):
        said = _("Un seul courriel partira, le jour où les inscriptions ouvrent. Cette adresse sera ensuite effacée.")
        link = (_("Ne plus être prévenu"), personal_links.interest(interest.pk))
        _write(interest, "noted", _("C’est noté"), [said, event_lines(interest.event)], link)


def _write(interest: Interest, what: str, word: str, said: Sequence[str], link: tuple[str, str]) -> None:
    """Write a mail; ``word`` opens its subject, ``link`` is the label and address of its button."""
    event = interest.event
    subject = _("{word} : {title}").format(word=word, title=event.title)
    footer = _("Vous recevez ce courriel parce que cette adresse a demandé à être prévenue.")
    text, html = letters.compose(subject, said, button=link, footer=footer, language=interest.language)
    key = f"{prefix(event)}{interest.pk}:{what}"
    outbox.queue(key, interest.email, subject, text, html=html, headers=reply_to(event))
