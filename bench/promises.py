"""What is promised of a million records on one small machine, and what was measured: one line each, kept or not.

    python bench/promises.py [--keep]

Reads bench/results.json: the figures of bench/growth.py, bench/search.py, bench/search_peers.py and bench/freshness.py,
largest size of each; measures nothing. With ``--keep``, writes the key « promises » and the section of bench/README.md. Returns 1 when a
promise that was measured is not kept.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import board

Row = dict[str, Any]
MOST, LEAST = "at most", "at least"
# Lucene is to be beaten by so much where sets answer, and never to be quicker.
EVERYTHING, FREQUENT = "no word", "frequent word"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: what of, « at most » or « at least » how much of a unit, what was measured, by which measure."""

    what: str
    side: str
    promised: float
    measured: float
    unit: str
    key: str

    @property
    def kept(self) -> bool:
        """Say whether what was measured is what is promised."""
        return self.measured <= self.promised if self.side == MOST else self.measured >= self.promised

    def line(self) -> str:
        """Return its row of the table."""
        share = f"{self.measured / self.promised:.2f}" if self.promised else "–"
        told = "kept" if self.kept else "**not kept**"
        return (
            f"| {self.what} | {self.side} {self.promised:,g} {self.unit}".rstrip()
            + f" | {self.measured:,g} {self.unit}".rstrip()
            + f" | {share} | {told} |"
        )


def of_growth(results: Row) -> Iterator[Promise]:
    """Yield what is promised of the way in, of the disk and of search, at the largest size."""
    figures = results["sizes"][-1]
    told, size, asked = figures["way_in"], figures["disk"], figures["search"]
    rate, floor = told["lines"] / told["seconds"], told["seconds"] / figures["floor"]["seconds"]
    memory, peak = of_memory(told)
    first, last = (asked["questions"][name] for name in (EVERYTHING, "no word, last pages"))
    for what, side, promised, measured, unit in (
        ("Way in: checked, published, indexed", LEAST, 3000, rate, "records/s"),
        ("Way in, beside its floor", MOST, 4, floor, "times"),
        (memory, MOST, 1024, peak, "MB"),
        ("Database, beside the CSV", MOST, 2.2, size["database"] / size["csv"], "times"),
        ("Search index, beside the CSV", MOST, 0.7, size["index"] / size["csv"], "times"),
        ("Search, p95 of the usual questions", MOST, 25, asked["p95"], "ms"),
        ("Search, p95 of phrases and years", MOST, 40, asked["p95_phrases_and_years"], "ms"),
        ("Suggestions, p95", MOST, 5, asked["p95_suggestions"], "ms"),
        ("Last pages, beside the first", MOST, 1.5, last / first, "times"),
    ):
        yield Promise(what, side, promised, round(measured, 2), unit, "growth")


def of_memory(told: Row) -> tuple[str, int]:
    """Return what is told of the peak memory of the way in, and how much it is, in MiB.

    Under a limit that the kernel held and where nothing was killed, it is what the kernel counted: what processes
    allocate, files they read or write, its own buffers. Else the sum of what the processes map, now and then looked at.
    """
    group = told.get("bounded")
    if group and group["killed"] is False and group["peak_mb"]:
        held = f"held by the kernel to {group['limit_mb']:,} MiB, nothing killed, {group['seconds']:,.0f} s"
        own = f"without that, {told['anonymous_mb']:,} MB that no file backs"
        return f"Way in: peak memory, files read included, {held} ({own})", group["peak_mb"]
    return "Way in: peak memory of all processes", told["memory_mb"]


def of_peers(results: Row) -> Iterator[Promise]:
    """Yield what is promised beside Lucene: how many times longer it takes.

    Where nothing has the words, Coffret looks for others and Lucene stops: not the same question, left out.
    """
    same = [row for row in results["questions"] if "lucene" in row and not row["otherwise"]]
    ratios = {row["question"]: row["lucene"]["ratio"] for row in same}
    if not ratios:
        return
    least = min(ratios, key=lambda name: ratios[name])
    for what, promised, measured in (
        ("Lucene, all facets of everything", 50, ratios.get(EVERYTHING, 0)),
        ("Lucene, a frequent word", 5, ratios.get(FREQUENT, 0)),
        (f"Lucene, where it does best ({least})", 1, ratios[least]),
    ):
        yield Promise(what, LEAST, promised, measured, "times longer", "search_peers")


def of_freshness(results: Row) -> Iterator[Promise]:
    """Yield what is promised to readers while others publish."""
    for key, beside in (("alone", "nothing else"), ("reindex", "a rebuilding"), ("publication", "a long publication")):
        if key in results and results[key]["small"].get("visible"):
            longest = results[key]["small"]["visible"][1]
            yield Promise(f"Fifty records found, beside {beside}, longest", MOST, 2, longest, "s", "freshness")
            faults = len(results[key]["readers"]["faults"])
            yield Promise(f"Readers not answered, beside {beside}", MOST, 0, faults, "", "freshness")


def of_search(results: Row) -> Iterator[Promise]:
    """Yield what is promised of the slowest kinds of question, of suggestions, of far pages, and of pages over HTTP."""
    cases = {row["case"]: row for row in results.get("cases", ())}
    for aim in sorted({row["aim"] for row in cases.values()}):
        worst = max((row for row in cases.values() if row["aim"] == aim), key=lambda row: row["p95"])
        yield Promise(f"Data of a page, p95 of the slowest ({worst['case']})", MOST, aim, worst["p95"], "ms", "search")
    for near, far in (("no word", "no word, far page"), ("frequent word", "frequent word, far page")):
        if near in cases and far in cases:
            times = round(cases[far]["median"] / cases[near]["median"], 2)
            yield Promise(f"Far page, beside the first ({near})", MOST, 1.5, times, "times", "search")
    if typed := results.get("suggestions"):
        longest = max(row["p95"] for row in typed)
        yield Promise(
            "Suggestions, p95 of the slowest number of letters", MOST, typed[0]["aim"], longest, "ms", "search"
        )
    for row in results.get("pages", ()):
        if row["aim"]:
            yield Promise(f"Over HTTP: {row['page']}, p95", MOST, row["aim"], row["p95"], "ms", "search")


READ = {"growth": of_growth, "search": of_search, "search_peers": of_peers, "freshness": of_freshness}


def promises(known: Row) -> list[Promise]:
    """Return the promises that were measured."""
    return [promise for key, read in READ.items() if key in known for promise in read(known[key])]


def records(known: Row, key: str) -> int:
    """Return how many records a measure was made with."""
    return int(known[key]["sizes"][-1]["records"] if key == "growth" else known[key]["records"])


def section(known: Row) -> str:
    """Return what bench/README.md says of it."""
    measured = [key for key in READ if key in known]
    dates = "; ".join(
        f"{key}: {records(known, key):,} records, {known[key]['date']}, commit {known[key].get('commit') or 'not told'}, "
        f"{known[key]['machine']}"
        for key in measured
    )
    missing = [key for key in READ if key not in known]
    return "\n".join(
        [
            "## What is promised of a million records",
            "",
            f"`python bench/promises.py`, from the measures below ({dates}).",
            *([f"Not measured: {', '.join(missing)}."] if missing else []),
            "",
            "| | promised | measured | measured ÷ promised | |",
            "|---|---|---|---|---|",
            *(promise.line() for promise in promises(known)),
        ]
    )


def main() -> int:
    """Print, keep when asked; return 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    known = json.loads(board.RESULTS.read_text(encoding="utf-8"))
    made = promises(known)
    told = section(known)
    print(told)
    if given.keep:
        board.publish("promises", [{**asdict(promise), "kept": promise.kept} for promise in made], told)
    return 0 if all(promise.kept for promise in made) else 1


if __name__ == "__main__":
    sys.exit(main())
