"""INF001-INF006, INF010-INF011: days that are past, that no calendar has, that fall on another weekday."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.editorial import moments
from coffret.editorial.agenda import state as agenda
from coffret.editorial.models import KindName, Standing
from coffret.editorial.proofing.days import GREGORIAN, WEEKDAYS, Day, days, month_name, weekday_of, written
from coffret.editorial.proofing.proof import Proof, found
from coffret.editorial.proofing.prose import Prose
from coffret.editorial.proofing.rules.sources import OURS

# What announces something to come, near a date.
_TO_COME = re.compile(
    r"\b(?:aura lieu|auront lieu|se tiendra|se tiendront|se déroulera|se dérouleront|est prévue?s?|sont prévue?s"
    r"|ouvrira|ouvriront|sera ouverte?|seront ouvertes|rendez-vous le|prochaine?|prochainement|à venir|retenez"
    r"|réservez|inscrivez-vous|s[’']inscrire avant|aura pour thème|vous attend|accueillera|se réunira)\b",
    re.IGNORECASE,
)
# An opening of registration announced, in any tense.
_OPENING = re.compile(r"inscriptions? (?:bientôt|prochainement) ouvertes?|ouverture des inscriptions", re.IGNORECASE)
# How far from a date the words about it stand.
_NEAR = 90
_SENTENCE = re.compile(r"[.!?\n]\s")


@rule(
    "INF001",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Événement passé annoncé comme à venir"),
    message=_("L’événement est passé ({day}) et le texte l’annonce encore : « {value} »."),
    remedy=_("Corriger la date, ou écrire au passé."),
    source=OURS,
    passes=Example({"kind": "event", "starts": "2026-06-19T09:30"}),
    fails=Example(
        {
            "kind": "event",
            "starts": "2026-03-19T09:30",
            "ends": "2026-03-19T17:00",
            "opens": "2026-02-01T09:00",
            "body": "<p>La journée se tiendra à Paris.</p>",
        }
    ),
)
def past_announced(page: Proof) -> Iterator[Finding]:
    """What is over is not announced. What is online is told as past by the agenda itself."""
    over = _over(page)
    if over is None or page.online:
        return
    for text in page.texts:
        if match := _TO_COME.search(text.text) or _OPENING.search(text.text):
            yield found("INF001", text, match.start(), match.end(), day=written(over))


@rule(
    "INF002",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Événement déjà passé"),
    message=_("Cet événement a eu lieu le {day}, et il n’a jamais été annoncé."),
    remedy=_("Vérifier la date ; confirmer si c’est pour en garder la trace."),
    source=OURS,
    passes=Example({"kind": "event", "starts": "2026-06-19T09:30"}),
    fails=Example({"kind": "event", "starts": "2026-03-19T09:30", "ends": "2026-03-19T17:00", "opens": "2026-02-01T09:00"}),
)  # fmt: skip
def past(page: Proof) -> Iterator[Finding]:
    """An agenda announces what is to come."""
    over = _over(page)
    if over is not None and not page.online:
        yield Finding("INF002", "starts", page.text("starts"), facts={"day": written(over)})


def _over(page: Proof) -> date | None:
    """Return the day of an event that is over, None for one to come, one cancelled, and what is no event."""
    if page.name != KindName.EVENT or page.text("standing") != Standing.CONFIRMED:
        return None
    known = agenda.facts(page.content)
    over = known.over_at
    return moments.local(known.starts_at).date() if known.starts_at and over and over <= page.now else None


@rule(
    "INF003",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Date passée annoncée comme à venir"),
    message=_("« {value} » est passé, et le texte l’annonce."),
    remedy=_("Corriger la date, ou écrire au passé."),
    source=OURS,
    passes=Example({"body": "<p>La journée se tiendra le 19 juin 2026.</p>"}),
    fails=Example({"body": "<p>La journée se tiendra le 5 mars 2026.</p>"}),
)
def past_day(page: Proof) -> Iterator[Finding]:
    """A text that stays says of the past that it is past; news and events keep what was true that day."""
    if page.settled or _over(page) is not None:
        return
    for text in page.texts:
        for day in days(text.text):
            if (
                day.date
                and day.date < page.today
                and _announced(text, day)
                and not page.quoted(text, day.start, day.end)
            ):
                yield found("INF003", text, day.start, day.end)


def _announced(text: Prose, day: Day) -> bool:
    """Say whether what announces something to come stands in the same sentence as a day."""
    before = _SENTENCE.split(text.text[max(0, day.start - _NEAR) : day.start])[-1]
    after = _SENTENCE.split(text.text[day.end : day.end + _NEAR] + " ")[0]
    return bool(_TO_COME.search(before) or _TO_COME.search(after))


@rule(
    "INF004",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Jour de la semaine qui n’est pas celui de la date"),
    message=_("« {value} » : ce jour est un {right}."),
    remedy=_("Corriger le jour, ou la date."),
    source=OURS,
    passes=Example({"body": "<p>Le vendredi 5 juin 2026.</p>"}),
    fails=Example({"body": "<p>Le jeudi 5 juin 2026.</p>"}),
)
def weekday(page: Proof) -> Iterator[Finding]:
    """The weekday said is that of the date; without a year, that of the event told."""
    for text in page.texts:
        for day in days(text.text):
            when = day.date or _in_the_year_told(page, day)
            if day.weekday and when and when.year >= GREGORIAN and weekday_of(when) != day.weekday:
                quote = text.text[day.start : day.end]
                yield found("INF004", text, day.start, day.end, *_readings(day, when, quote), right=weekday_of(when))


def _in_the_year_told(page: Proof, day: Day) -> date | None:
    """Return a day without a year as one of the event's year, when it stands in it or near: another may be any year's."""
    starts = moments.read(page.content.get("starts")) if page.name == KindName.EVENT else None
    if starts is None or day.year is not None:
        return None
    told = moments.local(starts).date()
    when = day.on(told.year)
    return when if when and abs((when - told).days) < 90 else None


def _readings(day: Day, when: date, quote: str) -> list[str]:
    """Return the weekday put right, then the nearest date that falls on the weekday said."""
    right = weekday_of(when) + quote[len(day.said) :]
    shift = (WEEKDAYS.index(day.weekday) - when.weekday() + 3) % 7 - 3
    try:
        other = when.fromordinal(when.toordinal() + shift)
    except ValueError:
        return [right]
    year = f" {other.year}" if day.year else ""
    number = "1er" if other.day == 1 else str(other.day)
    return [right, f"{quote[: len(day.said)]} {number} {month_name(other.month)}{year}"]


@rule(
    "INF005",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Date impossible"),
    message=_("« {value} » n’existe dans aucun calendrier."),
    remedy=_("Corriger la date."),
    source=OURS,
    passes=Example({"body": "<p>Le 29 février 2024.</p>"}),
    fails=Example({"body": "<p>Le 30 février 2026.</p>"}),
)
def impossible(page: Proof) -> Iterator[Finding]:
    """A date is one of the calendar."""
    for text in page.texts:
        for day in days(text.text):
            if not day.possible and not page.quoted(text, day.start, day.end):
                yield found("INF005", text, day.start, day.end)


@rule(
    "INF006",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Dates dans le désordre"),
    message=_("{first} ({value}) tombe après : {second} ({other})."),
    remedy=_("Corriger l’une des deux."),
    source=OURS,
    passes=Example({"kind": "event", "starts": "2026-06-19T09:30", "ends": "2026-06-19T17:00"}),
    fails=Example({"kind": "event", "starts": "2026-06-19T09:30", "ends": "2026-06-18T17:00"}),
)
def disorder(page: Proof) -> Iterator[Finding]:
    """An event begins before it ends, its registration opens before it closes and before the event is over."""
    for first, second in (("starts", "ends"), ("opens", "closes"), ("opens", "starts"), ("closes", "ends")):
        one, other = moments.read(page.content.get(first)), moments.read(page.content.get(second))
        shown = all(page.applies(page.kind.named(name)) for name in (first, second)) if one and other else False
        if one and other and shown and one > other:
            facts = {
                "first": str(page.kind.named(first).label),
                "second": str(page.kind.named(second).label),
                "other": moments.day_and_hour(other),
            }
            yield Finding("INF006", second, moments.day_and_hour(one), facts=facts)


@rule(
    "INF007",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Date du titre qui n’est pas celle de l’événement"),
    message=_("Le titre dit « {value} », et l’événement est le {day}."),
    remedy=_("Corriger l’une des deux dates."),
    source=OURS,
    passes=Example({"kind": "event", "title": "Journée du 19 juin 2026"}),
    fails=Example({"kind": "event", "title": "Journée du 18 juin 2026"}),
)
def title_day(page: Proof) -> Iterator[Finding]:
    """The title of an event tells its own date."""
    starts, over = agenda.span_of(page.content) if page.name == KindName.EVENT else (None, None)
    if starts is None:
        return
    first = moments.local(starts).date()
    final = moments.local(over).date() if over else first
    for text in (one for one in page.texts if one.path == "title"):
        told = list(days(text.text))
        day = told[0] if len(told) == 1 else None
        when = day and day.on(day.year or first.year)
        if day and when and not first <= when <= final:
            yield found("INF007", text, day.start, day.end, day=written(first))


@rule(
    "INF010",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Mois du titre qui n’est pas celui de la page"),
    message=_("« {value} » est écrit, et la page est celle de {month}."),
    remedy=_("Corriger le titre, ou le mois."),
    source=OURS,
    passes=Example({"kind": "feature", "title": "Notice du mois de mai 2026"}),
    fails=Example({"kind": "feature", "title": "Notice du mois d’avril 2026"}),
)
def month_told(page: Proof) -> Iterator[Finding]:
    """What is put forward in a month names that month."""
    month = page.text("month") if page.name == KindName.FEATURE else ""
    if not month:
        return
    year, number = int(month[:4]), int(month[5:7])
    for text in (one for one in page.texts if one.path in {"title", "summary"}):
        for match in _MONTH.finditer(text.text):
            other_year = match[2] and int(match[2]) != year
            if fold(match[1]) != fold(month_name(number)) or other_year:
                right = month_name(number) + (f"{match[0][len(match[1]) :][:-4]}{year}" if match[2] else "")
                yield found("INF010", text, match.start(), match.end(), right, month=f"{month_name(number)} {year}")


_MONTH = re.compile(
    r"(?<!\d )(?<!\d\u00a0)\b(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
    r"(?:[ \u00a0]+(\d{4})\b)?",
    re.IGNORECASE,
)


@rule(
    "INF011",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Année de copyright passée"),
    message=_("« {value} » : l’année est passée."),
    remedy=_("Mettre l’année courante, ou retirer l’année : elle n’est pas nécessaire."),
    source=OURS,
    passes=Example({"kind": "page", "body": "<p>© Coffret 2026</p>"}),
    fails=Example({"kind": "page", "body": "<p>© Coffret 2024</p>"}),
)
def old_copyright(page: Proof) -> Iterator[Finding]:
    """A fixed page does not show its age. Credits of images keep the year of the picture."""
    for text in page.texts if page.name == KindName.PAGE else ():
        for match in _COPYRIGHT.finditer(text.text) if text.rich else ():
            if int(match["year"]) < page.today.year:
                quote = match[0]
                right = quote[: -len(match["year"])] + str(page.today.year)
                yield found("INF011", text, match.start(), match.end(), right)


# The last year of a line that is a mention of copyright and no more.
_COPYRIGHT = re.compile(r"^©[^\n©]{0,60}?(?<!\d)(?P<year>20\d\d)(?=[ .]*$)", re.MULTILINE)
