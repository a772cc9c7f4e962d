"""The records that have a word beginning so, told by the sets of its words: a short beginning is half of the catalogue.

Sets know words by their stems. A stem tells of a beginning when every word of the index that it may stand for begins so;
when the others are few, all but the records that have only these; when they are not, values of facets tell of most: all of
« arts graphiques » has « arts ». The rest, rare words mostly, is asked of the index.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from pyroaring import BitMap
from tantivy import Occur, Query

from coffret.search import hits
from coffret.search.reader import Open
from coffret.search.schema import EXACT, FACET, schema
from coffret.search.sets.segment import WORD
from coffret.search.words import irregular, kept, readings

# Up to so many words begin so, and in so few records the index alone is as quick.
_MOST, _FEW = 3_000, 5_000
# From so many hits on, values of facets are looked at first: frequent words are theirs, and those of museums' names. Values
# of fewer records are not worth it.
_MANY, _LEAST = 50_000, 200
_VALUED = ("domaine", "musee")
Words = Mapping[str, int]


def members(opened: Open, start: str) -> BitMap | None:
    """Return the seats of the records with a word that begins with ``start``, folded; None when sets are of no help."""
    words = opened.searcher.terms_with_prefix(EXACT, start, limit=_MOST)
    if len(words) == _MOST or sum(count for _word, count in words) <= _FEW:
        return None
    return _Beginning(opened, start, dict(words)).members()


class _Beginning:
    """One beginning of words on one state of the index. ``words``: all that begin so, and how many records have each."""

    def __init__(self, opened: Open, start: str, words: Words) -> None:
        self._opened, self._start, self._words = opened, start, words
        self._others: dict[str, Words | None] = {}
        self._parts: dict[str, BitMap] = {}

    def members(self) -> BitMap:
        """Return the seats of the records that have one of the words."""
        told = [word for word, count in self._words.items() if self._told(word, count)]
        found = BitMap.union(BitMap(), *self._parts.values())
        asked = self._rare()
        if alone := self._words.keys() - told:
            asked.append(self._left(alone, told))
        return found | hits.every(self._opened, _any(asked)) if asked else found

    def _told(self, word: str, count: int) -> bool:
        """Take the records of a word from the sets of its stems; say whether they tell."""
        if not word.isascii():
            return False
        stems = readings(word)
        held = [self._opened.sets.members(WORD, stem) for stem in stems]
        if not any(held):
            return False
        others = [self._besides(stem) for stem in stems]
        if any(besides is None for besides in others):
            return False
        if sum(_only(besides, seats, count) for besides, seats in zip(others, held, strict=True) if besides) >= count:
            return False
        for stem, seats, besides in zip(stems, held, others, strict=True):
            if stem not in self._parts:
                self._parts[stem] = self._but(stem, seats, besides) if seats and besides else seats or BitMap()
        return True

    def _left(self, alone: Collection[str], told: Collection[str]) -> Query:
        """Return what finds the records of some words; where they are many, without those that the other words told."""
        if not told or sum(self._words[word] for word in alone) <= _FEW:
            return _written(alone)
        return Query.boolean_query([(Occur.Must, _written(alone)), (Occur.MustNot, _written(told))])

    def _but(self, stem: str, seats: BitMap, besides: Words) -> BitMap:
        """Return the seats of a stem without the records that have it by other words alone."""
        mine = [word for word in self._words if stem in readings(word)]
        if _only(besides, seats, max(self._words[word] for word in mine)) > _MANY and all(map(_plain, mine)):
            return self._valued(seats, mine)
        query = [(Occur.Must, _written(besides)), (Occur.MustNot, _written(self._words))]
        return seats - hits.every(self._opened, Query.boolean_query(query))

    def _valued(self, seats: BitMap, words: Sequence[str]) -> BitMap:
        """Return the seats of the records that have one of these words, all of them among ``seats``.

        The index counts those of each value; when they are all that the value has among the seats, which these are is known.
        It is asked one by one for the rest.
        """
        found, sure, asked = BitMap(), list[str](), _written(words)
        for key in _VALUED:
            mark = f"{key}="
            held = self._opened.searcher.terms_with_prefix(FACET, mark, asked)
            for term, count in (pair for pair in held if pair[1] >= _LEAST):
                those = self._opened.sets.value(key, term.removeprefix(mark)) & seats
                if len(those) == count:
                    found |= those
                    sure.append(term)
        known = Query.term_set_query(schema(), FACET, sure)
        rest = Query.boolean_query([(Occur.Must, asked), (Occur.MustNot, known)])
        return found | hits.every(self._opened, rest)

    def _besides(self, stem: str) -> Words | None:
        if stem not in self._others:
            self._others[stem] = self._other(stem)
        return self._others[stem]

    def _other(self, stem: str) -> Words | None:
        """Return the words of the index that may have this stem and do not begin so; None when they are not known."""
        index = self._opened.searcher
        if stem[0].isdigit():
            return None
        others = {word: index.doc_freq(EXACT, word) for word in irregular(stem) if not word.startswith(self._start)}
        if not kept(stem).startswith(self._start):
            near = index.terms_with_prefix(EXACT, kept(stem), limit=_MOST)
            if len(near) == _MOST:
                return None
            others |= {w: count for w, count in near if not w.startswith(self._start) and stem in readings(w)}
        return {word: count for word, count in others.items() if count}

    def _rare(self) -> list[Query]:
        """Return what finds the stems that are too rare for sets; of those of other words too, where these begin so."""
        alike: list[str] = []
        shared: list[str] = []
        for stem, part in self._parts.items():
            if not part:
                (shared if self._besides(stem) else alike).append(stem)
        asked = hits.stemmed_by(alike)
        if shared:
            both = [(Occur.Must, _any(hits.stemmed_by(shared))), (Occur.Must, _written(self._words))]
            asked.append(Query.boolean_query(both))
        return asked


def _only(besides: Words, seats: BitMap | None, count: int) -> int:
    """Return how many records at most have a stem by other words alone; ``count``: those that have a word that begins so."""
    held = sum(besides.values())
    return held if seats is None else min(held, max(0, len(seats) - count))


def _plain(word: str) -> bool:
    """Say whether a word has one stem, however it is written: all its records have that one."""
    return len(readings(word)) == 1


def _written(words: Collection[str]) -> Query:
    """Return the query of any of these words; a single one is quicker asked for than as a set."""
    if len(words) == 1:
        return Query.term_query(schema(), EXACT, *words)
    return Query.term_set_query(schema(), EXACT, list(words))


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, one) for one in queries])
