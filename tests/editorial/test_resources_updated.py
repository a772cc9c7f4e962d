"""Publications to download through their editions, and « mise à jour le … : ce qui a changé »."""

from datetime import timedelta

import pytest
from editorial_factories import editor, entry
from factories import THEN

from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Document, Entry, KindName, Publication

pytestmark = pytest.mark.django_db
LATER = THEN + timedelta(days=8)


def document(number: int) -> Document:
    return Document.objects.create(
        sha256=f"{number:064}", name=f"normes-{number}.pdf", media_type="application/pdf", size=2048, uploaded_at=THEN
    )


def _publish_again(row: Entry, **content: object) -> Entry:
    fresh = Entry.objects.get(pk=row.pk)
    assert fresh.working is not None
    actions.save(fresh, {**fresh.working.content, **content}, editor(name="Anne"), base=fresh.working.number)
    publishing.put_online(lock(fresh), None, LATER)
    return Entry.objects.get(pk=row.pk)


def test_a_new_edition_comes_before_the_others_and_the_publication_stays_the_same() -> None:
    first, second = document(1), document(2)
    edition = {"document": first.pk, "version": "1", "issued_on": "2026-05-11"}
    made = entry("resource", title="Normes", publications=[{"title": "Guide", "editions": [edition]}])
    kept = made.publications.get()
    new = {"document": second.pk, "version": "2", "issued_on": "2026-05-19", "changed": "Tailles revues."}
    _publish_again(made, publications=[
        {"key": "autre", "title": "Affiche", "editions": []}, {"key": "p1", "title": "Guide", "editions": [new, edition]}
    ])  # fmt: skip
    assert [one.title for one in made.publications.all()] == ["Affiche", "Guide"]
    same = Publication.objects.get(key="p1")
    assert same.pk == kept.pk
    assert [(one.document, one.version) for one in same.editions.all()] == [(second, "2"), (first, "1")]
    _publish_again(made, publications=[])
    assert not made.publications.exists()


def test_a_change_worth_telling_is_told_once() -> None:
    made = entry("resource", title="Normes")
    row = _publish_again(made, update={"words": "Tailles revues.", "announce": False})
    assert [(one.words, one.at, one.news) for one in row.updates.all()] == [("Tailles revues.", LATER, None)]
    assert (row.changed_at, row.first_published_at) == (LATER, THEN)
    # The words asked are gone from what is online and from what is written next.
    assert row.content["update"] == row.working.content["update"] == {"words": "", "announce": False}
    assert row.published == row.working
    row = _publish_again(made, summary="Une correction.")
    assert row.updates.count() == 1


def test_a_correction_changes_no_date_for_readers() -> None:
    made = entry("resource", title="Normes")
    row = _publish_again(made, summary="Une correction.")
    assert (row.changed_at, row.published_at) == (THEN, LATER)


def test_an_announced_change_makes_a_piece_of_news() -> None:
    made = entry("resource", title="Normes d’image")
    for day, words in enumerate(("Tailles <revues>.\nEt nommage.", "Encore.")):
        row = _publish_again(made, update={"words": words, "announce": True})
        news = row.updates.first().news
        assert news.path == f"/actualites/normes-d-image-mise-a-jour-2026-05-19{'-2' * day}"
    news = row.updates.last().news
    assert (news.kind, news.live, news.title) == (KindName.NEWS, True, "Mise à jour de «\u202fNormes d’image\u202f»")
    assert news.content["summary"] == "Tailles <revues>."
    assert news.content["body"] == (
        f'<p>Et nommage.</p>\n<p><a href="coffret:entry/{made.pk}">Lire «\u202fNormes d’image\u202f»</a></p>'
    )
    assert news.references.filter(live=True, target=made).exists()
