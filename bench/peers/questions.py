"""What every engine is asked: as Coffret is asked, and as its analysis reads it, for those that only know words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is typed, chosen values of facets, years, order (« date » or none), first hit, facets or not."""

    name: str
    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    sort: str = ""
    offset: int = 0
    facets: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as words of the analysis. ``every``: each a choice of stems; ``none``: stems that may not be there;
    ``century``: a choice of stems, or years instead; ``phrase``, ``start``: of plain words."""

    every: tuple[tuple[str, ...], ...] = ()
    none: tuple[tuple[str, ...], ...] = ()
    century: tuple[tuple[str, ...], int, int] | None = None
    phrase: tuple[str, ...] = ()
    start: str = ""

    def __bool__(self) -> bool:
        """Say whether any word is asked for."""
        return bool(self.every or self.century or self.phrase or self.start)


def read(question: Question) -> Reading:
    """Return the question as read by Coffret's analysis."""
    from coffret.search.parser import Shape, parse
    from coffret.search.words import PLAIN, STOP_WORDS, readings

    told: dict[str, Any] = {}
    words: dict[str, list[tuple[str, ...]]] = {"every": [], "none": []}
    for unit in parse(question.words):
        telling = [token for token in unit.tokens if PLAIN[token] not in STOP_WORDS] or list(unit.tokens)
        if unit.shape is Shape.CENTURY and unit.years:
            told["century"] = (readings(unit.tokens[0]), *unit.years)
        elif unit.shape is Shape.PHRASE:
            told["phrase"] = tuple(PLAIN[token] for token in unit.tokens)
        elif unit.shape is Shape.BEGINNING:
            told["start"] = PLAIN[unit.tokens[-1]]
        else:
            words["none" if unit.sign == "-" else "every"] += [readings(token) for token in telling]
    return Reading(tuple(words["every"]), tuple(words["none"]), **told)


def questions(count: int, values: Mapping[str, list[tuple[str, int]]]) -> list[Question]:
    """Return the questions to a catalogue of ``count`` records; ``values``: facet → values and their counts.

    The rare word is the name of somebody who made some thirty of the records.
    """
    museum, domain = (values[key][0][0] for key in ("musee", "domaine"))
    makers = [(value, held) for value, held in values["auteur"] if value.lower() != "anonyme"]
    maker = makers[0][0]
    rare = min(makers, key=lambda pair: abs(pair[1] - 30))[0].split()[0]
    return [
        Question("no word"),
        Question("no word, last pages", offset=count * 9 // 10),
        Question("frequent word", "papier"),
        Question("frequent word, no facets", "papier", facets=False),
        Question("frequent word, far page", "papier", offset=count // 20),
        Question("frequent word by date", "papier", sort="date"),
        Question("common word", "paysage"),
        Question("two frequent words", "papier crayon"),
        Question("two words", "tableau rouen"),
        Question("four words", "femme paysage lyon encre"),
        Question("rare word", rare),
        Question("frequent and rare", f"papier {rare}"),
        Question("frequent, another left out", "papier -crayon"),
        Question("phrase", '"peinture à l\'huile"'),
        Question("rarer phrase", '"vue de rouen"'),
        Question("beginning of a word", "lithograph*"),
        Question("century", "paysage 18e siècle"),
        Question("frequent word and years", "papier", years=(1800, 1850)),
        Question("years", years=(1800, 1850)),
        Question("largest museum", filters={"musee": (museum,)}),
        Question("largest domain", filters={"domaine": (domain,)}),
        Question("domain and museum", filters={"domaine": (domain,), "musee": (museum,)}),
        Question("author", filters={"auteur": (maker,)}),
        Question("frequent word, museum, years", "papier", {"musee": (museum,)}, (1750, 1900)),
        Question("no answer", "paysage xqzxqzv"),
    ]
