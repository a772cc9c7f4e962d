"""Measure how soon what is published is found, while readers search: alone, beside a rebuilding, beside a long publication.

    COFFRET_DATA=DIRECTORY python bench/freshness.py [--turns 20] [--large 100000] [--keep]

Works on a copy of the data directory, served by `coffret serve` (pages and worker). Readers ask for result pages without
a pause; each turn submits fifty new records named by a word of their own, publishes them, and asks for the word until
the page shows all fifty. Then the same beside `coffret reindex`, and beside `coffret submit --publish` of a large file.
--keep writes bench/results.json (key « freshness ») and a section of bench/README.md.
"""

import argparse
import contextlib
import csv
import http.client
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import servers
from loading import command, environment

RECORDS = 50
READERS = 2
# Seconds after which what was published is held not to be found.
LATEST = 300.0
PAUSE = 0.02
COLUMNS = ("Reference", "Code_Museofile", "Numero_inventaire", "Domaine", "Denomination", "Titre", "Statut_juridique")
STATUS = "propriété de la commune ; achat ; Ville ; musée"
QUESTIONS = (
    "/recherche",
    "/recherche?q=portrait",
    "/recherche?q=vase&ordre=titre",
    "/recherche?q=paysage+rivi%C3%A8re",
)
Row = dict[str, Any]


class Readers:
    """Threads that ask for result pages without a pause; ``faults``: what was not answered by a page."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.took: list[float] = []
        self.faults: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(at,), daemon=True) for at in range(READERS)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, turn: int) -> None:
        while not self._stop.is_set():
            began = time.perf_counter()
            try:
                status = asked(self.port, QUESTIONS[turn % len(QUESTIONS)])[0]
                if status != 200:
                    self.faults.append(str(status))
            except OSError as error:
                self.faults.append(type(error).__name__)
            self.took.append((time.perf_counter() - began) * 1000)
            turn += 1

    def told(self) -> Row:
        """Return pages read, milliseconds at the median and at 95 %, the longest, and the faults."""
        took = sorted(self.took) or [0.0]
        return {
            "pages": len(self.took),
            "median_ms": round(statistics.median(took)),
            "p95_ms": round(took[int(len(took) * 0.95)]),
            "longest_ms": round(took[-1]),
            "faults": self.faults[:10],
        }


def asked(port: int, path: str) -> tuple[int, str]:
    """Return the status and the page of an address."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def written(path: Path, museum: str, word: str, count: int) -> None:
    """Write a file of new records whose titles hold the word; references follow those of made catalogues."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle, delimiter="|")
        rows.writerow(COLUMNS)
        mark = zlib.crc32(word.encode()) % 90_000
        for number in range(count):
            ref = f"{museum}{mark:05d}{number:06d}"
            rows.writerow([ref, museum, f"{word}.{number}", "céramique", "vase", f"Vase {word} {number}", STATUS])


class Small:
    """Small submissions, one after the other, each looked for until it is found."""

    def __init__(self, port: int, folder: Path, museum: str) -> None:
        self.port, self.folder, self.museum = port, folder, museum
        self.rows: list[Row] = []

    def one(self) -> Row:
        """Submit and publish fifty records; return the seconds each step took."""
        from coffret.submissions import actions

        word = "fraiche" + "".join(chr(97 + int(digit)) for digit in f"{time.time_ns() // 1000}")
        path = self.folder / f"{word}.csv"
        written(path, self.museum, word, RECORDS)
        began = time.perf_counter()
        submission = actions.check(actions.receive(path))
        if submission.created != RECORDS:
            raise SystemExit(f"{submission.created} records of {RECORDS} accepted: the file made here is not right")
        checked = time.perf_counter()
        actions.publish(submission)
        published = time.perf_counter()
        found = self._found(word, published)
        row = {"check": checked - began, "publish": published - checked, "visible": found - published}
        row = {step: round(seconds, 3) for step, seconds in row.items()}
        self.rows.append(row)
        return row

    def _found(self, word: str, published: float) -> float:
        while time.perf_counter() - published < LATEST:
            status, page = asked(self.port, f"/recherche?q={word}")
            if status == 200 and f">{RECORDS} notices</h1>" in page:
                return time.perf_counter()
            time.sleep(PAUSE)
        raise SystemExit(f"{word}: published {LATEST:.0f} s ago, and not found")


def summed(rows: list[Row]) -> Row:
    """Return the median and the longest of each step."""
    steps = ("check", "publish", "visible")
    return {
        "turns": len(rows),
        **{
            step: [round(statistics.median(values), 2), round(max(values), 2)]
            for step in steps
            if (values := [r[step] for r in rows])
        },
    }


def phase(port: int, folder: Path, museum: str, going_on: Callable[[int], bool]) -> Row:
    """Publish small submissions while readers read, as long as ``going_on``, given the turns done, says so."""
    small = Small(port, folder, museum)
    with Readers(port) as readers:
        while going_on(len(small.rows)):
            small.one()
        told = readers.told()
    return {"small": summed(small.rows), "readers": told}


def beside(data: Path, words: list[object], run: Callable[[Callable[[int], bool]], Row]) -> Row:
    """Do ``run`` while a command of Coffret works on the data; its seconds, and those of ``run``, are told."""
    began = time.perf_counter()
    with subprocess.Popen(command(*words), env=environment(data), stdout=subprocess.DEVNULL) as process:
        told = run(lambda _done: process.poll() is None)
    return {"seconds": round(time.perf_counter() - began, 1), "code": process.returncode, **told}


def measure(source: Path, turns: int, large: int) -> Row:
    """Measure on a copy of the data directory ``source``; returns what was found, phase by phase."""
    with copied(source) as data, tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), servers.free_port()
        museum = opened(data)
        from coffret.catalogue.models import Record

        told: Row = {"records": Record.objects.count()}
        long = folder / "long.csv"
        written(long, museum, "longueur", large)
        with servers.ours(data, port):
            for question in QUESTIONS * 4:  # each process reads the vocabularies at its first page
                asked(port, question)
            told["alone"] = phase(port, folder, museum, lambda done: done < turns)
            told["reindex"] = beside(data, ["reindex"], lambda still: phase(port, folder, museum, still))
            publication = ["submit", long, "--publish", "--json"]
            told["publication"] = beside(data, publication, lambda still: phase(port, folder, museum, still))
            told["publication"]["records"] = large
    return told


@contextlib.contextmanager
def copied(source: Path) -> Iterator[Path]:
    """Give a copy of a data directory, beside it, for as long as it is used."""
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        data = Path(name) / "data"
        subprocess.run(["cp", "-r", "--reflink=auto", source, data], check=True)
        shutil.rmtree(data / "static", ignore_errors=True)
        yield data


def opened(data: Path) -> str:
    """Open the data directory in this process; return the code of the museum of most records."""
    os.environ |= {
        "COFFRET_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "coffret.settings",
        "COFFRET_LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()
    from django.db.models import Count

    from coffret.catalogue.models import Record
    from coffret.search import index

    index.follow()  # the index of this code, up to date
    most = Record.objects.order_by().values("museum_id").annotate(count=Count("pk")).order_by("-count").first()
    if most is None:
        raise SystemExit("no record in this data directory: load a catalogue first")
    return str(most["museum_id"])


def table(results: Row) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## Freshness: fifty records published while readers search",
        "",
        f"`python bench/freshness.py`, {results['date']}, {results['machine']}, {results['records']:,} records, "
        f"{READERS} readers without a pause. Seconds, median and longest; visible: from the end of the publication to "
        "the result page that shows all fifty.",
        "",
        "| beside | it took | turns | check | publish | visible | pages read | median, 95 %, longest (ms) | faults |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    names = {
        "alone": "nothing",
        "reindex": "`coffret reindex`",
        "publication": f"a publication of {results['publication']['records']:,}",
    }
    for key, name in names.items():
        told, small, readers = results[key], results[key]["small"], results[key]["readers"]
        steps = " | ".join("{} / {}".format(*small.get(step, ("–", "–"))) for step in ("check", "publish", "visible"))
        times = f"{readers['median_ms']}, {readers['p95_ms']}, {readers['longest_ms']}"
        lines.append(
            f"| {name} | {told.get('seconds', '')} | {small['turns']} | {steps} | {readers['pages']} | {times} | "
            f"{len(readers['faults'])} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and publish when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--large", type=int, default=100_000, help="records of the long publication")
    parser.add_argument("--keep", action="store_true", help="publish the figures")
    args = parser.parse_args()
    told = measure(Path(os.environ["COFFRET_DATA"]).resolve(), args.turns, args.large)
    machine = f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"
    results = {"date": datetime.now(UTC).date().isoformat(), "machine": machine, **told}
    if args.keep:
        board.publish("freshness", results, table(results))
    print(json.dumps(results, indent=1))
    print(table(results))


if __name__ == "__main__":
    main()
