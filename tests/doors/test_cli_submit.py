"""check, submit, revert, withdraw, show, export, rebuild: what they print, and their exit codes."""

import errno
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError

from coffret.catalogue.models import Change, Record
from coffret.cli.main import main
from coffret.formats.detect import open_source
from coffret.submissions.models import Line, Submission

SHEET = {
    "REF": "M0650000001",
    "MUSEO": "M0650",
    "INV": "2026.1.1",
    "DOMN": "objet religieux",
    "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
    "AUTR": "Robillard Julien (?)",
    "TITR": "Coffret à bijoux orné de scènes mythologiques",
    "TECH": "émail#bois",
    "MILL": "1822 entre ; 1880 et",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
}
CAPTION = (
    "Robillard Julien (attribution incertaine), Coffret à bijoux orné de scènes mythologiques, émail, bois, "
    "entre 1822 et 1880, Saint-Omer, musée de l'hôtel Sandelin"
)

pytestmark = pytest.mark.django_db
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function: runs the command; gives exit code, standard output and error."""

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(*records: dict[str, str], name: str = "versement.txt") -> Path:
        path = tmp_path / name
        blocks = ("".join(f"{code}\n{text}\n" for code, text in one.items()) + "//\n" for one in records)
        path.write_text("".join(blocks), encoding="utf-8")
        return path

    return make


def without(*codes: str, **values: str) -> dict[str, str]:
    return {code: text for code, text in {**SHEET, **values}.items() if code not in codes}


def document(out: str) -> Any:
    """Return the one JSON document of a standard output that holds nothing else."""
    return json.loads(out)


def test_check_tells_counts_and_findings_and_writes_nothing(run, write):
    path = write(SHEET, without("STAT", REF="M0650000002", INV="2"))

    code, out, _err = run("check", path, "--json")

    assert code == 1
    [told] = document(out)["files"]
    assert (told["file"], told["format"], told["encoding"]) == (str(path), "ajout_pilote", "utf-8")
    assert (told["records"], told["accepted"], told["refused"]) == (2, 1, 1)
    first = told["findings"][0]
    assert set(first) == {"code", "severity", "field", "value", "count", "lines", "message", "remedy"}
    assert (first["severity"], first["field"], first["count"]) == ("erreur", "STAT", 1)
    assert not Record.objects.exists()
    assert not Submission.objects.exists()


def test_check_of_a_good_file_exits_0_and_reads_as_a_report(run, write):
    code, out, _err = run("check", write(SHEET))

    assert code == 0
    assert "1 notice" in out
    assert "1 acceptée, 0 refusée" in out
    assert "\x1b" not in out
    # The first line names the file, however long its path.
    assert all(len(line) <= 80 for line in out.splitlines()[1:])


def test_check_of_an_unreadable_file_exits_2_says_why_and_goes_on_with_the_others(run, write, tmp_path):
    binary = tmp_path / "photo.csv"
    binary.write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))

    code, out, err = run("check", binary, write(SHEET), "--json")

    assert code == 2
    bad, good = document(out)["files"]
    assert (bad["records"], bad["accepted"], bad["refused"]) == (0, 0, 0)
    assert [(one["code"], one["severity"], one["count"]) for one in bad["findings"]] == [("SUB031", "erreur", 1)]
    assert bad["findings"][0]["remedy"]
    assert good["accepted"] == 1
    assert "photo.csv" in err


def test_submit_then_show_gives_the_caption_of_the_coffret(run, write):
    code, out, _err = run("submit", write(SHEET), "--publish", "--json")

    assert code == 0
    told = document(out)
    assert set(told) == {"submission", "created", "updated", "unchanged", "rejected", "published", "mended", "findings"}
    assert (told["created"], told["published"]) == (1, True)

    code, out, _err = run("show", "M0650000001", "--json")
    shown = document(out)
    assert code == 0
    assert list(shown) == [
        "ref", "title", "caption", "credit", "museum", "inventory_number", "year_from", "year_to", "status", "state",
        "images", "values", "version",
    ]  # fmt: skip
    assert shown["caption"] == CAPTION
    assert (shown["museum"], shown["status"], shown["version"]) == ("M0650", "published", 1)
    assert shown["values"] == SHEET


def test_submit_without_publish_waits(run, write):
    code, out, _err = run("submit", write(SHEET), "--json")
    assert code == 0
    assert document(out)["published"] is False
    assert not Record.objects.exists()


def test_submit_with_refused_records_exits_1(run, write):
    code, out, _err = run("submit", write(SHEET, without("INV", REF="M0650000002")), "--publish")
    assert code == 1
    assert "1 refusée" in out
    assert Record.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 500, b"PK\x03\x04" + bytes(50), b"bonjour\n" * 20])
def test_submit_of_what_is_no_file_of_records_exits_2_and_writes_nothing(run, tmp_path, content):
    path = tmp_path / "mauvais.txt"
    path.write_bytes(content)

    code, out, err = run("submit", path, "--publish", "--json")

    assert (code, out) == (2, "")
    assert "mauvais.txt" in err
    assert not Submission.objects.exists()
    assert not Line.objects.exists()


def test_submit_of_an_absent_file_or_folder_exits_2(run, write, tmp_path):
    assert run("submit", tmp_path / "absent.txt")[0] == 2
    code, _out, err = run("submit", write(SHEET), "--images", tmp_path / "absent")
    assert code == 2
    assert "--images" in err
    assert not Submission.objects.exists()


def test_revert_and_its_conflicts(run, write):
    run("submit", write(SHEET), "--publish")
    _code, out, _err = run("submit", write(without(TITR="Deux")), "--publish", "--json")
    second = document(out)["submission"]
    run("submit", write(without(TITR="Trois")), "--publish")

    code, out, _err = run("revert", second, "--json")
    told = document(out)
    assert code == 1
    assert told["conflicts"] == [{"ref": "M0650000001", "field": "TITR", "submitted": "Deux", "current": "Trois"}]

    code, out, _err = run("revert", second, "--force")
    assert code == 0
    assert "1 notice rétablie" in out
    assert Record.objects.get().values["TITR"] == SHEET["TITR"]


def test_revert_of_an_unknown_submission_exits_2(run):
    code, _out, err = run("revert", 4321)
    assert code == 2
    assert "4321" in err


def test_withdraw_keeps_the_record_and_tells_the_log(run, write):
    run("submit", write(SHEET), "--publish")

    assert run("withdraw", "M0650000001", "--reason", "doublon de M0650000002")[0] == 0
    assert run("withdraw", "M0650000001", "--reason", "encore")[0] == 0
    assert run("withdraw", "M9999999999", "--reason", "rien")[0] == 2

    assert list(Change.objects.order_by("sequence").values_list("kind", flat=True)) == ["published", "withdrawn"]
    _code, out, _err = run("show", "M0650000001", "--json")
    assert document(out)["status"] == "withdrawn"


def test_show_of_an_unknown_reference_exits_2(run):
    code, out, err = run("show", "M0000000000", "--json")
    assert (code, out) == (2, "")
    assert "M0000000000" in err


@pytest.mark.parametrize(("kind", "name"), [("ajout_pilote", "sortie.txt"), ("open_data", "sortie.csv")])
def test_what_is_exported_comes_back_unchanged(run, write, tmp_path, kind, name):
    run(
        "submit",
        write(SHEET, without(REF="M0650000002", INV="2", DESC="Un « mot »; une | barre#une ligne")),
        "--publish",
    )

    code, _out, _err = run("export", kind, "-o", tmp_path / name)

    assert code == 0
    _source, records = open_source(tmp_path / name)
    assert [record.values["REF"] for record in records] == ["M0650000001", "M0650000002"]
    _code, out, _err = run("submit", tmp_path / name, "--publish", "--json")
    assert (document(out)["unchanged"], document(out)["rejected"]) == (2, 0)


def test_the_open_data_export_is_completed_by_the_platform_and_keeps_to_what_is_public(run, write, tmp_path):
    private = without(
        REDA="Jeanne Morel", COOR="Paul Petit", NOMOFF="Musée de l'hôtel Sandelin", REGION="Hauts-de-France"
    )
    run("submit", write(private), "--publish")

    run("export", "open_data", "--museum", "M0650", "-o", tmp_path / "x.csv")

    content = (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert "Morel" not in content
    assert "Petit" not in content
    _source, records = open_source(tmp_path / "x.csv")
    [told] = list(records)
    assert told.values["NOMOFF"] == "Musée de l'hôtel Sandelin"
    assert (told.values["REGION"], told.values["VILLE_M"]) == ("Hauts-de-France", "Saint-Omer")
    assert told.values["CONTIENT_IMAGE"] == "non"


def test_an_export_is_chosen_by_museum_by_words_and_without_what_was_withdrawn(run, write, tmp_path):
    other = without(REF="M0811000001", MUSEO="M0811", TITR="Vase aux anémones")
    third = without(REF="M0650000003", INV="3", TITR="Pichet")
    run("submit", write(SHEET, other, third), "--publish")
    run("withdraw", "M0650000003", "--reason", "essai")

    def exported(*words: str) -> list[str]:
        assert run("export", "ajout_pilote", *words, "-o", tmp_path / "x.txt")[0] == 0
        return [
            line for line in (tmp_path / "x.txt").read_text().splitlines() if line.startswith(("M0650000", "M0811000"))
        ]

    assert exported("--museum", "M0650") == ["M0650000001"]
    assert exported("--query", "anémones") == ["M0811000001"]
    assert run("export", "ajout_pilote", "--museum", "M9999", "-o", tmp_path / "y.txt")[0] == 2
    assert not (tmp_path / "y.txt").exists()


def test_rebuild_tells_how_many(run, write):
    run("submit", write(SHEET), "--publish")
    Record.objects.update(caption="faux")

    code, out, _err = run("rebuild")

    assert (code, Record.objects.get().caption) == (0, CAPTION)
    assert "1 notice" in out


def test_real_costumes_are_all_accepted_and_come_back_the_same(run, shared_data, tmp_path):
    path = shared_data("notices/costumes_67.csv")

    code, out, _err = run("submit", path, "--publish", "--json")
    told = document(out)
    assert (code, told["created"], told["rejected"]) == (0, 4274, 0)

    run("export", "open_data", "-o", tmp_path / "x.csv")
    _code, out, _err = run("submit", tmp_path / "x.csv", "--publish", "--json")
    assert document(out)["unchanged"] == 4274


def test_a_museum_is_named_by_its_code_whatever_the_case(run, write):
    path = write(without("MUSEO"))

    assert run("check", path, "--museum", "m0650", "--json")[0] == 0
    code, _out, err = run("check", path, "--museum", "Saint-Omer")
    assert code == 2
    assert "n’est pas un code Muséofile" in err


def test_a_file_that_is_not_there_is_said_in_french(run, tmp_path):
    code, _out, err = run("check", tmp_path / "absent.txt")

    assert code == 2
    assert "il n’existe pas" in err


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein"),
        (OperationalError("database or disk is full"), "le disque est plein"),
        (RuntimeError("imprévu"), "erreur imprévue (imprévu)"),
    ],
)
def test_a_failure_is_never_taken_for_refusals(run, write, monkeypatch, failure, said):
    def fails(*_words: object, **_named: object) -> None:
        raise failure

    failure.__cause__ = sqlite3.OperationalError(str(failure)) if isinstance(failure, OperationalError) else None
    monkeypatch.setattr("coffret.submissions.actions.publish", fails)

    code, out, err = run("submit", write(SHEET), "--publish", "--json")

    assert (code, out) == (2, "")
    assert said in err
