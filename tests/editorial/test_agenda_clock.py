"""The clock of Paris that our calendars carry is the one of the time zone database, year after year."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from coffret.editorial.agenda import calendar
from coffret.editorial.agenda import state as agenda


def carried() -> Calendar:
    facts = agenda.facts({"starts": "2026-06-19T09:30", "plan": "none"})
    made = calendar.Dated(1, "Journée", "http://localhost/agenda/journee", facts, datetime(2026, 5, 11, tzinfo=UTC))
    return Calendar.from_ical(calendar.file(made, datetime(2026, 5, 11, tzinfo=UTC)))


def test_there_is_one_clock_and_every_date_uses_it():
    read = carried()
    assert [str(zone["tzid"]) for zone in read.timezones] == ["Europe/Paris"]
    assert read.events[0]["dtstart"].params["tzid"] == "Europe/Paris"


def test_its_changes_fall_on_the_right_sundays():
    rules = {part.name: part for part in carried().timezones[0].subcomponents}
    paris = ZoneInfo("Europe/Paris")
    for year in range(1997, 2038):
        for name, month in (("DAYLIGHT", 3), ("STANDARD", 10)):
            rule = rules[name]
            assert (rule["rrule"]["bymonth"], rule["rrule"]["byday"]) == ([month], ["-1SU"])
            last = max(day for day in range(25, 32) if datetime(year, month, day, tzinfo=UTC).weekday() == 6)
            wall = datetime(year, month, last, rule["dtstart"].dt.hour, tzinfo=UTC)
            instant = wall - rule["tzoffsetfrom"].td
            before, after = (instant - timedelta(seconds=1)).astimezone(paris), instant.astimezone(paris)
            assert (before.utcoffset(), after.utcoffset()) == (rule["tzoffsetfrom"].td, rule["tzoffsetto"].td)
            assert after.tzname() == str(rule["tzname"])
