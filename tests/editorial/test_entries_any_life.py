"""Whatever is done to entries, in whatever order: what must always hold holds."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from factories import THEN
from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.base.errors import Refused
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.addresses import moved
from coffret.editorial.entries.applying import rebuild
from coffret.editorial.entries.content import clean
from coffret.editorial.entries.journal import lock
from coffret.editorial.entries.references import refs
from coffret.editorial.models import Entry, Redirect, Reference, Resource, Stage

ENTRIES = 3
ACTS = st.tuples(
    st.integers(0, ENTRIES - 1),
    st.sampled_from(["change", "change", "change", "save", "publish", "withdraw", "restore", "submit", "schedule"]),
    st.sampled_from(["", "un", "deux", "trois"]),
    st.none() | st.integers(0, ENTRIES - 1),
)


class _Undo(Exception):
    """Ends an example: what it wrote is undone."""


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(st.lists(ACTS, min_size=10, max_size=30))
def test_any_life(acts: list[tuple[int, str, str, int | None]]) -> None:
    with pytest.raises(_Undo):
        _undone(acts)


@transaction.atomic
def _undone(acts: list[tuple[int, str, str, int | None]]) -> None:
    _live(acts)
    raise _Undo


def _live(acts: list[tuple[int, str, str, int | None]]) -> None:
    entries = [actions.create("resource", {"title": f"Page {number}"}, None) for number in range(ENTRIES)]
    addresses: dict[str, int] = {}
    for turn, (which, act, slug, parent) in enumerate(acts):
        try:
            with transaction.atomic():
                _do(entries[which], act, slug, entries[parent].pk if parent is not None else None, turn)
        except Refused:
            pass
        addresses |= dict(Entry.objects.filter(live=True).values_list("path", "pk"))
    _check(addresses)


def _do(entry: Entry, act: str, slug: str, parent: int | None, turn: int) -> None:
    entry.refresh_from_db()
    now = THEN + timedelta(hours=turn)
    working = entry.working
    assert working is not None
    match act:
        case "save" | "change":
            link = f'<p>Voir <a href="coffret:entry/{parent}">la page</a>.</p>' if parent else ""
            content: dict[str, Any] = {**working.content, "slug": slug, "parent": parent, "body": link}
            actions.save(entry, {**content, "update": {"words": slug, "announce": False}}, None, base=working.number)
            if act == "change":
                publishing.put_online(lock(entry), None, now)
        case "publish":
            publishing.put_online(lock(entry), None, now)
        case "withdraw":
            actions.withdraw(entry, None, "Pour voir.", now=now)
        case "restore":
            actions.restore(entry, 1, None, base=working.number)
        case "submit":
            actions.submit(entry, None)
        case "schedule":
            actions.schedule(entry, None, None, now + timedelta(minutes=30), now=now)
            actions.publish_due(now + timedelta(minutes=30))


def _check(addresses: dict[str, int]) -> None:
    """Hold what must hold; ``addresses`` remembers every address that was ever online."""
    before = list(Entry.objects.order_by("pk").values())
    for entry in Entry.objects.select_related("working", "published"):
        assert entry.working.number == entry.revisions.count()
        assert bool(entry.path) is bool(entry.first_published_at) is bool(entry.content)
        if entry.stage == Stage.PUBLISHED:
            assert entry.live
            assert entry.working == entry.published
        if entry.live:
            assert entry.content == entry.published.content == clean(entry.kind, entry.content)
            targets = {key for _field, (kind, key) in refs(entry.kind, entry.content) if kind == "entry"}
            kept = Reference.objects.filter(entry=entry, live=True).values_list("target_id", flat=True)
            assert {str(key) for key in kept} == targets
    for path, key in addresses.items():
        found = Entry.objects.filter(path=path).first() or moved(path)
        assert found is not None
        assert found.pk == key
    assert not Redirect.objects.filter(path__in=Entry.objects.filter(path__isnull=False).values("path")).exists()
    for row in Resource.objects.exclude(path=None).select_related("parent"):
        assert row.path.rpartition("/")[0] == (row.parent.path if row.parent else "/ressources")
    rebuild()
    assert list(Entry.objects.order_by("pk").values()) == before
