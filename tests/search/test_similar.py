"""Neighbours: the same maker first, never the record itself, never one withdrawn."""

import pytest

from coffret.catalogue.models import Status
from coffret.search import similar
from coffret.search.similar import neighbours

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("common", [similar.COMMON, 2, 1, 0])
def test_nearest_first(publish, monkeypatch, common):
    """Whatever terms are held to be too common to look for alone."""
    monkeypatch.setattr(similar, "COMMON", common)
    record, same_maker, same_subject, _far = publish(
        {"AUTR": "Monet Claude", "REPR": "meule ; champ", "DENO": "tableau"},
        {"AUTR": "Monet Claude", "REPR": "nymphéa", "DENO": "tableau", "DOMN": "dessin"},
        {"AUTR": "Sisley Alfred", "REPR": "champ", "DOMN": "dessin"},
        {"MUSEO": "M0001", "DOMN": "archéologie", "DENO": "fibule"},
    )
    assert neighbours(record) == [same_maker, same_subject]
    assert neighbours(record, limit=1) == [same_maker]


def test_nobody_is_no_likeness(publish):
    one, _two = publish({"AUTR": "anonyme", "DOMN": "peinture"}, {"AUTR": "anonyme", "DOMN": "sculpture"})
    assert neighbours(one) == []


def test_withdrawn_ones_are_left_out_even_before_the_index_knows(publish):
    one, two = publish({"AUTR": "Monet Claude"}, {"AUTR": "Monet Claude"})
    two.status = Status.WITHDRAWN
    two.save()
    assert neighbours(one) == []


def test_a_record_with_nothing_to_share(publish):
    (one,) = publish({"DOMN": ""})
    assert neighbours(one) == []
