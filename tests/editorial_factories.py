"""Entries for the tests, as few words as possible: written and published by the acts the office uses."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from factories import THEN, user

from coffret.accounts.models import Office, User
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.kinds import typed
from coffret.editorial.models import Entry, Newsletter

_numbers = count(1)

# What an entry of each kind needs, at least.
LEAST: dict[str, dict[str, Any]] = {
    "event": {"starts": "2026-06-05T09:30", "ends": "2026-06-05T17:00", "plan": "none", "free": True},
    "feature": {"genre": "selection"},
}


def editor(email: str = "", name: str = "") -> User:
    """Return somebody who writes the office's site."""
    return user(email, office=Office.EDITOR, name=name)


def entry(
    kind: str, live: bool = True, *, by: User | None = None, now: datetime = THEN, role: str = "", **content: Any
) -> Entry:
    """Return an entry of ``kind`` as a row of its kind, online unless ``live`` is False; a title is given when none is.

    It goes online without the preflight: a test of what the preflight says uses ``actions.publish``.
    """
    number = next(_numbers)
    given = {"title": f"Page {number}", **LEAST.get(kind, {}), **(_of_a_newsletter(number) if kind == "letter" else {})}
    given |= content
    made = actions.create(kind, given, by, role=role)
    if live:
        with transaction.atomic():
            publishing.put_online(lock(made), by, now)
    return typed(Entry.objects.get(pk=made.pk))


def newsletter(slug: str = "nouveautes", **fields: Any) -> Newsletter:
    """Return the newsletter ``slug``, made when it is not there."""
    defaults = {"name": "Nouveautés du catalogue", "created_at": THEN, **fields}
    return Newsletter.objects.get_or_create(slug=slug, defaults=defaults)[0]


def _of_a_newsletter(number: int) -> dict[str, Any]:
    """Return what every issue has: its newsletter, and a day that is no other's."""
    return {"newsletter": newsletter().slug, "day": f"{THEN.date() + timedelta(days=number):%Y-%m-%d}"}
