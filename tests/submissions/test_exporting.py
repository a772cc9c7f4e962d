"""A museum's notices in every format, at any time; handed in again they change nothing."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import factories
import pytest
import python_calamine
from django.utils import timezone

from coffret.base.cells import armed, disarmed
from coffret.base.errors import Refused
from coffret.catalogue.models import Record, Status
from coffret.cli import main as cli
from coffret.images.models import Image
from coffret.submissions import actions
from coffret.submissions.exporting import FORMATS, Scope, exported

pytestmark = pytest.mark.django_db(transaction=True)

TRICKY = {
    "DENO": "assiette ; plat",
    "TITR": "=SOMME(A1:A9) ; « L’été » : titre inscrit",
    "DESC": '- à revoir ; "guillemets" | barre ; point-virgule ; #ligne 2',
    "HIST": "'=déjà derrière une apostrophe",
    "BIBL": "+33 ; @auteur",
    "TECH": "ivoire ; gravé#laiton",
    "REDA": "un champ qui n’est pas public",
    "WWW": "https://example.org/a?x=1;https://example.org/c",
}


def collection() -> list[Record]:
    return [
        factories.record({"TITR": "Simple", "DENO": "assiette"}),
        factories.record(TRICKY),
        factories.record({"MUSEO": "M0811", "TITR": "D’un autre musée"}),
        factories.record({"TITR": "Retirée"}, status=Status.WITHDRAWN),
    ]


def file(name: str, tmp_path: Path, scope: Scope) -> Path:
    path = tmp_path / f"export{FORMATS[name].suffix}"
    path.write_bytes(b"".join(exported(FORMATS[name], scope)))
    return path


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.back])
def test_what_is_exported_and_handed_in_again_changes_nothing(name: str, tmp_path: Path):
    collection()
    before = list(Record.objects.order_by("pk").values())

    submission = actions.submit(file(name, tmp_path, Scope("M0650")), museum="M0650", publication=True)

    assert (submission.created, submission.updated, submission.unchanged, submission.rejected) == (0, 0, 2, 0)
    assert list(Record.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_notices_of_one_museum_that_are_online(name: str, tmp_path: Path):
    simple, tricky, other, withdrawn = collection()
    Record.objects.update(has_image=True)

    content = file(name, tmp_path, Scope("M0650"))

    text = "\n".join(refs_of_sheet(content)) if name == "xlsx" else content.read_text("utf-8")
    assert simple.ref in text
    assert tricky.ref in text
    assert other.ref not in text
    assert withdrawn.ref not in text


def refs_of_sheet(path: Path) -> list[str]:
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [str(row[0]) for row in rows]


@pytest.mark.parametrize("name", ["open_data", "json_ld"])
def test_what_is_for_everyone_holds_public_fields_alone(name: str, tmp_path: Path):
    collection()

    assert "un champ qui n’est pas public" not in file(name, tmp_path, Scope("M0650")).read_text("utf-8")


def test_since_a_day_and_by_search(tmp_path: Path):
    simple, tricky, *_others = collection()
    Record.objects.filter(pk=tricky.pk).update(updated_at=timezone.now() - timedelta(days=30))
    since = timezone.localdate() - timedelta(days=2)
    Record.objects.filter(pk=simple.pk).update(updated_at=timezone.now())

    refs = [json.loads(line)["REF"] for line in lines_of(tmp_path, Scope("M0650", since=since))]

    assert refs == [simple.ref]


def lines_of(tmp_path: Path, scope: Scope) -> list[str]:
    return file("json_lines", tmp_path, scope).read_text("utf-8").splitlines()


def test_json_ld_names_the_images_and_their_credit(tmp_path: Path):
    record = factories.record({"DENO": "assiette", "PHOT": "© Jeanne Morel"}, has_image=True)
    Image.objects.create(record=record, position=1, name="a.jpg", sha256="a" * 64, width=1, height=1, size=1)

    (one,) = json.loads(file("json_ld", tmp_path, Scope("M0650")).read_text())["@graph"]

    assert one["image"][0]["contentUrl"].endswith(f"/images/{'a' * 64}/1600.jpg")
    assert "Jeanne Morel" in one["image"][0]["creditText"]


def test_a_iiif_collection_lists_the_manifests_of_illustrated_notices(tmp_path: Path):
    record = factories.record({"DENO": "assiette"}, has_image=True)
    factories.record({"DENO": "plat"})

    made = json.loads(file("iiif", tmp_path, Scope("M0650")).read_text())

    assert made["type"] == "Collection"
    assert [item["id"].split("/")[-2] for item in made["items"]] == [record.ref]


def test_a_spreadsheet_program_is_never_given_a_formula(tmp_path: Path):
    collection()

    assert "\r\n=" not in (text := file("pop_csv", tmp_path, Scope("M0650")).read_text("utf-8"))
    assert ";=SOMME" not in text
    assert "'=SOMME" in text


def test_a_text_too_long_for_a_cell_is_refused_in_words(tmp_path: Path):
    record = factories.record({"DESC": "x" * 40_000})

    with pytest.raises(Refused, match=record.ref):
        file("xlsx", tmp_path, Scope("M0650"))


@pytest.mark.parametrize("cell", ["=1", "'=1", "''=1", "-", "a=1", "", "'a", "+", "'", "l'été", "|", "\t"])
def test_a_disarmed_cell_comes_back(cell: str):
    assert armed(disarmed(cell)) == cell


def test_the_command_writes_the_same_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    collection()
    out = tmp_path / "out.jsonl"

    assert cli.main(["export", "json_lines", "--museum", "M0650", "-o", str(out)]) == 0
    assert cli.main(["export", "json_lines", "--since", str(date(2999, 1, 1)), "-o", str(out)]) == 0

    assert io.StringIO(out.read_text()).read() == ""
    assert "2 notices exportées" in capsys.readouterr().err
