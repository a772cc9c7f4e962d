"""Counts of facets are exact, however many parts the index is in."""

from collections.abc import Callable
from typing import Any

import pytest

from coffret.search import reader
from coffret.search.query import SearchRequest, search

pytestmark = pytest.mark.django_db


def test_a_value_frequent_in_no_part_of_the_index_is_counted_where_it_is_the_first(publish: Callable[..., Any]):
    for part in ("A", "B", "C"):
        makers = [f"{part}{number:02d}" for number in range(11) for _twice in "12"]
        publish(*({"TITR": "Vue", "AUTR": maker} for maker in [*makers, "Monet Claude"]))
    assert reader.searcher().num_segments == 3
    found = search(SearchRequest(words="vue", facet_size=1))
    assert found.total == 69
    assert found.facets["auteur"] == [("Monet Claude", 3)]


def test_a_slip_of_the_pen_makes_no_thousand_decades(publish: Callable[..., Any]):
    publish({"TITR": "Vue"}, year_from=1990, year_to=1999)
    publish({"TITR": "Vue"}, year_from=1996, year_to=991_000)
    for words in ("", "vue", "titre:vue"):
        decades = search(SearchRequest(words=words)).histogram
        assert decades[:2] == [(1990, 2), (2000, 1)]
        assert decades[-1] == (2190, 1)
