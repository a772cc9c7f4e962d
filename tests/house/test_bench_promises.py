"""Promises are held against what was measured, and nothing that was not measured is told."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give the script, imported as when it is run."""
    monkeypatch.syspath_prepend(str(BENCH))
    import promises

    yield promises
    for name in ("board", "promises"):
        sys.modules.pop(name, None)


@pytest.fixture
def known() -> dict[str, Any]:
    """Give results of the shape that the measures write."""
    size = {
        "records": 1_000_000,
        "floor": {"records": 1_000_000, "seconds": 60.0},
        "way_in": {"lines": 1_000_000, "seconds": 300.0, "memory_mb": 980},
        "disk": {"csv": 1_000, "database": 2_400, "index": 690, "received": 400},
        "search": {
            "questions": {"no word": 2.0, "no word, last pages": 2.4},
            "p95": 21.0,
            "p95_phrases_and_years": 30.0,
            "p95_suggestions": 3.0,
        },
    }
    who = {"date": "2026-07-01", "machine": "2 cores", "commit": "abc1234"}
    ratios = {"no word": 80.0, "frequent word": 6.0, "phrase": 0.8}
    rows = [{"question": name, "otherwise": False, "lucene": {"ratio": ratio}} for name, ratio in ratios.items()]
    rows.append({"question": "no answer", "otherwise": True, "lucene": {"ratio": 0.001}})
    cases = [("no word", 25, 5), ("no word, far page", 25, 6), ("misspelling", 25, 31), ("phrase", 40, 39)]
    phase = {"small": {"turns": 2, "visible": [0.4, 1.2]}, "readers": {"faults": []}}
    return {
        "spine": {},
        "growth": {**who, "sizes": [{"records": 10_000}, size]},
        "search": {
            **who,
            "records": 1_000_000,
            "cases": [{"case": name, "aim": aim, "median": p95 / 2, "p95": p95} for name, aim, p95 in cases],
            "suggestions": [{"aim": 5.0, "p95": 4.0}, {"aim": 5.0, "p95": 4.5}],
            "pages": [{"page": "home", "aim": 20.0, "p95": 12.0}, {"page": "museum page", "aim": None, "p95": 40.0}],
        },
        "search_peers": {**who, "records": 1_000_000, "questions": rows},
        "freshness": {
            **who,
            "records": 1_000_000,
            "alone": phase,
            "reindex": {**phase, "readers": {"faults": ["503"]}},
        },
    }


def test_each_promise_is_kept_or_not(bench, known):
    kept = {promise.what: promise.kept for promise in bench.promises(known)}
    assert {what for what, well in kept.items() if not well} == {
        "Way in, beside its floor",
        "Database, beside the CSV",
        "Data of a page, p95 of the slowest (misspelling)",
        "Lucene, where it does best (phrase)",
        "Readers not answered, beside a rebuilding",
    }
    assert len(kept) == 9 + 5 + 3 + 4


def test_the_table_says_how_far(bench, known):
    told = bench.section(known)
    assert (
        "| Way in: checked, published, indexed | at least 3,000 records/s | 3,333.33 records/s | 1.11 | kept |" in told
    )
    assert "| Database, beside the CSV | at most 2.2 times | 2.4 times | 1.09 | **not kept** |" in told
    assert "| Readers not answered, beside nothing else | at most 0 | 0 | – | kept |" in told
    assert "Not measured" not in told
    assert "growth: 1,000,000 records, 2026-07-01, commit abc1234, 2 cores" in told


def test_memory_is_what_the_kernel_counted_where_it_held_a_limit(bench, known):
    told = known["growth"]["sizes"][-1]["way_in"]
    told.update(memory_mb=1258, anonymous_mb=949)
    plain = "| Way in: peak memory of all processes | at most 1,024 MB | 1,258 MB | 1.23 | **not kept** |"
    assert plain in bench.section(known)
    told["bounded"] = {"limit_mb": 1024, "peak_mb": 1024, "reached": 5210, "killed": False, "seconds": 610.2}
    assert (
        "| Way in: peak memory, files read included, held by the kernel to 1,024 MiB, nothing killed, 610 s "
        "(without that, 949 MB that no file backs) | at most 1,024 MB | 1,024 MB | 1.00 | kept |"
        in bench.section(known)
    )
    for changed in ({"limit_mb": 2048, "peak_mb": 1301}, {"killed": True}, {"killed": None}, {"peak_mb": None}):
        told["bounded"] = {
            "limit_mb": 1024,
            "peak_mb": 1024,
            "reached": 5210,
            "killed": False,
            "seconds": 610.2,
            **changed,
        }
        assert "**not kept**" in next(row for row in bench.section(known).splitlines() if "peak memory" in row)
    told["bounded"] = None
    assert plain in bench.section(known)


def test_what_was_not_measured_is_not_told(bench, known):
    del known["search"], known["search_peers"], known["freshness"]
    told = bench.section(known)
    assert "Not measured: search, search_peers, freshness." in told
    assert "Lucene" not in told
    known["search_peers"] = {"questions": [{"question": "no word"}]}
    assert not list(bench.of_peers(known["search_peers"]))


def test_it_is_kept_beside_the_rest_and_fails_when_a_promise_does(bench, known, tmp_path, monkeypatch, capsys):
    results, page = tmp_path / "results.json", tmp_path / "README.md"
    results.write_text(json.dumps(known), encoding="utf-8")
    page.write_text("# Measures\n", encoding="utf-8")
    monkeypatch.setattr(bench.board, "RESULTS", results)
    monkeypatch.setattr(bench.board, "README", page)
    monkeypatch.setattr(sys, "argv", ["promises.py", "--keep"])
    assert bench.main() == 1
    assert "not kept" in page.read_text(encoding="utf-8")
    assert len(json.loads(results.read_text(encoding="utf-8"))["promises"]) == 21
    known["growth"]["sizes"][-1]["disk"]["database"] = 2_000
    known["growth"]["sizes"][-1]["floor"]["seconds"] = 100.0
    del known["search"], known["search_peers"], known["freshness"]
    results.write_text(json.dumps(known), encoding="utf-8")
    assert bench.main() == 0
    assert "not kept" not in page.read_text(encoding="utf-8")
    capsys.readouterr()
