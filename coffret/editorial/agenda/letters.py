"""The mails of a registration: what becomes of it, what changes, what the office writes. Each in its person's language.

A mail's key begins with that of its event and registration, so that erasing either erases what was written to them.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base import letters, outbox
from coffret.editorial import identity, moments
from coffret.editorial.agenda import calendar, personal_links
from coffret.editorial.models import Attendance, Event, EventMessage, Registration, Standing

# Letters of any writing and what joins them; a dot ends an initial or a title: « J.-P. Martin », never « site.fr ».
_A_NAME = re.compile(r"(?:[^\W\d_]|[ ’'‘,()-]|\.(?=[ -]|$|[^\W\d_]\.))+")
LONGEST_NAME = 60


def prefix(of: Registration | Event) -> str:
    """Return what the keys of an event's mails, or of one registration's, begin with."""
    if isinstance(of, Event):
        return f"registration:{of.pk}:"
    return f"registration:{of.event_id}:{of.pk}:"


def answer(registration: Registration, what: str) -> None:
    """Say to somebody who registers, or comes back, whether they have a place or wait for one."""
    with translation.override(registration.language):
        waits = registration.state == Attendance.WAITING
        subject = _("Liste d’attente : {title}") if waits else _("Inscription confirmée : {title}")
        said = (
            _("Toutes les places sont prises. Vous êtes en liste d’attente : un courriel part dès qu’une se libère.")
            if waits
            else _("Votre place est confirmée.")
        )
        _send(registration, what, _titled(subject, registration), [said, _facts(registration)], dated=not waits)


def promoted(registration: Registration) -> None:
    """Say that a place is theirs."""
    with translation.override(registration.language):
        said = _(
            "Une place s’est libérée : elle est pour vous. Un empêchement ? Annuler la rend à la personne suivante."
        )
        what = f"promoted:{timezone.now().isoformat()}"
        subject = _titled(_("Une place pour vous : {title}"), registration)
        _send(registration, what, subject, [said, _facts(registration)], dated=True)


def cancelled(registration: Registration, now: datetime) -> None:
    """Say that the registration is cancelled."""
    with translation.override(registration.language):
        back = registration.event.standing == Standing.CONFIRMED
        said = (
            _("Votre inscription est annulée. Par erreur ? Votre lien permet de revenir tant qu’il reste des places.")
            if back
            else _("Votre inscription est annulée.")
        )
        what = f"cancelled:{now.isoformat()}"
        subject = _titled(_("Inscription annulée : {title}"), registration)
        _send(registration, what, subject, [said, _facts(registration)])


def recalled(registration: Registration, now: datetime) -> None:
    """Send their link again to somebody who registers twice or lost it: once an hour at most."""
    with translation.override(registration.language):
        waits = registration.state == Attendance.WAITING
        said = (
            _("Cette adresse est déjà en liste d’attente. Voici votre lien.")
            if waits
            else _("Cette adresse est déjà inscrite, la place est confirmée. Voici votre lien.")
        )
        what = f"recalled:{now:%Y%m%d%H}"
        subject = _titled(_("Votre inscription : {title}"), registration)
        _send(registration, what, subject, [said, _facts(registration)])


def reminder(registration: Registration) -> None:
    """Recall the event, a few days before; once for each date it is given."""
    event = registration.event
    day = f":{moments.local(event.starts_at):%Y%m%d}" if event.starts_at else ""
    with translation.override(registration.language):
        said = _("C’est bientôt. Un empêchement ? Annuler rend la place à quelqu’un d’autre.")
        subject = _titled(_("Rappel : {title}"), registration)
        _send(registration, f"reminder{day}", subject, [said, _facts(registration)])


def changed(registration: Registration) -> None:
    """Say what became of the event: called off, put off, or held at another time or place."""
    event = registration.event
    with translation.override(registration.language):
        subject, said = {
            Standing.CANCELLED: (_("Annulé : {title}"), _("L’événement est annulé. Il n’y a rien à faire.")),
            Standing.POSTPONED: (
                _("Reporté : {title}"),
                _("L’événement est reporté : il n’a pas lieu à la date prévue. Votre inscription est gardée."),
            ),
            Standing.CONFIRMED: (
                _("Changement : {title}"),
                _("La date, le lieu ou la tenue de l’événement ont changé. Voici ce qui vaut maintenant."),
            ),
        }[Standing(event.standing)]
        words = "" if event.standing == Standing.CONFIRMED else event.content.get("standing_words", "")
        facts = _put_off(event) if event.standing == Standing.POSTPONED else _facts(registration)
        paragraphs = [said, words, facts]
        _send(registration, f"changed:{event.sequence}", _titled(subject, registration), paragraphs, dated=True)


def message(registration: Registration, written: EventMessage) -> bool:
    """Send what the office wrote; return False when it was sent before."""
    with translation.override(registration.language):
        paragraphs = [*_paragraphs(written.text), _facts(registration)]
        return _send(registration, f"message:{written.pk}", written.subject, paragraphs, hello=False)


def composed(event: Event, subject: str, text: str) -> tuple[str, str, str]:
    """Return subject, plain text and HTML of a message as everyone receives it, but for their link: to read before."""
    paragraphs = [*_paragraphs(text), event_lines(event, joined=True)]
    shown = _button(Registration(event=event, state=Attendance.CONFIRMED))
    address = f"{settings.BASE_URL}/agenda/inscription/…/"
    return subject, *letters.compose(subject, paragraphs, button=(shown, address), footer=_footer())


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of what was typed: empty lines stand between them."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def _send(
    registration: Registration,
    what: str,
    subject: str,
    paragraphs: Sequence[str],
    *,
    dated: bool = False,
    hello: bool = True,
) -> bool:
    event = registration.event
    greeting = [_greeting(registration.name)] if hello else []
    text, html = letters.compose(
        subject,
        [part for part in [*greeting, *paragraphs] if part.strip()],
        button=(_button(registration), personal_links.registration(registration.pk)),
        footer=_footer(),
        language=registration.language,
    )
    return outbox.queue(
        prefix(registration) + what,
        registration.email,
        subject,
        text,
        html=html,
        attachments=[_file(registration)] if dated and event.starts_at else [],
        headers=reply_to(event),
    )


def _greeting(name: str) -> str:
    """Greet by name, unless the name says something else than one: anybody may type it, for anybody's address."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not _A_NAME.fullmatch(name):
        return _("Bonjour,")
    return _("Bonjour {name},").format(name=name)


def _titled(subject: str, registration: Registration) -> str:
    return subject.format(title=registration.event.title)


def _button(registration: Registration) -> str:
    """Return what the button to one's own page says: what can still be done there."""
    held = registration.state != Attendance.CANCELLED and registration.event.standing != Standing.CANCELLED
    return _("Voir ou annuler mon inscription") if held else _("Voir mon inscription")


def _file(registration: Registration) -> outbox.Attachment:
    held = registration.state == Attendance.CONFIRMED
    content = calendar.file(calendar.dated(registration.event, registered=held), timezone.now(), opening=False)
    return outbox.Attachment("evenement.ics", calendar.MEDIA_TYPE, content)


def _facts(registration: Registration) -> str:
    return event_lines(registration.event, joined=registration.state == Attendance.CONFIRMED)


def _put_off(event: Event) -> str:
    """Return the date an event was to be held at; « » when it had none."""
    if not event.starts_at:
        return ""
    day = moments.span(event.starts_at, event.ends_at, event.all_day)
    return "\n".join([event.title, _("Date d’abord prévue : {day}").format(day=day)])


def event_lines(event: Event, *, joined: bool = False) -> str:
    """Return the event in lines: title, date, place; and where to join it online, for those who have a place."""
    content = event.content
    lines = [event.title]
    if event.starts_at:
        lines.append(moments.span(event.starts_at, event.ends_at, event.all_day))
    lines.append(calendar.place_of(content))
    if joined and content.get("online_url"):
        lines.append(_("Pour suivre en ligne : {url}").format(url=content["online_url"]))
    return "\n".join(line for line in lines if line)


def _footer() -> str:
    site = identity.site()
    months = (
        ngettext("{n} mois", "{n} mois", site.erased_after).format(n=site.erased_after).replace(" ", moments.NO_BREAK)
    )
    return _(
        "{site} vous écrit parce que cette adresse a été inscrite à un événement. Ce que vous avez donné est effacé "
        "{months} après l’événement."
    ).format(site=site.name, months=months)


def reply_to(event: Event) -> dict[str, str]:
    """Return the header that brings answers to those who organise; nothing when nobody said who they are."""
    contact = event.content.get("contact") or identity.site().contact_email
    return {"Reply-To": contact} if contact else {}
