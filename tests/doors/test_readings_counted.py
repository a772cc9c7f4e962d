"""Pages read: counted in memory, written in files, added up by the worker; nothing of who read them."""

from pathlib import Path
from typing import Any

import factories
import pytest
from django.test import Client

from coffret.base import tallies
from coffret.base.duties import DUTIES
from coffret.editorial.featuring import readings
from coffret.editorial.models import RecordViews

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> tallies.Tally:
    """Return an own tally, whose files are in the test's data directory."""
    settings.DATA = tmp_path
    own = tallies.Tally("readings")
    monkeypatch.setattr(readings, "TALLY", own)
    return own


def add_up() -> dict[str, int]:
    """Run the duty twice: files rest once before they are read."""
    readings.add_up()
    readings.add_up()
    return dict(RecordViews.objects.order_by("pk").values_list("record__ref", "count"))


def test_people_are_counted_programs_are_not(tally, publish):
    record = publish({"TITR": "Coffret"})[0]
    tally.write()
    seen = [
        (FIREFOX, "get", {}),
        (FIREFOX, "get", {}),
        (FIREFOX, "head", {}),
        (FIREFOX, "get", {"HTTP_SEC_PURPOSE": "prefetch;prerender"}),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "get", {}),
        ("curl/8.5.0", "get", {}),
        ("", "get", {}),
    ]
    for agent, method, more in seen:
        getattr(Client(HTTP_USER_AGENT=agent), method)(f"/notices/{record.ref}", **more)
    tally.write()
    assert add_up() == {record.ref: 2}


def test_what_is_not_shown_is_not_counted(tally, publish):
    gone = publish({"TITR": "Retirée"}, status="withdrawn")[0]
    client = Client(HTTP_USER_AGENT=FIREFOX)
    assert client.get(f"/notices/{gone.ref}").status_code == 410
    assert client.get("/notices/M0650999999").status_code == 404
    assert client.get(f"/notices/{gone.ref}.json").status_code == 410
    tally.write()
    assert add_up() == {}


def test_a_view_writes_nothing_until_there_are_many(tally, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 5)
    for _view in range(4):
        tally.add("1")
    assert list(tally.folder().iterdir()) == []
    tally.add("1")
    assert [path.read_text() for path in tally.folder().iterdir()] == ["1\n" * 5]


def test_a_view_kept_too_long_is_written_with_the_next(tally, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(tallies.time, "monotonic", lambda: now[0])
    tally.add("1")
    now[0] += tallies.LONGEST
    tally.add("2")
    assert [path.read_text() for path in tally.folder().iterdir()] == ["1\n2\n"]


def test_views_add_to_those_of_before(tally):
    first, second = factories.record(), factories.record()
    for record, times in ((first, 3), (second, 1)):
        for _view in range(times):
            tally.add(str(record.pk))
    tally.write()
    assert add_up() == {first.ref: 3, second.ref: 1}
    tally.add(str(first.pk))
    tally.write()
    assert add_up() == {first.ref: 4, second.ref: 1}
    assert list(tally.folder().iterdir()) == []


def test_files_rest_a_turn_for_those_who_still_write_to_them(tally):
    record = factories.record()
    tally.add(str(record.pk))
    tally.write()
    readings.add_up()
    assert not RecordViews.objects.exists()
    with next(tally.folder().glob("*.aside")).open("a") as late:
        late.write(f"{record.pk}\n")
    readings.add_up()
    assert RecordViews.objects.get().count == 2


def test_a_line_cut_short_and_a_record_that_is_no_more_are_left_aside(tally):
    record = factories.record()
    (tally.folder() / "7.txt").write_text(f"{record.pk}\n999999\n12x\n\n")
    assert add_up() == {record.ref: 1}


def test_the_worker_adds_up(tally):
    record = factories.record()
    tally.add(str(record.pk))
    tally.write()
    assert DUTIES["pages lues"].act() == ""
    assert DUTIES["pages lues"].act() == "1 page de notice lue"


def test_nothing_of_who_reads_is_kept(tally, publish):
    record = publish({"TITR": "Coffret"})[0]
    response = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.9").get(f"/notices/{record.ref}")
    tally.write()
    assert response.cookies == {}
    assert [path.read_text() for path in tally.folder().iterdir()] == [f"{record.pk}\n"]
