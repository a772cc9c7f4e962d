"""`coffret letter check`: a file or an issue, one JSON document, and an exit code that says whether it may leave."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import editorial_factories as made
import instances
import pytest

from coffret.cli.main import main

HERE = Path(__file__).parent / "letters"
CLEAN = HERE / "clean.html"
KEYS = {"code", "level", "quote", "message", "remedy"}


def told(capsys: Any) -> list[dict[str, str]]:
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"findings"}
    assert all(set(one) == KEYS for one in document["findings"])
    return list(document["findings"])


def slip(tmp_path: Path, said: str, wrong: str) -> str:
    path = tmp_path / "lettre.html"
    path.write_text(CLEAN.read_text(encoding="utf-8").replace(said, wrong), encoding="utf-8")
    return str(path)


@pytest.mark.django_db
def test_a_clean_file_leaves_with_zero(capsys: Any):
    assert main(["letter", "check", str(CLEAN), "--date", "2026-05-11", "--json"]) == 0
    assert told(capsys) == []
    assert main(["letter", "check", str(CLEAN), "--date", "2026-05-11"]) == 0
    assert "rien à redire" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_blocks_leaves_with_one_and_what_is_confirmed_with_zero(tmp_path: Path, capsys: Any):
    path = slip(tmp_path, "©&nbsp;CRDOA</p>", "© CRDOA, ou juste © CRDOA</p>")
    assert main(["letter", "check", path, "--date", "2026-05-11", "--json"]) == 1
    (found,) = told(capsys)
    assert (found["code"], found["level"], found["quote"]) == ("P01", "block", "© CRDOA, ou juste © CRDOA")
    assert "choix" in found["message"]
    assert found["remedy"]
    path = slip(tmp_path, "Voir la notice du coffret", "Cliquez ici")
    assert main(["letter", "check", path, "--date", "2026-05-11", "--json"]) == 0
    assert [(one["code"], one["level"]) for one in told(capsys)] == [("P18", "confirm")]
    path = slip(tmp_path, "</h1>", "</h1><svg><path d='M0'/></svg>")
    assert main(["letter", "check", path, "--date", "2026-05-11", "--json"]) == 0
    assert [(one["code"], one["level"]) for one in told(capsys)] == [("P21", "information")]


@pytest.mark.django_db
def test_the_report_says_each_finding_and_counts_them(tmp_path: Path, capsys: Any):
    path = slip(tmp_path, "Vendredi 19 juin 2026", "Jeudi 19 juin 2026")
    assert main(["letter", "check", path, "--date", "2026-05-11"]) == 1
    out = capsys.readouterr().out
    assert "P12" in out
    assert "1 erreur qui bloque" in out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nulle-part.html"], "ne se lit pas"),
        (["nulle-part.eml"], "ne se lit pas"),
        (["987654"], "n’est ni un fichier ni une lettre connue"),
        (["catalogue/2031-01-01"], "n’est ni un fichier ni une lettre connue"),
        ([str(CLEAN), "--date", "11 mai"], "n’est pas une date"),
        ([str(HERE)], "ne se lit pas"),
    ],
)
def test_what_cannot_be_read_leaves_with_two_and_a_sentence(words: list[str], said: str, capsys: Any):
    assert main(["letter", "check", *words, "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


@pytest.mark.django_db
def test_an_issue_is_named_by_its_number_or_by_its_letter_and_day(capsys: Any):
    sections = [{"one": "En bref", "many": "En bref", "items": [{"thing": "words", "words": "<p>Un émail.</p>"}]}]
    issue = made.entry(
        "letter", live=False, newsletter=made.newsletter("catalogue").slug, day="2026-05-11", sections=sections,
        title="La lettre de mai 2026", preheader="Un émail.", body='<p>Voir <a href="#">la notice</a>.</p>',
    )  # fmt: skip
    for name in (str(issue.pk), "catalogue/2026-05-11", "/lettres/catalogue/2026-05-11"):
        assert main(["letter", "check", name, "--date", "2026-05-11", "--json"]) == 1
        assert [(one["code"], one["level"], one["quote"]) for one in told(capsys)] == [("P03", "block", "#")]


@pytest.mark.journey
def test_the_console_script_answers_from_an_empty_place(tmp_path: Path):
    environment = instances.environment(tmp_path / "var")
    command = [
        sys.executable,
        "-m",
        "coffret.cli.main",
        "letter",
        "check",
        str(CLEAN),
        "--date",
        "2026-05-11",
        "--json",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"findings": []})
