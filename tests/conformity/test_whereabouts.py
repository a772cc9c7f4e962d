"""A notice is followed from the museum's file to its readers: each way it may stop, and what to do there."""

from pathlib import Path

import factories
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coffret.accounts.models import Role, User
from coffret.authorities.models import Museum
from coffret.catalogue import actions as catalogue
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.log import last_sequence
from coffret.cli import doctor
from coffret.conformity import sought, whereabouts
from coffret.conformity.steps import State, Trace, Where
from coffret.search import store
from coffret.search.index import follow
from coffret.submissions import actions
from coffret.submissions.models import Review, Submission, Verdict

pytestmark = pytest.mark.django_db(transaction=True)
RECORD = """REF
M0650{number:06d}
INV
2026.1.{number}
DOMN
peinture
DENO
tableau
STAT
propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin
LOCA
Saint-Omer ; musée de l'hôtel Sandelin
MUSEO
M0650
//
"""


def text(count: int) -> str:
    return "".join(RECORD.format(number=number) for number in range(1, count + 1))


def hand_in(tmp_path: Path, content: str, name: str = "versement.txt") -> Submission:
    factories.museum("M0650")
    path = tmp_path / name
    path.write_text(content)
    submission = actions.receive(path)
    actions.check(submission, museum="M0650")
    submission.refresh_from_db()
    return submission


@pytest.fixture
def manager(transactional_db: None) -> User:
    return factories.user("responsable@example.org", museums={"M0650": Role.MANAGER}, name="Anne Petit")


def one(user: User, asked: str) -> Trace:
    (trace,) = whereabouts.trace(user, [asked])[asked]
    return trace


def states(trace: Trace) -> dict[str, State]:
    return {step.name: step.state for step in trace.steps}


def test_a_notice_not_published_waits_for_its_museum(tmp_path: Path, manager: User):
    submission = hand_in(tmp_path, text(count=1))
    trace = one(manager, "M0650000001")
    assert not trace.online
    assert states(trace) == {"Reçue": State.DONE, "Contrôlée": State.DONE, "Publiée": State.WAITING}
    assert trace.stop is not None
    assert "Anne Petit" in trace.stop.words
    assert trace.verdict == "Pas en ligne : attend d’être publiée."
    assert trace.next is not None
    assert (trace.next.where, trace.next.arguments) == (Where.SUBMISSION, (submission.pk,))


def test_a_refused_notice_names_its_rule_and_its_remedy(tmp_path: Path, manager: User):
    hand_in(tmp_path, text(count=1).replace("DOMN\npeinture\n", ""))
    trace = one(manager, "2026.1.1")
    stop = trace.stop
    assert stop is not None
    assert (stop.name, stop.state) == ("Contrôlée", State.STOPPED)
    assert [finding.field for finding in stop.findings] == ["DOMN"]
    assert stop.findings[0].remedy()
    assert trace.next is not None
    assert trace.next.where is Where.LINE


def test_a_notice_online_is_followed_to_its_readers(tmp_path: Path, manager: User):
    actions.publish(hand_in(tmp_path, text(count=1)), by=manager)
    assert states(one(manager, "M0650000001"))["Trouvée par la recherche"] == State.WAITING
    follow()
    trace = one(manager, "m0650000001")
    assert trace.online
    assert trace.verdict == "En ligne."
    assert trace.stop is None
    published = next(step for step in trace.steps if step.name == "Publiée")
    assert "Anne Petit" in published.words
    assert published.at is not None
    assert trace.next is not None
    assert (trace.next.where, trace.next.arguments) == (Where.NOTICE, ("M0650000001",))


def test_the_index_of_another_database_does_not_hold_the_notice(tmp_path: Path, manager: User):
    follow()
    directory = store.current()
    assert directory is not None
    store.keep_progress(directory, last_sequence() + 1_000)
    actions.publish(hand_in(tmp_path, text(count=1)), by=manager)
    assert states(one(manager, "M0650000001"))["Trouvée par la recherche"] == State.WAITING
    assert doctor.search_index().state == "attention"
    follow()
    assert states(one(manager, "M0650000001"))["Trouvée par la recherche"] == State.DONE
    assert doctor.search_index().state == "ok"


def test_a_withdrawn_notice_says_why_and_by_whom(tmp_path: Path, manager: User):
    actions.publish(hand_in(tmp_path, text(count=1)))
    catalogue.withdraw("M0650000001", "Dépôt rendu à son propriétaire", by=manager)
    trace = one(manager, "M0650000001")
    assert not trace.online
    assert trace.stop is not None
    assert trace.stop.state == State.STOPPED
    assert "Anne Petit" in trace.stop.words
    assert "Dépôt rendu à son propriétaire" in " ".join(trace.stop.more)
    assert trace.next is not None
    assert trace.next.where is Where.HISTORY


def test_a_notice_taken_back_says_so(tmp_path: Path, manager: User):
    submission = hand_in(tmp_path, text(count=1))
    actions.publish(submission, by=manager)
    submission.refresh_from_db()
    actions.revert(submission, by=manager)
    trace = one(manager, "M0650000001")
    assert not trace.online
    assert trace.stop is not None
    assert "annulé" in trace.stop.words
    assert "Anne Petit" in trace.stop.words


def test_what_the_office_sent_back_carries_its_words(tmp_path: Path, manager: User):
    submission = hand_in(tmp_path, text(count=1))
    then = factories.THEN
    Review.objects.create(
        submission=submission, asked_at=then, verdict=Verdict.SENT_BACK, answer="Manque le crédit.", answered_at=then
    )
    trace = one(manager, "M0650000001")
    assert trace.stop is not None
    assert trace.stop.more == ["Manque le crédit."]


def test_a_later_line_refused_leaves_the_notice_online(tmp_path: Path, manager: User):
    actions.publish(hand_in(tmp_path, text(count=1)))
    later = hand_in(tmp_path, "REF;INV;DOMN;MUSEO\nM0650000001;2026.1.1;;M0650\n", "suite.csv")
    assert later.rejected == 1
    follow()
    trace = one(manager, "M0650000001")
    assert trace.online
    assert trace.stop is not None
    assert trace.stop.name == "Contrôlée"
    assert "version d’avant" in trace.verdict


@pytest.mark.parametrize("asked", ["2026.1.1", "2026 1 1", "2026-1-1", "2026.01.001", "202611"])
def test_an_inventory_number_is_found_however_its_parts_are_put_apart(tmp_path: Path, manager: User, asked: str):
    actions.publish(hand_in(tmp_path, text(count=1)))
    assert one(manager, asked).ref == "M0650000001"


def test_a_refused_line_is_found_without_separators(tmp_path: Path, manager: User):
    hand_in(tmp_path, text(count=1).replace("DOMN\npeinture\n", ""))
    assert one(manager, "202611").stop is not None


def test_another_museum_s_notices_are_not_told(tmp_path: Path, manager: User):
    hand_in(tmp_path, text(count=2))
    stranger = factories.user(museums={"M0001": Role.MANAGER})
    actions.publish(hand_in(tmp_path, text(count=1), "en-ligne.txt"))
    for asked in ("M0650000001", "2026.1.2", "202611"):
        assert whereabouts.trace(stranger, [asked]) == {asked: []}


def test_the_office_and_the_region_follow_them_too(tmp_path: Path, manager: User):
    hand_in(tmp_path, text(count=1))
    Museum.objects.filter(code="M0650").update(region="Hauts-de-France")
    for account in ({"office": True}, {"regions": ["Hauts-de-France"]}):
        assert one(factories.user(**account), "M0650000001").ref == "M0650000001"


def test_two_hundred_numbers_take_no_more_queries_than_two(tmp_path: Path, manager: User):
    actions.publish(hand_in(tmp_path, text(count=20)))

    def queries(numbers: range) -> int:
        with CaptureQueriesContext(connection) as kept:
            found = whereabouts.trace(manager, [f"M0650{number:06d}" for number in numbers])
        assert all(found.values())
        return len(kept)

    assert queries(range(1, 3)) == queries(range(1, 21))


def test_what_is_asked_is_read_line_by_line():
    assert sought.asked(" A 1 \n\nB;B\tC\n") == ["A 1", "B", "C"]
    assert len(sought.asked("\n".join(str(number) for number in range(500)))) == sought.MOST


def test_fields_never_public_are_named(tmp_path: Path, manager: User):
    given = text(count=1).replace("DENO\n", "REDA\nMartin Jeanne\nDENO\n")
    actions.publish(hand_in(tmp_path, given))
    step = next(step for step in one(manager, "M0650000001").steps if step.name == "Droits")
    assert BY_CODE["REDA"].label in " ".join(step.more)
