"""The life of a notice in the workshop: compared, restored, withdrawn, put back; a page too old changes nothing."""

import factories
import pytest
from django.test import Client
from django.urls import reverse
from test_desk import hand_in, text

from coffret.accounts.models import Participation, Role
from coffret.catalogue import actions as catalogue
from coffret.catalogue.models import Record, Status, Withdrawal
from coffret.submissions import actions
from coffret.submissions.models import Origin, Stage, Submission

pytestmark = pytest.mark.django_db
REF = "M0650000001"


@pytest.fixture
def record(tmp_path, transactional_db):
    actions.publish(hand_in(tmp_path, text(count=1, deno="tableau")))
    actions.publish(hand_in(tmp_path, text(count=1, deno="esquisse <b>"), "suite.txt"))
    return Record.objects.get(ref=REF)


@pytest.fixture
def manager(transactional_db):
    client = Client()
    client.account = factories.user(museums={"M0650": Role.MANAGER}, name="Agnès")
    client.force_login(client.account)
    return client


def page(client, name="record_history", **asked):
    answer = client.get(reverse(f"desk:{name}", args=[REF]), asked)
    return answer.content.decode()


def post(client, name, **given):
    return client.post(reverse(f"desk:{name}", args=[REF]), given, follow=True)


def test_versions_say_what_changed_and_two_are_compared(manager, record):
    shown = page(manager)
    assert "2 versions" in shown
    assert "Dénomination" in shown

    compared = page(manager, de=2, a=1)
    assert "De la version 1 à la version 2" in compared
    assert "<del>tableau</del>" in compared
    assert "<ins>esquisse &lt;b&gt;</ins>" in compared


@pytest.mark.parametrize("asked", [{"de": "1", "a": "99"}, {"de": "x", "a": "1"}, {"de": "1", "a": "1"}])
def test_versions_that_are_not_there_are_not_compared(manager, record, asked):
    assert "De la version" not in page(manager, **asked)


def test_an_old_version_is_published_again(manager, record):
    answer = post(manager, "record_restore", numero=1, version=2)
    assert "La version 1 est rétablie et publiée." in answer.content.decode()
    now = Record.objects.get(ref=REF)
    assert (now.values["DENO"], now.version) == ("tableau", 3)
    submission = Submission.objects.order_by("-pk").first()
    assert (submission.origin, submission.submitted_by) == (Origin.RESTORATION, manager.account)
    assert "version rétablie" in page(manager)


def test_where_the_office_reads_first_it_waits(manager, record):
    Participation.objects.filter(museum="M0650").update(reviewed=True)
    post(manager, "record_restore", numero=1, version=2)
    assert Record.objects.get(ref=REF).version == 2
    assert Submission.objects.order_by("-pk").first().stage == Stage.CHECKED


def test_a_page_too_old_restores_nothing_and_shows_both_texts(manager, record, tmp_path):
    actions.publish(hand_in(tmp_path, text(count=1, deno="gravure"), "encore.txt"))
    answer = post(manager, "record_restore", numero=1, version=2)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "De la version 2 à la version 3" in shown
    assert "<ins>gravure</ins>" in shown
    assert Record.objects.get(ref=REF).version == 3


def test_a_notice_is_withdrawn_with_its_reason_and_put_online_again(manager, record):
    answer = post(manager, "record_withdrawal", motif="Doublon de la notice 12", version=2)
    assert "La notice est retirée du site." in answer.content.decode()
    row = Withdrawal.objects.get()
    assert (row.by, row.reason) == (manager.account, "Doublon de la notice 12")
    tomb = Client().get(record.get_absolute_url())
    assert tomb.status_code == 410
    assert "Doublon de la notice 12" in tomb.content.decode()
    assert "Agnès" not in tomb.content.decode()
    shown = page(manager)
    assert "Retrait" in shown
    assert "par Agnès" in shown

    post(manager, "record_putting_back", version=3)
    assert Client().get(record.get_absolute_url()).status_code == 200
    assert "Remise en ligne" in page(manager)
    row.refresh_from_db()
    assert row.restored_by == manager.account


@pytest.mark.parametrize(("reason", "said"), [("  ", "a besoin d’une raison"), ("x" * 501, "dépasse 500 signes")])
def test_a_withdrawal_needs_a_reason_that_fits(manager, record, reason, said):
    answer = post(manager, "record_withdrawal", motif=reason, version=2)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Record.objects.get(ref=REF).status == Status.PUBLISHED


def test_a_page_too_old_withdraws_nothing(manager, record):
    answer = post(manager, "record_withdrawal", motif="Doublon", version=1)
    assert answer.status_code == 409
    assert "<del>tableau</del>" in answer.content.decode()
    assert Record.objects.get(ref=REF).status == Status.PUBLISHED


def test_one_change_is_taken_back_from_the_notice(manager, record):
    shown = page(manager)
    wrong = Submission.objects.order_by("-pk").first()
    assert f'action="{reverse("desk:annulation", args=[wrong.pk])}"' in shown
    before = manager.post(reverse("desk:annulation", args=[wrong.pk]), {"quoi": "coches", "lignes": "0"})
    assert "Ce qui va changer" in before.content.decode()
    manager.post(reverse("desk:annulation", args=[wrong.pk]), {"quoi": "coches", "lignes": "0", "confirme": "1"})
    assert Record.objects.get(ref=REF).values["DENO"] == "tableau"
    assert "annulée depuis" in page(manager)


def test_a_reference_may_hold_a_slash(manager, record):
    Record.objects.filter(ref=REF).update(ref="M0650/2026/1")
    assert manager.get(reverse("desk:record_history", args=["M0650/2026/1"])).status_code == 200
    assert manager.get(reverse("desk:record_withdrawal", args=["M0650/2026/1"])).status_code == 200


def test_another_museum_reads_nothing_of_it(record):
    stranger = Client()
    stranger.force_login(factories.user(museums={"M0012": Role.MANAGER}))
    for name in ("record_history", "record_withdrawal"):
        assert stranger.get(reverse(f"desk:{name}", args=[REF])).status_code == 403
    for name in ("record_restore", "record_withdrawal", "record_putting_back"):
        given = {"numero": 1, "version": 2, "motif": "x"}
        assert stranger.post(reverse(f"desk:{name}", args=[REF]), given).status_code == 403
    assert Record.objects.get(ref=REF).version == 2


def test_a_withdrawal_undone_by_nobody_else_shows_in_the_lists(manager, record):
    catalogue.withdraw(REF, "Doublon")
    listed = manager.get(reverse("desk:notices"), {"etat": "retiree"}).content.decode()
    assert REF in listed
    assert "1 notice</strong>" in listed
    assert REF not in manager.get(reverse("desk:notices"), {"etat": "enligne"}).content.decode()
