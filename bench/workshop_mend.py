"""Measure a correction of forty thousand lines among a hundred thousand, of one line there, and of standing corrections.

Usage: COFFRET_DATA=DIRECTORY python bench/workshop_mend.py [--records N] [--keep]; the directory holds a catalogue of its
own, which receives a submission. --keep writes bench/README.md and bench/results.json.
"""

import argparse
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")

import board
import django

django.setup()

from django.utils import timezone  # noqa: E402

from coffret.authorities.models import Museum  # noqa: E402
from coffret.submissions import actions  # noqa: E402
from coffret.submissions.examination import Progress  # noqa: E402
from coffret.submissions.mending import by_hand, fixing, keeping, undoing  # noqa: E402
from coffret.submissions.mending.rejudging import quiet  # noqa: E402
from coffret.submissions.models import Correction, Mending, Submission  # noqa: E402

MUSEUM = "M0650"
WRONG, RIGHT = "XVIIIe siècle (2ème moitié)", "2e moitié 18e siècle"
HABITS = 500
TURNS = 15
Row = dict[str, Any]


def written(path: Path, count: int) -> Path:
    """Write a file of ``count`` records, two fifths of them with the value to correct and others at fault here and there."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(_record(number), ensure_ascii=False) + "\n")
    return path


def _record(number: int) -> dict[str, str]:
    return {
        "REF": f"{MUSEUM}{number:06d}",
        "MUSEO": MUSEUM,
        "INV": f"2026.{number // 100}.{number % 100}",
        "DOMN": "céramique",
        "DENO": f"assiette ; modèle {number % 700}",
        "PERI": WRONG if number % 5 < 2 else RIGHT,
        "TECH": "faïence ; décor de grand feu",
        "DIMS": f"D. {20 + number % 30}",
        "DESC": f"Aile contournée, décor floral, pièce {number}." + (" Marli <b>bleu</b>." if number % 9 == 0 else ""),
        "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
        "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    }


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds an act takes, and what it gives."""
    start = time.perf_counter()
    given = act()
    return time.perf_counter() - start, given


def memory() -> int:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def mass(submission: Submission) -> tuple[Row, Mending]:
    """Correct the value on every line that has it, as the job does; returns what it cost and the act."""
    arguments = {"code": "REC046", "field": "PERI", "value": WRONG, "after": RIGHT, "keep": False, "members": None}
    seconds, mending = timed(lambda: fixing.do_asked(submission, arguments, None, quiet))
    return {"lines": mending.count, "seconds": round(seconds, 2), "memory_mb": memory()}, mending


def one_by_one(submission: Submission) -> Row:
    """Correct a line by hand, again and again; returns its milliseconds."""
    spent = [
        timed(lambda turn=turn: by_hand.change(submission, turn * 37, {"DESC": f"Corrigé {turn}"}))[0] * 1000
        for turn in range(TURNS)
    ]
    return {"median_ms": round(statistics.median(spent)), "worst_ms": round(max(spent))}


def checked(path: Path) -> tuple[float, Submission]:
    """Return the seconds a check of the file takes, and its submission."""
    submission = actions.receive(path)
    return timed(lambda: actions.check(submission, museum=MUSEUM, watch=_nothing))


def _nothing(progress: Progress) -> None:
    """Watch nothing."""


def keep_habits() -> None:
    """Give the museum hundreds of standing corrections, that of the value among them."""
    museum = Museum.objects.get(code=MUSEUM)
    now = timezone.now()
    Correction.objects.bulk_create(
        Correction(museum=museum, field=field, before=f"terme faux {number}", after=f"terme {number}", at=now)
        for number in range(HABITS // 2)
        for field in ("DENO", "TECH")
    )
    keeping.keep(museum, field="PERI", before=WRONG, after=RIGHT)


def everything(folder: Path, count: int) -> Row:
    """Return every measure."""
    Museum.objects.get_or_create(
        code=MUSEUM, defaults={"official_name": "musée de l'hôtel Sandelin", "city": "Saint-Omer"}
    )
    path = written(folder / "mend.jsonl", count)
    plain, submission = checked(path)
    corrected, mending = mass(submission)
    hand = one_by_one(submission)
    back, _undone = timed(lambda: undoing.do(mending, quiet))
    actions.forget(submission)
    keep_habits()
    always, again = checked(path)
    replayed = Mending.objects.get(submission=again).count
    actions.forget(again)
    Correction.objects.filter(museum=MUSEUM).delete()
    return {
        "records": count,
        "mass": corrected,
        "undone_seconds": round(back, 2),
        "one_line": hand,
        "check_seconds": round(plain, 2),
        "habits": {"kept": HABITS + 1, "check_seconds": round(always, 2), "lines": replayed},
    }


def section(row: Row) -> str:
    """Return what the page of measures says."""
    mass_, hand, habits = row["mass"], row["one_line"], row["habits"]
    lines = [
        "## Correcting a submission",
        "",
        f"`python bench/workshop_mend.py`: {row['records']:,} notices, two fifths with the same value to correct. Every "
        "corrected line is judged again, and each act is one transaction.",
        "",
        "| act | measure |",
        "|---|---|",
        f"| that value corrected on {mass_['lines']:,} lines | {mass_['seconds']} s, {mass_['memory_mb']} MB |",
        f"| that correction undone | {row['undone_seconds']} s |",
        f"| a line corrected by hand | {hand['median_ms']} ms (the worst: {hand['worst_ms']} ms) |",
        f"| the file checked, no standing correction | {row['check_seconds']} s |",
        f"| the file checked with {habits['kept']} standing corrections, {habits['lines']:,} lines corrected "
        f"| {habits['check_seconds']} s |",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, show, and keep when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    row = everything(Path(os.environ["COFFRET_DATA"]), given.records)
    print(json.dumps(row, indent=1))
    if given.keep:
        board.publish("workshop_mend", row, section(row))


if __name__ == "__main__":
    main()
