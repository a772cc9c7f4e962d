"""Measure the way in: checking, publishing and indexing a real file, and a hundred thousand records made from it.

    python bench/spine.py costumes_67.csv [--records 100000]

Each run is a process of its own on an empty data directory, so that its peak memory is its own. The floor is measured
in the same run: the csv module, json.dumps and executemany into an SQLite table of two columns, on the same file.
Writes bench/results.json (key « spine ») and the table of bench/README.md, unless ``--dry``.
"""

import argparse
import csv
import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board

HERE = Path(__file__).resolve().parent
STEPS = ("receive", "check", "publish", "index")


def multiply(source: Path, target: Path, count: int) -> None:
    """Write ``count`` records made from those of ``source``: own references, inventory numbers and titles."""
    with source.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle, delimiter="|"))
    header, rows = rows[0], rows[1:]
    ref, inventory, title = (header.index(name) for name in ("Reference", "Numero_inventaire", "Titre"))
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter="|")
        writer.writerow(header)
        for number in range(count):
            row, turn = list(rows[number % len(rows)]), number // len(rows)
            row[ref] = f"{row[ref][:5]}{number:06d}"
            row[inventory] = f"{row[inventory]}.{turn}"
            row[title] = f"{row[title]} {turn}" if row[title] else ""
            writer.writerow(row)


def floor(path: Path) -> dict[str, Any]:
    """Read the file with the csv module and insert each row, as JSON, into a bare table."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, path.open(encoding="utf-8-sig", newline="") as handle:
        base = sqlite3.connect(Path(folder) / "floor.sqlite3")
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE bare (ref TEXT PRIMARY KEY, fields TEXT)")
        rows = csv.reader(handle, delimiter="|")
        header = next(rows)
        made = (
            (
                row[0],
                json.dumps({name: text for name, text in zip(header, row, strict=False) if text}, ensure_ascii=False),
            )
            for row in rows
        )
        with base:
            base.executemany("INSERT INTO bare VALUES (?, ?)", made)
        count = base.execute("SELECT COUNT(*) FROM bare").fetchone()[0]
        base.close()
    return {"records": count, "seconds": round(time.perf_counter() - started, 2), "memory_mb": memory()}


def way_in(path: Path) -> dict[str, Any]:
    """Take a file the whole way in; returns seconds and peak memory step by step."""
    import django

    django.setup()
    from coffret.base.memory import collect_rarely
    from coffret.catalogue.log import last_sequence
    from coffret.catalogue.models import Record
    from coffret.cli.prepare import prepare
    from coffret.search.index import follow
    from coffret.submissions import actions

    prepare()
    told: dict[str, Any] = {}
    started = time.perf_counter()
    collect_rarely()  # as every command does
    submission = timed(told, "receive", lambda: actions.receive(path))
    submission = timed(told, "check", lambda: actions.check(submission))
    submission = timed(told, "publish", lambda: actions.publish(submission))
    timed(told, "index", lambda: follow(last_sequence()))
    told["seconds"] = round(time.perf_counter() - started, 2)
    told["cpu"] = round(sum(cpu(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)), 1)
    told["records"] = Record.objects.count()
    told["rejected"] = submission.rejected
    told["child_memory_mb"] = memory(resource.RUSAGE_CHILDREN)
    return told


def timed(told: dict[str, Any], step: str, work: Any) -> Any:
    """Run a step; note its seconds and the peak memory of the process so far."""
    started = time.perf_counter()
    result = work()
    told[step] = {"seconds": round(time.perf_counter() - started, 2), "memory_mb": memory()}
    return result


def memory(who: int = resource.RUSAGE_SELF) -> int:
    """Return the peak resident memory so far, in megabytes."""
    return resource.getrusage(who).ru_maxrss // 1024


def cpu(who: int) -> float:
    """Return the seconds of processor used so far."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def apart(kind: str, path: Path) -> dict[str, Any]:
    """Run a measure in a process of its own, on an empty data directory."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "COFFRET_DATA": data, "DJANGO_SETTINGS_MODULE": "coffret.settings"}
        environment["COFFRET_LOG_LEVEL"] = "ERROR"
        command = [sys.executable, __file__, str(path), "--measure", kind]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def measure(path: Path) -> dict[str, Any]:
    """Return the floor and the way in, on one file."""
    told = {"floor": apart("floor", path), **apart("way_in", path)}
    told["rate"] = round(told["records"] / told["seconds"])
    told["times_the_floor"] = round(told["seconds"] / told["floor"]["seconds"], 1)
    return told


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## The way in: check, publish, index",
        "",
        f"`python bench/spine.py costumes_67.csv`, {results['date']}, {results['machine']}. Seconds, and peak memory of "
        "the main process in MB at the end of each step; each of the two child processes that check and derive stays "
        "under the figure of the last column.",
        "",
        "| file | records | receive | check | publish | index | in all | processor | records/s | floor | × floor | memory: check, publish, "
        "index | child |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, told in results["files"].items():
        seconds = " | ".join(str(told[step]["seconds"]) for step in STEPS)
        memories = ", ".join(str(told[step]["memory_mb"]) for step in STEPS[1:])
        lines.append(
            f"| {name} | {told['records']} | {seconds} | {told['seconds']} | {told['cpu']} | **{told['rate']}** | "
            f"{told['floor']['seconds']} | {told['times_the_floor']} | {memories} | {told['child_memory_mb']} |"
        )
    lines += [
        "",
        "Floor: the csv module, `json.dumps` and `executemany` into a bare SQLite table, same file, same run. Checking "
        "runs every rule; publishing is one transaction with versions, change log and derived columns; the index is "
        "committed and readable at the end.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write, or answer one measure on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="an open-data extract of 67 columns")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    parser.add_argument("--measure", choices=("floor", "way_in"))
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(floor(args.file) if args.measure == "floor" else way_in(args.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.csv"
        multiply(args.file, made, args.records)
        files = {args.file.name: measure(args.file), f"{args.records:,} records made from it": measure(made)}
    cores = len(os.sched_getaffinity(0))
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{cores} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "files": files,
    }
    if not args.dry:
        board.publish("spine", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
