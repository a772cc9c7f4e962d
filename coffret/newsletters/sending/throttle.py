"""How fast mail leaves: limits by second, minute and hour, hours of the day, the ramp of a new address.

What left is kept in the way out's row by the very transactions that claim deliveries: a crash forgets none of it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.text import grouped
from coffret.editorial import moments
from coffret.newsletters.models import Channel, Delivery, Sending, SendingState
from coffret.newsletters.sending.channel import connections

WINDOWS = (("second", 1), ("minute", 60), ("hour", 3600))
DAY = "day"
# Seconds a message takes on a connection, as long as nothing was measured: a relay nearby answers faster.
USUAL = 0.2
_MEASURED = 50  # deliveries: of a shorter sending nothing is learnt
_LONGEST = timedelta(days=366)


class Gate:
    """What may still leave now. One holder of the way out, one gate; not to be shared by threads."""

    def __init__(self, channel: Channel) -> None:
        self.kept: dict[str, list[Any]] = {name: list(pair) for name, pair in channel.carried.items()}
        self.read(channel)

    def read(self, channel: Channel) -> None:
        """Take the limits as they are set now; what left already still counts."""
        self.limits = {"second": channel.per_second, "minute": channel.per_minute, "hour": channel.per_hour}
        self.channel = channel

    @property
    def limited(self) -> bool:
        """Say whether what leaves has to be counted."""
        return any(self.limits.values()) or bool(self.channel.ramp)

    def take(self, now: datetime) -> float:
        """Take one place; return 0, or the seconds to wait before there is one."""
        wait = max(closed(self.channel, now), *(self._wait(*window, now) for window in WINDOWS), self._ramp(now))
        if not wait:
            for name in (*self.limits, DAY):
                self.kept.setdefault(name, [0, 0])[1] += 1
        return wait

    def carried(self) -> dict[str, list[Any]]:
        """Return a copy of what left in the windows under way, as Channel.carried keeps it."""
        return {name: list(pair) for name, pair in self.kept.items()}

    def _wait(self, name: str, length: int, now: datetime) -> float:
        start = int(now.timestamp()) // length * length
        return self._left(name, self.limits[name], start, start + length - now.timestamp())

    def _ramp(self, now: datetime) -> float:
        today = timezone.localdate(now)
        until = (moments.midnight(today + timedelta(days=1)) - now).total_seconds()
        return self._left(DAY, ramp(self.channel, now), today.isoformat(), until)

    def _left(self, name: str, limit: int | None, start: int | str, until: float) -> float:
        """Return 0 while a window has room, else the seconds until the next; a window that is over is begun anew."""
        if self.kept.get(name, [None])[0] != start:
            self.kept[name] = [start, 0]
        return until if limit and self.kept[name][1] >= limit else 0.0


def ramp(channel: Channel, now: datetime) -> int | None:
    """Return the most messages of this day while a new address earns its name; None without a ramp, or past it."""
    if not channel.ramp:
        return None
    days = (timezone.localdate(now) - (channel.ramp_from or timezone.localdate(now))).days
    return int(channel.ramp[max(0, days)]) if days < len(channel.ramp) else None


def closed(channel: Channel, now: datetime) -> float:
    """Return how many seconds are left before the hours in which mail leaves; 0 within them."""
    first, last = channel.from_hour % 24, channel.until_hour % 24
    local = timezone.localtime(now)
    within = first <= local.hour < last if first < last else local.hour >= first or local.hour < last
    if first == last or within:
        return 0.0
    opening = datetime.combine(local.date(), time(first), local.tzinfo)
    opening += timedelta(days=1) if opening <= local else timedelta()
    return max(1.0, opening.timestamp() - now.timestamp())


def expected(number: int, now: datetime | None = None, channel: Channel | None = None) -> str:
    """Return how long so many messages take, in one sentence: « 1 450 envois, environ 3 min »."""
    at = now or timezone.now()
    said = ngettext("{count} envoi", "{count} envois", number).format(count=grouped(number))
    if not number:
        return said
    end = finished(number, at, channel)
    if end - at >= timedelta(hours=24):
        return _("{messages}, jusqu’au {day}").format(messages=said, day=moments.day(end, year=end.year != at.year))
    seconds = (end - at).total_seconds()
    sentence = _("{messages}, environ {time}") if round(seconds / 60) else _("{messages}, {time}")
    return sentence.format(messages=said, time=lasting(seconds))


def lasting(seconds: float) -> str:
    """Return a length of time in words: « moins d’une minute », « 3 min », « 2 h 10 »."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("moins d’une minute")
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    hours, rest = divmod(minutes, 60)
    return _("{hours} h {minutes}").format(hours=hours, minutes=f"{rest:02}") if rest else _("{n} h").format(n=hours)


def finished(number: int, now: datetime, channel: Channel | None = None) -> datetime:
    """Return when the last of so many messages leaves, as far as limits, hours and the last sending tell."""
    way = channel or _way()
    rate = _Rate.of(way)
    at, left = now, float(number)
    while left > 0 and at - now < _LONGEST:
        at += timedelta(seconds=closed(way, at))
        most = ramp(way, at)
        stretch = min((_next_hour(at) - at).total_seconds(), left / rate.per_second)
        sent = rate.per_second * stretch
        if most is not None:
            sent, stretch = _ramped(rate, most, at, sent, stretch)
        left -= sent
        at += timedelta(seconds=stretch)
    return at


def _ramped(rate: "_Rate", most: int, at: datetime, sent: float, stretch: float) -> tuple[float, float]:
    """Return what leaves of a day bounded to ``most``, and how long it takes: the rest of the day once it is reached."""
    today = timezone.localdate(at)
    before = rate.days.get(today.isoformat(), 0.0)
    possible = min(sent, max(0.0, most - before))
    rate.days[today.isoformat()] = before + possible
    if possible < sent or possible == 0:
        stretch = (moments.midnight(today + timedelta(days=1)) - at).total_seconds()
    return possible, stretch


@dataclass(slots=True)
class _Rate:
    per_second: float
    days: dict[str, float]

    @classmethod
    def of(cls, channel: Channel) -> "_Rate":
        """Return how fast a way out goes, and what it carried today."""
        limits = [channel.per_second, channel.per_minute / 60, channel.per_hour / 3600]
        rate = min([_measured() or connections(channel) / USUAL, *(limit for limit in limits if limit)])
        day, sent = channel.carried.get(DAY, ["", 0])
        return cls(rate, {str(day): float(sent)})


def _measured() -> float | None:
    """Return the messages a second of the last whole sending, None when there is none to learn from."""
    last = Sending.objects.filter(state=SendingState.FINISHED, total__gte=_MEASURED, started_at__isnull=False).first()
    if last is None or last.started_at is None:
        return None
    first_try = Delivery.objects.filter(sending=last, state="sent", attempts=1)
    end = first_try.aggregate(end=Max("at"))["end"]
    seconds = (end - last.started_at).total_seconds() if end else 0
    return last.total / seconds if seconds > 1 else None


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _way() -> Channel:
    return Channel.objects.filter(name="mail").first() or Channel(name="mail")
