"""Round numbers of years: an author's birth or death, the work's own date, its entry into the collections.

Only what a record says to the year counts: « vers 1826 » celebrates nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from coffret.base.dates import Certainty, Interval
from coffret.catalogue import values as understood

FIFTY = range(50, 1001, 50)
# People and works are celebrated from a hundred years on, gifts and purchases from fifty.
AGES = range(100, 501, 50)
AGES_HERE = range(50, 251, 50)


class Occasion(StrEnum):
    """What happened then."""

    BIRTH = "birth"
    DEATH = "death"
    MAKING = "making"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Anniversary:
    """An occasion, its year, how many years ago; ``who``: the author, for a birth or a death."""

    occasion: Occasion
    year: int
    age: int
    who: str = ""

    @property
    def words(self) -> str:
        """Return the reason in words, in the reader's language."""
        said = {
            Occasion.BIRTH: _("{age} ans de la naissance de {who} ({year})."),
            Occasion.DEATH: _("{age} ans de la mort de {who} ({year})."),
            Occasion.MAKING: _("{age} ans : l’œuvre est de {year}."),
            Occasion.ENTRY: _("{age} ans dans les collections, depuis {year}."),
        }[self.occasion]
        return said.format(age=self.age, year=self.year, who=self.who)


def anniversaries(values: Mapping[str, str], year: int) -> list[Anniversary]:
    """Return what a record may celebrate in ``year``, people first."""
    return [*_of_people(values, year), *_of_the_work(values, year)]


def _of_people(values: Mapping[str, str], year: int) -> Iterator[Anniversary]:
    for author in understood.authors(values.get("AUTR", "")):
        # « d'après Courbet »: the hand is another's, and so is the feast.
        if author.anonymous or author.qualifiers:
            continue
        for occasion, life in ((Occasion.BIRTH, author.birth), (Occasion.DEATH, author.death)):
            found = _exact(life)
            if found is not None and year - found in AGES:
                yield Anniversary(occasion, found, year - found, author.name)


def _of_the_work(values: Mapping[str, str], year: int) -> Iterator[Anniversary]:
    made = _exact(understood.years({"MILL": values.get("MILL", "")}))
    if made is not None and year - made in AGES:
        yield Anniversary(Occasion.MAKING, made, year - made)
    entries = (_exact(part.interval) for part in understood.acquisition(values.get("DACQ", "")))
    came = next((entry for entry in entries if entry is not None), None)
    if came is not None and year - came in AGES_HERE:
        yield Anniversary(Occasion.ENTRY, came, year - came)


def _exact(interval: Interval | None) -> int | None:
    if interval is None or interval.certainty is not Certainty.EXACT or interval.start != interval.end:
        return None
    return interval.start


def founded(text: str, year: int) -> int | None:
    """Return how many years ago a museum was founded when that is round; None otherwise, or when it is not said."""
    when = _exact(understood.years({"MILL": text}))
    return year - when if when is not None and year - when in FIFTY else None


def searches(year: int) -> list[str]:
    """Return the searches, in the words of the site's own, that find records which may have something to celebrate."""
    people = [f'{code}:"{year - age}"' for age in AGES for code in ("AUTR", "MILL")]
    return people + [f'DACQ:"{year - age}"' for age in AGES_HERE]
