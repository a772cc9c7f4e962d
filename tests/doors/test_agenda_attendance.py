"""Who comes: the office's lists, what it does for somebody, what it takes away, what it writes."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from editorial_factories import editor, entry

from coffret.base.models import Mail
from coffret.editorial.agenda import registrations
from coffret.editorial.agenda.registrations import Given
from coffret.editorial.models import Event, EventMessage, Headcount, Registration

pytestmark = pytest.mark.django_db


def soon(**delta: float) -> str:
    return (timezone.localtime() + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


def event(**content: Any) -> Event:
    given = {
        "title": "Journée du récolement",
        "starts": soon(days=20),
        "ends": soon(days=20, hours=6),
        "plan": "own",
        "opens": soon(days=-1),
        "capacity": 2,
        "waiting_list": True,
        **content,
    }
    made = entry("event", **given)
    assert isinstance(made, Event)
    return made


@pytest.fixture
def office() -> Client:
    client = Client()
    client.force_login(editor(name="Jeanne Martin"))
    return client


def come(to: Event, *names: str, **more: str) -> list[Registration]:
    return [registrations.add(to.pk, Given(name, f"{name.split()[0].lower()}@example.org", **more)) for name in names]


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def state(one: Registration) -> str:
    return Registration.objects.get(pk=one.pk).state


def test_the_events_with_who_registered(office: Client):
    day = event()
    come(day, "Anne", "Bruno", "Chloé")
    past = event(title="Journée passée", starts=soon(days=-20), ends=soon(days=-19))
    Headcount.objects.create(event=past, registered=34, waiting=2, present=29, erased_at=timezone.now())
    page = text(office.get("/pro/agenda/"))
    assert re.search(r"Journée du récolement.*?<td class=\"figure\">2</td>\s*<td class=\"figure\">2</td>", page, re.S)
    assert "liste d’attente" in page
    assert "Journée passée" not in page
    over = text(office.get("/pro/agenda/?passes=1"))
    assert "34" in over
    assert "29" in over
    kept = text(office.get(f"/pro/agenda/{past.pk}/inscrits"))
    assert "seuls ces nombres sont gardés" in kept


def test_the_list_is_read_by_state_and_searched(office: Client):
    day = event()
    come(day, "Anne Petit", "Bruno Roux", "Chloé Noël", institution="Musée de l’hôtel Sandelin")
    page = text(office.get(f"/pro/agenda/{day.pk}/inscrits"))
    assert "inscrits sur 2" in page
    assert page.index("Anne Petit") < page.index("Bruno Roux") < page.index("En liste d’attente") < page.index("Chloé")
    found = text(office.get(f"/pro/agenda/{day.pk}/inscrits?q=noel"))
    assert "Chloé Noël" in found
    assert "Anne Petit" not in found
    assert "Personne ne répond" in text(office.get(f"/pro/agenda/{day.pk}/inscrits?q=zz"))
    assert "Anne Petit" in text(office.get(f"/pro/agenda/{day.pk}/inscrits?q=SANDELIN anne"))


def test_adding_by_hand_says_what_became_of_it(office: Client):
    day = event(capacity=1)
    address = f"/pro/agenda/{day.pk}/inscrits"
    first = office.post(address, {"name": "Anne", "email": "anne@example.org"}, follow=True)
    assert "Anne : inscrit" in text(first)
    second = office.post(address, {"name": "Bruno", "email": "bruno@example.org"}, follow=True)
    assert "Bruno : en liste d’attente" in text(second)
    third = office.post(address, {"name": "Chloé", "email": "chloe@example.org", "beyond": "on"}, follow=True)
    assert "Chloé : inscrit" in text(third)
    twice = office.post(address, {"name": "Anne", "email": "anne@example.org"})
    assert twice.status_code == 400
    assert "déjà inscrit" in text(twice)
    assert Mail.objects.count() == 3


def test_marking_who_came_cancelling_and_giving_a_place(office: Client):
    day = event()
    anne, bruno, chloe, david = come(day, "Anne", "Bruno", "Chloé", "David")
    base = f"/pro/agenda/{day.pk}/inscrits"
    answer = office.post(f"{base}/{anne.pk}/presence/", {"venu": "oui"})
    assert answer["Location"] == f"{base}#p{anne.pk}"
    assert Registration.objects.get(pk=anne.pk).attended is True
    office.post(f"{base}/{anne.pk}/presence/", {"venu": ""})
    assert Registration.objects.get(pk=anne.pk).attended is None
    office.post(f"{base}/{bruno.pk}/annulation/")
    assert (state(bruno), state(chloe), state(david)) == ("cancelled", "confirmed", "waiting")
    office.post(f"{base}/{david.pk}/place/")
    assert state(david) == "confirmed"
    subjects = [mail.subject for mail in Mail.objects.filter(to="david@example.org").order_by("pk")]
    assert subjects[-1] == "Une place pour vous : Journée du récolement"


def test_a_slip_of_the_hand_is_said_and_taken_back(office: Client):
    day = event(capacity=1)
    anne, bruno = come(day, "Anne", "Bruno")
    base = f"/pro/agenda/{day.pk}/inscrits"
    page = text(office.post(f"{base}/{bruno.pk}/annulation/", follow=True))
    assert "Bruno : inscription annulée. Un courriel part." in page
    assert "Réinscrire" in page
    assert "Bruno : en liste d’attente" in text(office.post(f"{base}/{bruno.pk}/retour/", follow=True))
    assert (state(anne), state(bruno)) == ("confirmed", "waiting")
    again = text(office.post(f"{base}/{bruno.pk}/retour/", follow=True))
    assert "Un courriel part" not in again
    assert "Bruno : inscrit" in text(office.post(f"{base}/{bruno.pk}/place/", follow=True))


def test_one_is_told_in_the_singular(office: Client):
    day = event(capacity=3)
    come(day, "Anne")
    assert re.search(r"<strong>1</strong> inscrit sur 3\b", text(office.get(f"/pro/agenda/{day.pk}/inscrits")))
    assert "1 inscrit, 0 en liste d’attente." in text(office.get(f"/pro/agenda/{day.pk}/message"))


def test_an_act_reaches_only_people_of_that_event(office: Client):
    day, other = event(), event(title="Une autre")
    (anne,) = come(day, "Anne")
    assert office.post(f"/pro/agenda/{other.pk}/inscrits/{anne.pk}/annulation/").status_code == 404
    assert state(anne) == "confirmed"
    draft = entry("event", live=False)
    assert office.get(f"/pro/agenda/{draft.pk}/inscrits").status_code == 404


def test_a_past_event_is_marked_but_not_cancelled(office: Client):
    day = event(starts=soon(days=-2), ends=soon(days=-1))
    (anne,) = come(day, "Anne")
    refused = office.post(f"/pro/agenda/{day.pk}/inscrits/{anne.pk}/annulation/", follow=True)
    assert "ne change plus" in text(refused)
    assert state(anne) == "confirmed"


def test_the_table_runs_nothing_in_a_spreadsheet(office: Client):
    day = event()
    name = '=HYPERLINK("https://example.org")'
    registrations.add(day.pk, Given(name, "anne@example.org", "+Musée", "registrars", "@un\nmot; deux"))
    answer = office.get(f"/pro/agenda/{day.pk}/inscrits.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "inscrits-journee-du-recolement.csv" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    body = answer.content.decode()
    assert body.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(body[1:]), delimiter=";")
    assert head[:3] == ["Nom", "Adresse", "Établissement"]
    assert row[0] == f"'{name}"
    assert row[2] == "'+Musée"
    assert row[3] == "régisseurs"
    assert row[6] == "'@un mot; deux"


def test_the_sheet_to_sign_holds_those_who_have_a_place_by_name(office: Client):
    day = event()
    come(day, "Zoé", "Élise", "Anne")
    page = text(office.get(f"/pro/agenda/{day.pk}/emargement"))
    assert page.index("Élise") < page.index("Zoé")
    assert "Anne" not in page


def test_a_message_is_read_before_it_leaves_and_leaves_once(office: Client):
    day = event()
    come(day, "Anne", "Bruno", "Chloé")
    address = f"/pro/agenda/{day.pk}/message"
    form = text(office.get(address))
    key = re.search(r'name="key" value="([0-9a-f]{32})"', form)
    assert key is not None
    written = {
        "key": key[1],
        "states": ["confirmed"],
        "subject": "Changement de salle",
        "text": "Bonjour,\r\n\r\nla salle change.",
    }
    before = Mail.objects.count()
    preview = text(office.post(address, written))
    assert "Envoyer à 2 personnes" in preview
    assert "la salle change." in preview
    assert "anne@example.org" in preview
    assert "chloe@example.org" not in preview
    assert Mail.objects.count() == before

    back = text(office.post(address, {**written, "changer": "1"}))
    assert "Changement de salle" in back
    for _twice in range(2):
        sent = office.post(address, {**written, "envoyer": "1"}, follow=True)
        assert "Le message part à 2 personnes." in text(sent)
    assert Mail.objects.count() == before + 2
    assert EventMessage.objects.get().by is not None
    assert "Jeanne Martin" in text(office.get(f"/pro/agenda/{day.pk}/inscrits"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"subject": ""}, "Écrire l’objet"),
        ({"text": " "}, "Écrire le texte"),
        ({"states": []}, "Choisir à qui écrire"),
    ],
)
def test_an_incomplete_message_is_said(office: Client, more: dict[str, Any], sentence: str):
    given = {"key": "a" * 32, "states": ["confirmed"], "subject": "Objet", "text": "Texte", **more}
    answer = office.post(f"/pro/agenda/{event().pk}/message", given)
    assert answer.status_code == 400
    assert sentence in text(answer)


def test_nobody_to_write_to_is_said(office: Client):
    given = {"key": "a" * 32, "states": ["confirmed"], "subject": "Objet", "text": "Texte", "envoyer": "1"}
    answer = office.post(f"/pro/agenda/{event().pk}/message", given, follow=True)
    assert "Personne à qui écrire" in text(answer)
    assert not EventMessage.objects.exists()


def test_a_number_nobody_has_is_not_found(office: Client):
    beyond = 10**30
    for rest in ("inscrits", "inscrits.csv", "emargement", "message"):
        assert office.get(f"/pro/agenda/{beyond}/{rest}").status_code == 404
    assert office.post(f"/pro/agenda/{beyond}/inscrits/{beyond}/annulation/").status_code == 404
