"""Publications and ends decided beforehand, carried out by the worker."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from editorial_factories import editor, entry

from coffret.accounts.models import User
from coffret.base import duties
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.editorial.entries import actions, scheduling
from coffret.editorial.identity import change
from coffret.editorial.models import Entry, Stage

pytestmark = pytest.mark.django_db

SAID = {"title": "Une page à venir", "summary": "Elle viendra à son heure.", "body": "<p>La voici.</p>"}
HOUR = timedelta(hours=1)


def _draft(by: User | None = None) -> Entry:
    return actions.create("news", SAID, by)


def _fresh(row: Entry) -> Entry:
    return Entry.objects.get(pk=row.pk)


def _now() -> datetime:
    return timezone.now()


def test_published_at_its_hour_and_ended_at_its_own() -> None:
    by, now = editor(), _now()
    made = _draft(by)
    actions.schedule(made, by, now + HOUR, now + 3 * HOUR)
    assert actions.publish_due(now) == (0, 0, 0)
    assert not _fresh(made).live
    assert actions.publish_due(now + HOUR) == (1, 0, 0)
    row = _fresh(made)
    assert (row.live, row.publish_at, row.stage) == (True, None, Stage.PUBLISHED)
    assert row.steps.last().by == by
    assert actions.publish_due(now + 2 * HOUR) == (0, 0, 0)
    assert actions.publish_due(now + 3 * HOUR) == (0, 0, 1)
    assert actions.publish_due(now + 4 * HOUR) == (0, 0, 0)
    row = _fresh(made)
    assert (row.live, row.stage) == (False, Stage.DRAFT)
    assert [step.act for step in row.steps.all()] == ["created", "scheduled", "published", "ended"]


def test_a_worker_late_for_both_hours_publishes_then_ends() -> None:
    now, made = _now(), _draft()
    actions.schedule(made, None, now + HOUR, now + 2 * HOUR)
    assert actions.publish_due(now + 3 * HOUR) == (1, 0, 1)
    assert (_fresh(made).live, _fresh(made).first_published_at) == (False, now + 3 * HOUR)


def test_back_by_hand_an_ended_page_has_no_end_any_more() -> None:
    now = _now()
    made = _draft()
    actions.schedule(made, None, now + HOUR, now + 2 * HOUR)
    actions.publish_due(now + HOUR)
    actions.publish_due(now + 2 * HOUR)
    actions.publish(made, None, now + 3 * HOUR)
    assert actions.publish_due(now + 4 * HOUR) == (0, 0, 0)
    assert (_fresh(made).live, _fresh(made).end_at) == (True, None)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [(None, None, "La date manque"), (-1, None, "est passée"), (2, 1, "avant le début"), (None, 1, "pas en ligne")],
)
def test_hours_that_cannot_be(start: int | None, end: int | None, said: str) -> None:
    now = _now()
    at, end_at = (now + hours * HOUR if hours else None for hours in (start, end))
    with pytest.raises(Refused, match=said):
        actions.schedule(_draft(), None, at, end_at)


def test_only_the_end_of_what_is_online() -> None:
    now, made = _now(), entry("news")
    actions.schedule(made, None, None, now + HOUR)
    assert actions.publish_due(now + 2 * HOUR) == (0, 0, 1)
    assert not _fresh(made).live


def test_a_decision_is_taken_back() -> None:
    now, made = _now(), _draft()
    with pytest.raises(Refused, match="Rien n’est programmé"):
        actions.unschedule(made, None)
    actions.schedule(made, None, now + HOUR)
    actions.unschedule(made, None)
    assert actions.publish_due(now + 2 * HOUR) == (0, 0, 0)
    assert not _fresh(made).live


def test_nothing_is_scheduled_that_could_not_be_published() -> None:
    made = actions.create("news", {**SAID, "body": '<p><a href="#">ici</a></p>'}, None)
    with pytest.raises(actions.NotReady):
        actions.schedule(made, None, _now() + HOUR)


def test_an_error_come_since_holds_it_and_its_authors_are_written_to() -> None:
    planner, writer, now = editor("a@example.org"), editor("b@example.org"), _now()
    made = _draft(planner)
    actions.schedule(made, planner, now + HOUR)
    actions.save(made, {**SAID, "body": '<p>Voir <a href="#">le programme</a>.</p>'}, writer, base=1)
    assert actions.publish_due(now + HOUR) == (0, 1, 0)
    # Held, it waits for somebody: no new attempt, no new mail.
    assert actions.publish_due(now + 2 * HOUR) == (0, 0, 0)
    row = _fresh(made)
    assert not row.live
    assert row.held.startswith("À corriger avant de publier")
    assert (row.steps.last().act, row.steps.last().note) == ("held", row.held)
    mails = Mail.objects.order_by("to")
    assert [mail.to for mail in mails] == ["a@example.org", "b@example.org"]
    assert "Publication retenue" in mails[0].subject
    assert row.held.split(" : ")[0] in mails[0].text
    assert f"/pro/redaction/{row.pk}/" in mails[0].text
    # Mended and decided anew, it goes out.
    actions.save(row, SAID, writer, base=2)
    actions.schedule(row, planner, now + 4 * HOUR)
    assert _fresh(made).held == ""
    assert actions.publish_due(now + 4 * HOUR) == (1, 0, 0)


def test_withdrawn_nothing_of_it_is_held_any_more() -> None:
    by, now = editor(), _now()
    made = _draft(by)
    actions.publish(made, by)
    actions.save(made, {**SAID, "summary": "Elle est venue."}, by, base=1)
    actions.schedule(made, by, now + HOUR)
    actions.save(made, {**SAID, "body": '<p>Voir <a href="#">le programme</a>.</p>'}, by, base=2)
    assert actions.publish_due(now + HOUR) == (0, 1, 0)
    actions.withdraw(_fresh(made), by, "Le programme change.")
    row = _fresh(made)
    assert (row.live, row.publish_at, row.held) == (False, None, "")


def test_what_is_not_approved_any_more_is_held() -> None:
    change({"two_people": ["news"]}, None)
    by, now = editor(), _now()
    made = _draft(by)
    with pytest.raises(Refused, match="approuver"):
        actions.schedule(made, by, now + HOUR)
    actions.submit(made, by)
    actions.approve(made, editor())
    actions.schedule(made, by, now + HOUR)
    actions.save(made, {**SAID, "title": "Changée après coup"}, by, base=1)
    assert actions.publish_due(now + HOUR) == (0, 1, 0)
    assert "approuver" in _fresh(made).held


def test_one_held_does_not_stop_the_others() -> None:
    now = _now()
    rows = [actions.create("news", {**SAID, "title": "La même"}, None) for _ in range(3)]
    for row in rows:
        actions.schedule(row, None, now + HOUR)
    # The second asks for the address of the first; the third has its own.
    actions.save(rows[2], {**SAID, "title": "Une autre"}, None, base=1)
    assert actions.publish_due(now + HOUR) == (2, 1, 0)
    assert [_fresh(row).live for row in rows] == [True, False, True]
    assert "Nom libre" in _fresh(rows[1]).held


def test_what_the_database_refuses_for_one_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    now = _now()
    rows = [actions.create("news", {**SAID, "title": f"Page {letter}"}, None) for letter in "ab"]
    for row in rows:
        actions.schedule(row, None, now + HOUR)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "create function pg_temp.refused() returns trigger as 'begin raise ''refused''; end' language plpgsql"
            )
            cursor.execute(
                "create trigger refuse before update of path on editorial_entry for each row"
                " when (new.path like '%page-a') execute function pg_temp.refused()"
            )
        else:
            cursor.execute(
                "create temp trigger refuse before update of path on main.editorial_entry when new.path like '%page-a'"
                " begin select raise(abort, 'refused'); end"
            )
    try:
        with pytest.raises(DatabaseError):
            actions.publish_due(now + HOUR)
    finally:
        with connection.cursor() as cursor:
            table = " on editorial_entry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger refuse{table}")
    assert [_fresh(row).live for row in rows] == [False, True]
    assert f"page {rows[0].pk}" in caplog.text
    assert actions.publish_due(now + HOUR) == (1, 0, 0)


def test_a_fault_of_ours_in_one_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = _now()
    rows = [actions.create("news", {**SAID, "title": f"Page {letter}"}, None) for letter in "ab"]
    for row in rows:
        actions.schedule(row, None, now + HOUR)
    put_online = scheduling.put_online

    def faulty(entry: Entry, by: User | None, at: datetime) -> Entry:
        if entry.pk == rows[0].pk:
            raise KeyError("a field nobody declared")
        return put_online(entry, by, at)

    monkeypatch.setattr(scheduling, "put_online", faulty)
    with pytest.raises(KeyError):
        actions.publish_due(now + HOUR)
    assert [_fresh(row).live for row in rows] == [False, True]
    assert f"page {rows[0].pk}" in caplog.text


def test_one_thrown_away_at_the_last_moment_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    now = _now()
    rows = [actions.create("news", {**SAID, "title": f"Page {letter}"}, None) for letter in "ab"]
    for row in rows:
        actions.schedule(row, None, now + HOUR)
    put_online = scheduling.put_online

    def meanwhile(entry: Entry, by: User | None, at: datetime) -> Entry:
        Entry.objects.filter(pk=rows[1].pk).delete()
        return put_online(entry, by, at)

    monkeypatch.setattr(scheduling, "put_online", meanwhile)
    assert actions.publish_due(now + HOUR) == (1, 0, 0)


def test_the_worker_does_it() -> None:
    made = _draft()
    actions.schedule(made, None, _now() + HOUR)
    assert duties.run(["publications"]) == {"publications": ""}
    Entry.objects.filter(pk=made.pk).update(publish_at=_now() - HOUR)
    assert duties.run(["publications"]) == {"publications": "1 publiée"}
    assert _fresh(made).live
