"""All that the index finds, as seats of the sets; what it knows of words too rare for them."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

import numpy as np
from pyroaring import BitMap
from tantivy import Occur, Query

from coffret.search.reader import Open
from coffret.search.schema import WEIGHTED, placed, schema
from coffret.search.sets import places


def every(opened: Open, query: Query) -> BitMap:
    """Return the seats of the records that the index finds: some tenths of a microsecond each, best for few."""
    index = opened.searcher
    # Room is made for as many as there are records, and not touched: looking twice, to know how many, takes longer.
    told: Any = index.search(query, max(1, index.num_docs), order_by_field="s_rank", count=False)
    hits = told.hits
    ranks = np.fromiter(map(itemgetter(0), hits), np.int64, len(hits))
    return opened.sets.seats(places.of_ranks(ranks))


def stemmed(opened: Open, stem: str) -> list[Query]:
    """Return what finds a stem, in each field where it is: nothing when it is in none."""
    held = (placed(name, stem) for name, _weight in WEIGHTED)
    return [Query.term_query(schema(), *term) for term in held if opened.searcher.doc_freq(*term)]


def stemmed_by(stems: Iterable[str]) -> list[Query]:
    """Return what finds any of these stems, wherever they are: one query a field, not asked first which ones it has."""
    terms: dict[str, list[str]] = {}
    for stem in stems:
        for name, _weight in WEIGHTED:
            field, term = placed(name, stem)
            terms.setdefault(field, []).append(term)
    return [Query.term_set_query(schema(), field, held) for field, held in terms.items()]


def having(opened: Open, stem: str) -> BitMap:
    """Return the seats of the records that have a stem, asked of the index."""
    queries = stemmed(opened, stem)
    return every(opened, Query.boolean_query([(Occur.Should, one) for one in queries])) if queries else BitMap()
