"""Pages asked for over HTTP, of `coffret serve` begun as in production: how long, how much work, beside a plain file.

One connection, kept: as a browser does. No answer is kept by anybody on the way: the site has no cache of pages, here as
in production; it keeps facets of a question, and a few counts of the first page, for as long as nothing is published.
"""

import contextlib
import http.client
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import search_asked
import servers
from search_asked import Known

Row = dict[str, Any]
# Milliseconds that pages may take (p95); none: told, not promised.
AIMS = {"result page": 120.0, "record page": 30.0, "home": 20.0}
UNHEARD = 8
TICK = 1000 / os.sysconf("SC_CLK_TCK")
# What a browser sends that weighs on the answer.
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "Mozilla/5.0 (bench)", "Accept": "text/html"}


def measured(held: Known, requests: int) -> list[Row]:
    """Ask for so many pages of each kind; return what each kind took, beside a file of its size by the same server."""
    from django.conf import settings

    every = paths(held, requests)
    rested()
    port = servers.free_port()
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with servers.ours(Path(settings.DATA), port) as (_prefix, server), contextlib.closing(kept) as line:
        files = sized(line, settings.STATIC_ROOT)
        rows = [row(line, server, name, asked) for name, asked in every.items()]
        for one in rows:
            path = like(files, one["bytes"])
            plain = row(line, server, path, [path] * requests)
            one["floor"] = {name: plain[name] for name in ("bytes", "median", "p95", "processor")}
    return rows


def paths(held: Known, requests: int) -> dict[str, list[str]]:
    """Return name → addresses of each kind of page: all different, but those of the first page and of the directory."""
    from coffret.catalogue.models import Record

    results = search_asked.addresses(held, requests)
    newest = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    spread = [1 + newest * place // (requests * 2) for place in range(requests * 2)]
    shown = Record.objects.visible_to(None).filter(pk__in=spread).order_by("pk")
    records = [row.get_absolute_url() for row in shown][:requests]
    asked = [path.partition("?")[2] for path in results]
    walked = [{"dans": asked[place % len(asked)], "rang": 3} for place in range(len(records))]
    return {
        "result page": results,
        "record page": records,
        "record page, from a search": [
            f"{path}?{urlencode(found)}" for path, found in zip(records, walked, strict=True)
        ],
        "home": ["/"] * requests,
        "museum page": [f"/musees/{code}" for code, _n in held.values["musee"][:requests]],
        "museums": ["/musees"] * min(requests, 40),
        "values of a facet": [f"/recherche/facettes/auteur?{query}" for query in asked[: requests // 4]],
        "suggestions": [f"/recherche/suggestions?{urlencode({'q': word})}" for word in search_asked.typed(held)],
    }


def rested() -> None:
    """Note every duty of the worker as just done: a server in service rests between them, a new one begins with all."""
    from django.utils import timezone

    from coffret.base.duties import DUTIES
    from coffret.base.models import DutyRun

    now = timezone.now()
    for name in DUTIES:
        DutyRun.objects.update_or_create(name=name, defaults={"began_at": now, "ended_at": now})


def sized(line: http.client.HTTPConnection, root: Path) -> dict[str, int]:
    """Return address → bytes received of the site's files."""
    files = (
        path for path in sorted(root.rglob("*")) if path.is_file() and path.name[0] != "." and path.suffix != ".gz"
    )
    found = [f"/static/{path.relative_to(root).as_posix()}" for path in files]
    return {path: got(line, path) for path in found if path.endswith((".js", ".css", ".svg", ".woff2"))}


def like(files: dict[str, int], size: int) -> str:
    """Return the address of the file nearest in size."""
    return min(files, key=lambda path: (abs(files[path] - size), path))


def row(line: http.client.HTTPConnection, server: int, name: str, asked: Sequence[str]) -> Row:
    """Ask for these addresses, the first ones unheard and again at the end; return what they took."""
    for path in asked[:UNHEARD]:
        got(line, path)
    taken, sizes = [], []
    worked = processor(server)
    for path in [*asked[UNHEARD:], *asked[:UNHEARD]]:
        began = time.perf_counter()
        sizes.append(got(line, path))
        taken.append((time.perf_counter() - began) * 1000)
    worked = processor(server) - worked
    taken.sort()
    return {
        "page": name,
        "aim": AIMS.get(name),
        "requests": len(taken),
        "bytes": round(statistics.median(sizes)),
        "median": round(statistics.median(taken), 2),
        "p95": round(taken[min(len(taken) - 1, int(len(taken) * 0.95))], 2),
        "max": round(taken[-1], 2),
        "processor": round(worked / len(taken), 2),
    }


def got(line: http.client.HTTPConnection, path: str) -> int:
    """Ask for an address; return the bytes of the answer as sent. Raises RuntimeError for any answer but 200."""
    line.request("GET", path, headers=HEADERS)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return len(body)


def processor(server: int) -> float:
    """Return the milliseconds of processor that the processes of pages born of ``server`` have taken so far."""
    total, born = 0.0, {server}
    for number, parent, words, ticks in sorted(_processes()):
        if parent in born:
            born.add(number)
            total += ticks * TICK if "gunicorn" in words else 0.0
    return total


def _processes() -> Iterator[tuple[int, int, str, int]]:
    """Yield number, parent, command and ticks of the processor of every process."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                told = (entry / "stat").read_text().rpartition(") ")[2].split()
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                yield int(entry.name), int(told[1]), words, int(told[11]) + int(told[12])


def section(rows: Sequence[Row]) -> list[str]:
    """Return the lines of bench/README.md about pages."""
    return [
        "| page | asked for | kB | median | p95 | longest | processor | a file of its size: median, p95, processor "
        "| × the file | at most | |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *map(_line, rows),
        "",
        "Pages of `coffret serve` over HTTP, one connection kept, compressed, one request after the other; nothing keeps pages, "
        "here as in production, and no two addresses are the same but those of the first page and of the museums. "
        "« Processor »: what those that serve pages worked, by request. The file: one of the site's own, by the same server.",
    ]


def _line(row: Row) -> str:
    plain = row["floor"]
    aim = f"{row['aim']:g} | {'kept' if row['p95'] <= row['aim'] else '**not kept**'}" if row["aim"] else "– | –"
    return (
        f"| {row['page']} | {row['requests']} | {row['bytes'] / 1000:.1f} | {row['median']} | {row['p95']} | {row['max']} | "
        f"{row['processor']} | {plain['median']}, {plain['p95']}, {plain['processor']} | "
        f"{row['median'] / plain['median']:.0f} | {aim} |"
    )
