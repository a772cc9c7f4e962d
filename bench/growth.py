"""Measure how a catalogue grows: 10,000, 100,000 and N made records; time, memory, disk and search at each size.

    python bench/growth.py 1000000 [--folder var/bench] [--turns 20] [--memory 1024] [--resume] [--keep]

Each size is made (bench/catalogue.py), taken the whole way in by Coffret's own commands on a data directory of its own,
then asked the questions of bench/peers/questions.py. The same records are taken in again, apart, under a limit of memory
that the kernel enforces (bench/bounded.py: ``--memory``, in MiB, 0 for none), where this machine lets one be set. The
directories stay, FOLDER/<size>/data: the other measures of `make bench N=…` take the largest. ``--resume`` takes the sizes that this same commit measured as they were. With
``--keep``, writes bench/results.json (key « growth »), the section of bench/README.md and the plot docs/growth.svg.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import bounded
import catalogue
import growth_plot
import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
os.environ.setdefault("COFFRET_LOG_LEVEL", "ERROR")

Row = dict[str, Any]
SIZES = (10_000, 100_000)
PLOT = board.HERE.parent / "docs" / "growth.svg"
# MiB that must be enough for the way in.
MEMORY = 1024
# What is typed, letter by letter, in the field of the search.
TYPED = "monet rouen"
# Questions that are told apart: what they may take is more.
HARDER = "phrase", "years"
# What marks a commit whose code was changed.
CHANGED = "+"


def sizes(count: int) -> list[int]:
    """Return the sizes to measure: the usual ones that are smaller than ``count``, and ``count``."""
    return [*(size for size in SIZES if size < count), count]


def measure(count: int, folder: Path, turns: int, memory: int = MEMORY) -> Row:
    """Make ``count`` records in ``folder``, emptied before, take them in and ask them; return what it cost.

    The same way in is then gone again with so many MiB of memory, 0 for no limit. A server of PostgreSQL would not be held
    to it: not then.
    """
    shutil.rmtree(folder, ignore_errors=True)
    data = folder / "data"
    data.mkdir(parents=True)
    path = catalogue.make(count, folder)
    found = {"floor": apart("--floor", path), "way_in": loading.way_in(path, data), "disk": loading.disk(path, data)}
    # What museums and vocabularies weigh is the same at every size: the records are what grows.
    found["disk"]["database"] -= found["way_in"].pop("before")
    found["search"] = apart("--search", data, "--turns", turns)
    limit = 0 if os.environ.get("COFFRET_DATABASE_URL", "").startswith("postgres") else memory * bounded.MIB
    found["way_in"]["bounded"] = again(path, folder / "bounded", limit)
    return {"records": count, **found}


def again(path: Path, folder: Path, limit: int) -> Row | None:
    """Take the same records in, in a directory removed afterwards, with so many bytes of memory.

    Returns what the kernel tells of it, and the seconds; None where no limit can be set, or none is asked for. Raises
    RuntimeError when it is not enough.
    """
    with bounded.group(limit) as tried:
        if tried is None:
            return None
    data = folder / "data"
    data.mkdir(parents=True)
    try:
        found = loading.way_in(path, data, limit)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {**found["bounded"], "seconds": found["seconds"]}


def apart(*words: object) -> Row:
    """Run a measure in a process of its own, so that its memory and its caches are its own."""
    command = [sys.executable, __file__, *map(str, words)]
    done = subprocess.run(command, env=loading.environment(Path()), stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def search(data: Path, turns: int) -> Row:
    """Ask every question so many times of the index of ``data``; return milliseconds and the memory of this process."""
    os.environ["COFFRET_DATA"] = str(data)
    import django

    django.setup()
    return {**asked(turns), "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def asked(turns: int) -> Row:
    """Ask every question so many times; return the median of each, and the ninety-fifth hundredth of all, in ms."""
    from peers.ours import Ours
    from peers.questions import questions, read
    from peers.records import FACETS

    ours = Ours()
    every = questions(ours.count(), {key: ours.values(key) for key in FACETS})
    answers = {one.name: ours.ask(one, read(one), turns).ms for one in every}
    harder = {name for name in answers if any(word in name for word in HARDER)}
    usual = [taken for name, ms in answers.items() if name not in harder for taken in ms]
    return {
        "questions": {name: round(statistics.median(ms), 2) for name, ms in answers.items()},
        "p95": p95(usual),
        "p95_phrases_and_years": p95([taken for name in harder for taken in answers[name]]),
        "p95_suggestions": p95(suggestions(turns)),
    }


def suggestions(turns: int) -> list[float]:
    """Return the milliseconds of suggesting after each letter that is typed, so many times."""
    from coffret.search.suggest import suggest

    taken: list[float] = []
    for _turn in range(turns + 1):
        for end in range(1, len(TYPED) + 1):
            began = time.perf_counter()
            suggest(TYPED[:end])
            taken.append((time.perf_counter() - began) * 1000)
    return taken[len(TYPED) :]  # the first turn is unheard


def p95(taken: list[float]) -> float:
    """Return the ninety-fifth hundredth, 0 when there is nothing."""
    ordered = sorted(taken)
    return round(ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], 2) if ordered else 0.0


def kept(path: Path, commit: str, memory: int = MEMORY) -> Row | None:
    """Return what was measured at this commit with so much memory, None when it was not, or the code is not known."""
    if not path.exists() or not commit or commit.endswith(CHANGED):
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return told["figures"] if (told["commit"], told.get("memory")) == (commit, memory) else None


def commit() -> str:
    """Return the short name of the commit measured, marked when code differs from it; empty outside a clone."""
    name = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", "coffret", "bench/*.py")
    return name + CHANGED if changed else name


def _git(*words: str) -> str:
    command = ["git", "-C", str(board.HERE.parent), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def everything(count: int, folder: Path, turns: int, memory: int, *, resume: bool) -> Row:
    """Measure every size; what a size cost is written beside it as soon as it is known."""
    measured, name = [], commit()
    for size in sizes(count):
        path = folder / str(size) / "figures.json"
        figures = kept(path, name, memory) if resume else None
        if figures is None:
            figures = measure(size, path.parent, turns, memory)
            told = {"commit": name, "memory": memory, "figures": figures}
            path.write_text(json.dumps(told), encoding="utf-8")
        print(line(figures), file=sys.stderr)
        measured.append(figures)
    cores = len(os.sched_getaffinity(0))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{cores} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "commit": name,
        "turns": turns,
        "sizes": measured,
    }


def section(results: Row) -> str:
    """Return what bench/README.md says of it."""
    lines = [
        "## Growth",
        "",
        f"`make bench N={results['sizes'][-1]['records']}` (`bench/growth.py`), {results['date']}, commit "
        f"{results['commit']}, {results['machine']}. Records made in the shape of the national file "
        "(`bench/catalogue.py`), submitted with every rule on, published, indexed: `coffret submit FILE --publish`.",
        "",
        "![Growth of a catalogue](../docs/growth.svg)",
        "",
        "| records | seconds | records/s | × floor | peak memory | CSV | database | index | search p95 | phrases, years | "
        "suggestions | memory of a reader |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *(line(figures) for figures in results["sizes"]),
        "",
        "Floor: the csv module and the raw rows of 67 columns inserted into SQLite in one transaction, same file, same "
        "run. Peak memory: all processes together, shared pages once, files read through memory included; in brackets, "
        "what no file backs. In the second run told below, under a limit, the kernel counts what all of them allocate, the files they read or "
        "write and its own buffers, and refuses more: no swap; the file was not in memory before, what was there of Python "
        "and of libraries is not counted. Database and index: times the CSV; what the database grew by, all its indexes included, holds "
        "every line received with its findings, and the records; museums and vocabularies were there before. "
        f"Search: page of twenty, exact total, all facets, {len(results['sizes'][-1]['search']['questions'])} questions, "
        f"{results['turns']} turns each, nothing kept between turns, all turns together; milliseconds.",
        "",
        *(f"- {steps(figures)}" for figures in results["sizes"]),
    ]
    return "\n".join(lines)


def line(figures: Row) -> str:
    """Return the row of a size."""
    told, asked, size = figures["way_in"], figures["search"], figures["disk"]
    return (
        f"| {figures['records']:,} | {told['seconds']:,.1f} | **{rate(figures):,}** | {times_floor(figures)} | "
        f"{told['memory_mb']:,} MB ({told['anonymous_mb']:,}) | {size['csv'] / 1e6:,.1f} MB | "
        f"× {size['database'] / size['csv']:.2f} | × {size['index'] / size['csv']:.2f} | {asked['p95']} | "
        f"{asked['p95_phrases_and_years']} | {asked['p95_suggestions']} | {asked['memory_mb']:,} MB |"
    )


def steps(figures: Row) -> str:
    """Return where the time went, and the slowest question."""
    told, asked = figures["way_in"], figures["search"]["questions"]
    spent = ", ".join(f"{step} {seconds:,.1f} s" for step, seconds in told["steps"].items())
    slowest = max(asked, key=lambda name: asked[name])
    return (
        f"{figures['records']:,}: {spent}; {told['rejected']:,} lines refused; floor {round(figures['floor']['seconds'], 2)} s; "
        f"the file is kept in {figures['disk']['received'] / 1e6:,.1f} MB; {limited(told.get('bounded'))}; "
        f"slowest question: {slowest}, {asked[slowest]} ms (median)."
    )


def limited(group: Row | None) -> str:
    """Return what became of the way in under its limit of memory."""
    if group is None:
        return "no limit of memory was set"
    ended = {False: "no process was killed", True: "a process was killed", None: "the kernel does not tell of kills"}
    return (
        f"again, the kernel giving all processes together {group['limit_mb']:,} MiB, files read included: it ended in "
        f"{group['seconds']:,.1f} s, "
        f"{group['peak_mb'] or 0:,} MiB at most at once, "
        f"{ended[group['killed']]}, the limit was reached {group['reached'] or 0:,} times"
    )


def rate(figures: Row) -> int:
    """Return how many lines come in each second."""
    return round(figures["way_in"]["lines"] / figures["way_in"]["seconds"])


def times_floor(figures: Row) -> float:
    """Return how many times the floor the way in takes."""
    return round(figures["way_in"]["seconds"] / figures["floor"]["seconds"], 1)


def keep(results: Row, plot: Path) -> None:
    """Publish: results, section, plot."""
    board.publish("growth", results, section(results))
    plot.write_text(growth_plot.drawn(growth_plot.panels(results)), encoding="utf-8")


def main() -> None:
    """Measure, print, and keep when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--folder", type=Path, default=board.HERE.parent / "var" / "bench")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--memory", type=int, default=MEMORY, help="MiB that must be enough (0: not looked at)")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--floor", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--search", type=Path, metavar="DATA", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.floor or given.search:
        print(json.dumps(loading.floor(given.floor) if given.floor else search(given.search, given.turns)))
        return
    results = everything(given.records, given.folder.resolve(), given.turns, given.memory, resume=given.resume)
    print(section(results))
    if given.keep:
        keep(results, PLOT)


if __name__ == "__main__":
    main()
