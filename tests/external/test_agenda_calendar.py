"""The agenda's calendars read by ical.js (Mozilla's), which knows nothing of the library that wrote them."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from demo_site import needs
from django.test import Client
from django.utils import timezone
from editorial_factories import editor, entry

from coffret.editorial.entries import publishing, writing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Event

HERE = Path(__file__).parent
YEAR = timezone.localtime().year + 1

pytestmark = [pytest.mark.external, pytest.mark.django_db]


def understood(body: bytes) -> Any:
    """Return what ical.js understands of a calendar; raises where it refuses it."""
    needs(which("node"), "node")
    needs((HERE / "node_modules/ical.js").is_dir(), "ical.js")
    run = subprocess.run(
        ["node", str(HERE / "calendar_reader.cjs")], input=body, capture_output=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr.decode()[-500:]
    return json.loads(run.stdout)


def event(**content: Any) -> Event:
    given = {
        "title": "Journée « récolement », session d’été ; réservé aux régisseurs, aux documentalistes et à ceux de l’œuvre",
        "summary": "Première ligne.\nSeconde, avec une virgule ; et un point-virgule \\ une barre.",
        "starts": f"{YEAR}-06-19T09:30",
        "ends": f"{YEAR}-06-19T17:00",
        "mode": "onsite",
        "place": "Auditorium Colbert",
        "address": "2, rue Vivienne\n75002 Paris",
        "plan": "own",
        "opens": f"{YEAR}-06-02T10:00",
        **content,
    }
    made = entry("event", **given)
    assert isinstance(made, Event)
    return made


def fetched(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def test_a_file_says_the_same_to_another_library():
    made = event()
    body = fetched(f"{made.path}.ics")
    day, opening = understood(body)["events"]
    assert day["summary"] == made.title
    assert day["location"] == "Auditorium Colbert, 2, rue Vivienne, 75002 Paris"
    assert made.content["summary"] in day["description"]
    assert (day["start"], day["end"]) == (f"{YEAR}-06-19T07:30:00.000Z", f"{YEAR}-06-19T15:00:00.000Z")
    assert (day["zone"], day["known"], day["status"], day["sequence"]) == ("Europe/Paris", True, "CONFIRMED", 0)
    assert day["url"].endswith(made.path)
    assert opening["start"] == f"{YEAR}-06-02T08:00:00.000Z"
    assert opening["uid"] != day["uid"]


def test_lines_are_folded_at_75_octets_and_end_as_they_must():
    body = fetched(f"{event().path}.ics")
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two


def test_whole_days_end_the_day_after():
    made = event(starts=f"{YEAR}-06-05T00:00", ends=f"{YEAR}-06-06T00:00", all_day=True, plan="none")
    (day,) = understood(fetched(f"{made.path}.ics"))["events"]
    assert (day["allDay"], day["start"], day["end"]) == (True, f"{YEAR}-06-05", f"{YEAR}-06-07")


def test_a_change_of_time_and_a_cancellation_follow_the_same_identifier():
    made, who = event(), editor()
    first = understood(fetched(f"{made.path}.ics"))["events"][0]
    for number, change in enumerate(
        ({"starts": f"{YEAR}-06-26T09:30", "ends": f"{YEAR}-06-26T17:00"}, {"standing": "cancelled"}), start=1
    ):
        found = Event.objects.get(pk=made.pk)
        writing.save(found, {**found.content, **change}, who, number)
        publishing.put_online(lock(found), who, timezone.now())
        then = understood(fetched(f"{made.path}.ics"))["events"][0]
        assert (then["uid"], then["sequence"]) == (first["uid"], number)
        assert then["stamp"] > first["stamp"]
    assert then["status"] == "CANCELLED"
    assert then["summary"].startswith("Annulé : ")
    assert datetime.fromisoformat(then["start"]).day == 26


def test_a_date_to_keep_is_tentative():
    made = event(plan="undecided", opens="")
    (day,) = understood(fetched(f"{made.path}.ics"))["events"]
    assert day["status"] == "TENTATIVE"


def test_winter_and_summer_of_the_feed_and_what_it_says_of_itself():
    event()
    event(title="Hiver", starts=f"{YEAR}-12-05T09:30", ends=f"{YEAR}-12-05T17:00", plan="none")
    event(title="Sans date", starts="", ends="", plan="undecided", opens="")
    entry("event", live=False, title="Brouillon", starts=f"{YEAR}-06-01T09:00")
    body = fetched("/agenda/agenda.ics")
    read = understood(body)
    starts = {one["summary"]: one["start"] for one in read["events"]}
    assert starts["Hiver"] == f"{YEAR}-12-05T08:30:00.000Z"
    assert len(read["events"]) == 3
    assert "Brouillon" not in body.decode()
    told = read["calendar"]
    assert told["version"]["value"] == "2.0"
    assert told["name"]["value"].endswith("agenda")
    assert told["refresh-interval"] == {"type": "duration", "value": "PT12H", "image": None}
    assert told["source"]["type"] == "uri"
    assert told["source"]["value"].endswith("/agenda/agenda.ics")
    assert told["image"]["image"] == "image/svg+xml"


def test_who_holds_this_very_calendar_is_told_so():
    made = event()
    for path in ("/agenda/agenda.ics", f"{made.path}.ics"):
        first = Client().get(path)
        assert Client().get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
        assert first["Access-Control-Allow-Origin"] == "*"
