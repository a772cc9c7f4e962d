"""Measure the way in: checking, publishing and indexing a made catalogue of N records, all rules on.

    python bench/spine.py 1000000 [--folder FOLDER] [--dry]

The catalogue is that of bench/catalogue.py, made now or taken from FOLDER (which must be of N records); its museums and
authors and the vocabularies of the demonstration are loaded first, unmeasured. Each run is a process of its own on an
empty data directory; memory is the sum of what all its processes hold (PSS), looked at five times a second. The floor is
measured in the same run: the csv module, json.dumps and executemany into an SQLite table of two columns, on the same file.
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
VOCABULARIES = HERE.parent / "coffret" / "cli" / "demonstration" / "vocabularies"
STEPS = ("receive", "check", "publish", "index")
LOOK = 0.2


def made(count: int, folder: Path) -> Path:
    """Make a catalogue of ``count`` records in ``folder``; return its file of notices."""
    subprocess.run([sys.executable, str(HERE / "catalogue.py"), str(count), "-o", str(folder)], check=True)
    return folder / "notices.csv"


def lists(folder: Path) -> None:
    """Load the museums and vocabularies that the records are checked against."""
    from coffret.cli.main import main as coffret

    coffret(["museums", "load", str(folder / "museums.csv")])
    for scheme in ("DENO", "DOMN", "ECOL", "PERI"):
        coffret(["vocabularies", "load", "--scheme", scheme, str(VOCABULARIES / f"{scheme}.txt")])
    coffret(["vocabularies", "load", "--scheme", "AUTR", str(folder / "AUTR.txt")])


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
            base.executemany("INSERT OR IGNORE INTO bare VALUES (?, ?)", made)
        count = base.execute("SELECT COUNT(*) FROM bare").fetchone()[0]
        base.close()
    return {"records": count, "seconds": round(time.perf_counter() - started, 2)}


def way_in(path: Path) -> dict[str, Any]:
    """Take a file the whole way in; returns seconds of each step, and what it left on the disk."""
    import django

    django.setup()
    from django.conf import settings

    from coffret.base.memory import collect_rarely
    from coffret.catalogue.log import last_sequence
    from coffret.catalogue.models import Record
    from coffret.cli.prepare import prepare
    from coffret.search.index import follow
    from coffret.submissions import actions

    prepare()
    lists(path.parent)
    told: dict[str, Any] = {}
    before = disk(settings.DATA)["base"]
    started, used = time.perf_counter(), cpu()
    collect_rarely()  # as every command does
    submission = timed(told, "receive", lambda: actions.receive(path))
    submission = timed(told, "check", lambda: actions.check(submission))
    submission = timed(told, "publish", lambda: actions.publish(submission))
    timed(told, "index", lambda: follow(last_sequence()))
    told["seconds"] = round(time.perf_counter() - started, 2)
    told["cpu"] = round(cpu() - used, 1)
    told["records"] = Record.objects.count()
    told["rejected"] = submission.rejected
    told["handed_in"] = submission.created + submission.updated + submission.unchanged + submission.rejected
    sizes, csv_bytes = disk(settings.DATA), path.stat().st_size
    told["base_times_csv"] = round((sizes["base"] - before) / csv_bytes, 2)
    told["index_times_csv"] = round(sizes["index"] / csv_bytes, 2)
    told["kept_times_csv"] = round(sizes["received"] / csv_bytes, 2)
    return told


def timed(told: dict[str, Any], step: str, work: Any) -> Any:
    """Run a step; note its seconds, and those of the processors."""
    started, used = time.perf_counter(), cpu()
    result = work()
    told[step] = {"seconds": round(time.perf_counter() - started, 2), "cpu": round(cpu() - used, 1)}
    return result


def cpu() -> float:
    """Return the seconds of processor used so far, those of ended children included."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def disk(data: Path) -> dict[str, int]:
    """Return the bytes of the database, of the index with its sets, of the files received."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
            served = int(cursor.fetchone()[0])

    def of(pattern: str) -> int:
        return sum(path.stat().st_size for path in data.glob(pattern) if path.is_file())

    base = of("coffret.sqlite3*") if connection.vendor == "sqlite" else served
    return {"base": base, "index": of("search/**/*"), "received": of("received/**/*")}


def held(pid: int) -> int:
    """Return the kilobytes that a process and its children hold, what they share counted once."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
        children = [task.read_text().split() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return total
    return total + sum(held(int(child)) for found in children for child in found)


def apart(kind: str, path: Path) -> dict[str, Any]:
    """Run a measure in a process of its own, on an empty data directory; with the peak memory of all its processes."""
    with tempfile.TemporaryDirectory(dir=path.parent) as data:
        environment = {**os.environ, "COFFRET_DATA": data, "DJANGO_SETTINGS_MODULE": "coffret.settings"}
        environment["COFFRET_LOG_LEVEL"] = "ERROR"
        command = [sys.executable, __file__, "0", "--measure", kind, "--folder", str(path.parent)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        most = 0
        while process.poll() is None:
            most = max(most, held(process.pid))
            time.sleep(LOOK)
        told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return {**json.loads(told.splitlines()[-1]), "memory_mb": most // 1024}


def measure(path: Path) -> dict[str, Any]:
    """Return the floor and the way in, on one file."""
    told = {"floor": apart("floor", path), **apart("way_in", path)}
    told["rate"] = round(told["handed_in"] / told["seconds"])
    told["times_the_floor"] = round(told["seconds"] / told["floor"]["seconds"], 1)
    return told


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## The way in: check, publish, index",
        "",
        f"`python bench/spine.py N`, {results['date']}, {results['machine']}, commit {results['commit']}. Seconds; "
        "memory of all processes together at its highest, MB; what is left on the disk, as times the file handed in.",
        "",
        "| records | receive | check | publish | index | in all | processor | records/s | floor | × floor | memory "
        "| base × CSV | index and sets × CSV |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for told in results["files"].values():
        seconds = " | ".join(str(told[step]["seconds"]) for step in STEPS)
        lines.append(
            f"| {told['handed_in']} | {seconds} | {told['seconds']} | {told['cpu']} | **{told['rate']}** | "
            f"{round(told['floor']['seconds'], 2)} | {told['times_the_floor']} | {told['memory_mb']} | {told['base_times_csv']} | "
            f"{told['index_times_csv']} |"
        )
    lines += [
        "",
        "Floor: the csv module, `json.dumps` and `executemany` into a bare SQLite table, same file, same run. Checking "
        "runs every rule; publishing is one transaction with versions, change log and derived columns; the index is "
        "committed and readable at the end. The base keeps each record and, beside it, the line it was handed in.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write, or answer one measure on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, help="how many")
    parser.add_argument("--folder", type=Path, help="where bench/catalogue.py made them already")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    parser.add_argument("--measure", choices=("floor", "way_in"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        path = args.folder / "notices.csv"
        print(json.dumps(floor(path) if args.measure == "floor" else way_in(path)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = args.folder / "notices.csv" if args.folder else made(args.records, Path(folder))
        told = measure(path)
    cores = len(os.sched_getaffinity(0))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=True
    )
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{cores} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "commit": commit.stdout.strip(),
        "files": {str(args.records): told},
    }
    if not args.dry:
        board.publish("spine", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
