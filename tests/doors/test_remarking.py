"""« Signaler une erreur »: a reader's page, from any field of a notice, and what the museum sees of it."""

import re
import time
from typing import Any

import factories
import pytest
from django.test import Client

from coffret.accounts.models import Role
from coffret.catalogue.models import Record, Status
from coffret.public.agenda.attending_forms import stamp
from coffret.submissions.models import Remark, RemarkState

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(publish: Any) -> Record:
    return publish({"REF": "M0650000001", "TITR": "Le Marchand de cofrets", "DENO": "tableau", "MUSEO": "M0650"})[0]


def sent(**given: str) -> dict[str, str]:
    return {"shown_at": stamp(time.time() - 30), "words": "Il manque un f.", "source": "", "email": "", **given}


FIELD = "/notices/M0650000001/signaler?champ=TITR"


def test_each_field_of_a_notice_leads_to_its_form(client: Client, notice: Record):
    page = client.get(notice.get_absolute_url()).content.decode()
    asked = re.findall(r'href="/notices/M0650000001/signaler\?champ=(\w+)"', page)
    assert {"TITR", "DENO", "INV"} <= set(asked)
    assert "csrfmiddlewaretoken" not in page
    form = client.get(FIELD)
    assert "Le Marchand de cofrets" in form.content.decode()
    assert form["X-Robots-Tag"] == "noindex"
    assert "no-store" in form["Cache-Control"]


def test_a_proposal_reaches_the_museum(client: Client, notice: Record):
    answer = client.post(FIELD, sent(proposed="Le Marchand de coffrets", email="lectrice@example.org"), follow=True)
    assert answer.redirect_chain == [("/notices/M0650000001/signaler/merci", 302)]
    assert "lectrice" not in answer.content.decode()
    remark = Remark.objects.get()
    assert (remark.field, remark.proposed, remark.email) == ("TITR", "Le Marchand de coffrets", "lectrice@example.org")
    member = Client()
    member.force_login(factories.user(museums={"M0650": Role.MANAGER}))
    assert "Le Marchand de cofrets" in member.get("/pro/").content.decode()
    assert f"/pro/signalements/{remark.pk}/" in member.get("/pro/signalements/").content.decode()
    page = member.get(f"/pro/signalements/{remark.pk}/").content.decode()
    assert "<ins>coffrets</ins>" in page
    assert "lectrice@example.org" not in page


def test_the_whole_notice_may_be_spoken_of(client: Client, notice: Record):
    address = "/notices/M0650000001/signaler"
    assert "?champ=DENO" in client.get(address).content.decode()
    assert client.post(address, sent(words="")).status_code == 400
    assert client.post(address, sent()).status_code == 302
    assert Remark.objects.get().field == ""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"words": "", "proposed": ""}, "Dire ce qui est faux"),
        ({"email": "nulle part"}, "nulle part"),
        ({"shown_at": "rien"}, "trop vite"),
        ({"words": "x" * 4001}, "4000"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client: Client, notice: Record, given: dict[str, str], told: str):
    answer = client.post(FIELD, sent(source="Catalogue de 1905", **given))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "Catalogue de 1905" in answer.content.decode()
    assert not Remark.objects.exists()


def test_who_fills_what_is_not_shown_is_no_reader(client: Client, notice: Record):
    assert client.post(FIELD, sent(website="http://spam.example")).status_code == 302
    assert not Remark.objects.exists()


def test_so_many_an_hour_from_one_network(client: Client, notice: Record):
    for number in range(20):
        assert client.post(FIELD, sent(words=f"Remarque {number}")).status_code == 302
    answer = client.post(FIELD, sent(words="Une de trop"))
    assert (answer.status_code, Remark.objects.count()) == (400, 20)


def test_a_notice_withdrawn_or_unknown_has_no_form(client: Client, notice: Record):
    Record.objects.update(status=Status.WITHDRAWN)
    assert client.get(FIELD).status_code == 410
    assert client.post(FIELD, sent()).status_code == 410
    assert client.get("/notices/M0650999999/signaler").status_code == 404


def test_what_a_reader_writes_is_shown_as_text(client: Client, notice: Record):
    client.post(FIELD, sent(words="<script>alert(1)</script>", proposed="<b>x</b>", source="<img src=x>"))
    member = Client()
    member.force_login(factories.user(museums={"M0650": Role.MANAGER}))
    page = member.get(f"/pro/signalements/{Remark.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_post_without_token_is_refused(notice: Record):
    assert Client(enforce_csrf_checks=True).post(FIELD, sent()).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_museum_corrects_in_one_gesture(client: Client, notice: Record):
    client.post(FIELD, sent(proposed="Le Marchand de coffrets"))
    remark, member = Remark.objects.get(), Client()
    member.force_login(factories.user(museums={"M0650": Role.MANAGER}))
    form = {"shown": "Le Marchand de cofrets", "text": "Le Marchand de coffrets, 1905", "answer": ""}
    stale = member.post(f"/pro/signalements/{remark.pk}/correction/", {**form, "shown": "autre"})
    assert stale.status_code == 409
    assert "Le Marchand de coffrets, 1905" in stale.content.decode()
    answer = member.post(f"/pro/signalements/{remark.pk}/correction/", form, follow=True)
    assert "Correction publiée" in answer.content.decode()
    assert "Acceptée" in answer.content.decode()
    assert "Le Marchand de coffrets, 1905" in client.get(notice.get_absolute_url()).content.decode()
    again = member.post(f"/pro/signalements/{remark.pk}/refus/", {"reason": "Trop tard pour cela."})
    assert again.status_code == 422
    assert Remark.objects.get().state == RemarkState.ACCEPTED


def test_the_list_asks_as_many_questions_for_many(notice: Record, django_assert_max_num_queries: Any):
    from coffret.submissions.remarks.making import Said, make

    for number in range(40):
        make(notice, "TITR", Said(f"Remarque {number}"))
    member = Client()
    member.force_login(factories.user(museums={"M0650": Role.MANAGER}))
    with django_assert_max_num_queries(16):
        assert "Remarque 7" in member.get("/pro/signalements/").content.decode()
