"""Measure the pages of figures, the map and the suggestions of a data directory, and publish what they cost.

Usage: COFFRET_DATA=DIRECTORY python bench/figures.py [--keep]; --keep writes bench/README.md and bench/results.json.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
# Pages are asked for without a server: their files need no other name.
os.environ.setdefault("COFFRET_DEBUG", "1")

import board
import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from coffret.catalogue.models import Change, Record  # noqa: E402
from coffret.editorial.featuring.suggestions import suggested_museums, suggested_records  # noqa: E402

PAGES = ("/chiffres", "/carte", "/carte?domaine={}", "/notices-du-mois/")
MONTH = date(2026, 12, 1)
TURNS = 7
Row = dict[str, Any]


def measured(name: str, ask: Callable[[], Any]) -> Row:
    """Return what ``ask`` costs with nothing kept, then with what it kept: queries, best milliseconds of several turns."""
    cold, warm, queries = [], [], 0
    for _turn in range(TURNS):
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            cold.append(_timed(ask))
        queries = len(told)
        warm.append(_timed(ask))
    return {"what": name, "queries": queries, "cold": round(min(cold)), "warm": round(min(warm))}


def _timed(ask: Callable[[], Any]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def everything() -> list[Row]:
    """Return a row per page, and per kind of suggestion."""
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT="bench")
    client.get("/recherche?q=a")  # opens the index
    domain = Record.objects.visible_to(None).order_by("pk").values_list("values__DOMN", flat=True).first() or ""
    addresses = [page.format(str(domain).split(";")[0].split(",")[0].strip()) for page in PAGES]
    return [
        *(measured(address, lambda address=address: client.get(address)) for address in addresses),
        measured("suggested records", lambda: suggested_records(MONTH)),
        measured("suggested museums", lambda: suggested_museums(MONTH)),
    ]


def section(rows: list[Row]) -> str:
    """Return what bench/README.md says of it."""
    counted = f"{Record.objects.count():,} records, {Change.objects.count():,} facts in the change log"
    lines = "\n".join(f"| {row['what']} | {row['queries']} | {row['cold']} | {row['warm']} |" for row in rows)
    return (
        "## Figures, map, suggestions\n\n"
        f"`python bench/figures.py --keep`, {timezone.localdate():%Y-%m-%d}, 2 cores, {counted}. Milliseconds of the whole answer,"
        f" the best of {TURNS} turns: with the page's own cache emptied, then with what it kept.\n\n"
        "| page | queries | cold | warm |\n|---|---|---|---|\n" + lines
    )


def main() -> None:
    """Measure, print, and keep when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    rows = everything()
    print(section(rows))
    if given.keep:
        board.publish("figures", rows, section(rows))


if __name__ == "__main__":
    main()
