"""What the mails of the agenda say, and to whom: the address to join online, the button, the date that was moved."""

import base64
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from editorial_factories import editor, entry

from coffret.base.models import Mail
from coffret.editorial.agenda import interests, registrations, upkeep
from coffret.editorial.agenda import letters as registration_letters
from coffret.editorial.agenda.registrations import Given
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Event, EventMessage, Registration

pytestmark = pytest.mark.django_db

PARIS = timezone.get_default_timezone()
NOW = datetime(2026, 6, 3, 9, tzinfo=PARIS)
ROOM = "https://direct.example.org/salle-7"
DAY = {
    "title": "Journée du récolement",
    "starts": "2026-06-19T09:30",
    "ends": "2026-06-19T17:00",
    "mode": "both",
    "place": "Auditorium Colbert",
    "online_url": ROOM,
    "plan": "own",
    "opens": "2026-06-02T10:00",
    "capacity": 1,
    "waiting_list": True,
}


def event(**content: Any) -> Event:
    made = entry("event", **{**DAY, **content})
    assert isinstance(made, Event)
    return made


def change(of: Event, **content: Any) -> Event:
    """Publish another content, as an editor does."""
    who, found = editor(), Event.objects.get(pk=of.pk)
    actions.save(found, {**found.content, **content}, who, found.revisions.order_by("number").last().number)
    publishing.put_online(lock(found), who, NOW)
    return Event.objects.get(pk=of.pk)


def come(to: Event, name: str) -> Registration:
    return registrations.register(to.pk, Given(name.capitalize(), f"{name}@example.org"), NOW)


def last(name: str) -> Mail:
    return Mail.objects.filter(to=f"{name}@example.org").latest("pk")


def everything(mail: Mail) -> str:
    """Return all that a mail carries, its calendar decoded."""
    files = [base64.b64decode(part["base64"]).decode().replace("\r\n ", "") for part in mail.attachments]
    return "\n".join([mail.subject, mail.text, mail.html, *files])


def test_only_those_who_have_a_place_are_told_where_to_join_online():
    day = event()
    come(day, "anne")
    waits = come(day, "bruno")
    assert ROOM in everything(last("anne"))
    assert ROOM not in everything(last("bruno"))
    day = change(day, place="Ailleurs")
    upkeep.tell_changes(NOW)
    assert ROOM in everything(last("anne"))
    assert last("bruno").subject == "Changement : Journée du récolement"
    assert ROOM not in everything(last("bruno"))
    registrations.cancel(Registration.objects.get(name="Anne"), NOW)
    assert ROOM not in everything(last("anne"))
    waits.refresh_from_db()
    assert ROOM in everything(last("bruno"))


def test_the_button_says_what_can_still_be_done():
    day = event()
    anne = come(day, "anne")
    assert "Voir ou annuler mon inscription" in last("anne").text
    registrations.cancel(anne, NOW)
    assert "Voir ou annuler" not in last("anne").text
    assert "permet de revenir" in last("anne").text
    come(day, "bruno")
    day = change(day, standing="cancelled")
    upkeep.tell_changes(NOW)
    assert "Voir ou annuler" not in last("bruno").text
    assert "Voir mon inscription" in last("bruno").text
    registrations.cancel(Registration.objects.get(name="Bruno"), NOW)
    assert "revenir" not in last("bruno").text


def test_an_event_held_after_all_is_not_told_as_another_date():
    day = event()
    come(day, "anne")
    day = change(day, standing="cancelled")
    upkeep.tell_changes(NOW)
    change(day, standing="confirmed")
    upkeep.tell_changes(NOW)
    assert "la tenue de l’événement" in " ".join(last("anne").text.split())


def test_what_is_put_off_names_the_date_it_had_and_old_words_are_not_said_again():
    day = event()
    come(day, "anne")
    day = change(day, standing="postponed", standing_words="L’intervenante est souffrante.")
    upkeep.tell_changes(NOW)
    told = " ".join(last("anne").text.replace("\u00a0", " ").split())
    assert "Date d’abord prévue : vendredi 19 juin 2026, de 9 h 30 à 17 h" in told
    assert "L’intervenante est souffrante." in told
    Event.objects.filter(pk=day.pk).update(standing="confirmed", sequence=9)
    upkeep.tell_changes(NOW)
    assert last("anne").subject == "Changement : Journée du récolement"
    assert "souffrante" not in last("anne").text


def test_a_date_moved_after_its_reminder_is_recalled_again_once():
    day = event()
    come(day, "anne")
    due = datetime(2026, 6, 17, 9, tzinfo=PARIS)
    assert upkeep.remind(due) == 1
    change(day, starts="2026-07-03T09:30", ends="2026-07-03T17:00")
    upkeep.tell_changes(due)
    assert upkeep.remind(due + timedelta(hours=1)) == 0
    later = datetime(2026, 7, 1, 9, tzinfo=PARIS)
    assert upkeep.remind(later) == 1
    assert upkeep.remind(later + timedelta(minutes=15)) == 0
    assert Mail.objects.filter(to="anne@example.org", subject__startswith="Rappel").count() == 2


def test_the_opening_is_in_the_subject_and_the_button_follows_the_places():
    day, before = event(), NOW - timedelta(days=2)
    for name in ("gaelle", "hugo"):
        interests.note(day, f"{name}@example.org", now=before)
    assert last("gaelle").subject == "C’est noté : Journée du récolement"
    assert interests.tell(NOW) == 2
    assert last("gaelle").subject == "Inscriptions ouvertes : Journée du récolement"
    assert "S’inscrire\n" in last("gaelle").text
    assert "Auditorium Colbert" in last("gaelle").text
    assert ROOM not in last("gaelle").text


def test_an_opening_whose_places_went_at_once_does_not_offer_to_register():
    day, before = event(waiting_list=False), NOW - timedelta(days=2)
    interests.note(day, "gaelle@example.org", now=before)
    come(day, "anne")
    assert interests.tell(NOW) == 1
    assert last("gaelle").subject == "Complet : Journée du récolement"
    assert "S’inscrire" not in last("gaelle").text
    assert "Voir l’événement" in last("gaelle").text


def test_what_is_read_before_sending_is_what_is_sent():
    day = event()
    anne = come(day, "anne")
    typed = "Bonjour à tous.\n \n\nLa salle change."
    _subject, shown, _html = registration_letters.composed(day, "Salle", typed)
    written = EventMessage.objects.create(event=day, key="k", subject="Salle", text=typed, recipients=1, at=NOW)
    registration_letters.message(anne, written)
    sent = last("anne")
    secret = re.search(r"/agenda/inscription/([\w-]+)/", sent.text)
    assert secret is not None
    assert shown == sent.text.replace(secret[1], "…")
    assert "<br></p>" not in sent.html
    assert '"><br>' not in sent.html
