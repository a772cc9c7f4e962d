"""The report of a submission: counts, findings three ways, what is left out, and never a query more for more findings."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import factories
import pytest
import python_calamine
from django.test import Client
from reading_samples import MUSEUM, hand_in, online_then_again, pictures, sheet

from coffret.accounts.models import Role
from coffret.base.cells import armed
from coffret.base.text import grouped
from coffret.desk.submissions import workbook
from coffret.submissions import sets
from coffret.submissions.mending import accepting
from coffret.submissions.models import FindingGroup, Submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submission(tmp_path: Path, settings: Any) -> Submission:
    settings.DATA = tmp_path
    return online_then_again(tmp_path)


@pytest.fixture
def manager(db: None) -> Client:
    client = Client()
    client.force_login(factories.user("regie@example.org", museums={MUSEUM: Role.MANAGER}))
    return client


def seen(client: Client, submission: Submission, query: str = "") -> str:
    answer = client.get(f"/pro/versements/{submission.pk}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def groups_of(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="constat-(\d+)"', page)]


def test_the_summary_says_what_the_submission_does(manager: Client, submission: Submission):
    page = seen(manager, submission)
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for said in ("1 créée", "1 mise à jour", "1 inchangée", "1 refusée"):
        assert said in words
    for outcome in "CUNR":
        assert f"/lignes?effet={outcome}" in page


def test_findings_are_grouped_by_rule_by_field_and_by_value(manager: Client, submission: Submission):
    period = submission.finding_groups.filter(value="XVIIIe siècle").first()
    assert period
    for query in ("", "?par=champ", "?par=terme"):
        page = seen(manager, submission, query)
        assert period.pk in groups_of(page), query
        assert f"/constats/{period.pk}" in page
    assert f"regle={period.code}" in seen(manager, submission)
    assert "champ=PERI" in seen(manager, submission, "?par=champ")
    assert "valeur=XVIIIe+si%C3%A8cle" in seen(manager, submission, "?par=terme")


def test_a_gravity_or_words_leave_the_others_out(manager: Client, submission: Submission):
    severity = dict(submission.finding_groups.values_list("pk", "severity"))
    for gravity in set(severity.values()):
        page = seen(manager, submission, f"?gravite={gravity}")
        assert {severity[pk] for pk in groups_of(page)} == {gravity}
    found = groups_of(seen(manager, submission, "?q=xviiie"))
    assert found == list(
        submission.finding_groups.filter(value__contains="XVIIIe").order_by("pk").values_list("pk", flat=True)
    )
    assert "Aucun constat ne répond" in seen(manager, submission, "?q=introuvable")


def test_what_is_said_of_the_whole_file_stands_apart(manager: Client, tmp_path: Path, settings: Any):
    settings.DATA = tmp_path
    lone = hand_in(tmp_path, sheet(1), images=pictures(tmp_path, "#101010"), name="seul.txt")
    whole = lone.finding_groups.get(code="SUB066")
    assert not sets.load(whole.members)
    page = seen(manager, lone)
    apart = page[page.index('id="whole"') :]
    assert f'id="constat-{whole.pk}"' in apart
    assert f"/constats/{whole.pk}" not in page, "no line to lead to"


def test_accepted_alerts_can_be_left_out(manager: Client, submission: Submission):
    alert = submission.finding_groups.filter(severity="alerte").exclude(members=sets.dump(sets.BitMap())).first()
    assert alert
    person = factories.user("autre@example.org", museums={MUSEUM: Role.MANAGER})
    accepting.accept(submission, alert, "le registre l’écrit ainsi", by=person)
    page = seen(manager, submission, f"?regle={alert.code}")
    assert "acceptée" in page
    assert alert.pk not in groups_of(seen(manager, submission, f"?regle={alert.code}&acceptes=non"))
    lines = manager.get(f"/pro/versements/{submission.pk}/lignes?etat=acceptee").content.decode()
    assert lines.count('<tr id="l') == len(sets.load(alert.members))


def many(submission: Submission, count: int) -> None:
    line = sets.dump(sets.BitMap([0]))
    FindingGroup.objects.bulk_create(
        FindingGroup(
            submission=submission, code="REC046", severity="alerte", field="PERI", value=f"période {number}",
            facts={"proposal": "18e siècle"}, count=1 + number % 7, lines=[1], members=line,
        )
        for number in range(count)
    )  # fmt: skip


def test_more_findings_cost_no_more_queries(
    manager: Client, submission: Submission, django_assert_max_num_queries: Any
):
    queries = {}
    for turn in range(2):
        for query in ("", "?par=champ", "?par=terme", "?regle=REC046", "?q=p"):
            seen(manager, submission, query)
            with django_assert_max_num_queries(60) as counted:
                seen(manager, submission, query)
            assert turn == 0 or abs(len(counted) - queries[query]) <= 2, query
            queries[query] = len(counted)
        many(submission, 300)


def test_every_finding_is_met_page_after_page(manager: Client, submission: Submission):
    many(submission, 130)
    wanted = set(submission.finding_groups.filter(code="REC046").values_list("pk", flat=True))
    met: list[int] = []
    for number in range(1, 20):
        found = groups_of(seen(manager, submission, f"?regle=REC046&page={number}"))
        if met and set(found) <= set(met):
            break
        met += found
    assert set(met) == wanted
    assert len(met) == len(wanted), "each once"
    by_value = seen(manager, submission, "?par=terme&page=999")
    assert groups_of(by_value)
    assert grouped(sum(submission.finding_groups.filter(code="REC046").values_list("count", flat=True))) in seen(
        manager, submission, "?regle=REC046"
    )


def test_the_findings_are_given_as_a_table(manager: Client, submission: Submission):
    answer = manager.get(f"/pro/versements/{submission.pk}/constats.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:3] == ["Ligne", "Référence", "Numéro d’inventaire"]
    assert len(rows) - 1 == sum(submission.finding_groups.values_list("count", flat=True))
    period = [row for row in rows if row[6] == "XVIIIe siècle"]
    assert {row[1] for row in period} == {"M0650000001", "M0650000003"}
    assert all(row[7] and row[8] for row in period)
    only = manager.get(f"/pro/versements/{submission.pk}/constats.csv?champ=PERI")
    kept = list(csv.reader(io.StringIO(b"".join(only.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert {row[5] for row in kept[1:]} == {"PERI"}


def test_a_workbook_holds_the_same_table_as_texts_and_runs_nothing(manager: Client, tmp_path: Path, settings: Any):
    settings.DATA = tmp_path
    submission = hand_in(tmp_path, sheet(1, PERI='=cmd|"/C calc"!A0'), sheet(2, PERI="XVIIIe siècle"))
    root = f"/pro/versements/{submission.pk}/constats"
    rows = list(
        csv.reader(
            io.StringIO(b"".join(manager.get(f"{root}.csv").streaming_content).decode("utf-8-sig")), delimiter=";"
        )
    )
    assert any(row[6].startswith("'=cmd") for row in rows)
    workbook = tmp_path / "constats.xlsx"
    workbook.write_bytes(b"".join(manager.get(f"{root}.xlsx").streaming_content))
    sheet_of = python_calamine.CalamineWorkbook.from_path(str(workbook)).get_sheet_by_index(0).to_python()
    assert [[str(cell) for cell in row] for row in sheet_of] == [[armed(cell) for cell in row] for row in rows]
    with zipfile.ZipFile(workbook) as archive:
        assert not any(b"<f" in archive.read(name) for name in archive.namelist() if "worksheets" in name)


def test_another_museum_reads_none_of_it(submission: Submission):
    stranger = Client()
    stranger.force_login(factories.user("ailleurs@example.org", museums={"M0001": Role.MANAGER}))
    line = submission.lines.first()
    group = submission.finding_groups.first()
    assert line
    assert group
    root = f"/pro/versements/{submission.pk}"
    for path in ("", "/lignes", f"/lignes/{line.pk}", f"/constats/{group.pk}", "/constats.csv", "/constats.xlsx", "/fichier",
                 f"/lignes/{line.pk}/page?cote=apres"):  # fmt: skip
        assert stranger.get(f"{root}{path}").status_code == 403, path


def test_the_list_of_submissions_is_filtered_and_reads_those_of_the_museum(manager: Client, submission: Submission):
    other = Submission.objects.create(
        file_name="ailleurs.txt",
        sha256="0" * 64,
        size=1,
        received_at=submission.received_at,
        museum="M0001",
        museums=["M0001"],
    )
    both = Submission.objects.create(
        file_name="deux.txt", sha256="0" * 64, size=1, received_at=submission.received_at, museums=["M0001", MUSEUM]
    )
    page = manager.get("/pro/versements").content.decode()
    assert "second.txt" in page
    assert "premier.txt" in page
    assert other.file_name not in page
    assert both.file_name not in page
    assert "premier.txt" not in manager.get("/pro/versements?etat=checked").content.decode()
    assert "second.txt" not in manager.get("/pro/versements?origine=form").content.decode()
    assert "Aucun versement ne répond" in manager.get("/pro/versements?musee=M0001").content.decode()


def test_a_workbook_begins_at_once_and_goes_on_over_several_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "ROWS", 4)
    monkeypatch.setattr(workbook, "BATCH", 2)
    given = [[str(n), "<&>\x00\x0b « é »", "  espaces  "] for n in range(10)]
    asked = iter(given)
    pieces = workbook.workbook("Constats", ["un", "deux", "trois"], asked)
    first = next(pieces)
    assert first.startswith(b"PK")
    assert len(list(asked)) == 8, "two rows were enough to begin"
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"".join(workbook.workbook("Constats", ["un", "deux", "trois"], iter(given))))
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Constats", "Constats 2", "Constats 3"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [len(rows) for rows in sheets] == [5, 5, 3]
    assert [row for rows in sheets for row in rows[1:]] == [[n, "<&> « é »", space] for n, _text, space in given]
