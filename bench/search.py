"""Measure search as it is used: the data of a result page whatever the question, suggestions, and pages over HTTP.

    COFFRET_DATA=DIRECTORY python bench/search.py [--turns 10] [--requests 240] [--only data,pages] [--keep]

The directory holds a published and indexed catalogue (bench/catalogue.py, then `coffret submit FILE --publish`). Questions
are made from what it holds (bench/search_asked.py). Pages are those of `coffret serve`, begun here as in production
(bench/search_pages.py). With ``--keep``, writes bench/results.json (key « search ») and the section of bench/README.md.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
os.environ.setdefault("COFFRET_LOG_LEVEL", "ERROR")

import search_asked
import search_pages
from search_asked import Kind, Known
from search_peers import commit

Row = dict[str, Any]
Taken = tuple[float, float]
LIMIT = 20
# Milliseconds that suggestions may take.
TYPED = 5.0
# A question is asked so often again without what was kept being forgotten, as when the page is turned.
AGAIN = 3


def timed(ask: Callable[[], object]) -> Taken:
    """Return how long one asking lasts, and what it takes of this process, in milliseconds."""
    began, worked = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def summary(taken: Sequence[Taken]) -> Row:
    """Return median, ninety-fifth hundredth and longest of what was timed, and the processor's p95, in milliseconds."""
    walls, works = (sorted(column) for column in zip(*taken, strict=True))
    return {
        "median": round(statistics.median(walls), 2),
        "p95": round(at(walls, 0.95), 2),
        "max": round(walls[-1], 2),
        "processor": round(at(works, 0.95), 2),
    }


def at(ordered: Sequence[float], share: float) -> float:
    """Return the value below which so much of an ordered list is."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def asked(kind: Kind, turns: int) -> Row:
    """Ask the questions of a kind, so many turns each, what is kept forgotten before each; return what it took.

    « again »: the median of the same asked anew with nothing forgotten; « found »: how many records, by question.
    """
    from peers.ours import _forget

    from coffret.search.query import SearchRequest, search

    fresh: list[Taken] = []
    again: list[Taken] = []
    found = []
    for question in kind.questions:
        first, last = question.years or (None, None)
        request = SearchRequest(
            words=question.words, filters=question.filters, year_from=first, year_to=last, sort=question.sort,
            offset=question.offset, limit=LIMIT, facets=question.facets,
        )  # fmt: skip
        found.append(search(request).total)  # unheard: what it reads of the disk is read
        for _turn in range(turns):
            _forget()
            fresh.append(timed(lambda request=request: search(request)))
        again += [timed(lambda request=request: search(request)) for _turn in range(AGAIN)]
    return {
        "case": kind.name,
        "aim": kind.aim,
        "questions": len(kind.questions),
        "found": found,
        **summary(fresh),
        "again": summary(again)["median"],
    }


def suggested(held: Known, turns: int) -> list[Row]:
    """Return what suggesting takes by how many letters are typed, the words many."""
    from coffret.search.suggest import suggest

    rows = []
    for length in range(1, 7):
        typed = [text for text in search_asked.typed(held) if len(text) == length]
        for text in typed:
            suggest(text)
        taken = [timed(lambda text=text: suggest(text)) for _turn in range(turns) for text in typed]
        rows.append({"letters": length, "questions": len(typed), "aim": TYPED, **summary(taken)})
    return rows


def floor(turns: int) -> Row:
    """Return what no list can do without: twenty records read from the database by their ids."""
    from coffret.catalogue.models import Record

    pks = list(Record.objects.order_by("pk").values_list("pk", flat=True)[: LIMIT * 97 : 97])
    return summary([timed(lambda: Record.objects.in_bulk(pks)) for _turn in range(max(10, turns))])


def data(held: Known, turns: int) -> Row:
    """Ask every kind of question in this process."""
    cases = []
    for kind in search_asked.kinds(held):
        cases.append(asked(kind, turns))
        print(line(cases[-1]), file=sys.stderr)
    return {"floor": floor(turns), "cases": cases, "suggestions": suggested(held, turns)}


def everything(turns: int, requests: int, only: Sequence[str]) -> Row:
    """Measure what is asked for on the catalogue at hand."""
    held = search_asked.known()
    told: Row = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}",
        "commit": commit(),
        "records": held.count,
        "turns": turns,
    }
    if "data" in only:
        told |= data(held, turns)
    if "pages" in only:
        told["pages"] = search_pages.measured(held, requests)
    # Of the last minute: others at work make times that passed no measure.
    return {**told, "load": round(os.getloadavg()[0], 1)}


def section(results: Row) -> str:
    """Return what bench/README.md says of it."""
    said = [
        "## Search as it is used",
        "",
        f"`python bench/search.py --keep`, {results['date']}, commit {results['commit']}, {results['machine']}, "
        f"{results['records']:,} records, questions made from the words and values they hold, {results['turns']} turns each. "
        "Milliseconds.",
    ]
    if results["load"] > len(os.sched_getaffinity(0)) + 1.5:
        told = f"The machine had other work (load {results['load']}): the time that passed is no measure, the processor's is."
        said += ["", told]
    if "cases" in results:
        said += ["", *_data(results)]
    if "pages" in results:
        said += ["", *search_pages.section(results["pages"])]
    return "\n".join(said)


def _data(results: Row) -> list[str]:
    first = results["floor"]
    return [
        "| question | of them | found | median | p95 | longest | processor, p95 | again | at most | |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *map(line, results["cases"]),
        "",
        "| letters typed | words | median | p95 | longest | processor, p95 | at most | |",
        "|---|---|---|---|---|---|---|---|",
        *map(_letters, results["suggestions"]),
        "",
        f"The data of a page: {LIMIT} records in order, the exact total, every facet and the decades. What the search keeps is "
        "forgotten before each question; « again »: it is not (median). Floor, in the same process: twenty records read from "
        f"the database by their ids, {first['median']} (p95 {first['p95']}, processor {first['processor']}).",
    ]


def line(row: Row) -> str:
    """Return the row of a case."""
    low, high = min(row["found"]), max(row["found"])
    found = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"| {row['case']} | {row['questions']} | {found} | {_times(row)} | {row['again']} | {verdict(row)} |"


def _letters(row: Row) -> str:
    return f"| {row['letters']} | {row['questions']} | {_times(row)} | {verdict(row)} |"


def _times(row: Row) -> str:
    return " | ".join(str(row[name]) for name in ("median", "p95", "max", "processor"))


def verdict(row: Row) -> str:
    """Return the aim, and whether the ninety-fifth hundredth is within it."""
    return f"{row['aim']:g} | {'kept' if row['p95'] <= row['aim'] else '**not kept**'}"


def main() -> None:
    """Measure, print, and keep when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--requests", type=int, default=240, help="of each kind of page")
    parser.add_argument("--only", default="data,pages", help="« data », « pages », between commas")
    parser.add_argument("--json", type=Path, help="where to write the figures as well")
    given = parser.parse_args()
    import django

    django.setup()
    results = everything(given.turns, given.requests, given.only.split(","))
    print(section(results))
    if given.json:
        given.json.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    if given.keep:
        board.publish("search", results, section(results))


if __name__ == "__main__":
    main()
