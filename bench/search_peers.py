"""Measure Coffret's search beside Lucene, SQLite's and PostgreSQL's full text: same records, same questions, same run.

    python bench/search_peers.py [--keep] [--turns 15] [--only lucene,fts5,postgres] [--folder FOLDER]

The records are those of COFFRET_DATA, published and indexed (a million: bench/catalogue.py, then `coffret submit`). Needs
Debian's liblucene8-java, default-jdk-headless and postgresql; what is not installed is left out. A million records take
ten gigabytes of temporary files. With ``--keep``, writes bench/results.json (key « search_peers ») and the section of bench/README.md.
"""

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
os.environ.setdefault("COFFRET_LOG_LEVEL", "WARNING")

from peers import cluster, lucene, records
from peers.engine import FACET_SIZE, MOST, Answer, Engine
from peers.fts5 import Fts5
from peers.ours import Ours
from peers.postgres import Postgres
from peers.questions import Question, questions, read

OURS = "coffret"
NAMES = ("lucene", "fts5", "postgres")
# Each engine answers in so many rounds, between which the others do.
ROUNDS = 3
# What is aimed at: so many times as quick as Lucene for facets over everything and for frequent words, never slower; at
# the ninety-fifth hundredth, milliseconds of any question, and of phrases and ranges of years.
EVERYTHING, FREQUENT = 50, 5
WHATEVER, HARDER = 25.0, 40.0
FREQUENT_WORDS = frozenset({"frequent word", "common word"})
Row = dict[str, Any]


@contextlib.contextmanager
def peers(names: tuple[str, ...], folder: Path) -> Iterator[dict[str, Engine]]:
    """Give the engines of these names that are installed."""
    with contextlib.ExitStack() as ending:
        made: dict[str, Engine] = {}
        if "lucene" in names and lucene.installed():
            made["lucene"] = begun = lucene.Lucene(folder)
            ending.callback(begun.close)
        if "fts5" in names:
            made["fts5"] = Fts5(folder)
        if "postgres" in names and cluster.programs():
            made["postgres"] = server = Postgres(ending.enter_context(cluster.running()))
            ending.callback(server.close)
        yield made


def built(engine: Engine, path: Path) -> Row:
    """Make an engine's index; return its name, how long it took and how large it is."""
    start = time.perf_counter()
    size = engine.build(path)
    return {"name": engine.name, "seconds": round(time.perf_counter() - start, 1), "mb": round(size / 1e6, 2)}


def asked(question: Question, engines: dict[str, Engine], turns: int) -> Row:
    """Ask everyone the same, by turns so that what else the machine does weighs on all alike.

    Returns the milliseconds of each, and where an answer differs from Coffret's.
    """
    reading = read(question)
    answers: dict[str, Answer] = {}
    for _round in range(min(turns, ROUNDS)):
        for name, engine in engines.items():
            known = answers.get(name)
            if known is None or max(known.ms) < MOST:
                answer = engine.ask(question, reading, -(-turns // ROUNDS))
                answers[name] = replace(answer, ms=[*(known.ms if known else ()), *answer.ms])
    mine = answers.pop(OURS)
    row: Row = {
        "question": question.name,
        "words": question.words,
        "total": 0 if mine.otherwise else mine.total,
        "otherwise": mine.otherwise,
        OURS: summary(mine),
    }
    for name, answer in answers.items():
        row[name] = {**summary(answer), "ratio": ratio(answer.median / mine.median)}
        if differs := differences(mine, answer):
            row[name]["differs"] = differs
    return row


def summary(answer: Answer) -> Row:
    """Return the best of the turns, their median and their ninety-fifth hundredth, in milliseconds."""
    ordered = sorted(answer.ms)
    last = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return {"best": round(ordered[0], 2), "ms": round(answer.median, 2), "p95": round(last, 2)}


def differences(mine: Answer, other: Answer) -> list[str]:
    """Return what is not the same: « total », keys of facets whose counts are not ours."""
    if mine.otherwise:
        return ["total"] if other.total else []
    keys = [key for key, counts in other.facets.items() if shown(counts) != shown(mine.facets[key])]
    return [*(["total"] if mine.total != other.total else []), *keys]


def shown(counts: list[tuple[str, int]]) -> list[int]:
    """Return the counts to compare: chosen values, that Coffret shows however rare they are, left out."""
    return [count for _value, count in counts[:FACET_SIZE] if count]


def ratio(times: float) -> float:
    """Return a ratio with two figures that tell."""
    return float(f"{times:.2g}")


def everything(names: tuple[str, ...], turns: int, folder: Path, workers: int) -> Row:
    """Write the records by so many processes, build every index, ask every question."""
    ours, path = Ours(), folder / "records.tsv"
    size = ours.build(path)
    start = time.perf_counter()
    count = records.write(path, workers)
    told("records written", start)
    with peers(names, folder) as others:
        makes = {OURS: {"name": ours.name, "seconds": None, "mb": round(size / 1e6, 1)}}
        for name, engine in others.items():
            start = time.perf_counter()
            makes[name] = built(engine, path)
            told(f"{engine.name} built", start)
        values = {key: ours.values(key) for key in records.FACETS}
        every, rows = questions(count, values), []
        for question in every if "lucene" in others else ():
            others["lucene"].ask(question, read(question), 1)  # unheard: Java compiles what it has run often
        for question in every:
            rows.append(asked(question, {OURS: ours, **others}, turns))
            row, again = rows[-1][OURS], [ours.again(question) for _turn in range(5)]
            row["again"] = round(statistics.median(again), 2)
            print(line(rows[-1], tuple(others)), file=sys.stderr)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}",
        "commit": commit(),
        "records": count,
        "mb": round(path.stat().st_size / 1e6, 1),
        "turns": turns,
        "engines": makes,
        "questions": rows,
    }


def told(what: str, start: float) -> None:
    """Say how long something took."""
    print(f"{what}: {time.perf_counter() - start:.1f} s", file=sys.stderr)


def commit() -> str:
    """Return the short name of the commit measured; empty outside a clone."""
    command = ["git", "-C", str(board.HERE), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def section(results: Row) -> str:
    """Return what bench/README.md says of it."""
    engines = results["engines"]
    others = [name for name in NAMES if name in engines]
    heads = "".join(f" {engines[name]['name']} | × |" for name in others)
    made = "; ".join(
        f"{engines[name]['name']} {engines[name]['mb']:,.0f} MB in {engines[name]['seconds']:,.0f} s" for name in others
    )
    same = all("differs" not in row[name] for row in results["questions"] for name in others)
    exact = (
        "All engines find the same totals, and the same counts in every facet." if same else "* another total or count."
    )
    return "\n".join(
        [
            "## Search beside its peers",
            "",
            f"`python bench/search_peers.py --keep`, {results['date']}, commit {results['commit']}, {results['machine']}, "
            f"{results['records']:,} records ({results['mb']:,.0f} MB of words and facets), {results['turns']} turns, medians in "
            "milliseconds, the engines by turns; × is how many times Coffret's. An answer is twenty references, the exact total and the facets: nine "
            "of twelve values for the others, Coffret's fifteen and its decades for Coffret, which keeps nothing from one turn to "
            "the next; « again »: the same asked anew, as the next page is.",
            "",
            f"| question | found | Coffret | again |{heads}",
            "|---|---|---|---|" + "---|---|" * len(others),
            *(line(row, others) for row in results["questions"]),
            "",
            f"Aims: {'; '.join(aims(results))}.",
            "",
            f"{exact} The words are analysed once, by Coffret, and split at spaces by all; the others weigh one field of all "
            "words (BM25, `ts_rank`), Coffret each field by its weight. Lucene: one segment, in the order of the records' rank, the "
            "quicker of one pass and two, timed inside a warm Java machine; PostgreSQL: GIN, values of facets as an array of "
            "numbers, both cores when it wishes; SQLite: a contentless FTS5 table, what is found kept in a temporary table. "
            f"Indexes: Coffret {engines[OURS]['mb']:,.0f} MB; {made}.",
        ]
    )


def aims(results: Row) -> list[str]:
    """Return a line for each aim, met or not; what nothing answers is left out, where Coffret looks for something else."""
    rows = results["questions"]
    hard = [row for row in rows if "phrase" in row["question"] or "years" in row["question"]]
    told = [
        aim(f"p95 of any question ≤ {WHATEVER:g} ms", [row[OURS]["p95"] for row in rows if row not in hard], WHATEVER),
        aim(f"p95 of phrases and years ≤ {HARDER:g} ms", [row[OURS]["p95"] for row in hard], HARDER),
    ]
    if "lucene" in results["engines"]:
        times = {row["question"]: -row["lucene"]["ratio"] for row in rows if not row["otherwise"]}
        frequent = [ratio for name, ratio in times.items() if name in FREQUENT_WORDS]
        told += [
            aim(f"facets over everything ≥ {EVERYTHING} × Lucene", [times["no word"]], -EVERYTHING),
            aim(f"frequent words ≥ {FREQUENT} × Lucene", frequent, -FREQUENT),
            aim("no question slower than Lucene", list(times.values()), -1),
        ]
    return told


def aim(name: str, found: list[float], most: float) -> str:
    """Return an aim, met when the worst of what was found is at most ``most``."""
    worst = max(found)
    return f"{name}: {'met' if worst <= most else 'NOT met'} ({abs(worst):g} at worst)"


def line(row: Row, others: Any) -> str:
    """Return the row of a question."""
    cells = "".join(
        f" {row[name]['ms']:,.1f}{'*' if 'differs' in row[name] else ''} | {row[name]['ratio']:,g} |" for name in others
    )
    asked_so = f"{row['question']}{': « ' + row['words'] + ' »' if row['words'] else ''}"
    return f"| {asked_so} | {row['total']:,}{' †' if row['otherwise'] else ''} | **{row[OURS]['ms']:,.1f}** | {row[OURS]['again']:,.1f} |{cells}"


def main() -> None:
    """Measure, print, and keep when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--only", default=",".join(NAMES), help="peers, between commas")
    parser.add_argument("--folder", type=Path, help="where to make what they need (default: a temporary folder)")
    given = parser.parse_args()
    import django

    django.setup()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        results = everything(tuple(given.only.split(",")), given.turns, Path(folder), len(os.sched_getaffinity(0)))
    print(section(results))
    print("\n".join(aims(results)), file=sys.stderr)
    if given.keep:
        board.publish("search_peers", results, section(results))


if __name__ == "__main__":
    main()
