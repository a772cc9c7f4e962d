"""What a museum always corrects: kept, made again at each check, revoked, taken away as a table and loaded back."""

import json
from pathlib import Path

import factories
import pytest
from sheets import sheet

from coffret.base.errors import Refused
from coffret.cli.main import main
from coffret.submissions import actions, sets
from coffret.submissions.mending import fixing, keeping, tables, undoing
from coffret.submissions.models import Correction, Means, Mending, Origin, Outcome
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db


@pytest.fixture
def museum():
    return factories.museum("M0650")


def content(submission, position: int = 0):
    return unpack(submission.lines.get(position=position).payload)


def test_what_is_kept_is_corrected_at_the_next_check_and_said(museum, submit):
    correction = keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique")

    submission = submit(
        sheet(1, DOMN="céramiqe ; peinture"), sheet(2, DOMN="peinture"), museum="M0650", publication=False
    )

    line = content(submission)
    assert line.values["DOMN"] == "céramique ; peinture"
    assert (line.handed, line.mended) == ({"DOMN": "céramiqe ; peinture"}, {"DOMN": Means.KEPT})
    assert list(sets.of(submission.pk)["mended"]) == [0]
    act = Mending.objects.get(submission=submission)
    assert (act.means, act.count, act.correction_id, list(sets.load(act.members))) == ("kept", 1, correction.pk, [0])
    correction.refresh_from_db()
    assert (correction.uses, bool(correction.used_at)) == (1, True)
    assert actions.original(submission).read().decode().count("céramiqe") == 1


def test_it_is_undone_in_one_submission_and_not_made_again_there(museum, submit):
    keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique")
    submission = submit(sheet(1, DOMN="céramiqe"), museum="M0650", publication=False)

    undoing.undo(Mending.objects.get(submission=submission))

    assert content(submission).values["DOMN"] == "céramiqe"
    assert content(submission).mended == {}


def test_revoked_it_is_made_no_more(museum, submit):
    keeping.revoke(keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique"))

    submission = submit(sheet(1, DOMN="céramiqe"), museum="M0650", publication=False)

    assert content(submission).values["DOMN"] == "céramiqe"
    assert not Mending.objects.filter(submission=submission).exists()


def test_another_museum_s_lines_are_left_alone(museum, submit):
    keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique")

    submission = submit(sheet(1, MUSEO="M0651", DOMN="céramiqe", REF="M0651000001"), publication=False)

    assert content(submission).values["DOMN"] == "céramiqe"


def test_a_rule_kept_corrects_whatever_it_finds_fault_with(museum, submit):
    first = submit(sheet(1, DESC="Vase <b>bleu</b>"), museum="M0650", publication=False)
    group = first.finding_groups.get(code="REC064")
    fixing.fix(first, code="REC064", field="DESC", value=group.value, keep=True)
    kept = Correction.objects.get()
    assert (kept.code, kept.field, kept.before, kept.after) == ("REC064", "DESC", "", "")

    second = submit(sheet(2, DESC="Plat <i>vert</i>"), sheet(3, MILL="1755"), museum="M0650", publication=False)

    assert content(second).values["DESC"] == "Plat vert"
    assert not second.finding_groups.filter(code="REC064").exists()


def test_a_rule_of_the_whole_record_kept_fills_the_field_it_misses(museum, submit):
    first = submit(sheet(1, MILL="1755"), museum="M0650", publication=False)
    fixing.fix_rule(first, "REC043", "PERI", keep=True)

    second = submit(sheet(2, MILL="1862"), museum="M0650", publication=False)

    assert content(first).values["PERI"] == "3e quart 18e siècle"
    assert content(second).values["PERI"] == "3e quart 19e siècle"
    assert content(second).handed == {"PERI": None}


def test_what_is_written_in_the_workshop_is_left_as_written(museum, write):
    keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique")
    submission = actions.receive(write(sheet(1, DOMN="céramiqe")))
    submission.origin = Origin.FORM
    submission.save()

    actions.check(submission, museum="M0650")

    assert content(submission).values["DOMN"] == "céramiqe"


def test_a_kept_correction_of_refim_is_made_before_pictures_are_looked_for(museum, submit, tmp_path):
    keeping.keep(museum, field="REFIM", before="VASE.JPG", after="vase.jpg")
    folder = tmp_path / "images"
    folder.mkdir()

    submission = submit(
        sheet(1, REFIM="VASE.JPG", PHOT="Jeanne Morel"), museum="M0650", publication=False, images=folder
    )

    assert submission.finding_groups.get(code="SUB061").value == "vase.jpg"


@pytest.mark.parametrize(
    ("field", "before", "after", "code"),
    [
        ("REF", "a", "b", ""),
        ("MUSEO", "M0651", "M0650", ""),
        ("DOMN", "a", "a", ""),
        ("DOMN", "", "b", ""),
        ("INCONNU", "a", "b", ""),
        ("DMIS", "a", "b", ""),
    ],
)
def test_what_cannot_be_a_habit_is_refused_in_words(museum, field, before, after, code):
    with pytest.raises(Refused):
        keeping.keep(museum, field=field, before=before, after=after, code=code)
    assert not Correction.objects.exists()


def test_one_correction_holds_for_a_value(museum):
    first = keeping.keep(museum, field="DOMN", before="a", after="b")
    assert keeping.keep(museum, field="DOMN", before="a", after="b") == first

    second = keeping.keep(museum, field="DOMN", before="a", after="c")

    assert [one.pk for one in keeping.of("M0650")] == [second.pk]
    first.refresh_from_db()
    assert first.revoked_at


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_taken_away_loads_back_the_same(museum, tmp_path, form):
    keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique", code="AUT010")
    keeping.keep(museum, field="DENO", before="=assiete", after="+assiette ; « x »")
    keeping.keep(museum, field="DESC", code="REC064")
    before = list(tables.rows("M0650"))
    path = tmp_path / f"corrections.{form}"
    path.write_bytes(tables.as_workbook("M0650") if form == "xlsx" else b"".join(tables.as_csv("M0650")))
    reading = tables.read(path, "M0650")
    assert (reading.rows, reading.held, reading.bad) == ([], 3, [])
    Correction.objects.all().delete()

    assert tables.load(tables.read(path, "M0650"), museum) == 3

    assert list(tables.rows("M0650")) == before


def test_bad_lines_are_told_and_stop_none_of_the_others(museum, tmp_path):
    keeping.keep(museum, field="DOMN", before="vieux", after="ancien")
    path = tmp_path / "corrections.csv"
    path.write_text(
        "Champ,Valeur d'origine,Valeur corrigée\n"
        "DOMN,a,b\nREF,a,b\n\ninconnu,a,b\nDOMN,a,c\nDomaine,vieux,neuf\nDENO,x\n",
        "utf-8",
    )

    reading = tables.read(path, "M0650")

    assert [(row.line, row.field, row.before, row.after) for row in reading.rows] == [
        (2, "DOMN", "a", "b"),
        (7, "DOMN", "vieux", "neuf"),
        (8, "DENO", "x", ""),
    ]
    assert [bad.line for bad in reading.bad] == [3, 5, 6]
    assert all(bad.sentence for bad in reading.bad)
    assert tables.load(reading, museum) == 3
    assert {one.before: one.after for one in keeping.of("M0650")} == {"a": "b", "vieux": "neuf", "x": ""}


@pytest.mark.parametrize("body", [b"", b"nom;prenom\na;b\n", b"\x00\x01\x02", b"PK\x03\x04xx"])
def test_what_is_no_table_is_refused_in_words(museum, tmp_path: Path, body):
    path = tmp_path / "table.csv"
    path.write_bytes(body)
    with pytest.raises(Refused):
        tables.read(path, "M0650")


def test_lines_refused_keep_their_outcome_counted_beside(museum, submit):
    keeping.keep(museum, field="STAT", before="dno", after="don")
    submission = submit(sheet(1, STAT="dno"), sheet(2, INV="", STAT="dno"), museum="M0650", publication=False)
    assert [len(sets.of(submission.pk)[one]) for one in (Outcome.CREATED, Outcome.REJECTED)] == [1, 1]
    assert list(sets.of(submission.pk)["mended"]) == [0, 1]


def test_the_command_line_corrects_as_always_and_says_how_many(museum, write, capsys):
    keeping.keep(museum, field="DOMN", before="céramiqe", after="céramique")
    path = write(sheet(1, DOMN="céramiqe"), sheet(2))

    assert main(["submit", str(path), "--museum", "M0650", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mended"] == 1
    assert main(["submit", str(path), "--museum", "M0650"]) == 0
    assert "1 notice corrigée comme le musée le fait toujours" in capsys.readouterr().out
