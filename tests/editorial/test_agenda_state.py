"""The state of an event is computed: each state, each instant where it turns, and what wins over what."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import Button, Facts, State

PARIS = timezone.get_default_timezone()
INSTANT = timedelta(microseconds=1)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


# Opens on 2 June at 10, closes on the 12th at 18, held on the 19th from 9:30 to 17.
DAY = Facts(
    starts_at=at(19, 9, 30),
    ends_at=at(19, 17),
    plan="own",
    opens_at=at(2, 10),
    closes_at=at(12, 18),
    capacity=20,
)


def found(known: Facts, now: datetime, taken: int = 0) -> tuple[State, Button]:
    where = agenda.state(known, now, taken)
    return where.state, where.button


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2, 10) - INSTANT, (State.SOON, Button.NOTIFY)),
        (at(2, 10), (State.OPEN, Button.REGISTER)),
        (at(12, 18), (State.OPEN, Button.REGISTER)),
        (at(12, 18) + INSTANT, (State.CLOSED, Button.NONE)),
        (at(19, 9, 30) - INSTANT, (State.CLOSED, Button.NONE)),
        (at(19, 9, 30), (State.LIVE, Button.NONE)),
        (at(19, 17) - INSTANT, (State.LIVE, Button.NONE)),
        (at(19, 17), (State.PAST, Button.NONE)),
    ],
)
def test_the_clock_turns_the_state_at_the_very_instant(now: datetime, expected: tuple[State, Button]):
    assert found(DAY, now) == expected


@pytest.mark.parametrize(
    ("taken", "waiting_list", "expected"),
    [
        (19, False, (State.OPEN, Button.REGISTER)),
        (20, False, (State.FULL, Button.NONE)),
        (20, True, (State.WAITING, Button.WAIT)),
        (21, True, (State.WAITING, Button.WAIT)),
    ],
)
def test_places_turn_the_state(taken: int, waiting_list: bool, expected: tuple[State, Button]):
    assert found(replace(DAY, waiting_list=waiting_list), at(3), taken) == expected


def test_places_are_counted_for_our_own_form_alone():
    outside = replace(DAY, plan="outside", outside_url="https://example.org/inscription")
    assert found(outside, at(3), 500) == (State.OPEN, Button.OUTSIDE)
    assert agenda.state(DAY, at(3), 5).left == 15
    assert agenda.state(outside, at(3), 5).left is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"starts_at": None, "ends_at": None}, (State.SAVE_THE_DATE, Button.NONE)),
        ({"plan": "undecided", "opens_at": None}, (State.SAVE_THE_DATE, Button.NONE)),
        ({"plan": "undecided"}, (State.SOON, Button.NOTIFY)),
        ({"opens_at": None}, (State.SOON, Button.NOTIFY)),
        ({"plan": "outside"}, (State.SOON, Button.NOTIFY)),  # no address yet
        ({"plan": "none"}, (State.NO_BOOKING, Button.NONE)),
        ({"plan": "none", "starts_at": None}, (State.SAVE_THE_DATE, Button.NONE)),
        ({"closes_at": None}, (State.OPEN, Button.REGISTER)),
        ({"capacity": None}, (State.OPEN, Button.REGISTER)),
        ({"standing": "cancelled"}, (State.CANCELLED, Button.NONE)),
        ({"standing": "postponed"}, (State.POSTPONED, Button.NONE)),
        ({"standing": "cancelled", "pinned": "open", "pinned_until": at(30)}, (State.CANCELLED, Button.NONE)),
    ],
)
def test_what_is_known_decides(change: dict[str, object], expected: tuple[State, Button]):
    assert found(replace(DAY, **change), at(3), 99 if "capacity" in change else 0) == expected


def test_cancelled_wins_over_past():
    assert found(replace(DAY, standing="cancelled"), at(30)) == (State.CANCELLED, Button.NONE)


def test_a_pin_holds_until_its_date_and_not_an_instant_more():
    pinned = replace(DAY, pinned="closed", pinned_until=at(5))
    assert found(pinned, at(5) - INSTANT) == (State.CLOSED, Button.NONE)
    assert found(pinned, at(5)) == (State.OPEN, Button.REGISTER)
    # Never for ever, never a fact, never what nobody knows.
    for bad in (
        replace(DAY, pinned="closed"),
        replace(DAY, pinned="past", pinned_until=at(5)),
        replace(DAY, pinned="?", pinned_until=at(5)),
    ):
        assert found(bad, at(3)) == (State.OPEN, Button.REGISTER)


def test_the_clock_wins_over_a_pin():
    pinned = replace(DAY, pinned="open", pinned_until=at(30))
    assert found(pinned, at(19, 12)) == (State.LIVE, Button.NONE)
    assert found(pinned, at(20)) == (State.PAST, Button.NONE)


def test_an_event_without_end_ends_with_its_day():
    evening = replace(DAY, ends_at=None)
    assert found(evening, at(20) - INSTANT) == (State.LIVE, Button.NONE)
    assert found(evening, at(20)) == (State.PAST, Button.NONE)
    backwards = replace(DAY, ends_at=at(18))
    assert found(backwards, at(19, 12)) == (State.LIVE, Button.NONE)


def test_one_registers_during_an_event_only_when_its_closing_says_so():
    assert found(replace(DAY, closes_at=None), at(19, 12)) == (State.LIVE, Button.NONE)
    assert found(replace(DAY, closes_at=at(19, 14)), at(19, 12)) == (State.LIVE, Button.REGISTER)
    assert found(replace(DAY, closes_at=at(19, 14)), at(19, 15)) == (State.LIVE, Button.NONE)


# Contents, as they are typed -----------------------------------------------------------------------------------------


def test_whole_days_of_a_content_run_to_the_midnight_after_the_last():
    content = {"starts": "2026-06-05T00:00", "ends": "2026-06-06T00:00", "all_day": True, "plan": "none"}
    known = agenda.facts(content)
    assert (known.starts_at, known.ends_at) == (at(5), at(7))
    assert found(known, at(7) - INSTANT) == (State.LIVE, Button.NONE)
    assert found(known, at(7)) == (State.PAST, Button.NONE)
    alone = agenda.facts({**content, "ends": ""})
    assert alone.ends_at == at(6)


@pytest.mark.parametrize("odd", ["", None, "hier", "2026-13-01", "0001-01-01T00:00", "9999-12-31T23:59", 12, []])
def test_a_moment_nobody_can_read_is_none(odd: object):
    content = {"starts": odd, "ends": odd, "opens": odd, "closes": odd, "pinned_until": odd, "capacity": "dix"}
    assert agenda.facts(content) == Facts()
    assert agenda.facts({**content, "all_day": True}).starts_at is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "demain", "//example.org", None, 3])
def test_an_address_no_page_may_lead_to_is_none(url: object):
    content = {"starts": "2026-06-19T09:30", "opens": "2026-06-02T10:00", "plan": "outside", "outside_url": url}
    assert found(agenda.facts(content), at(3)) == (State.SOON, Button.NOTIFY)


def test_a_content_and_the_clock_of_summer_and_winter():
    winter = agenda.facts({"starts": "2026-12-05T09:30"}).starts_at
    summer = agenda.facts({"starts": "2026-06-05T09:30"}).starts_at
    assert winter is not None
    assert summer is not None
    assert (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


# Words ---------------------------------------------------------------------------------------------------------------


def said(known: Facts, now: datetime, taken: int = 0) -> str:
    return agenda.state(known, now, taken).words().replace("\u00a0", " ")


def test_the_words_of_a_state():
    assert said(DAY, at(11, month=5)) == "Bientôt : ouverture des inscriptions le 2 juin à 10 h"
    assert said(DAY, at(3)) == "Inscriptions ouvertes jusqu’au 12 juin à 18 h"
    assert said(replace(DAY, closes_at=at(12, 23, 59)), at(3)) == "Inscriptions ouvertes jusqu’au 12 juin"
    assert said(replace(DAY, closes_at=at(13)), at(3)) == "Inscriptions ouvertes jusqu’au 12 juin"
    assert said(replace(DAY, closes_at=None), at(3)) == "Inscriptions ouvertes"
    assert said(replace(DAY, opens_at=None), at(3)) == "Inscriptions bientôt ouvertes"
    assert said(replace(DAY, waiting_list=True), at(3), 20) == "Complet : liste d’attente"
    assert said(DAY, at(3), 20) == "Complet"
    assert said(DAY, at(13)) == "Inscriptions closes depuis le 12 juin à 18 h"
    assert said(replace(DAY, plan="none"), at(3)) == "Sans inscription"


def test_an_opening_of_another_year_says_its_year():
    far = replace(DAY, opens_at=datetime(2027, 1, 1, 9, tzinfo=PARIS), starts_at=datetime(2027, 3, 1, 9, tzinfo=PARIS))
    assert said(far, at(3)) == "Bientôt : ouverture des inscriptions le 1er janvier 2027 à 9 h"


def test_every_state_has_words_and_an_icon():
    assert set(agenda.LABELS) == set(State)
    assert set(agenda.ICONS) == set(State)
    assert len(set(agenda.ICONS.values())) == len(State)


@pytest.mark.parametrize(
    ("starts", "ends", "all_day", "words"),
    [
        ("2026-06-05T09:30", "2026-06-05T17:00", False, "vendredi 5 juin 2026, de 9 h 30 à 17 h"),
        ("2026-06-05T09:30", "", False, "vendredi 5 juin 2026 à 9 h 30"),
        ("2026-06-05T09:30", "2026-06-05T09:00", False, "vendredi 5 juin 2026 à 9 h 30"),
        ("2026-06-05", "", True, "vendredi 5 juin 2026"),
        ("2026-06-01", "2026-06-03", True, "du lundi 1er au mercredi 3 juin 2026"),
        ("2026-05-30", "2026-06-01", True, "du samedi 30 mai au lundi 1er juin 2026"),
        ("2026-12-31", "2027-01-01", True, "du jeudi 31 décembre 2026 au vendredi 1er janvier 2027"),
        ("2026-06-05T20:00", "2026-06-06T02:00", False, "du vendredi 5 juin à 20 h au samedi 6 juin 2026 à 2 h"),
    ],
)
def test_when_it_takes_place_in_words(starts: str, ends: str, all_day: bool, words: str):
    first, last = agenda.span_of({"starts": starts, "ends": ends, "all_day": all_day})
    assert first is not None
    assert moments.span(first, last, all_day).replace("\u00a0", " ") == words


def test_dates_in_english():
    with translation.override("en"):
        first, last = agenda.span_of({"starts": "2026-06-05T09:30", "ends": ""})
        assert first is not None
        assert moments.span(first, last).replace("\u00a0", " ").startswith("Friday 5 June 2026")
        assert moments.hour(first) == "9:30"
