"""What begins so is told by sets exactly as the index tells it, word by word."""

import pytest
from pyroaring import BitMap
from tantivy import Occur, Query

from coffret.catalogue.models import ChangeKind, Status
from coffret.search import begun, hits, reader, reading
from coffret.search.builder import Builder
from coffret.search.parser import parse
from coffret.search.schema import EXACT, schema
from coffret.search.words import PLAIN

pytestmark = pytest.mark.django_db
TITLES = (
    "Cheval et cavalier", "Chevaux au pré", "DORE Gustave", "Cadre doré", "Boîte dorée", "Dorine", "La danse", "Dans un jardin",
    "Dan et Betsabée", "Émail peint", "Émaux de Limoges", "Œil de verre", "Les yeux", "Ex-voto votif", "Plaque votive",
    "XVIIIe siècle", "XVIIIE", "Un portrait", "Portraits", "La porte", "Le port", "Arts du feu", "Art du livre", "Musée", "MUSEE",
    "Porte et portrait",
)  # fmt: skip
BEGINNINGS = (
    "ch", "chev", "cheva", "cheval", "chevaux", "dor", "dore", "doree", "dan", "dans", "danse", "em", "email", "emaux", "oe",
    "oeil", "yeu", "voti", "votif", "votiv", "xv", "18", "po", "port", "porte", "portrait", "portraits", "art", "arts", "mus",
    "musee", "l", "d", "z",
)  # fmt: skip


@pytest.fixture
def titled(publish) -> None:
    """Some records hold several of these words, most one."""
    for at, title in enumerate(TITLES):
        publish({"TITR": title, "DESC": TITLES[at * 7 % len(TITLES)] if at % 3 == 0 else ""})


@pytest.mark.parametrize("many", [0, begun._MANY])
def test_sets_tell_what_begins_so_as_the_index_does(titled, monkeypatch, many):
    monkeypatch.setattr(begun, "_FEW", 0)
    monkeypatch.setattr(begun, "_MANY", many)
    monkeypatch.setattr(begun, "_LEAST", 1)
    opened = reader.opened()
    told = {start: begun.members(opened, PLAIN[start]) for start in BEGINNINGS}
    for start, members in told.items():
        query = Builder(opened.searcher).unit(parse(f"{start}*")[0])
        assert (BitMap() if members is None else members) == hits.every(opened, query), start
    assert [start for start, members in told.items() if members is None] == ["xv", "z"]
    assert told["chevaux"] != told["cheval"]
    assert len(told["d"] or ()) > len(told["dor"] or ()) > 3


@pytest.mark.parametrize(
    "rare", [("port", "art", "cheval"), ("dor", "danse", "emal"), ("portrait", "musee", "votiv", "dan")]
)
def test_so_it_is_where_sets_leave_out_rare_words(titled, monkeypatch, rare):
    monkeypatch.setattr(begun, "_FEW", 0)
    opened = reader.opened()
    members = opened.sets.members
    monkeypatch.setattr(
        type(opened.sets), "members", lambda _view, kind, value: None if value in rare else members(kind, value)
    )
    told = 0
    for start in BEGINNINGS:
        found = begun.members(opened, PLAIN[start])
        if found is not None:
            query = Builder(opened.searcher).unit(parse(f"{start}*")[0])
            assert found == hits.every(opened, query), start
            told += 1
    assert told > 10


def test_a_short_stem_tells_though_many_words_begin_nearly_so(publish, monkeypatch):
    monkeypatch.setattr(begun, "_FEW", 0)
    monkeypatch.setattr(begun, "_MOST", 4)
    for title in ("Flos", "Un flos", "Des flos bleus", "Le flo", "Flacon", "Flamme", "Fleur", "Flûte"):
        publish({"TITR": title})
    opened, asked = reader.opened(), spied(monkeypatch)
    members = begun.members(opened, "flos")
    assert members is not None
    assert len(members) == 3
    assert sum(asked) == 1  # « Le flo », which is not to be found


def test_values_tell_which_records_have_a_word_that_shares_its_stem(publish, tell, monkeypatch):
    monkeypatch.setattr(begun, "_FEW", 0)
    monkeypatch.setattr(begun, "_MANY", 0)
    monkeypatch.setattr(begun, "_LEAST", 1)
    for number in range(12):
        publish({"TITR": "Un art", "DOMN": ("arts graphiques", "dessin", "beaux-arts;dessin")[number % 3]})
    publish({"TITR": "Des arts", "DOMN": "dessin"})
    publish({"TITR": "Dessin d'art", "DOMN": "peinture"})
    # Of the index, what was taken out is still a part; « photographie » is of one that is there, and has « art » only.
    (gone,) = publish({"TITR": "Des arts", "DOMN": "photographie"})
    publish({"TITR": "Un art", "DOMN": "photographie"})
    gone.status = Status.WITHDRAWN
    gone.save()
    tell(ChangeKind.WITHDRAWN, gone)
    publish({"TITR": "Dessin", "DOMN": "peinture"})
    opened, asked = reader.opened(), spied(monkeypatch)
    members = begun.members(opened, "arts")
    assert members is not None
    assert asked == [1]  # « Des arts »
    assert members == hits.every(opened, Builder(opened.searcher).unit(parse("arts*")[0]))
    assert len(members) == 9


def test_of_rare_words_the_index_is_asked_for_what_sets_do_not_tell(titled, monkeypatch):
    monkeypatch.setattr(begun, "_FEW", 0)
    opened = reader.opened()
    members = opened.sets.members
    monkeypatch.setattr(
        type(opened.sets), "members", lambda _view, kind, value: None if value == "porte" else members(kind, value)
    )
    asked = spied(monkeypatch)
    found = begun.members(opened, "por")
    assert found is not None
    written = [Query.term_query(schema(), EXACT, word) for word in ("porte", "port", "portrait", "portraits")]
    porte, *others = (hits.every(opened, query) for query in written)
    assert asked[0] == len(porte.difference(*others)) < len(porte)
    assert found == porte.union(porte, *others)


def spied(monkeypatch) -> list[int]:
    """Return how many records the index finds each time that it is asked from now on."""
    asked: list[int] = []
    every = hits.every

    def counted(opened, query):
        found = every(opened, query)
        asked.append(len(found))
        return found

    monkeypatch.setattr(hits, "every", counted)
    return asked


def test_words_before_a_beginning_are_asked_too(titled, monkeypatch):
    monkeypatch.setattr(begun, "_FEW", 0)
    opened = reader.opened()
    for text in ("dorine-po*", "cadre-do*", "œil-de-ve*", "ex-vo*"):
        (unit,) = parse(text)
        assert len(unit.tokens) > 1
        assert reading._members(opened, unit) == hits.every(opened, Builder(opened.searcher).unit(unit)), text


@pytest.mark.parametrize(
    "text", ["dor*", "art* livre", "port* -portrait", "cad* or*", "da* dans", "1822*", "titre:da* d*"]
)
def test_a_beginning_weighs_the_same_where_it_is_known(titled, text):
    opened = reader.opened()
    read = reading.read(opened, text, strictly=True)
    ids = opened.sets.records(read.words)
    some = Query.const_score_query(Query.term_set_query(schema(), "id", ids), 0.0)

    def weighed(among: Query | None) -> list[tuple[object, ...]]:
        made = Builder(opened.searcher, among=among).query(read.units, read.typed, read.least)
        found = opened.searcher.search(Query.boolean_query([(Occur.Must, some), (Occur.Must, made)]), 100).hits
        numbers = opened.searcher.fast_field_values("id", [address for _score, address in found])
        return sorted((score, number) for (score, _address), number in zip(found, numbers, strict=True))

    assert weighed(some) == weighed(None)
    assert len(weighed(some)) == len(ids)


def test_few_are_left_to_the_index(titled):
    assert begun.members(reader.opened(), "cheval") is None


def test_words_too_many_are_left_to_the_index(titled, monkeypatch):
    monkeypatch.setattr(begun, "_FEW", 0)
    monkeypatch.setattr(begun, "_MOST", 3)
    assert begun.members(reader.opened(), "d") is None
