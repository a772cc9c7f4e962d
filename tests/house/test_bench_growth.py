"""Growth is measured as it is told: from the commands themselves, and drawn with every figure."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import instances
import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
MINE = {"board", "bounded", "catalogue", "catalogue_words", "growth", "growth_plot", "loading"}


@pytest.fixture
def growth(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give the measure, imported as when it is run."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCH))
    import growth

    yield growth
    for name in (set(sys.modules) - before) & MINE:
        del sys.modules[name]


def figures(records: int, seconds: float, memory: int, p95: float) -> dict[str, Any]:
    search = {"questions": {"no word": 1.5, "phrase": 9.0}, "p95": p95, "p95_phrases_and_years": 9.5}
    return {
        "records": records,
        "floor": {"records": records, "seconds": seconds / 4},
        "way_in": {
            "lines": records,
            "published": records - 5,
            "rejected": 5,
            "seconds": seconds,
            "steps": {"Contrôle": seconds / 2, "Index": seconds / 2},
            "memory_mb": memory,
            "anonymous_mb": memory - 50,
            "bounded": None,
        },
        "disk": {
            "csv": records * 1_100,
            "database": records * 2_200,
            "index": records * 700,
            "received": records * 400,
        },
        "search": {**search, "p95_suggestions": 2.25, "memory_mb": 200},
    }


@pytest.fixture
def results() -> dict[str, Any]:
    sizes = [figures(10_000, 4.0, 300, 6.1), figures(100_000, 32.0, 650, 9.8), figures(1_000_000, 300.0, 980, 21.4)]
    return {"date": "2026-07-01", "machine": "two cores & more", "commit": "abc1234", "turns": 20, "sizes": sizes}


def test_sizes_end_with_the_one_that_is_asked_for(growth):
    assert growth.sizes(1_000_000) == [10_000, 100_000, 1_000_000]
    assert growth.sizes(100_000) == [10_000, 100_000]
    assert growth.sizes(2_000) == [2_000]


def test_a_size_is_told_beside_its_floor_and_its_file(growth, results):
    told = growth.line(results["sizes"][2])
    assert "| 1,000,000 | 300.0 | **3,333** | 4.0 | 980 MB (930) | 1,100.0 MB | × 2.00 | × 0.64 | 21.4 |" in told
    assert "slowest question: phrase, 9.0 ms" in growth.section(results)


def test_what_became_of_a_limit_of_memory_is_told(growth, results):
    told = results["sizes"][2]
    assert "; no limit of memory was set; " in growth.steps(told)
    told["way_in"]["bounded"] = {"limit_mb": 1024, "peak_mb": 1024, "reached": 5210, "killed": False, "seconds": 610.2}
    said = growth.steps(told)
    assert (
        "giving all processes together 1,024 MiB, files read included: it ended in 610.2 s, 1,024 MiB at most at "
        in said
    )
    assert "no process was killed, the limit was reached 5,210 times" in said
    told["way_in"]["bounded"]["killed"] = True
    assert ", a process was killed, " in growth.steps(told)


def test_the_plot_is_sound_and_says_every_figure(growth, results):
    drawing = growth.growth_plot.drawn(growth.growth_plot.panels(results))
    root = ElementTree.fromstring(drawing)
    space = "{http://www.w3.org/2000/svg}"
    said = [text.text or "" for text in root.iter(f"{space}text")]
    for told in ("3\u202f333", "980", "21,4", "base 2,2", "page 9,8", "au moins 3\u202f000", "1\u202f000\u202f000"):
        assert told in said
    for line in root.iter(f"{space}polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        across = [x for x, _y in points]
        assert len(points) == 3
        assert across == sorted(across)
        assert across[1] - across[0] == pytest.approx(across[2] - across[1], abs=0.2)
        assert all(0 < y < growth.growth_plot.HEIGHT for _x, y in points)
    assert "prefers-color-scheme: dark" in drawing
    assert root.attrib["role"] == "img"
    assert "21,4" in (root.findtext(f"{space}title") or "")


def test_what_is_kept_is_the_section_the_results_and_the_plot(growth, results, tmp_path, monkeypatch):
    monkeypatch.setattr(growth.board, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(growth.board, "README", tmp_path / "README.md")
    (tmp_path / "results.json").write_text('{"spine": 1}', encoding="utf-8")
    (tmp_path / "README.md").write_text("# Measures\n", encoding="utf-8")
    growth.keep(results, tmp_path / "growth.svg")
    growth.keep(results, tmp_path / "growth.svg")
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8")) == {"spine": 1, "growth": results}
    assert (tmp_path / "README.md").read_text(encoding="utf-8").count("## Growth") == 1
    assert (tmp_path / "growth.svg").read_text(encoding="utf-8").startswith("<svg")


def test_what_was_measured_is_taken_again_for_the_same_code_only(growth, results, tmp_path):
    path = tmp_path / "figures.json"
    assert growth.kept(path, "abc1234") is None
    path.write_text(json.dumps({"commit": "abc1234", "memory": 1024, "figures": results["sizes"][0]}), encoding="utf-8")
    assert growth.kept(path, "abc1234") == results["sizes"][0]
    assert growth.kept(path, "def5678") is None
    assert growth.kept(path, "abc1234", 512) is None
    assert growth.kept(path, "") is None
    path.write_text(json.dumps({"commit": "abc1234+", "memory": 1024, "figures": {}}), encoding="utf-8")
    assert growth.kept(path, "abc1234+") is None


def test_the_floor_reads_all_the_rows(growth, tmp_path):
    path = growth.catalogue.make(120, tmp_path)
    told = growth.loading.floor(path)
    assert told["records"] == 120
    assert told["seconds"] > 0


def test_memory_is_that_of_all_the_processes_of_a_command(growth, tmp_path, monkeypatch):
    # The child holds 60 MB, its own child 40 MB more.
    held = "x = bytearray(b'1' * {}_000_000); "
    child = held.format(40) + "import time; time.sleep(1.2)"
    program = held.format(60) + f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); "
    program += "print('Contrôle : 1 notice', file=sys.stderr); print('{\"done\": 1}')"
    monkeypatch.setattr(growth.loading, "command", lambda *words: [sys.executable, "-c", program])
    told, seen = growth.loading.watched(tmp_path, "submit")
    assert told == {"done": 1}
    assert list(seen["steps"]) == ["Contrôle"]
    assert 100 <= seen["anonymous_mb"] <= seen["memory_mb"] < 250
    assert seen["seconds"] >= 1.2


def test_a_command_that_fails_is_not_measured(growth, tmp_path, monkeypatch):
    monkeypatch.setattr(growth.loading, "command", lambda *words: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(RuntimeError, match="returned 3"):
        growth.loading.watched(tmp_path, "submit")


def test_a_command_killed_for_want_of_memory_is_said_so(growth, tmp_path, monkeypatch):
    program = "x = bytearray(b'1' * (120 << 20)); print('{}')"
    monkeypatch.setattr(growth.loading, "command", lambda *words: [sys.executable, "-c", program])
    with growth.bounded.group(60 << 20) as held:
        if held is None:
            pytest.skip("no group of memory can be made here: not allowed to, or no control groups")
        if held.told()["killed"] is None:
            pytest.skip("this kernel does not tell of what it kills in a group")
        with pytest.raises(RuntimeError, match="returned -9: a process was killed, 60 MiB were not enough"):
            growth.loading.watched(tmp_path, "submit", held=held)


@pytest.mark.skipif(instances.ON_POSTGRESQL, reason="the files of an SQLite base")
def test_what_a_data_directory_weighs(growth, tmp_path):
    for name, size in {
        "coffret.sqlite3": 50,
        "coffret.sqlite3-wal": 7,
        "coffret.sqlite3-shm": 9,
        "search/a/b": 3,
    }.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    notices = tmp_path / "notices.csv"
    notices.write_bytes(b"y" * 20)
    told = growth.loading.disk(notices, tmp_path / "data")
    assert told == {"csv": 20, "database": 57, "index": 3, "received": 0}


def test_a_small_catalogue_is_measured_from_end_to_end(growth, tmp_path, monkeypatch):
    # Real commands on a directory of their own, with short lists; search is another process.
    monkeypatch.setattr(growth.catalogue, "NAMES", 200)
    monkeypatch.setattr(growth.loading, "SCHEMES", ("DOMN",))
    monkeypatch.setenv("COFFRET_DATABASE_URL", instances.address(tmp_path))
    told = growth.measure(40, tmp_path / "40", 1)
    assert told["records"] == told["floor"]["records"] == told["way_in"]["lines"] == 40
    assert told["way_in"]["published"] + told["way_in"]["rejected"] <= 40
    assert set(told["way_in"]["steps"]) == {"Contrôle", "Publication", "Index"}
    assert told["disk"]["database"] > 0
    bounded = told["way_in"]["bounded"]
    assert bounded is None or (bounded["limit_mb"], bounded["killed"]) in ((1024, False), (1024, None))
    assert bounded is None or bounded["seconds"] > 0
    assert not (tmp_path / "40" / "bounded").exists()
    assert told["search"]["p95"] > 0
    assert "| 40 |" in growth.line(told)
