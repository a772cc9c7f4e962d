"""The words of the index by frequency, kept at hand to find those that are nearly one.

All of them are a third of a second to read among a million records: those of one first letter are read when it is asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coffret.search.reader import Open
from coffret.search.schema import EXACT

# Words kept of each letter, the most frequent ones; and those among which a word of another first letter is looked for.
_MOST, _USUAL = 250_000, 30_000
# Below, words are read anew with each state of the index; beyond, when one record in a hundred has come or gone.
_LARGE, _CHANGED = 10_000, 100
# First letters kept at hand.
_LETTERS_KEPT = 12


class Vocabulary:
    """Words and how many records have each, the ``most`` frequent first; those that are not made of letters are left out."""

    def __init__(self, words: Iterable[tuple[str, int]], most: int | None = None) -> None:
        self._words = [(word, count) for word, count in words if word.isalpha()][:most]
        self._lengths = np.array([len(word) for word, _count in self._words], np.int16)
        self._letters = _letters([word for word, _count in self._words])

    def near(self, word: str, faults: int) -> Iterator[tuple[str, int]]:
        """Yield the words, and their counts, that so many faults may turn into ``word``: a few more than there are."""
        letters = self._letters
        mine = _letters([word])[0]
        kept = np.abs(self._lengths - len(word)) <= faults
        kept &= np.bitwise_count(letters & ~mine) <= faults
        kept &= np.bitwise_count(mine & ~letters) <= faults
        return (self._words[at] for at in np.flatnonzero(kept).tolist())


def _letters(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the letters of each word as bits, rare ones sharing theirs; no word is empty."""
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
    ends = np.cumsum([0, *map(len, words)])[:-1]
    return np.bitwise_or.reduceat(np.uint64(1) << (codes.astype(np.uint64) % np.uint64(64)), ends)


@dataclass(frozen=True, slots=True)
class _Held:
    stamp: tuple[str, int]
    records: int
    words: dict[str, Vocabulary] = field(default_factory=dict)


_held: _Held | None = None


def vocabulary(opened: Open, first: str = "") -> Vocabulary:
    """Return the words of the index that begin with a letter, or the usual ones of any.

    As they are, or nearly: those of a large index are read again when it has changed enough.
    """
    global _held
    held, index = _held, opened.searcher
    if held is None or not _same(held, opened):
        _held = held = _Held(opened.stamp, index.num_docs)
    if first not in held.words:
        found = index.terms_with_prefix(EXACT, first, limit=_MOST)
        if not found:
            return Vocabulary(())
        if len(held.words) >= _LETTERS_KEPT:
            held.words.clear()
        held.words[first] = Vocabulary(found, None if first else _USUAL)
    return held.words[first]


def _same(held: _Held, opened: Open) -> bool:
    if held.stamp == opened.stamp:
        return True
    changed = abs(opened.searcher.num_docs - held.records)
    return held.stamp[0] == opened.stamp[0] and held.records > _LARGE and changed * _CHANGED < held.records
