"""P11-P12, P14: days past, days that no calendar has, months and years that are not the letter's."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.dates import MONTHS
from coffret.base.rules import REGISTRY, Example, Finding, Severity
from coffret.base.text import fold
from coffret.editorial.agenda import state as agenda
from coffret.editorial.agenda.state import State
from coffret.editorial.models import Standing
from coffret.editorial.moments import local
from coffret.editorial.proofing import prose
from coffret.editorial.proofing.days import days, written
from coffret.editorial.proofing.proof import found
from coffret.editorial.proofing.prose import Prose
from coffret.newsletters.proofing.file import FileProof
from coffret.newsletters.proofing.letter import Item, LetterProof
from coffret.newsletters.proofing.rules.base import OURS, as_like, gettext_noop, letter_rule
from coffret.newsletters.proofing.whens import When, whens

# Days that are told of something else than the event: they may well be past.
_NOT_THE_EVENT = re.compile(
    r"(?:\bdepuis le|\bpubliée?s? le|\bmise?s? (?:à jour|en ligne) (?:le|du)|\bparue?s? le|\bouverte?s? (?:depuis )?le|\bloi du"
    r"|\barrêté du|\bdécret du|\bcirculaire du|\bnée? le|\bmorte? le|\binitialement\b.{0,30}|\bau lieu du|\bne?\b.{0,20}\bplus le"
    r"|\breport\w+ du|\binscriptions?\b[^.!?\n]{0,40}|\bouverture\b[^.!?\n]{0,40}|\bouvr\w+\b[^.!?\n]{0,30})\s*$",
    re.I,
)  # fmt: skip
_REGISTRATION = re.compile(r"\binscriptions?\b[^.!?\n]{0,40}$", re.I)
# Years back from which a day is history, not a slip.
_HISTORY = 3
# Without a year, a day so far back is rather next year's.
_LONG_PAST = timedelta(days=92)


@letter_rule(
    "P11",
    severity=Severity.ERREUR,
    title=_("Date passée"),
    message=_("« {value} » est passé le jour de l’envoi, et la lettre l’annonce."),
    remedy=_("Corriger la date, ou retirer ce qui est passé."),
    source=OURS,
    passes=Example({"sections.0.one": "Agenda", "sections.0.words": "<p>Visite le 19 juin 2026.</p>"}),
    fails=Example({"sections.0.one": "Agenda", "sections.0.words": "<p>Visite le 30 avril 2026.</p>"}),
)
def past(proof: LetterProof) -> Iterator[Finding]:
    """What is announced is to come, at the minute the letter leaves."""
    blocked: set[tuple[str, str]] = set()
    for section in proof.sections:
        ahead = [*(Item((span,), section.coming) for span in section.words), *section.items]
        for item in ahead:
            if item.event is not None:
                yield from _past_event(proof, item)
                continue
            for one in _past_days(proof, item) if item.coming else ():
                blocked.add((one.field, one.value))
                yield one
    for one in REGISTRY["INF003"].check(proof):
        told = any(path == one.field and one.value in quote for path, quote in blocked)
        if not (told or _of_registration(proof, one)):
            yield from as_like("P11", "INF003", [one], Severity.ALERTE)


def _past_event(proof: LetterProof, item: Item) -> Iterator[Finding]:
    facts = agenda.facts(item.event)
    state = agenda.state(item.event, proof.now).state
    if state is State.PAST and facts.starts_at and facts.standing == Standing.CONFIRMED:
        span = item.spans[0] if item.spans else None
        weight = Severity.ERREUR if item.coming else Severity.ALERTE
        day = written(local(facts.starts_at).date())
        path = span.text.path.rpartition(".")[0] if span else _path_of(proof, item.event.pk)
        yield Finding("P11", path, f"{item.event.title}, {day}", facts={"weight": weight.value})


def _path_of(proof: LetterProof, key: Any) -> str:
    return next((path for path, ref in proof.refs() if ref.kind == "entry" and ref.key == str(key)), "sections")


def _past_days(proof: LetterProof, item: Item) -> Iterator[Finding]:
    """Yield the stretches of days of an item that are over; one of several days that is to come keeps the others."""
    for span in item.spans:
        for block in span.text.blocks:
            if span.start <= block.start < span.end and not block.level and not block.quoted:
                told = [one for one in whens(block.text, proof.today) if not _aside(block.text, one)]
                if told and all(_is_over(proof, one) for one in told):
                    last = max(told, key=lambda one: (one.last is not None, one.last))
                    start = block.start + last.start
                    yield found("P11", span.text, start, block.start + last.end)


def _of_registration(proof: LetterProof, one: Finding) -> bool:
    """Say whether a day past is that of an opening of registration: P13 tells it."""
    text = next((text for text in proof.texts if text.path == one.field and not text.part), None)
    at = prose.nth(text.text, one.value, one.facts.get("at", 0)) if text else -1
    return text is not None and at >= 0 and bool(_REGISTRATION.search(text.text[max(0, at - 70) : at]))


def _aside(text: str, one: When) -> bool:
    return bool(_NOT_THE_EVENT.search(text[max(0, one.start - 70) : one.start]))


def _is_over(proof: LetterProof, one: When) -> bool:
    if one.last is None or one.last >= proof.today or one.last.year < proof.today.year - _HISTORY:
        return False
    return one.sure or proof.today - one.last <= _LONG_PAST


# Days that cannot be ---------------------------------------------------------------------------------------------------

IMPOSSIBLE = {
    "order": gettext_noop("la fin est avant le début"),
    "hours": gettext_noop("l’heure de fin est avant celle du début"),
}
_HOURS = re.compile(
    r"\b(?:(?:de|entre)\s+)?(\d{1,2})\s?(?:h|:)\s?(\d{2})?\s*(?:à|et|-|–|—)\s*(\d{1,2})\s?(?:h|:)\s?(\d{2})?(?![\d/])",
    re.I,
)


@letter_rule(
    "P12",
    severity=Severity.ERREUR,
    title=_("Date impossible, ou qui ne tombe pas ce jour-là"),
    message=_("« {value} » : {reason}."),
    remedy=_("Corriger la date, le jour ou l’heure."),
    source=OURS,
    passes=Example({"body": "<p>La journée aura lieu le vendredi 5 juin 2026.</p>"}),
    fails=Example({"body": "<p>La journée aura lieu le jeudi 5 juin 2026.</p>"}),
)
def impossible(proof: LetterProof) -> Iterator[Finding]:
    """A day is one of the calendar and falls when it is said to; what begins ends later."""
    told: set[tuple[str, str]] = set()
    for one in REGISTRY["INF004"].check(proof):
        told.add((one.field, one.value))
        yield from as_like("P12", "INF004", [one])
    yield from as_like("P12", "INF005", REGISTRY["INF005"].check(proof))
    for text in proof.texts:
        for when in whens(text.text, proof.today):
            quote = text.text[when.start : when.end]
            for start, end, right in when.wrong:
                if not any(path == text.path and said in quote for path, said in told):
                    one = found("P12", text, start, end, _cased(text.text[start:end], right), right=right)
                    yield from as_like("P12", "INF004", [_quoting(one, text, start, when.end)])
            if when.disorder:
                yield found("P12", text, when.start, when.end, reason=IMPOSSIBLE["order"])
        yield from _hours(text)


def _quoting(one: Finding, text: Prose, start: int, end: int) -> Finding:
    """Return a finding about a weekday that quotes the date with it."""
    quote = text.text[start:end]
    choice = str(one.facts["choices"][0]) + quote[len(one.value) :]
    return found(one.code, text, start, end, choice, right=one.facts["right"])


def _cased(like: str, word: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _hours(text: Prose) -> Iterator[Finding]:
    for match in _HOURS.finditer(text.text):
        first, last = (int(match[1]), int(match[2] or 0)), (int(match[3]), int(match[4] or 0))
        # What ends before seven in the morning may well have begun the evening before.
        if (7, 0) <= last < first <= (24, 0):
            yield found("P12", text, *match.span(), reason=IMPOSSIBLE["hours"])


# The month of the letter -----------------------------------------------------------------------------------------------

MONTH_NAMES = "|".join(MONTHS)
_MONTH = re.compile(
    rf"(?<!\d )(?<!\d\u00a0)(?<!\d\u202f)(?<!1er )\b({MONTH_NAMES}|fevrier|aout|decembre)\b(?:[ \u00a0]+(\d{{4}})\b)?",
    re.I,
)
# The line under the title that a letter bears its month on: « No 34, mai 2026 », « Mai 2026 – no 34 ».
_NUMBER = r"(?:lettre |infolettre |bulletin )?(?:n[o°]|numéro)\s*\d+"
_DATELINE = re.compile(rf"(?:{_NUMBER}\W{{0,5}})?(?:{MONTH_NAMES})\s+20\d\d(?:\W{{0,5}}{_NUMBER})?\.?", re.I)
# A month told of something else than the letter: « en juin », « jusqu’en août », « dès septembre ».
_OTHERWISE = re.compile(
    r"\b(?:en|fin|début|dès|depuis|jusqu[’']en|jusqu[’']à|mi|courant|au|à partir de|avant|après|pour|et|à)[ \u00a0-]*$",
    re.I,
)
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright)[^\n]{0,80}?$", re.I)
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@letter_rule(
    "P14",
    severity=Severity.ALERTE,
    title=_("Mois ou année d’une autre lettre"),
    message=_("« {value} » : la lettre est de {month}."),
    remedy=_("Mettre le mois et l’année de la lettre, ou confirmer."),
    source=OURS,
    passes=Example({"title": "La lettre de mai 2026"}),
    fails=Example({"title": "La lettre d’avril 2026"}),
)
def month(proof: LetterProof) -> Iterator[Finding]:
    """A letter copied from the last one says its own month, and the year it is."""
    now = f"{MONTHS[proof.day.month - 1]} {proof.day.year}"
    for text, start, end in _titles(proof):
        yield from _months(proof, text, start, end, now)
    for text in proof.texts:
        for block in text.blocks if text.rich else ():
            match = _COPYRIGHT.match(block.text.strip())
            years = [int(one) for one in _YEARS.findall(block.text)] if match else []
            if years and max(years) < proof.day.year and not block.quoted and not _is_credit(proof, text, block.start):
                last = list(_YEARS.finditer(block.text))[-1]
                start = block.start
                right = f"{block.text[: last.start()]}{proof.day.year}{block.text[last.end() :]}"
                yield found("P14", text, start, start + len(block.text), right, month=now)


def _titles(proof: LetterProof) -> Iterator[tuple[Prose, int, int]]:
    """Yield the subject, and the great title of a page."""
    for text in proof.texts:
        if text.path == "title":
            yield text, 0, len(text.text)
        for block in text.blocks if proof.file and text.rich else ():
            if block.level == 1 or _DATELINE.fullmatch(block.text.strip()):
                yield text, block.start, block.start + len(block.text)


def _months(proof: LetterProof, text: Prose, start: int, end: int, now: str) -> Iterator[Finding]:
    said = text.text[start:end]
    told = [match for match in _MONTH.finditer(said) if not _OTHERWISE.search(said[: match.start()])]
    dated = {one.start for one in days(said)}
    told = [match for match in told if not any(at < match.start() < at + 30 for at in dated)]
    fits = [
        match
        for match in told
        if fold(match[1]) == fold(MONTHS[proof.day.month - 1]) and int(match[2] or proof.day.year) == proof.day.year
    ]
    for match in told if not fits else ():
        name = MONTHS[proof.day.month - 1]
        right = (name.capitalize() if match[1][:1].isupper() else name) + (f" {proof.day.year}" if match[2] else "")
        yield found("P14", text, start + match.start(), start + match.end(), right, month=now)
    for one in days(said) if not (told or fits) else ():
        if one.date and one.date < proof.day and (one.date.year, one.date.month) != (proof.day.year, proof.day.month):
            yield found("P14", text, start + one.start, start + one.end, written(proof.day), month=now)


def _is_credit(proof: LetterProof, text: Prose, at: int) -> bool:
    """Say whether a line that begins with © credits an image: the year is then that of the picture."""
    if isinstance(proof, FileProof) and text is proof.read.text:
        return any(proof.read.credit_of(mark)[0] == at for mark in text.images if at < proof.read.footer)
    return any(image.start <= at and not text.text[image.end : at].strip() for image in text.images)
