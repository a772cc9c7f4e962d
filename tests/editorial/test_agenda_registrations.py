"""Registering: places, the waiting list in order, links, mails, reminders, changes, erasure."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from editorial_factories import editor, entry

from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.editorial.agenda import interests, personal_links, registrations
from coffret.editorial.agenda import upkeep as agenda_upkeep
from coffret.editorial.agenda.registrations import Given
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Attendance, Event, EventMessage, Headcount, Interest, Registration

pytestmark = pytest.mark.django_db

PARIS = timezone.get_default_timezone()
NOW = datetime(2026, 6, 3, 9, tzinfo=PARIS)
BOOKED = {
    "title": "Journée du récolement",
    "starts": "2026-06-19T09:30",
    "ends": "2026-06-19T17:00",
    "place": "Auditorium Colbert",
    "address": "2, rue Vivienne\n75002 Paris",
    "plan": "own",
    "opens": "2026-06-02T10:00",
    "closes": "2026-06-12T18:00",
    "capacity": 2,
    "waiting_list": True,
}


def event(**content: Any) -> Event:
    made = entry("event", **{**BOOKED, **content})
    assert isinstance(made, Event)
    return made


def person(name: str, **more: Any) -> Given:
    return Given(name.capitalize(), f"{name}@example.org", **more)


def come(to: Event, *names: str, now: datetime = NOW) -> list[Registration]:
    return [registrations.register(to.pk, person(name), now + timedelta(seconds=n)) for n, name in enumerate(names)]


def states(of: Event) -> dict[str, str]:
    return {one.name: one.state for one in of.registrations.order_by("at", "pk")}


def mails(to: str) -> list[Mail]:
    return list(Mail.objects.filter(to=f"{to}@example.org").order_by("pk"))


def change(of: Event, **content: Any) -> Event:
    """Publish another content, as an editor does."""
    who = editor()
    found = Event.objects.get(pk=of.pk)
    actions.save(found, {**found.content, **content}, who, found.revisions.order_by("number").last().number)
    publishing.put_online(lock(found), who, NOW)
    return Event.objects.get(pk=of.pk)


# Places ---------------------------------------------------------------------------------------------------------------


def test_places_then_the_waiting_list_in_order_then_a_place_that_frees_itself():
    day = event()
    first, _second, third, _fourth = come(day, "anne", "bruno", "chloe", "david")
    assert states(day) == {"Anne": "confirmed", "Bruno": "confirmed", "Chloe": "waiting", "David": "waiting"}
    assert registrations.rank(third) == 1
    registrations.cancel(first, NOW + timedelta(hours=1))
    assert states(day) == {"Anne": "cancelled", "Bruno": "confirmed", "Chloe": "confirmed", "David": "waiting"}
    assert [mail.subject for mail in mails("chloe")] == [
        "Liste d’attente : Journée du récolement",
        "Une place pour vous : Journée du récolement",
    ]
    assert [mail.subject for mail in mails("anne")][-1] == "Inscription annulée : Journée du récolement"
    assert len(mails("david")) == 1


def test_without_a_waiting_list_the_last_place_is_the_last():
    day = event(waiting_list=False)
    come(day, "anne", "bruno")
    with pytest.raises(Refused, match="complet"):
        come(day, "chloe")
    assert not mails("chloe")


@pytest.mark.parametrize("now", [NOW - timedelta(days=2), NOW + timedelta(days=10), NOW + timedelta(days=30)])
def test_nobody_registers_before_the_opening_nor_after_the_closing(now: datetime):
    with pytest.raises(Refused, match="On ne peut pas s’inscrire maintenant"):
        come(event(), "anne", now=now)


def test_nobody_registers_for_an_event_taken_off_the_site():
    day = event()
    Event.objects.filter(pk=day.pk).update(live=False)
    with pytest.raises(Refused):
        come(day, "anne")


def test_an_address_registers_once_and_is_sent_its_link_again():
    day = event()
    first = registrations.register(day.pk, Given("Anne", "Anne@Müsée.example"), NOW)
    again = registrations.register(day.pk, Given("Une autre", " anne@MÜSÉE.example "), NOW + timedelta(minutes=1))
    assert again.pk == first.pk
    assert first.email_key == "anne@" + "müsée.example".encode("idna").decode()
    link = personal_links.registration(first.pk)
    sent = list(Mail.objects.order_by("pk"))
    assert len(sent) == 2
    assert all(link in mail.text for mail in sent)
    # And not more than once an hour: the form is no means to flood somebody.
    registrations.register(day.pk, Given("Anne", "anne@müsée.example"), NOW + timedelta(minutes=2))
    assert Mail.objects.count() == 2


def test_one_who_cancelled_may_come_back_while_places_are_left():
    day = event()
    anne, _bruno = come(day, "anne", "bruno")
    registrations.cancel(anne, NOW + timedelta(hours=1))
    registrations.cancel(anne, NOW + timedelta(hours=2))
    assert Registration.objects.get(pk=anne.pk).cancelled_at == NOW + timedelta(hours=1)
    registrations.undo(anne, NOW + timedelta(hours=2))
    assert states(day)["Anne"] == "confirmed"
    registrations.cancel(anne, NOW + timedelta(hours=3))
    come(day, "chloe", "david", now=NOW + timedelta(hours=4))
    registrations.undo(anne, NOW + timedelta(hours=5))
    assert list(states(day).items())[-2:] == [("David", "waiting"), ("Anne", "waiting")]
    assert registrations.by_token(personal_links.token("registration", anne.pk)) == anne


def test_one_does_not_come_back_to_a_full_event_nor_twice():
    day = event(waiting_list=False)
    anne, bruno = come(day, "anne", "bruno")
    registrations.cancel(anne, NOW)
    come(day, "chloe", now=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="plus de place"):
        registrations.undo(anne, NOW + timedelta(hours=2))
    registrations.cancel(bruno, NOW + timedelta(hours=3))
    come(day, "bruno", now=NOW + timedelta(hours=4))
    with pytest.raises(Refused, match="de nouveau inscrite"):
        registrations.undo(bruno, NOW + timedelta(hours=5))


def test_nothing_changes_once_the_event_is_over():
    day = event()
    (anne,) = come(day, "anne")
    over = datetime(2026, 6, 19, 17, tzinfo=PARIS)
    with pytest.raises(Refused, match="passé"):
        registrations.cancel(anne, over)
    registrations.cancel(anne, over - timedelta(seconds=1))
    with pytest.raises(Refused):
        registrations.undo(anne, over)


def test_more_places_go_to_those_who_wait_before_newcomers():
    day = event(capacity=1)
    come(day, "anne", "bruno", "chloe")
    day = change(day, capacity=2)
    come(day, "david", now=NOW + timedelta(hours=1))
    assert states(day) == {"Anne": "confirmed", "Bruno": "confirmed", "Chloe": "waiting", "David": "waiting"}
    change(day, capacity=3)
    assert agenda_upkeep.fill_all(NOW + timedelta(hours=2)) == 1
    assert agenda_upkeep.fill_all(NOW + timedelta(hours=2)) == 0
    assert states(day)["Chloe"] == "confirmed"


def test_a_state_pinned_to_full_keeps_the_places():
    day = event()
    anne, _bruno, _chloe = come(day, "anne", "bruno", "chloe")
    day = change(day, pinned="waiting", pinned_until="2026-06-10T00:00")
    registrations.cancel(anne, NOW + timedelta(hours=1))
    assert states(day)["Chloe"] == "waiting"
    assert agenda_upkeep.fill_all(datetime(2026, 6, 10, tzinfo=PARIS)) == 1


def test_the_office_adds_by_hand_moves_up_and_may_go_beyond():
    day = event()
    come(day, "anne", "bruno", "chloe")
    added = registrations.add(day.pk, person("emma"), now=NOW)
    assert added.state == Attendance.WAITING
    registrations.move_up(added)
    beyond = registrations.add(day.pk, person("farid"), beyond=True, now=NOW)
    assert beyond.state == Attendance.CONFIRMED
    assert registrations.taken(day) == 4
    with pytest.raises(Refused, match="déjà inscrit"):
        registrations.add(day.pk, person("anne"), now=NOW)


# Mails ----------------------------------------------------------------------------------------------------------------


def test_the_confirmation_says_when_where_how_to_cancel_and_brings_its_date():
    day = event(contact="recolement@example.org", online_url="https://visio.example.org/x", mode="both")
    (anne,) = come(day, "anne")
    (mail,) = mails("anne")
    spoken = mail.text.replace("\u00a0", " ").replace("\u202f", " ")
    for part in ("vendredi 19 juin 2026, de 9 h 30 à 17 h", "Auditorium Colbert", "https://visio.example.org/x"):
        assert part in spoken
    assert personal_links.registration(anne.pk) in mail.text
    assert mail.headers == {"Reply-To": "recolement@example.org"}
    (file,) = mail.attachments
    assert (file["name"], file["type"]) == ("evenement.ics", "text/calendar; charset=utf-8")
    # The link is not kept: only what it gives back.
    assert personal_links.token("registration", anne.pk) not in anne.token_hash


def test_mails_are_in_the_language_of_the_person():
    day = event()
    registrations.register(day.pk, Given("Ann", "ann@example.org", language="en"), NOW)
    (mail,) = mails("ann")
    assert 'lang="en"' in mail.html


def test_the_reminder_leaves_two_days_before_at_nine_once_to_those_confirmed():
    day = event()
    come(day, "anne", "bruno", "chloe")
    due = datetime(2026, 6, 17, 9, tzinfo=PARIS)
    assert agenda_upkeep.remind(due - timedelta(seconds=1)) == 0
    Registration.objects.filter(name="Bruno").update(at=due + timedelta(hours=1))
    assert agenda_upkeep.remind(due + timedelta(hours=2)) == 1
    assert agenda_upkeep.remind(due + timedelta(hours=3)) == 0
    assert [mail.subject for mail in mails("anne")][-1] == "Rappel : Journée du récolement"


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        ({"starts": "2026-06-26T09:30", "ends": "2026-06-26T17:00"}, "Changement : Journée du récolement"),
        ({"place": "Ailleurs"}, "Changement : Journée du récolement"),
        ({"standing": "postponed", "standing_words": "Nouvelle date en septembre."}, "Reporté : Journée du récolement"),
        ({"standing": "cancelled"}, "Annulé : Journée du récolement"),
    ],
)
def test_the_registered_are_told_once_of_what_changes(content: dict[str, str], subject: str):
    day = event()
    anne, _bruno, _chloe = come(day, "anne", "bruno", "chloe")
    registrations.cancel(anne, NOW)
    change(day, **content)
    assert agenda_upkeep.tell_changes(NOW) == 2
    assert agenda_upkeep.tell_changes(NOW) == 0
    assert mails("bruno")[-1].subject == subject
    assert mails("bruno")[-1].attachments
    assert mails("anne")[-1].subject != subject
    for words in content.values():
        if words.endswith("."):
            assert words in mails("bruno")[-1].text


def test_a_change_of_words_tells_nobody():
    day = event()
    come(day, "anne")
    change(day, summary="Un autre chapeau.", capacity=50)
    assert agenda_upkeep.tell_changes(NOW) == 0


def test_a_message_goes_once_to_each():
    day = event()
    (anne,) = come(day, "anne")
    written = EventMessage.objects.create(
        event=day, key="k", subject="Salle {changée}", text="Bonjour.\n\nÀ bientôt.", recipients=1, at=NOW
    )
    from coffret.editorial.agenda import letters as registration_letters

    assert registration_letters.message(anne, written)
    assert not registration_letters.message(anne, written)
    assert mails("anne")[-1].subject == "Salle {changée}"


# Me prévenir ----------------------------------------------------------------------------------------------------------


def test_one_mail_when_it_opens_then_the_address_is_forgotten():
    day, before = event(), NOW - timedelta(days=2)
    interests.note(day, "Gaelle@example.org", now=before)
    interests.note(day, "gaelle@EXAMPLE.org", now=before)
    assert Interest.objects.count() == 1
    assert interests.tell(before) == 0
    assert interests.tell(NOW) == 1
    assert interests.tell(NOW) == 0
    assert not Interest.objects.exists()
    (opened,) = Mail.objects.filter(key__startswith="interest:")
    assert "Inscriptions ouvertes jusqu’au 12 juin" in opened.text.replace("\u00a0", " ")
    assert day.path in opened.text
    Mail.objects.update(sent_at=NOW)
    interests.tell(NOW)
    assert not Mail.objects.exists()


def test_an_address_is_forgotten_on_demand_and_when_nothing_will_open():
    day, before = event(), NOW - timedelta(days=2)
    interests.note(day, "gaelle@example.org", now=before)
    interests.note(day, "hugo@example.org", now=before)
    found = interests.by_token(personal_links.token("interest", Interest.objects.get(email="hugo@example.org").pk))
    assert found is not None
    interests.forget(found)
    assert not Mail.objects.filter(to="hugo@example.org").exists()
    day = change(day, standing="cancelled")
    assert interests.tell(NOW) == 0
    assert not Interest.objects.exists()


def test_nobody_waits_for_what_is_open():
    with pytest.raises(Refused):
        interests.note(event(), "gaelle@example.org", now=NOW)


# Erasure --------------------------------------------------------------------------------------------------------------


def test_participants_are_erased_six_months_after_and_their_number_kept():
    day = event()
    anne, bruno, _chloe, _david = come(day, "anne", "bruno", "chloe", "david")
    registrations.cancel(anne, NOW)
    Registration.objects.filter(pk=bruno.pk).update(attended=True, audience="curators")
    due = datetime(2026, 12, 19, 17, tzinfo=PARIS)
    assert agenda_upkeep.erase(due - timedelta(seconds=1)) == 0
    assert agenda_upkeep.erase(due) == 1
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()
    kept = Headcount.objects.get(event=day)
    assert (kept.registered, kept.waiting, kept.cancelled, kept.present) == (2, 1, 1, 1)
    assert kept.audiences == {"curators": 1}
    assert agenda_upkeep.erase(due) == 0


def test_what_was_given_for_a_date_that_never_came_is_erased_too():
    day, before = event(), NOW - timedelta(days=2)
    interests.note(day, "gaelle@example.org", now=before)
    change(day, starts="", ends="")
    assert agenda_upkeep.erase(datetime(2026, 11, 30, tzinfo=PARIS)) == 0
    assert agenda_upkeep.erase(datetime(2026, 12, 2, tzinfo=PARIS)) == 1
    assert not Interest.objects.exists()
    assert not Headcount.objects.exists()


def test_a_person_is_erased_on_demand_and_their_place_given_on():
    day = event()
    anne, _bruno, _chloe = come(day, "anne", "bruno", "chloe")
    registrations.erase(anne, NOW + timedelta(hours=1))
    assert not Mail.objects.filter(to="anne@example.org").exists()
    assert states(day) == {"Bruno": "confirmed", "Chloe": "confirmed"}
