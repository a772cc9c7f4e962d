"""The words of the index by frequency, kept at hand to find those that are nearly one: a fifth of a second to read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coffret.search.reader import Open
from coffret.search.schema import EXACT

# Words kept, the most frequent ones; and those among which a word of another first letter is looked for.
_MOST, _USUAL = 250_000, 30_000
# Below, words are read anew with each state of the index; beyond, when one record in a hundred has come or gone.
_LARGE, _CHANGED = 10_000, 100


class Vocabulary:
    """Words and how many records have each, the most frequent first."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._words = [(word, count) for word, count in words if word.isalpha()]
        self._lengths = np.array([len(word) for word, _count in self._words], np.int16)
        self._firsts = np.array([ord(word[0]) for word, _count in self._words], np.int32)
        self._letters = _letters([word for word, _count in self._words])

    def near(self, word: str, faults: int, *, same_first: bool) -> Iterator[tuple[str, int]]:
        """Yield the words, and their counts, that so many faults may turn into ``word``: a few more than there are.

        ``same_first``: those of the same first letter; otherwise of any, among the usual words.
        """
        span = slice(None) if same_first else slice(_USUAL)
        letters = self._letters[span]
        mine = _letters([word])[0]
        kept = np.abs(self._lengths[span] - len(word)) <= faults
        if same_first:
            kept &= self._firsts[span] == ord(word[0])
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
    words: Vocabulary


_held: _Held | None = None


def vocabulary(opened: Open) -> Vocabulary:
    """Return the words of the index as they are, or nearly: a large one's are read again when it has changed enough."""
    global _held
    held, index = _held, opened.searcher
    if held is None or not _same(held, opened):
        words = Vocabulary(index.terms_with_prefix(EXACT, "", limit=_MOST))
        _held = held = _Held(opened.stamp, index.num_docs, words)
    return held.words


def _same(held: _Held, opened: Open) -> bool:
    if held.stamp == opened.stamp:
        return True
    changed = abs(opened.searcher.num_docs - held.records)
    return held.stamp[0] == opened.stamp[0] and held.records > _LARGE and changed * _CHANGED < held.records
