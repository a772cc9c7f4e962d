"""When nothing is found: the nearest spelling among the words of the index."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
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
    for first in (word[0], ""):
        if found := _best(word, vocabulary(opened, first).near(word, faults), faults):
            return found
    return ""


def _best(word: str, candidates: Iterable[tuple[str, int]], faults: int) -> str:
    among = dict(candidates)
    known = list(among)
    far = distances(word, known)
    least = min(faults, int(far.min(initial=faults + 1)))
    nearest = [known[at] for at in np.flatnonzero(far <= least).tolist()]
    spoken = sound(word)
    return min(nearest, key=lambda one: (sound(one) != spoken, -among[one]), default="")


def distances(word: str, others: Sequence[str]) -> NDArray[np.int16]:
    """Return the number of letters to add, drop, change or swap between a word and each of others: all at a time.

    One column of the usual table for each letter of the word, one row of all the others for each of theirs.
    """
    lengths = np.array([len(other) for other in others], np.intp)
    longest = int(lengths.max(initial=0))
    letters = np.array(others, dtype=f"U{longest or 1}").view(np.uint32).reshape(len(others), longest or 1).T
    row = np.repeat(np.arange(longest + 1, dtype=np.int16)[:, None], len(others), axis=1)
    before = above = row
    for i, letter in enumerate(word, 1):
        above, before, row = before, row, np.empty_like(row)
        row[0] = i
        same = letters == ord(letter)
        for j in range(1, longest + 1):
            cost = np.minimum(before[j], row[j - 1]) + 1
            np.minimum(cost, before[j - 1] + ~same[j - 1], out=row[j])
            if i > 1 and j > 1:
                swapped = same[j - 2] & (letters[j - 1] == ord(word[i - 2]))
                np.minimum(row[j], np.where(swapped, above[j - 2] + 1, row[j]), out=row[j])
    return row[lengths, np.arange(len(others))]
