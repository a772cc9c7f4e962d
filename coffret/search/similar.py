"""Neighbours of a record: same maker, same subjects, same kind of object, same museum and domain."""

from tantivy import Occur, Query

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


@mending
def neighbours(record: Record, limit: int = 6) -> list[Record]:
    """Return at most ``limit`` published records like ``record``, nearest first, never itself; none without an index."""
    ways = _ways(record)
    if not ways:
        return []
    itself = Query.term_query(schema(), "id", record.pk)
    query = Query.boolean_query([*ways, (Occur.MustNot, itself)])
    try:
        index = searcher()
    except Unready:
        return []
    hits = index.search(query, limit, count=False, weight_by_field="quality").hits
    ids = [int(number or 0) for number in index.fast_field_values("id", [address for _, address in hits])]
    found = Record.objects.filter(status=Status.PUBLISHED).in_bulk(ids)
    return [found[number] for number in ids if number in found]


def _ways(record: Record) -> list[tuple[Occur, Query]]:
    ways = []
    for code, weight in _SHARED:
        for term in facet_values(code, record.values.get(code, ""))[:_MOST_TERMS]:
            if fold(term) not in NOBODY:
                ways.append((Occur.Should, Query.boost_query(_term(code, term), weight)))
    for domain in facet_values("DOMN", record.values.get("DOMN", ""))[:_MOST_TERMS]:
        house = [(Occur.Must, _term("MUSEO", record.museum_id)), (Occur.Must, _term("DOMN", domain))]
        ways.append((Occur.Should, Query.const_score_query(Query.boolean_query(house), _SAME_HOUSE)))
    return ways


def _term(code: str, value: str) -> Query:
    return Query.term_query(schema(), *placed(f"f_{BY_CODE[code].key}", value))
