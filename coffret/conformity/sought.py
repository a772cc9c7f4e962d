"""Which notices a reference or an inventory number is about: those of the catalogue, and the lines of submissions.

An inventory number is found however its parts are put apart: « 2026.1.3 », « 2026 1 3 », « 2026-1-3 »; among the records,
and among the lines that were refused, even with nothing between them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Replace, Upper

from coffret.accounts import access
from coffret.base.text import fold
from coffret.catalogue.derive import natural_key
from coffret.catalogue.models import Record
from coffret.submissions.models import Line, Outcome, Submission

MOST = 200
LONGEST = 100
# Lines kept of one notice, the latest submissions first; refused lines compared one by one.
LINES, REFUSED = 20, 20_000
_APART = " .-/_"
_SEPARATORS = re.compile(r"[\s.\-/_]+")
_PADDED = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(slots=True)
class Candidate:
    """A notice that answers: its record, the lines that bore it (the latest first), or both."""

    ref: str
    inventory: str
    museum: str
    title: str
    record: Record | None = None
    lines: list[Line] = field(default_factory=list)


def asked(text: str) -> list[str]:
    """Return what was asked for: one thing a line, or between semicolons; each once, MOST at most."""
    parts = (" ".join(part.split())[:LONGEST] for part in re.split(r"[\n;\t\x00]+", text))
    return list(dict.fromkeys(part for part in parts if part))[:MOST]


def compact(number: str) -> str:
    """Return a number without what puts its parts apart: « 2026.1.3 » → « 202613 »."""
    return _SEPARATORS.sub("", fold(number)).upper()


def spellings(text: str) -> set[str]:
    """Return the sorting keys an inventory number may have, however its parts are put apart."""
    apart = {_SEPARATORS.sub(separator, text) for separator in _APART}
    return {natural_key(one) for one in {text, *apart}} - {""}


class Search:
    """The notices that answer to texts, among the museums ``user`` may see: a fixed number of queries."""

    def __init__(self, user: Any, texts: Iterable[str]) -> None:
        self.every = access.can_see_every_museum(user)
        self.seen = access.seen_codes(user)
        self.texts = list(texts)
        self.refs = {one for text in self.texts for one in (text, text.upper())}
        self.keys = {key for text in self.texts for key in spellings(text)}
        self.records = list(self._records(Q(ref__in=self.refs) | Q(sort_inventory__in=self.keys)))
        self.lines = self._visible(Q(ref__in=self.refs) | Q(inventory__in=self.keys))

    def of(self, text: str) -> list[Candidate]:
        """Return the notices that answer to ``text``, the records first."""
        keys, refs = spellings(text), {text, text.upper()}
        records = [one for one in self.records if one.ref in refs or one.sort_inventory in keys]
        lines = [one for one in self.lines if one.ref in refs or one.inventory in keys]
        return joined(records, lines)

    def pressed(self, texts: list[str]) -> dict[str, list[Candidate]]:
        """Return, for each text, the notices whose number it is once nothing puts its parts apart.

        For what nothing else answered: every number of the museums is read, once for all the texts.
        """
        wanted = {text: compact(text) for text in texts}
        keys = set(wanted.values()) - {""}
        if not keys:
            return {text: [] for text in texts}
        records = list(self._records(Q(pressed__in=keys), pressed=True))
        lines = [(line, compact(_PADDED.sub("", line.inventory))) for line in self._refused()]
        own = self._visible(Q(ref__in=[record.ref for record in records]))
        return {
            text: joined(
                held := [record for record in records if compact(record.inventory_number) == key],
                [line for line, number in lines if number == key]
                + [line for line in own if line.ref in {record.ref for record in held}],
            )
            if key
            else []
            for text, key in wanted.items()
        }

    def _records(self, wanted: Q, *, pressed: bool = False) -> QuerySet[Record]:
        rows = Record.objects.select_related("museum").filter(self._mine())
        if pressed:
            number: Any = Upper(F("inventory_number"), output_field=TextField())
            for separator in _APART:
                number = Replace(number, Value(separator), Value(""), output_field=TextField())
            rows = rows.alias(pressed=number)
        return rows.filter(wanted).order_by("-pk")[:MOST]

    def _mine(self) -> Q:
        return Q() if self.every else Q(museum__in=self.seen)

    def _visible(self, wanted: Q) -> list[Line]:
        rows = Line.objects.filter(wanted).select_related("submission__submitted_by").order_by("-submission_id", "pk")
        return [line for line in rows[: MOST * LINES] if self._may_see(line.submission)]

    def _refused(self) -> list[Line]:
        latest = Submission.objects.order_by("-pk")[: MOST * LINES]
        submissions = [one.pk for one in latest if self._may_see(one)]
        rows = Line.objects.filter(submission__in=submissions[:LINES], outcome=Outcome.REJECTED)
        return list(rows.select_related("submission__submitted_by").order_by("-submission_id", "pk")[:REFUSED])

    def _may_see(self, submission: Submission) -> bool:
        return self.every or (bool(submission.concerned) and submission.concerned <= self.seen)


def joined(records: Iterable[Record], lines: Iterable[Line]) -> list[Candidate]:
    """Return records and lines as notices: lines with the reference of a record are its own."""
    found: dict[str, Candidate] = {
        record.ref: Candidate(record.ref, record.inventory_number, record.museum_id, record.title, record)
        for record in records
    }
    for line in lines:
        key = line.ref or f"{line.submission.museum} {line.inventory}"
        candidate = found.setdefault(key, Candidate(line.ref, "", line.submission.museum, ""))
        if len(candidate.lines) < LINES:
            candidate.lines.append(line)
    return list(found.values())
