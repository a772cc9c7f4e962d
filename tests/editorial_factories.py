"""Entries for the tests, as few words as possible: written and published by the acts the office uses."""

from datetime import datetime
from itertools import count
from typing import Any

from factories import THEN, user

from coffret.accounts.models import Office, User
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.kinds import typed
from coffret.editorial.models import Entry

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
    given = {"title": f"Page {next(_numbers)}", **LEAST.get(kind, {}), **content}
    made = actions.create(kind, given, by, role=role)
    if live:
        publishing.put_online(lock(made), by, now)
    return typed(Entry.objects.get(pk=made.pk))
