"""Measure the pages that read a submission of a hundred thousand lines, over HTTP, as a browser asks for them.

Usage: COFFRET_DATA=DIRECTORY python bench/workshop_report.py [--records N] [--turns N] [--keep]; the directory holds a
demonstration (coffret demo), which receives a submission. --keep writes bench/README.md and bench/results.json.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")

import board
import django
import servers

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from coffret.accounts.models import Membership, Role, User  # noqa: E402
from coffret.authorities.models import Museum  # noqa: E402
from coffret.submissions import actions  # noqa: E402
from coffret.submissions.models import Submission  # noqa: E402

MUSEUM = "M0650"
PORT = 8797
SEED = 20261123
# What a page may take, at the 95th percentile, in milliseconds.
BOUND = 200
OBJECTS = ("assiette", "plat", "tableau", "estampe", "dessin", "pichet", "médaille", "statuette", "robe", "outil")
DOMAINS = ("céramique", "peinture", "estampe", "dessin", "sculpture", "numismatique", "costume", "ethnologie")
MATTERS = ("faïence", "huile sur toile", "eau-forte", "bronze", "coton", "bois", "papier", "verre", "plomb", "ivoire")
PERIODS = ("18e siècle", "19e siècle", "2e moitié 18e siècle", "1er quart 20e siècle")
OLD_PERIODS = ("XVIIIe siècle", "XVIIIe siècle (2ème moitié)", "XIXè s.", "Début XXe", "18e-19e siècle", "s. XVIII")
Row = dict[str, Any]


def written(path: Path, count: int) -> Path:
    """Write a file of ``count`` records, at fault as those of museums are: few values often, very many once or twice."""
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(_record(number, chance), ensure_ascii=False) + "\n")
    return path


def _record(number: int, chance: random.Random) -> dict[str, str]:
    values = {
        "REF": f"{MUSEUM}9{number:06d}",
        "MUSEO": MUSEUM,
        "INV": f"2026.{number // 100}.{number % 100}",
        "DOMN": chance.choice(DOMAINS),
        "DENO": chance.choice(OBJECTS),
        "TITR": f"{chance.choice(OBJECTS).capitalize()} au motif {number % 977}",
        "AUTR": f"DUPONT {_odd(chance)}",
        "PERI": chance.choice(PERIODS),
        "MILL": str(chance.randint(1700, 1930)),
        "TECH": chance.choice(MATTERS),
        "DIMS": f"H. {chance.randint(5, 90)} ; l. {chance.randint(5, 90)}",
        "DESC": f"Décor floral, pièce {number}.",
        "REPR": "fleur ; oiseau",
        "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
        "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    }
    for code, text in _faults(chance, number):
        values[code] = text
    return {code: text for code, text in values.items() if text}


def _faults(chance: random.Random, number: int) -> Iterator[tuple[str, str]]:
    """Yield what is at fault in a record: code, text; « » takes the field away."""
    for code in ("DENO", "TECH", "REPR", "UTIL", "DOMN"):
        if chance.random() < 0.12:
            yield code, f"{chance.choice(OBJECTS)[:-1]}x {_odd(chance)}"
    if chance.random() < 0.2:
        yield "PERI", chance.choice(OLD_PERIODS) if chance.random() < 0.7 else f"vers {_odd(chance)}"
    if chance.random() < 0.1:
        yield "MILL", f"{chance.randint(1700, 1930)}-{_odd(chance)}"
    if chance.random() < 0.1:
        yield "DIMS", f"{chance.randint(5, 90)} par {_odd(chance)}"
    for code, share in (("STAT", 0.02), ("INV", 0.01), ("DOMN", 0.01), ("TECH", 0.05), ("LOCA", 0.02)):
        if chance.random() < share:
            yield code, ""
    if chance.random() < 0.08:
        yield "DESC", f"DÃ©cor <b>floral</b>  nÂ° {number}\u00ad"
    if chance.random() < 0.05:
        yield "AUTR", f"Jean Dupont (?), {_odd(chance)}"


def _odd(chance: random.Random) -> str:
    """Return a word met often or hardly ever: the shape of what is typed by hand."""
    return f"n{int(chance.paretovariate(0.6)) % 4000}"


def session() -> str:
    """Return the cookie of a manager of the museum, signed in."""
    user, _new = User.objects.get_or_create(email="mesure@coffret.example")
    museum, _there = Museum.objects.get_or_create(code=MUSEUM)
    Membership.objects.get_or_create(user=user, museum=museum, defaults={"role": Role.MANAGER})
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}"


def pages(submission: Submission) -> dict[str, str]:
    """Return what is asked for, by name."""
    root = f"/pro/versements/{submission.pk}"
    count = submission.lines.count()
    often = submission.finding_groups.order_by("-count", "pk")[0]
    middle = submission.lines.get(position=count // 2).pk
    return {
        "the report, by rule": root,
        "the report, by field": f"{root}?par=champ",
        "the report, by value": f"{root}?par=terme",
        "the report, by value, the last page": f"{root}?par=terme&page=999999",
        "the report, alerts alone": f"{root}?gravite=alerte",
        "the report, words looked for": f"{root}?q=n12",
        "one rule, its last page": f"{root}?regle={often.code}&page=999999",
        "the lines": f"{root}/lignes",
        "the lines, the last page": f"{root}/lignes?page=999999",
        "the lines with alerts, page 700": f"{root}/lignes?gravite=alerte&page=700",
        "four filters at once": f"{root}/lignes?gravite=alerte&effet=C&etat=attend&q=motif+12",
        "words in REF, number or title": f"{root}/lignes?q=plat+au+motif+7",
        "the lines of the most frequent finding": f"{root}/constats/{often.pk}?page=20",
        "a line, through a filter": f"{root}/lignes/{middle}?gravite=alerte",
    }


def asked(address: str, cookie: str, turns: int) -> Row:
    """Return how long a page takes over HTTP, asked ``turns`` times one after the other, and its weight."""
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    spent, weight = [], 0
    for turn in range(turns + 2):
        start = time.perf_counter()
        line.request("GET", address, headers={"Cookie": cookie, "Host": f"127.0.0.1:{PORT}"})
        answer = line.getresponse()
        weight = len(answer.read())
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{address}: {answer.status}")
        if turn > 1:
            spent.append((time.perf_counter() - start) * 1000)
    line.close()
    ninety_fifth = sorted(spent)[max(0, round(0.95 * len(spent)) - 1)]
    return {"median_ms": round(statistics.median(spent)), "p95_ms": round(ninety_fifth), "kilobytes": weight // 1000}


def everything(folder: Path, count: int, turns: int) -> Row:
    """Return every measure; the submission is forgotten afterwards."""
    submission = actions.receive(written(folder / "report.jsonl", count))
    start = time.perf_counter()
    actions.check(submission, museum=MUSEUM)
    checked = time.perf_counter() - start
    cookie = session()
    try:
        with servers.ours(folder, PORT):
            found = {name: asked(address, cookie, turns) for name, address in pages(submission).items()}
        return {
            "date": datetime.now(UTC).date().isoformat(),
            "records": count,
            "findings": submission.finding_groups.count(),
            "check_seconds": round(checked, 1),
            "bound_ms": BOUND,
            "pages": found,
        }
    finally:
        actions.forget(submission)
        User.objects.filter(email="mesure@coffret.example").delete()


def section(row: Row) -> str:
    """Return what the page of measures says."""
    lines = [
        "## Reading a submission",
        "",
        f"`python bench/workshop_report.py`, {row['date']}, 2 cores: a submission of {row['records']:,} notices with "
        f"{row['findings']:,} distinct findings, checked in {row['check_seconds']} s, asked for over HTTP by a manager of "
        f"the museum, served by `coffret serve`. Milliseconds; bound {BOUND} at the 95th percentile.",
        "",
        *table(row["pages"]),
    ]
    return "\n".join(lines)


def table(pages: Row) -> list[str]:
    """Return the lines of a table of pages: name → what ``asked`` found of each."""
    head = ["| page | median | 95th percentile | kB |", "|---|---|---|---|"]
    return head + [
        f"| {name} | {one['median_ms']} | {one['p95_ms']} | {one['kilobytes']} |" for name, one in pages.items()
    ]


def main() -> None:
    """Measure, show, and keep when asked."""
    run(__doc__, "workshop_report", 100_000, everything, section)


def run(
    usage: str | None,
    key: str,
    records: int,
    everything: Callable[[Path, int, int], Row],
    section: Callable[[Row], str],
) -> None:
    """Measure as the command line asks, show it, and publish it under ``key`` when asked."""
    parser = argparse.ArgumentParser(description=usage)
    parser.add_argument("--records", type=int, default=records)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    row = everything(Path(os.environ["COFFRET_DATA"]), given.records, given.turns)
    print(json.dumps(row, indent=1))
    if given.keep:
        board.publish(key, row, section(row))


if __name__ == "__main__":
    main()
