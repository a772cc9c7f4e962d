"""Visits of the web version and of our pages: counted per day, nobody told apart, nothing of who came kept."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from editorial_factories import entry
from factories import THEN

from coffret.base.duties import DUTIES
from coffret.base.tallies import Tally
from coffret.editorial.models import Issue, Newsletter
from coffret.newsletters.models import Visits
from coffret.newsletters.returns import visits

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def tally(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Tally:
    """Return an own tally, whose files are in the test's data directory."""
    settings.DATA = tmp_path
    own = Tally("visits")
    monkeypatch.setattr(visits, "TALLY", own)
    return own


@pytest.fixture
def issue() -> Issue:
    """Return an issue that has left."""
    newsletter = Newsletter.objects.create(slug="catalogue", name="Le catalogue", created_at=THEN)
    made = entry("letter", live=False)
    Issue.objects.filter(pk=made.pk).update(newsletter=newsletter, day=date(2026, 5, 11), sent_at=THEN)
    return Issue.objects.get(pk=made.pk)


def at(monkeypatch: pytest.MonkeyPatch, month: int, day: int, hour: int, minute: int) -> None:
    """Set the clock to a moment of Paris."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, month, day, hour, minute, tzinfo=PARIS))


def counts() -> list[tuple[str, int, int]]:
    """Add up twice, files rest once before they are read; return (day, web, pages)."""
    visits.TALLY.write()
    visits.add_up()
    visits.add_up()
    return [(f"{row.day:%m-%d}", row.web, row.pages) for row in Visits.objects.order_by("day")]


def test_each_day_has_its_count(issue, monkeypatch):
    at(monkeypatch, 5, 11, 23, 59)
    for _visit in range(3):
        visits.count_web(issue)
    visits.count_page("catalogue-2026-05-11")
    at(monkeypatch, 5, 12, 0, 1)
    visits.count_web(issue)
    assert counts() == [("05-11", 3, 1), ("05-12", 1, 0)]


def test_visits_add_to_those_counted_before(issue, monkeypatch):
    at(monkeypatch, 5, 11, 9, 0)
    visits.count_web(issue)
    assert counts() == [("05-11", 1, 0)]
    visits.count_web(issue)
    visits.count_page(visits.mark(issue))
    assert counts() == [("05-11", 2, 1)]


@pytest.mark.parametrize(
    "word",
    [
        "",
        "catalogue",
        "catalogue-2026-13-40",
        "inconnue-2026-05-11",
        "catalogue-2026-05-12",
        "catalogue-2026-05-11\nweb",
        "a" * 60,
        "é-2026-05-11",
    ],
)
def test_another_word_counts_for_nothing(issue, word):
    visits.count_page(word)
    assert counts() == []


def test_what_has_not_left_is_not_counted(issue):
    Issue.objects.update(sent_at=None)
    visits.count_web(issue)
    assert counts() == []


def test_lines_cut_short_are_left_aside(issue, tally):
    (tally.folder() / "7.txt").write_text("2026-05-11 web catalogue-2026-05-11\n2026-05-1\n2026-02-30 web x\n\n")
    assert counts() == [("05-11", 1, 0)]


def test_nothing_of_who_came_is_kept(issue, tally, monkeypatch):
    at(monkeypatch, 5, 11, 9, 0)
    visits.count_web(issue)
    tally.write()
    assert [path.read_text() for path in tally.folder().iterdir()] == ["2026-05-11 web catalogue-2026-05-11\n"]


def test_the_worker_adds_up(issue):
    visits.count_web(issue)
    visits.count_page(visits.mark(issue))
    visits.TALLY.write()
    assert DUTIES["visites des lettres"].act() == ""
    assert DUTIES["visites des lettres"].act() == "2 visites des lettres"
