"""One page in the order asked. Every order is total, so that pages neither overlap nor leave gaps, however far one goes."""

from typing import Any, NamedTuple

from tantivy import DocAddress, FieldType, Occur, Order, Query, Searcher

from coffret.search.reader import total as counted
from coffret.search.schema import SORTS, STARTS, schema

# From here on, text orders are first brought near by the number that starts each key: comparing whole texts up to
# the fifty-thousandth takes a second, comparing numbers a few milliseconds.
DEEP = 500


class Hits(NamedTuple):
    """A page: how many records the query finds in all, and where those of the page are."""

    total: int
    addresses: list[DocAddress]


def hits(index: Searcher, query: Query, sort: str, offset: int, limit: int) -> Hits:
    """Return the page of ``query`` in the order of a field, one of SORTS."""
    # The library makes room for offset + limit hits beforehand: never for more than there are records.
    offset = max(0, min(offset, index.num_docs))
    limit = max(1, min(limit, index.num_docs))
    if sort in STARTS and offset >= DEEP:
        return _deep(index, query, sort, offset, limit)
    name, rising = SORTS[sort]
    return _search(index, query, limit, offset, order_by_field=name, order=Order.Asc if rising else Order.Desc)


def _search(index: Searcher, query: Query, limit: int, offset: int, **order: Any) -> Hits:
    found: Any = index.search(query, limit, offset=offset, **order)
    return Hits(found.count, [address for _, address in found.hits])


def _deep(index: Searcher, query: Query, sort: str, offset: int, limit: int) -> Hits:
    """Find between which starts the page lies, then put only the records between them in their full order."""
    first, count = _start_at(index, query, sort, offset)
    if first is None:
        return Hits(count, [])
    last, _ = _start_at(index, query, sort, min(offset + limit, count) - 1)
    before = counted(index, _between(query, sort, None, first - 1)) if first else 0
    found = _search(
        index,
        _between(query, sort, first, last),
        limit,
        offset - before,
        order_by_field=SORTS[sort][0],
        order=Order.Asc,
    )
    return Hits(count, found.addresses)


def _start_at(index: Searcher, query: Query, sort: str, place: int) -> tuple[int | None, int]:
    found: Any = index.search(query, 1, offset=place, order_by_field=STARTS[sort], order=Order.Asc)
    return (int(found.hits[0][0]) if found.hits else None), found.count


def _between(query: Query, sort: str, first: int | None, last: int | None) -> Query:
    span = Query.range_query(schema(), STARTS[sort], FieldType.Integer, first, last)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(span, 0.0))])
