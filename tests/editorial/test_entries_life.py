"""The life of an entry: written, read, approved, online, changed, taken off."""

import pytest
from editorial_factories import editor, entry
from factories import record

from coffret.base.errors import Refused
from coffret.editorial.entries import actions
from coffret.editorial.entries.applying import rebuild
from coffret.editorial.identity import change
from coffret.editorial.kinds import KINDS, typed
from coffret.editorial.models import Entry, Event, Feature, News, Resource, Revision, Stage

pytestmark = pytest.mark.django_db

SAID = {"title": "Une journée de récolement", "summary": "Une journée pour en parler.", "body": "<p>À Saint-Omer.</p>"}


def _draft(**content: object) -> Entry:
    return actions.create("news", {**SAID, **content}, editor())


def _fresh(row: Entry) -> Entry:
    return Entry.objects.get(pk=row.pk)


def test_first_publication() -> None:
    made, by = _draft(), editor()
    assert (made.live, made.path, made.stage, made.title) == (False, None, Stage.DRAFT, SAID["title"])
    assert (made.content, made.words) == ({}, "")
    actions.publish(made, by)
    row = News.objects.get(pk=made.pk)
    assert (row.live, row.path, row.stage) == (True, "/actualites/une-journee-de-recolement", Stage.PUBLISHED)
    assert row.words == "une journee de recolement une journee pour en parler. a saint-omer."
    assert row.content == row.working.content == row.published.content
    assert row.first_published_at == row.published_at == row.changed_at
    assert [(step.act, step.revision, step.by) for step in row.steps.all()][1] == ("published", 1, by)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "page"])
def test_each_kind_goes_online(kind: str) -> None:
    row = entry(kind)
    assert typed(_fresh(row)).path == row.path
    assert row.live
    assert row.content == row.published.content


def test_what_is_being_written_does_not_show() -> None:
    made = entry("news", **{**SAID, "title": "Avant"})
    actions.save(made, {**made.content, "title": "Après"}, editor(), base=1)
    row = _fresh(made)
    assert (row.title, row.content["title"], row.stage) == ("Avant", "Avant", Stage.DRAFT)
    assert row.working.content["title"] == "Après"
    actions.publish(row, None)
    assert _fresh(row).title == "Après"


def test_a_title_too_long_is_kept_and_its_column_cut() -> None:
    made = _draft(title="a" * 400)
    assert len(made.title) == 300
    assert len(made.working.content["title"]) == 400


def test_a_save_that_changes_nothing_makes_no_version() -> None:
    made = _draft()
    kept = actions.save(made, {**SAID, "title": f" {SAID['title']}\n", "unknown": 1}, editor(), base=1)
    assert kept.number == 1
    assert made.revisions.count() == 1


def test_publishing_what_is_online_already_is_refused() -> None:
    with pytest.raises(Refused, match="Rien n’a changé"):
        actions.publish(entry("news"), None)


# Two people -----------------------------------------------------------------------------------------------------------


def test_proof_sent_back_then_approved() -> None:
    made, reader = _draft(), editor(name="Camille")
    with pytest.raises(Refused, match="pas en relecture"):
        actions.approve(made, reader)
    actions.submit(made, made.created_by)
    assert made.stage == Stage.PROOF
    with pytest.raises(Refused, match="brouillon"):
        actions.submit(made, made.created_by)
    with pytest.raises(Refused, match="Le mot manque"):
        actions.send_back(made, reader, " ")
    actions.send_back(made, reader, "La date manque.")
    actions.submit(made, made.created_by)
    actions.approve(made, reader)
    assert _fresh(made).stage == Stage.APPROVED
    acts = [(step.act, step.note) for step in made.steps.all()]
    assert acts == [
        ("created", ""),
        ("submitted", ""),
        ("returned", "La date manque."),
        ("submitted", ""),
        ("approved", ""),
    ]


def test_where_two_people_are_asked_nobody_approves_their_own_words() -> None:
    change({"two_people": ["news"]}, None)
    made = _draft()
    author, second, reader = made.created_by, editor(), editor()
    actions.save(made, {**SAID, "title": "Repris par une autre"}, second, base=1)
    with pytest.raises(Refused, match="approuver"):
        actions.publish(made, author)
    actions.submit(made, author)
    for writer in (author, second):
        with pytest.raises(Refused, match="Une autre personne"):
            actions.approve(made, writer)
    actions.approve(made, reader)
    actions.publish(made, author)
    assert _fresh(made).live


def test_what_was_approved_and_changed_is_a_draft_again() -> None:
    change({"two_people": ["news"]}, None)
    made = _draft()
    actions.submit(made, made.created_by)
    actions.approve(made, editor())
    actions.save(made, {**SAID, "title": "Autre chose"}, made.created_by, base=1)
    assert made.stage == Stage.DRAFT
    with pytest.raises(Refused, match="approuver"):
        actions.publish(made, made.created_by)


def test_a_text_changed_under_the_reader_s_eyes_is_not_approved() -> None:
    made, reader = _draft(), editor()
    actions.submit(made, made.created_by)
    actions.save(made, {**SAID, "title": "Changé depuis"}, made.created_by, base=1)
    with pytest.raises(actions.Overtaken):
        actions.approve(made, reader, base=1)
    actions.approve(made, reader, base=2)


def test_who_wrote_counts_since_the_last_publication() -> None:
    made = _draft()
    author, second = made.created_by, editor()
    actions.publish(made, author)
    assert actions.written_by(_fresh(made)) == set()
    actions.save(made, {**SAID, "title": "La suite"}, second, base=1)
    assert actions.written_by(_fresh(made)) == {second.pk}


# Preflight ------------------------------------------------------------------------------------------------------------


def test_errors_hold_a_publication() -> None:
    made = _draft(body='<p>Voir <a href="#">le programme</a>.</p>')
    with pytest.raises(actions.NotReady) as refusal:
        actions.publish(made, None)
    assert refusal.value.findings
    assert str(refusal.value).startswith("À corriger avant de publier")
    row = _fresh(made)
    assert (row.live, row.path, row.steps.count()) == (False, None, 1)


def test_an_alerte_is_confirmed_by_name_with_a_reason() -> None:
    made, by = _draft(body='<p>Lire <a href="https://www.example.org/a">cliquez ici</a>.</p>'), editor()
    with pytest.raises(actions.NotReady) as refusal:
        actions.publish(made, by)
    assert "confirmer" in str(refusal.value)
    for finding in refusal.value.findings:
        with pytest.raises(Refused, match="La raison manque"):
            actions.confirm(made, finding.code, finding.field, finding.value, " ", by)
        actions.confirm(made, finding.code, finding.field, finding.value, "Le nom du service.", by)
    actions.publish(made, by)
    assert _fresh(made).live
    assert {(waiver.by, waiver.reason) for waiver in made.waivers.all()} == {(by, "Le nom du service.")}


# Off the site ---------------------------------------------------------------------------------------------------------


def test_withdrawn_then_back() -> None:
    made = entry("news", title="Une page")
    with pytest.raises(Refused, match="La raison manque"):
        actions.withdraw(made, None, "")
    actions.withdraw(made, None, "Remplacée.")
    row = _fresh(made)
    assert (row.live, row.path, row.stage) == (False, "/actualites/une-page", Stage.DRAFT)
    assert row.steps.last().note == "Remplacée."
    with pytest.raises(Refused, match="pas en ligne"):
        actions.withdraw(made, None, "Encore.")
    first = row.first_published_at
    actions.save(row, {**row.content, **SAID, "title": "Une page"}, editor(), base=1)
    actions.publish(row, None)
    row = _fresh(made)
    assert row.live
    assert row.first_published_at == first < row.published_at


def test_a_page_with_pages_below_is_not_withdrawn() -> None:
    above = entry("resource", title="Normes")
    entry("resource", title="Images", parent=above.pk)
    with pytest.raises(Refused, match="« Images »"):
        actions.withdraw(above, None, "Plus à jour.")


def test_only_a_draft_never_published_is_thrown_away() -> None:
    draft, online = _draft(), entry("news")
    actions.delete(draft, None)
    assert not Entry.objects.filter(pk=draft.pk).exists()
    with pytest.raises(Refused, match="a été en ligne"):
        actions.delete(online, None)
    with pytest.raises(Refused, match="supprimée"):
        actions.submit(draft, None)


def test_an_earlier_version_comes_back_as_the_latest() -> None:
    made, by = _draft(), editor()
    actions.save(made, {**SAID, "title": "Deux"}, by, base=1)
    revision = actions.restore(made, 1, by, base=2)
    assert (revision.number, revision.restored_from, revision.content["title"]) == (3, 1, SAID["title"])
    assert made.working == revision
    with pytest.raises(Refused, match="La version 9"):
        actions.restore(made, 9, by, base=3)
    with pytest.raises(actions.Overtaken):
        actions.restore(made, 1, by, base=1)


# What is derived ------------------------------------------------------------------------------------------------------


def test_calendars_are_told_of_a_new_hour_not_of_a_new_word() -> None:
    made = entry("event", starts="2026-06-05T09:30", place="Fontainebleau", mode="onsite")
    assert Event.objects.get(pk=made.pk).sequence == 0
    for number, (changed, sequence) in enumerate(
        [({"summary": "Autre chapeau."}, 0), ({"starts": "2026-06-05T10:00"}, 1), ({"standing": "cancelled"}, 2)], 1
    ):
        fresh = _fresh(made)
        before = fresh.changed_at
        actions.save(made, {**fresh.content, **changed}, None, base=number)
        entry_again(made)
        row = Event.objects.get(pk=made.pk)
        assert row.sequence == sequence
        assert (row.changed_at > before) is (sequence > 0)


def entry_again(made: Entry) -> None:
    """Put what was last saved online, whatever the preflight says of it."""
    from django.utils import timezone

    from coffret.editorial.entries import publishing
    from coffret.editorial.entries.journal import lock

    publishing.put_online(lock(made), None, timezone.now())


def test_a_feature_s_items_follow_its_content() -> None:
    first, second = record(), record()
    made = entry("feature", genre="notice", month="2026-05", items=[{"record": first.ref, "words": "Un mot."}])
    feature = Feature.objects.get(pk=made.pk)
    assert (feature.genre, f"{feature.month:%Y-%m-%d}", feature.path) == (
        "notice",
        "2026-05-01",
        "/notices-du-mois/2026-05",
    )
    assert [(item.record, item.words) for item in feature.items.all()] == [(first, "Un mot.")]
    items = [{"record": second.ref}, {"museum": "M0650"}, {"record": "INCONNUE"}]
    actions.save(made, {**made.content, "items": items}, None, base=1)
    entry_again(made)
    assert [item.record or item.museum_id for item in feature.items.all()] == [second, "M0650"]


def test_a_resource_comes_last_among_its_neighbours_and_keeps_its_place() -> None:
    above = entry("resource", title="Normes")
    rows = [entry("resource", title=title, parent=above.pk) for title in ("Un", "Deux")]
    third = entry("resource", title="Trois", parent=above.pk)
    assert [Resource.objects.get(pk=row.pk).position for row in (*rows, third)] == [1, 2, 3]
    actions.save(rows[1], {**rows[1].content, "summary": "Repris."}, None, base=1)
    entry_again(rows[1])
    assert Resource.objects.get(pk=rows[1].pk).position == 2


def test_what_is_derived_is_derived_again() -> None:
    shown = record()
    event, feature = entry("event", title="Une journée"), entry("feature", items=[{"record": shown.ref}])
    draft = entry("news", live=False)
    before = list(Entry.objects.order_by("pk").values())
    Event.objects.update(starts_at=None, sequence=3)
    Entry.objects.exclude(pk=draft.pk).update(words="", title="")
    Feature.objects.get(pk=feature.pk).items.all().delete()
    assert rebuild() == 2
    assert list(Entry.objects.order_by("pk").values()) == before
    row = Event.objects.get(pk=event.pk)
    assert (row.starts_at, row.sequence) == (event.starts_at, 3)
    assert Feature.objects.get(pk=feature.pk).items.get().record == shown


def test_a_content_saved_before_a_field_existed_is_published_whole() -> None:
    made = _draft()
    old = {name: value for name, value in made.working.content.items() if name != "audience"}
    Revision.objects.filter(entry=made).update(content=old)
    actions.publish(made, None)
    row = _fresh(made)
    assert row.content["audience"] == []
    assert (row.published.number, row.published.content) == (2, row.content)
