"""Pages of a great many records, without looking at each: the order is made of tiers, the best of them weighed.

Records whose name holds all the words come first, then those of which a strong field does, then the others; inside a tier,
pictured and well filled ones first. The first CANDIDATES of that order, where people look, are put in the order of the
index's weights. The order is total: pages neither overlap nor leave gaps.
"""

from collections.abc import Sequence
from typing import Any

from pyroaring import BitMap
from tantivy import Occur, Query, Searcher

from coffret.search.schema import schema
from coffret.search.sets import places

# How many are weighed one by one.
CANDIDATES = 500
# Records of which the whole name is what was typed are looked for among so many.
_WHOLES = 500


def page(index: Searcher, query: Query, tiers: Sequence[BitMap], whole: str, offset: int, limit: int) -> list[int]:
    """Return the ids of a page: ``query`` weighs the best of ``tiers``; ``whole`` is what a whole name would be."""
    tiers = _named_so(index, whole, tiers) if whole else tiers
    first = _slice(tiers, 0, CANDIDATES)
    ids = (
        _weighed(index, query, [places.record(place) for place in first])[offset : offset + limit]
        if offset < CANDIDATES
        else []
    )
    if len(ids) < limit:
        after = max(offset, len(first))
        ids += [places.record(place) for place in _slice(tiers, after, limit - len(ids))]
    return ids


def _slice(tiers: Sequence[BitMap], offset: int, count: int) -> list[int]:
    found: list[int] = []
    for tier in tiers:
        if offset < len(tier):
            found += tier[offset : offset + count - len(found)]
        offset = max(0, offset - len(tier))
        if len(found) >= count:
            break
    return found


def _named_so(index: Searcher, whole: str, tiers: Sequence[BitMap]) -> Sequence[BitMap]:
    """Put before all tiers the records whose whole name it is."""
    found: Any = index.search(Query.term_query(schema(), "whole", whole), _WHOLES, order_by_field="s_rank")
    addresses = [address for _rank, address in found.hits]
    ids = index.fast_field_values("id", addresses)
    named = BitMap(
        places.place(int(one or 0), int(rank) >> 32) for one, (rank, _at) in zip(ids, found.hits, strict=True)
    )
    named &= BitMap.union(*tiers)
    return [named, *(tier - named for tier in tiers)] if named else tiers


def _weighed(index: Searcher, query: Query, ids: Sequence[int]) -> list[int]:
    """Return these records, the best of the query first."""
    among = Query.const_score_query(Query.term_set_query(schema(), "id", list(ids)), 0.0)
    both = Query.boolean_query([(Occur.Must, among), (Occur.Must, query)])
    found: Any = index.search(both, len(ids), weight_by_field="quality")
    return [int(one or 0) for one in index.fast_field_values("id", [address for _score, address in found.hits])]


def references(index: Searcher, ids: Sequence[int]) -> dict[int, str]:
    """Return id → REF of these records."""
    found: Any = index.search(Query.term_set_query(schema(), "id", list(ids)), max(1, len(ids)))
    documents = [index.doc(address) for _score, address in found.hits]
    return {int(doc["id"][0]): str(doc["ref"][0]) for doc in documents}
