"""A request on one state of the index: what it finds, its page, what is counted beside."""

from collections.abc import Mapping

from pyroaring import BitMap
from tantivy import Occur, Query

from coffret.search import ranking
from coffret.search.builder import any_of, overlapping
from coffret.search.paging import hits
from coffret.search.reader import Open
from coffret.search.reading import query_of, read
from coffret.search.request import FACET_DEPTH, FACET_KEYS, SearchRequest
from coffret.search.schema import SORTS
from coffret.search.sets.view import Among, Counts

YEARS = "annees"


class Asked:
    """A request on one state of the index; ``strictly``: with the words as typed, all of them."""

    def __init__(self, opened: Open, request: SearchRequest, *, strictly: bool = False) -> None:
        self.opened, self.request, self.chosen = opened, request, request.chosen()
        self.reading = read(opened, request.words, strictly=strictly)
        self._narrowed = self._filters()
        self._found: dict[str, BitMap] = {}
        self._among: dict[str, Among] = {}

    def _filters(self) -> dict[str, BitMap]:
        """Return facet key → seats of its chosen values; years stand under « annees »."""
        sets, request = self.opened.sets, self.request
        made = {key: BitMap.union(*(sets.value(key, one) for one in values)) for key, values in self.chosen.items()}
        if request.year_from is not None or request.year_to is not None:
            made[YEARS] = sets.years(*request.span())
        return made

    def within(self, but: str = "") -> BitMap:
        """Return the seats of what is found, one filter left out; not to be changed."""
        if but not in self._narrowed:
            but = ""
        if but not in self._found:
            kept = [members for key, members in self._narrowed.items() if key != but]
            self._found[but] = BitMap.intersection(self.reading.words, *kept) if kept else self.reading.words
        return self._found[but]

    def page(self) -> tuple[int, list[int], list[str]]:
        """Return how many records are found; ids and references of those of the page."""
        found, offset = self.within(), max(0, self.request.offset)
        ids = self._ids(offset, max(1, self.request.limit)) if offset < len(found) else []
        names = ranking.references(self.opened.searcher, ids)
        # Opened between two commits, the index may already lack what its sets still name.
        ids = [number for number in ids if number in names]
        return len(found), ids, [names[number] for number in ids]

    def _ids(self, offset: int, limit: int) -> list[int]:
        if self.request.sort in SORTS:
            return self._sorted(offset, limit)
        if self.reading.units:
            return ranking.page(self.opened, self.reading, self.within(), offset, limit)
        sets = self.opened.sets
        return sets.records(sets.ordered(self.within(), offset, limit))

    def _sorted(self, offset: int, limit: int) -> list[int]:
        index = self.opened.searcher
        page = hits(index, self._query(), self.request.sort, offset, limit)
        return [int(number or 0) for number in index.fast_field_values("id", page.addresses)]

    def _query(self) -> Query:
        """Return the index's query of it all."""
        made = [query_of(self.opened, self.reading)]
        made += [any_of(key, values) for key, values in self.chosen.items()]
        if YEARS in self._narrowed:
            made.append(overlapping(*self.request.span()))
        return Query.boolean_query([(Occur.Must, Query.const_score_query(one, 0.0)) for one in made])

    def every_id(self, batch: int) -> list[int]:
        """Return the ids of all that is found, in order, read so many at a time."""
        found = len(self.within())
        return [number for offset in range(0, found, batch) for number in self._ids(offset, batch)]

    def beside(self) -> tuple[dict[str, Counts], list[tuple[int, int]]]:
        """Return counts and decades; those of a request already answered in this state of the index are kept.

        Turning the page or changing the order does not change them.
        """
        request = self.request
        chosen = tuple(sorted(self.chosen.items()))
        asked = (request.words, chosen, request.year_from, request.year_to, request.facet_size)
        found = self.opened.kept.answers.get(asked)
        if found is None:
            found = self._counts(), self.among(YEARS).decades()
            self.opened.kept.answers.put(asked, found)
        counts, decades = found
        return {key: list(pairs) for key, pairs in counts.items()}, list(decades)

    def _counts(self) -> Mapping[str, Counts]:
        size = max(1, min(self.request.facet_size, FACET_DEPTH))
        counts = {key: self.values(key, size) for key in FACET_KEYS}
        for key in self.chosen:
            counts[key] = self._with_chosen(key, counts[key])
        return counts

    def among(self, but: str = "") -> Among:
        """Return what counts among what is found, one filter left out."""
        if but not in self._narrowed:
            but = ""
        if but not in self._among:
            self._among[but] = self.opened.sets.among(self.within(but))
        return self._among[but]

    def values(self, key: str, size: int) -> Counts:
        """Return the most frequent values of a facet as if it were not chosen."""
        return self.among(key).counts(key, size)

    def _with_chosen(self, key: str, found: Counts) -> Counts:
        """Return the values with those chosen among them, however rare: one must be able to untick them."""
        missing = [value for value in self.chosen[key] if value not in {seen for seen, _ in found}]
        return found + [(value, self.among().count(key, value)) for value in missing]
