"""Counting the pages of records that people read: no cookie, no address kept, robots left out."""

import re

from django.http import HttpRequest

from coffret.editorial.featuring import readings

# Programs say what they are, browsers say « Mozilla »; what says neither is no reader.
_PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|fetch|scan|monitor|preview|archive|curl|wget|python|java/|go-http|okhttp|headless|lighthouse",
    re.IGNORECASE,
)
_LONGEST = 500


def count(request: HttpRequest, record: int) -> None:
    """Count a view of the record (its id) when a person's browser shows its page, as far as a request tells."""
    if request.method == "GET" and is_a_reader(request):
        readings.read(record)


def is_a_reader(request: HttpRequest) -> bool:
    """Say whether a person's browser asks, for a page it shows now, as far as a request tells."""
    agent = request.headers.get("User-Agent", "")[:_LONGEST]
    ahead_of_time = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return agent.startswith("Mozilla/") and not _PROGRAM.search(agent) and not ahead_of_time
