"""How often the web version of an issue was opened, and our pages from its links: counted per day, nobody told apart.

Nothing is drawn in the mail to know who opened it (no pixel), and no link of it is one person's own: the links to our
pages carry one parameter, the same for all (``mark``). A visit writes no row: base/tallies.py counts, the worker adds.
"""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.base.tallies import Tally
from coffret.editorial.models import Issue

TALLY = Tally("visits")
_MARK = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}-\d{4}-\d{2}-\d{2}", re.ASCII)
_WEB, _PAGE = "web", "page"
_ADD = (
    "INSERT INTO newsletters_visits (issue_id, day, web, pages) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (issue_id, day) DO UPDATE SET web = newsletters_visits.web + excluded.web,"
    " pages = newsletters_visits.pages + excluded.pages"
)
Days = dict[tuple[str, str], Counter[str]]


def mark(issue: Issue) -> str:
    """Return what the links of an issue to our pages carry, the same for every reader: « catalogue-2026-05-11 »."""
    slug = issue.newsletter.slug if issue.newsletter else ""
    return f"{slug}-{issue.day:%Y-%m-%d}" if issue.day else slug


def count_web(issue: Issue) -> None:
    """Count one opening of the web version of an issue, today."""
    _count(_WEB, mark(issue))


def count_page(slug_day: str) -> None:
    """Count one page of ours opened from a link of the issue of this mark, today; another word counts for nothing."""
    _count(_PAGE, slug_day)


def _count(what: str, slug_day: str) -> None:
    if _MARK.fullmatch(slug_day):
        TALLY.add(f"{timezone.localdate():%Y-%m-%d} {what} {slug_day}")


@duty("visites des lettres", every=timedelta(minutes=1))
def add_up() -> str:
    """Add the visits counted to the rows, day by day; say how many."""
    total = 0

    def keep(lines: Counter[str]) -> None:
        nonlocal total
        total = _keep(_by_day(lines))

    TALLY.add_up(keep)
    return ngettext("{n} visite des lettres", "{n} visites des lettres", total).format(n=total) if total else ""


def _by_day(lines: Counter[str]) -> Days:
    """Return (mark, day) → visits of the web version and of pages; what no process of ours wrote whole is left aside."""
    found: Days = defaultdict(Counter)
    for line, n in lines.items():
        parts = line.split(" ")
        if len(parts) == 3 and parts[1] in {_WEB, _PAGE} and _is_day(parts[0]):
            day, what, slug_day = parts
            found[slug_day, day][what] += n
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _keep(counted: Days) -> int:
    """Write the visits of issues that were sent; return how many they are."""
    known = _issues({slug_day for slug_day, _day in counted})
    rows = [
        (known[slug_day], day, visits[_WEB], visits[_PAGE])
        for (slug_day, day), visits in sorted(counted.items())
        if slug_day in known
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
    return sum(web + pages for _issue, _day, web, pages in rows)


def _issues(marks: set[str]) -> dict[str, int]:
    """Return mark → id of the issue sent that bears it; one query."""
    days = {found for one in marks if _is_day(one[-10:]) and (found := date.fromisoformat(one[-10:]))}
    sent = Issue.objects.filter(sent_at__isnull=False, day__in=days).select_related("newsletter").order_by("pk")
    return {mark(issue): issue.pk for issue in sent}
