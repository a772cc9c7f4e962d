"""Every night: pages online read again, what is found kept, whoever wrote them told once a day; the command says the same."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import editorial_factories as made
import factories
import pytest

from coffret.base import duties
from coffret.base.models import Mail
from coffret.catalogue.models import Record
from coffret.cli.main import main
from coffret.editorial.entries import actions
from coffret.editorial.models import Audit, Entry, Link
from coffret.editorial.proofing import audit, preflight
from coffret.editorial.proofing import duties as checking_duties

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 5, 12, 1, tzinfo=UTC)


def page(by: Any, ref: str, **given: Any) -> Entry:
    body = f'<p><a href="coffret:notice/{ref}">Le coffret</a>.</p>'
    return made.entry("news", by=by, **{"title": "Une œuvre", "summary": "La voir.", "body": body, **given})


@pytest.fixture
def lea() -> Any:
    return made.editor("lea@example.org", "Léa Martin")


@pytest.fixture
def ref() -> str:
    return factories.record({"TITR": "Coffret"}).ref


def withdraw(ref: str) -> None:
    Record.objects.filter(ref=ref).update(status="withdrawn")


def test_a_night_without_trouble_says_nothing(lea, ref):
    page(lea, ref)
    assert audit.read_again(NIGHT) == []
    assert Audit.objects.get().findings == []
    assert audit.troubles() == []


def test_a_notice_withdrawn_is_told_to_who_wrote_once(lea, ref):
    entry = page(lea, ref)
    audit.read_again(NIGHT)
    withdraw(ref)
    fresh = audit.read_again(NIGHT + timedelta(days=1))
    assert [(one.entry.pk, [f.code for f in one.errors]) for one in fresh] == [(entry.pk, ["INF020"])]
    assert audit.tell(fresh, NIGHT) == 1
    assert audit.tell(fresh, NIGHT) == 0
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("lea@example.org", "1 page en ligne à revoir")
    assert "Une œuvre" in mail.text
    assert "n’est pas en ligne (retiré du site)" in " ".join(mail.text.split())
    assert audit.read_again(NIGHT + timedelta(days=2)) == []
    assert [one.entry.pk for one in audit.troubles()] == [entry.pk]


def test_one_mail_a_person_for_all_their_pages(lea, ref):
    page(lea, ref)
    page(lea, ref, title="Une autre")
    page(None, ref, title="De personne")
    withdraw(ref)
    assert audit.tell(audit.read_again(NIGHT), NIGHT) == 1
    assert Mail.objects.get().subject == "2 pages en ligne à revoir"


def test_whoever_left_is_not_written_to(lea, ref):
    page(lea, ref)
    withdraw(ref)
    lea.is_active = False
    lea.save()
    assert audit.tell(audit.read_again(NIGHT), NIGHT) == 0


def test_what_somebody_confirmed_is_no_trouble(lea, ref):
    entry = page(lea, ref, title="L'œuvre")
    found = audit.read_again(NIGHT)
    assert [one.code for one in found[0].doubts] == ["EDI042"]
    actions.confirm(entry, *preflight.key(found[0].doubts[0]), "Titre exact", lea)
    assert audit.troubles() == []


def test_what_goes_off_line_is_forgotten(lea, ref):
    entry = page(lea, ref, title="L'œuvre")
    audit.read_again(NIGHT)
    actions.withdraw(entry, lea, "Remplacée")
    assert audit.troubles() == []
    audit.read_again(NIGHT)
    assert not Audit.objects.exists()


def test_a_dead_link_is_found_the_second_night(lea, ref):
    body = '<p><a href="https://example.org/a">Un guide</a>, <a href="https://example.org/b">un autre</a></p>'
    page(lea, ref, body=body)
    Link.objects.create(url="https://example.org/a", status=404, failures=1, checked_at=NIGHT)
    mute = Link.objects.create(
        url="https://example.org/b", status=0, failures=1, reason="nom inconnu", checked_at=NIGHT
    )
    audit.read_again(NIGHT)
    assert [one.value for one in audit.troubles()[0].doubts] == ["https://example.org/a"]
    mute.failures = 2
    mute.save()
    audit.read_again(NIGHT)
    assert [one.value for one in audit.troubles()[0].doubts] == ["https://example.org/a", "https://example.org/b"]


def test_the_duty_of_the_night(lea, ref):
    page(lea, ref)
    withdraw(ref)
    assert duties.DUTIES["audit"].hour == checking_duties.NIGHT
    assert duties.run(["audit", "links"]) == {"audit": "1 page à revoir", "links": ""}
    assert duties.run(["audit"]) == {"audit": ""}
    assert Mail.objects.count() == 1


def test_troubles_are_read_in_two_queries(lea, ref, django_assert_num_queries: Any):
    for number in range(3):
        page(lea, ref, title=f"L'œuvre {number}")
    audit.read_again(NIGHT)
    with django_assert_num_queries(2):
        assert len(audit.troubles()) == 3


def test_a_rule_that_is_no_more_is_passed_over(lea, ref):
    kept = Audit(entry=page(lea, ref), at=NIGHT, findings=[["EDI999", "body", "x", {}], ["EDI042", "body", "l'a", {}]])
    assert [one.code for one in audit.found_in(kept)] == ["EDI042"]


def test_the_command_says_what_blocks(lea, ref, capsys):
    page(lea, ref)
    assert main(["site", "check"]) == 0
    assert "1 page en ligne\u00a0: 0 avec une erreur, 0 à confirmer." in capsys.readouterr().out
    withdraw(ref)
    assert main(["site", "check"]) == 1
    told = capsys.readouterr().out
    assert "INF020" in told
    assert "Une œuvre" in told
    assert main(["site", "check", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["pages"] == 1
    assert [one["code"] for one in document["troubles"][0]["findings"]] == ["INF020"]
