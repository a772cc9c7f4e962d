"""The agenda as visitors read it: lists, filters, archives, the page of an event and its machines' twin."""

import json
import re
from datetime import datetime
from typing import Any

import extruct
import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from editorial_factories import editor, entry

from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Event
from coffret.public.agenda import views as agenda

pytestmark = pytest.mark.django_db

PARIS = timezone.get_default_timezone()
YEAR = timezone.localtime().year + 1
DAY: dict[str, Any] = {
    "title": "Journée du récolement",
    "summary": "Une journée pour reprendre le récolement.",
    "body": "<p>Le matin, les textes ; l’après-midi, les réserves.</p>",
    "starts": f"{YEAR}-06-19T09:30",
    "ends": f"{YEAR}-06-19T17:00",
    "mode": "onsite",
    "place": "Auditorium Colbert",
    "address": "2, rue Vivienne\n75002 Paris",
    "plan": "own",
    "opens": f"{YEAR - 2}-06-02T10:00",
    "capacity": 20,
    "free": True,
    "audience": ["registrars"],
}


def event(**content: Any) -> Event:
    made = entry("event", **{**DAY, **content})
    assert isinstance(made, Event)
    return made


def read(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_what_is_to_come_stands_by_month_with_its_state():
    event()
    event(title="Rencontre d’automne", starts="", ends="", plan="undecided", opens="")
    event(title="Journée de l’an passé", starts=f"{YEAR - 3}-06-19T09:30", ends=f"{YEAR - 3}-06-19T17:00")
    page = read("/agenda/")
    assert "2 rendez-vous à venir." in page
    assert f"Juin {YEAR}" in page
    assert page.index("Journée du récolement") < page.index("Date à venir") < page.index("Rencontre d’automne")
    assert "Inscriptions ouvertes" in page
    assert "Date à retenir" in page
    assert "Journée de l’an passé" not in page
    assert f'href="/agenda/archives/{YEAR - 3}"' in page


def test_the_agenda_is_asked_by_audience_and_by_place():
    event()
    event(title="En visioconférence", mode="online", place="", address="", audience=["curators"])
    event(title="Pour tous", audience=["everyone"], place="Fontainebleau")
    assert "En visioconférence" not in read("/agenda/?public=registrars")
    assert "Pour tous" in read("/agenda/?public=registrars")
    online = read("/agenda/?ou=en-ligne")
    assert "En visioconférence" in online
    assert "Journée du récolement" not in online
    assert "noindex" in online
    placed = read("/agenda/?ou=auditorium-colbert")
    assert "Journée du récolement" in placed
    assert "Pour tous" not in placed
    assert "0 rendez-vous à venir" in read("/agenda/?ou=nulle-part&public=%00")


def test_an_empty_agenda_says_so():
    assert "Aucun rendez-vous n’est annoncé" in read("/agenda/")


def test_past_events_are_kept_by_year():
    event(title="Journée passée", starts=f"{YEAR - 3}-06-19T09:30", ends=f"{YEAR - 3}-06-19T17:00")
    page = read(f"/agenda/archives/{YEAR - 3}")
    assert "Journée passée" in page
    assert "Passé" in page
    assert Client().get(f"/agenda/archives/{YEAR - 4}").status_code == 404


def test_the_page_of_an_event_says_all_that_is_needed():
    made = event(price="", contact="recolement@example.org", organiser="Le bureau")
    page = read(made.path)
    for part in (
        f"19 juin {YEAR}, de 9 h 30 à 17 h",
        "Auditorium Colbert",
        "75002 Paris",
        "Gratuit",
        "20 places libres",
        f'href="{made.path}/inscription"',
        f'href="{made.path}.ics"',
        "recolement@example.org",
        "régisseurs",
        "l’après-midi, les réserves",
    ):
        assert part in page, part


@pytest.mark.parametrize(
    ("content", "shown", "absent"),
    [
        ({"plan": "none"}, "Sans inscription", "/inscription"),
        ({"plan": "outside", "outside_url": "https://example.org/x"}, 'href="https://example.org/x"', "/inscription"),
        ({"opens": f"{YEAR}-06-02T10:00"}, "Me prévenir à l’ouverture", "/inscription"),
        ({"standing": "cancelled", "standing_words": "Salle fermée."}, "Salle fermée.", "/inscription"),
        ({"capacity": 0}, "Complet", "/inscription"),
    ],
)
def test_each_state_has_its_words_and_its_button(content: dict[str, Any], shown: str, absent: str):
    page = read(event(**content).path)
    assert shown in page
    assert f'{absent}"' not in page


def test_where_one_joins_is_shown_to_all_only_when_one_comes_freely():
    join = {"mode": "both", "online_url": "https://visio.example.org/secret"}
    assert "visio.example.org" in read(event(plan="none", **join).path)
    assert "visio.example.org" not in read(event(title="Sur inscription", **join).path)


def test_a_draft_shows_nowhere_and_what_is_taken_off_says_so():
    draft = entry("event", live=False, **DAY)
    assert "Journée du récolement" not in read("/agenda/")
    assert Client().get("/agenda/journee-du-recolement").status_code == 404
    assert draft.path is None
    made = event()
    publishing.withdraw(made, editor(), "Une erreur.")
    for address in (made.path, f"{made.path}.ics"):
        assert Client().get(address).status_code == 410
    assert Client().get(f"{made.path}/inscription").status_code == 404
    assert "Journée du récolement" not in read("/agenda/")


def test_an_address_it_had_leads_to_its_own():
    made, who = event(), editor()
    actions.save(made, {**made.content, "slug": "recolement"}, who, 1)
    publishing.put_online(lock(made), who, timezone.now())
    for rest in ("", ".ics", "/inscription"):
        answer = Client().get(f"{made.path}{rest}")
        assert (answer.status_code, answer["Location"]) == (301, f"/agenda/recolement{rest}")


def test_a_preview_shows_what_is_being_written_and_its_buttons_lead_nowhere():
    draft = entry("event", live=False, **DAY)
    content = {**draft.content, **draft.revisions.get().content, "title": "Titre en cours"}
    request = RequestFactory().get("/pro/redaction/1/apercu")
    template, context = agenda.page(request, draft, content)
    assert template == "public/agenda/event.html"
    assert context["title"] == "Titre en cours"
    assert context["button"]["url"] == ""


def test_the_next_dates_for_the_first_page():
    event(title="Annulée", standing="cancelled")
    event(title="Plus tard", starts=f"{YEAR}-09-01T09:30", ends="")
    event(title="Bientôt", starts=f"{YEAR}-07-01T09:30", ends="")
    assert [one.event.title for one in agenda.upcoming(2)] == ["Bientôt", "Plus tard"]


def test_the_list_asks_the_database_little(django_assert_max_num_queries: Any):
    for number in range(12):
        event(title=f"Journée {number}", waiting_list=True)
    with django_assert_max_num_queries(12):
        read("/agenda/")


# For machines --------------------------------------------------------------------------------------------------------


def described(made: Event) -> dict[str, Any]:
    found = extruct.extract(Client().get(made.path).content.decode(), syntaxes=["json-ld"], uniform=True)["json-ld"]
    return next(one for one in found if one["@type"] == "Event")


def test_schema_org_event():
    data = described(event())
    assert data["name"] == "Journée du récolement"
    assert datetime.fromisoformat(data["startDate"]) == datetime(YEAR, 6, 19, 9, 30, tzinfo=PARIS)
    assert data["endDate"].endswith("+02:00")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert data["location"] == [
        {"@type": "Place", "name": "Auditorium Colbert", "address": "2, rue Vivienne, 75002 Paris"}
    ]
    assert data["offers"]["price"] == "0"
    assert data["offers"]["validFrom"].startswith(f"{YEAR - 2}-06-02T10:00:00")
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert data["isAccessibleForFree"] is True
    assert data["organizer"]["@type"] == "Organization"


def test_schema_org_of_whole_days_online_and_cancelled():
    made = event(
        starts=f"{YEAR}-06-05T00:00",
        ends=f"{YEAR}-06-06T00:00",
        all_day=True,
        mode="online",
        online_url="https://visio.example.org/secret",
        standing="cancelled",
    )
    data = described(made)
    assert (data["startDate"], data["endDate"]) == (f"{YEAR}-06-05", f"{YEAR}-06-06")
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["location"] == [{"@type": "VirtualLocation", "url": data["url"]}]
    assert "visio" not in json.dumps(data)


def test_a_title_cannot_break_out_of_the_script():
    data = described(event(title="</script><b>A & B</b>"))
    assert data["name"] == "</script><b>A & B</b>"


def test_hours_are_written_as_dates_of_html_and_the_calendar_may_be_followed():
    made = event()
    Event.objects.filter(pk=made.pk).update(starts_at=made.starts_at.replace(microsecond=123456))
    for address in ("/agenda/", made.path):
        told = re.findall(r'<time datetime="([^"]+)"', read(address))
        assert told
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", one) for one in told)
    assert re.search(r'href="webcal://[^"]+/agenda/agenda\.ics"', read("/agenda/"))
