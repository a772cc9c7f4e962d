"""When nothing is found: the nearest spelling among the words of the index."""

import re
from collections.abc import Iterable, Sequence

from tantivy import Searcher

from coffret.search.parser import Shape, Unit
from coffret.search.reader import Open
from coffret.search.schema import EXACT, WEIGHTED, placed
from coffret.search.sounds import sound
from coffret.search.vocabulary import vocabulary
from coffret.search.words import PLAIN, STOP_WORDS, readings

# Below four letters everything is near everything.
_SHORTEST = 4
_TWO_FAULTS_FROM = 7
# Words mended in one go.
_MOST = 6


def corrected(opened: Open, units: Sequence[Unit], typed: str) -> str | None:
    """Return ``typed`` with the words that no record holds replaced by their nearest spelling, None without any."""
    replaced = typed
    spelt = dict.fromkeys(token for unit in units if _spelt(unit) for token in unit.tokens)
    unknown = [token for token in spelt if PLAIN[token] not in STOP_WORDS and not _known(opened.searcher, token)]
    for token in unknown[:_MOST]:
        nearest = _nearest(opened, PLAIN[token])
        if nearest:
            replaced = re.sub(rf"(?<!\w){re.escape(token)}(?!\w)", nearest, replaced)
    return replaced if replaced != typed else None


def _spelt(unit: Unit) -> bool:
    return unit.sign != "-" and unit.shape is not Shape.BEGINNING


def _known(searcher: Searcher, token: str) -> bool:
    if searcher.doc_freq(EXACT, PLAIN[token]):
        return True
    return any(searcher.doc_freq(*placed(name, stem)) for name, _ in WEIGHTED for stem in readings(token))


def _nearest(opened: Open, word: str) -> str:
    """Return the nearest word of the index; of equals one that sounds the same, then the most frequent.

    Words with the same first letter come first.
    """
    if len(word) < _SHORTEST or any(char.isdigit() for char in word):
        return ""
    faults = 2 if len(word) >= _TWO_FAULTS_FROM else 1
    words = vocabulary(opened)
    for same_first in (True, False):
        if found := _best(word, words.near(word, faults, same_first=same_first), faults):
            return found
    return ""


def _best(word: str, candidates: Iterable[tuple[str, int]], faults: int) -> str:
    best, least = "", (faults + 1, False, 0)
    for candidate, count in candidates:
        far = distance(word, candidate, min(faults, least[0]))
        if far > min(faults, least[0]):
            continue
        rank = (far, sound(candidate) != sound(word), -count)
        if rank < least:
            best, least = candidate, rank
    return best


def distance(first: str, second: str, limit: int) -> int:
    """Return the number of letters to add, drop, change or swap between two words; ``limit`` + 1 when more."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
