"""Sets answer exactly as the index does, whatever is asked, however the records came, changed and went."""

import random

import factories
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record, Status
from coffret.search import index, query, reader, store
from coffret.search.query import SearchRequest, search
from coffret.search.sets import writing

pytestmark = pytest.mark.django_db
TITLES = (
    "Portrait de femme",
    "Vue de Rouen",
    "La Seine à Rouen",
    "Vierge à l'Enfant",
    "Émaux peints",
    "Études de chevaux",
    "",
)
MAKERS = ("Monet Claude", "anonyme", "Dubois Paul (graveur)", "Dubois Paul;Monet Claude", "")
DOMAINS = ("peinture", "dessin", "dessin;estampe", "céramique")
PERIODS = ("19e siècle", "4e quart 19e siècle", "18e siècle;19e siècle", "2e siècle av JC", "")
ASKED = (
    "", "portrait", "Rouen", "seine rouen", "vue -seine", "émail", "cheval", "monet", "dubois monet", "19e siècle",
    "femme 19e siècle", "-portrait", "de la", "vierge enfant", "peinture", "introuvable", "portrait introuvable",
    "titre:portrait", '"vue de rouen"', "mon*", "+rouen", "1880", "drawing",
)  # fmt: skip
FILTERS = (
    {},
    {"domaine": ("dessin",)},
    {"domaine": ("dessin", "peinture"), "auteur": ("Monet Claude",)},
    {"auteur": ("personne",)},
)
YEARS = ((None, None), (1850, 1890), (None, 1750), (1801, None), (-200, -101), (1890, 1850))


def values(draw: random.Random) -> dict[str, str]:
    made = {
        "TITR": draw.choice(TITLES),
        "AUTR": draw.choice(MAKERS),
        "DOMN": draw.choice(DOMAINS),
        "PERI": draw.choice(PERIODS),
    }
    return {code: text for code, text in made.items() if text} | (
        {"DESC": "femme assise"} if draw.random() < 0.3 else {}
    )


def years(draw: random.Random) -> dict[str, int | None]:
    first = draw.choice((None, -200, 1750, 1801, 1850, 1882))
    return {"year_from": first, "year_to": None if first is None else first + draw.choice((0, 9, 99))}


@pytest.fixture
def lived(publish, tell, monkeypatch) -> None:
    """A catalogue with a past: published in parts, changed, withdrawn, restored; its sets in several pieces."""
    monkeypatch.setattr(writing, "MOST", 40)
    monkeypatch.setattr(writing, "_GROWTH", 0)
    draw, records = random.Random(7), []
    for _ in range(4):
        for _ in range(25):
            records += publish(values(draw), has_image=draw.random() < 0.5, **years(draw))
        changed = draw.sample(records, 10)
        for record in changed[:6]:
            record.values, record.has_image = values(draw), draw.random() < 0.5
            record.save()
        for record in changed[6:]:
            record.status = Status.PUBLISHED if record.status == Status.WITHDRAWN else Status.WITHDRAWN
            record.save()
        tell(ChangeKind.UPDATED, *changed)


def answered(request: SearchRequest, monkeypatch, by_sets: bool):
    query._Kept.last = None, query._Kept()
    monkeypatch.setattr(query, "FEW", 0 if by_sets else 10**9)
    if not by_sets:
        with monkeypatch.context() as index_alone:
            index_alone.setattr(query, "matched", lambda view, units: None)
            return search(request)
    return search(request)


def test_sets_find_and_count_as_the_index_does(lived, monkeypatch):
    assert len(reader.opened().sets.pieces) > 3
    for words in ASKED:
        for chosen in FILTERS:
            for first, last in YEARS:
                request = SearchRequest(words, chosen, first, last, limit=200)
                told, expected = (answered(request, monkeypatch, by_sets) for by_sets in (True, False))
                assert told.total == expected.total, request
                assert sorted(told.ids) == sorted(expected.ids), request
                assert told.facets == expected.facets, request
                assert told.histogram == expected.histogram, request


def test_sets_made_one_say_the_same(lived, monkeypatch):
    asked = [SearchRequest(words, limit=200) for words in ASKED]
    before = [answered(request, monkeypatch, by_sets=True) for request in asked]
    pieces = len(reader.opened().sets.pieces)
    directory = store.current()
    assert directory is not None
    monkeypatch.setattr(writing, "_GROWTH", 10**9)
    one = factories.record({"TITR": "Dernière venue"})
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [one.pk])
    index.follow()
    with transaction.atomic():
        Record.objects.filter(pk=one.pk).update(status=Status.WITHDRAWN)
        log.append(ChangeKind.WITHDRAWN, [one.pk])
    index.follow()
    assert len(reader.opened().sets.pieces) == 1 < pieces
    assert sorted(path.name for path in directory.glob("sets-*")) == [reader.opened().sets.pieces[0].path.name]
    after = [answered(request, monkeypatch, by_sets=True) for request in asked]
    for told, expected in zip(after, before, strict=True):
        assert (told.total, told.ids, told.facets, told.histogram) == (
            expected.total, expected.ids, expected.facets, expected.histogram
        )  # fmt: skip


def test_pages_neither_overlap_nor_leave_gaps(lived, monkeypatch):
    monkeypatch.setattr(query.ranking, "CANDIDATES", 15)
    for words in ("", "portrait", "rouen", "dubois"):
        whole = answered(SearchRequest(words, limit=200), monkeypatch, by_sets=True).ids
        paged = []
        for offset in range(0, len(whole) + 7, 7):
            paged += answered(SearchRequest(words, offset=offset, limit=7), monkeypatch, by_sets=True).ids
        assert paged == whole
        assert len(set(whole)) == len(whole)


def test_a_replay_after_a_kill_leaves_no_ghost(lived, monkeypatch, index_directory):
    """Killed after the index was committed and before it was said: the same facts come once more."""
    request = SearchRequest(limit=200)
    record = Record.objects.filter(status=Status.PUBLISHED).order_by("pk")[0]
    directory = store.current()
    assert directory is not None
    told = store.progress(directory)
    assert told is not None
    Record.objects.filter(pk=record.pk).update(status=Status.WITHDRAWN)
    other = Record.objects.filter(status=Status.PUBLISHED).order_by("-pk")[0]
    Record.objects.filter(pk=other.pk).update(has_image=not other.has_image, values={**other.values, "TITR": "Autre"})
    with transaction.atomic():
        log.append(ChangeKind.WITHDRAWN, [record.pk])
        log.append(ChangeKind.UPDATED, [other.pk])
    saved = {path: path.read_bytes() for name in told.pieces for path in (directory / name,)}
    index.follow()
    for path, content in saved.items():
        path.write_bytes(content)
    store.keep_progress(directory, told.sequence, told.pieces)
    index.follow()
    by_sets, alone = (answered(request, monkeypatch, by_sets=way) for way in (True, False))
    assert by_sets.total == alone.total
    assert sorted(by_sets.ids) == sorted(alone.ids)
    assert record.pk not in by_sets.ids


def test_damaged_sets_are_made_again(publish, caplog):
    publish({"TITR": "Coffret"}, {"TITR": "Aiguière"})
    directory = store.current()
    assert directory is not None
    for path in directory.glob("sets-*"):
        path.write_bytes(b"nothing of a database")
    store.keep_progress(directory, log.last_sequence())
    reader._open = None
    assert search(SearchRequest("coffret")).total == 1
    assert search(SearchRequest()).total == 2
    assert "illisible" in caplog.text
