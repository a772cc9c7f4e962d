"""`coffret letter readers`: lists imported, exported, a reader erased, from the command line."""

import json
from pathlib import Path

import pytest
from factories import THEN
from reader_factories import newsletter, reader, subscription

from coffret.cli.main import main
from coffret.newsletters.models import Reader, Subscription

pytestmark = pytest.mark.django_db

PROOF = "Feuille signée à la journée du 5 juin 2026"


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coffret.cli.prepare.prepare", lambda: None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a list: one new address, one who left, one that is none."""
    letter = newsletter()
    subscription(reader("partie@example.org"), letter, "left", left_at=THEN)
    path = tmp_path / "liste.csv"
    path.write_text("adresse\nnouvelle@example.org\npartie@example.org\nrien\n")
    return path


def run(*words: object) -> int:
    return main(["letter", "readers", *map(str, words)])


def test_an_import_is_told_first_then_done(file: Path, capsys: pytest.CaptureFixture[str]):
    asked = ["import", file, "--newsletter", "nouveautes", "--proof", PROOF, "--json"]
    assert run(*asked, "--dry") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["dry"], told["counts"]["new"], told["counts"]["left"], told["counts"]["invalid"]) == (True, 1, 1, 1)
    assert [line["line"] for line in told["lines"]] == [2, 3, 4]
    assert not Reader.objects.filter(address="nouvelle@example.org").exists()
    assert run(*asked) == 1
    assert Subscription.objects.get(reader__address="nouvelle@example.org").state == "active"
    assert Subscription.objects.get(reader__address="partie@example.org").state == "left"
    capsys.readouterr()
    file.write_text("nouvelle@example.org\n")
    assert run(*asked[:-1]) == 0
    assert "déjà abonné" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--newsletter", "inconnue", "--proof", PROOF], "Lettres connues : nouveautes"),
        (["--newsletter", "nouveautes", "--proof", "ok"], "l’accord a été donné"),
    ],
)
def test_what_cannot_be_imported_is_said(file: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]):
    assert run("import", file, *words) == 2
    assert said in capsys.readouterr().err


def test_readers_are_exported_and_erased(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for name in ("abonnes.csv", "abonnes.xlsx"):
        assert run("export", "-o", tmp_path / name) == 0
        assert (tmp_path / name).stat().st_size > 100
    assert "partie@example.org" in (tmp_path / "abonnes.csv").read_text()
    assert run("export", "-o", tmp_path / "abonnes.pdf") == 2
    assert run("export", "-o", tmp_path / "absent" / "abonnes.csv") == 2
    assert run("erase", "Partie@example.org") == 0
    assert not Reader.objects.exists()
    assert run("erase", "partie@example.org") == 2
    assert "Aucun lecteur" in capsys.readouterr().err
