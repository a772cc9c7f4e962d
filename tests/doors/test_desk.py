"""The workshop: who comes in, what each sees, and what a decision does."""

from pathlib import Path

import factories
import pytest
from django.test import Client
from factories import PASSWORD

from coffret.accounts.models import Role, SignIn
from coffret.catalogue.models import Record, Status
from coffret.submissions import actions
from coffret.submissions.models import Stage, Submission

pytestmark = pytest.mark.django_db

RECORD = """REF
{ref}
INV
2026.1.{number}
DOMN
peinture
DENO
{deno}
STAT
propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin
LOCA
Saint-Omer ; musée de l'hôtel Sandelin
MUSEO
{museum}
//
"""


def text(museum: str = "M0650", count: int = 2, deno: str = "tableau") -> str:
    return "".join(
        RECORD.format(ref=f"{museum}{number:06d}", number=number, museum=museum, deno=deno)
        for number in range(1, count + 1)
    )


def hand_in(tmp_path: Path, content: str, name: str = "versement.txt") -> Submission:
    factories.museum("M0650")
    path = tmp_path / name
    path.write_text(content)
    submission = actions.receive(path)
    actions.check(submission)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def submission(tmp_path: Path, transactional_db) -> Submission:
    return hand_in(tmp_path, text())


def signed_in(**account) -> Client:
    client = Client()
    client.force_login(factories.user(**account))
    return client


def test_sign_in_by_address_and_password(client: Client):
    account = factories.user("regie@example.org", office=True)
    answer = client.post("/pro/connexion/", {"login": account.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/pro/"
    assert "À faire" in answer.content.decode()
    assert SignIn.objects.filter(address=account.email, succeeded=True).count() == 1


def test_five_wrong_guesses_close_the_door_for_a_while(client: Client):
    account = factories.user("regie@example.org", office=True)
    for _guess in range(5):
        answer = client.post("/pro/connexion/", {"login": account.email, "password": "faux"})
        assert "inconnus" in answer.content.decode()
    answer = client.post("/pro/connexion/", {"login": account.email, "password": PASSWORD})
    assert "quart d’heure" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_report_reads_as_sentences(submission: Submission):
    page = signed_in(office=True).get(f"/pro/versements/{submission.pk}").content.decode()
    assert "versement.txt" in page
    assert "Publier 2 notices" in page.replace("\u202f", " ")
    for group in submission.finding_groups.all()[:3]:
        assert group.code in page


def test_every_page_of_a_submission_opens(submission: Submission):
    client = signed_in(office=True)
    line = submission.lines.first()
    group = submission.finding_groups.first()
    for path in ("", "/lignes", "/lignes?effet=C", f"/lignes/{line.pk}", f"/constats/{group.pk}"):
        assert client.get(f"/pro/versements/{submission.pk}{path}").status_code == 200, path
    assert client.get("/pro/versements").status_code == 200


def test_the_file_is_given_back_byte_for_byte(submission: Submission):
    answer = signed_in(office=True).get(f"/pro/versements/{submission.pk}/fichier")
    assert b"".join(answer.streaming_content).decode() == text()


def test_a_manager_publishes_then_takes_back(submission: Submission):
    client = signed_in(museums={"M0650": Role.MANAGER})
    answer = client.post(f"/pro/versements/{submission.pk}/publication/", follow=True)
    assert "2 notices publiées" in answer.content.decode().replace("\u202f", " ")
    assert Record.objects.filter(status=Status.PUBLISHED).count() == 2
    client.post(f"/pro/versements/{submission.pk}/annulation/", {"confirme": "1"})
    submission.refresh_from_db()
    assert submission.stage == Stage.REVERTED
    assert Record.objects.filter(status=Status.PUBLISHED).count() == 0


def test_a_line_shows_before_and_after(tmp_path: Path, transactional_db):
    actions.publish(hand_in(tmp_path, text()))
    later = hand_in(tmp_path, text(count=1, deno="tableau votif"), "mise-a-jour.txt")
    line = later.lines.get()
    page = signed_in(office=True).get(f"/pro/versements/{later.pk}/lignes/{line.pk}").content.decode()
    assert "tableau <ins>votif</ins>" in page


def test_a_refused_record_of_another_museum_gives_nobody_a_say(tmp_path: Path, transactional_db):
    factories.museum("M0266")
    actions.publish(hand_in(tmp_path, text("M0266", count=1), "tours.txt"))
    taken = text(count=1).replace("M0650000001", "M0266000001").replace("tableau", "dessin")
    stray = text("M0266", count=2).split("//\n")[1].replace("INV\n2026.1.2\n", "")
    submission = hand_in(tmp_path, f"{text()}{stray}//\n{taken}")
    assert submission.museums == ["M0650"]
    assert submission.rejected == 2
    client = signed_in(museums={"M0650": Role.CONTRIBUTOR})
    report = client.get(f"/pro/versements/{submission.pk}")
    assert report.status_code == 200
    assert "revient au responsable" in report.content.decode()
    refused = submission.lines.filter(outcome="R").latest("number")
    page = client.get(f"/pro/versements/{submission.pk}/lignes/{refused.pk}").content.decode()
    assert "dessin" in page
    assert "tableau" not in page
    assert page.index("grav-erreur") < page.index("grav-signalement")
    assert signed_in(museums={"M0266": Role.MANAGER}).get(f"/pro/versements/{submission.pk}").status_code == 403


def test_a_finding_leads_to_its_records_wherever_its_field_stands(submission: Submission):
    client = signed_in(office=True)
    for group in submission.finding_groups.exclude(lines=[]):
        page = client.get(f"/pro/versements/{submission.pk}/constats/{group.pk}").content.decode()
        assert page.count("/lignes/") == len({(place - 1) // 15 for place in group.lines}), group


def test_lines_say_what_they_are_about(submission: Submission):
    page = signed_in(office=True).get(f"/pro/versements/{submission.pk}/lignes").content.decode()
    assert page.count('<td lang="fr" class="what">tableau</td>') == 2


def test_markup_in_a_value_is_shown_not_run(tmp_path: Path, transactional_db):
    submission = hand_in(tmp_path, text(count=1, deno="<script>alert(1)</script>"))
    client = signed_in(office=True)
    line = submission.lines.get()
    for path in ("", f"/lignes/{line.pk}"):
        page = client.get(f"/pro/versements/{submission.pk}{path}").content.decode()
        assert "<script>alert" not in page


def test_conformity_is_shown_to_its_museum_alone(tmp_path: Path, transactional_db):
    actions.publish(hand_in(tmp_path, text(count=1)))
    page = "/notices/M0650000001"
    assert "Conformité" in signed_in(museums={"M0650": Role.CONTRIBUTOR}).get(page).content.decode()
    assert "Conformité" not in signed_in(museums={"M0001": Role.MANAGER}).get(page).content.decode()
    assert "Conformité" not in Client().get(page).content.decode()
