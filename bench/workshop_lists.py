"""Measure what a large museum decides and lists: its notices, what taking a submission back will change; over HTTP.

Usage: COFFRET_DATA=DIRECTORY python bench/workshop_lists.py [--records N] [--turns N] [--keep]; the directory holds a
demonstration (coffret demo) that is thrown away afterwards: notices are published in it, and stay. --keep writes
bench/README.md and bench/results.json.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import servers
import workshop_report as reading

from coffret.accounts.models import User
from coffret.authorities.models import Museum
from coffret.submissions import actions, foreseeing, holdings
from coffret.submissions.models import Submission

Row = dict[str, Any]
BOUND = reading.BOUND


def pages(submission: Submission) -> dict[str, str]:
    """Return what is asked for, by name."""
    line = submission.lines.get(position=submission.created // 2)
    notices = f"/pro/notices/?musee={reading.MUSEUM}"
    return {
        "the notices": notices,
        "the notices, the last page": f"{notices}&page=999999",
        "words in a reference, number or title": f"{notices}&q=plat+motif+7",
        "alerts, online, without image, since a day": f"{notices}&gravite=alerte&etat=enligne&images=non&depuis=2026-01-01",
        "the life of a notice": f"/pro/notices/{line.ref}/versions",
        "the images": f"/pro/images/?musee={reading.MUSEUM}",
        "what taking the whole back will change": f"/pro/versements/{submission.pk}/annulation/",
    }


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds of a piece of work."""
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 2)


def everything(folder: Path, count: int, turns: int) -> Row:
    """Return every measure."""
    # A manager of a museum that takes part.
    Museum.objects.get(code=reading.MUSEUM)
    submission = actions.check(actions.receive(reading.written(folder / "lists.jsonl", count)), museum=reading.MUSEUM)
    row: Row = {"date": datetime.now(UTC).date().isoformat(), "bound_ms": BOUND}
    row["publish_seconds"] = timed(lambda: actions.publish(submission))
    submission.refresh_from_db()
    row["records"] = submission.created
    row["made_again_seconds"] = timed(lambda: holdings.notices(reading.MUSEUM))
    row["foresee_seconds"] = timed(lambda: foreseeing.foresee(submission))
    cookie = reading.session()
    try:
        with servers.ours(folder, reading.PORT):
            row["pages"] = {name: reading.asked(address, cookie, turns) for name, address in pages(submission).items()}
    finally:
        User.objects.filter(email="mesure@coffret.example").delete()
    row["take_back_seconds"] = timed(lambda: actions.revert(submission))
    return row


def section(row: Row) -> str:
    """Return what the page of measures says."""
    lines = [
        "## Listing, publishing and taking back",
        "",
        f"`python bench/workshop_lists.py`, {row['date']}, 2 cores: a museum of {row['records']:,} notices, handed in at "
        f"once; published in {row['publish_seconds']} s, taken back in {row['take_back_seconds']} s, each in one "
        f"transaction. After a publication of the museum the first list is made again in {row['made_again_seconds']} s; "
        f"the others are asked for over HTTP, served by `coffret serve`. Milliseconds; bound {BOUND} at the 95th "
        "percentile.",
        "",
        *reading.table(row["pages"]),
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, show, and keep when asked."""
    reading.run(__doc__, "workshop_lists", 140_000, everything, section)


if __name__ == "__main__":
    main()
