"""A made catalogue taken the whole way in by Coffret's own commands, watched from outside: time, memory, disk.

What bench/growth.py does at each size; the floor beside it is the least that can be done with the same file.
"""

import contextlib
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bounded

HERE = Path(__file__).resolve().parent
VOCABULARIES = HERE.parent / "coffret" / "cli" / "demonstration" / "vocabularies"
SCHEMES = ("DENO", "DOMN", "ECOL", "PERI")
# Seconds between two looks at memory: closer at first, for small catalogues; a look costs some milliseconds.
CLOSE, WIDE, AT_FIRST = 0.2, 1.0, 30.0
Row = dict[str, Any]


def floor(path: Path) -> Row:
    """Read the file with the csv module and insert its rows as they are, all columns, into SQLite in one transaction."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, path.open(encoding="utf-8", newline="") as handle:
        base = sqlite3.connect(Path(folder) / "floor.sqlite3")
        base.execute("PRAGMA journal_mode=WAL")
        rows = csv.reader(handle, delimiter="|")
        names = ", ".join(f'"{name}"' for name in next(rows))
        base.execute(f"CREATE TABLE bare ({names})")
        with base:
            base.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * (names.count(',') + 1))})", rows)
        count = base.execute("SELECT COUNT(*) FROM bare").fetchone()[0]
        base.close()
    return {"records": count, "seconds": round(time.perf_counter() - began, 4)}


def way_in(path: Path, data: Path, limit: int = 0) -> Row:
    """Load museums and vocabularies in ``data``, an empty directory, then submit and publish the notices beside them.

    With a limit in bytes, all of it goes on in a group of processes whose memory the kernel limits, where that can be had.

    Returns how many lines were read, records published and lines refused, seconds in all and of each step, peak memory
    in MB of all the processes together, what the group tells (None: no group), bytes of the database before. Raises
    RuntimeError when the submission fails.
    """
    lists = path.parent / "museums.csv", path.parent / "AUTR.txt"
    with bounded.group(limit) as held:
        for read in (path, *lists) if held else ():
            bounded.unread(read)
        coffret(data, "museums", "load", lists[0], held=held)
        for scheme in SCHEMES:
            coffret(data, "vocabularies", "load", "--scheme", scheme, VOCABULARIES / f"{scheme}.txt", held=held)
        coffret(data, "vocabularies", "load", "--scheme", "AUTR", lists[1], held=held)
        before = _database(data)
        told, seen = watched(data, "submit", path, "--publish", "--json", "--progress", held=held)
        group = held and held.told()
    published = told["created"] + told["updated"]
    lines = published + told["unchanged"] + told["rejected"]
    refused = {"rejected": told["rejected"], "before": before}
    return {"lines": lines, "published": published, **refused, **seen, "bounded": group}


def coffret(data: Path, *words: object, held: bounded.Group | None = None) -> None:
    """Run a command of Coffret on a data directory, in a group when given; raises CalledProcessError when it fails."""
    subprocess.run(_within(held, words), env=environment(data), check=True, stdout=subprocess.DEVNULL)


def _within(held: bounded.Group | None, words: tuple[object, ...]) -> list[str]:
    return held.command(command(*words)) if held else command(*words)


def command(*words: object) -> list[str]:
    """Return the words of a command of Coffret."""
    return [sys.executable, "-m", "coffret.cli.main", *map(str, words)]


def environment(data: Path) -> dict[str, str]:
    """Return the environment of commands on a data directory: the code beside this file, hardly a word said."""
    here = os.pathsep.join(part for part in (str(HERE.parent), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "COFFRET_DATA": str(data), "COFFRET_LOG_LEVEL": "ERROR", "PYTHONPATH": here}


def watched(data: Path, *words: object, held: bounded.Group | None = None) -> tuple[Row, Row]:
    """Run a command that prints JSON and tells its progress; return what it printed, and its time and memory.

    In a group when given. Raises RuntimeError when it fails, and says whether the group had too little memory.
    """
    began, steps = time.perf_counter(), dict[str, list[float]]()
    with tempfile.TemporaryFile("w+") as printed:
        with subprocess.Popen(
            _within(held, words),
            env=environment(data),
            stdout=printed,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            listener = threading.Thread(target=_listen, args=(process, began, steps))
            listener.start()
            try:
                peak = _looked_at(process)
            finally:
                process.terminate()  # nothing to a process that has ended
                listener.join()
        seconds = time.perf_counter() - began
        if process.returncode not in (0, 1):  # 1: done, some lines refused
            raise RuntimeError(f"coffret {words[0]} returned {process.returncode}{_killed(held)}")
        printed.seek(0)
        told = json.load(printed)
    spent = {step: round(last - first, 1) for step, (first, last) in steps.items()}
    return told, {"seconds": round(seconds, 2), "steps": spent, "memory_mb": peak[0], "anonymous_mb": peak[1]}


def _killed(held: bounded.Group | None) -> str:
    told = held.told() if held else {}
    return f": a process was killed, {told['limit_mb']:,} MiB were not enough" if told.get("killed") else ""


def _listen(process: "subprocess.Popen[str]", began: float, steps: dict[str, list[float]]) -> None:
    # Steps as they are told; each lasts from where the one before it was last told.
    before = 0.0
    for line in process.stderr or ():
        step, said, _rest = line.partition(" : ")
        now = time.perf_counter() - began
        if said:
            before = before if step in steps else max((last for _first, last in steps.values()), default=0.0)
            steps.setdefault(step, [before, now])[1] = now


def _looked_at(process: "subprocess.Popen[str]") -> tuple[int, int]:
    # Peaks, in MB, of all the pages the session holds, shared ones counted once, and of those that no file backs.
    began, most, anonymous = time.monotonic(), 0, 0
    while process.poll() is None:
        held = [_pages(number) for number in session(process.pid)]
        most = max(most, sum(pages for pages, _own in held))
        anonymous = max(anonymous, sum(own for _pages, own in held))
        time.sleep(CLOSE if time.monotonic() - began < AT_FIRST else WIDE)
    return most // 1024, anonymous // 1024


def session(leader: int) -> Iterator[int]:
    """Yield the processes of a session."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == leader:
                    yield int(entry.name)


def _pages(number: int) -> tuple[int, int]:
    found = {"Pss": 0, "Pss_Anon": 0}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in found:
                found[name] = int(rest.split()[0])
    return found["Pss"], found["Pss_Anon"]


def disk(path: Path, data: Path) -> Row:
    """Return the bytes of the notices, of the database, of the index with its sets, and of the files kept as received."""
    index, received = (_held(data / name) for name in ("search", "received"))
    return {"csv": path.stat().st_size, "database": _database(data), "index": index, "received": received}


def _database(data: Path) -> int:
    address = os.environ.get("COFFRET_DATABASE_URL", "")
    if address.startswith("postgres"):
        import psycopg

        with psycopg.connect(address) as base:
            return int(base.execute("SELECT pg_database_size(current_database())").fetchone()[0])
    # With what it has yet to take in.
    return sum(part.stat().st_size for part in data.glob("coffret.sqlite3*") if not part.name.endswith("-shm"))


def _held(folder: Path) -> int:
    return sum(part.stat().st_size for part in folder.rglob("*") if part.is_file())
