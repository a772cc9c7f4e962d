"""`coffret search`, `reindex` and `worker` as programs use them."""

import json
import threading
import time

import factories
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind
from coffret.cli import worker
from coffret.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(tmp_path, settings):
    settings.DATA = tmp_path
    records = [
        factories.record({"REF": "M0650000801", "TITR": "Coffret", "DOMN": "orfèvrerie", "MILL": "1850"}),
        factories.record({"REF": "M0650000802", "TITR": "Coffret noir", "DOMN": "ethnologie", "MILL": "1700"}),
    ]
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk for record in records])


def ask(capsys, *words):
    assert main(["search", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json(capsys):
    answer = ask(capsys, "coffret")
    assert answer["total"] == 2
    assert answer["took_ms"] >= 0
    hit = next(hit for hit in answer["hits"] if hit["ref"] == "M0650000801")
    assert hit["title"] == "Coffret"
    assert hit["caption"].startswith("Coffret, ")
    assert answer["facets"]["DOMN"] == [["ethnologie", 1], ["orfèvrerie", 1]]
    assert answer["facets"]["MUSEO"] == [["M0650", 2]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--filter", "DOMN=orfèvrerie"], ["M0650000801"]),
        (
            ["--filter", "domaine=orfèvrerie", "--filter", "DOMN=ethnologie", "--sort", "date"],
            ["M0650000802", "M0650000801"],
        ),
        (["--from", "1800", "--to", "1900"], ["M0650000801"]),
        (["coffret", "--sort", "titre", "--limit", "1", "--offset", "1"], ["M0650000802"]),
        (["coffret -noir"], ["M0650000801"]),
        (["--", "coffret", "-noir"], ["M0650000801"]),
    ],
)
def test_filters_sort_and_page(capsys, words, expected):
    words = ["--json", *words] if "--" in words else [*words, "--json"]
    assert main(["search", *words]) == 0
    assert [hit["ref"] for hit in json.loads(capsys.readouterr().out)["hits"]] == expected


def test_an_unknown_filter_is_refused_by_name(capsys):
    assert main(["search", "--filter", "COULEUR=bleu"]) == 2
    assert "« COULEUR=bleu »" in capsys.readouterr().err


def test_text_for_people(capsys):
    assert main(["search", "cofret", "noir"]) == 0
    shown = capsys.readouterr().out
    assert "Orthographe proche : coffret noir" in shown
    assert "1. M0650000802  Coffret noir" in shown


def test_reindex_says_how_many(capsys):
    assert main(["reindex"]) == 0
    assert "2 notices" in capsys.readouterr().out


def test_reindex_gives_up_when_another_writes(capsys):
    from coffret.search import store

    with store.lock():
        assert main(["reindex", "--timeout", "0"]) == 2
    assert "occupé" in capsys.readouterr().err


def test_worker_once_indexes_what_waits(capsys):
    from coffret.search.query import SearchRequest, search

    assert main(["worker", "--once"]) == 0
    assert search(SearchRequest("coffret")).total == 2


def test_worker_stops_when_told_and_survives_a_failure(monkeypatch, caplog):
    stop, calls = threading.Event(), []

    def fails_once():
        calls.append(time.monotonic())
        if len(calls) == 1:
            raise OSError("disque plein")
        stop.set()

    monkeypatch.setattr(worker, "follow", fails_once)
    monkeypatch.setattr(worker, "LONG_PAUSE", 0.01)
    worker.work(stop)
    assert len(calls) == 2
    assert "disque plein" in caplog.text


def test_explained_in_json(capsys):
    answer = ask(capsys, "coffrets noires", "--explain")
    (hit,) = answer["hits"]
    assert {"field": "TITR", "written": "noir", "typed": "noires", "how": "form"} in hit["why"]
    assert hit["lacking"] == []
    assert answer["ways_out"] == []
    assert "why" not in ask(capsys, "coffret")["hits"][0]


def test_what_to_give_up_in_json(capsys):
    answer = ask(capsys, "coffret", "noir", "--filter", "DOMN=orfèvrerie", "--explain")
    assert answer["total"] == 0
    assert answer["ways_out"] == [
        {"without": [{"filter": "DOMN", "values": ["orfèvrerie"]}], "words": "coffret noir", "total": 1},
        {"without": [{"word": "noir"}], "words": "coffret", "total": 1},
    ]


def test_explained_in_words(capsys):
    assert main(["search", "coffret", "noir", "locomotive", "--explain"]) == 0
    told = capsys.readouterr().out
    assert "Titre : Coffret, noir" in told
    assert "Absent de la notice : locomotive" in told
    assert "En demandant un peu moins : sans « locomotive », 1 notice" in told
