"""Registering as people do: the form, its guards, the personal link, « me prévenir »."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from editorial_factories import entry

from coffret.base.models import Mail
from coffret.editorial.agenda import personal_links
from coffret.editorial.models import Event, Interest, Registration
from coffret.public.agenda import attending
from coffret.public.agenda.attending_forms import LONGEST, stamp

pytestmark = pytest.mark.django_db


def soon(**delta: float) -> str:
    return (timezone.localtime() + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


def event(**content: Any) -> Event:
    given = {
        "title": "Journée du récolement",
        "starts": soon(days=20),
        "ends": soon(days=20, hours=6),
        "plan": "own",
        "opens": soon(days=-1),
        "capacity": 1,
        "waiting_list": True,
        "contact": "recolement@example.org",
        **content,
    }
    made = entry("event", **given)
    assert isinstance(made, Event)
    return made


def typed(**more: str) -> dict[str, str]:
    given = {"name": "Anne Petit", "email": "anne@example.org", "institution": "Musée", "audience": "registrars"}
    return {**given, "note": "Je viens avec un fauteuil roulant.", "shown_at": stamp(time.time() - 60), **more}


def send(to: Event, rest: str = "/inscription", client: Client | None = None, **more: str) -> Any:
    return (client or Client()).post(f"{to.path}{rest}", typed(**more))


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def link_of(address: str) -> str:
    mail = Mail.objects.filter(to=address).order_by("pk").last()
    assert mail is not None
    found = re.search(r"/agenda/inscription/[\w-]+/", mail.text)
    assert found is not None
    return found.group()


# The form --------------------------------------------------------------------------------------------------------------


def test_the_form_says_what_is_kept_until_when_and_whom_to_ask():
    page = text(Client().get(f"{event().path}/inscription"))
    assert "effacés 6 mois après" in page
    assert "recolement@example.org" in page
    assert "1 place libre" in page


def test_registering_leads_to_a_page_that_tells_nothing_and_a_mail_that_tells_all():
    day = event()
    answer = send(day)
    assert (answer.status_code, answer["Location"]) == (302, f"{day.path}/inscription/envoyee")
    page = text(Client().get(answer["Location"]))
    assert "anne" not in page.lower()
    kept = Registration.objects.get()
    assert (kept.name, kept.institution, kept.audience, kept.state) == (
        "Anne Petit",
        "Musée",
        "registrars",
        "confirmed",
    )
    # Known or not, confirmed or waiting: one and the same answer.
    again, other = send(day), send(day, email="bruno@example.org")
    assert again["Location"] == other["Location"] == answer["Location"]
    assert Registration.objects.get(email="bruno@example.org").state == "waiting"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": ""}, "Écrire votre nom"),
        ({"email": ""}, "Écrire votre adresse de courriel"),
        ({"email": "anne@"}, "« anne@ » n’est pas une adresse de courriel"),
        ({"email": "anne@xn--é.fr"}, "« anne@xn--é.fr » n’est pas une adresse de courriel"),
        ({"shown_at": ""}, "parti trop vite"),
        ({"shown_at": "faux"}, "parti trop vite"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(more: dict[str, str], sentence: str):
    answer = send(event(), **more)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert "Je viens avec un fauteuil roulant." in text(answer)
    assert not Registration.objects.exists()


def test_a_form_sent_at_once_or_a_day_later_is_sent_again():
    day = event()
    for at in (time.time(), time.time() - LONGEST - 60):
        answer = send(day, shown_at=stamp(at))
        assert answer.status_code == 400
    fresh = re.search(r'name="shown_at" value="([^"]+)"', text(answer))
    assert fresh is not None
    time.sleep(2.1)
    assert send(day, shown_at=fresh[1]).status_code == 302


def test_who_fills_the_field_that_is_not_shown_registers_nobody():
    day = event()
    for rest in ("/inscription", "/inscription/lien", "/prevenir"):
        assert send(day, rest, website="https://spam.example").status_code == 302
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()


def test_too_many_forms_from_one_address_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attending, "MOST", 3)
    day = event()
    for number in range(3):
        assert send(day, email=f"p{number}@example.org").status_code == 302
    assert "dans dix minutes" in text(send(day, email="p4@example.org"))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert send(day, client=elsewhere, email="p5@example.org").status_code == 302
    assert send(event(title="Une autre"), email="p6@example.org").status_code == 302


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("J.-P. d’Ormesson (INP)", True),
        ("Zoë O'Neil", True),
        ("Gagnez sur www.piege.example", False),
        ("https://piege.example/x", False),
        ("Appelez le 08 99 12 34 56", False),
        ("piege.co", False),
        ("Votre compte est bloqué " * 4, False),
    ],
)
def test_a_name_typed_for_somebody_else_brings_them_no_message(name: str, greeted: bool):
    send(event(), name=name)
    mail = Mail.objects.get()
    assert ("Bonjour," in mail.text) is not greeted
    assert (name in mail.text) is greeted
    assert "piege" not in mail.html


def test_the_network_address_is_read_behind_the_proxies_one_trusts(rf: Any, settings: Any):
    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.2", REMOTE_ADDR="127.0.0.1")
    for hops, expected in ((0, "127.0.0.1"), (1, "198.51.100.2"), (2, "203.0.113.9"), (3, "127.0.0.1")):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = hops
        assert attending.visitor_address(request) == expected


def test_when_it_is_closed_the_page_says_so_and_sends_links_again():
    day = event()
    send(day)
    Event.objects.filter(pk=day.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    page = text(Client().get(f"{day.path}/inscription"))
    assert "Inscriptions closes" in page
    assert "Recevoir mon lien" in page
    refused = send(day, email="tard@example.org")
    assert refused.status_code == 409
    assert "On ne peut pas s’inscrire maintenant" in text(refused)
    known, unknown = send(day, "/inscription/lien"), send(day, "/inscription/lien", email="autre@example.org")
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert Mail.objects.filter(to="anne@example.org").count() == 2
    assert not Mail.objects.filter(to="autre@example.org").exists()
    assert send(day, "/inscription/lien", email="?").status_code == 400


def test_without_our_own_form_there_is_no_form():
    free = event(plan="none")
    assert Client().get(f"{free.path}/inscription")["Location"] == free.path


# One's own page -------------------------------------------------------------------------------------------------------


def test_reading_a_link_changes_nothing_posting_cancels_and_one_may_come_back():
    day = event()
    send(day)
    link, client = link_of("anne@example.org"), Client(enforce_csrf_checks=False)
    for _time in range(3):
        page = client.get(link)
        client.head(link)
        assert page.status_code == 200
    assert "Votre place est confirmée" in text(page)
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert Registration.objects.get().state == "confirmed"

    assert client.post(link)["Location"] == link
    assert Registration.objects.get().state == "cancelled"
    assert "Me réinscrire" in text(client.get(link))
    assert client.post(link)["Location"] == link  # twice is once

    client.post(f"{link}retour/")
    assert Registration.objects.get().state == "confirmed"
    assert client.get(f"{link}retour/").status_code == 405


def test_one_who_waits_sees_their_rank_and_a_place_that_frees_itself_is_theirs():
    day = event()
    for name in ("anne", "bruno", "chloe"):
        send(day, email=f"{name}@example.org")
    first, third = link_of("anne@example.org"), link_of("chloe@example.org")
    assert "au rang 2" in text(Client().get(third))
    Client().post(first)
    assert "la première personne de la liste" in text(Client().get(third))
    assert "Votre place est confirmée" in text(Client().get(link_of("bruno@example.org")))
    refused = Client().post(f"{first}retour/")
    assert refused.status_code == 302
    assert "au rang 2" in text(Client().get(first))


def test_coming_back_to_a_full_event_is_refused_with_a_reason():
    day = event(waiting_list=False)
    send(day)
    link = link_of("anne@example.org")
    Client().post(link)
    send(day, email="bruno@example.org")
    answer = Client().post(f"{link}retour/")
    assert answer.status_code == 409
    assert "plus de place" in text(answer)


def test_ones_own_page_of_an_event_called_off_says_so_and_offers_nothing_to_cancel():
    day = event(mode="online", online_url="https://direct.example.org/salle")
    send(day)
    link = link_of("anne@example.org")
    assert "direct.example.org" in text(Client().get(link))
    Event.objects.filter(pk=day.pk).update(standing="cancelled")
    page = text(Client().get(link))
    assert "<h1>L’événement est annulé</h1>" in page
    assert "Annuler mon inscription" not in page
    assert "Votre place est confirmée" not in page
    assert "direct.example.org" not in page


@pytest.mark.parametrize("facts", [{"standing": "postponed"}, {"starts_at": timezone.now() - timedelta(hours=1)}])
def test_one_does_not_come_back_to_what_expects_nobody_and_places_are_not_the_reason(facts: dict[str, Any]):
    day = event(capacity=5)
    send(day)
    link = link_of("anne@example.org")
    Client().post(link)
    Event.objects.filter(pk=day.pk).update(**facts)
    page = text(Client().get(link))
    assert "Inscription annulée" in page
    assert "Toutes les places sont prises" not in page
    refused = Client().post(f"{link}retour/")
    assert refused.status_code == 409
    assert "n’attend plus personne" in text(refused)


def test_the_word_to_the_organisers_changes_and_all_may_be_erased():
    send(event())
    link = link_of("anne@example.org")
    Client().post(f"{link}mot/", {"note": "Finalement sans fauteuil."})
    assert Registration.objects.get().note == "Finalement sans fauteuil."
    assert Client().get(f"{link}effacement/").status_code == 200
    assert Registration.objects.exists()
    assert "C’est effacé" in text(Client().post(f"{link}effacement/"))
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("rest", ["", "retour/", "mot/", "effacement/"])
def test_a_link_nobody_was_given_leads_nowhere(rest: str):
    send(event())
    for secret in ("x", "A" * 22, "..", "é"):
        answer = Client().post(f"/agenda/inscription/{secret}/{rest}")
        assert answer.status_code == 404
    assert Registration.objects.get().state == "confirmed"


def test_every_act_asks_for_its_token():
    day = event()
    send(day)
    link, strict = link_of("anne@example.org"), Client(enforce_csrf_checks=True)
    addresses = [link, *(link + rest for rest in ("retour/", "mot/", "effacement/"))]
    addresses += [day.path + rest for rest in ("/inscription", "/inscription/lien", "/prevenir")]
    for address in addresses:
        refused = strict.post(address, typed())
        assert refused.status_code == 403, address
        assert "doit être rechargée" in text(refused)
    assert Registration.objects.get().state == "confirmed"


# Me prévenir ----------------------------------------------------------------------------------------------------------


def test_asking_to_be_told_and_changing_ones_mind():
    day = event(opens=soon(days=5))
    assert "Me prévenir à l’ouverture" in text(Client().get(day.path))
    first, again = send(day, "/prevenir"), send(day, "/prevenir")
    assert first["Location"] == again["Location"] == f"{day.path}/prevenir/note"
    assert Client().get(first["Location"]).status_code == 200
    assert Interest.objects.count() == Mail.objects.count() == 1
    link = f"/agenda/inscription/ouverture/{personal_links.token('interest', Interest.objects.get().pk)}/"
    assert link in Mail.objects.get().text
    assert Client().get(link).status_code == 200
    assert Interest.objects.exists()
    assert Client().post(link).status_code == 200
    assert not Interest.objects.exists()
    assert Client().post(link).status_code == 404


def test_a_bad_address_is_said_and_an_open_event_waits_for_nothing():
    day = event(opens=soon(days=5))
    refused = send(day, "/prevenir", email="anne")
    assert refused.status_code == 400
    assert "« anne » n’est pas une adresse" in text(refused)
    assert "pas d’ouverture à attendre" in text(send(event(title="Ouverte"), "/prevenir"))
    assert Client().get(f"{day.path}/prevenir")["Location"] == day.path
