"""A museum in figures: what is online, what is illustrated, what was found, and how it went these last months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from coffret.accounts import access
from coffret.accounts.models import Membership, Participation
from coffret.authorities.models import Museum
from coffret.base.rules import Severity
from coffret.catalogue import census
from coffret.conformity.models import Board, Measure

SINCE = timedelta(days=92)
WIDTH, HEIGHT, MARGIN = 120, 32, 3


@dataclass(frozen=True, slots=True)
class Trend:
    """How many notices were online, day after day: points of a line in a box of WIDTH × HEIGHT, and its two ends."""

    points: str
    last_x: float
    last_y: float
    first: int
    last: int
    since: Any

    @property
    def more(self) -> int:
        """Return by how many it grew; negative when it shrank."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Gravity:
    """How many notices online have findings of a gravity."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """A museum in figures, for whoever reads: ``role`` « » when they only observe it."""

    museum: Museum
    role: str
    enrolled: bool
    reviewed: bool
    online: int
    illustrated: int
    gravities: list[Gravity]
    trend: Trend | None
    waiting: int = 0

    @property
    def share(self) -> int:
        """Return the share illustrated, in hundredths."""
        return round(100 * self.illustrated / self.online) if self.online else 0

    @property
    def acts(self) -> bool:
        """Say whether whoever reads hands in for it."""
        return bool(self.role)


def cards(user: Any, waiting: Mapping[str, int]) -> list[Card]:
    """Return a card for each museum ``user`` works for or observes, what waits the most first: a fixed number of queries."""
    codes = access.seen_codes(user)
    made = cards_of(codes, user, waiting) if codes else []
    return sorted(made, key=lambda card: (not card.acts, -card.waiting, card.museum.city, card.museum.code))


def cards_of(codes: Iterable[str], user: Any, waiting: Mapping[str, int]) -> list[Card]:
    """Return the cards of these museums (codes), in the directory's order: six queries."""
    museums = list(Museum.objects.filter(code__in=codes))
    held = [museum.code for museum in museums]
    counts = census.holdings(held)
    boards = dict(Board.objects.filter(museum__in=held).order_by().values_list("museum_id", "counts"))
    trends = _trends(held)
    reviewed = dict(Participation.objects.filter(museum__in=held).order_by().values_list("museum_id", "reviewed"))
    roles = {row.museum_id: row for row in Membership.objects.filter(user=user, museum__in=held).order_by("pk")}
    made = []
    for museum in museums:
        row = roles.get(museum.code)
        _held, online, illustrated = counts.get(museum.code, census.NOTHING)
        made.append(
            Card(
                museum,
                role=str(row.get_role_display()) if row else "",
                enrolled=museum.code in reviewed,
                reviewed=reviewed.get(museum.code, False),
                online=online,
                illustrated=illustrated,
                gravities=_gravities(boards.get(museum.code)),
                trend=trends.get(museum.code),
                waiting=waiting.get(museum.code, 0),
            )
        )
    return made


def _gravities(counts: Mapping[str, int] | None) -> list[Gravity]:
    if counts is None:
        return []
    return [Gravity(one.value, counts[one.value]) for one in Severity if one.value in counts]


def _trends(codes: list[str]) -> dict[str, Trend]:
    since = timezone.localdate() - SINCE
    days: dict[str, list[tuple[Any, int]]] = {}
    rows = Measure.objects.filter(museum__in=codes, day__gte=since).order_by("museum_id", "day")
    for code, day, counts in rows.values_list("museum_id", "day", "counts"):
        if "online" in counts:
            days.setdefault(code, []).append((day, counts["online"]))
    return {code: trend_of(found) for code, found in days.items() if len(found) > 1}


def trend_of(days: list[tuple[Any, int]]) -> Trend:
    """Return the line through (day, count), two at least, in the order of days."""
    (first_day, first), (last_day, last) = days[0], days[-1]
    low, high = min(count for _day, count in days), max(count for _day, count in days)
    span, rise = (last_day - first_day).days or 1, (high - low) or 1
    across, up = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    points = [
        (
            round(MARGIN + across * (day - first_day).days / span, 1),
            round(MARGIN + up * (1 - (count - low) / rise) if high > low else HEIGHT / 2, 1),
        )
        for day, count in days
    ]
    return Trend(" ".join(f"{x},{y}" for x, y in points), *points[-1], first, last, first_day)
