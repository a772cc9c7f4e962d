"""Measure the office's site: its pages, feeds, form and acts, on a demonstration and among a hundred thousand records.

    COFFRET_DATA=DIRECTORY python bench/site.py [--records 100000] [--turns 30] [--keep]

The directory holds a demonstration (`coffret demo`); copies of it are measured, one as it is, one with so many records
more, made from its own. Pages go through the whole of Django but the socket; the floor, measured in the same process, is
an empty view behind the same middleware. ``--keep`` writes bench/results.json (key « site ») and the table of
bench/README.md.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
from spine import multiply

Row = dict[str, Any]
Ask = Callable[[], int]
FLOOR = "an empty view"
# A first asking reads what processes keep: templates, the index, the words of the pages.
WARMED = 2


def measured(name: str, ask: Ask, turns: int) -> Row:
    """Return what ``ask`` costs: milliseconds (median, p95, and median of processor), queries, and the bytes it returns."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _turn in range(WARMED):
        ask()
    both = [timed(ask) for _turn in range(turns)]
    times = sorted(wall for wall, _processor in both)
    with CaptureQueriesContext(connection) as told:
        size = ask()
    return {
        "what": name,
        "median": round(statistics.median(times), 2),
        "p95": round(times[min(len(times) - 1, round(0.95 * len(times)))], 2),
        "processor": round(statistics.median(processor for _wall, processor in both), 2),
        "queries": len(told),
        "bytes": size,
    }


def timed(ask: Ask) -> tuple[float, float]:
    """Return how long one asking lasts, and what it takes of the processor, in milliseconds."""
    began, worked = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def pages() -> dict[str, str]:
    """Return name → address of the pages read by anybody; raises StopIteration where the demonstration lacks one."""
    from coffret.catalogue.models import Record
    from coffret.editorial.models import Event, Feature, Genre, News, Resource

    def first(rows: Any) -> str:
        return next(row.get_absolute_url() for row in rows.order_by("pk"))

    resource = Resource.objects.filter(live=True, publications__isnull=False).distinct()
    return {
        "home": "/",
        "resource with a publication": first(resource),
        "news item": first(News.objects.filter(live=True)),
        "agenda": "/agenda/",
        "event": first(Event.objects.filter(live=True, starts_at__isnull=False)),
        "month of notices": first(Feature.objects.filter(live=True, genre=Genre.NOTICE)),
        "map": "/carte",
        "figures": "/chiffres",
        "search, pages and notices": "/recherche?q=normes",
        "search, nothing typed": "/recherche",
        "notice": next(row.get_absolute_url() for row in Record.objects.visible_to(None).order_by("pk")[:1]),
        "feed of news": "/actualites/flux.xml",
        "feed of resources": "/ressources/flux.xml",
        "feed of the agenda": "/agenda/flux.xml",
        "feed of new notices": "/notices/nouveautes.xml",
        "feed of a search": "/recherche/flux.xml?q=portrait",
        "sitemap": "/sitemap.xml",
    }


def read(client: Any, address: str) -> Ask:
    """Return what asks for a page and returns its bytes; raises RuntimeError for any answer but 200."""

    def ask() -> int:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return len(answer.getvalue())

    return ask


def acts() -> dict[str, Ask]:
    """Return name → what an editor does to the resource of the demonstration that says most."""
    from coffret.accounts.models import User
    from coffret.editorial.entries import actions
    from coffret.editorial.identity import change
    from coffret.editorial.models import Entry, Resource
    from coffret.editorial.proofing import preflight

    found = max(Resource.objects.filter(live=True).order_by("pk"), key=lambda row: len(json.dumps(row.content)))
    entry, by = Entry.objects.get(pk=found.pk), User.objects.filter(is_active=True).order_by("pk")[0]
    # One person publishes alone here, and confirms what the demonstration's writers would.
    change({"two_people": []}, by)
    for one in preflight.unconfirmed(entry, preflight.check(entry.kind, entry.content, entry=entry)):
        actions.confirm(entry, *preflight.key(one), "Mesure.", by)

    def check() -> int:
        preflight.check(entry.kind, entry.content, entry=entry)
        return 0

    def save() -> int:
        entry.refresh_from_db()
        assert entry.working is not None
        said = {**entry.working.content, "summary": f"Ce qu’il faut savoir, dit à {time.perf_counter_ns()}."}
        actions.save(entry, said, by, entry.working.number)
        return 0

    def publish() -> int:
        save()
        actions.publish(entry, by)
        return 0

    return {"preflight": check, "save": save, "save and publish": publish}


def everything(turns: int) -> list[Row]:
    """Return the rows of one data directory, the floor first. In a process of its own, Django not yet set up."""
    import django

    django.setup()
    from django.http import HttpResponse
    from django.test import Client, override_settings
    from django.urls import path

    from coffret.accounts.models import User
    from coffret.editorial.models import Resource

    class Empty:
        """Addresses that lead to a view which does nothing."""

        urlpatterns = (path("vide", lambda _request: HttpResponse(b"")),)

    reader, editor = (Client(HTTP_HOST="localhost", HTTP_USER_AGENT="bench") for _ in range(2))
    with override_settings(ROOT_URLCONF=Empty):
        rows = [measured(FLOOR, read(reader, "/vide"), turns * 5)]
    rows += [measured(name, read(reader, address), turns) for name, address in pages().items()]
    account = User.objects.get(email="redaction@coffret.example")
    editor.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    form = Resource.objects.filter(live=True, publications__isnull=False).order_by("pk")[0]
    workshop = {"editing form": f"/pro/redaction/{form.pk}/", "list of the workshop": "/pro/redaction/"}
    rows += [measured(name, read(editor, address), turns) for name, address in workshop.items()]
    return rows + [measured(name, act, turns) for name, act in acts().items()]


# Data directories -----------------------------------------------------------------------------------------------------


def apart(data: Path, turns: int) -> list[Row]:
    """Return the rows of a data directory, measured in a process of its own."""
    told = subprocess.run(
        [sys.executable, __file__, "--turns", str(turns), "--measure"],
        env=environment(data), stdout=subprocess.PIPE, check=True, text=True,
    ).stdout  # fmt: skip
    rows: list[Row] = json.loads(told)
    return rows


def environment(data: Path) -> dict[str, str]:
    """Return what a process needs to work on a data directory."""
    # Without a server, static files keep their own names.
    named = {"COFFRET_DATA": str(data), "COFFRET_DEBUG": "1", "COFFRET_LOG_LEVEL": "ERROR"}
    return {**os.environ, **named, "DJANGO_SETTINGS_MODULE": "coffret.settings"}


def grow(data: Path, count: int) -> None:
    """Hand in and publish ``count`` records more, made from those already there."""
    source, made = data / "notices.csv", data / "multiplied.csv"
    coffret(data, "export", "open_data", "-o", str(source))
    multiply(source, made, count)
    coffret(data, "submit", str(made), "--publish")
    coffret(data, "reindex")


def coffret(data: Path, *words: str) -> None:
    """Run a command of Coffret on a data directory; raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "coffret.cli.main", *words]
    subprocess.run(command, env=environment(data), check=True, stdout=subprocess.DEVNULL)


def count_of(data: Path) -> int:
    """Return how many records a data directory holds."""
    import sqlite3

    with sqlite3.connect(data / "coffret.sqlite3") as base:
        return int(base.execute("SELECT COUNT(*) FROM catalogue_record").fetchone()[0])


# What is told ---------------------------------------------------------------------------------------------------------


def section(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    small, large = results["runs"]
    lines = [
        "## The office's site",
        "",
        f"`python bench/site.py --keep`, {results['date']}, {results['machine']}, {results['turns']} turns, warm. "
        f"{small['records']:,} records (the demonstration), then {large['records']:,}. Milliseconds of the whole answer: "
        f"median, 95th percentile, and what the processor worked of the median; × floor: its work over that for {FLOOR} "
        "behind the same middleware, same process. Acts are those of the rooms, without a request.",
        *_busy(results["load"]),
        "",
        "| what | median | p95 | processor | × floor | queries | kB | median | p95 | processor | × floor | queries | kB |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one, other in zip(small["rows"], large["rows"], strict=True):
        cells = (*_cells(one, small["rows"][0]), *_cells(other, large["rows"][0]))
        lines.append(f"| {one['what']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _busy(load: float) -> list[str]:
    """Return what must be said of a machine that did other work meanwhile."""
    if load < 2 * len(os.sched_getaffinity(0)):
        return []
    return [
        "",
        f"The machine had other work (load {load:.0f}): the time that passed is no measure, the processor's is.",
    ]


def _cells(row: Row, floor: Row) -> tuple[str, ...]:
    times = (f"{row[name]:.1f}" for name in ("median", "p95", "processor"))
    ratio = f"{row['processor'] / floor['processor']:.0f}"
    return *times, ratio, str(row["queries"]), f"{row['bytes'] / 1000:.1f}" if row["bytes"] else ""


def main() -> None:
    """Measure, print, and keep when asked; or answer one directory's rows on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(everything(given.turns)))
        return
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(os.environ["COFFRET_DATA"], Path(folder) / "data"))
        for more in (0, given.records):
            if more:
                grow(data, more)
            runs.append({"records": count_of(data), "rows": apart(data, given.turns)})
    machine = f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine,
        "turns": given.turns,
        "load": round(os.getloadavg()[1], 1),
        "runs": runs,
    }
    if given.keep:
        board.publish("site", results, section(results))
    print(section(results))


if __name__ == "__main__":
    main()
