"""The life of an entry: written, read, approved, online, changed, taken off."""

import pytest
from coffret.base.errors import Refused
from coffret.editorial import actions
from coffret.editorial.kinds import KINDS, typed
from coffret.editorial.models import Entry, News, Stage

from editorial_factories import editor, entry

pytestmark = pytest.mark.django_db


def test_first_publication() -> None:
    by = editor()
    made = actions.create("news", {"title": "Récolement : une journée", "summary": "Le 19 juin 2026.", "body": "<p>Oui.</p>"}, by)
    assert (made.live, made.path, made.stage, made.title) == (False, None, Stage.DRAFT, "Récolement : une journée")
    actions.publish(made, by)
    row = News.objects.get(pk=made.pk)
    assert (row.live, row.path, row.stage) == (True, "/actualites/recolement-une-journee", Stage.PUBLISHED)
    assert row.words == "recolement : une journee le 19 juin 2026. oui."
    assert [step.act for step in row.steps.all()] == ["created", "published"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "page"])
def test_each_kind_goes_online(kind: str) -> None:
    row = entry(kind)
    assert typed(Entry.objects.get(pk=row.pk)).path == row.path
    assert row.live
    assert row.content == row.published.content
