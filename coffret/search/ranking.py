"""Pages of what has words, without looking at each record: the order is made of tiers, the best of them weighed.

Records whose name holds all the words come first, then those of which a strong field does, then the others; inside a tier,
pictured and well filled ones first. The first CANDIDATES of that order, where people look, are put in the order of the
index's weights; all are, when the words have few. The order is total: pages neither overlap nor leave gaps.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from pyroaring import BitMap
from tantivy import Occur, Query, Searcher

from coffret.search.builder import Builder
from coffret.search.parser import Shape, Unit
from coffret.search.reader import Open
from coffret.search.reading import Reading, query_of
from coffret.search.schema import schema
from coffret.search.sets import places
from coffret.search.sets.asking import tiers
from coffret.search.sets.view import View
from coffret.search.words import PLAIN, STEMS, STOP_WORDS

# How many are weighed one by one, when there are more than the index weighs in a millisecond.
CANDIDATES = 200
FEW = 20_000
# Records of which the whole name is what was typed are looked for among so many.
_WHOLES = 500


def page(opened: Open, reading: Reading, found: BitMap, offset: int, limit: int) -> list[int]:
    """Return the ids of a page of ``found``, seats of some of the records that have the words."""
    index = opened.searcher
    if CANDIDATES < len(found) <= FEW and len(found) == len(reading.words) and not _dated(reading.units):
        return _weighed(index, query_of(opened, reading), offset, limit)
    parts = _tiers(opened, reading, found) if len(found) > CANDIDATES else [found]
    first = _slice(opened.sets, parts, 0, CANDIDATES)
    ids = _best(opened, reading, first, offset, limit) if offset < CANDIDATES else []
    if len(ids) < limit:
        after = max(offset, len(first))
        ids += opened.sets.records(_slice(opened.sets, parts, after, limit - len(ids)))
    return ids


def _dated(units: Iterable[Unit]) -> bool:
    """Say whether years are looked for, that the index goes through one by one."""
    return any(unit.years for unit in units)


def _tiers(opened: Open, reading: Reading, found: BitMap) -> Sequence[BitMap]:
    parts = tiers(opened.sets, reading.units, found)
    whole = _whole(reading.units)
    return _named_so(opened, whole, parts) if whole else parts


def _whole(units: Sequence[Unit]) -> str:
    """Return what the whole name of a record would be, made of all the words: see documents.whole."""
    spoken = [unit for unit in units if unit.sign != "-" and unit.shape is Shape.WORDS]
    return " ".join(
        sorted({STEMS[token] for unit in spoken for token in unit.tokens if PLAIN[token] not in STOP_WORDS})
    )


def _slice(sets: View, tiers: Sequence[BitMap], offset: int, count: int) -> list[int]:
    found: list[int] = []
    for tier in tiers:
        if offset < len(tier):
            found += sets.ordered(tier, offset, count - len(found))
        offset = max(0, offset - len(tier))
        if len(found) >= count:
            break
    return found


def _named_so(opened: Open, whole: str, tiers: Sequence[BitMap]) -> Sequence[BitMap]:
    """Put before all tiers the records whose whole name it is."""
    query = Query.term_query(schema(), "whole", whole)
    found: Any = opened.searcher.search(query, _WHOLES, order_by_field="s_rank", count=False)
    ranks = np.array([rank for rank, _address in found.hits], np.int64)
    named = opened.sets.seats(places.of_ranks(ranks)) & BitMap.union(*tiers)
    return [named, *(tier - named for tier in tiers)] if named else tiers


def _best(opened: Open, reading: Reading, first: Sequence[int], offset: int, limit: int) -> list[int]:
    """Return a page of the records in these seats, the best of the words first."""
    sets = opened.sets
    if len(first) == 1:
        return sets.records(first)[offset : offset + limit]
    among = BitMap(first)
    ids = Query.const_score_query(_numbered(sets.records(first)), 0.0)

    def dated(start: int, end: int) -> Query:
        return _numbered(sets.records(among & sets.years(start, end)))

    query = Builder(opened.searcher, dated, ids).query(reading.units, reading.typed, reading.least)
    both = Query.boolean_query([(Occur.Must, ids), (Occur.Must, query)])
    return _weighed(opened.searcher, both, offset, limit)


def _weighed(index: Searcher, query: Query, offset: int, limit: int) -> list[int]:
    found: Any = index.search(query, min(limit, index.num_docs), offset=offset, weight_by_field="quality", count=False)
    return [int(one or 0) for one in index.fast_field_values("id", [address for _score, address in found.hits])]


def _numbered(ids: Iterable[int]) -> Query:
    """Return the query of these records: a term each, several times as quick as a set of them."""
    wanted = [(Occur.Should, Query.term_query(schema(), "id", number)) for number in ids]
    return Query.boolean_query(wanted) if wanted else Query.empty_query()


def references(index: Searcher, ids: Sequence[int]) -> dict[int, str]:
    """Return id → REF of these records."""
    found: Any = index.search(_numbered(ids), max(1, len(ids)), count=False)
    documents = [index.doc(address) for _score, address in found.hits]
    return {int(doc["id"][0]): str(doc["ref"][0]) for doc in documents}
