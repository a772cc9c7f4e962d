"""Search is measured as it is used: questions that the catalogue itself makes, pages of the real server."""

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
MINE = {"board", "catalogue", "catalogue_words", "loading", "search", "search_asked", "search_pages", "search_peers"}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Give the measure and its parts, imported as when it is run."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCH))
    import catalogue
    import loading
    import search
    import search_asked
    import search_pages

    yield SimpleNamespace(
        catalogue=catalogue, loading=loading, search=search, asked=search_asked, pages=search_pages
    )  # fmt: skip
    for name in set(sys.modules) - before:
        if name in MINE | {"servers"} or name.partition(".")[0] == "peers":
            del sys.modules[name]


@pytest.fixture
def held(bench: SimpleNamespace) -> Any:
    """Give what a catalogue of a thousand records would hold."""
    words = {"papier": 400, "toile": 300, "crayon": 200, "encre": 90, "paysage": 10, "rarement": 9, "gravure": 1}
    values = {
        "musee": [("M0001", 140)],
        "domaine": [("peinture", 200)],
        "auteur": [("Monet Claude", 12)],
        "technique": [("peinture à l'huile", 80), ("papier", 70)],
    }
    return bench.asked.Known(1000, words, values, ("parpier",))


def test_questions_come_from_what_is_held(bench, held):
    kinds = {kind.name: kind for kind in bench.asked.kinds(held)}
    assert kinds["frequent word"].questions[0].words == "papier"
    assert kinds["no word, far page"].questions[0].offset == 888
    assert kinds["rare word"].questions[0].words == "paysage"
    assert kinds["phrase"].questions[0].words == '"peinture à l\'huile"'
    assert kinds["misspelling"].questions[0].words == "parpier"
    assert dict(kinds["several filters"].questions[0].filters) == {
        "musee": ("M0001",), "domaine": ("peinture",), "technique": ("peinture à l'huile",),
    }  # fmt: skip
    assert {kind.aim for kind in kinds.values()} == {25.0, 40.0}
    assert bench.asked.turned("peinture") == "peitnure"


def test_no_two_addresses_of_results_are_the_same(bench, held):
    told = bench.asked.addresses(held, 40)
    assert len(told) == len(set(told)) == 40
    assert told[0] == "/recherche"
    assert "/recherche?page=38" in told
    assert "/recherche?q=papier&de=1800&a=1850" in bench.asked.addresses(held, 400)


def test_what_is_timed_is_told_in_order(bench):
    told = bench.search.summary([(float(value), 1.0) for value in range(100, 0, -1)])
    assert told == {"median": 50.5, "p95": 96.0, "max": 100.0, "processor": 1.0}


class _Site(http.server.BaseHTTPRequestHandler):
    """Answers addresses that begin with /a, in as many bytes as they have letters, and nothing else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = self.path.startswith("/a")
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(self.path)))
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture
def line() -> Iterator[HTTPConnection]:
    """Give a connection to a small site."""
    server = http.server.HTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = HTTPConnection("127.0.0.1", server.server_port)
    yield made
    made.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_address_is_heard_once(bench, line):
    told = bench.pages.row(line, os.getpid(), "home", ["/aa"] * 12)
    assert (told["requests"], told["bytes"], told["aim"]) == (12, 3, 20.0)
    assert 0 < told["median"] <= told["p95"] <= told["max"]
    with pytest.raises(RuntimeError, match="/b answered 404"):
        bench.pages.got(line, "/b")
    assert bench.pages.like({"/small": 10, "/large": 90}, 70) == "/large"


def test_a_small_catalogue_is_asked_in_process_and_over_http(bench, tmp_path, monkeypatch):
    # Real commands on a directory of their own, with short lists.
    monkeypatch.setattr(bench.catalogue, "NAMES", 200)
    monkeypatch.setattr(bench.loading, "SCHEMES", ("DOMN",))
    data, figures = tmp_path / "data", tmp_path / "figures.json"
    data.mkdir()
    bench.loading.way_in(bench.catalogue.make(120, tmp_path), data)
    command = [sys.executable, str(BENCH / "search.py"), "--turns", "1", "--requests", "9", "--json", str(figures)]
    done = subprocess.run(
        command, env=bench.loading.environment(data), check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert {row["case"] for row in told["cases"]} >= {
        "no word",
        "frequent word",
        "years",
        "no answer",
        "largest museum",
    }
    assert told["cases"][0]["found"] == [told["records"]]
    assert [row["letters"] for row in told["suggestions"]] == [1, 2, 3, 4, 5, 6]
    assert [row["page"] for row in told["pages"]][:4] == [
        "result page",
        "record page",
        "record page, from a search",
        "home",
    ]
    assert all(row["bytes"] > 500 and row["floor"]["median"] > 0 for row in told["pages"][:4])
    assert "| no word, far page |" in done.stdout
    assert "| result page | 9 |" in done.stdout
