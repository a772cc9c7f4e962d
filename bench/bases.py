"""Measure the same catalogue taken in on SQLite and on PostgreSQL, in one run, and hold what each has to be the same.

    python bench/bases.py 100000 [--folder FOLDER] [--dry]

The way in is that of bench/spine.py, each base in processes of its own on an empty data directory; then every record,
how many rows each table has, what every word and facet finds, and how long pages take from one process. The server is
begun for the measure with its own settings, writes waited for, and removed (tests/postgresql.py; Debian: postgresql).
Writes bench/results.json (key « postgresql ») and the section of bench/README.md, unless ``--dry``.
"""

import argparse
import hashlib
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import spine

HERE = Path(__file__).resolve().parent
Row = dict[str, Any]
TABLES = (
    "catalogue_record",
    "catalogue_recordversion",
    "catalogue_change",
    "submissions_line",
    "submissions_findinggroup",
    "submissions_lineset",
)
TURNS = 40


def on(address: str, path: Path) -> Row:
    """Take the catalogue in on the base at ``address``, in a process of its own; return what it took and what it holds."""
    with tempfile.TemporaryDirectory(dir=path.parent) as data:
        given = {"COFFRET_DATA": data, "COFFRET_DATABASE_URL": address, "COFFRET_LOG_LEVEL": "ERROR"}
        given |= {"DJANGO_SETTINGS_MODULE": "coffret.settings", "COFFRET_ALLOWED_HOSTS": "testserver"}
        command = [sys.executable, __file__, "0", "--measure", "--folder", str(path.parent)]
        done = subprocess.run(command, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True, check=True)
    told: Row = json.loads(done.stdout.splitlines()[-1])
    told["rate"] = round(told["handed_in"] / told["seconds"])
    return told


def measured(path: Path) -> Row:
    """Return the way in, what the base holds, what search finds, and how long pages take."""
    told = spine.way_in(path)
    return {**told, "rows": rows(), "records_are": records(), "search_finds": found(), "pages_ms": pages()}


def rows() -> dict[str, int]:
    """Return how many rows each table has."""
    from coffret.catalogue import store

    return {table: store.select(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES}


def records() -> str:
    """Return what stands for every record: reference, museum, version, values and what is derived of them."""
    from coffret.catalogue import store

    columns = ", ".join(("ref", "museum_id", "version", "status", '"values"', *store.DERIVED))
    whole, after = hashlib.sha256(), 0
    while page := store.select(
        f"SELECT id, {columns} FROM catalogue_record WHERE id > %s ORDER BY id LIMIT 5000", [after]
    ):
        after = page[-1][0]
        for _id, ref, museum, version, status, values, *derived in page:
            parts = [int(one) if isinstance(one, bool) else one for one in derived]
            whole.update(repr((ref, museum, version, status, store.unpacked(values), parts)).encode())
    return whole.hexdigest()[:16]


def found() -> str:
    """Return what stands for the answers of search: how many records each word and each value of a facet finds."""
    import search_asked

    known = search_asked.known()
    said = json.dumps(
        [known.count, sorted(known.words.items()), {key: sorted(known.values[key]) for key in known.values}]
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def pages() -> dict[str, float]:
    """Return the median time of pages, in milliseconds, between them what the site does with its connection to the base."""
    from django.core.management import call_command
    from django.db import close_old_connections
    from django.test import Client

    from coffret.catalogue.models import Record

    refs = list(Record.objects.order_by("pk").values_list("ref", flat=True)[: TURNS * 50 : 50])
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    taken: dict[str, list[float]] = {}
    for ref in refs:
        for name, address in (("home", "/"), ("results", f"/recherche?q={ref[-2:]}"), ("record", f"/notices/{ref}")):
            began = time.perf_counter()
            answer = client.get(address)
            close_old_connections()
            taken.setdefault(name, []).append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, address
    return {name: round(statistics.median(times), 1) for name, times in taken.items()}


def differences(told: dict[str, Row]) -> list[str]:
    """Return what one base holds or finds otherwise than the other: nothing, when they are the same."""
    one, other = told.values()
    return [name for name in ("records", "rejected", "rows", "records_are", "search_finds") if one[name] != other[name]]


def table(results: Row) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## SQLite and PostgreSQL",
        "",
        f"`python bench/bases.py N`, {results['date']}, {results['machine']}, commit {results['commit']}. Seconds of "
        "each step, in all, and of our processors (the server's own are not among them); what the base weighs, as times the "
        "file handed in; median of a page from one process, ms.",
        "",
        "| records | base | receive | check | publish | index | in all | processor | records/s | base × CSV | home "
        "| results | record |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for told in results["files"].values():
        for name, row in told.items():
            seconds = " | ".join(str(row[step]["seconds"]) for step in spine.STEPS)
            shown = " | ".join(str(row["pages_ms"][page]) for page in ("home", "results", "record"))
            lines.append(
                f"| {row['handed_in']} | {name} | {seconds} | {row['seconds']} | {row['cpu']} | **{row['rate']}** | "
                f"{row['base_times_csv']} | {shown} |"
            )
    lines += [
        "",
        "Both hold the same records, value by value, the same rows in each table, and search finds the same for every word "
        "and every value of a facet: the measure fails otherwise.",
    ]
    return "\n".join(lines)


def kept(count: int, told: dict[str, Row]) -> Row:
    """Return what is written, other sizes measured before kept."""
    commit = ["git", "rev-parse", "--short", "HEAD"]
    known = json.loads(board.RESULTS.read_text(encoding="utf-8")).get("postgresql", {}).get("files", {})
    cores = len(os.sched_getaffinity(0))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{cores} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "commit": subprocess.run(commit, cwd=HERE, capture_output=True, text=True, check=True).stdout.strip(),
        "files": dict(sorted({**known, str(count): told}.items(), key=lambda one: int(one[0]))),
    }


def main() -> int:
    """Measure and write, or answer one measure on standard output; return 1 when the bases do not hold the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int, help="how many")
    parser.add_argument("--folder", type=Path, help="where bench/catalogue.py made them already")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measured(given.folder / "notices.csv")))
        return 0
    from peers.cluster import postgresql as server

    with tempfile.TemporaryDirectory() as folder, server.cluster({"listen_addresses": ""}) as address:
        path = given.folder / "notices.csv" if given.folder else spine.made(given.records, Path(folder))
        told = {"SQLite": on("sqlite:///", path), "PostgreSQL": on(address, path)}
    results = kept(given.records, told)
    print(table(results))
    wrong = differences(told)
    if wrong:
        print("not the same: " + ", ".join(wrong), file=sys.stderr)
    elif not given.dry:
        board.publish("postgresql", results, table(results))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
