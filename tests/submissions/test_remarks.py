"""What a reader says of a notice: kept within limits, settled once, answered by mail, forgotten in time."""

from datetime import timedelta
from typing import Any

import factories
import pytest
from django.utils import timezone

from coffret.accounts.models import Participation, Role, User
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.catalogue.models import Record, Status
from coffret.submissions import reviewing
from coffret.submissions.models import Origin, Remark, RemarkState, Stage, Submission
from coffret.submissions.remarks import answering, mails, making, reading, upkeep
from coffret.submissions.remarks.making import Said

pytestmark = pytest.mark.django_db

MUSEUM = "M0650"


@pytest.fixture
def notice() -> Record:
    return factories.record({"TITR": "Le Marchand de cofrets", "DENO": "tableau", "ADPT": "don de M. Untel"})


@pytest.fixture
def manager() -> User:
    return factories.user("responsable@example.org", museums={MUSEUM: Role.MANAGER}, name="Anne")


def said(record: Record, code: str = "TITR", **given: Any) -> Remark:
    words = {"words": "Il manque un f.", "proposed": "Le Marchand de coffrets", **given}
    return making.make(record, code, Said(**words))


def test_what_was_seen_is_kept_with_what_is_proposed(notice: Record):
    remark = said(notice, source="Catalogue de 1905, p. 12", email="lectrice@example.org")
    assert (remark.seen, remark.proposed) == ("Le Marchand de cofrets", "Le Marchand de coffrets")
    assert remark.state == RemarkState.WAITING


def test_a_text_left_as_it_is_proposes_nothing(notice: Record):
    assert said(notice, proposed="Le Marchand de cofrets ").proposed == ""


@pytest.mark.parametrize(
    ("code", "given", "told"),
    [
        ("TITR", {"words": " ", "proposed": ""}, "Dire ce qui est faux"),
        ("TITR", {"words": "", "proposed": "Le Marchand de cofrets"}, "Dire ce qui est faux"),
        ("TITR", {"words": "x" * 4001}, "4000"),
        ("TITR", {"source": "x" * 1001}, "1000"),
        ("TITR", {"words": "http://a.example http://b.example https://c.example"}, "deux adresses"),
        ("APPL", {}, "ne montre pas"),
        ("XXXX", {}, "ne montre pas"),
    ],
)
def test_nothing_and_too_much_are_refused(notice: Record, code: str, given: dict[str, str], told: str):
    with pytest.raises(Refused, match=told):
        said(notice, code, **given)
    assert not Remark.objects.exists()


def test_a_field_that_is_not_public_is_not_spoken_of():
    from coffret.catalogue.fields import FIELDS

    private = next(one for one in FIELDS if not one.public and one.handed_in)
    notice = factories.record({"TITR": "Coffret", private.code: "secret"})
    with pytest.raises(Refused):
        said(notice, private.code)


def test_the_same_words_twice_are_one_remark(notice: Record):
    assert said(notice) == said(notice)
    assert said(notice, words="Autre chose.") != said(notice)


def test_fifty_remarks_wait_at_most_on_a_notice(notice: Record):
    for number in range(making.MOST_WAITING):
        said(notice, words=f"Remarque {number}")
    with pytest.raises(Refused, match="attendent déjà"):
        said(notice, words="Une de trop")


def test_a_withdrawn_notice_is_spoken_of_no_more(notice: Record):
    notice.status = Status.WITHDRAWN
    with pytest.raises(Refused, match="plus en ligne"):
        said(notice)


@pytest.mark.django_db(transaction=True)
def test_accepted_it_is_a_submission_of_one_line_published_at_once(notice: Record, manager: User):
    remark = said(notice, email="lectrice@example.org")
    submission = answering.accept(remark, remark.proposed, by=manager, shown=notice.values["TITR"], answer="Merci.")
    notice.refresh_from_db()
    assert notice.values["TITR"] == "Le Marchand de coffrets"
    assert notice.values["DENO"] == "tableau"
    assert (submission.origin, submission.stage) == (Origin.REMARK, Stage.PUBLISHED)
    remark.refresh_from_db()
    assert (remark.state, remark.submission, remark.answered_by) == (RemarkState.ACCEPTED, submission, manager)
    mail = Mail.objects.get()
    assert mail.to == "lectrice@example.org"
    assert "la correction est en ligne" in mail.text
    assert "Merci." in mail.text
    # Nobody reads the reader's address in what the catalogue keeps.
    kept = "".join(str(row) for row in Submission.objects.values()) + str(notice.values)
    assert "lectrice" not in kept


@pytest.mark.django_db(transaction=True)
def test_who_may_not_publish_prepares_a_correction_that_waits(notice: Record):
    member = factories.user(museums={MUSEUM: Role.CONTRIBUTOR})
    remark = said(notice)
    submission = answering.accept(remark, remark.proposed, by=member, shown=notice.values["TITR"])
    notice.refresh_from_db()
    assert notice.values["TITR"] == "Le Marchand de cofrets"
    assert submission.stage == Stage.CHECKED
    assert reviewing.waiting(submission) is None


@pytest.mark.django_db(transaction=True)
def test_where_the_office_reads_first_it_waits_too(notice: Record, manager: User):
    Participation.objects.update_or_create(museum_id=MUSEUM, defaults={"reviewed": True, "enrolled_at": timezone.now()})
    remark = said(notice)
    submission = answering.accept(remark, "Coffrets", by=manager, shown=notice.values["TITR"])
    assert submission.stage == Stage.CHECKED
    question = reviewing.waiting(submission)
    assert question is not None
    assert (question.asked_by, question.count) == (manager, 1)


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_changed_meanwhile_is_not_written_over(notice: Record, manager: User):
    remark = said(notice)
    Record.objects.filter(pk=notice.pk).update(values={**notice.values, "TITR": "Le Coffretier"}, version=2)
    with pytest.raises(answering.Stale) as stale:
        answering.accept(remark, remark.proposed, by=manager, shown="Le Marchand de cofrets")
    assert stale.value.now == "Le Coffretier"
    remark.refresh_from_db()
    assert remark.state == RemarkState.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_text_the_rules_refuse_leaves_the_remark_waiting(notice: Record, manager: User):
    remark = said(notice, "INV", proposed="")
    with pytest.raises(Refused):
        answering.accept(remark, "   ", by=manager, shown=notice.values["INV"])
    remark.refresh_from_db()
    assert remark.state == RemarkState.WAITING
    assert not Submission.objects.exists()


def test_a_remark_is_settled_once(notice: Record, manager: User):
    remark = said(notice)
    answering.decline(remark, "L’acte de don écrit bien « cofrets ».", by=manager)
    with pytest.raises(Refused, match="déjà reçu une suite"):
        answering.answer(Remark.objects.get(pk=remark.pk), "Merci beaucoup.", by=manager)
    assert Remark.objects.get().state == RemarkState.DECLINED


def test_a_refusal_says_why(notice: Record, manager: User):
    with pytest.raises(Refused, match="motif manque"):
        answering.decline(said(notice), "non", by=manager)


def test_the_answer_leaves_in_the_readers_language(notice: Record, manager: User):
    remark = said(notice, email="reader@example.org", language="en")
    answering.answer(remark, "Thank you, we shall look.", by=manager)
    assert "Thank you, we shall look." in Mail.objects.get().text


def test_what_is_set_aside_is_not_answered_and_its_address_is_gone(notice: Record, manager: User):
    remark = said(notice, email="pub@example.org")
    answering.set_aside(remark, by=manager)
    assert Remark.objects.get().email == ""
    assert not Mail.objects.exists()


def test_museums_are_told_once_a_day_and_only_of_what_is_new(notice: Record, manager: User):
    factories.user("documentaliste@example.org", museums={MUSEUM: Role.CONTRIBUTOR})
    factories.user("ailleurs@example.org", museums={"M0001": Role.MANAGER})
    said(notice)
    assert mails.tell_museums() == 1
    assert mails.tell_museums() == 0
    assert list(Mail.objects.values_list("to", flat=True)) == [manager.email]
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=1), key=f"remarks:{MUSEUM}:2026-01-01:1")
    Remark.objects.update(at=timezone.now() - timedelta(days=2))
    assert mails.tell_museums() == 0
    said(notice, words="Encore.")
    assert mails.tell_museums() == 1


def test_addresses_are_forgotten_six_months_after_the_answer(notice: Record, manager: User):
    remark = said(notice, email="lectrice@example.org")
    answering.answer(remark, "Merci beaucoup.", by=manager)
    upkeep.forget()
    assert Remark.objects.get().email
    Remark.objects.update(answered_at=timezone.now() - timedelta(days=184))
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=184))
    assert "1" in upkeep.forget()
    assert Remark.objects.get().email == ""
    assert not Mail.objects.exists()


def test_a_correction_cut_short_waits_again(notice: Record, manager: User):
    remark = said(notice)
    Remark.objects.update(state=RemarkState.ACCEPTED, answered_by=manager, answered_at=timezone.now())
    assert answering.resume() == 0
    Remark.objects.update(answered_at=timezone.now() - timedelta(hours=1))
    assert answering.resume() == 1
    remark.refresh_from_db()
    assert remark.state == RemarkState.WAITING


@pytest.mark.django_db(transaction=True)
def test_cut_short_once_the_correction_is_there_the_acceptance_is_ended(notice: Record, manager: User, monkeypatch):
    remark = said(notice, email="lectrice@example.org")

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(answering, "_conclude", killed)
        with pytest.raises(KeyboardInterrupt):
            answering.accept(remark, remark.proposed, by=manager, shown=notice.values["TITR"])
    other = said(notice, "DENO", words="Une autre remarque, restée en route.")
    hour = timezone.now() - timedelta(hours=1)
    Submission.objects.update(received_at=hour + timedelta(seconds=1))
    Remark.objects.update(state=RemarkState.ACCEPTED, answered_by=manager, answered_at=hour)

    assert answering.resume() == 2

    remark.refresh_from_db()
    other.refresh_from_db()
    assert (remark.state, remark.submission) == (RemarkState.ACCEPTED, Submission.objects.get())
    assert "la correction est en ligne" in Mail.objects.get(to="lectrice@example.org").text
    assert (other.state, other.submission) == (RemarkState.WAITING, None)
    assert answering.resume() == 0


def test_each_reads_the_remarks_of_their_museums(notice: Record, manager: User):
    remark = said(notice)
    stranger = factories.user(museums={"M0001": Role.MANAGER})
    assert list(reading.waiting(manager)) == [remark]
    assert not reading.visible_to(stranger).exists()
    assert reading.visible_to(factories.user(office=True)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_changed_since_is_told(notice: Record, manager: User):
    remark = said(notice)
    answering.accept(said(notice, words="Un autre."), "Coffrets", by=manager, shown=notice.values["TITR"])
    remark = Remark.objects.select_related("record").get(pk=remark.pk)
    assert [(one.field.code, one.after) for one in reading.changed_since(remark)] == [("TITR", "Coffrets")]
