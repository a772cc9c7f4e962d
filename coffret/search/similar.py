"""Neighbours of a record: same maker, same subjects, same kind of object, same museum and domain."""

from collections.abc import Sequence

from tantivy import Occur, Query, Searcher

from coffret.base.text import fold
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Record, Status
from coffret.search.documents import NOBODY, facet_values
from coffret.search.index import Unready
from coffret.search.reader import mending, searcher
from coffret.search.schema import placed, schema

# How much each shared term weighs; a rare one counts more than a common one by itself.
_SHARED = (("AUTR", 4.0), ("REPR", 2.0), ("DENO", 1.5), ("EPOQ", 0.5), ("LIEUX", 0.4))
_MOST_TERMS = 8
_SAME_HOUSE = 1.0
# Terms of more records than this only tell apart those that share a rarer one, when these are enough.
COMMON = 5_000


@mending
def neighbours(record: Record, limit: int = 6) -> list[Record]:
    """Return at most ``limit`` published records like ``record``, nearest first, never itself; none without an index."""
    ways, house = _ways(record), _house(record)
    if not ways and not house:
        return []
    try:
        index = searcher()
    except Unready:
        return []
    often = [index.doc_freq(*term) > COMMON for term, _way in ways]
    rare = [way for (_held, way), many in zip(ways, often, strict=True) if not many]
    common = [way for (_held, way), many in zip(ways, often, strict=True) if many] + house
    ids = _nearest(index, record, limit, rare, common) if rare else []
    if len(ids) < limit:
        ids = _nearest(index, record, limit, [*rare, *common], [])
    found = Record.objects.filter(status=Status.PUBLISHED).in_bulk(ids)
    return [found[number] for number in ids if number in found]


def _nearest(
    index: Searcher, record: Record, limit: int, shared: Sequence[Query], besides: Sequence[Query]
) -> list[int]:
    """Return the ids of the records nearest to ``record`` that have one of ``shared``; ``besides`` tells them apart."""
    any_of = Query.boolean_query([(Occur.Should, way) for way in shared])
    found = Query.boolean_query([(Occur.Must, any_of), (Occur.MustNot, Query.term_query(schema(), "id", record.pk))])
    # One around the other: side by side, the index reads all the records that have them; so, those found alone.
    for way in besides:
        found = Query.boolean_query([(Occur.Must, found), (Occur.Should, way)])
    hits = index.search(found, limit, count=False, weight_by_field="quality").hits
    return [int(number or 0) for number in index.fast_field_values("id", [address for _, address in hits])]


def _ways(record: Record) -> list[tuple[tuple[str, str], Query]]:
    """Return the terms it may share, as the index holds them, each with its query."""
    ways = []
    for code, weight in _SHARED:
        for term in facet_values(code, record.values.get(code, ""))[:_MOST_TERMS]:
            if fold(term) not in NOBODY:
                held = placed(f"f_{BY_CODE[code].key}", term)
                ways.append((held, Query.boost_query(Query.term_query(schema(), *held), weight)))
    return ways


def _house(record: Record) -> list[Query]:
    """Return what records of its museum and of one of its domains are found by."""
    ways = []
    for domain in facet_values("DOMN", record.values.get("DOMN", ""))[:_MOST_TERMS]:
        house = [(Occur.Must, _term("MUSEO", record.museum_id)), (Occur.Must, _term("DOMN", domain))]
        ways.append(Query.const_score_query(Query.boolean_query(house), _SAME_HOUSE))
    return ways


def _term(code: str, value: str) -> Query:
    return Query.term_query(schema(), *placed(f"f_{BY_CODE[code].key}", value))
