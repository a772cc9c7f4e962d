"""Moments of the site: read from contents, said in words in the reader's language (« vendredi 5 juin 2026 à 9 h 30 »)."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext

NO_BREAK = "\u00a0"
# Years an agenda may speak of: what is typed outside them is a slip, and no clock counts that far.
_YEARS = range(1900, 2200)
_MIDNIGHT = time()
_LAST_MINUTE = time(23, 59)


def read(moment: object) -> datetime | None:
    """Return a content's moment (« 2026-06-05T09:30 », the site's time, or a day alone) as an instant; None if it is none.

    An hour that the change to summer time skips is the one after; of one met twice, the first.
    """
    try:
        given = datetime.fromisoformat(moment) if isinstance(moment, str) else None
    except ValueError:
        return None
    if given is None or given.year not in _YEARS:
        return None
    return given if given.tzinfo else given.replace(tzinfo=timezone.get_default_timezone())


def midnight(day: date) -> datetime:
    """Return the first instant of a day at the site's place."""
    return datetime.combine(day, _MIDNIGHT, timezone.get_default_timezone())


def local(moment: datetime) -> datetime:
    """Return the instant on the site's clock."""
    return moment.astimezone(timezone.get_default_timezone())


def day(moment: date | datetime, *, weekday: bool = False, year: bool = True) -> str:
    """Return a day in words: « 19 juin 2026 », « vendredi 1er mai », « Friday 1 May »."""
    when = local(moment) if isinstance(moment, datetime) else moment
    number = "1er" if when.day == 1 and _in_french() else str(when.day)
    words = [formatted(when, "l")] if weekday else []
    words += [number, formatted(when, "F")]
    return " ".join([*words[:-2], NO_BREAK.join(words[-2:]), *([str(when.year)] if year else [])])


def hour(moment: datetime) -> str:
    """Return an hour in words: « 9 h 30 », « 10 h », « 9:30 »."""
    when = local(moment)
    if not _in_french():
        return f"{when.hour}:{when.minute:02}"
    return NO_BREAK.join([str(when.hour), "h", *([f"{when.minute:02}"] if when.minute else [])])


def day_and_hour(moment: datetime, now: datetime | None = None) -> str:
    """Return « 2 juin à 10 h », with the year when it is not that of ``now``; no hour at midnight."""
    said = day(moment, year=now is None or local(moment).year != local(now).year)
    if local(moment).time() == _MIDNIGHT:
        return said
    return gettext("{day} à {hour}").format(day=said, hour=hour(moment))


def until(moment: datetime, now: datetime) -> str:
    """Return a last moment in words: midnight and 23:59 end the day before, without an hour: « 12 juin »."""
    at = local(moment)
    if at.time() == _MIDNIGHT:
        at -= timedelta(minutes=1)
    if (at.hour, at.minute) == (_LAST_MINUTE.hour, _LAST_MINUTE.minute):
        return day(at, year=at.year != local(now).year)
    return day_and_hour(at, now)


def span(starts: datetime, ends: datetime | None, all_day: bool = False) -> str:
    """Return when something takes place: « vendredi 5 juin 2026, de 9 h 30 à 17 h », « du 5 au 7 juin 2026 »…

    ``ends`` is the instant after the last one: of whole days, midnight of the day after the last one.
    """
    last = local(ends - timedelta(minutes=1)) if ends and all_day else local(ends) if ends else None
    if last is None or last.date() <= local(starts).date():
        return _one_day(starts, ends, all_day)
    if all_day or _whole_days(starts, ends):
        return _days(local(starts), last)
    return gettext("du {start} à {start_hour} au {end} à {end_hour}").format(
        start=day(starts, weekday=True, year=local(starts).year != last.year),
        start_hour=hour(starts),
        end=day(last, weekday=True),
        end_hour=hour(last),
    )


def _one_day(starts: datetime, ends: datetime | None, all_day: bool) -> str:
    said = day(starts, weekday=True)
    if all_day:
        return said
    if ends is None or ends <= starts:
        return gettext("{day} à {hour}").format(day=said, hour=hour(starts))
    return gettext("{day}, de {start} à {end}").format(day=said, start=hour(starts), end=hour(ends))


def _whole_days(starts: datetime, ends: datetime | None) -> bool:
    return ends is not None and local(starts).time() == local(ends).time() == _MIDNIGHT


def _days(first: datetime, last: datetime) -> str:
    same_year = first.year == last.year
    if same_year and first.month == last.month and _in_french():
        number = "1er" if first.day == 1 else str(first.day)
        start = f"{formatted(first, 'l')} {number}"
    else:
        start = day(first, weekday=True, year=not same_year)
    return gettext("du {start} au {end}").format(start=start, end=day(last, weekday=True))


def _in_french() -> bool:
    return (get_language() or "fr").startswith("fr")
