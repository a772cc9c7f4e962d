"""A question that nothing answers: the least to give up, one word or one filter, for something to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from coffret.search.parser import Shape, Unit, parse
from coffret.search.query import SearchRequest, count
from coffret.search.words import PLAIN, STOP_WORDS

YEARS = "annees"
IMAGE = "image"
# Questions tried at most: each takes a few milliseconds.
_MOST = 24


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a question asks: a word as typed (``key`` empty), the values of a facet, or « annees »."""

    key: str
    word: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """What to give up, what is asked then, and how many records answer."""

    dropped: tuple[Constraint, ...]
    request: SearchRequest
    count: int


def ways_out(request: SearchRequest, limit: int = 3) -> list[Way]:
    """Return at most ``limit`` ways to give up as little as possible of a question that nothing answers.

    One constraint when one is enough, else two; all the words only when nothing else helps. What leaves the fewest records
    comes first: it keeps what told most; of equals, a filter before a word.
    """
    asked = _asked(request)
    worded = any(unit is not None for _constraint, unit in asked)
    wordless: list[Way] = []
    tried = 0
    for size in range(1, min(3, len(asked))):
        ways: list[Way] = []
        for dropped in combinations(asked, size):
            tried += 1
            if tried > _MOST:
                break
            left = _without(request, asked, dropped)
            if found := count(left, strictly=True):
                way = Way(tuple(one for one, _unit in dropped), left, found)
                (ways if left.words or not worded else wordless).append(way)
        if ways:
            return sorted(ways, key=lambda way: (way.count, any(one.word for one in way.dropped)))[:limit]
    return wordless[:1]


_Asked = tuple[Constraint, Unit | None]


def _asked(request: SearchRequest) -> list[_Asked]:
    """Return the constraints of a question; a word with its unit."""
    asked: list[_Asked] = [(Constraint("", written(unit)), unit) for unit in parse(request.words)]
    asked += [(Constraint(key, values=values), None) for key, values in request.chosen().items()]
    if request.year_from is not None or request.year_to is not None:
        asked.append((Constraint(YEARS), None))
    return asked


def _without(request: SearchRequest, asked: Sequence[_Asked], dropped: Sequence[_Asked]) -> SearchRequest:
    """Return the question without some of its constraints."""
    gone = {constraint.key for constraint, _unit in dropped if constraint.key}
    if any(unit is not None for _constraint, unit in dropped):
        kept = [unit for constraint, unit in asked if unit is not None and (constraint, unit) not in dropped]
        request = replace(request, words=_words(request.words, kept, [unit for _constraint, unit in dropped if unit]))
    if IMAGE in gone:
        request = replace(request, has_image=None)
    if YEARS in gone:
        request = replace(request, year_from=None, year_to=None)
    filters = {key: values for key, values in request.filters.items() if key not in gone}
    return replace(request, filters=filters, offset=0)


def _words(typed: str, kept: Sequence[Unit], dropped: Sequence[Unit]) -> str:
    """Return what was typed without these units: cut out where that leaves the others as they were, else rewritten."""
    left = typed
    for unit in dropped:
        before, found, after = left.partition(written(unit))
        left = before + after if found else left
    words = left.split()
    while words and PLAIN[words[-1]] in STOP_WORDS:
        words.pop()
    left = " ".join(words)
    return left if parse(left) == list(kept) else " ".join(map(written, kept))


def written(unit: Unit) -> str:
    """Return a unit as one may type it."""
    named = f"{unit.field.key or unit.field.code.lower()}:" if unit.field else ""
    raw = f'"{unit.raw}"' if unit.shape is Shape.PHRASE else unit.raw
    return f"{unit.sign}{named}{raw}"
