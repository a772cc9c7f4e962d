"""A few records published while much is being indexed are found without waiting for its end."""

from threading import Event

import factories
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind
from coffret.search import index, store
from coffret.search.query import SearchRequest, every_id, search
from coffret.search.writer import Writer

pytestmark = pytest.mark.django_db


class Passing:
    """Publishes a record at the first sight of progress; ``seen``: what a search of it found at each later one."""

    def __init__(self):
        self.seen = []
        self.record = None

    def __call__(self, done, total):
        if self.record is None:
            self.record = factories.record({"TITR": "Aiguière"})
            with transaction.atomic():
                log.append(ChangeKind.PUBLISHED, [self.record.pk])
        else:
            self.seen.append(search(SearchRequest("aiguière", facets=False)).refs)


@pytest.fixture
def slowly(monkeypatch):
    """Small batches, looked around after each."""
    monkeypatch.setattr(index, "BATCH", 10)
    monkeypatch.setattr(index, "SMALL", 20)
    monkeypatch.setattr(index, "LOOK", -1)


def test_found_while_another_index_is_built(publish, slowly):
    publish(*[{"TITR": "Vase"} for _ in range(60)])
    old, passing = store.current(), Passing()
    index.rebuild(watch=passing)
    assert [passing.record.ref] in passing.seen
    assert store.current() != old
    assert sorted(every_id(SearchRequest())) == sorted(set(every_id(SearchRequest())))
    assert search(SearchRequest()).total == 61
    assert index.held() == log.last_sequence()


def test_found_while_the_other_index_is_being_ended(publish, monkeypatch):
    publish({"TITR": "Vase"})
    monkeypatch.setattr(index, "LOOK", 0.05)
    close, meanwhile, found, told = Writer.close, index._meanwhile, Event(), []
    record = factories.record({"TITR": "Aiguière"})
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk])

    def closing(writer):
        if writer.directory != store.current():
            told.append(found.wait(10))
        close(writer)

    def followed(live):
        meanwhile(live)
        if search(SearchRequest("aiguière", facets=False)).refs == [record.ref]:
            found.set()

    monkeypatch.setattr(Writer, "close", closing)
    monkeypatch.setattr(index, "_meanwhile", followed)
    index.rebuild()
    assert told == [True]
    assert search(SearchRequest("aiguière")).total == 1


def test_found_while_a_long_publication_is_indexed(publish, slowly):
    publish({"TITR": "Coupe"})
    made = [factories.record({"TITR": "Vase"}) for _ in range(60)]
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk for record in made])
    passing = Passing()
    index.follow(watch=passing)
    assert [passing.record.ref] in passing.seen
    assert search(SearchRequest()).total == 62
    assert search(SearchRequest("vase")).total == 60
    assert index.held() == log.last_sequence()
