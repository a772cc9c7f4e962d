"""The state of an event towards its public: computed from its facts and the clock, never typed.

Which state wins, from the first:

1. ``cancelled`` and ``postponed``: the office said so.
2. ``past`` from its end on, ``live`` from its start on: the clock said so. Without an end, the day it starts ends it.
   During the event, registration stays open only when its closing says so.
3. The state an editor pinned, until the date given with it: never for ever, and never one of those above.
4. ``save_the_date``: no start, or no registration plan and no opening announced.
5. ``no_booking``: one comes without registering.
6. ``soon``: registration opens later, or nobody said when, or there is no way yet to register.
7. ``closed``: after the closing.
8. ``waiting`` or ``full``: every place is taken, with a waiting list or without.
9. ``open``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from coffret.editorial import moments
from coffret.editorial.models import Event, Plan, Standing


class State(StrEnum):
    """Where an event stands."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    PAST = "past"
    LIVE = "live"
    SAVE_THE_DATE = "save_the_date"
    SOON = "soon"
    OPEN = "open"
    WAITING = "waiting"
    FULL = "full"
    CLOSED = "closed"
    NO_BOOKING = "no_booking"

    @property
    def label(self) -> str:
        """Return its short name in the reader's language."""
        return str(LABELS[self])


LABELS: dict[State, str | Promise] = {
    State.CANCELLED: gettext_lazy("Annulé"),
    State.POSTPONED: gettext_lazy("Reporté"),
    State.PAST: gettext_lazy("Passé"),
    State.LIVE: gettext_lazy("En ce moment"),
    State.SAVE_THE_DATE: gettext_lazy("Date à retenir"),
    State.SOON: gettext_lazy("Inscriptions bientôt ouvertes"),
    State.OPEN: gettext_lazy("Inscriptions ouvertes"),
    State.WAITING: gettext_lazy("Complet : liste d’attente"),
    State.FULL: gettext_lazy("Complet"),
    State.CLOSED: gettext_lazy("Inscriptions closes"),
    State.NO_BOOKING: gettext_lazy("Sans inscription"),
}

# What an editor may pin: a stand towards registration. The clock and the office's word on the event itself are facts.
PINNABLE = (State.SAVE_THE_DATE, State.SOON, State.OPEN, State.WAITING, State.FULL, State.CLOSED, State.NO_BOOKING)
# States whose programme is ahead: lists and calendars show them as to come.
AHEAD = frozenset(State) - {State.PAST, State.CANCELLED}


class Button(StrEnum):
    """What the page offers to do."""

    NONE = "none"
    REGISTER = "register"
    WAIT = "wait"
    NOTIFY = "notify"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state is computed from. ``ends_at`` is the first instant after the event, or None when nobody said."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False
    standing: str = Standing.CONFIRMED
    plan: str = Plan.UNDECIDED
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    outside_url: str = ""
    capacity: int | None = None
    waiting_list: bool = False
    pinned: str = ""
    pinned_until: datetime | None = None

    @property
    def over_at(self) -> datetime | None:
        """Return the instant from which it is past: its end, or that of the day it starts when it has none."""
        if self.starts_at is None or (self.ends_at and self.ends_at > self.starts_at):
            return self.ends_at if self.starts_at else None
        return moments.midnight(moments.local(self.starts_at).date() + timedelta(days=1))

    @property
    def bookable(self) -> bool:
        """Say whether there is a way to register: our own form, or an address."""
        return self.plan == Plan.OWN or (self.plan == Plan.OUTSIDE and bool(self.outside_url))


_COLUMNS = tuple(Facts.__dataclass_fields__)


def facts(of: Event | Mapping[str, Any]) -> Facts:
    """Return the facts of an event's row, or of a content laid out by kinds.py (what is being written)."""
    if isinstance(of, Event):
        return Facts(**{name: getattr(of, name) for name in _COLUMNS})
    starts, ends = span_of(of)
    capacity = of.get("capacity")
    return Facts(
        starts_at=starts,
        ends_at=ends,
        all_day=bool(of.get("all_day")),
        standing=of.get("standing") or Standing.CONFIRMED,
        plan=of.get("plan") or Plan.UNDECIDED,
        opens_at=moments.read(of.get("opens")),
        closes_at=moments.read(of.get("closes")),
        outside_url=web_address(of.get("outside_url")),
        capacity=capacity if isinstance(capacity, int) and capacity >= 0 else None,
        waiting_list=bool(of.get("waiting_list")),
        pinned=of.get("pinned") or "",
        pinned_until=moments.read(of.get("pinned_until")),
    )


def web_address(url: object) -> str:
    """Return an address a page may lead to; « » for what is none (« javascript: », a word)."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def span_of(content: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Return the first instant of a content's event and the first one after it (None when nobody gave an end).

    Whole days run from midnight of the first to midnight after the last; without an end there is one day.
    """
    starts, ends = moments.read(content.get("starts")), moments.read(content.get("ends"))
    if starts is None or not content.get("all_day"):
        return starts, ends
    first = moments.local(starts).date()
    last = max(first, moments.local(ends).date()) if ends else first
    return moments.midnight(first), moments.midnight(last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Situation:
    """A state, what bounds it, and what the page offers. ``left``: places left, where they are counted."""

    state: State
    button: Button
    now: datetime
    since: datetime | None = None
    until: datetime | None = None
    left: int | None = None

    @property
    def icon(self) -> str:
        """Return the name of the drawing that goes with its words: state is never colour alone."""
        return ICONS[self.state]

    @property
    def label(self) -> str:
        """Return the state's short name in the reader's language."""
        return self.state.label

    def words(self) -> str:
        """Return the state in words, with its date where there is one: « Inscriptions ouvertes jusqu’au 12 juin »."""
        if self.state is State.OPEN and self.until:
            return gettext("Inscriptions ouvertes jusqu’au {day}").format(day=moments.until(self.until, self.now))
        if self.state is State.SOON and self.until:
            opening = moments.day_and_hour(self.until, self.now)
            return gettext("Bientôt : ouverture des inscriptions le {day}").format(day=opening)
        if self.state is State.CLOSED and self.since:
            return gettext("Inscriptions closes depuis le {day}").format(day=moments.until(self.since, self.now))
        return self.label

    def __str__(self) -> str:
        return self.words()


ICONS = {
    State.CANCELLED: "cross",
    State.POSTPONED: "later",
    State.PAST: "past",
    State.LIVE: "live",
    State.SAVE_THE_DATE: "date",
    State.SOON: "soon",
    State.OPEN: "open",
    State.WAITING: "queue",
    State.FULL: "full",
    State.CLOSED: "closed",
    State.NO_BOOKING: "door",
}


def state(of: Facts | Event | Mapping[str, Any], now: datetime, taken: int = 0) -> Situation:
    """Return where an event stands at ``now``; ``taken``: places taken in our own registration.

    Bounds: registration is open from its opening to its closing, both included; the event is live
    from its start, past from its end, the end excluded; a pin holds while ``now`` is before its date.
    """
    known = of if isinstance(of, Facts) else facts(of)
    return _said(known, now) or _clocked(known, now, taken) or _pinned(known, now, taken) or _planned(known, now, taken)


def _said(known: Facts, now: datetime) -> Situation | None:
    if known.standing == Standing.CANCELLED:
        return Situation(State.CANCELLED, Button.NONE, now)
    return Situation(State.POSTPONED, Button.NONE, now) if known.standing == Standing.POSTPONED else None


def _clocked(known: Facts, now: datetime, taken: int) -> Situation | None:
    over = known.over_at
    if known.starts_at is None or over is None or now < known.starts_at:
        return None
    if now >= over:
        return Situation(State.PAST, Button.NONE, now, since=over)
    planned = _planned(known, now, taken)
    late = bool(known.closes_at) and planned.state in {State.OPEN, State.WAITING}
    button = planned.button if late else Button.NONE
    return Situation(State.LIVE, button, now, since=known.starts_at, until=over, left=planned.left)


def _pinned(known: Facts, now: datetime, taken: int) -> Situation | None:
    held = known.pinned in PINNABLE and known.pinned_until is not None and now < known.pinned_until
    if not held:
        return None
    pinned = State(known.pinned)
    return Situation(pinned, _button(pinned, known), now, left=_left(known, taken))


def _planned(known: Facts, now: datetime, taken: int) -> Situation:
    reached, since, until = _reached(known, now, taken)
    return Situation(reached, _button(reached, known), now, since, until, _left(known, taken))


def _reached(known: Facts, now: datetime, taken: int) -> tuple[State, datetime | None, datetime | None]:
    opens, closes = known.opens_at, known.closes_at
    if known.plan == Plan.NONE:
        return (State.NO_BOOKING if known.starts_at else State.SAVE_THE_DATE), None, None
    if known.starts_at is None or (known.plan == Plan.UNDECIDED and opens is None):
        return State.SAVE_THE_DATE, None, None
    if opens is None or now < opens:
        return State.SOON, None, opens
    if closes and now > closes:
        return State.CLOSED, closes, None
    if not known.bookable:
        return State.SOON, None, None
    if known.plan == Plan.OWN and known.capacity is not None and taken >= known.capacity:
        return (State.WAITING if known.waiting_list else State.FULL), None, closes
    return State.OPEN, opens, closes


def _left(known: Facts, taken: int) -> int | None:
    return max(0, known.capacity - taken) if known.plan == Plan.OWN and known.capacity is not None else None


def _button(reached: State, known: Facts) -> Button:
    own = known.plan == Plan.OWN
    if reached is State.OPEN and known.bookable:
        return Button.REGISTER if own else Button.OUTSIDE
    if reached is State.WAITING:
        return Button.WAIT if own else Button.NONE
    return Button.NOTIFY if reached is State.SOON else Button.NONE
