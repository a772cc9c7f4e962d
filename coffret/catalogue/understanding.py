"""How much of each field is understood: measured over records, told as a table.

« Understood » is counted per filled value and is all or nothing: one doubtful word among five good terms and the
whole value counts as not understood.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from coffret.catalogue import values as understood
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.periods import official_forms


class _Result(Protocol):
    @property
    def understood(self) -> bool:
        """Say whether all of the value was understood."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a field is judged: ``read`` gives its results, ``means`` says what counts, ``aim`` is the share aimed at."""

    code: str
    read: Callable[[str], Sequence[_Result]]
    means: str
    aim: int | None = None


def _one(read: Callable[[str], _Result]) -> Callable[[str], Sequence[_Result]]:
    return lambda text: (read(text),)


def _terms_of_groups(text: str) -> Sequence[_Result]:
    return [term for group in understood.techniques(text) for term in group]


YEARS = "every date has its years and every word said of it is known, or it says the date is unknown"
PERIODS = "every period is read, no word is left over"
READINGS = (
    Reading("AUTR", understood.authors, "every author has a name, and all that parentheses hold is a date, a role or a "
            "qualification", 98),
    Reading("ATTR", understood.attributions, "as AUTR; who attributed it, after « : », is free"),
    Reading("MILL", understood.year_parts, YEARS, 99),
    Reading("MILU", understood.year_parts, YEARS),
    Reading("PERI", understood.periods, PERIODS, 97),
    Reading("PERU", understood.periods, PERIODS),
    Reading("PEOC", understood.periods, PERIODS),
    Reading("EPOQ", understood.epochs, "every term is an epoch whose years are known, a style or a movement"),
    Reading("DACQ", understood.acquisition, "every date has its year; the words after it are free"),
    Reading("DDPT", understood.acquisition, "as DACQ"),
    Reading("TECH", _terms_of_groups, "parentheses are balanced and every term is a word"),
    Reading("DIMS", understood.dimensions, "every number outside parentheses is a measure with a kind and a unit, no "
            "kind is left without its number", 92),
    Reading("LOCA", _one(understood.location), "a town and an establishment", 99),
    Reading("DEPO", _one(understood.location), "a town and an establishment"),
    Reading("STAT", _one(understood.legal_status), "a type of property or a way of acquisition"),
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What was counted of a field: filled values, understood ones, and the values that were not."""

    filled: int = 0
    understood: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Return the share understood, in percent (100 when nothing was filled)."""
        return 100 * self.understood / self.filled if self.filled else 100.0


def is_understood(reading: Reading, text: str) -> bool:
    """Say whether the whole value is understood."""
    results = reading.read(text)
    return bool(results) and all(result.understood for result in results)


def measure(records: Iterable[Mapping[str, str]]) -> dict[str, Tally]:
    """Return a tally per field code over the records; blank values do not count."""
    tallies = {reading.code: Tally() for reading in READINGS}
    for values in records:
        for reading in READINGS:
            text = values.get(reading.code, "")
            if text.strip():
                _count(tallies[reading.code], text, is_understood(reading, text))
    return tallies


def _count(tally: Tally, text: str, good: bool) -> None:
    tally.filled += 1
    tally.understood += good
    if not good:
        tally.missed[text] += 1


def official_share() -> float:
    """Return the share of the ministry's list of periods that reads back as itself, in percent."""
    forms = list(official_forms())
    good = sum([period.name for period in understood.periods(form)] == [form] for form in forms)
    return 100 * good / len(forms)


def report(records: Iterable[Mapping[str, str]]) -> str:
    """Return the Markdown table of the share understood per field, and some of the values that were not."""
    tallies = measure(records)
    lines = [
        "| Field | Filled | Understood | Share | Aim | What counts as understood |",
        "|---|---:|---:|---:|---:|---|",
    ]
    lines += [_row(reading, tallies[reading.code]) for reading in READINGS if tallies[reading.code].filled]
    lines += [
        "",
        f"The ministry’s own list of periods: {official_share():.1f} % of {len(list(official_forms()))} forms read "
        "back as themselves.",
        "",
        "## Most frequent values not understood",
        "",
    ]
    lines += [line for reading in READINGS for line in _missed(reading, tallies[reading.code])]
    return "\n".join(lines) + "\n"


def _row(reading: Reading, tally: Tally) -> str:
    aim = f"≥ {reading.aim} %" if reading.aim else ""
    label = f"{reading.code} ({BY_CODE[reading.code].en})"
    return f"| {label} | {tally.filled} | {tally.understood} | {tally.share:.2f} % | {aim} | {reading.means} |"


def _missed(reading: Reading, tally: Tally, limit: int = 5) -> list[str]:
    shown = [f"`{_inline(text)}` ({count})" for text, count in tally.missed.most_common(limit)]
    return [f"- **{reading.code}**: {', '.join(shown)}"] if shown else []


def _inline(text: str) -> str:
    short = text if len(text) <= 70 else text[:69] + "…"
    return short.replace("`", "'").replace("\n", " ")
