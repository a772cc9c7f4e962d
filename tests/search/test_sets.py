"""Sets answer exactly as the index does, whatever is asked, however the records came, changed and went."""

import random
from collections import Counter
from itertools import cycle
from typing import Any

import factories
import numpy as np
import pytest
from django.db import transaction
from pyroaring import BitMap
from tantivy import Query

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record, Status
from coffret.search import documents, hits, index, ranking, reader, store
from coffret.search.builder import Builder
from coffret.search.parser import parse
from coffret.search.query import SearchRequest, SearchResult, search
from coffret.search.request import FACET_SIZE
from coffret.search.sets import view, writing

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


def answered(request: SearchRequest) -> SearchResult:
    reader.opened().kept.clear()
    return search(request)


class Alone:
    """The index and the records themselves, without sets: words looked for by its queries, all else by hand."""

    def __init__(self) -> None:
        museums = documents.directory()
        found = Record.objects.filter(status=Status.PUBLISHED)
        self.fields = {row.id: documents.fields(row, museums) for row in documents.rows(documents.columns(found))}
        self.searcher = reader.searcher()
        self.known: dict[str, set[int]] = {}

    def words(self, told: SearchResult, request: SearchRequest) -> set[int]:
        """Return the ids of the records that have the words; as many as some has, when they were relaxed."""
        typed = told.corrected or request.words
        if typed not in self.known:
            self.known[typed] = self.having(typed)
        return self.known[typed]

    def having(self, typed: str) -> set[int]:
        units = parse(typed)
        if not units:
            return set(self.fields)
        builder = Builder(self.searcher)
        found = self.ids(builder.query(units, typed))
        for least in range(sum(unit.loose for unit in units) - 1, 0, -1):
            found = found or self.ids(builder.query(units, typed, least))
        return found

    def ids(self, query: Query) -> set[int]:
        hits = self.searcher.search(query, 1_000).hits
        return set(self.searcher.fast_field_values("id", [address for _score, address in hits]))

    def kept(self, request: SearchRequest, number: int, but: str) -> bool:
        """Say whether a record passes the filters, but one."""
        fields = self.fields[number]
        chosen = all(set(fields.get(f"f_{key}", ())) & set(v) for key, v in request.chosen().items() if key != but)
        return chosen and (but == "annees" or lived_in(fields, *request.span()))

    def counts(self, ids: set[int], key: str) -> list[tuple[str, int]]:
        told = Counter(value for number in ids for value in self.fields[number].get(f"f_{key}", ()))
        return sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))[:FACET_SIZE]

    def decades(self, ids: set[int]) -> list[tuple[int, int]]:
        counts = [(d, sum(lived_in(self.fields[n], d, d + 9) for n in ids)) for d in range(1000, 2200, 10)]
        return [(decade, count) for decade, count in counts if count]


def lived_in(fields: dict[str, Any], first: int | None, last: int | None) -> bool:
    begun = last is None or fields.get("year_from", 10**9) <= last
    return begun and (first is None or fields.get("year_to", -(10**9)) >= first)


def test_sets_and_columns_find_and_count_as_the_index_and_the_records_say(lived, monkeypatch):
    ways = cycle(((0, 0), (10**9, 0), (0, 10**9), (10**9, 0), (0, 0)))  # by sets, by columns, by hand
    assert len(reader.opened().sets.pieces) > 3
    alone = Alone()
    for words in ASKED:
        for chosen in FILTERS:
            for first, last in YEARS:
                request = SearchRequest(words, chosen, first, last, limit=200)
                few, handful = next(ways)
                monkeypatch.setattr(view, "FEW", few)
                monkeypatch.setattr(view, "_HANDFUL", handful)
                monkeypatch.setattr(view, "_LOOKING", 10**9)
                monkeypatch.setattr(view, "_SORTING", 10**9)
                told = answered(request)
                having = alone.words(told, request)
                found = {
                    but: {n for n in having if alone.kept(request, n, but)} for but in (*told.facets, "annees", "")
                }
                assert told.total == len(found[""]), request
                assert sorted(told.ids) == sorted(found[""]), request
                assert told.histogram == alone.decades(found["annees"]), request
                for key, counts in told.facets.items():
                    shown = [pair for pair in counts if pair[1]]
                    expected = alone.counts(found[key], key)
                    missing = [
                        (v, c) for v, c in shown if v in request.chosen().get(key, ()) and (v, c) not in expected
                    ]
                    assert [pair for pair in shown if pair not in missing] == expected, (request, key)


def test_sets_made_one_say_the_same(lived, monkeypatch):
    asked = [SearchRequest(words, limit=200) for words in ASKED]
    before = [answered(request) for request in asked]
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
    assert {path.stem for path in directory.glob("sets-*")} == {reader.opened().sets.pieces[0].path.stem}
    for name, limit in (("FEW", 0), ("_HANDFUL", 0), ("_LOOKING", 10**9), ("_SORTING", 10**9)):
        monkeypatch.setattr(view, name, limit)
    after = [answered(request) for request in asked]
    for told, expected in zip(after, before, strict=True):
        assert (told.total, told.ids, told.facets, told.histogram) == (
            expected.total, expected.ids, expected.facets, expected.histogram
        )  # fmt: skip


def test_pages_neither_overlap_nor_leave_gaps(lived, monkeypatch):
    monkeypatch.setattr(ranking, "CANDIDATES", 15)
    monkeypatch.setattr(ranking, "FEW", 0)
    for words in ("", "portrait", "rouen", "dubois"):
        whole = answered(SearchRequest(words, limit=200)).ids
        paged = []
        for offset in range(0, len(whole) + 7, 7):
            paged += answered(SearchRequest(words, offset=offset, limit=7)).ids
        assert paged == whole
        assert len(set(whole)) == len(whole)


def test_seats_of_all_pieces_go_in_the_order_of_places(lived):
    sets = reader.opened().sets
    whole = sets.ordered(sets.all, 0, 200)
    assert len(sets.pieces) > 3
    assert sorted(whole) == list(sets.all)
    assert sets.places(whole) == list(sets.every)
    half = BitMap(random.Random(5).sample(whole, len(whole) // 2))
    in_order = [seat for seat in whole if seat in half]
    for offset in range(len(half) + 2):
        assert sets.ordered(half, offset, 5) == in_order[offset : offset + 5]
    places = np.array(sets.places(half), np.uint32)
    assert sets.seats(np.append(places, np.uint32(12))) == half


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
    told = answered(request)
    assert sorted(told.ids) == sorted(Alone().fields)
    assert told.total == len(told.ids) == reader.searcher().num_docs
    assert record.pk not in told.ids


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


def test_values_are_looked_at_or_met_whichever_takes_less(lived, monkeypatch):
    sets = reader.opened().sets
    monkeypatch.setattr(view, "FEW", 0)
    monkeypatch.setattr(view, "_HANDFUL", 0)
    looked: list[str] = []
    counted = view.Among._counted
    monkeypatch.setattr(view.Among, "_counted", lambda among, kind: looked.append(kind) or counted(among, kind))
    some = sets.value("image", "non")
    monkeypatch.setattr(view, "_MEETING", 10**9)
    by_columns = sets.among(some).counts("domaine", 20)
    assert looked == ["f:domaine"]
    monkeypatch.setattr(view, "_MEETING", -1)
    assert sets.among(some).counts("domaine", 20) == by_columns
    assert looked == ["f:domaine"]


def test_a_reading_too_rare_for_sets_is_asked_of_the_index(publish, monkeypatch):
    plain = [publish({"TITR": "Gravure"})[0].pk for _ in range(6)]
    (accented,) = publish({"TITR": "Plaque gravurée"})
    opened = reader.opened()
    members = opened.sets.members
    monkeypatch.setattr(type(opened.sets), "members", lambda view, kind, stem: (
        None if (kind, stem) == ("w", "gravure") else members(kind, stem)
    ))  # fmt: skip
    asked: list[str] = []
    having = hits.having
    monkeypatch.setattr(hits, "having", lambda opened, stem: asked.append(stem) or having(opened, stem))
    assert set(search(SearchRequest("gravure")).ids) == {*plain, accented.pk}
    assert asked == ["gravure"]
